"""The page for the day before, as rows: own opening, own gaps, own clock, own numbers."""

from collections.abc import Sequence

from textual.content import Content

from sdcoach.history.brief import WHEN_STUCK, Brief, Minutes, gap_words
from sdcoach.history.brief_page import LAST
from sdcoach.history.days import date
from sdcoach.text import minutes_seconds, one_line, plural, short_title
from sdcoach.tui.page import heading
from sdcoach.tui.verdict_rows import hanging
from sdcoach.tui.widgets.paper import spread


def brief_rows(brief: Brief, width: int, height: int) -> list[Content]:
    """Return the page; a section without data is left out.

    Args:
        brief: What it is made of.
        width: Columns.
        height: Rows that are seen at once; blank rows go where they are too few.
    """
    if brief.empty:
        text = (
            "This page is made of your own words and numbers: score an interview, and it has"
            " an opening, gaps, a clock."
        )
        return hanging("", text, width)
    blocks = [
        block
        for block in (
            _opening(brief, width),
            _practise(brief, width),
            _gaps(brief, width),
            _clock(brief, width),
            _numbers(brief, width),
            _sums(brief, width),
            hanging("WHEN STUCK  ", WHEN_STUCK, width, indent=1),
            hanging("", LAST, width, indent=1, style="dim"),
        )
        if block
    ]
    spare = max(0, height - sum(len(block) for block in blocks))
    if spare < len(blocks) - 1 and sum(len(block) + 1 for block in blocks) > 2 * height:
        spare = len(blocks)  # it has to be scrolled anyway
    rows: list[Content] = []
    for number, block in enumerate(blocks):
        if number and number <= spare:
            rows.append(Content(""))
        rows += block
    return rows


def _titled(title: str, remark: str, width: int) -> Content:
    left = heading(title)
    if left.cell_length + len(remark) + 3 > width:
        return left
    return spread(left, Content.styled(f"{remark} ", "dim"), width)


def _opening(brief: Brief, width: int) -> list[Content]:
    opening = brief.opening
    if opening is None:
        return []
    when = date(opening.at, opening.utc_offset)
    took = minutes_seconds(opening.took_ms / 1000)
    remark = f"{short_title(opening.title)}, {when}, {took}, scored {opening.level}"
    rows = [_titled("OPEN LIKE THIS", remark, width)]
    return rows + [row for line in opening.lines for row in hanging("", line, width)]


def _practise(brief: Brief, width: int) -> list[Content]:
    if not brief.practise:
        return []
    return [heading("ONE THING TO PRACTISE"), *hanging("", brief.practise, width)]


def _gaps(brief: Brief, width: int) -> list[Content]:
    if not brief.gaps:
        return []
    last = "interview" if brief.interviews == 1 else plural(brief.interviews, "interview")
    remark = f"your last {last}"
    rows = [_titled("YOU STILL FORGET", remark, width)]
    return rows + [row for gap in brief.gaps for row in hanging("- ", gap_words(gap), width)]


def _clock(brief: Brief, width: int) -> list[Content]:
    if not brief.clock:
        return []
    rows = [_titled("YOUR CLOCK", "yours / budget, minutes", width)]
    rows += _flow([_minutes(one) for one in brief.clock], width)
    if brief.clock_says:
        rows += hanging("", brief.clock_says, width)
    return rows


def _minutes(one: Minutes) -> Content:
    told = f"{round(one.yours_ms / 60_000)}/{round(one.budget_ms / 60_000)}"
    return Content.assemble(
        f"{one.name} ", (f"{told} !" if one.over else told, "$warning" if one.over else "")
    )


def _flow(pieces: Sequence[Content], width: int) -> list[Content]:
    """Return pieces one behind the other, in as many rows as they need."""
    rows: list[list[Content]] = [[]]
    used = 3
    for piece in pieces:
        if rows[-1] and used + piece.cell_length + 1 > width:
            rows.append([])
            used = 3
        rows[-1].append(piece)
        used += piece.cell_length + 3
    return [Content.assemble("   ", Content("   ").join(row)) for row in rows]


def _numbers(brief: Brief, width: int) -> list[Content]:
    if not brief.numbers:
        return []
    text = " · ".join(f"{one_line(one.name)} {one.value}" for one in brief.numbers)
    return [heading("NUMBERS YOU LOOKED UP MOST"), *hanging("", text, width)]


def _sums(brief: Brief, width: int) -> list[Content]:
    if not brief.sums:
        return []
    rows = [heading("SUMS THAT WENT WRONG LAST TIME")]
    for one in brief.sums:
        rows += hanging("- ", f"{one.asks} {one.key} (yours was {one.judgement})", width)
    return rows
