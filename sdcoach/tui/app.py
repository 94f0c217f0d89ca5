"""The app: wiring and nothing else. Screens are imported when they are shown."""

import contextlib
import gc
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import App, ScreenStackError, SystemCommand
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.events import Resize
from textual.message import Message
from textual.reactive import Initialize, Reactive
from textual.screen import Screen
from textual.theme import Theme
from textual.worker import get_current_worker

from sdcoach import crash_log
from sdcoach.bank.index import refresh
from sdcoach.errors import SdcoachError, StorageError
from sdcoach.history.locks import AttemptLock
from sdcoach.tui.actions import actions
from sdcoach.tui.key_reader import reading_keys
from sdcoach.tui.keyboard import chords_arrive, keymap
from sdcoach.tui.palette import ASCII, UNICODE, Signs
from sdcoach.tui.services import Services
from sdcoach.tui.stopping import continuing
from sdcoach.tui.themes import TERMINAL_THEME, THEMES

if TYPE_CHECKING:
    # Session, interviewer and envelope cost half a bare app: Home is shown before them.
    from sdcoach.interview.retry import Earlier
    from sdcoach.interview.session import Setup
    from sdcoach.tui.held import Held

SMALLEST = (50, 15)
IDLE_COLLECT_MS = 4_000


def _wanted_theme(app: "SdcoachApp") -> str:
    wanted = app.services.config.theme
    return wanted if app.get_theme(wanted) else TERMINAL_THEME.name


class SdcoachApp(App[None], inherit_bindings=False):
    """sdcoach in a terminal."""

    CSS_PATH = "app.tcss"
    TITLE = "sdcoach"
    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = True
    # Known before the first stylesheet: a theme set later has all of them parsed once more.
    theme: Reactive[str] = Reactive(Initialize(_wanted_theme))

    class Trouble(Message):
        """The history cannot be written, or can be again (None)."""

        def __init__(self, error: StorageError | None) -> None:
            super().__init__()
            self.error = error

    def __init__(self, services: Services, first: Callable[["SdcoachApp"], None]) -> None:
        self.services = services
        super().__init__()
        for theme in THEMES.values():
            self.register_theme(theme)
        self.signs: Signs = ASCII if services.config.ascii else UNICODE
        self.chords = chords_arrive()
        self.trouble: StorageError | None = None
        self.left: list[str] = []
        """Attempts that were left and wait; the shell prints how to resume them."""
        self.greeted = False
        """Whether Home has shown what the calendar asks for: once each time the app is started."""
        self.asked_to_talk = False
        """Whether the candidate has said if a model may interview: asked once in a run."""
        self._first = first
        self._lock = AttemptLock(services.database.parent)
        self._collected = True
        self.reading = 0
        """How many question files are being read in the background."""

    # --- life -----------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Show the first screen, then do all that can wait."""
        self.set_keymap(keymap(dict(self.services.config.keys)))
        self._first(self)
        self.call_after_refresh(self._after_first_frame)

    def get_theme(self, theme_name: str) -> Theme | None:
        """Return a theme; ours are known before they can be registered."""
        return THEMES.get(theme_name) or super().get_theme(theme_name)

    def get_driver_class(self) -> type[Driver]:
        """Take the driver of this platform, with its reading of keys and its stops set right."""
        return continuing(reading_keys(super().get_driver_class()))

    def get_css_variables(self) -> dict[str, str]:
        """Add our variables to themes that do not know them."""
        variables = super().get_css_variables()
        return {"rule": variables["panel"], "strip": variables["surface"], **variables}

    def _after_first_frame(self) -> None:
        self.services.journal.start()
        self.set_timer(0.3, self._settle_memory)
        self.run_worker(self._refresh_bank, thread=True, exit_on_error=False, group="bank")

    def _settle_memory(self) -> None:
        # The slowest key presses are the garbage collector's: what the start has made stays,
        # and collections wait until nobody types.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)

    def rest(self, idle_ms: int) -> None:
        """Collect garbage once in each pause of the typing."""
        if idle_ms < 1_000:
            self._collected = False
        elif idle_ms >= IDLE_COLLECT_MS and not self._collected:
            self._collected = True
            gc.collect()

    def _refresh_bank(self) -> None:
        from sdcoach.bank.apart import Apart

        worker = get_current_worker()
        apart = Apart(lambda: not worker.is_cancelled, self._tell_reading)
        try:
            newer = refresh(self.services.bank, apart.recompiled)
        except SdcoachError:
            return  # the bank stays as it was; `bank check` says why
        finally:
            self._tell_reading(0)
        if newer is not None and not worker.is_cancelled:
            self.services.bank = newer

    def _tell_reading(self, files: int) -> None:
        """Keep how many question files are being read, for the bank's page to show."""
        self.reading = files

    def on_resize(self, event: Resize) -> None:
        """Say so, once, when the terminal is too small."""
        from sdcoach.tui.screens.too_small import TooSmall

        small = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        if small and not isinstance(self.screen, TooSmall):
            self.push_screen(TooSmall())
        elif not small and isinstance(self.screen, TooSmall):
            self.pop_screen()

    def on_sdcoach_app_trouble(self, event: Trouble) -> None:
        """Keep the trouble where the screens find it."""
        self.trouble = event.error
        draw = getattr(self.screen, "draw", None)
        if draw is not None:
            draw()

    def action_command_palette(self) -> None:
        """Open the palette: everything by name."""
        from sdcoach.tui.screens.by_name import ByName

        if not ByName.is_open(cast("App[object]", self)):
            self.push_screen(ByName(id="--command-palette"))

    def get_system_commands(self, screen: Screen[object]) -> list[SystemCommand]:
        """Fill the palette from the registry: everything this screen can do, by name."""
        where = getattr(screen, "where", "interview")
        made = []
        for action in actions(where):
            runner = getattr(screen, "runner", None)
            run = runner(action.name) if runner else getattr(screen, f"action_{action.name}", None)
            if run is not None and action.name != "palette":
                made.append(SystemCommand(action.label.capitalize(), action.help, run))
        return made

    def _fatal_error(self) -> None:
        # Textual would paint a traceback with local variables, notes among them.
        error = self._exception
        if self.is_headless or error is None:
            super()._fatal_error()
            return
        for screen in self.screen_stack:
            flush = getattr(screen, "flush", None)
            if flush is not None:
                # A screen that is half built or half gone has nothing to give; a second error
                # here would hide the first and leave the terminal as it is.
                with contextlib.suppress(SdcoachError, NoMatches, ScreenStackError):
                    flush()
        log = crash_log.write(error)
        where = f" The place is in {log}, without any of your words." if log else ""
        self.panic(
            f"sdcoach met an error it did not expect ({type(error).__name__}). "
            f"What you typed is kept; `sdcoach resume` goes on.{where}"
        )

    # --- ways between the screens ---------------------------------------------------------

    def go_home(self) -> None:
        """Show Home, with everything above it gone."""
        from sdcoach.tui.screens.home import HomeScreen

        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.push_screen(HomeScreen(self.services))

    def begin(self, setup: "Setup", earlier: "Earlier | None" = None) -> None:
        """Start an interview; its clock runs from now on.

        Args:
            setup: What is settled.
            earlier: For the retry of a phase, the notes and the sheet it starts from.
        """
        from sdcoach.tui.entrance import begin

        begin(self, setup, earlier)

    def go_on(self, attempt: str) -> None:
        """Go on with an interrupted interview; one whose time is long over is asked for its bell.

        Raises:
            SdcoachError: When it is open elsewhere, has ended or cannot be read.
        """
        from sdcoach.tui.entrance import go_on

        go_on(self, attempt)

    def hold(self, attempt: str) -> None:
        """Keep an attempt to this window, until one goes Home.

        Raises:
            AttemptBusyError: When another window has it.
            StorageError: When no lock can be made.
        """
        self._lock.acquire(attempt)

    def keep(self, held: "Held") -> None:
        """Keep an attempt to this window where that can be done.

        Raises:
            AttemptBusyError: When another window has it.
        """
        with contextlib.suppress(StorageError):
            # Where nothing can be written, it is held in memory; the banner says so.
            self.hold(held.state.attempt)

    def let_go(self) -> None:
        """Let another window have the attempt that this one kept to itself."""
        self._lock.release()

    def home_or_out(self) -> None:
        """Show Home again, or end where there is none below: a start from the command line."""
        self.let_go()
        if len(self.screen_stack) <= 1:
            self.exit()

    def home_below(self) -> None:
        """Let go of the attempt and show Home, made now where a start left it out."""
        self.let_go()
        if len(self.screen_stack) <= 1:
            self.go_home()

    def open_bell(self, held: "Held") -> None:
        """Ask for forecast and moment of an interview that ended without its screen.

        Raises:
            AttemptBusyError: When another window has it.
        """
        from sdcoach.tui.screens.bell import BellScreen

        self.keep(held)

        def closed(how: str | None) -> None:
            if how == "score":
                self.open_scoring(held)
            else:
                self.home_or_out()

        self.push_screen(BellScreen(held), closed)

    def open_attempt(self, attempt: "str | Held") -> None:
        """Show the page of an attempt: its verdict, or what there is of it."""
        from sdcoach.tui.screens.attempt import AttemptScreen

        self.push_screen(AttemptScreen(self.services, attempt), lambda _: self.home_below())

    def open_replay(self, attempt: "str | Held") -> None:
        """Show an attempt as it stood, second by second."""
        from sdcoach.tui.screens.replay import ReplayScreen

        self.push_screen(ReplayScreen(self.services, attempt))

    def open_scoring(self, held: "Held") -> None:
        """Score an attempt, one dimension at a time, and show the verdict after the last.

        Raises:
            AttemptBusyError: When another window has it.
        """
        from sdcoach.tui.screens.scoring import ScoringScreen

        self.keep(held)

        def closed(done: bool | None) -> None:
            if done:
                self.open_attempt(held)
            else:
                self.home_below()

        self.push_screen(ScoringScreen(self.services, held), closed)

    def show_keys(self) -> None:
        """Show all keys on one page."""
        from sdcoach.tui.screens.keys import KeysScreen

        self.push_screen(KeysScreen())
