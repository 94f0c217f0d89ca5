"""Two attempts side by side: what is raised unasked now comes before any score."""

import re

import pytest
from textual.pilot import Pilot

from sdcoach.config import Config
from sdcoach.interview.setup import make_setup
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.held import Held
from sdcoach.tui.screens.attempt import AttemptScreen
from sdcoach.tui.screens.compare import CompareScreen
from sdcoach.tui.services import Services
from tests.tui.past import hold, write
from tests.tui.sitting import Sitting, pastebin_sitting
from tests.tui.support import Wrist, frame, make_services, until
from tests.tui.test_attempt import LEVELS, scored

pytestmark = pytest.mark.anyio

HOSTILE = "[/x] [@click=app.quit]go[/] \x1b]0;PWNED\x07 \x9b31m ‮evil"


@pytest.fixture
def clock() -> Wrist:
    return Wrist()


@pytest.fixture
def services(clock: Wrist) -> Services:
    return make_services(clock=clock)


def second_sitting(services: Services, clock: Wrist, *, levels: dict[str, int] = LEVELS) -> Held:
    """The same question again: the hot key unasked, the cache filled in, the clock kept."""
    clock.wait(3 * 86_400)
    sitting = Sitting(services, clock, number=2)
    sitting.write("## Scope\nCore   paste text -> short link;  open link -> text\n")
    sitting.at(6).do("phase_entered", phase="estimate", by="heading")
    sitting.write("= writes: 10M paste/month to paste/s ≈ 3.86 paste/s\n")
    sitting.at(10).do("phase_entered", phase="design", by="heading")
    sitting.write("one hot paste: a hot key is served by the edge for 60 s\n" + HOSTILE + "\n")
    sitting.write("writes: 10M paste/month to paste/s\n", document="sheet", by="sheet")
    held = sitting.at(45).do("finished", by="candidate").held
    held.do("scored", levels=levels, evidence={}, gaps={}, flags=[], seconds=300)
    return held


async def ready(pilot: Pilot[None], screen: CompareScreen) -> None:
    await until(pilot, lambda: screen.found is not None or screen.trouble is not None)
    await pilot.pause()


def app_on(services: Services, screen: CompareScreen) -> SdcoachApp:
    return SdcoachApp(services, lambda app: app.push_screen(screen))


async def all_rows(app: SdcoachApp, pilot: Pilot[None]) -> list[str]:
    """Every row of the page, scrolled through."""
    seen = frame(app)[2:-1]
    while "j more" in frame(app)[-1]:
        await pilot.press("j")
        seen.append(frame(app)[-2])
    return seen


@pytest.mark.parametrize("size", [(50, 15), (80, 24), (100, 30)])
async def test_what_is_unasked_now_and_the_minutes_come_before_the_scores(
    services: Services, clock: Wrist, size: tuple[int, int]
) -> None:
    first = scored(pastebin_sitting(services, clock))
    second = second_sitting(services, clock, levels={**LEVELS, "depth": 3})
    write(services)
    screen = CompareScreen(services, second.state.attempt, first.state.attempt)
    app = app_on(services, screen)
    async with app.run_test(size=size) as pilot:
        await ready(pilot, screen)
        rows = await all_rows(app, pilot)
        page = "\n".join(rows)
        order = [
            page.index(title)
            for title in (" RAISED UNASKED NOW", " BETTER THE FIRST TIME", " MINUTES", " SCORES")
        ]
        assert order == sorted(order)
        assert re.search("A  Mon 23 Nov .*B  Thu 26 Nov", page, re.DOTALL)
        assert re.search(r"   ◐ -> ●  ", page)
        assert re.search(r"   ● -> ○  ", page)
        assert re.search(r"Scope +7:00 of  6 ! +6:00 of  6", page)
        assert "   55 leaning no -> 61 leaning no" in page
        assert not re.search(r"\b(?:55|61)\b", page[: page.index(" SCORES")])
        assert re.search(r"E Depth & scaling +2 -> 3", page)
        assert page.index(" NOTES") < page.index(" ESTIMATES") < page.index(" SUMS")
        assert all(len(row) <= size[0] for row in rows)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f‪-‮]", page)
        assert "[@click=app.quit]" in page.replace("\n", "")
        for number, title in enumerate(("RAISED", "MINUTES", "SCORES", "NOTES", "ESTIM"), 1):
            await pilot.press(str(number))
            assert title in "\n".join(frame(app))


async def test_the_notes_stand_beside_each_other_with_their_differences(
    services: Services, clock: Wrist
) -> None:
    first = scored(pastebin_sitting(services, clock))
    second = second_sitting(services, clock)
    write(services)
    screen = CompareScreen(services, first.state.attempt, second.state.attempt)
    app = app_on(services, screen)
    async with app.run_test(size=(100, 120)) as pilot:
        await ready(pilot, screen)
        page = "\n".join(frame(app))
        assert re.search(r"Core   paste text -> short link;.*   Core   paste text", page)
        assert re.search(r"Out    accounts, editing.* <$", page, re.MULTILINE)
        assert re.search(r" [|>] .*one hot paste", page)


async def test_without_scores_evidence_and_keys_stay_shut(services: Services, clock: Wrist) -> None:
    first = pastebin_sitting(services, clock)
    second = second_sitting(services, clock)
    write(services)
    screen = CompareScreen(services, first.state.attempt, second.state.attempt)
    app = app_on(services, screen)
    async with app.run_test(size=(100, 200)) as pilot:
        await ready(pilot, screen)
        page = "\n".join(frame(app))
        assert "open once both are scored" in page
        for shut in ("RAISED", "BETTER", "ESTIMATES", "missing", "as before"):
            assert shut not in page
        assert " MINUTES" in page
        assert " SUMS" in page
        await pilot.press("1")
        assert "1 evidence" not in frame(app)[-1]


async def test_different_questions_are_compared_by_what_was_heard(services: Services) -> None:
    one = hold(services, "pastebin", days_ago=3)
    other = hold(services, "mint", days_ago=1, notes="## Scope\nOut: accounts, budgets\n")
    write(services)
    screen = CompareScreen(services, one, other)
    app = app_on(services, screen)
    async with app.run_test(size=(80, 80)) as pilot:
        await ready(pilot, screen)
        page = "\n".join(frame(app))
        assert " HEARD" in page
        assert re.search(r"E Depth & scaling +●0 ◐0 ○\d+ +●0 ◐0 ○\d+", page)


async def test_an_attempt_s_page_compares_with_the_one_before(
    services: Services, clock: Wrist
) -> None:
    first = scored(pastebin_sitting(services, clock))
    second = second_sitting(services, clock)
    write(services)
    page = AttemptScreen(services, second.state.attempt)
    app = SdcoachApp(services, lambda app: app.push_screen(page))
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: page.found is not None)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        await until(pilot, lambda: "RAISED UNASKED NOW" in "\n".join(frame(app)))
        screen = app.screen
        assert isinstance(screen, CompareScreen)
        assert screen.found is not None
        assert screen.found.first.row.id == first.state.attempt
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is page)


async def test_a_lonely_attempt_says_how_to_choose_two(services: Services) -> None:
    one = hold(services, "pastebin", days_ago=3)
    hold(services, "mint", days_ago=2)
    write(services)
    screen = CompareScreen(services, one)
    app = app_on(services, screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, screen)
        told = " ".join(" ".join(frame(app)).split())
        assert "There is no other attempt at this question." in told
        assert "Space marks any two" in told
        await pilot.press("1", "j", "enter")


async def test_a_sprint_is_compared_and_ascii_signs_serve(clock: Wrist) -> None:
    services = make_services(config=Config(ascii=True), clock=clock)
    setup = make_setup(
        services.bank,
        "pastebin",
        seniority="senior",
        minutes=45,
        mode="interview",
        seed=7,
        utc_offset=0,
        sprint="scope",
    )
    ids = []
    for number, notes in enumerate(("nothing much\n", "Out: accounts, editing\n"), 1):
        sitting = Sitting(services, clock, setup, number=number).write(notes)
        ids.append(sitting.at(6).do("finished", by="candidate").held.state.attempt)
        clock.wait(86_400)
    write(services)
    screen = CompareScreen(services, ids[1])
    app = app_on(services, screen)
    async with app.run_test(size=(80, 60)) as pilot:
        await ready(pilot, screen)
        page = "\n".join(frame(app))
        assert re.search(r"\. -> \*  Scope", page)
        assert not re.search("[●◐○◌▸]", page)
