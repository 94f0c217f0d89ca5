"""What the rows of the conversation say, in any width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdcoach.bank.index import open_bank
from sdcoach.tui.widgets.talk import Turn, to_show, waiting

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
