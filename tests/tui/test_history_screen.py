import pytest

from sdcoach import paths
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.screens.history import HistoryScreen
from sdcoach.tui.screens.interview import InterviewScreen
from sdcoach.tui.services import Services
from tests.tui.past import hold, write
from tests.tui.support import frame, make_services, until

pytestmark = pytest.mark.anyio


def app_on(services: Services) -> SdcoachApp:
    return SdcoachApp(services, lambda app: app.push_screen(HistoryScreen(services)))


def listed(app: SdcoachApp) -> list[str]:
    return [row for row in frame(app)[2:-1] if row.strip()]


@pytest.mark.parametrize("size", [(50, 15), (80, 24), (120, 40)])
async def test_attempts_are_listed_newest_first(size: tuple[int, int]) -> None:
    services = make_services()
    for number, question in enumerate(["pastebin", "mint", "query-cache"]):
        hold(services, question, days_ago=number + 1)
    write(services)
    app = app_on(services)
    async with app.run_test(size=size):
        rows = listed(app)
        assert ["Sun 22" in rows[0], "Sat 21" in rows[1], "Fri 20" in rows[2]] == [True] * 3
        assert "Paste" in rows[0]
        assert "leaning no" in rows[0]
        assert "3 attempts" in frame(app)[0]
        assert all(len(row) <= size[0] for row in frame(app))


async def test_an_empty_history_says_so() -> None:
    app = app_on(make_services())
    async with app.run_test(size=(80, 24)) as pilot:
        assert "No attempt yet." in "\n".join(frame(app))
        await pilot.press("enter", "x", "u", "G", "j")
        assert "No attempt yet." in "\n".join(frame(app))


async def test_a_history_longer_than_a_page_is_read_to_its_end() -> None:
    services = make_services()
    for number in range(450):
        hold(services, "mint", days_ago=1 + number / 10, ends="abandoned", title=f"Number {number}")
    write(services)
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "450 attempts" in frame(app)[0]
        assert "Number 0 " in listed(app)[0]
        await pilot.press("G")
        assert "Number 449" in listed(app)[-1]
        await pilot.press("g", "pagedown")
        assert "Number 20 " in "\n".join(listed(app))
        await pilot.press("slash", *"number 4")
        fitting = sum(str(number).startswith("4") for number in range(450))
        await until(pilot, lambda: f"{fitting} attempts" in frame(app)[0])


async def test_enter_goes_on_with_what_was_interrupted() -> None:
    services = make_services()
    name = hold(services, "pastebin", days_ago=0.01, ends="left", minutes_in=5)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        assert frame(app)[-1].startswith(" Enter go on")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        assert app.screen.room.state.attempt == name


async def test_an_attempt_is_deleted_after_enter_and_comes_back() -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=1)
    hold(services, "mint", days_ago=2)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("x", "escape")
        assert len(listed(app)) == 2
        await pilot.press("x")
        assert "Enter deletes Paste-and-share text service" in frame(app)[-1]
        await pilot.press("enter")
        await until(pilot, lambda: "1 attempt" in frame(app)[0])
        assert "Personal finance" in listed(app)[0]
        await pilot.press("u")
        await until(pilot, lambda: "2 attempts" in frame(app)[0])
        assert "Paste-and-share" in listed(app)[0]


async def test_moving_on_takes_the_question_back() -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=1)
    hold(services, "mint", days_ago=2)
    write(services)
    app = app_on(services)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("x", "j")
        assert "deletes" not in frame(app)[-1]


async def test_a_history_that_cannot_be_read_is_a_sentence() -> None:
    services = make_services()
    paths.database_file().write_bytes(b"not a database" * 50)
    app = app_on(services)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "The history is damaged" in "\n".join(frame(app))
        await pilot.press("j", "enter", "G")
        assert "The history is damaged" in "\n".join(frame(app))
