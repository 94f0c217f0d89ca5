"""What the rows of the conversation say, in any width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdcoach.bank.index import open_bank
from sdcoach.tui.widgets.talk import waiting

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
