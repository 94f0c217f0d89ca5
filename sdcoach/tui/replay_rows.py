"""How a moment of an attempt looks: the line of time, the notes then, and what had happened."""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from sdcoach.bank.question import Phase
from sdcoach.envelope.sheet import Sheet
from sdcoach.interview.replay import Moment, Replay
from sdcoach.scoring.evidence import Heard
from sdcoach.text import duration, minutes_seconds
from sdcoach.tui.page import WIDE
from sdcoach.tui.palette import Signs
from sdcoach.tui.widgets.paper import spread

BARS = " ▁▂▃▄▅▆▇"
ASCII_BARS = " .:-=+*#"
LABEL = 9
SIDE = 35
FRESH_MS = 30_000
"""Text typed within this time is highlighted."""


class Scene(NamedTuple):
    """All that a replay shows besides the moment."""

    replay: Replay
    heard: tuple[Heard, ...]
    """The signals that were heard, in order of time."""
    phases: tuple[Phase, ...]


def timeline(scene: Scene, moment: Moment, width: int, signs: Signs) -> list[Content]:
    """Return the rows that show the whole attempt at one look."""
    replay = scene.replay
    columns = max(10, width - LABEL - 2)
    density = replay.density(columns)
    most = max([*density, 1])
    bars = ASCII_BARS if signs.ascii_only else BARS
    typing = "".join(
        bars[0] if not count else bars[1 + min(6, count * 7 // (most + 1))] for count in density
    )

    def place(elapsed_ms: int) -> int:
        return min(columns - 1, elapsed_ms * columns // max(1, replay.end_ms))

    names = {phase.id: phase.short for phase in scene.phases}
    phases = [" "] * columns
    for span in replay.state.spans:
        start, end = place(span.start_ms), place(span.end_ms)
        for at, letter in enumerate(signs.line + names.get(span.phase, span.phase), start):
            if at <= max(start, end - 1) and at < columns:
                phases[at] = letter
    marks = [" "] * columns
    for silent, length in replay.silences():
        for at in range(place(silent), place(silent + length) + 1):
            marks[at] = "·"
    for asked in replay.state.asked:
        marks[place(asked.elapsed_ms)] = "?"
    for hint in replay.state.hints:
        marks[place(hint.elapsed_ms)] = "h"
    for followup in replay.state.followups:
        marks[place(followup.elapsed_ms)] = "!"
    for one in scene.heard:
        if one.place is not None and marks[place(one.place.elapsed_ms)] in " ·":
            sign = signs.heard(one.state)
            marks[place(one.place.elapsed_ms)] = sign
    here = [" "] * columns
    here[place(moment.elapsed_ms)] = "^" if signs.ascii_only else "▲"
    rows = [("typing", typing), ("phase", "".join(phases)), ("marks", "".join(marks))]
    made = [
        Content.assemble(" ", (f"{label:<{LABEL - 1}}", "dim"), (text, "")) for label, text in rows
    ]
    return [*made, Content.assemble(" " * LABEL, ("".join(here), "$accent"))]


def notes_rows(moment: Moment, before: Moment, width: int, height: int) -> list[Content]:
    """Return the end of the notes around the newest change, what is fresh highlighted."""
    old = set(before.notes.split("\n"))
    rows: list[Content] = []
    newest = 0
    for line in moment.notes.split("\n"):
        fresh = bool(line.strip()) and line not in old
        style = "$accent" if fresh else "bold" if line.startswith("#") else ""
        wrapped = textwrap.wrap(line, width, drop_whitespace=False) or [""]
        rows += [Content.styled(part, style) for part in wrapped]
        if fresh:
            newest = len(rows)
    end = newest or len(rows)
    top = max(0, min(len(rows) - height, end - height * 2 // 3))
    return rows[top : top + height]


def side_rows(scene: Scene, moment: Moment, width: int, signs: Signs) -> list[Content]:
    """Return what had happened by then."""
    state, names = scene.replay.state, {phase.id: phase.name for phase in scene.phases}
    budgets = dict(state.budgets)
    left = state.total_ms - moment.elapsed_ms
    clock = f"{minutes_seconds(left / 1000)} left" if left >= 0 else "overtime"
    budget = round(budgets.get(moment.phase, 0) / 60_000)
    spent = minutes_seconds(moment.phase_spent_ms / 1000)
    rows = [
        Content.styled("AT THIS MOMENT", "dim"),
        Content(f"{names.get(moment.phase, moment.phase)}, {spent} of {budget} · {clock}"),
        Content(""),
        Content.styled("SINCE THE LAST MARK", "dim"),
    ]
    rows += _since(scene, moment, width)
    before = [one for one in scene.heard if one.place and one.place.elapsed_ms <= moment.elapsed_ms]
    alone = sum(one.state == "unprompted" for one in before)
    rows += [
        Content(""),
        spread(
            Content.styled("HEARD SO FAR", "dim"),
            Content(f"{signs.dot} {alone}  {signs.half} {len(before) - alone}"),
            width,
        ),
        Content(f"asked   {len(moment.asked)}, hints {len(moment.hints)}"),
    ]
    silences = [one for one in scene.replay.silences() if one[0] <= moment.elapsed_ms]
    if silences:
        start, length = max(silences, key=lambda one: one[1])
        rows.append(
            Content(f"longest silence {duration(length / 1000)} at {minutes_seconds(start / 1000)}")
        )
    named = [line for line in Sheet().evaluate(moment.sheet) if line.ok and line.label]
    if named:
        rows += [Content(""), Content.styled("SHEET", "dim")]
        rows += [
            spread(Content(line.label), Content.styled(line.display, "dim"), width)
            for line in named[-8:]
        ]
    return rows


def _since(scene: Scene, moment: Moment, width: int) -> list[Content]:
    marks = [one for one in scene.replay.marks() if one.elapsed_ms <= moment.elapsed_ms]
    last = marks[-1].elapsed_ms if marks else 0
    told = [
        (mark.elapsed_ms, _mark_text(mark.kind, mark.text))
        for mark in marks
        if mark.elapsed_ms == last
    ]
    told += [
        (one.place.elapsed_ms, f"heard: {one.signal.id.replace('-', ' ')}")
        for one in scene.heard
        if one.place is not None and last <= one.place.elapsed_ms <= moment.elapsed_ms
    ]
    rows: list[Content] = []
    for when, text in told[-5:]:
        wrapped = textwrap.wrap(f"{minutes_seconds(when / 1000)} {text}", width)
        rows += [Content(row) for row in wrapped[:2]]
    return rows


def _mark_text(kind: str, text: str) -> str:
    if kind == "silence":
        return f"silent for {duration(int(text) / 1000)}"
    return {"phase": "phase: ", "asked": "? ", "hint": "hint: ", "followup": "! "}[kind] + text


def replay_rows(
    scene: Scene, moment: Moment, width: int, height: int, signs: Signs
) -> Sequence[Content]:
    """Return the whole page below its header."""
    before = scene.replay.at(moment.elapsed_ms - FRESH_MS)
    rows = [*timeline(scene, moment, width, signs), Content("")]
    room = max(1, height - len(rows))
    if width < WIDE:
        side = side_rows(scene, moment, width - 2, signs)[1:2]
        notes = notes_rows(moment, before, width - 2, max(1, room - 1))
        return [*rows, *[Content.assemble(" ", row) for row in [*side, *notes]]]
    left = width - SIDE - 1
    notes = notes_rows(moment, before, left - 2, room)
    side = side_rows(scene, moment, SIDE - 2, signs)[:room]
    for number in range(room):
        note = notes[number] if number < len(notes) else Content("")
        aside = side[number] if number < len(side) else Content("")
        gap = " " * max(0, left - 1 - note.cell_length)
        rows.append(Content.assemble(" ", note, gap, (signs.line, "$rule"), " ", aside))
    return rows
