"""`sdcoach compare`: two attempts side by side, as text or as JSON."""

import re
import shutil
from collections.abc import Iterator
from typing import Any

from sdcoach.cli.arguments import Parser
from sdcoach.cli.attempt import as_json, reading, result, there
from sdcoach.cli.columns import display_width, table_lines
from sdcoach.history.attempts import find, no_attempts
from sdcoach.history.compare import Comparison, LinePair, PhasePair, TallyPair, compare
from sdcoach.history.report import Report, read_report
from sdcoach.scoring.debrief import SPOKEN
from sdcoach.text import clean, minutes_seconds

_SIGNS = {"same": " ", "changed": "|", "removed": "<", "added": ">", "apart": " "}
_NARROW = 100


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When there is no such attempt, or the history cannot be read.
    """
    parser = Parser("compare", "Two attempts side by side: evidence, levels, minutes, notes, sums.")
    parser.add_argument("first", metavar="A", help="an id, its beginning, or `last`")
    parser.add_argument("second", metavar="B")
    parser.add_argument("--json", action="store_true", help="print one object")
    options = parser.parse_args(argv)
    with reading() as connection:
        if connection is None:
            raise no_attempts()
        first, second = (
            read_report(connection, find(connection, name))
            for name in (options.first, options.second)
        )
    found = compare(first, second)
    if options.json:
        import json

        print(json.dumps(_object(found), ensure_ascii=False, indent=1))
        return 0
    for line in _lines(
        found, max(60, min(_NARROW * 2, shutil.get_terminal_size((100, 0)).columns))
    ):
        print(line)
    return 0


def _object(found: Comparison) -> dict[str, Any]:
    return {
        "first": as_json(found.first.row),
        "second": as_json(found.second.row),
        "same_question": found.same_question,
        "sentences": list(found.sentences),
        "levels": [one._asdict() for one in found.levels],
        "evidence": [one._asdict() | {"gained": one.gained} for one in found.signals],
        "tallies": [
            {
                "dimension": one.dimension,
                "first": one.first._asdict(),
                "second": one.second._asdict(),
            }
            for one in found.tallies
        ],
        "phases": [
            {
                "id": one.phase,
                "first_seconds": _seconds(one.first_spent),
                "first_budget_seconds": _seconds(one.first_budget),
                "second_seconds": _seconds(one.second_spent),
                "second_budget_seconds": _seconds(one.second_budget),
            }
            for one in found.phases
        ],
        "notes": [one._asdict() for one in found.notes],
        "sums": [one._asdict() for one in found.sums],
        "estimates": [one._asdict() for one in found.estimates],
    }


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else ms / 1000


def _lines(found: Comparison, width: int) -> Iterator[str]:
    for letter, report in (("A", found.first), ("B", found.second)):
        yield f"{letter}  {_title(report)}"
    yield ""
    yield from found.sentences or ("There is nothing to hold against each other but the notes.",)
    changed = [one for one in found.signals if one.gained]
    if changed:
        yield from ("", "EVIDENCE THAT CHANGED")
        for one in sorted(changed, key=lambda pair: -pair.gained):
            yield f"{one.first} -> {one.second}: {SPOKEN[one.dimension]}: {one.says}"
    if found.tallies and not found.same_question:
        yield from ("", *table_lines([_tally(one) for one in found.tallies], ("HEARD", "A", "B")))
    if found.levels:
        rows = [
            (SPOKEN[one.dimension], str(one.first or "-"), str(one.second or "-"))
            for one in found.levels
        ]
        yield from ("", *table_lines(rows, ("LEVEL", "A", "B")))
    if found.phases:
        yield from ("", *table_lines([_phase(one) for one in found.phases], ("MINUTES", "A", "B")))
    if found.estimates:
        rows = [(one.asks, one.first or "-", one.second or "-") for one in found.estimates]
        yield from ("", *table_lines(rows, ("ESTIMATE", "A", "B")))
    if found.sums:
        rows = [(one.label, one.first or "-", one.second or "-") for one in found.sums]
        yield from ("", *table_lines(rows, ("SUM", "A", "B")))
    yield from ("", "NOTES")
    half = (width - 3) // 2
    for pair in found.notes:
        yield from _beside(pair, half)


def _title(report: Report) -> str:
    row = report.row
    known = " · reference known" if row.reference_known else ""
    told = f"{row.short_id} · {there(row.started_at, row.utc_offset)} · {result(row)}{known}"
    return f"{row.title} · {row.seniority} · {told}"


def _tally(one: TallyPair) -> tuple[str, str, str]:
    first, second = (
        f"{two.unprompted} unprompted, {two.prompted} prompted of {sum(two)}"
        for two in (one.first, one.second)
    )
    return SPOKEN[one.dimension], first, second


def _phase(one: PhasePair) -> tuple[str, str, str]:
    def told(spent: int | None, budget: int | None) -> str:
        if spent is None or budget is None:
            return "-"
        return f"{minutes_seconds(spent / 1000)} of {minutes_seconds(budget / 1000)}"

    return (
        one.phase,
        told(one.first_spent, one.first_budget),
        told(one.second_spent, one.second_budget),
    )


def _beside(pair: LinePair, half: int) -> Iterator[str]:
    """Return a pair of lines in two columns; what is too long goes on in the next row."""
    left, right = (_folded(clean(text), half) for text in (pair.first, pair.second))
    for number in range(max(len(left), len(right))):
        one = left[number] if number < len(left) else ""
        other = right[number] if number < len(right) else ""
        blanks = " " * (half - display_width(one))
        yield f"{one}{blanks} {_SIGNS[pair.kept]} {other}".rstrip()


def _folded(text: str, width: int) -> list[str]:
    """Return a line in rows that end between words, or within one that is too long itself."""
    rows, row, used = [], "", 0
    for word in re.findall(r"\s*\S+|\s+$", text.replace("\t", "    ")) or [""]:
        if row.strip() and used + display_width(word) > width:
            rows.append(row)
            row, used, word = "", 0, word.lstrip()
        for char in word:
            wide = display_width(char)
            if used + wide > width:
                rows.append(row)
                row, used = "", 0
            row += char
            used += wide
    return [*rows, row]
