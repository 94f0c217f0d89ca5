"""The envelope sheet outside interviews: results, steps, and sheets saved by name."""

import pytest

from sdcoach.history import sheets
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.screens.sheet import SheetScreen
from tests.tui.support import frame, make_services, until


def make_app() -> SdcoachApp:
    return SdcoachApp(make_services(), lambda app: app.push_screen(SheetScreen()))


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(100, 30), (80, 24), (50, 15)])
async def test_results_come_as_one_types(size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "SHEET" in frame(app)[0])
        await pilot.press(*"avg = 10M req/day to req/s", "enter", *"5 * avg")
        await until(pilot, lambda: any("116 req/s" in row for row in frame(app)))
        assert any("579 req/s" in row for row in frame(app))


@pytest.mark.anyio
async def test_a_sheet_is_saved_under_a_name_and_opened_again() -> None:
    app = make_app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "SHEET" in frame(app)[0])
        await pilot.press(*"a = 2", "ctrl+s", *"video", "enter")
        await until(pilot, lambda: "SHEET video" in frame(app)[0])
        assert sheets.load("video") == "a = 2\n"
        await pilot.press("enter", *"b = 3", "ctrl+s", *"other", "enter")
        await until(pilot, lambda: "SHEET other" in frame(app)[0])
        await pilot.press("ctrl+o", *"vid", "enter")
        await until(pilot, lambda: "SHEET video" in frame(app)[0])
        assert not any("b = 3" in row for row in frame(app))
        await pilot.press("ctrl+l", "enter")
        await until(pilot, lambda: sheets.names() == ["other"])


@pytest.mark.anyio
async def test_what_has_no_name_is_kept_as_well() -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "SHEET" in frame(app)[0])
        await pilot.press(*"a = 7", "escape")
        await until(pilot, lambda: sheets.names() == ["scratch"])
    again = make_app()
    async with again.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: any("a = 7" in row for row in frame(again)))


@pytest.mark.anyio
async def test_a_line_is_unfolded_and_the_language_is_one_key_away() -> None:
    app = make_app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "SHEET" in frame(app)[0])
        await pilot.press(*"500M users * 2 posts/user/day to posts/s", "ctrl+t")
        await until(pilot, lambda: any("STEPS" in row for row in frame(app)))
        assert any("86,400" in row for row in frame(app))
        await pilot.press("escape", "ctrl+g")
        await until(pilot, lambda: any("ENVELOPE" in row for row in frame(app)))
        await pilot.press("escape")
        assert not any("ENVELOPE" in row for row in frame(app))
