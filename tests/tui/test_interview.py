"""A whole interview under Pilot: the keys, the focus, the clock, the ways out."""

import subprocess
from pathlib import Path

import pytest
from textual.app import App

from sdcoach import paths
from sdcoach.config import Config
from sdcoach.errors import StorageError
from sdcoach.history import attempts
from sdcoach.interview.fold import fold
from sdcoach.tui.app import SdcoachApp
from sdcoach.tui.draughtsman import Drawn
from sdcoach.tui.screens.bell import BellScreen
from sdcoach.tui.screens.scoring import ScoringScreen
from sdcoach.tui.widgets.drawing_pane import DrawingPane
from tests.tui.support import Interview, interviewing, journal

pytestmark = pytest.mark.anyio


async def test_a_whole_interview_is_held_without_the_focus_leaving_the_notes() -> None:
    async with interviewing() as held:
        assert held.state.phase == "scope"
        await held.type("- paste a text, get a link\nopen the link\n\n")
        await held.type("? How many users are there?\n")
        assert "Ten million" in held.state.said[-1].text
        held.clock.wait(6 * 60)
        await held.press("ctrl+o")
        assert held.state.phase == "estimate"
        await held.type("= writes: 10M paste/month to paste/s\n-> one primary takes them\n")
        assert "= writes: 10M paste/month to paste/s ≈ 3.86 paste/s\n" in held.notes.text
        assert held.state.sheet == "writes: 10M paste/month to paste/s"
        held.clock.wait(4 * 60)
        await held.press("ctrl+o")
        await held.type("paste(link, expires_at, body)\n")
        assert held.focus == []

        await held.press("ctrl+l")
        await held.type("\nreads: 10 writes")
        await held.press("ctrl+l")
        assert held.focus == ["sheet", "notes"]
        assert held.state.sheet.endswith("\nreads: 10 writes")

        held.clock.wait(7 * 60)
        await held.press("ctrl+o")
        await held.type("writer -> api -> primary")
        await held.press("escape", "h", "enter")
        assert [hint.rung for hint in held.state.hints] == [1]
        await held.press("escape", "n")
        assert held.state.phase == "depth"
        await held.type("Cache: the hot ones")
        await held.followup()
        where = held.notes.cursor_location
        await held.press("ctrl+t")
        assert held.notes.text.endswith(f"### F1 {held.state.followups[0].text}\n")
        await held.type("serve it from the edge")
        await held.press("ctrl+t")
        assert held.notes.cursor_location == where
        await held.type(", by key")
        await held.press("alt+n", "alt+n")
        assert held.state.phase == "recap"
        await held.type("that is it")
        await held.press("escape", "x")
        assert "Enter ends" in held.last_row
        assert held.focus == ["sheet", "notes"]
        typed = held.notes.text

        await held.press("enter")
        await held.until(lambda: isinstance(held.app.screen, BellScreen))
        await held.press("3", *"the cache", "escape")
        events = await held.saved()
        state = fold(events)
        assert state.skipped == 0
        assert (state.status, state.predicted, state.pivot) == ("finished", 3, "the cache")
        assert state.notes == typed
        assert "Cache: the hot ones, by key\n" in state.notes
        assert [span.phase for span in state.spans] == [
            "scope", "estimate", "data", "design", "depth", "failure", "recap",
        ]  # fmt: skip


@pytest.mark.parametrize("keys", [("ctrl+o",), ("alt+n",), ("escape", "n")])
async def test_a_phase_is_entered_and_left_by_key(keys: tuple[str, ...]) -> None:
    async with interviewing() as held:
        await held.press(*keys)
        assert held.state.phase == "estimate"
        assert held.notes.text == "## Estimate\n"
        await held.press("escape", "u")
        assert held.state.phase == "scope"
        await held.press(*keys)
        assert held.state.phase == "estimate"
        assert held.notes.text.count("## Estimate") == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("## Scope\n\n## Estimate\nten", "## Scope\nusers\n## Estimate\nten"),
        ("## Scope\n## Estimate\nten", "## Scope\nusers\n## Estimate\nten"),
        ("## Scope\nlinks\n\n## Estimate\nten", "## Scope\nlinksusers\n\n## Estimate\nten"),
    ],
)
async def test_going_back_a_phase_ends_where_one_writes(before: str, after: str) -> None:
    async with interviewing() as held:
        await held.paste(before)
        await held.until(lambda: held.state.notes == before)
        held.screen.room.enter_phase("estimate")
        await held.press("escape", "u")
        assert held.state.phase == "scope"
        await held.type("users")
        assert held.notes.text == after


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_the_key_goes_back_first_whatever_comes_during_an_answer(
    size: tuple[int, int],
) -> None:
    async with interviewing(size=size, minutes=60) as held:
        await held.press("alt+n", "alt+n", "alt+n", "alt+n")
        await held.type("Cache: the hot")
        await held.followup()
        where = held.notes.cursor_location
        await held.press("ctrl+t")
        await held.type("serve it from the edge")
        first = held.state.followups[0].text
        await held.followup()
        assert "^T back to your line; F2 waits" in held.last_row
        assert "answers" not in "\n".join(held.rows)
        if size[0] < 96:
            assert first[:60] in held.rows[1] + held.rows[2]
        await held.press("ctrl+t")
        assert held.notes.cursor_location == where
        assert "^T answer" in held.last_row
        await held.type(" ones")
        await held.press("ctrl+t")
        assert held.notes.text.endswith(f"### F2 {held.state.followups[1].text}\n")
        assert held.state.notes.count("### F") == 2


async def test_who_goes_on_elsewhere_after_an_answer_is_not_taken_back() -> None:
    async with interviewing(minutes=60) as held:
        await held.press("alt+n", "alt+n", "alt+n", "alt+n")
        await held.followup()
        await held.press("ctrl+t")
        await held.type("serve it from the edge")
        assert "back to your line" in held.last_row
        await held.press("ctrl+o")
        assert "back to your line" not in held.last_row
        await held.type("one zone fails")
        where = held.notes.cursor_location
        await held.press("ctrl+t")
        assert held.notes.cursor_location == (where[0] + 1, 2)


async def test_typing_a_heading_enters_its_phase() -> None:
    async with interviewing() as held:
        await held.type("## HLD\n")
        assert held.state.phase == "design"
        assert "▸ Design" in held.rows[0]


async def test_leaving_within_two_minutes_with_hardly_a_word_leaves_no_row() -> None:
    async with interviewing() as held:
        await held.type("hm")
        await held.saved()
        held.clock.wait(119)
        await held.press("ctrl+q")
        assert "Enter leaves" in held.last_row
        await held.press("enter")
        await held.until(lambda: not held.app.is_running)
        assert held.app.left == []
        held.app.services.journal.flush(5)
        with held.app.services.reader() as connection:
            assert connection is not None
            assert attempts.count(connection) == 0


async def test_abandoning_within_two_minutes_with_hardly_a_word_leaves_no_row() -> None:
    async with interviewing() as held:
        await held.type("x")
        await held.saved()
        held.clock.wait(40)
        await held.press("escape", "x", "a")
        await held.until(lambda: not held.app.is_running)
        held.app.services.journal.flush(5)
        with held.app.services.reader() as connection:
            assert connection is not None
            assert attempts.count(connection) == 0


@pytest.mark.parametrize("enough", ["time", "words"])
async def test_leaving_later_or_with_more_words_keeps_it_interrupted(enough: str) -> None:
    async with interviewing() as held:
        if enough == "time":
            held.clock.wait(121)
        await held.type("x" * (100 if enough == "words" else 3))
        await held.press("ctrl+q")
        attempt = held.state.attempt
        await held.press("enter")
        await held.until(lambda: not held.app.is_running)
        assert held.app.left == [attempt]
        state = fold(journal(held.app.services, held.app.left[0]))
        assert (state.status, state.notes[:3]) == ("paused", "xxx")


async def test_any_other_key_than_enter_stays_and_is_typed() -> None:
    async with interviewing() as held:
        for question in (["ctrl+q"], ["escape", "q"], ["escape", "x"], ["alt+h"]):
            await held.press(*question)
            assert "Enter" in held.last_row
            await held.press("b")
            assert "compute" in held.last_row
        assert held.notes.text == "bbbb"
        assert held.state.hints == []
        assert held.state.status == "running"


async def test_abandoning_is_asked_and_recorded() -> None:
    async with interviewing() as held:
        held.clock.wait(600)
        await held.type("not today")
        await held.press("escape", "x")
        assert "35 min left" in held.last_row
        await held.press("a")
        await held.until(lambda: not held.app.is_running)
        assert fold(await held.saved()).status == "abandoned"


async def test_the_clock_goes_from_minutes_to_time_to_minutes_over() -> None:
    async with interviewing() as held:
        for seconds, clock in (
            (0, "45 left"),
            (44 * 60 + 30, "last minute"),
            (31, "time"),
            (60, "1 over"),
            (120, "3 over"),
        ):
            held.clock.wait(seconds)
            await held.until(lambda clock=clock: held.rows[0].endswith(clock))  # type: ignore[misc]
            await held.type("x")
        assert not held.state.over
        events = await held.saved()
        state = fold(events)
        assert state.notes == "xxxxx"
        written = [event.elapsed_ms for event in events if event.kind == "notes_edited"]
        assert written[-1] > state.total_ms
        await held.press("escape", "x")
        assert "left" not in held.last_row


async def test_a_hidden_clock_shows_only_that_time_is_up() -> None:
    async with interviewing(config=Config(clock=False)) as held:
        assert "left" not in held.rows[0]
        await held.press("escape", "t")
        assert any("TIME SO FAR" in row for row in held.rows)
        await held.press("escape")
        held.clock.wait(45 * 60 + 1)
        await held.until(lambda: held.rows[0].endswith("time"))


@pytest.mark.parametrize("wanted", [True, False])
async def test_the_bell_rings_once_when_time_is_up_if_it_is_wanted(
    wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[object] = []
    monkeypatch.setattr(App, "bell", lambda app: rung.append(app))
    async with interviewing(config=Config(bell=wanted)) as held:
        held.clock.wait(45 * 60 - 1)
        held.screen._tick()
        assert not rung
        for _ in range(3):
            held.clock.wait(2)
            held.screen._tick()
        assert len(rung) == wanted


async def test_practice_pauses_and_typing_goes_on() -> None:
    async with interviewing(mode="practice") as held:
        held.clock.wait(60)
        await held.type("before")
        await held.press("escape", "p")
        assert held.state.status == "paused"
        assert held.rows[0].endswith("paused")
        held.clock.wait(600)
        # Longer than the throttle of the journal: what was typed before must not end the pause.
        await held.pilot.pause(0.6)
        assert held.state.status == "paused"
        await held.press("ctrl+s")
        assert held.state.status == "paused"
        await held.type("!")
        await held.until(lambda: held.state.status == "running")
        assert 60_000 <= held.state.elapsed_ms < 62_000
        assert held.state.paused_ms >= 600_000
        await held.until(lambda: held.rows[0].endswith("44 left"))
        assert held.notes.text == "before!"
        assert "typing goes on" not in held.last_row


async def test_the_reason_that_a_line_was_not_computed_outlives_its_enter() -> None:
    async with interviewing(size=(120, 40)) as held:
        await held.type("= rate: 3 GB + 2 s\n")
        await held.until(lambda: "Not computed: can't add time" in held.last_row)
        assert held.notes.text == "= rate: 3 GB + 2 s\n"
        await held.type("= rate: 3 GB / 2 s\n")
        await held.until(lambda: "Not computed" not in held.last_row)
        assert held.notes.text.endswith("= 1.5 GB/s\n")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_lines_do_not_wrap_anew_when_the_notes_outgrow_their_rows(
    size: tuple[int, int],
) -> None:
    async with interviewing(size=size) as held:
        width = held.notes.wrap_width
        await held.paste("x" * width + "\n" + "y\n" * (size[1] + 5))
        await held.pilot.pause()
        assert held.notes.max_scroll_y > 0
        assert held.notes.wrap_width == width


async def test_an_interview_has_no_pause() -> None:
    async with interviewing() as held:
        await held.press("escape")
        assert "pause" not in "".join(held.rows[-4:])
        await held.press("p")
        assert held.state.status == "running"
        await held.press("alt+p")
        assert held.state.status == "running"
        assert "no pause" in held.last_row
        assert held.notes.text == ""


async def test_a_sprint_has_one_phase_and_no_follow_ups() -> None:
    async with interviewing(sprint="scope") as held:
        assert "▸ Scope 0/6" in held.rows[0]
        assert "Estimate" not in held.rows[0]
        assert held.rows[0].endswith("6 left")
        await held.press("ctrl+o")
        assert "last phase" in held.last_row
        assert held.state.phase == "scope"


async def test_escape_never_leaves_and_twice_does_nothing() -> None:
    async with interviewing() as held:
        for _ in range(3):
            await held.press("escape")
            assert held.notes.has_focus
            assert "next phase" in "".join(held.rows[-4:])
        await held.press("enter")
        assert held.notes.text == ""
        await held.press("ctrl+l", "escape")
        assert held.notes.has_focus
        assert held.focus == ["sheet", "notes"]


@pytest.mark.parametrize("read", [("escape",), ("escape", "t")])
async def test_a_chord_works_over_what_is_only_read(read: tuple[str, ...]) -> None:
    async with interviewing() as held:
        await held.press(*read)
        await held.press("ctrl+l")
        await held.until(lambda: held.screen.drawer.display)
        assert held.screen.mode is None


async def test_saving_is_answered() -> None:
    async with interviewing() as held:
        await held.type("a")
        await held.saved()
        await held.press("ctrl+s")
        assert "Saved, " in held.last_row


async def test_trouble_with_the_disk_is_told_and_goes_away_again() -> None:
    async with interviewing() as held:
        held.app.post_message(
            SdcoachApp.Trouble(StorageError("the disk is full", hint="make room"))
        )
        await held.until(
            lambda: "The disk is full · Esc w saves a copy · make room" in held.last_row
        )
        await held.type("it goes on")
        assert "The disk is full" in held.last_row
        held.app.post_message(SdcoachApp.Trouble(None))
        await held.until(lambda: "compute" in held.last_row)
        assert held.notes.text == "it goes on"


async def test_an_attempt_that_cannot_be_locked_is_held_and_scored_all_the_same() -> None:
    (paths.data_dir() / "locks").write_text("a file in the place of the folder")
    async with interviewing() as held:
        await held.type("paste a text, get a link")
        held.clock.wait(10 * 60)
        await held.press("escape", "x", "enter")
        await held.until(lambda: isinstance(held.app.screen, BellScreen))
        await held.press("3", *"the cache", "enter")
        await held.until(lambda: isinstance(held.app.screen, ScoringScreen))


async def test_a_copy_is_saved_in_the_home_folder(own_home: Path) -> None:
    async with interviewing() as held:
        await held.type("kept twice")
        await held.press("escape", "w")
        assert "Saved a copy" in held.last_row
        copies = list(own_home.glob("sdcoach-pastebin-*.md"))
        assert len(copies) == 1
        assert "kept twice" in copies[0].read_text()


async def _palette(held: Interview) -> str:
    await held.press("ctrl+p")
    await held.until(lambda: held.app.screen is not held.screen)
    return "\n".join(held.rows)


async def test_the_palette_has_every_action_and_gives_the_focus_back() -> None:
    async with interviewing() as held:
        await _palette(held)
        await held.type("hint")
        await held.until(lambda: "Hint" in "\n".join(held.rows))
        await held.press("escape")
        await held.until(lambda: held.app.screen is held.screen)
        assert held.notes.has_focus
        await held.type("a")
        assert held.notes.text == "a"


async def test_the_page_of_keys_comes_and_goes() -> None:
    async with interviewing() as held:
        await held.press("escape", "k")
        await held.until(lambda: held.app.screen is not held.screen)
        await held.until(lambda: "IN AN INTERVIEW" in "\n".join(held.rows))
        await held.press("escape")
        await held.until(lambda: held.app.screen is held.screen)
        await held.type("b")
        assert held.notes.text == "b"


async def test_the_drawing_shows_the_classes_as_they_are_typed_and_no_signature() -> None:
    async with interviewing(question="parking-lot", size=(100, 40)) as held:
        await held.press("ctrl+o", "ctrl+o")
        await held.type("park(v) -> Ticket\n")
        await held.press("escape", "u", "escape", "d")

        def drawn(word: str) -> bool:
            return any(f" {word} " in row for row in held.rows[20:])

        await held.type("\nLot -> Level")
        await held.until(lambda: drawn("Level"))
        await held.type(" -> R")
        await held.type("ow")  # within the rest after the first keys
        await held.until(lambda: drawn("Row"))
        assert not drawn("Ticket")


async def test_a_drawing_higher_than_its_place_is_seen_piece_by_piece() -> None:
    async with interviewing(question="parking-lot", size=(80, 24)) as held:
        await held.press("ctrl+o")
        await held.type(
            "\n".join(f"Lot -> {it}" for it in ("Level", "Ticket", "Tariff", "Sign", "Gate"))
        )
        await held.press("escape", "d")

        def picture() -> str:
            under = [row for row in held.rows if row.startswith(("─ DRAWING", "- DRAWING"))]
            return "\n".join(held.rows[held.rows.index(under[0]) :]) if under else ""

        await held.until(lambda: "more rows; Esc d shows them" in picture())
        first = picture()
        for _ in range(9):
            if "more rows" not in picture():
                break
            await held.press("escape", "d")
            await held.pilot.pause()
        assert picture()
        assert picture() != first
        await held.press("escape", "d")
        await held.until(lambda: not picture())
        await held.press("escape", "d")
        await held.until(lambda: picture() == first)


async def test_an_interview_goes_on_where_no_process_can_be_had_to_draw(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    async with interviewing(size=(100, 40)) as held:
        await held.press("escape", "d")
        await held.type("lb -> api")
        await held.until(lambda: "could not be drawn" in "\n".join(held.rows))
        await held.type(" -> db")
        assert held.notes.text == "lb -> api -> db"


async def test_a_drawing_that_comes_when_the_arrows_are_gone_is_not_shown() -> None:
    async with interviewing(size=(100, 40)) as held:
        await held.press("escape", "d")
        await held.type("lb -> api")
        await held.until(lambda: any("api" in row for row in held.rows[20:]))
        await held.press("ctrl+u")
        await held.until(lambda: "Nothing to draw yet" in "\n".join(held.rows))
        assert held.screen.drawing is not None
        held.screen.drawing.post_message(DrawingPane.Came(Drawn(1, "lb to api")))
        await held.pilot.pause()
        assert "lb to api" not in "\n".join(held.rows)
