"""Trends and calibration: charts, the numbers behind them, and what to do while there are none."""

import re

import pytest
from textual.pilot import Pilot

from sdcoach import paths
from sdcoach.config import Config
from sdcoach.history.outcome_log import new_outcome, write_outcome
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.screens.attempt import AttemptScreen
from sdcoach.tui.screens.calibration import CalibrationScreen
from sdcoach.tui.screens.home import HomeScreen
from sdcoach.tui.screens.trends import TrendsScreen
from sdcoach.tui.services import Services
from tests.tui.past import hold, write
from tests.tui.sitting import DESIGN, ESTIMATE, SCOPE
from tests.tui.support import MONDAY, frame, make_services, until

pytestmark = pytest.mark.anyio

SIZES = [(50, 15), (80, 24), (100, 30)]
PARTS = ("score", "levels", "minutes", "estimates", "practice", "coverage")


def seasoned(*, config: Config | None = None) -> Services:
    """Six interviews, the last of them with the reference known, and two sprints."""
    services = make_services(config=config)
    for number in range(6):
        hold(
            services,
            "pastebin" if number in (0, 5) else "mint",
            days_ago=40 - 7 * number,
            levels=[1 + min(3, (number + place) // 3) for place in range(8)],
            predicted=3,
            reference=number == 0,
            phase="depth",
            notes=SCOPE + ESTIMATE + DESIGN,
        )
    for number in range(2):
        hold(services, "mint", days_ago=1 + number, sprint="scope", ends="finished", minutes_in=5)
    write(services)
    return services


async def opened(pilot: Pilot[None], screen: TrendsScreen | CalibrationScreen) -> None:
    await until(pilot, lambda: screen.found is not None or screen.trouble is not None)
    await pilot.pause()


def app_on(screen: TrendsScreen | CalibrationScreen, services: Services) -> SdcoachApp:
    return SdcoachApp(services, lambda app: app.push_screen(screen))


@pytest.mark.parametrize("size", SIZES)
async def test_every_part_has_a_chart_and_its_numbers_one_key_away(size: tuple[int, int]) -> None:
    services = seasoned()
    screen = TrendsScreen(services)
    app = app_on(screen, services)
    async with app.run_test(size=size) as pilot:
        await opened(pilot, screen)
        for number, part in enumerate(PARTS, 1):
            await pilot.press(str(number))
            assert part in frame(app)[0]
            assert "n numbers" in frame(app)[-1]
            chart = frame(app)[3:-1]
            assert any(re.search("[●┤▒▓░]", row) for row in chart), "\n".join(chart)
            assert all(len(row) <= size[0] for row in frame(app))
            await pilot.press("n")
            numbers = frame(app)[3:-1]
            assert not any("┤" in row for row in numbers)
            assert any(re.search(r"\d", row) for row in numbers), "\n".join(numbers)
            assert all(len(row) <= size[0] for row in frame(app))
            await pilot.press("n")


async def test_what_was_held_with_the_reference_known_is_hollow_and_outside_averages() -> None:
    services = seasoned()
    screen = TrendsScreen(services)
    app = app_on(screen, services)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot, screen)
        rows = frame(app)
        assert "6 scored interviews · ○ 1 with the reference known, in no average" in rows[1]
        assert sum(row.count("○") for row in rows[2:-1]) == 1
        assert sum(row.count("●") for row in rows[2:-1]) == 5
        assert "The last 5 average" in "\n".join(rows)
        assert "Scope 2; they are in none of this" in "\n".join(rows)
        await pilot.press("n")
        known = [row for row in frame(app) if "(" in row and "Paste" in row]
        assert len(known) == 1
        await pilot.press("2")
        marks = [row for row in frame(app) if "(" in row and "Paste" in row]
        assert marks[0].count("(") == 8


async def test_levels_stand_at_their_height() -> None:
    services = make_services()
    for number, level in enumerate([1, 2, 3, 4]):
        hold(services, "mint", days_ago=20 - number, levels=[level] * 8)
    write(services)
    screen = TrendsScreen(services)
    app = app_on(screen, services)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot, screen)
        await pilot.press("2")
        rows = frame(app)
        title = next(number for number, row in enumerate(rows) if row.startswith(" A Scope"))
        chart = [row[:50] for row in rows[title + 1 : title + 5]]
        assert [row.strip()[0] for row in chart] == ["4", "3", "2", "1"]
        assert [row.index("●") for row in chart] == sorted(
            (row.index("●") for row in chart), reverse=True
        )


async def test_coverage_shades_levels_and_names_what_was_never_met() -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=3, levels=[1, 2, 3, 4, 1, 2, 3, 4])
    write(services)
    screen = TrendsScreen(services)
    app = app_on(screen, services)
    async with app.run_test(size=(100, 40)) as pilot:
        await opened(pilot, screen)
        await pilot.press("6")
        rows = frame(app)
        assert any(re.search("Caching +1  ░+ ▒+ ▓+ █+ ░+ ▒+ ▓+ █+", row) for row in rows), (
            "\n".join(rows)
        )
        assert " NEVER MET" in rows
        assert "Sharding" in "\n".join(rows)


@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_history_says_what_makes_the_first_point(size: tuple[int, int]) -> None:
    services = make_services()
    screen = TrendsScreen(services)
    app = app_on(screen, services)
    async with app.run_test(size=size) as pilot:
        await opened(pilot, screen)
        for number in range(1, 7):
            await pilot.press(str(number))
            told = " ".join(" ".join(frame(app)[3:-1]).split())
            assert len(told) > 30
            await pilot.press("n")
            assert "There is no number yet." in "\n".join(frame(app))
            await pilot.press("n", "j", "k", "G", "g")
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CalibrationScreen))
        await until(pilot, lambda: "forecast at the bell" in " ".join(" ".join(frame(app)).split()))


async def test_home_leads_to_trends_and_on_to_calibration_and_back() -> None:
    services = seasoned()
    app = SdcoachApp(services, lambda app: app.push_screen(HomeScreen(services)))
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "t trends" in frame(app)[-1])
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, TrendsScreen))
        await until(pilot, lambda: "The last 5 average" in "\n".join(frame(app)))
        await pilot.press("l", "l", "h", "c")
        await until(pilot, lambda: isinstance(app.screen, CalibrationScreen))
        await pilot.press("escape")
        await until(pilot, lambda: "levels" in frame(app)[0] and not screen_is(app, "Calibration"))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


def screen_is(app: SdcoachApp, name: str) -> bool:
    return type(app.screen).__name__.startswith(name)


@pytest.mark.parametrize("size", SIZES)
async def test_calibration_holds_forecast_score_evidence_and_reality_together(
    size: tuple[int, int],
) -> None:
    services = seasoned()
    day = MONDAY - 86_400_000
    write_outcome(
        paths.database_file(),
        new_outcome("[/x]\x1b[31m Initech", "2026-11-20", day, result="leaning-no"),
    )
    screen = CalibrationScreen(services)
    app = app_on(screen, services)
    seen = ""
    async with app.run_test(size=size) as pilot:
        await opened(pilot, screen)
        for _ in range(6):
            seen += "\n".join(frame(app))
            assert all(len(row) <= size[0] for row in frame(app))
            await pilot.press("pagedown")
        assert "FORECAST AGAINST SCORE" in seen
        assert "YOUR LEVELS AGAINST THE EVIDENCE" in seen
        flat = " ".join(seen.split())
        assert "2026-11-20 [/x][31m Initech: leaning no; 5 mocks said" in flat
        await pilot.press("n")
        numbers = "\n".join(frame(app))
        assert "FORECAST" in numbers
        assert "┤" not in numbers
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", seen)


async def test_ascii_terminals_get_charts_of_ascii() -> None:
    services = seasoned(config=Config(ascii=True))
    screen = TrendsScreen(services)
    app = app_on(screen, services)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot, screen)
        for number in range(1, 7):
            await pilot.press(str(number))
            assert not re.search("[●○▸░▒▓█─│┤└┬]", "\n".join(frame(app)[3:-1]))


async def test_a_history_that_cannot_be_read_is_a_sentence() -> None:
    services = make_services()
    paths.database_file().write_bytes(b"not a database" * 50)
    screen = TrendsScreen(services)
    app = app_on(screen, services)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, screen)
        assert "The history is damaged" in "\n".join(frame(app))
        await pilot.press("1", "n", "l", "j", "enter", "c", "escape")


async def test_trends_are_read_anew_when_one_comes_back() -> None:
    services = seasoned()
    screen = TrendsScreen(services)
    app = app_on(screen, services)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot, screen)
        hold(services, "mint", days_ago=0.2, levels=[4] * 8)
        services.journal.flush(10)
        app.push_screen(AttemptScreen(services, "00000000-0000-4000-8000-00000000dead"))
        await pilot.pause()
        await pilot.press("escape")
        await until(pilot, lambda: "7 scored interviews" in frame(app)[1])
