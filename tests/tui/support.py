"""Driving the real app with Pilot: services on a real database, and frames as plain text."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import zip_longest
from pathlib import Path

from textual.app import App
from textual.events import Key, Paste
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widget import Widget

from sdcoach import paths
from sdcoach.bank.index import open_bank, refresh
from sdcoach.config import Config
from sdcoach.history import attempts
from sdcoach.history.journal import Journal
from sdcoach.interview.clock import Tick
from sdcoach.interview.events import Event
from sdcoach.interview.setup import make_setup
from sdcoach.interview.state import State
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.screens.interview import InterviewScreen
from sdcoach.tui.services import Services
from sdcoach.tui.widgets.notes import Notes

ORIGIN = "00000000-0000-4000-8000-000000000001"
MONDAY = 1_795_460_400_000  # 2026-11-23 19:00 UTC


class Wrist:
    """A clock set by hand: what a test waits for has happened at once."""

    def __init__(self) -> None:
        self.mono, self.utc = 1_000, MONDAY

    def tick(self) -> Tick:
        """Read it."""
        return Tick(self.mono, self.mono, self.utc)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.mono += round(seconds * 1000)
        self.utc += round(seconds * 1000)


def make_services(*, config: Config | None = None, clock: Wrist | None = None) -> Services:
    """Make services on the test's own home."""
    paths.data_dir()
    database = paths.database_file()
    journal = Journal(database, on_trouble=lambda error: None)
    return Services(open_bank(), config or Config(), clock or Wrist(), journal, database, ORIGIN)


def frame(app: App[None]) -> list[str]:
    """Return the rows of the screen as plain text."""
    # Private but stable since Textual 0.2x; the public export is an SVG that nobody reviews.
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


async def until(pilot: Pilot[None], there: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until something is so.

    Raises:
        AssertionError: When it does not become so.
    """
    end = asyncio.get_running_loop().time() + seconds
    while not there():
        if asyncio.get_running_loop().time() > end:
            raise AssertionError("it did not come about:\n" + "\n".join(frame(pilot.app)))
        await pilot.pause(0.01)


def home(tmp: Path) -> Path:
    """Return the data folder of a test."""
    return tmp / "home" / "sdcoach"


class Interview:
    """A running interview under Pilot, with what tests look at.

    Attributes:
        focus: Every widget that has had the focus, by its id, in order.
    """

    def __init__(self, app: SdcoachApp, pilot: Pilot[None], clock: Wrist) -> None:
        self.app, self.pilot, self.clock = app, pilot, clock
        screen = app.screen
        assert isinstance(screen, InterviewScreen)
        self.screen = screen
        self.focus: list[str | None] = []
        screen.watch(screen, "focused", self._focused, init=False)

    def _focused(self, widget: Widget | None) -> None:
        self.focus.append(widget.id if widget is not None else None)

    @property
    def notes(self) -> Notes:
        """The scratchpad."""
        return self.screen.notes

    @property
    def state(self) -> State:
        """What is known of the attempt."""
        return self.screen.room.state

    @property
    def rows(self) -> list[str]:
        """The screen as it reads."""
        return frame(self.app)

    @property
    def last_row(self) -> str:
        """The row of the keys."""
        return self.rows[-1]

    async def press(self, *keys: str) -> None:
        """Press keys by their names, without a wait between them, as fast hands do."""
        for key in keys:
            character = key if len(key) == 1 else {"space": " "}.get(key)
            # The names of keys as the terminal's driver gives them; Textual has no public way.
            name = _character_to_key(key) if len(key) == 1 else key
            self.app.post_message(Key(name, character))
        # The first lets the app hand on the keys, the second lets the field take them.
        await self.pilot.pause()
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text; a line end is the Enter key."""
        await self.press(*("enter" if key == "\n" else key for key in text))

    async def paste(self, text: str) -> None:
        """Paste, as a terminal with bracketed paste does."""
        self.screen.pad.post_message(Paste(text))
        await self.pilot.pause()

    async def until(self, there: Callable[[], bool]) -> None:
        """Wait until something is so."""
        await until(self.pilot, there)

    async def saved(self) -> list[Event]:
        """Return the journal on disk, after all that was typed has arrived there."""
        room, screen = self.screen.room, self.screen
        if not room.state.over:
            await self.until(
                lambda: (
                    (room.state.notes, room.state.sheet)
                    == (screen.notes.text, screen.drawer.pad.text)
                )
            )
        return journal(self.app.services, room.state.attempt)

    async def followup(self) -> None:
        """Let time pass until the interviewer brings up the next follow-up."""
        before = len(self.state.followups)
        for _ in range(400):
            if len(self.state.followups) > before:
                await self.pilot.pause()
                return
            self.clock.wait(8)
            await self.pilot.pause(0.05)
        raise AssertionError("no follow-up came:\n" + "\n".join(self.rows))


def journal(services: Services, attempt: str) -> list[Event]:
    """Return the events of an attempt as the database has them."""
    services.journal.start()
    assert services.journal.flush(10)
    with services.reader() as connection:
        return [] if connection is None else attempts.events(connection, attempt)


@asynccontextmanager
async def interviewing(
    *,
    question: str = "pastebin",
    size: tuple[int, int] = (80, 24),
    config: Config | None = None,
    seniority: str = "senior",
    minutes: int = 45,
    mode: str = "interview",
    sprint: str | None = None,
) -> AsyncIterator[Interview]:
    """Hold an interview in the real app, on a clock set by hand."""
    clock = Wrist()
    services = make_services(config=config, clock=clock)
    services.bank = refresh(services.bank) or services.bank
    setup = make_setup(
        services.bank,
        question,
        seniority=seniority,
        minutes=minutes,
        mode=mode,
        seed=7,
        utc_offset=0,
        sprint=sprint,
    )
    app = SdcoachApp(services, lambda app: app.begin(setup))
    try:
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
            held = Interview(app, pilot, clock)
            await until(pilot, lambda: held.notes.has_focus and "compute" in held.last_row)
            await pilot.pause()  # the first layout draws twice
            yield held
    finally:
        services.journal.close()


FRAMES = Path(__file__).parent / "frames"


def assert_frame(name: str, rows: list[str]) -> None:
    """Compare a screen with the file of that name, row by row.

    With `SDCOACH_NEW_FRAMES=1` the file is written instead; read the difference before you
    commit it.

    Raises:
        AssertionError: When a row differs, or there is no such file.
    """
    file = FRAMES / f"{name}.txt"
    if os.environ.get("SDCOACH_NEW_FRAMES"):
        FRAMES.mkdir(exist_ok=True)
        file.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
        return
    wanted = file.read_text(encoding="utf-8").splitlines()
    unlike = [
        f"row {number}:\n  was   {old!r}\n  is    {new!r}"
        for number, (old, new) in enumerate(zip_longest(wanted, rows, fillvalue=None), 1)
        if old != new
    ]
    assert not unlike, f"{file.name} is drawn otherwise:\n" + "\n".join(unlike)
