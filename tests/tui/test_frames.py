"""The interview's screens as plain text, at the sizes that are promised.

`SDCOACH_NEW_FRAMES=1 pytest tests/tui/test_frames.py` writes the files anew.
"""

from collections.abc import Awaitable, Callable

import pytest

from sdcoach.config import Config
from sdcoach.errors import StorageError
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.screens.bell import BellScreen
from tests.tui.support import Interview, assert_frame, interviewing

pytestmark = pytest.mark.anyio

SIZES = [(50, 15), (80, 24), (120, 40)]
NOTES = """Core   paste text -> short link;  open link -> text
Targets
- open: p99 < 200 ms, 99.9 %
a stored paste survives the loss of one disk

"""


async def fresh(held: Interview) -> None:
    """Nothing written yet."""


async def estimating(held: Interview) -> None:
    """Minute 10, as the mock-up has it: two questions asked, sums in the sheet."""
    await held.type("## Scope\n" + NOTES)
    held.clock.wait(130)
    await held.type("? How many users, and how much do they write and read?\n")
    held.clock.wait(210)
    await held.type("? How big is a typical paste?\n")
    held.clock.wait(80)
    await held.press("ctrl+o")
    await held.type("= writes: 10M paste/month to paste/s\n= reads: 10 × writes\n")
    held.clock.wait(150)
    await held.type("-> one primary takes the writes\n= peak: 5 × reads")
    await held.until(lambda: "/4" in held.rows[0])


async def pressed(held: Interview) -> None:
    """A follow-up waits, a hint was taken, and Scope took too long."""
    await held.type("## Scope\n" + NOTES)
    held.clock.wait(8 * 60)
    held.screen.room.enter_phase("depth")
    await held.type("## Deep dives\nCache: the hot pastes, least recently used go")
    held.clock.wait(60)
    await held.press("escape", "h", "enter")
    held.clock.wait(240)
    await held.until(lambda: bool(held.state.followups))
    await held.until(lambda: "answer" in held.last_row)


async def strip(held: Interview) -> None:
    """The letters behind Esc."""
    await held.type("What it must do")
    await held.press("escape")


async def asked_to_leave(held: Interview) -> None:
    """The question before leaving."""
    await held.press("ctrl+q")


async def drawer(held: Interview) -> None:
    """The sheet over the notes, its last line wrong."""
    await held.type(NOTES)
    await held.press("ctrl+l")
    await held.type("writes: 10M paste/month to paste/s\nreads: 10 × writes\nstored: 3 KB + 5 s")
    await held.until(lambda: "!" in "\n".join(held.rows))


async def numbers(held: Interview) -> None:
    """Looking a number up."""
    await held.press("ctrl+r", *"disk")


async def trouble(held: Interview) -> None:
    """The disk is full."""
    held.app.post_message(
        SdcoachApp.Trouble(StorageError("the disk is full", hint="make room on the disk"))
    )
    await held.until(lambda: "full" in held.last_row)


async def overtime(held: Interview) -> None:
    """Three minutes past the end."""
    await held.type(NOTES)
    held.clock.wait(48 * 60)
    await held.until(lambda: "end and score" in held.last_row)


async def bell(held: Interview) -> None:
    """Forecast and moment."""
    await held.type(NOTES)
    held.clock.wait(45 * 60)
    await held.press("escape", "x", "enter")
    await held.until(lambda: isinstance(held.app.screen, BellScreen))
    await held.press("3", *"the cache was only a word")


SCENES = (
    fresh, estimating, pressed, strip, asked_to_leave, drawer, numbers, trouble, overtime, bell,
)  # fmt: skip


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
async def test_the_interview_is_drawn_as_its_frame_says(
    scene: Callable[[Interview], Awaitable[None]], size: tuple[int, int]
) -> None:
    async with interviewing(size=size) as held:
        await scene(held)
        await held.pilot.pause()
        rows = held.rows
        assert len(rows) == size[1]
        assert all(len(row) <= size[0] for row in rows)
        assert_frame(f"interview_{scene.__name__}_{size[0]}x{size[1]}", rows)


async def test_without_signs_of_ambiguous_width_it_is_drawn_in_ascii() -> None:
    async with interviewing(size=(100, 30), config=Config(ascii=True)) as held:
        await pressed(held)
        rows = held.rows
        assert_frame("interview_ascii_100x30", rows)
        # The prompt, the units and the middle dot of the labels are text, not signs.
        assert not set("●◐○▸✓─◌") & set("".join(rows))
