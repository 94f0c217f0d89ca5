"""Two attempts side by side, as rows: what is raised unasked now, minutes, scores, notes, sums."""

import textwrap
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from textual.content import Content

from sdcoach.history.attempts import AttemptRow
from sdcoach.history.compare import Comparison, LinePair, PhasePair, SignalPair
from sdcoach.history.days import date
from sdcoach.scoring.debrief import SPOKEN
from sdcoach.text import clean, minutes_seconds, one_line, plural, short_title
from sdcoach.tui.attempt_line import came_out
from sdcoach.tui.page import column, heading
from sdcoach.tui.palette import Signs
from sdcoach.tui.review import judged
from sdcoach.tui.trend_rows import Names
from sdcoach.tui.verdict_rows import hanging, tally_words

TWO_COLUMNS = 72
"""From this width on, the notes stand beside each other."""
_OVER_MS = 60_000
_SAME = 6
"""So many lines that are the same are shown; of more only the first and the last."""
_MARKS = {"same": " ", "changed": "|", "removed": "<", "added": ">", "apart": " "}
_STYLES = {"same": "dim", "changed": "", "removed": "", "added": "$accent", "apart": ""}


class Section(Enum):
    """A section of the page, by the action that goes to it."""

    EVIDENCE = "evidence"
    MINUTES = "minutes"
    SCORES = "scores"
    NOTES = "notes"
    SUMS = "sums"


class Sections(NamedTuple):
    """The whole page and where its sections begin."""

    rows: list[Content]
    places: dict[Section, int]


def compare_sections(found: Comparison, names: Names, signs: Signs, width: int) -> Sections:
    """Return the page; a section without data is left out."""
    rows = [*_who("A", found.first.row, width), *_who("B", found.second.row, width), Content("")]
    both = (found.first.row, found.second.row)
    fair = all(judged(row.status, row.sprint) for row in both)
    told = [] if fair else ["What was heard, and the keys, open once both are scored."]
    if found.second.row.reference_known and not found.first.row.reference_known:
        told.append("The reference was known in B, so the two are no fair pair.")
    rows += [row for text in told for row in hanging("", text, width, indent=1)]
    if not told:
        rows.pop()
    places: dict[Section, int] = {}
    blocks = {
        Section.EVIDENCE: _evidence(found, names, signs, width) if fair else [],
        Section.MINUTES: _minutes(found, names),
        Section.SCORES: _scores(found, names, width),
        Section.NOTES: _notes(found.notes, width),
        Section.SUMS: _sums(found, width, keys=fair),
    }
    for section, block in blocks.items():
        if block:
            rows.append(Content(""))
            places[section] = len(rows)
            rows += block
    return Sections(rows, places)


def _who(letter: str, row: AttemptRow, width: int) -> list[Content]:
    day = date(row.started_at, row.utc_offset)
    told = f"{day} · {short_title(row.title)} · {row.seniority} {row.minutes}"
    return hanging(f"{letter}  ", told, width, indent=1)


# --- evidence ---------------------------------------------------------------------------------


def _evidence(found: Comparison, names: Names, signs: Signs, width: int) -> list[Content]:
    if not found.same_question:
        return _tallies(found, names, signs)
    pairs = found.signals
    unasked = [one for one in pairs if one.gained > 0 and one.second == "unprompted"]
    better = [one for one in pairs if one.gained > 0 and one.second != "unprompted"]
    worse = [one for one in pairs if one.gained < 0]
    same = len(pairs) - len(unasked) - len(better) - len(worse)
    rows: list[Content] = []
    for title, group in (
        ("RAISED UNASKED NOW", unasked),
        ("RAISED NOW, AFTER A CUE OR ALOUD", better),
        ("BETTER THE FIRST TIME", worse),
    ):
        if group:
            rows += [Content("")] * bool(rows)
            rows.append(Content.assemble(heading(title), (f"   {len(group)}", "dim")))
            rows += [row for one in group for row in _signal(one, signs, width)]
    if same:
        text = f"{plural(same, 'point')} as before."
        rows += [Content("")] * bool(rows) + hanging("", text, width, style="dim")
    return rows


def _signal(one: SignalPair, signs: Signs, width: int) -> list[Content]:
    label = f"{signs.heard(one.first)} -> {signs.heard(one.second)}  "
    dimension = f"{SPOKEN.get(one.dimension, one.dimension)}: "
    return hanging(label, dimension + one.says, width)


def _tallies(found: Comparison, names: Names, signs: Signs) -> list[Content]:
    heard = [one for one in found.tallies if any(one.first) or any(one.second)]
    if not heard:
        return []
    head = f"   {'':<28}{'A':<16}B"
    rows = [heading("HEARD"), Content.styled(head, "dim")]
    for one in heard:
        letter, name = names.dimensions[one.dimension]
        first = tally_words(one.first, signs, wide=False)
        rows.append(
            Content.assemble(
                f"   {letter} ",
                column(name, 26),
                column(first, 16),
                tally_words(one.second, signs, wide=False),
            )
        )
    return rows


# --- minutes and scores -----------------------------------------------------------------------


def _minutes(found: Comparison, names: Names) -> list[Content]:
    held = [report.row.held == "here" for report in (found.first, found.second)]
    pairs = [
        one for one in found.phases if one.first_spent is not None or one.second_spent is not None
    ]
    if not pairs or not any(held):
        return []
    rows = [heading("MINUTES"), Content.styled(f"   {'':<12}{'A':<16}B", "dim")]
    for one in pairs:
        first, second = _spent(one, here=held)
        rows.append(
            Content.assemble(
                f"   {names.phases.get(one.phase, one.phase):<12}", column(first, 16), second
            )
        )
    return rows


def _spent(one: PhasePair, *, here: Sequence[bool]) -> tuple[Content, Content]:
    cells = []
    for spent, budget, held in (
        (one.first_spent, one.first_budget, here[0]),
        (one.second_spent, one.second_budget, here[1]),
    ):
        if spent is None or budget is None or not held:
            cells.append(Content.styled("-", "dim"))
            continue
        over = spent >= budget + _OVER_MS
        text = f"{minutes_seconds(spent / 1000):>5} of {budget // 60_000:>2}{' !' if over else ''}"
        cells.append(Content.styled(text, "$warning" if over else ""))
    return cells[0], cells[1]


def _scores(found: Comparison, names: Names, width: int) -> list[Content]:
    if not found.levels:
        return []
    results = [came_out(report.row, forecast=False).plain for report in (found.first, found.second)]
    first, second = (" ".join(result.split()) for result in results)
    cells = []
    for one in found.levels:
        letter, name = names.dimensions[one.dimension]
        moved = one.first is not None and one.second is not None and one.first != one.second
        cells.append(
            Content.assemble(
                (f"{letter} ", "dim"),
                column(name, 26),
                (f" {one.first or '-'} -> {one.second or '-'}", "bold $accent" if moved else ""),
            )
        )
    rows = [heading("SCORES"), *hanging("", f"{first} -> {second}", width)]
    if width < TWO_COLUMNS + 6:
        return rows + [Content.assemble("   ", cell) for cell in cells]
    half = -(-len(cells) // 2)
    right = [*cells[half:], Content("")][:half]
    pairs = zip(cells[:half], right, strict=True)
    return rows + [Content.assemble("   ", column(one, 39), other) for one, other in pairs]


# --- notes and sums ---------------------------------------------------------------------------


def _notes(pairs: Sequence[LinePair], width: int) -> list[Content]:
    if not pairs:
        return []
    rows = [heading("NOTES")]
    if pairs[0].kept == "apart" and width < TWO_COLUMNS:
        return [*rows, *_after_each_other(pairs, width)]
    for pair in _folded(pairs):
        if isinstance(pair, int):
            rows.append(Content.styled(f"   … {plural(pair, 'line')} alike", "dim"))
        elif width >= TWO_COLUMNS:
            rows += _beside(pair, width)
        else:
            rows += _below(pair, width)
    return rows


def _after_each_other(pairs: Sequence[LinePair], width: int) -> list[Content]:
    """Return the notes on two questions, first all of the one and then all of the other."""
    rows: list[Content] = []
    for letter, lines in (
        ("A", [one.first for one in pairs]),
        ("B", [one.second for one in pairs]),
    ):
        rows.append(Content.styled(f" {letter}", "bold"))
        for line in "\n".join(lines).rstrip().split("\n"):
            rows += [Content(f"   {row}") for row in _wrapped(line, width - 4)]
    return rows


def _folded(pairs: Sequence[LinePair]) -> Iterator[LinePair | int]:
    """Yield the pairs, long runs of what is the same as the number of lines left out."""
    run: list[LinePair] = []
    for pair in (*pairs, None):
        if pair is not None and pair.kept == "same":
            run.append(pair)
            continue
        if len(run) > _SAME:
            yield from run[: _SAME // 2]
            yield len(run) - _SAME // 2 * 2
            yield from run[-(_SAME // 2) :]
        else:
            yield from run
        run = []
        if pair is not None:
            yield pair


def _beside(pair: LinePair, width: int) -> list[Content]:
    half = (width - 5) // 2
    left, right = _wrapped(pair.first, half), _wrapped(pair.second, half)
    style, rows = _STYLES[pair.kept], []
    for number in range(max(len(left), len(right))):
        one = left[number] if number < len(left) else ""
        other = right[number] if number < len(right) else ""
        rows.append(
            Content.assemble(
                " ",
                column(Content.styled(one, style), half),
                (f" {_MARKS[pair.kept]} ", "$accent"),
                (other, "$accent" if pair.kept in ("changed", "added") else style),
            )
        )
    return rows


def _below(pair: LinePair, width: int) -> list[Content]:
    if pair.kept == "same":
        return [Content.styled(f"   {row}", "dim") for row in _wrapped(pair.first, width - 4)]
    rows = []
    if pair.kept != "added":
        rows += [Content.assemble(" - ", row) for row in _wrapped(pair.first, width - 4)]
    if pair.kept != "removed":
        rows += [Content.styled(f" + {row}", "$accent") for row in _wrapped(pair.second, width - 4)]
    return rows


def _wrapped(text: str, width: int) -> list[str]:
    line = clean(text).expandtabs(4).rstrip()
    return textwrap.wrap(line, width) or [""]


def _sums(found: Comparison, width: int, *, keys: bool) -> list[Content]:
    rows: list[Content] = []
    estimates = [(one.asks, one.first or "-", one.second or "-") for one in found.estimates]
    sums = [(one.label, one.first or "-", one.second or "-") for one in found.sums]
    for title, cells in (("ESTIMATES", estimates if keys else []), ("SUMS", sums)):
        if cells:
            rows += [Content("")] * bool(rows)
            rows += [heading(title), *_table(cells, width)]
    return rows


def _table(cells: Sequence[tuple[str, str, str]], width: int) -> list[Content]:
    room = max(12, (width - 6) // 4)
    wide = max(14, width - 6 - 2 * room)
    rows = [Content.styled(f"   {'':<{wide}} {'A':<{room}} B", "dim")]
    for name, first, second in cells:
        style = "" if first == second else "$accent"
        rows.append(
            Content.assemble(
                "   ",
                column(one_line(name), wide),
                " ",
                column(one_line(first), room),
                " ",
                (one_line(second), style),
            )
        )
    return rows
