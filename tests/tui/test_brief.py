"""The day before and the day after: one page of oneself, and how it went, asked once."""

import re
from pathlib import Path

import pytest
from textual.pilot import Pilot

from sdcoach import paths
from sdcoach.history.outcome_log import new_outcome, write_outcome
from sdcoach.history.outcomes import Outcome, read_outcomes
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.screens.attempt import AttemptScreen
from sdcoach.tui.screens.brief import BriefScreen
from sdcoach.tui.screens.home import HomeScreen
from sdcoach.tui.screens.interview import InterviewScreen
from sdcoach.tui.screens.outcome import OutcomeScreen
from sdcoach.tui.services import Services
from tests.tui.past import hold, write
from tests.tui.sitting import pastebin_sitting
from tests.tui.support import MONDAY, Wrist, frame, make_services, until
from tests.tui.test_attempt import scored

pytestmark = pytest.mark.anyio

SIZES = [(50, 15), (80, 24), (100, 30)]


def outcome(date: str, *, company: str = "Initech", result: str = "") -> Outcome:
    made = new_outcome(company, date, MONDAY - 86_400_000, result=result)
    write_outcome(paths.database_file(), made)
    return made


def outcomes(services: Services) -> list[Outcome]:
    with services.reader() as connection:
        assert connection is not None
        return read_outcomes(connection)


def a_season(clock: Wrist | None = None) -> Services:
    clock = clock or Wrist()
    services = make_services(clock=clock)
    monday = clock.utc
    clock.utc -= 4 * 86_400_000
    held = scored(pastebin_sitting(services, clock))
    held.do("practise_chosen", text="Say what the cache holds [/x].")
    clock.utc = monday
    write(services)
    return services


def at_home(services: Services) -> SdcoachApp:
    return SdcoachApp(services, lambda app: app.go_home())


async def ready(pilot: Pilot[None], screen: BriefScreen) -> None:
    await until(pilot, lambda: screen.found is not None or screen.trouble is not None)
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_the_page_has_own_opening_gaps_clock_and_numbers(size: tuple[int, int]) -> None:
    services = a_season()
    screen = BriefScreen(services)
    app = SdcoachApp(services, lambda app: app.push_screen(screen))
    seen: list[str] = []
    async with app.run_test(size=size) as pilot:
        await ready(pilot, screen)
        seen += frame(app)
        while "j more" in frame(app)[-1]:
            await pilot.press("j")
            seen.append(frame(app)[-2])
        page = "\n".join(seen)
        assert page.startswith(" The day before: senior, 45 min")
        order = [" OPEN LIKE THIS", " ONE THING TO PRACTISE", " YOU STILL FORGET", " YOUR CLOCK"]
        places = [page.index(title) for title in order]
        assert places == sorted(places)
        assert "Core paste text -> short link" in page
        assert "Say what the cache holds [/x]." in page
        assert "key, value, size and lifetime of what it holds" in " ".join(page.split())
        assert re.search(r"Design 17/13 !", page)
        assert "WHEN STUCK" in page
        assert "NUMBERS YOU LOOKED UP" not in page
        assert all(len(row) <= size[0] for row in seen)


async def test_without_a_scored_interview_it_says_what_makes_it() -> None:
    services = make_services()
    screen = BriefScreen(services)
    app = SdcoachApp(services, lambda app: app.push_screen(screen))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, screen)
        assert "score an interview" in " ".join(" ".join(frame(app)).split())
        assert "page to print" not in frame(app)[-1]
        await pilot.press("e", "j", "G")


async def test_it_becomes_a_page_to_print() -> None:
    services = a_season()
    screen = BriefScreen(services)
    app = SdcoachApp(services, lambda app: app.push_screen(screen))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot, screen)
        await pilot.press("e")
        await until(pilot, lambda: "one page, to print or to keep" in frame(app)[-1])
    html = (Path.home() / "sdcoach-brief.html").read_text(encoding="utf-8")
    assert "Open like this" in html
    assert "[/x]" in html


async def test_the_date_of_the_interview_is_written_down() -> None:
    services = a_season()
    screen = BriefScreen(services)
    app = SdcoachApp(services, lambda app: app.push_screen(screen))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot, screen)
        await pilot.press("d", *"Initech 2026-13-40", "enter")
        assert "is written as in 2026-11-30" in frame(app)[-1]
        await pilot.press("d", *"never mind", "escape")
        await pilot.press("d", *"Big Co 2026-11-30", "enter")
        await until(pilot, lambda: "Big Co, 2026-11-30: noted." in frame(app)[-1])
        await until(pilot, lambda: "In 7 days: Big Co" in frame(app)[0])
    assert [(one.company, one.date) for one in outcomes(services)] == [("Big Co", "2026-11-30")]


@pytest.mark.parametrize("size", SIZES)
async def test_home_shows_the_page_by_itself_the_day_before(size: tuple[int, int]) -> None:
    services = a_season()
    outcome("2026-11-24")
    app = at_home(services)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, BriefScreen))
        await until(pilot, lambda: frame(app)[0].startswith(" Tomorrow: Initech, senior"))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert "interview Tue 24 Nov, tomorrow" in frame(app)[0]
        await pilot.press("h", "escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, BriefScreen))


@pytest.mark.parametrize("date", ["2026-11-23", "2026-11-25", "2026-12-24"])
async def test_on_other_days_home_only_says_when_it_is(date: str) -> None:
    services = a_season()
    outcome(date)
    app = at_home(services)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        when = {"2026-11-23": "today", "2026-11-25": "in 2 days"}.get(date, "in 31 days")
        assert f", {when}" in frame(app)[0]


@pytest.mark.parametrize("size", SIZES)
async def test_after_the_date_home_asks_how_it_went(size: tuple[int, int]) -> None:
    services = a_season()
    asked = outcome("2026-11-20", company="[/x] Initech")
    app = at_home(services)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, OutcomeScreen))
        assert "How did Friday go, at [/x] Initech?" in frame(app)[0]
        assert "3  leaning yes" in "\n".join(frame(app))
        assert all(len(row) <= size[0] for row in frame(app))
        await pilot.press("3")
        await until(
            pilot,
            lambda: (
                "Your mock before it said leaning no: too harsh."
                in " ".join(" ".join(frame(app)).split())
            ),
        )
        await until(pilot, lambda: outcomes(services)[0].result == "leaning-yes")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
    found = outcomes(services)
    assert [(one.uuid, one.changed_at > asked.changed_at) for one in found] == [(asked.uuid, True)]
    again = at_home(services)
    async with again.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
        assert isinstance(again.screen, HomeScreen)


async def test_not_yet_keeps_the_question_and_rather_not_ends_it() -> None:
    services = a_season()
    outcome("2026-11-20")
    for keys, result in ((["escape"], ""), (["0", "escape"], "unknown")):
        app = at_home(services)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda app=app: isinstance(app.screen, OutcomeScreen))
            await pilot.press(*keys)
            await until(pilot, lambda app=app: isinstance(app.screen, HomeScreen))
            await until(pilot, lambda result=result: outcomes(services)[0].result == result)


async def test_an_interrupted_interview_comes_before_what_the_calendar_asks() -> None:
    services = a_season()
    hold(services, "mint", days_ago=0.01, ends="left", minutes_in=5)
    services.journal.flush(10)
    outcome("2026-11-24")
    outcome("2026-11-20")
    app = at_home(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))


async def test_a_start_elsewhere_is_not_greeted() -> None:
    services = a_season()
    outcome("2026-11-24")
    page = AttemptScreen(services, "00000000-0000-4000-8000-00000000dead")
    app = SdcoachApp(services, lambda app: app.push_screen(page))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: page.trouble is not None)
        await pilot.pause()
        assert app.screen is page
