"""The interview: the notes are the screen; everything else stays where it is and is quiet."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import TextArea

from sdcoach.interview.edits import difference
from sdcoach.interview.pace import Reminders
from sdcoach.interview.room import Room
from sdcoach.tui import talking
from sdcoach.tui.commands import Commands
from sdcoach.tui.desk import Desk
from sdcoach.tui.editor import recovered
from sdcoach.tui.mode_host import ModeHost
from sdcoach.tui.modes import Mode, Read, Strip, Told
from sdcoach.tui.palette import Palette
from sdcoach.tui.widgets.drawer import Drawer
from sdcoach.tui.widgets.key_line import KeyLine
from sdcoach.tui.widgets.notes import Notes
from sdcoach.tui.widgets.pad import Owner, Pad
from sdcoach.tui.widgets.paper import Paper
from sdcoach.tui.widgets.phase_bar import PhaseBar
from sdcoach.tui.widgets.talk import SidePane, TalkRows

if TYPE_CHECKING:
    from sdcoach.envelope.line import Line
    from sdcoach.tui.app import SdcoachApp
    from sdcoach.tui.widgets.drawing_pane import DrawingPane

ERROR_SECONDS = 8
"""How long the reason stays that a line was not computed."""
FLUSH_SECONDS = 0.4
"""From the first unsaved key to the journal: a throttle, so that at most a second is lost."""
WIDE, TALL = 96, 20
"""From how many columns and rows on there is room for everything."""
PLACEHOLDER = "Begin with what it must do. ? asks, = computes."


class InterviewScreen(Screen[str]):
    """One running interview.

    Dismissed with what the bell was answered ("score" or "later"), "sprint" when a sprint ends,
    "abandoned", "left" or "discarded".
    """

    CSS_PATH = "interview.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (TALL, "-tall")]
    AUTO_FOCUS = "#notes"

    def __init__(self, room: Room, *, bell: Callable[[], Screen[str]], reminder: str = "") -> None:
        super().__init__()
        self.room = room
        self._bell = bell
        self.desk = Desk(self, reminder)
        self._host = ModeHost(self, "strip")
        self._unsaved = False
        self._last_key = time.monotonic()
        self._live_on = False
        self._listening = False
        self._there = False
        """Whether the widgets are there: timers and resizes come before and after them, too."""
        self._late = False
        self.drawing: DrawingPane | None = None
        """The drawing of the notes' arrows, once it was opened."""
        self.commands = Commands(self)
        self._keys: dict[str, Callable[[], None]] = {}
        self._reminders = Reminders(room.state.total_ms, room.state.elapsed_ms)

    # --- layout ---------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the rows; all of them are there from the first frame on."""
        # Textual learns the breakpoints in the first resize, and styles every widget once more.
        width, height = self.app.size
        self.add_class(
            "-wide" if width >= WIDE else "-narrow", "-tall" if height >= TALL else "-short"
        )
        state = self.room.state
        owner = Owner(self._take_key, self._before_paste, self.flush)
        yield PhaseBar(id="bar")
        yield TalkRows(id="talk")
        yield Paper(id="rule")
        with Horizontal(id="desk"):
            yield Notes(
                state.notes, owner, on_enter=self._entered, placeholder=PLACEHOLDER, id="notes"
            )
            yield SidePane(id="side")
        yield Drawer(state.sheet, owner, complete=self._complete, id="drawer")
        yield Paper(id="live")
        yield KeyLine(id="keys")
        yield Paper(id="strip")

    def on_mount(self) -> None:
        """Start the clock's second hand, which nobody sees."""
        self._there = True
        overrides = dict(self.sdcoach.services.config.keys)
        self._keys = self.commands.by_key(overrides)
        self.notes.paint_with(Palette.of(self.app.theme))
        self.notes.kept_rows = self.room.state.notes[: self.room.state.kept].count("\n")
        self.notes.move_cursor(self.notes.document.end)
        left = recovered(self.room.state.attempt, self.room.state.notes)
        if left is not None:
            self.take_text(left)
        self.set_interval(1.0, self._tick)
        self.draw()

    def on_unmount(self) -> None:
        """Let nothing be drawn any more."""
        self._there = False

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

    async def make_drawing(self) -> None:
        """Make the place for the drawing of the notes' arrows: most interviews never open it."""
        if self.drawing is None:
            from sdcoach.tui.widgets.drawing_pane import DrawingPane

            self.drawing = DrawingPane(id="drawing")
            await self.mount(self.drawing, before="#live")

    @property
    def pad(self) -> Pad:
        """The text field that has the focus: the notes, or the sheet while its drawer is open."""
        return self.drawer.pad if self.drawer.display else self.notes

    # --- drawing --------------------------------------------------------------------------

    def draw(self) -> None:
        """Show the state everywhere; what has not changed is not repainted."""
        if self._there:
            self.desk.draw()

    def draw_talk(self) -> None:
        """Show the conversation."""
        if self._there:
            self.desk.talk()

    # --- typing ---------------------------------------------------------------------------

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        self._last_key = time.monotonic()
        if not self._unsaved:
            self._unsaved = True
            self.set_timer(FLUSH_SECONDS, self.flush)
        if self.drawing is not None and self.drawing.display:
            self.drawing.follow(
                self.notes.text,
                self.sdcoach.signs.rule,
                ascii_only=self.sdcoach.services.config.ascii,
            )
        if event.text_area is self.drawer.pad:
            self.flush()
        elif self.notes.line.startswith("=") or self._live_on:
            self._live_on = self.notes.line.startswith("=")
            self.desk.talk()
        elif self.notes.line.startswith("?") and not self._listening:
            # While the question is typed the interviewer makes ready, which takes a tenth of a
            # second and some memory: not before somebody asks.
            self._listening = True
            self.run_worker(self.room.prepare, thread=True, exit_on_error=False, group="prepare")

    @on(Notes.Kept)
    def _refused(self) -> None:
        self.say("These lines are from your earlier attempt; write below them.")

    def flush(self, by: str = "typed") -> None:
        """Give both documents to the room, which journals what has changed."""
        self._unsaved = False
        if self.room.state.over or not self._there:
            return
        paused = self.room.state.status == "paused"
        self.room.write("notes", self.notes.text, by)
        if self.drawer.pad.text != self.room.state.sheet:
            self.room.write("sheet", self.drawer.pad.text, by)
            self.drawer.tell(self.room.sheet_lines, self.sdcoach.signs.rule)
        if paused and self.room.state.status == "running":
            self.draw()

    def _entered(self, text: str, offset: int) -> tuple[str | None, str]:
        """Do what Enter means at the end of a line of the notes."""
        entered = self.room.enter(text, offset)
        if self.room.state.sheet != self.drawer.pad.text:
            self.drawer.pad.load_text(self.room.state.sheet)
        self.call_next(self._after_enter, entered.line)
        return entered.replacement, entered.prefix

    def _after_enter(self, computed: "Line | None") -> None:
        self.commands.moved_on()
        self.draw()
        if computed is not None and computed.error is not None:
            # The cursor has left the line, and with it what the screen says of the line.
            error = computed.error
            hint = f" · {error.hint}" if error.hint else ""
            self.query_one("#keys", KeyLine).say(f"Not computed: {error.message}{hint}", "$error")
            self.set_timer(ERROR_SECONDS, self.desk.keys)

    def _complete(self, before: str) -> str:
        found = self.room.sheet.completions(talking.last_word(before))
        return talking.completion(before, [item.text for item in found])

    def _tick(self) -> None:
        if self.room.state.over or not self._there:
            return
        idle = round((time.monotonic() - self._last_key) * 1000)
        followup = self.room.tick(idle)
        self.desk.bar()
        late = self.room.left_ms <= 0
        if followup is not None:
            self.desk.talk()
        if followup is not None or late != self._late:
            if late and not self._late and self.sdcoach.services.config.bell:
                self.app.bell()
            self._late = late
            self.desk.keys()
        said = self._reminders.due(
            self.room.elapsed_ms, idle, f"{self.desk.key('interview.hint')} gives a nudge."
        )
        if said and self.room.state.status == "running":
            self.say(said, 20)
        self.sdcoach.rest(idle)

    # --- modes ----------------------------------------------------------------------------

    @property
    def mode(self) -> Mode | None:
        """What has the last rows, if anything has."""
        return self._host.mode

    @mode.setter
    def mode(self, mode: Mode | None) -> None:
        self._host.mode = mode

    def _take_key(self, key: str, character: str | None) -> bool:
        """Take a key before the text does, in the order of typing; say whether it was taken."""
        chord = key in self._keys and not key.startswith("alt+")
        if isinstance(self.mode, (Strip, Told, Read)) and chord:
            self.mode = None  # what is only read keeps no chord from what it does
        elif self.mode is not None:
            return self._host.press(key, character)
        if key == "escape":
            self._open_strip()
        elif key in self._keys:
            self._keys[key]()
        else:
            # An unbound Alt + letter would type the letter.
            return key.startswith("alt+")
        return True

    def _open_strip(self) -> None:
        if self.drawer.display:
            self.commands.sheet()
            return
        self.mode = self.commands.strip()

    def _before_paste(self) -> bool:
        self.flush()
        return self._host.mode is None

    def say(self, text: str, seconds: float = 3) -> None:
        """Say something in the place of the keys for a while."""
        self.query_one("#keys", KeyLine).say(text)
        self.set_timer(seconds, self.desk.keys)

    def take_text(self, text: str) -> None:
        """Make the notes read `text`, as one edit that can be undone."""
        change = difference(self.notes.text, text)
        if change is not None:
            start = talking.location(self.notes.text, change.offset)
            end = talking.location(self.notes.text, change.offset + len(change.removed))
            cursor = self.notes.cursor_location
            self.notes.history.checkpoint()
            self.notes.replace(change.inserted, start, end, maintain_selection_offset=False)
            self.notes.move_cursor(cursor)
            self.flush("editor")
            self.draw()

    def runner(self, name: str) -> Callable[[], None]:
        """Return what an action does, for the palette."""
        run: Callable[[], None] = getattr(self.commands, name)
        return run

    def close(self, how: str) -> None:
        """End, abandon or leave the interview, and this screen with it."""
        self.flush()
        if how == "finished":
            self.room.finish()
            if self.room.state.sprint is not None:
                self.dismiss("sprint")  # no rubric, no band: nothing to forecast
                return
            self.draw()
            # The bell takes the lower third; the notes stay readable above it.
            self.app.push_screen(self._bell(), self._answered)
            return
        if not (self.room.abandon() if how == "abandoned" else self.room.leave()):
            how = "discarded"
        self.dismiss(how)

    def _answered(self, how: str | None) -> None:
        # Returns nothing: Textual would wait for what `dismiss` returns, and that for this.
        self.dismiss(how)
