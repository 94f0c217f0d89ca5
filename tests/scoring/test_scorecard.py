"""Levels become a total, a band, a seniority and the nearest way up."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.bank.question import DIMENSIONS
from sdcoach.scoring.scorecard import (
    BANDS,
    Raise,
    Tally,
    add_up,
    expected_level,
    nearest_way_up,
    seniority_shown,
)

SENIOR = dict(zip(DIMENSIONS, (15, 10, 15, 20, 20, 10, 5, 5), strict=True))


def levels(scores: str) -> dict[str, int | None]:
    """Eight digits in the order of the rubric; `-` is "not shown"."""
    return {
        name: None if mark == "-" else int(mark)
        for name, mark in zip(DIMENSIONS, scores, strict=True)
    }


@pytest.mark.parametrize(
    ("scores", "total", "band"),
    [
        ("33333333", 66, "leaning-yes"),
        ("22222222", 33, "leaning-no"),
        ("11111111", 0, "strong-no"),
        ("44444444", 100, "strong-yes"),
        ("33332232", 55, "leaning-no"),  # the verdict drawn in the design
        ("33333232", 61, "leaning-no"),  # depth alone still misses 62
        ("33333332", 65, "leaning-yes"),
        ("44441444", 80, "leaning-no"),  # a 1 anywhere closes both upper bands
        ("44442444", 86, "leaning-yes"),  # a 2 closes the uppermost
        ("44424444", 86, "leaning-no"),  # design below 3
        ("44414444", 29, "strong-no"),  # nothing works end to end
        ("14444444", 50, "leaning-no"),  # no requirements
    ],
)
def test_levels_make_total_and_band(scores: str, total: int, band: str) -> None:
    result = add_up(levels(scores), SENIOR)
    assert (result.total, result.band) == (total, band)


def test_what_was_not_shown_counts_as_one_and_is_marked() -> None:
    result = add_up(levels("333333-3"), SENIOR)
    assert result.levels["decisions"] == 1
    assert result.not_shown == ("decisions",)
    assert result.band == "leaning-no"


def test_a_cap_names_the_dimension_it_comes_from() -> None:
    assert add_up(levels("44414444"), SENIOR).capped == "design"
    assert add_up(levels("14444444"), SENIOR).capped == "scope"
    assert add_up(levels("11111111"), SENIOR).capped == ""


def test_a_dimension_without_weight_decides_no_band() -> None:
    weights = {**SENIOR, "estimation": 0, "api-data": 25}
    assert add_up(levels("31333333"), weights).band == "leaning-yes"


def test_the_nearest_way_up_of_the_drawn_verdict() -> None:
    way = nearest_way_up(add_up(levels("33332232"), SENIOR), SENIOR)
    assert way is not None
    assert set(way.raises) == {Raise("depth", 2, 3), Raise("reliability", 2, 3)}
    assert (way.total, way.band) == (65, "leaning-yes")


def test_there_is_no_way_up_from_the_top() -> None:
    assert nearest_way_up(add_up(levels("44444444"), SENIOR), SENIOR) is None


@settings(max_examples=40)
@given(st.text(alphabet="1234", min_size=8, max_size=8))
def test_the_way_up_reaches_a_better_band_and_no_shorter_one_does(scores: str) -> None:
    result = add_up(levels(scores), SENIOR)
    way = nearest_way_up(result, SENIOR)
    if way is None:
        assert result.band == "strong-yes"
        return
    raised = {**result.levels, **{one.dimension: one.to for one in way.raises}}
    after = add_up(raised, SENIOR)
    assert (after.total, after.band) == (way.total, way.band)
    assert BANDS.index(after.band) > BANDS.index(result.band)
    steps = sum(one.to - one.level for one in way.raises)
    if steps <= 1:
        return
    for one in DIMENSIONS:
        if result.levels[one] < 4:
            single = add_up({**result.levels, one: result.levels[one] + 1}, SENIOR)
            assert BANDS.index(single.band) <= BANDS.index(result.band)


@settings(max_examples=60)
@given(st.text(alphabet="-1234", min_size=8, max_size=8), st.sampled_from(DIMENSIONS))
def test_a_higher_level_never_lowers_total_or_band(scores: str, dimension: str) -> None:
    before = add_up(levels(scores), SENIOR)
    if before.levels[dimension] == 4:
        return
    after = add_up({**before.levels, dimension: before.levels[dimension] + 1}, SENIOR)
    assert after.total >= before.total
    assert BANDS.index(after.band) >= BANDS.index(before.band)


def test_the_expected_level_follows_the_share_that_was_raised() -> None:
    def expect(unprompted: int, prompted: int, above: bool = False) -> int | None:
        return expected_level(unprompted, prompted, 10, above_heard=above, above_exists=True)

    assert [expect(1, 1), expect(2, 0), expect(4, 1), expect(5, 0), expect(7, 1)] == [1, 2, 2, 3, 3]
    assert [expect(8, 0), expect(6, 4), expect(8, 0, above=True)] == [3, 3, 4]


def test_where_no_signal_lies_above_a_four_asks_for_all_of_them_unasked() -> None:
    assert expected_level(4, 0, 4, above_heard=False, above_exists=False) == 4
    assert expected_level(3, 1, 4, above_heard=False, above_exists=False) == 3


def test_without_signals_nothing_is_expected() -> None:
    assert expected_level(0, 0, 0, above_heard=False, above_exists=False) is None


def test_evidence_never_lowers_the_expected_level() -> None:
    for unprompted, prompted in product(range(6), range(6)):
        if unprompted + prompted >= 6:
            continue
        here = expected_level(unprompted, prompted, 6, above_heard=False, above_exists=True)
        more = expected_level(unprompted + 1, prompted, 6, above_heard=False, above_exists=True)
        assert here is not None
        assert more is not None
        assert more >= here


def test_the_seniority_shown_is_told_apart_from_the_score() -> None:
    led, pushed = Tally(3, 0, 1, 0), Tally(1, 3, 0, 0)
    all_led = dict.fromkeys(DIMENSIONS, led)
    full = {name: level or 1 for name, level in levels("33333333").items()}
    assert seniority_shown(full, all_led) == "staff"
    assert seniority_shown(full, all_led, ["over-engineered"]) == "senior"
    assert seniority_shown({**full, "reliability": 2}, all_led) == "senior"
    assert seniority_shown({**full, "depth": 2}, all_led) == "mid"
    assert seniority_shown(full, dict.fromkeys(DIMENSIONS, pushed)) == "mid"
    assert seniority_shown({**full, "scope": 2}, all_led) == ""
    assert seniority_shown(full, {}) == "mid"
