"""From the page of an attempt: its replay, its weakest phase again, all of it again."""

import pytest

from sdcoach.tui.screens.interview import InterviewScreen
from sdcoach.tui.screens.replay import ReplayScreen
from tests.tui.sitting import pastebin_sitting
from tests.tui.support import Wrist, frame, make_services, until
from tests.tui.test_attempt import Desk, scored


def make_desk() -> Desk:
    clock = Wrist()
    services = make_services(clock=clock)
    return Desk(services, scored(pastebin_sitting(services, clock)))


@pytest.mark.anyio
async def test_the_weakest_phase_begins_with_the_notes_as_they_stood_then() -> None:
    desk = make_desk()
    async with desk.app.run_test(size=(100, 30)) as pilot:
        await desk.ready(pilot)
        desk.has("Deep dives only, same question, 12 min. Fair")
        await pilot.press("d")
        await until(pilot, lambda: isinstance(desk.app.screen, InterviewScreen))
        screen = desk.app.screen
        assert isinstance(screen, InterviewScreen)
        notes = screen.notes.text
        assert notes.startswith("## Scope")
        assert notes.endswith("## Deep dives\n")
        assert "Redis for hot pastes" not in notes
        assert screen.room.state.sprint == "depth"
        assert screen.room.state.own_characters == 0
        assert screen.room.left_ms == 12 * 60_000
        earlier = screen.room.state.kept
        screen.notes.move_cursor((0, 0))
        await pilot.press("X", "delete", "ctrl+k", "enter")
        assert screen.notes.text[:earlier] == notes[:earlier]
        await until(pilot, lambda: "earlier attempt" in frame(desk.app)[-1])
        screen.notes.move_cursor(screen.notes.document.end)
        await pilot.press(*"key")
        assert screen.notes.text == notes + "key"


@pytest.mark.anyio
async def test_the_whole_question_begins_on_the_same_seed() -> None:
    desk = make_desk()
    async with desk.app.run_test(size=(100, 30)) as pilot:
        await desk.ready(pilot)
        assert desk.page.found is not None
        seed = desk.page.found.held.state.seed
        await pilot.press("a")
        await until(pilot, lambda: isinstance(desk.app.screen, InterviewScreen))
        screen = desk.app.screen
        assert isinstance(screen, InterviewScreen)
        assert screen.room.state.seed == seed
        assert screen.notes.text == ""


@pytest.mark.anyio
async def test_the_replay_is_one_key_away() -> None:
    desk = make_desk()
    async with desk.app.run_test(size=(100, 30)) as pilot:
        await desk.ready(pilot)
        await pilot.press("r")
        await until(pilot, lambda: isinstance(desk.app.screen, ReplayScreen))
        await pilot.press("escape")
        await until(pilot, lambda: desk.app.screen is desk.page)
