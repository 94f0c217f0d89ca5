"""From a room to the words its screen shows; pure, so that they can be tested without one."""

import re
import textwrap
from collections.abc import Sequence

from textual.content import Content

from sdcoach.bank.question import Phase
from sdcoach.interview.notes import read_notes
from sdcoach.interview.pace import Cue, cues, paces
from sdcoach.interview.room import Room
from sdcoach.text import minutes_seconds
from sdcoach.tui.palette import Signs
from sdcoach.tui.widgets.talk import SheetRow, Turn

_ANSWERS = re.compile(r"###+\s+F(\d{1,3})\b")
_WORD_AT_END = re.compile(r"[A-Za-z_][A-Za-z0-9_]*$")


def turns(room: Room) -> list[Turn]:
    """Return the conversation, oldest first."""
    state = room.state
    names = {phase.id: phase.name for phase in room.phases}
    made = [
        Turn(asked.elapsed_ms, "asked", asked.text, said, parts=_parts(room, number, said))
        for number, asked in enumerate(state.asked)
        if (said := _said(room, "asked", number, ""))
    ]
    made += [
        Turn(
            hint.elapsed_ms,
            "hint",
            f"hint {hint.rung} · {names.get(hint.phase, hint.phase)}",
            _said(room, "hint", number, hint.text),
        )
        for number, hint in enumerate(state.hints)
    ]
    made += [
        Turn(
            shown.elapsed_ms,
            "followup",
            f"F{number} asked you",
            _said(room, "followup", number - 1, shown.text),
            waits=room.waits(number),
            followup=number,
        )
        for number, shown in enumerate(state.followups, 1)
    ]
    return sorted(made, key=lambda turn: turn.elapsed_ms)


def _parts(room: Room, number: int, said: str) -> tuple[str, ...]:
    """Return the answers that were given to one question, if they can be told apart."""
    facts = room.facts(number) if len(room.state.asked[number].heard) > 1 else ()
    return facts if said == " ".join(facts) else ()


def followup_at(notes: str, row: int) -> int:
    """Return the number of the follow-up under whose heading a row of the notes stands, or 0."""
    for line in reversed(notes.split("\n")[: row + 1]):
        if line.startswith("#"):
            heading = _ANSWERS.match(line)
            return int(heading[1]) if heading else 0
    return 0


def _said(room: Room, to: str, number: int, script: str) -> str:
    """Return what the interviewer says or has said to something, else the script's words."""
    meanwhile = room.voice.meanwhile(to, number) if room.voice is not None else None
    if meanwhile is not None:
        return meanwhile
    told = room.state.told(to, number)
    return script if told is None else told


def sheet_rows(room: Room, line: str) -> list[SheetRow]:
    """Return the named results, and last the `=` line that is being typed."""
    rows = [
        SheetRow(result.label, result.display)
        for result in room.sheet_lines
        if result.ok and result.label and result.display
    ]
    live = room.live(line)
    if live is not None and live.ok and live.display:
        rows = [row for row in rows if row.name != live.label]
        rows.append(SheetRow(live.label or "=", live.display))
    elif live is not None and live.error is not None and not live.unfinished:
        rows.append(SheetRow(live.error.message, ""))
    return rows


def last_answer(room: Room) -> str:
    """Return the last answer as a quote for the notes, or an empty string.

    One that is still being said is settled first: what is quoted must have been said.
    """
    room.settle()
    answers = [one.text for one in room.state.said if one.to == "asked"]
    return f"> {answers[-1]}" if answers else ""


def sheet_line(room: Room, row: int) -> str:
    """Return a line of the sheet with its result, as an `=` line for the notes."""
    if row >= len(room.sheet_lines):
        return ""
    line = room.sheet_lines[row]
    return f"= {line.input.strip()} {line.display}" if line.ok and line.display else ""


def last_word(before: str) -> str:
    """Return the word that ends a text, for completion."""
    match = _WORD_AT_END.search(before)
    return match.group() if match else ""


def completion(before: str, names: Sequence[str]) -> str:
    """Return what Tab adds: the rest that all names agree on, or the first one's rest."""
    word = last_word(before)
    fitting = [name for name in names if name.startswith(word) and name != word]
    if not word or not fitting:
        return ""
    shared = fitting[0]
    for name in fitting[1:]:
        while not name.startswith(shared):
            shared = shared[:-1]
    return shared[len(word) :] or fitting[0][len(word) :]


def end_of_phase(text: str, phase: str, phases: tuple[Phase, ...]) -> int | None:
    """Return where the last line under a phase's heading ends, or None without such a heading."""
    end = None
    for line in read_notes(text, phases):
        if line.phase == phase and (line.raw.strip() or line.kind == "phase"):
            end = line.offset + len(line.raw)
    return end


def location(text: str, index: int) -> tuple[int, int]:
    """Return (row, column) of a place in a text."""
    before = text[:index]
    return before.count("\n"), index - before.rfind("\n") - 1


def places(text: str, typed: str) -> list[tuple[int, str]]:
    """Return (row, text) of the headings, or of every line that holds what was typed."""
    wanted = typed.casefold()
    found = []
    for row, line in enumerate(text.split("\n")):
        if not line.strip():
            continue
        if wanted in line.casefold() if wanted else line.startswith("#"):
            found.append((row, line.strip()))
    return found


def numbers(typed: str) -> list[tuple[str, str, str]]:
    """Return (what it is, value to put in, all that is known of it) of the numbers that fit.

    First the reference card, then the constants of the calculator.
    """
    from sdcoach.envelope.card import search
    from sdcoach.envelope.facts import AGE, CLASSIC, FACTS, text_of

    made = [(entry.name, entry.value, entry.about) for entry in search(typed)]
    wanted = typed.casefold().split()
    for name, fact in FACTS.items():
        if all(word in f"{name} {fact.about}".casefold() for word in wanted):
            value, era = text_of(fact, CLASSIC)
            made.append((name, name, f"{fact.about}: {value} · {AGE[era]}"))
    return made


def time_so_far(room: Room, signs: Signs) -> list[Content]:
    """Return the minutes per phase against their budgets."""
    names = {phase.id: phase.name for phase in room.phases}
    rows = [Content.styled(" TIME SO FAR          yours / budget", "bold")]
    all_paces = paces(room.state.budgets, room.session.spent(room.now()))
    for pace, cue in zip(all_paces, cues(all_paces), strict=True):
        mark = "" if cue is Cue.NONE else "  over"
        here = f"{signs.here} " if pace.phase == room.state.phase else "  "
        rows.append(
            Content(
                f" {here}{names.get(pace.phase, pace.phase):<16}"
                f"{minutes_seconds(pace.spent / 1000):>8} / {minutes_seconds(pace.budget / 1000)}{mark}"
            )
        )
    return rows


def whole_talk(room: Room, width: int) -> list[Content]:
    """Return the whole conversation in rows, oldest first; the prompt comes first of all."""
    rows = [Content(" " + row) for row in textwrap.wrap(room.state.prompt, width - 2)]
    for turn in turns(room):
        mark = "? " if turn.kind == "asked" else ""
        head = f" {minutes_seconds(turn.elapsed_ms / 1000)} {mark}{turn.head}"
        rows.append(Content.styled(head, "dim"))
        rows += [Content("   " + row) for row in textwrap.wrap(turn.body, width - 4)]
    return rows
