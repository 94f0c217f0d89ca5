"""One's own notes beside the reference, phase by phase, and one's diagram against its first."""

from collections.abc import Sequence

from textual.content import Content

from sdcoach.bank.question import Phase
from sdcoach.interview.notes import read_notes
from sdcoach.scoring.drawings import Difference, Way
from sdcoach.text import clean, one_line, plural
from sdcoach.tui.attempt_rows import note_rows
from sdcoach.tui.markdown_rows import markdown_rows
from sdcoach.tui.page import WIDE, column, heading
from sdcoach.tui.palette import Signs
from sdcoach.tui.verdict_rows import hanging

_NOTHING = "nothing written"


def notes_by_phase(notes: str, phases: Sequence[Phase]) -> dict[str, list[str]]:
    """Return the lines of the notes by the phase they stand under, headings left out.

    What stands before the first heading belongs to the first phase, as the clock has it.
    """
    first = phases[0].id if phases else ""
    found: dict[str, list[str]] = {}
    for line in read_notes(clean(notes), phases):
        if line.kind != "phase":
            found.setdefault(line.phase or first, []).append(line.raw)
    stripped = {phase: _without_blank_ends(lines) for phase, lines in found.items()}
    return {phase: lines for phase, lines in stripped.items() if lines}


def _without_blank_ends(lines: Sequence[str]) -> list[str]:
    written = [number for number, line in enumerate(lines) if line.strip()]
    return list(lines[written[0] : written[-1] + 1]) if written else []


def beside_rows(yours: Sequence[str], theirs: str, width: int, signs: Signs) -> list[Content]:
    """Return what was written in a phase and the reference's outline of it.

    Beside each other where there is room, also for the longest line of code, else one below the
    other.

    Args:
        yours: Lines of the notes.
        theirs: Markdown of the reference; may be empty.
        width: Columns.
        signs: The signs that this terminal shows.
    """
    half = (width - 1) // 2
    right = markdown_rows(clean(theirs), width - half - 1, indent=1)
    if width < WIDE or any(row.cell_length > width - half - 1 for row in right):
        rows = [Content.styled("   you wrote", "dim"), *_own_rows(yours, width)]
        if theirs.strip():
            rows += [Content(""), Content.styled("   one good answer", "dim")]
            rows += markdown_rows(clean(theirs), width)
        return rows
    left = _own_rows(yours, half)
    rows = []
    for number in range(max(len(left), len(right))):
        mine = left[number] if number < len(left) else Content("")
        good = right[number] if number < len(right) else Content("")
        rows.append(Content.assemble(column(mine, half), (signs.line, "$rule"), good))
    return rows


def _own_rows(lines: Sequence[str], width: int) -> list[Content]:
    if not lines:
        return [Content.styled(f"   {_NOTHING}", "dim")]
    return [row for line in lines for row in note_rows(line, width)]


def difference_rows(found: Difference, signs: Signs, width: int) -> list[Content]:
    """Return the parts and ways of one's own diagram against the reference's first.

    Nothing when the reference has no diagram that could be read.
    """
    parts, ways = len(found.same) + len(found.missing), len(found.same_ways)
    if not parts:
        return []
    rows = [heading("YOUR DIAGRAM AGAINST THE FIRST"), Content("")]
    if not found.same and not found.own:
        text = "You drew none: no line with an arrow between two parts."
        return [*rows, *hanging("", text, width), Content("")]
    whole = ways + len(found.missing_ways)
    told = f"{len(found.same)} of {plural(parts, 'part')}, {ways} of {plural(whole, 'connection')}"
    rows += hanging(f"{signs.done} both        ", told, width)
    renamed = [
        f"your {one_line(one.yours)} is {one_line(one.theirs)}"
        for one in found.same
        if one.yours.casefold() != one.theirs.casefold()
    ]
    rows += _listed("  taken as    ", renamed, width)
    rows += _listed(
        f"{signs.ring} only there  ", [*found.missing, *_ways(found.missing_ways)], width
    )
    rows += _listed(f"{signs.dot} only yours  ", [*found.own, *_ways(found.own_ways)], width)
    return [*rows, Content("")]


def _ways(ways: Sequence[Way]) -> list[str]:
    return [f"{one} – {other}" for one, other in ways]


def _listed(label: str, names: Sequence[str], width: int) -> list[Content]:
    text = " · ".join(one_line(name) for name in names)
    return hanging(label, text, width) if names else []
