"""What a line of the notes does, and whose words the journal says it is."""

import pytest

from sdcoach.interview.events import Event
from sdcoach.interview.fold import fold
from tests.tui.support import Interview, interviewing

pytestmark = pytest.mark.anyio


def edits(events: list[Event], document: str = "notes") -> list[tuple[str, str]]:
    """Return how each edit came, with what it put in."""
    return [
        (event.payload["by"], event.payload["inserted"])
        for event in events
        if event.kind == f"{document}_edited"
    ]


async def test_enter_continues_bullets_and_an_empty_bullet_ends_them() -> None:
    async with interviewing() as held:
        await held.type("- open\npaste\n\nplain\n1. one\ntwo\n\nend")
        assert held.notes.text == "- open\n- paste\nplain\n1. one\n2. two\nend"


async def test_tab_indents_a_bullet_and_shift_tab_takes_it_back() -> None:
    async with interviewing() as held:
        await held.type("- one\ntwo")
        await held.press("tab")
        assert held.notes.text == "- one\n  - two"
        await held.type("!")
        assert held.notes.text == "- one\n  - two!"
        await held.press("shift+tab")
        assert held.notes.text == "- one\n- two!"
        await held.type("?")
        assert held.notes.text == "- one\n- two!?"
        assert held.focus == []


async def test_a_question_is_asked_once_however_often_enter_is_pressed() -> None:
    async with interviewing() as held:
        await held.type("? How many users?\n")
        assert [asked.text for asked in held.state.asked] == ["How many users?"]
        await held.press("up", "end", *" And reads?", "enter")
        assert held.notes.text == "? How many users? And reads?\n\n"
        assert len(held.state.asked) == 1
        await held.press("end")
        await held.type("? How big is a paste?\n")
        assert [asked.text for asked in held.state.asked] == [
            "How many users?", "How big is a paste?",
        ]  # fmt: skip


async def test_text_written_above_a_question_does_not_ask_it_again() -> None:
    async with interviewing() as held:
        await held.type("? How many users?\n")
        await held.saved()
        await held.press("up", "home", *"first", "enter")
        await held.saved()
        assert held.notes.text == "first\n? How many users?\n"
        await held.press("end", "enter", "up", "up", "end", "enter")
        assert held.notes.text == "first\n\n? How many users?\n\n"
        assert len(held.state.asked) == 1


async def test_a_question_mark_inside_a_line_asks_nothing() -> None:
    async with interviewing() as held:
        await held.type("who reads?\n  ? indented\n- ? in a bullet\n")
        assert held.state.asked == []


async def test_a_pasted_question_asks_nothing_until_enter_ends_it() -> None:
    async with interviewing() as held:
        await held.paste("? How many users?\n? How big is a paste?\n= 5 * 5\n## Design\n")
        assert held.notes.text.startswith("? How many users?\n")
        assert held.state.asked == []
        assert held.state.phase == "scope"
        await held.press(*["up"] * 4, "end", "enter")
        assert [asked.text for asked in held.state.asked] == ["How many users?"]


async def test_a_sum_entered_again_after_an_edit_replaces_its_result_and_its_namesake() -> None:
    async with interviewing() as held:
        await held.type("= reads: 10 * 10\n= peak: 5 * reads\n")
        assert held.notes.text == "= reads: 10 * 10 = 100\n= peak: 5 * reads = 500\n"
        assert held.state.sheet == "reads: 10 * 10\npeak: 5 * reads"
        await held.press("up", "up", "end")
        assert held.notes.cursor_location == (0, len("= reads: 10 * 10 = 100"))
        await held.press(*["left"] * 7, "backspace", "3", "end", "enter")
        assert held.notes.text.startswith("= reads: 10 * 30 = 300\n")
        assert held.state.sheet == "reads: 10 * 30\npeak: 5 * reads"


async def test_a_sum_that_cannot_be_computed_is_left_as_it_is() -> None:
    async with interviewing() as held:
        await held.type("= nonsense * 5\n")
        assert held.notes.text == "= nonsense * 5\n"
        assert held.state.sheet == ""


async def test_the_live_row_shows_the_value_while_the_text_stays() -> None:
    async with interviewing() as held:
        await held.type("= daily: 100M / 100")
        await held.until(lambda: "daily" in held.rows[-2])
        assert "1M" in held.rows[-2]
        assert held.notes.text == "= daily: 100M / 100"
        await held.press("enter")
        await held.until(lambda: held.rows[-2] == "")


async def _mixed(held: Interview) -> list[Event]:
    await held.type("typed ")
    await held.paste("pasted ")
    await held.type("again\n= a: 2 * 21\n")
    await held.press("ctrl+o")
    await held.press("escape", "m")
    await held.type("end\n? How many users?\n")
    await held.press("ctrl+g")
    return await held.saved()


async def test_the_journal_knows_how_every_text_came() -> None:
    async with interviewing() as held:
        events = await _mixed(held)
        assert fold(events).notes == held.notes.text
        came = edits(events)
        by = {way: "".join(text for one, text in came if one == way) for way, _ in came}
        assert set(by) == {"typed", "paste", "sheet", "template", "card"}
        assert by["paste"] == "pasted "
        assert by["sheet"] == " = 42"
        assert by["template"].startswith("\n## Estimate\n")
        assert "Per second" in by["template"]
        assert by["card"].startswith("> On traffic")
        assert by["typed"] == "typed again\n= a: 2 * 21\nend\n? How many users?\n"
        assert edits(events, "sheet") == [("typed", "a: 2 * 21")]


async def test_a_looked_up_number_is_not_the_candidates_own_word() -> None:
    async with interviewing() as held:
        await held.type("x ")
        await held.press("ctrl+r", *"ssd", "enter")
        await held.type("y")
        came = edits(await held.saved())
        assert held.notes.text.startswith("x 150 us")
        assert held.notes.text.endswith("y")
        assert [way for way, _ in came] == ["typed", "card", "typed"]


async def test_the_heading_of_a_follow_up_is_not_the_candidates_own_word() -> None:
    async with interviewing() as held:
        await held.press("ctrl+o", "ctrl+o", "ctrl+o", "ctrl+o")
        await held.followup()
        await held.press("ctrl+t")
        await held.type("my answer")
        events = await held.saved()
        heading = [text for way, text in edits(events) if way == "followup"]
        assert len(heading) == 1
        assert heading[0].strip() == f"### F1 {held.state.followups[0].text}"
        assert ("typed", "my answer") in edits(events)


async def test_undo_brings_back_what_a_result_a_template_and_a_paste_have_changed() -> None:
    async with interviewing() as held:
        await held.type("= 6 * 7")
        await held.press("enter")
        assert held.notes.text == "= 6 * 7 = 42\n"
        for _ in range(5):
            if held.notes.text == "= 6 * 7":
                break
            await held.press("ctrl+z")
        assert held.notes.text == "= 6 * 7"
        await held.press("end")
        await held.paste("\nmuch\ntext")
        assert held.notes.text == "= 6 * 7\nmuch\ntext"
        await held.press("ctrl+z")
        assert held.notes.text == "= 6 * 7"
        await held.press("ctrl+o")
        assert "## Estimate" in held.notes.text
        for _ in range(5):
            if held.notes.text == "= 6 * 7":
                break
            await held.press("ctrl+z")
        assert held.notes.text == "= 6 * 7"
        assert fold(await held.saved()).notes == "= 6 * 7"


async def test_the_sheet_is_edited_in_its_drawer_and_its_line_goes_to_the_notes() -> None:
    async with interviewing() as held:
        await held.press("ctrl+l")
        await held.type("users: 10M\nreads: 10 * users\n")
        await held.until(lambda: "100M" in "\n".join(held.rows))
        await held.press("up", "ctrl+g")
        assert held.notes.has_focus
        assert held.notes.text == "= reads: 10 * users = 100M\n"
        events = await held.saved()
        assert edits(events) == [("sheet", "= reads: 10 * users = 100M\n")]
        assert {way for way, _ in edits(events, "sheet")} == {"typed"}


async def test_a_burst_of_letters_and_editing_keys_keeps_its_order() -> None:
    async with interviewing() as held:
        await held.press(*"abc", "backspace", "backspace", *"X", "left", *"Y", "end", *"!", "enter")
        await held.press(*"one two", *["backspace"] * 5, *"Z", "home", *"=")
        assert held.notes.text == "aYX!\n=onZ"


async def test_tab_completes_a_name_in_the_sheet() -> None:
    async with interviewing() as held:
        await held.press("ctrl+l")
        await held.type("zebras: 10M\nread: 2 * zeb")
        await held.press("tab")
        assert held.screen.drawer.pad.text == "zebras: 10M\nread: 2 * zebras"
        assert held.screen.drawer.pad.has_focus
