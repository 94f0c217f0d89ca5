"""The replay shows any second of an attempt and goes from mark to mark."""

import pytest

from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.screens.replay import ReplayScreen
from tests.tui.sitting import pastebin_sitting
from tests.tui.support import Wrist, frame, make_services, until


def make_app() -> SdcoachApp:
    clock = Wrist()
    services = make_services(clock=clock)
    held = pastebin_sitting(services, clock)
    return SdcoachApp(services, lambda app: app.open_replay(held))


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(100, 30), (80, 24), (50, 15)])
async def test_it_goes_through_the_whole_attempt(size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        screen = app.screen
        assert isinstance(screen, ReplayScreen)
        await until(pilot, lambda: "of 45:00" in frame(app)[0])
        assert "45:00 of 45:00" in frame(app)[0]
        await pilot.press("1")
        assert "0:00 of 45:00" in frame(app)[0]
        await pilot.press("right", "right")
        assert "0:20 of" in frame(app)[0]
        await pilot.press("left")
        assert "0:10 of" in frame(app)[0]
        await pilot.press("right_square_bracket")
        first = frame(app)[0]
        await pilot.press("full_stop", "comma")
        assert frame(app)[0] == first


@pytest.mark.anyio
async def test_the_notes_are_those_of_that_second() -> None:
    app = make_app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "of 45:00" in frame(app)[0])
        assert any("Deep dives" in row for row in frame(app)[6:])
        await pilot.press("3")
        rows = "\n".join(frame(app)[6:])
        assert "Targets" in rows
        assert "## Deep dives" not in rows
        assert "AT THIS MOMENT" in rows


@pytest.mark.anyio
async def test_playing_moves_on_and_stops() -> None:
    app = make_app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "of 45:00" in frame(app)[0])
        await pilot.press("1", "space")
        await until(pilot, lambda: "0:00 of" not in frame(app)[0])
        await pilot.press("space")
        stopped = frame(app)[0]
        await pilot.pause(0.4)
        assert frame(app)[0] == stopped
