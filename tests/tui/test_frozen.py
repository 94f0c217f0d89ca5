"""The frozen geometry: nothing the app does moves the notes, and no key is lost meanwhile."""

import pytest

from sdcoach.errors import StorageError
from sdcoach.interview.fold import fold
from sdcoach.tui.app import SdcoachApp
from tests.pressing import write_pressing
from tests.tui.support import Interview, interviewing

pytestmark = pytest.mark.anyio

LONG = "\n".join(
    ["## Scope", *(f"- line {number} of a text that is longer than the screen" for number in range(20))]
    + ["a paragraph that goes on and on until it has to be wrapped, " * 3]
    + [f"line {number}" for number in range(20, 70)]
)  # fmt: skip


def geometry(held: Interview) -> tuple[object, ...]:
    """Return all that must not change: where the notes are, how they wrap, where one is."""
    notes = held.notes
    return (
        notes.region,
        notes.size,
        notes.wrapped_document.height,
        notes.scroll_offset,
        notes.cursor_screen_offset,
        notes.cursor_location,
        notes.text,
    )


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (50, 15)])
async def test_nothing_the_app_does_moves_the_notes(size: tuple[int, int]) -> None:
    async with interviewing(size=size) as held:
        await held.paste(LONG)
        await held.press("pageup", "up", "up", "end", "left", "left")
        before = geometry(held)
        assert held.notes.scroll_offset.y > 0

        async def unmoved(what: str) -> None:
            await held.pilot.pause()
            assert geometry(held) == before, what

        held.screen.room.ask("How many users are there, and how much do they read?")
        held.screen.draw()
        assert "Ten million" in "\n".join(held.rows)
        await unmoved("an answer")

        held.screen.room.enter_phase("design")
        held.clock.wait(60)
        await held.followup()
        await held.until(lambda: "answers" in "\n".join(held.rows) or "…" in held.rows[1])
        await unmoved("a follow-up")

        await held.press("escape", "h")
        await unmoved("the offer of a hint")
        await held.press("enter")
        assert len(held.state.hints) == 1
        await unmoved("a hint")

        await held.press("ctrl+s")
        assert "aved" in held.last_row
        await unmoved("the notice of the last save")

        held.app.post_message(SdcoachApp.Trouble(StorageError("the disk is full", hint="no" * 90)))
        await held.until(lambda: "The disk is full" in held.last_row)
        await unmoved("trouble")
        held.app.post_message(SdcoachApp.Trouble(None))
        await held.until(lambda: "The disk is full" not in held.last_row)
        await unmoved("the end of trouble")

        for keys in (["ctrl+q"], ["escape", "x"], ["escape"], ["escape", "v"], ["escape", "t"]):
            await held.press(*keys)
            assert held.screen.mode is not None
            await unmoved(f"{keys} opened")
            await held.press("escape", "escape", "f12")
            await held.until(lambda: held.screen.mode is None)
            await unmoved(f"{keys} closed")
        await held.press("ctrl+r", *"disk", "escape")
        await unmoved("the numbers, looked up and left")

        held.clock.wait(45 * 60)
        await held.until(lambda: held.rows[0].endswith("over"))
        await unmoved("the end of the time")
        await held.saved()
        await unmoved("a save")
        assert held.focus == []


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (50, 15)])
async def test_the_drawer_takes_rows_and_gives_them_back(size: tuple[int, int]) -> None:
    async with interviewing(size=size) as held:
        await held.paste(LONG)
        await held.press("pageup", "up", "up", "end", "left", "left")
        before, width = geometry(held), held.notes.size.width
        height = held.notes.wrapped_document.height
        await held.press("ctrl+l")
        await held.until(lambda: held.notes.size.height < before[1].height)  # type: ignore[attr-defined]
        assert (held.notes.size.width, held.notes.wrapped_document.height) == (width, height)
        x, y = held.notes.cursor_screen_offset
        assert held.notes.region.contains(x, y)
        await held.type("a: 5 * 5\nb: 2 * a")
        await held.press("ctrl+l")
        await held.until(lambda: geometry(held) == before)


async def test_400_keys_typed_through_ten_follow_ups_all_arrive_in_their_order() -> None:
    write_pressing()
    async with interviewing(question="pressing", minutes=120, seniority="staff") as held:
        room, typed, moved = held.screen.room, "", []
        room.enter_phase("data")
        while len(held.state.followups) < 10 or len(typed) < 400:
            assert room.elapsed_ms < 115 * 60_000, "the follow-ups do not come"
            if room.elapsed_ms > 16 * 60_000:
                room.enter_phase("design" if room.elapsed_ms < 40 * 60_000 else "depth")
            before, known = geometry(held)[:2], len(held.state.followups)
            key = "abcdefghijklmnopqrstuvwxyz "[len(typed) % 27]
            await held.press(key)
            typed += key
            if len(held.state.followups) > known and geometry(held)[:2] != before:
                moved.append(known)
            if known < 10:
                held.clock.wait(10)
        assert moved == []
        assert held.notes.text == typed
        assert held.focus == []
        state = fold(await held.saved())
        assert (state.notes, len(state.followups)) == (typed, 10)
