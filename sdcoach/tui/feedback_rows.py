"""A model's report as rows: every level beside one's own, the difference first, then one opinion."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from textual.content import Content

from sdcoach.coach.cost import cost_words
from sdcoach.coach.quotes import Span
from sdcoach.coach.report import FLAGS, Opinion, Quote, Report, apart, level_word
from sdcoach.text import clean, one_line, plural
from sdcoach.tui.page import WIDE, column
from sdcoach.tui.palette import Signs
from sdcoach.tui.verdict_rows import hanging

_WIDE = 78
"""From this width on, answers and differences are written out."""
_AROUND = 90
"""Code points of a long line that are shown on either side of a quote."""


class Told(NamedTuple):
    """A report, and what it is held against."""

    report: Report
    own: Mapping[str, int | None]
    """The candidate's own levels by dimension; empty where there are none."""
    own_words: str
    """Total and band of those in words; empty where there is none."""
    taken: Mapping[str, int | None]
    """What became of the levels that were taken over from this report."""
    taken_words: str
    """Total and band with all that was taken over, in words; empty where nothing was."""
    names: Mapping[str, tuple[str, str]]
    """Dimension to letter and name."""
    weighed: Mapping[str, str]
    """Dimension to `accepted` or `rejected`, where the candidate said so."""
    came_of_it: Mapping[str, str]
    """Dimension to what came of that, as it follows `you`."""
    texts: Mapping[str, str]
    """`notes` and `sheet` as they stood."""
    earned: str = ""
    """What the model has earned on the shipped set, in a sentence."""


def ordered(report: Report, own: Mapping[str, int | None]) -> list[Opinion]:
    """Return the opinions, the farthest from the candidate's own first; ties as the rubric has them."""
    if not report.numbered:
        return list(report.opinions)
    return sorted(report.opinions, key=lambda one: -_distance(one, own))


def _distance(one: Opinion, own: Mapping[str, int | None]) -> int:
    """Return how many levels lie between; "not shown" counts as 1, as in the total."""
    if one.dimension not in own or own[one.dimension] == one.level:
        return 0
    return max(1, abs((own[one.dimension] or 1) - (one.level or 1)))


class Rows(NamedTuple):
    """A report as rows."""

    rows: list[Content]
    finger: int
    """Which of them the finger is on."""


def report_rows(told: Told, place: int, signs: Signs, width: int) -> Rows:
    """Return a report.

    Args:
        told: The report.
        place: The opinion under the finger, from 0, as `ordered` has them.
        signs: The signs that this terminal shows.
        width: Columns.
    """
    report = told.report
    opinions = ordered(report, told.own)
    rows = _sum(told, width)
    if told.earned:
        rows += hanging("", told.earned, width, indent=1, style="dim")
    for flag in report.flags:
        rows += hanging("", f"Beware: {FLAGS.get(flag, flag)}.", width, indent=1, style="$warning")
    rows += [Content(""), _head(told, width)]
    finger = len(rows) + min(place, max(0, len(opinions) - 1))
    rows += [_row(one, told, number == place, signs, width) for number, one in enumerate(opinions)]
    if opinions:
        one = opinions[min(place, len(opinions) - 1)]
        rows += [Content(""), *opinion_rows(one, told, signs, width)]
    return Rows([*rows, Content(""), *_cost(report, width)], finger)


def _sum(told: Told, width: int) -> list[Content]:
    report, words = told.report, ""
    if report.total is not None and report.band is not None:
        words = f"Its levels come to {report.total}, {report.band.replace('-', ' ')}"
        words += f", yours to {told.own_words}; both by our scorecard." if told.own_words else "."
    if told.taken_words:
        words += f" With what you accepted, yours come to {told.taken_words}."
    return hanging("", words, width, indent=1) if words else []


def _cost(report: Report, width: int) -> list[Content]:
    tokens, seconds = report.origin.get("tokens"), report.origin.get("seconds")
    parts = []
    if isinstance(tokens, dict):
        parts.append(f"{_count(tokens.get('input'))} tokens read")
        parts.append(f"{_count(tokens.get('output'))} written")
    if isinstance(seconds, (int, float)):
        parts.append(f"{seconds:.0f} s")
    cost = cost_words(report.origin.get("cost"))
    if cost:
        parts.append(cost)
    if report.origin.get("prompt_hash"):
        parts.append(f"prompt {one_line(str(report.origin['prompt_hash']))[:12]}")
    return hanging("", " · ".join(parts), width, indent=1, style="dim") if parts else []


def _count(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else "?"


# --- the table --------------------------------------------------------------------------------


def _name_width(width: int) -> int:
    if width < _WIDE:
        return max(12, width - 34)
    return 32 if width >= WIDE else 26


def _head(told: Told, width: int) -> Content:
    own = "you   " if told.own else ""
    model = "model" if told.report.numbered else ""
    return Content.styled(f"{' ' * (6 + _name_width(width))}{own}{model}".rstrip(), "dim")


def _row(one: Opinion, told: Told, here: bool, signs: Signs, width: int) -> Content:
    letter, name = told.names.get(one.dimension, ("", one.dimension))
    differs = told.report.numbered and _distance(one, told.own) > 0
    wide = width >= _WIDE
    cells: list[Content | tuple[str, str]] = [
        (f" {signs.here} " if here else "   ", "bold $accent"),
        (f"{letter:<2}", "dim"),
        column(Content.styled(one_line(name), "bold" if differs else ""), _name_width(width)),
        (" ", ""),
    ]
    if told.own:
        own = _cell(told.own.get(one.dimension))
        if one.dimension in told.taken:
            own += f" {signs.here} {_cell(told.taken[one.dimension])}"
        cells.append((f"{own:<6}", "bold" if differs else "dim"))
    if told.report.numbered:
        cells += _numbers(one, told, wide=wide, differs=differs)
    answer = told.weighed.get(one.dimension, "")
    if answer:
        shown = answer if wide else signs.done if answer == "accepted" else "x"
        cells.append((shown, "$accent"))
    return Content.assemble(*cells)


def _numbers(
    one: Opinion, told: Told, *, wide: bool, differs: bool
) -> list[Content | tuple[str, str]]:
    """Return the model's level, and how it stands to the candidate's own."""
    model = _cell(one.level)
    if wide:
        model += f" said {_cell(one.said)}" if one.said != one.level else ""
        spread = _spread(one)
        model += f" in {spread}" if spread else ""
    style = "bold" if differs or not told.own else "dim"
    cells: list[Content | tuple[str, str]] = [
        column(Content.styled(model, style), 12 if wide else 5)
    ]
    if told.own:
        words = apart(told.own.get(one.dimension), one.level)
        words = words if wide else words.removesuffix(" than yours")
        cells.append((f"{words:<{20 if wide else 15}}", "" if differs else "dim"))
    return cells


def _cell(level: int | None) -> str:
    return "-" if level is None else str(level)


def _spread(one: Opinion) -> str:
    if one.spread is None or one.spread[0] == one.spread[1]:
        return ""
    return f"{one.spread[0]}-{one.spread[1]}"


# --- one opinion ------------------------------------------------------------------------------


def opinion_rows(one: Opinion, told: Told, signs: Signs, width: int) -> list[Content]:
    """Return what the model says of one dimension, its quotes as lines of the notes."""
    letter, name = told.names.get(one.dimension, ("", one.dimension))
    words = f"model {level_word(one.level)}" if told.report.numbered else ""
    if words and one.dimension in told.own:
        mine = told.own[one.dimension]
        words = f"you {level_word(mine)}, {words}: {apart(mine, one.level)}"
    title = Content.styled(f" {letter} {one_line(name).upper()}", "bold")
    if width >= _WIDE:
        rows = [Content.assemble(title, f"   {words}" if words else "")]
    else:
        rows = [title, *(hanging("", words, width) if words else [])]
    if one.said != one.level:
        rows += hanging("capped      ", f"It said {level_word(one.said)}.", width)
    for flag in one.flags:
        rows += hanging("beware      ", f"{FLAGS.get(flag, flag)}.", width, style="$warning")
    if _spread(one):
        lowest, highest = one.spread or (1, 1)
        times = f"Asked {told.report.times} times, it gave {lowest} to {highest}."
        rows += hanging("spread      ", times, width)
    for quote in one.quotes:
        rows += quote_rows(quote, told.texts.get(quote.where, ""), signs, width)
    if one.dropped:
        lost = f"{plural(one.dropped, 'passage')} quoted, but nowhere in your own text."
        rows += hanging("dropped     ", lost, width, style="dim")
    for text in one.missing:
        rows += hanging("missing     ", text, width)
    if one.why_not_higher:
        rows += hanging("not higher  ", one.why_not_higher, width)
    if one.why_not_lower:
        rows += hanging("not lower   ", one.why_not_lower, width)
    came = told.came_of_it.get(one.dimension, "")
    if came:
        rows += hanging("you         ", f"{came}.", width, style="$accent")
    return rows


def quote_rows(quote: Quote, text: str, signs: Signs, width: int) -> list[Content]:
    """Return a quote as the lines it stands in, its own words marked; alone where they are gone."""
    label = f"   {signs.dot} {one_line(quote.where)[:9]:<10}"
    pieces = _lines(quote.spans, text) if _stands(quote, text) else []
    if not pieces:
        pieces = [Content.styled(f"“{one_line(quote.text)}”", "$accent")]
    rows: list[Content] = []
    for piece in pieces:
        for part in piece.wrap(max(16, width - len(label) - 1)):
            front = label if not rows else " " * len(label)
            rows.append(Content.assemble((front, "dim"), part.rstrip()))
    return rows


def _stands(quote: Quote, text: str) -> bool:
    """Whether the spans still lead to the quote: a report may come from elsewhere."""
    if not quote.spans or not all(0 <= one.start < one.end <= len(text) for one in quote.spans):
        return False
    return " ... ".join(one_line(text[one.start : one.end]) for one in quote.spans) == quote.text


def _lines(spans: Sequence[Span], text: str) -> list[Content]:
    """Return every line that a span touches once, with what is quoted of it marked."""
    found: dict[int, tuple[int, list[Span]]] = {}
    for span in spans:
        start = text.rfind("\n", 0, span.start) + 1
        while start < span.end:
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            cut = Span(max(start, span.start), min(end, span.end))
            if cut.start < cut.end:
                found.setdefault(start, (end, []))[1].append(cut)
            start = end + 1
    return [_line(text, start, end, marked) for start, (end, marked) in found.items()]


def _line(text: str, start: int, end: int, marked: Sequence[Span]) -> Content:
    first = max(start, marked[0].start - _AROUND)
    last = min(end, marked[-1].end + _AROUND)
    parts: list[tuple[str, str]] = [("…", "dim")] if first > start else []
    at = first
    for span in marked:
        parts += [(text[at : span.start], "dim"), (text[span.start : span.end], "$accent")]
        at = span.end
    parts.append((text[at:last], "dim"))
    if last < end:
        parts.append(("…", "dim"))
    return Content.assemble(*((clean(words).expandtabs(4), style) for words, style in parts))
