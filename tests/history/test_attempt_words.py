"""The newest second opinion in the written forms, whatever somebody put in its place."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.cli import main
from sdcoach.history.attempt_words import UNKNOWN, Earned, opinion_line, opinion_rows
from sdcoach.history.markdown import plain
from sdcoach.interview.state import Scores, State, Taken
from tests.bench.generate import name
from tests.cli.test_show import keep, sat

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=12,
)
KEYS = st.sampled_from(["levels", "dimensions", "total", "band", "id", "model", "host", "depth"])

REPORT: dict[str, Any] = {
    "id": "r1",
    "model": "odd-1",
    "host": "127.0.0.1:11434",
    "total": 51,
    "band": "leaning-no",
    "levels": {"depth": 3, "reliability": None},
    "dimensions": {"depth": {"why_not_higher": "The next | limit is not named."}},
}


@given(st.lists(st.dictionaries(KEYS, JSON, max_size=6), max_size=2))
@settings(max_examples=60)
def test_no_report_of_a_stranger_breaks_a_page(reports: list[dict[str, Any]]) -> None:
    state = State(reports=reports)
    assert isinstance(opinion_line(state, UNKNOWN), str)
    assert bool(opinion_line(state, UNKNOWN)) == bool(reports)
    for row in opinion_rows(state, UNKNOWN):
        assert all(isinstance(cell, str) and plain(cell) is not None for cell in row)


def test_levels_stand_beside_ones_own_with_what_was_made_of_them() -> None:
    levels: dict[str, int | None] = {"depth": 2, "reliability": 2}
    scores = Scores(0, levels, {}, {}, (), 1, {})
    state = State(reports=[REPORT], scores=[scores], weighed={("r1", "depth"): "accepted"})
    assert (
        opinion_line(state, UNKNOWN) == "odd-1 at 127.0.0.1:11434: 51, leaning no, by our scorecard"
    )
    assert opinion_rows(state, UNKNOWN) == [
        ("depth", "2", "3", "The next | limit is not named.", "accepted"),
        ("reliability", "2", "not shown", "", ""),
    ]


def test_what_was_taken_over_counts_and_an_unearned_number_is_left_out() -> None:
    own = Scores(0, {"depth": 2}, {}, {}, (), 1, {})
    now = own._replace(levels={"depth": 3}, taken={"depth": Taken("r1", quoted=True)})
    state = State(
        reports=[REPORT], scores=[own, now], weighed={("r1", "depth"): "accepted"}
    )  # fmt: skip
    why = "The next | limit is not named."
    assert opinion_rows(state, UNKNOWN)[0] == ("depth", "2", "3", why, "accepted, and it counts")
    poor = Earned(numbered=False, sentence="It earned nothing.")
    assert opinion_line(state, poor) == "odd-1 at 127.0.0.1:11434. It earned nothing."
    assert [row[2] for row in opinion_rows(state, poor)] == ["", ""]


@pytest.mark.parametrize("form", ["md", "html"])
def test_an_export_has_the_newest_opinion(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    one = sat().do("finished", by="candidate").score(3)
    keep(one.do("coached", report={"total": 60}).do("coached", report=REPORT))
    assert main(["export", name(0), "--format", form]) == 0
    text = capsys.readouterr().out
    assert "A model's opinion" in text.replace("&#x27;", "'")
    assert "odd-1 at 127.0.0.1:11434: 51, leaning no" in text
    assert "limit is not named" in text
