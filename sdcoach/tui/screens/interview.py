"""The interview: the notes are the screen; everything else stays where it is and is quiet."""

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import TextArea

from sdcoach.errors import SdcoachError
from sdcoach.interview.notes import followup_heading
from sdcoach.interview.pace import clock_words, paces
from sdcoach.interview.room import Room
from sdcoach.text import duration
from sdcoach.tui import talking
from sdcoach.tui.actions import BY_ID, actions, bound, shown_key
from sdcoach.tui.modes import Choice, Confirm, Letter, Mode, Pick, Strip, Told
from sdcoach.tui.palette import Palette
from sdcoach.tui.widgets.drawer import Drawer
from sdcoach.tui.widgets.key_line import KeyLine
from sdcoach.tui.widgets.notes import Notes
from sdcoach.tui.widgets.pad import Pad
from sdcoach.tui.widgets.paper import Paper, lines
from sdcoach.tui.widgets.phase_bar import PhaseBar
from sdcoach.tui.widgets.talk import SidePane, TalkRows

if TYPE_CHECKING:
    from sdcoach.tui.app import SdcoachApp

FLUSH_SECONDS = 0.4
"""From the first unsaved key to the journal: a throttle, so that at most a second is lost."""
PLACEHOLDER = "Begin with what it must do. ? asks, = computes."


class InterviewScreen(Screen[str]):
    """One running interview. Dismissed with "finished", "abandoned", "left" or "discarded"."""

    CSS_PATH = "interview.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (96, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]
    AUTO_FOCUS = "#notes"

    def __init__(self, room: Room, *, reminder: str = "") -> None:
        super().__init__()
        self.room = room
        self._reminder = reminder
        self._mode: Mode | None = None
        self._unsaved = False
        self._last_key = time.monotonic()
        self._return_to: tuple[int, int] | None = None
        self._live_on = False
        self._commands: dict[str, Callable[[], None]] = {}

    # --- layout ---------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the rows; all of them are there from the first frame on."""
        state = self.room.state
        yield PhaseBar(id="bar")
        yield TalkRows(id="talk")
        yield Paper(id="rule")
        with Horizontal(id="desk"):
            yield Notes(
                state.notes,
                on_enter=self._entered,
                take_key=self._take_key,
                before_paste=self._before_paste,
                wrote=self._flush,
                placeholder=PLACEHOLDER,
                id="notes",
            )
            yield SidePane(id="side")
        yield Drawer(
            state.sheet,
            complete=self._complete,
            take_key=self._take_key,
            before_paste=self._before_paste,
            wrote=self._flush,
            id="drawer",
        )
        yield Paper(id="live")
        yield KeyLine(id="keys")
        yield Paper(id="strip")

    def on_mount(self) -> None:
        """Start the clock's second hand, which nobody sees."""
        overrides = dict(self.sdcoach.services.config.keys)
        self._commands = {
            key: getattr(self, f"action_{action.name}")
            for action, keys in bound("interview", overrides)
            for key in keys
        }
        self.notes.paint_with(Palette.of(self.app.theme))
        self.notes.move_cursor(self.notes.document.end)
        self.set_interval(1.0, self._tick)
        self.draw()

    def on_resize(self) -> None:
        """Draw everything at the new size."""
        self.call_after_refresh(self.draw)

    @property
    def sdcoach(self) -> "SdcoachApp":
        """The app, by its own type."""
        return cast("SdcoachApp", self.app)

    @property
    def notes(self) -> Notes:
        """The scratchpad."""
        return self.query_one("#notes", Notes)

    @property
    def drawer(self) -> Drawer:
        """The sheet."""
        return self.query_one("#drawer", Drawer)

    @property
    def pad(self) -> Pad:
        """The text field that has the focus: the notes, or the sheet while its drawer is open."""
        return self.drawer.pad if self.drawer.display else self.notes

    # --- drawing --------------------------------------------------------------------------

    def draw(self) -> None:
        """Show the state everywhere; what has not changed is not repainted."""
        self._draw_bar()
        self._draw_talk()
        self._draw_keys()
        rule = self.query_one("#rule", Paper)
        rule.show(Content.styled(self.sdcoach.signs.rule * self.size.width, "dim"))
        if self.drawer.display:
            self.drawer.tell(self.room.sheet_lines, self.sdcoach.signs.rule)

    def _draw_bar(self) -> None:
        room, tick = self.room, self.room.now()
        left = room.session.left_ms(tick)
        clock = clock_words(left)
        if room.state.status == "paused":
            clock = "paused"
        elif not self.sdcoach.services.config.clock and left > 0:
            clock = ""
        self.query_one(PhaseBar).tell(
            paces(room.state.budgets, room.session.spent(tick)),
            {phase.id: phase.short for phase in room.phases},
            room.state.phase,
            clock,
            self.sdcoach.signs,
        )

    def _draw_talk(self) -> None:
        turns = talking.turns(self.room)
        state, signs = self.room.state, self.sdcoach.signs
        answer, earlier = self._key("interview.ask"), self._key("interview.talk")
        if self.has_class("-wide"):
            self.query_one(SidePane).tell(
                state.title,
                f"{state.seniority} · {state.mode}",
                state.prompt,
                turns,
                [] if self.drawer.display else talking.sheet_rows(self.room, self.notes.line),
                signs,
                answer_key=answer,
                earlier_key=earlier,
                reminder=self._reminder,
            )
        else:
            self.query_one(TalkRows).tell(
                state.prompt, turns, signs, answer_key=answer, earlier_key=earlier
            )
            self._draw_live()

    def _draw_live(self) -> None:
        live = self.room.live(self.notes.line)
        row = self.query_one("#live", Paper)
        if live is None:
            row.show(Content(""))
        elif live.ok:
            named = f"{live.label} " if live.label else ""
            row.show(Content.styled(f" {named}{live.display}", "dim"))
        elif live.error and not live.unfinished:
            row.show(Content.assemble(" ", (live.error.message, "$error"), f" · {live.error.hint}"))

    def _draw_keys(self) -> None:
        line = self.query_one("#keys", KeyLine)
        trouble = self.sdcoach.trouble
        if trouble is not None:
            line.say(
                f"{trouble.message} {trouble.hint} · {self._key('interview.rescue')} saves a copy",
                "$error",
            )
            return
        more = [("Esc", "keys")]
        if self.drawer.display:
            items = [(self._key("interview.sheet"), "back to notes"), ("Tab", "complete")]
            more = [("Esc", "back")]
        elif self.room.state.status == "paused":
            items = [("any key", "goes on")]
        else:
            items = [("?", "ask"), ("=", "compute"), ("->", "decide")]
            if self.room.waiting():
                items.insert(0, (self._key("interview.ask"), "answer"))
            elif self._return_to is not None:
                items.insert(0, (self._key("interview.ask"), "back to your line"))
            items.append((self._key("interview.next_phase"), "next phase"))
            items.append((self._key("interview.sheet"), "sheet"))
            if self.room.left_ms <= 0:
                items.insert(0, (f"Esc {BY_ID['interview.end'].letter}", "end and score"))
        line.keys(items, right=more)

    def _key(self, action_id: str) -> str:
        overrides = dict(self.sdcoach.services.config.keys)
        return shown_key(BY_ID[action_id], overrides, chords=self.sdcoach.chords)

    # --- typing ---------------------------------------------------------------------------

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        self._last_key = time.monotonic()
        if not self._unsaved:
            self._unsaved = True
            self.set_timer(FLUSH_SECONDS, self._flush)
        if event.text_area is self.drawer.pad:
            self._flush()
        elif self.notes.line.startswith("=") or self._live_on:
            self._live_on = self.notes.line.startswith("=")
            self._draw_talk()

    def _flush(self, by: str = "typed") -> None:
        """Give both documents to the room, which journals what has changed."""
        self._unsaved = False
        if self.room.state.over:
            return
        self.room.write("notes", self.notes.text, by)
        if self.drawer.pad.text != self.room.state.sheet:
            self.room.write("sheet", self.drawer.pad.text, by)
            self.drawer.tell(self.room.sheet_lines, self.sdcoach.signs.rule)

    def _entered(self, text: str, offset: int) -> tuple[str | None, str]:
        """Do what Enter means at the end of a line of the notes."""
        entered = self.room.enter(text, offset)
        if self.room.state.sheet != self.drawer.pad.text:
            self.drawer.pad.load_text(self.room.state.sheet)
        self.call_next(self.draw)
        return entered.replacement, entered.prefix

    def _complete(self, before: str) -> str:
        found = self.room.sheet.completions(talking.last_word(before))
        return talking.completion(before, [item.text for item in found])

    def _tick(self) -> None:
        if self.room.state.over:
            return
        idle = round((time.monotonic() - self._last_key) * 1000)
        followup = self.room.tick(idle)
        self._draw_bar()
        if followup is not None:
            self._draw_talk()
            self._draw_keys()
        self.sdcoach.rest(idle)
        self.sdcoach.ring(self.room.left_ms)

    # --- modes ----------------------------------------------------------------------------

    @property
    def mode(self) -> Mode | None:
        """What has the last rows, if anything has."""
        return self._mode

    @mode.setter
    def mode(self, mode: Mode | None) -> None:
        self._mode = mode
        self._draw_mode()

    def _draw_mode(self) -> None:
        strip = self.query_one("#strip", Paper)
        strip.display = self._mode is not None
        if self._mode is not None:
            width = max(20, self.size.width)
            rows = self._mode.rows(width, max(2, self.size.height - 3))
            padded = [row.pad_right(max(0, width - row.cell_length)) for row in rows]
            strip.styles.height = len(rows)
            strip.show(lines(padded))

    def _take_key(self, key: str, character: str | None) -> bool:
        """Take a key before the text does, in the order of typing; say whether it was taken."""
        if self._mode is not None:
            return self._press(self._mode, key, character)
        if key == "escape":
            self._open_strip()
        elif key in self._commands:
            self._commands[key]()
        else:
            # An unbound Alt + letter would type the letter.
            return key.startswith("alt+")
        return True

    def _press(self, mode: Mode, key: str, character: str | None) -> bool:
        outcome = mode.press(key, character)
        if not outcome.close:
            self._draw_mode()
            return True
        self.mode = None
        if outcome.run is not None:
            outcome.run()
        return not outcome.retype

    def _open_strip(self) -> None:
        if self.drawer.display:
            self.action_sheet()
            return
        letters = [
            Letter(action.letter, action.label, getattr(self, f"action_{action.name}"))
            for action in actions("interview")
            if action.letter and (action.name != "pause" or self.room.state.mode == "practice")
        ]
        self.mode = Strip(letters)

    def _before_paste(self) -> bool:
        self._flush()
        return self._mode is None

    # --- actions --------------------------------------------------------------------------

    def action_ask(self) -> None:
        """Begin a question, or answer the follow-up that waits, or go back to one's line."""
        self._to_notes()
        waiting = self.room.waiting()
        if waiting is not None:
            number, followup = waiting
            self._flush()
            self._return_to = self.notes.cursor_location
            heading = followup_heading(number, followup.text)
            self.notes.put(self._gap() + heading + "\n", at_end=True)
            self._flush("followup")
        elif self._return_to is not None:
            self.notes.move_cursor(self._return_to)
            self._return_to = None
        else:
            row, _ = self.notes.cursor_location
            line = self.notes.document.get_line(row)
            self.notes.move_cursor((row, len(line)))
            self.notes.put("? " if not line.strip() else "\n? ")
        self.draw()

    def _gap(self) -> str:
        """What must come before a heading at the end of the notes: a blank line."""
        text = self.notes.text.rstrip(" ")
        if not text:
            return ""
        return "" if text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"

    def action_sheet(self) -> None:
        """Open the sheet, or go back to the notes."""
        opening = not self.drawer.display
        self._flush()
        self.drawer.display = opening
        self.set_class(opening, "-sheet")
        if opening:
            self.drawer.pad.focus()
            self.drawer.pad.move_cursor(self.drawer.pad.document.end)
        else:
            self.notes.focus()
        self.call_after_refresh(self._settle_drawer)

    def _settle_drawer(self) -> None:
        self.notes.scroll_cursor_visible()
        self.draw()

    def _to_notes(self) -> None:
        if self.drawer.display:
            self.action_sheet()

    def action_next_phase(self) -> None:
        """Write the heading of the next phase, or go to its end."""
        self._enter_neighbour(1)

    def action_previous_phase(self) -> None:
        """Go back to the phase before."""
        self._enter_neighbour(-1)

    def _enter_neighbour(self, step: int) -> None:
        self._to_notes()
        phase = self.room.neighbour(step)
        if phase is None:
            self.query_one("#keys", KeyLine).say(
                "This is the last phase." if step > 0 else "This is the first phase."
            )
            return
        self._flush()
        self.room.enter_phase(phase.id)
        end = talking.end_of_phase(self.notes.text, phase.id, self.room.phases)
        if end is None:
            self.notes.put(f"{self._gap()}## {phase.name}\n", at_end=True)
            self._flush("template")
        else:
            self.notes.move_cursor(talking.location(self.notes.text, end))
        self.draw()

    def action_hint(self) -> None:
        """Offer the next hint; Enter takes it."""
        hint = self.room.next_hint()
        if hint is None:
            self.mode = Told([Content(" No more hints for this phase.")])
            return
        self.mode = Confirm(
            f"Enter takes hint {hint.rung} of {hint.of}; it is recorded.", self._take_hint
        )

    def _take_hint(self) -> None:
        self._flush()
        self.room.take_hint()
        self.draw()

    def action_insert(self) -> None:
        """Put the last answer, or the sheet's line with its result, into the notes."""
        quote = talking.last_answer(self.room)
        if self.drawer.display:
            row = self.drawer.pad.cursor_location[0]
            quote = talking.sheet_line(self.room, row)
            self._to_notes()
        if quote:
            self._flush()
            column = self.notes.cursor_location[1]
            self.notes.put(("\n" if column else "") + quote + "\n")
            self._flush("sheet" if quote.startswith("=") else "card")

    def action_talk(self) -> None:
        """Show the whole conversation."""
        self.mode = Told(talking.whole_talk(self.room, self.size.width))

    def action_time(self) -> None:
        """Show the minutes per phase."""
        self.mode = Told(talking.time_so_far(self.room))

    def action_go_to(self) -> None:
        """Find a heading or a text."""
        self._to_notes()

        def find(typed: str) -> list[Choice]:
            return [
                Choice(text, str(row + 1), partial(self.notes.move_cursor, (row, 0)))
                for row, text in talking.places(self.notes.text, typed)
            ]

        self.mode = Pick("Go to", find)

    def action_numbers(self) -> None:
        """Look up a number and put it in."""

        def find(typed: str) -> list[Choice]:
            return [
                Choice(name, aside, partial(self._put, name))
                for name, aside in talking.numbers(typed)
            ]

        self.mode = Pick("Number", find)

    def _put(self, text: str) -> None:
        self.pad.insert(text)

    def action_zoom(self) -> None:
        """Give the notes the whole width, or give it back."""
        self.toggle_class("-zoom")
        self.call_after_refresh(self.draw)

    def action_saved(self) -> None:
        """Say when the notes were last saved."""
        self._flush()
        journal = self.sdcoach.services.journal
        if journal.last_saved_at is None:
            text = "Not saved yet."
        else:
            text = f"Saved, {max(0.0, time.monotonic() - journal.last_saved_at):.1f} s ago."
        self.query_one("#keys", KeyLine).say(text)
        self.set_timer(3, self._draw_keys)

    def action_rescue(self) -> None:
        """Save a copy of notes and sheet as a file of its own."""
        self._flush()
        try:
            text = f"Saved a copy: {self.sdcoach.rescue(self.room.state)}"
        except OSError as error:
            text = f"The copy could not be written: {error.strerror}."
        self.mode = Told([Content(" " + text)])

    def action_pause(self) -> None:
        """Stop the clock, in practice mode."""
        self._flush()
        try:
            self.room.pause()
        except SdcoachError as error:
            self.mode = Told([Content(f" {error.message}: {error.hint}")])
            return
        self.draw()

    def action_end(self) -> None:
        """Ask whether to end or to abandon."""
        left = self.room.left_ms
        rest = f"{duration(left / 1000)} left. " if left > 0 else ""
        self.mode = Confirm(
            f"{rest}Enter ends the interview, a abandons it; any other key goes on.",
            lambda: self._close("finished"),
            {"a": lambda: self._close("abandoned")},
        )

    def action_leave(self) -> None:
        """Ask whether to leave."""
        cost = "the clock runs on" if self.room.state.mode == "interview" else "the clock stops"
        self.mode = Confirm(
            f"Enter leaves: {cost}, all is kept. Any other key stays.", lambda: self._close("left")
        )

    def _close(self, how: str) -> None:
        self._flush()
        if how == "finished":
            self.room.finish()
        elif how == "abandoned":
            self.room.abandon()
        elif not self.room.leave():
            how = "discarded"
        self.dismiss(how)

    def action_palette(self) -> None:
        """Open the palette: everything by name."""
        self.app.action_command_palette()

    def action_keys(self) -> None:
        """Show all keys."""
        self.sdcoach.show_keys()
