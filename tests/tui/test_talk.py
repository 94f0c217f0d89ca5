"""What the rows of the conversation say, in any width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from sdcoach.bank.index import open_bank
from sdcoach.tui.modes import Read
from sdcoach.tui.widgets.talk import Turn, answers, to_show, waiting

SAYS = [item.says for item in open_bank().question("pastebin").followups]


@given(
    says=st.sampled_from(SAYS),
    width=st.integers(46, 94),
    height=st.integers(1, 3),
    key=st.sampled_from(["^T", "Esc a"]),
)
def test_a_follow_up_s_key_stays_with_its_word(
    says: str, width: int, height: int, key: str
) -> None:
    rows = waiting(says, width, height, key, "Esc v")
    assert 1 <= len(rows) <= height
    assert all(len(row) <= width for row in rows)
    if "answers" in "".join(rows):
        assert rows[-1].endswith(f"{key} answers")
        assert " ".join(" ".join(rows).split()) == f"{says} {key} answers"
    elif rows[-1].endswith("… Esc v"):
        assert says.startswith(" ".join(rows).removesuffix("… Esc v").rstrip())
    else:
        assert " ".join(rows) == says


@pytest.mark.parametrize("key", ["^T", "Esc a"])
@pytest.mark.parametrize("over", range(12))
def test_a_key_that_would_be_parted_goes_to_the_next_row(key: str, over: int) -> None:
    says = "x" * (64 + over)
    rows = waiting(says, 76, 2, key, "Esc v")
    assert rows in ([f"{says}  {key} answers"], [says, f"{key} answers"])


def _asks(number: int, *, waits: bool) -> Turn:
    return Turn(number, "followup", f"F{number} asked you", f"number {number}", waits, number)


ANSWER = Turn(9, "asked", "how many users?", "Ten million.")


@pytest.mark.parametrize(
    ("turns", "here", "shown"),
    [
        ([_asks(1, waits=False), _asks(2, waits=True)], 1, 1),
        ([_asks(1, waits=False), _asks(2, waits=True)], 0, 2),
        ([_asks(1, waits=False), _asks(2, waits=True), _asks(3, waits=True)], 0, 2),
        ([_asks(1, waits=False), _asks(2, waits=False)], 0, 2),
        ([_asks(1, waits=False), _asks(2, waits=False)], 1, 1),
        ([_asks(1, waits=False), ANSWER], 1, 0),
    ],
)
def test_the_rows_show_what_is_being_answered_then_what_waits_for_longest(
    turns: list[Turn], here: int, shown: int
) -> None:
    assert to_show(turns, here).followup == shown


TWO = ("On ranks: " + "three of them " * 9, "On traffic: " + "many calls an hour " * 9)


@pytest.mark.parametrize(("width", "height"), [(78, 2), (78, 1), (46, 2), (150, 2)])
def test_two_answers_to_one_question_are_both_seen_or_counted(width: int, height: int) -> None:
    rows = answers(Turn(0, "asked", "both?", " ".join(TWO), parts=TWO), width, height, "Esc v")
    assert len(rows) == height
    assert all(len(row) <= width for row in rows)
    assert rows[-1].endswith("… Esc v") or width == 150
    if height == 2:
        assert rows[0].startswith("On ranks: three")
        assert any("On traffic: many" in row for row in rows)
    else:
        assert rows[0].startswith("2 answers: On ranks")


def test_two_answers_that_fit_are_said_as_they_are() -> None:
    turn = Turn(0, "asked", "both?", "On a: one. On b: two.", parts=("On a: one.", "On b: two."))
    assert answers(turn, 78, 2, "Esc v") == ["On a: one. On b: two."]


def test_a_long_talk_opens_at_its_end_and_the_arrows_go_through_it() -> None:
    page = Read("THE WHOLE TALK", [Content(f"row {number}") for number in range(20)])

    def seen() -> list[str]:
        return [row.plain for row in page.rows(80, 6)]

    first = seen()
    assert "15 above" in first[0]
    assert first[1:] == [f"row {number}" for number in range(15, 20)]
    for key in ("pageup", "up"):
        assert not page.press(key, None).close
        rows = seen()
    assert rows[1:] == [f"row {number}" for number in range(9, 14)]
    assert "9 above" in rows[0]
    assert "6 below" in rows[0]
    for _ in range(4):
        page.press("pageup", None)
    assert seen()[1] == "row 0"
    page.press("down", None)
    assert seen()[1] == "row 1"
    assert page.press("a", "a").close
    assert page.press("escape", None).close


def test_a_short_talk_has_nothing_to_go_through() -> None:
    rows = Read("THE WHOLE TALK", [Content("row")]).rows(80, 6)
    assert [row.plain for row in rows] == [" THE WHOLE TALK", "row"]
