"""The page of an attempt: sums paired anew, misheard questions credited, what to read."""

import pytest

from sdcoach.interview.fold import fold
from sdcoach.tui.held import Held
from sdcoach.tui.services import Services
from tests.tui.sitting import Sitting, pastebin_sitting
from tests.tui.support import Wrist, make_services, until
from tests.tui.test_attempt import Desk, scored

pytestmark = pytest.mark.anyio


@pytest.fixture
def clock() -> Wrist:
    return Wrist()


@pytest.fixture
def services(clock: Wrist) -> Services:
    return make_services(clock=clock)


@pytest.fixture
def held(services: Services, clock: Wrist) -> Held:
    return pastebin_sitting(services, clock)


@pytest.mark.parametrize("size", [(50, 15), (100, 30)])
async def test_an_estimate_is_paired_with_another_sum(
    services: Services, held: Held, size: tuple[int, int]
) -> None:
    desk = Desk(services, scored(held))
    async with desk.app.run_test(size=size) as pilot:
        await desk.ready(pilot)
        await desk.press(pilot, "3")
        desk.has(r"^ ▸ Average new pastes")
        assert "Space pair" in desk.rows()[-1]
        await desk.press(pilot, "space")
        desk.has(r"^ Which of your sums answers")
        desk.has(r"^ ▸ ✓ writes ≈ 3\.86 paste/s")
        await desk.press(pilot, "j", "enter")
        await until(pilot, lambda: not desk.lacks("you paired"))
        desk.has(r"you paired +reads ≈ 38\.6 read/s +wrong$")
        await desk.press(pilot, "enter", "G", "enter")
        await until(pilot, lambda: not desk.lacks(r"you paired +nothing +missing"))
    judged = [event.payload for event in held.events if event.kind == "estimate_paired"]
    assert [one["line"] for one in judged] == ["reads", None]


async def test_esc_leaves_a_match_as_it_is(services: Services, held: Held) -> None:
    desk = Desk(services, scored(held))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        await desk.ready(pilot)
        await desk.press(pilot, "3", "space", "j", "escape")
        desk.has("^ ESTIMATES")
        await desk.press(pilot, "space", "enter")
        desk.has("^ ESTIMATES")
        await desk.press(pilot, "space", "5")
        desk.has("^ NEVER ASKED")
    assert not any(event.kind == "estimate_paired" for event in held.events)


@pytest.mark.parametrize("size", [(50, 15), (100, 30)])
async def test_a_misheard_question_is_credited_and_taken_back(
    services: Services, clock: Wrist, size: tuple[int, int]
) -> None:
    sitting = Sitting(services, clock).write("## Scope\npaste text -> link\n").at(3)
    sitting.do("asked", text="is the wording\x07 plain?", heard=[], offset=0)
    held = scored(sitting.at(45).do("finished", by="candidate").held)
    desk = Desk(services, held)
    async with desk.app.run_test(size=size) as pilot:
        await desk.ready(pilot)
        await desk.press(pilot, "5")
        desk.has("NEVER ASKED   13 of 13")
        first = desk.has("^ ▸ ○ ")[5:25]
        await desk.press(pilot, "space")
        desk.has("Which of your questions asked")
        desk.has("✓ none; I never asked for it")
        await desk.press(pilot, "g", "space")
        await until(pilot, lambda: not desk.lacks("NEVER ASKED   12 of 13"))
        assert held.state.credits
        await desk.press(pilot, "G")
        desk.has("3:00 is the wording plain")
        await desk.press(pilot, "space")
        desk.has(first.split()[0])
        await desk.press(pilot, "G", "enter")
        await until(pilot, lambda: not desk.lacks("NEVER ASKED   13 of 13"))
    assert fold(held.events).credits == {}


async def test_who_asked_nothing_is_told_so(services: Services, clock: Wrist) -> None:
    sitting = Sitting(services, clock).write("## Scope\npaste text -> link\n").at(45)
    desk = Desk(services, scored(sitting.do("finished", by="candidate").held))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        await desk.ready(pilot)
        await desk.press(pilot, "5", "space")
        assert "You asked nothing" in desk.rows()[-1]
        await desk.press(pilot, "3", "space")
        assert "no sum" in desk.rows()[-1]


async def test_the_two_weakest_dimensions_have_something_to_read(
    services: Services, held: Held
) -> None:
    desk = Desk(services, scored(held))
    async with desk.app.run_test(size=(100, 60)) as pilot:
        await desk.ready(pilot)
        await desk.press(pilot, "1")
        desk.has("^ TO READ$")
        desk.has("^   for Depth & scaling")
        desk.has("https://")
