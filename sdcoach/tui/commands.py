"""What the keys of the interview do: one method per action of the registry, by its name.

The screen lays out and draws; this turns a key into calls of the room and of the notes.
"""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported
from textual.content import Content

from sdcoach import atomic
from sdcoach.errors import SdcoachError
from sdcoach.interview.notes import followup_heading, heading_phase
from sdcoach.text import clean, duration, plural
from sdcoach.tui import talking
from sdcoach.tui.actions import actions
from sdcoach.tui.editor import edit
from sdcoach.tui.keyboard import bound
from sdcoach.tui.modes import Choice, Confirm, Letter, Pick, Read, Strip, Told
from sdcoach.tui.sums import NOTHING, cheat_rows, line_steps_rows, steps_rows

if TYPE_CHECKING:
    from sdcoach.interview.state import State
    from sdcoach.tui.screens.interview import InterviewScreen


class Commands:
    """The actions of one interview screen.

    Attributes:
        return_to: Where the cursor was before a follow-up was answered; None when it is back.
    """

    def __init__(self, screen: "InterviewScreen") -> None:
        self.screen = screen
        self.return_to: tuple[int, int] | None = None
        self._scroll = 0.0

    def by_key(self, overrides: dict[str, str]) -> dict[str, Callable[[], None]]:
        """Return every key of the interview with what it does."""
        return {
            key: getattr(self, action.name)
            for action, keys in bound("interview", overrides)
            for key in keys
        }

    def strip(self) -> Strip:
        """Return the letters behind Esc."""
        practice = self.screen.room.state.mode == "practice"
        return Strip(
            [
                Letter(action.letter, action.label, getattr(self, action.name))
                for action in actions("interview")
                if action.letter and (action.name != "pause" or practice)
            ]
        )

    def ask(self) -> None:
        """Go back to one's line, or answer the oldest follow-up that waits, or begin a question."""
        self._to_notes()
        waiting = self.screen.room.waiting()
        if self.return_to is not None:
            # First of all, whatever has come meanwhile: the key means what the footer said.
            self.screen.notes.move_cursor(self.return_to)
            self.return_to = None
        elif waiting is not None:
            number, followup = waiting
            self.screen.flush()
            self.return_to = self.screen.notes.cursor_location
            heading = followup_heading(number, followup.text)
            self.screen.notes.put(self._gap() + heading + "\n", at_end=True)
            self.screen.flush("followup")
        else:
            row, _ = self.screen.notes.cursor_location
            line = self.screen.notes.document.get_line(row)
            self.screen.notes.move_cursor((row, len(line)))
            self.screen.notes.put("? " if not line.strip() else "\n? ")
        self.screen.draw()

    def moved_on(self) -> None:
        """Forget the line to go back to, if one writes somewhere else than in an answer now."""
        notes = self.screen.notes
        if not talking.followup_at(notes.text, notes.cursor_location[0]):
            self.return_to = None

    def _gap(self) -> str:
        """What must come before a heading at the end of the notes: a blank line."""
        text = self.screen.notes.text.rstrip(" ")
        if not text:
            return ""
        return "" if text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"

    def sheet(self) -> None:
        """Open the sheet, or go back to the notes."""
        opening = not self.screen.drawer.display
        if self.screen.drawing is not None:
            self.screen.drawing.display = False
        if opening:
            self._scroll = self.screen.notes.scroll_y
        self.screen.flush()
        self.screen.drawer.display = opening
        self.screen.set_class(opening, "-sheet")
        if opening:
            self.screen.drawer.pad.focus()
            self.screen.drawer.pad.move_cursor(self.screen.drawer.pad.document.end)
        else:
            self.screen.notes.focus()
            self.screen.notes.scroll_to(y=self._scroll, animate=False)
        self.screen.call_after_refresh(self._settle)

    def _settle(self) -> None:
        self.screen.notes.scroll_cursor_visible()
        self.screen.draw()

    def _to_notes(self) -> None:
        if self.screen.drawer.display:
            self.sheet()

    def next_phase(self) -> None:
        """Write the heading of the next phase, or go to its end."""
        self._enter_neighbour(1)

    def previous_phase(self) -> None:
        """Go back to the phase before."""
        self._enter_neighbour(-1)

    def _enter_neighbour(self, step: int) -> None:
        self._to_notes()
        phase = self.screen.room.neighbour(step)
        if phase is None:
            self.screen.say("This is the last phase." if step > 0 else "This is the first phase.")
            return
        self.screen.flush()
        self.screen.room.enter_phase(phase.id)
        end = talking.end_of_phase(self.screen.notes.text, phase.id, self.screen.room.phases)
        if end is None:
            self.screen.notes.put(f"{self._gap()}## {phase.name}\n", at_end=True)
            self.screen.flush("template")
        else:
            self.screen.notes.move_cursor(talking.location(self.screen.notes.text, end))
            self._below_heading()
        self.moved_on()
        self.screen.draw()

    def _below_heading(self) -> None:
        """Go from a heading with nothing under it to the line where one writes."""
        notes = self.screen.notes
        row, _ = notes.cursor_location
        if not heading_phase(notes.line, self.screen.room.phases):
            return
        if row + 1 < notes.document.line_count and not notes.document.get_line(row + 1).strip():
            notes.move_cursor((row + 1, 0))
        else:
            notes.put("\n")
            self.screen.flush("template")

    def hint(self) -> None:
        """Offer the next hint; Enter takes it."""
        hint = self.screen.room.next_hint()
        if hint is None:
            self.screen.mode = Told([Content(" No more hints for this phase.")])
            return
        self.screen.mode = Confirm(
            f"Enter takes hint {hint.rung} of {hint.of}; it is recorded.", self._take_hint
        )

    def _take_hint(self) -> None:
        self.screen.flush()
        self.screen.room.take_hint()
        self.screen.draw()

    def insert(self) -> None:
        """Put the last answer, or the sheet's line with its result, into the notes."""
        quote = talking.last_answer(self.screen.room)
        if self.screen.drawer.display:
            row = self.screen.drawer.pad.cursor_location[0]
            quote = talking.sheet_line(self.screen.room, row)
            self._to_notes()
        if quote:
            self.screen.flush()
            column = self.screen.notes.cursor_location[1]
            self.screen.notes.put(("\n" if column else "") + quote + "\n")
            self.screen.flush("sheet" if quote.startswith("=") else "card")

    def talk(self) -> None:
        """Show the whole conversation."""
        rows = talking.whole_talk(self.screen.room, self.screen.size.width)
        self.screen.mode = Read("THE WHOLE TALK", rows)

    def time(self) -> None:
        """Show the minutes per phase."""
        self.screen.mode = Told(talking.time_so_far(self.screen.room, self.screen.sdcoach.signs))

    def go_to(self) -> None:
        """Find a heading or a text."""
        self._to_notes()

        def find(typed: str) -> list[Choice]:
            return [
                Choice(text, str(row + 1), partial(self.screen.notes.move_cursor, (row, 0)))
                for row, text in talking.places(self.screen.notes.text, typed)
            ]

        self.screen.mode = Pick("Go to", find)

    def numbers(self) -> None:
        """Look up a number and put it in."""

        def find(typed: str) -> list[Choice]:
            return [
                Choice(name, aside, partial(self._put, value))
                for name, value, aside in talking.numbers(typed)
            ]

        self.screen.mode = Pick("Number", find)

    def _put(self, text: str) -> None:
        self.screen.flush()
        self.screen.pad.insert(text)
        self.screen.flush("card")

    def steps(self) -> None:
        """Unfold the sum the cursor is in: a line of the sheet, or an `=` line of the notes."""
        screen, sheet = self.screen, self.screen.room.sheet
        if screen.drawer.display:
            row = screen.drawer.pad.cursor_location[0]
            rows = steps_rows(sheet, row + 1) if row < len(screen.room.sheet_lines) else [NOTHING]
        else:
            rows = line_steps_rows(sheet, screen.room.expression(screen.notes.line))
        screen.mode = Told(rows)

    def cheat(self) -> None:
        """Show what the calculator understands."""
        self.screen.mode = Told(cheat_rows())

    def template(self) -> None:
        """Write the template of the phase one is in."""
        self._to_notes()
        phase = next(
            (one for one in self.screen.room.phases if one.id == self.screen.room.state.phase), None
        )
        if phase is not None and phase.template:
            self.screen.flush()
            column = self.screen.notes.cursor_location[1]
            self.screen.notes.put(("\n" if column else "") + phase.template.rstrip("\n") + "\n")
            self.screen.flush("template")

    def editor(self) -> None:
        """Write the notes in $EDITOR; the clock runs on."""
        self._to_notes()
        self.screen.flush()
        text, trouble = "", ""
        try:
            with self.screen.app.suspend():
                # Nothing may be raised from here: the terminal would never be taken back.
                try:
                    text = edit(self.screen.room.state.attempt, self.screen.notes.text)
                except SdcoachError as error:
                    trouble = f"{error.message}; {error.hint}."
                except OSError as error:
                    trouble = f"the notes could not be lent ({error.strerror})."
        except SuspendNotSupported:
            trouble = "this terminal cannot be lent to an editor."
        if trouble:
            self.screen.mode = Told([Content(f" Not edited: {trouble}")])
        else:
            self.screen.take_text(text)
        self.screen.app.refresh(layout=True)

    def drawing(self) -> None:
        """See the arrow lines drawn, then what did not fit, then put the drawing away.

        The notes keep the focus.
        """
        screen = self.screen
        if screen.drawer.display:
            self.sheet()
        if screen.drawing is None:
            screen.call_next(self._first_drawing)
        elif not (screen.drawing.display and screen.drawing.page_on()):
            screen.drawing.display = not screen.drawing.display
            screen.call_after_refresh(self._draw_now)

    async def _first_drawing(self) -> None:
        await self.screen.make_drawing()
        if self.screen.drawing is not None:
            self.screen.drawing.phases = self.screen.room.phases
            self.screen.drawing.display = True
            self.screen.call_after_refresh(self._draw_now)

    def _draw_now(self) -> None:
        screen = self.screen
        screen.notes.scroll_cursor_visible()
        if screen.drawing is not None and screen.drawing.display:
            ascii_only = screen.sdcoach.services.config.ascii
            screen.drawing.draw(screen.notes.text, screen.sdcoach.signs.rule, ascii_only=ascii_only)
        screen.draw()

    def zoom(self) -> None:
        """Give the notes the whole width, or give it back."""
        self.screen.toggle_class("-zoom")
        self.screen.call_after_refresh(self.screen.draw)

    def saved(self) -> None:
        """Say when the notes were last saved."""
        self.screen.flush()
        journal = self.screen.sdcoach.services.journal
        if journal.last_saved_at is None:
            text = "Not saved yet."
        else:
            text = f"Saved, {max(0.0, time.monotonic() - journal.last_saved_at):.1f} s ago."
        self.screen.say(text)

    def copy(self) -> None:
        """Send the selection, or all notes, to the terminal's clipboard (OSC 52)."""
        text = self.screen.pad.selected_text or self.screen.notes.text
        self.screen.app.copy_to_clipboard(clean(text))
        # The terminal gives no answer, so nothing more can be claimed.
        self.screen.say(f"Sent {plural(len(text), 'character')} to the terminal's clipboard.")

    def rescue(self) -> None:
        """Save a copy of notes and sheet as a file of its own."""
        self.screen.flush()
        try:
            text = f"Saved a copy: {_saved_apart(self.screen.room.state)}"
        except OSError as error:
            text = f"The copy could not be written: {error.strerror}."
        self.screen.mode = Told([Content(" " + text)])

    def pause(self) -> None:
        """Stop the clock, in practice mode."""
        self.screen.flush()
        try:
            self.screen.room.pause()
        except SdcoachError as error:
            self.screen.mode = Told([Content(f" {error.message}: {error.hint}")])
            return
        self.screen.draw()

    def end(self) -> None:
        """Ask whether to end or to abandon."""
        left = self.screen.room.left_ms
        rest = f"{duration(left / 1000)} left. " if left > 0 else ""
        self.screen.mode = Confirm(
            f"{rest}Enter ends the interview, a abandons it; any other key goes on.",
            lambda: self.screen.close("finished"),
            {"a": lambda: self.screen.close("abandoned")},
        )

    def leave(self) -> None:
        """Ask whether to leave."""
        cost = (
            "the clock runs on" if self.screen.room.state.mode == "interview" else "the clock stops"
        )
        self.screen.mode = Confirm(
            f"Enter leaves: {cost}, all is kept. Any other key stays.",
            lambda: self.screen.close("left"),
        )

    def palette(self) -> None:
        """Open the palette: everything by name."""
        self.screen.app.action_command_palette()

    def keys(self) -> None:
        """Show all keys."""
        self.screen.sdcoach.show_keys()


def _saved_apart(state: "State") -> Path:
    """Write notes and sheet into a file of their own in the home folder; return where it is."""
    path = Path.home() / f"sdcoach-{state.question}-{time.strftime('%Y%m%d-%H%M%S')}.md"
    atomic.write_text(path, f"# {state.title}\n\n{state.notes}\n\n## Sheet\n\n{state.sheet}\n")
    return path
