"""One dimension of a scoring as rows of text, as much of it as the terminal holds."""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from sdcoach.scoring.debrief import SAID_ALOUD, DimensionPage
from sdcoach.scoring.draft import Scoring
from sdcoach.scoring.evidence import Heard
from sdcoach.text import clean, minutes_seconds, one_line, short_title
from sdcoach.tui.page import column, cut_rows
from sdcoach.tui.palette import Signs
from sdcoach.tui.widgets.paper import spread

_FEWEST_LINES = 3
"""However small the terminal, so many of the candidate's lines are seen."""
_TAGS = {"missed": 5}
"""Columns kept free for what a line is used for: a missed one can only be the gap."""
_TAG = 10
_TIME = 6
_WIDE_LEGEND = 80


class View(NamedTuple):
    """What is drawn: the scoring, and where one stands in it."""

    scoring: Scoring
    title: str
    here: int
    """The line under the finger, from 0."""
    seconds: int
    signs: Signs
    ticking: bool
    """Whether the keys tick red flags now."""


def scoring_rows(view: View, width: int, height: int) -> list[Content]:
    """Return the page in at most `height` rows of `width` columns.

    Where not all fits, blank rows go first, then second rows of texts, then lines far from the
    finger, then what is long in the anchors that are not chosen.
    """
    scoring, page = view.scoring, view.scoring.page
    head = _progress(view, width)
    title = _title(page, scoring.debrief.seniority, width)
    anchors = [_anchor(page, level, scoring.level, view.signs, width) for level in (1, 2, 3, 4)]
    notes = [_legend(view, width)]
    lines = [_line(one, number, view, width) for number, one in enumerate(scoring.lines())]
    lines = lines or [[Content.styled("   Nothing to look for here: w quotes your notes.", "dim")]]
    tail = _chosen(view, page, width)
    shown = _Fit(height - 3)
    # While flags are ticked, they are what matters; otherwise one row of them will do.
    least = [1] * len(tail)
    if view.ticking:
        least[-1] = len(tail[-1])
    shown.take(sum(least))
    fewest = min(_FEWEST_LINES, len(lines))
    counts = shown.rows(
        [len(block) for block in anchors], first=(scoring.level or 0) - 1, keep=fewest
    )
    if shown.room < fewest:
        notes, shown.room = [], shown.room + 1
    whole = [
        row for block, count in zip(anchors, counts, strict=True) for row in cut_rows(block, count)
    ]
    seen = _window(len(lines), view.here, max(1, shown.room))
    shown.take(len(seen))
    bottom = [
        cut_rows(block, count + shown.take(len(block) - count))
        for block, count in zip(reversed(tail), reversed(least), strict=True)
    ]
    listed = []
    for number in seen:
        whole_line = len(lines[number]) == 1 or shown.take(1)
        listed.append(
            lines[number]
            if whole_line
            else _line(scoring.lines()[number], number, view, width, most=1)
        )
    blanks = [[Content("")] if shown.take(1) else [] for _ in range(3)]
    return [
        head,
        *blanks[2],
        title,
        *whole,
        *blanks[0],
        *notes,
        *(row for block in listed for row in block),
        *blanks[1],
        *(row for block in reversed(bottom) for row in block),
    ][:height]


class _Fit:
    """The rows that are left, given away in the order of what matters."""

    def __init__(self, room: int) -> None:
        self.room = room

    def take(self, wanted: int) -> int:
        """Take up to `wanted` rows and return how many there were."""
        taken = max(0, min(wanted, self.room))
        self.room -= taken
        return taken

    def rows(self, heights: Sequence[int], *, first: int, keep: int) -> list[int]:
        """Give every block a row, and then their others, the `first` block's before the rest."""
        counts = [self.take(1) for _ in heights]
        for number in sorted(range(len(heights)), key=lambda number: number != first):
            spare = max(0, self.room - keep)
            counts[number] += self.take(min(spare, heights[number] - counts[number]))
        return counts


# --- the parts --------------------------------------------------------------------------------


def _progress(view: View, width: int) -> Content:
    scoring = view.scoring
    parts = []
    for number, one in enumerate(scoring.dimensions):
        level = scoring.levels.get(one.id)
        given = str(level) if level else "-" if one.id in scoring.levels else ""
        if number == scoring.place:
            parts.append(Content.styled(f"{view.signs.here}{one.letter}{given}", "bold $accent"))
        else:
            parts.append(Content.styled(f"{one.letter}{given}", "" if given else "dim"))
    gap = "  " if width >= 70 else " "
    count = f"{scoring.place + 1} of {len(scoring.dimensions)} · {minutes_seconds(view.seconds)} "
    right = Content.assemble(Content(gap).join(parts), " " * 3, (count, "dim"))
    title = f" · {short_title(view.title)}"
    aimed = f" · {scoring.debrief.seniority}"
    left = Content.assemble((" Debrief", "bold"), (f"{title}{aimed}", "dim"))
    if left.cell_length + right.cell_length >= width:
        left = Content.assemble((" Debrief", "bold"), (title, "dim"))
    middle = (width - right.cell_length - left.cell_length) // 3
    if middle > 0:
        right = Content.assemble(Content(gap).join(parts), " " * (3 + middle), (count, "dim"))
    return spread(left, right, width)


def _title(page: DimensionPage, seniority: str, width: int) -> Content:
    bar = f"weight {page.weight} · " if width >= 70 else ""
    return spread(
        Content.styled(f" {page.dimension.letter}  {page.dimension.name.upper()}", "bold"),
        Content.styled(
            f"{bar}a {seniority} passes at 3 " if page.weight else "does not count here ", "dim"
        ),
        width,
    )


def _anchor(
    page: DimensionPage, level: int, given: int | None, signs: Signs, width: int
) -> list[Content]:
    chosen = level == given
    style = "bold $accent" if chosen else "dim" if level > page.most else ""
    rows = textwrap.wrap(one_line(page.anchors[level - 1]), max(20, width - 8)) or [""]
    mark = f" {signs.here} " if chosen else "   "
    return [
        Content.styled((f"{mark}{level}  " if not number else " " * 6) + row, style)
        for number, row in enumerate(rows)
    ]


def _legend(view: View, width: int) -> Content:
    signs = view.signs
    words = [(signs.dot, "unprompted"), (signs.half, "after a cue"), (signs.ring, "never")]
    if any(one.state == "aloud" for one in view.scoring.lines()):
        words.insert(2, (signs.aloud, "said aloud"))
    gap = "   " if width >= _WIDE_LEGEND else "  "
    legend = gap.join(f"{sign} {word}" for sign, word in words) if width >= 60 else ""
    return spread(Content.styled(" YOUR NOTES", "bold"), Content.styled(f"{legend} ", "dim"), width)


def _line(one: Heard, number: int, view: View, width: int, *, most: int = 2) -> list[Content]:
    """One signal: its sign, its minute, its name and the very words; or what was missed."""
    here = number == view.here
    used = view.scoring.used_as(one)
    sign, moment, name, text, span = _said(one, view.signs)
    style = "$accent" if here or used else "dim" if one.state == "missed" else ""
    wide = 18 if width >= 96 else 14 if width >= 70 else 0
    front = Content.assemble(
        (f" {view.signs.here} " if here else "   ", "bold $accent"),
        (f"{sign} ", style),
        (column(moment, _TIME).plain, "dim"),
        (column(name, wide).plain + "  " if wide else "", style),
    )
    tag = used or _doubt(one, view)
    room = max(12, width - front.cell_length - _TAGS.get(one.state, _TAG))
    rows = _text_rows(text, span, room, most)
    made = []
    for place, row in enumerate(rows):
        shown = (
            Content.styled(row[0], style).stylize("bold", *row[1])
            if row[1]
            else Content.styled(row[0], style)
        )
        if not place:
            made.append(
                spread(
                    Content.assemble(front, shown),
                    Content.styled(f"{tag} ", "$accent" if used else "dim"),
                    width,
                )
            )
        else:
            made.append(Content.assemble(" " * front.cell_length, shown))
    return made


def _said(one: Heard, signs: Signs) -> tuple[str, str, str, str, tuple[int, int] | None]:
    name = one.signal.id.replace("-", " ")
    if one.state == "missed":
        if one.mark == "not-so":
            return signs.ring, _minute(one), name, one_line(one.line), None
        return signs.ring, "", name, one_line(one.signal.says), None
    if one.state == "aloud":
        return signs.aloud, "", name, one_line(one.signal.says), None
    label = f"{name[:12]} {one.cue}" if one.cue else name
    text, span = clean(one.line).replace("\t", " "), None
    if one.place is not None and one.span is not None and len(text) == len(one.line):
        indent = len(one.place.line) - len(one.place.line.lstrip())
        span = (max(0, one.span[0] - indent), max(0, one.span[1] - indent))
    return signs.heard(one.state), _minute(one), label, text, span


def _minute(one: Heard) -> str:
    return "" if one.elapsed_ms is None else minutes_seconds(one.elapsed_ms / 1000)


def _doubt(one: Heard, view: View) -> str:
    if one.mark == "not-so":
        return "not so"
    unsure = {other.signal.id for other in view.scoring.page.unsure}
    return "sure?" if one.signal.id in unsure else ""


def _text_rows(
    text: str, span: tuple[int, int] | None, room: int, most: int
) -> list[tuple[str, tuple[int, int] | None]]:
    """Return a text in `most` rows at most; a note keeps its one row, around the words heard."""
    if span is None:
        rows = textwrap.wrap(text, room) or [""]
        if len(rows) > most:
            rest = Content(" ".join(rows[most - 1 :])).truncate(room, ellipsis=True)
            rows = [*rows[: most - 1], rest.plain]
        return [(row, None) for row in rows]
    start = 0
    if span[1] > room:
        start = min(span[0], max(0, span[1] - room + 2))
        text = "…" + text[start:]
        start -= 1
    cut = Content(text).truncate(room, ellipsis=True).plain
    low, high = span[0] - start, min(len(cut), span[1] - start)
    return [(cut, (low, high) if low < high else None)]


def _window(count: int, here: int, room: int) -> range:
    first = max(0, min(here - room // 2, count - room))
    return range(first, min(count, first + room))


def _chosen(view: View, page: DimensionPage, width: int) -> list[list[Content]]:
    """What the level stands on: level, evidence, gap and red flags, each with its rows."""
    scoring = view.scoring
    given = "not shown" if scoring.decided and scoring.level is None else scoring.level or "?"
    cap = f"   no more than {page.most}: {page.most_because}" if page.most < 4 else ""
    if scoring.level == 4:
        gap = _labelled("gap", "", "none at a 4", width, quiet=True)
    elif scoring.gaps.get(page.dimension.id):
        gap = _labelled("gap", "", scoring.gap, width)
    else:
        gap = _labelled("gap", f"what a {scoring.aim} asks: ", scoring.gap, width, quiet=True)
    blocks = [
        [Content.assemble((f" LEVEL {given}", "bold"), (cap, "$warning"))],
        _evidence(view, width),
        gap,
        _flags(view, width),
    ]
    return [block for block in blocks if block]


def _evidence(view: View, width: int) -> list[Content]:
    evidence = view.scoring.evidence
    if not evidence:
        return _labelled("evidence", "", "none, so 1 or 2", width, quiet=True)
    if evidence.startswith(SAID_ALOUD):
        front = f"{view.signs.aloud} said aloud  "
        return _labelled("evidence", front, evidence[len(SAID_ALOUD) :], width)
    listed = [one for one in view.scoring.lines() if view.scoring.used_as(one) == "evidence"]
    line = view.scoring.line_of(evidence)
    said = _minute(listed[0]) if listed else minutes_seconds(line.elapsed_ms / 1000) if line else ""
    moment = f"{said}  " if said else ""
    return _labelled("evidence", moment, f"“{one_line(evidence)}”", width)


def _labelled(
    label: str, front: str, text: str, width: int, *, quiet: bool = False
) -> list[Content]:
    """Return a label and a text in two rows at most; `front` is quiet."""
    begin = Content.assemble((f"   {label:<10} ", "dim"), (front, "dim"))
    rows = textwrap.wrap(one_line(text), max(20, width - begin.cell_length - 1)) or [""]
    if len(rows) > 2:
        rows = [rows[0], f"{rows[1]}…"]
    style = "dim" if quiet else ""
    return [
        Content.assemble(" " * begin.cell_length if number else begin, (row, style))
        for number, row in enumerate(rows)
    ]


def _flags(view: View, width: int) -> list[Content]:
    """The red flags of this dimension, side by side as far as they fit."""
    offered = view.scoring.offered
    if not offered:
        return []
    rows: list[Content] = []
    label = "red flag" if len(offered) == 1 else "red flags"
    front = f"   {label:<10} "
    row = Content.styled(front, "dim")
    filled = False
    for number, offer in enumerate(offered, 1):
        ticked = offer.flag.id in view.scoring.flags
        key = f"{number} " if view.ticking else ""
        proof = f" ({offer.proof})" if offer.proof else ""
        item = Content.assemble(
            (key, "bold $accent"),
            ("[x] " if ticked else "[ ] ", "$accent" if ticked or view.ticking else ""),
            (offer.flag.says, "" if ticked else "dim"),
            (proof, "dim"),
        )
        if filled and row.cell_length + item.cell_length + 3 > width:
            rows.append(row)
            row, filled = Content(" " * len(front)), False
        # One that is too long for a row of its own goes on below its words.
        others: list[Content] = []
        if not filled and row.cell_length + item.cell_length > width:
            item, *others = item.wrap(max(20, width - len(front) - len(key) - 4))
        row = Content.assemble(row, "   " if filled else "", item)
        filled = True
        for other in others:
            rows.append(row)
            row = Content.assemble(" " * (len(front) + len(key) + 4), other)
    return [*rows, row]
