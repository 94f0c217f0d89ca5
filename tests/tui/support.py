"""Driving the real app with Pilot: services on a real database, and frames as plain text."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from textual.app import App
from textual.pilot import Pilot

from sdcoach import paths
from sdcoach.bank.index import open_bank
from sdcoach.config import Config
from sdcoach.history.journal import Journal
from sdcoach.interview.clock import Tick
from sdcoach.tui.services import Services

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
