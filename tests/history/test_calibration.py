"""Calibration: lenient on what, shrinking or not, and what real interviews said to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdcoach.errors import NotFoundError, UsageError
from sdcoach.history.calibration import calibration
from sdcoach.history.database import open_reader
from sdcoach.history.outcome_log import find_outcome, new_outcome, write_outcome
from sdcoach.history.outcomes import (
    UNKNOWN,
    Outcome,
    is_date,
    newer,
    outcome_fault,
    read_outcomes,
    to_ask,
    upcoming,
)
from sdcoach.paths import database_file
from tests.history.test_trends import past


def real(
    date: str, result: str = "", seniority: str = "senior", company: str = "Initech"
) -> Outcome:
    return new_outcome(company, date, 1, seniority=seniority, result=result)


def seen(number: int, own: int, expected: int, **changes: object) -> object:
    return past(number, levels={"depth": own}, expected={"depth": expected}, **changes)


def test_one_is_lenient_by_the_levels_above_what_the_evidence_suggests() -> None:
    attempts = [seen(n, 4, 2) for n in range(5)] + [seen(n, 3, 2) for n in range(5, 10)]
    found = calibration(attempts, [], 0)  # type: ignore[arg-type]
    (depth,) = (one for one in found.dimensions if one.dimension == "depth")
    assert (depth.times, depth.gap, depth.now, depth.before) == (10, 1.5, 1, 2)
    assert found.sentences == (
        "You are most lenient in Depth, by 1.0 levels, and it is shrinking: it was 2.0.",
    )


def test_too_few_interviews_say_nothing() -> None:
    found = calibration([seen(1, 4, 1, predicted=4), seen(2, 4, 1, predicted=4)], [], 0)  # type: ignore[list-item]
    assert found.sentences == ()
    assert len(found.points) == 2


def test_forecasts_are_held_against_ones_own_scores() -> None:
    kind = [past(n, predicted=4, band="leaning-no") for n in range(3)]
    found = calibration(kind, [], 0)
    assert [one.forecast_gap for one in found.points] == [2, 2, 2]
    assert found.sentences == ("Your last 3 forecasts were 2.0 bands too kind on average.",)
    right = calibration([past(n, predicted=2) for n in range(3)], [], 0)
    assert right.sentences == ("Your last 3 forecasts were about right.",)


def test_scores_count_as_they_were_first_given() -> None:
    first = {"first_levels": {"depth": 4}, "first_total": 85, "first_band": "strong-yes"}
    attempts = [
        past(n, predicted=2, levels={"depth": 2}, expected={"depth": 2}, **first) for n in range(3)
    ]
    found = calibration(attempts, [], 0)
    assert [(one.own, one.own_total) for one in found.points] == [(4, 85)] * 3
    assert found.sentences == (
        "Your last 3 forecasts were 2.0 bands too harsh on average.",
        "You are most lenient in Depth, by 2.0 levels.",
    )


def test_what_was_held_with_the_reference_known_judges_nobody() -> None:
    hollow = [past(n, predicted=4, reference_known=True) for n in range(5)]
    assert calibration(hollow, [real("2027-01-01", "strong-no")], 0).sentences == ()


def test_a_models_levels_are_a_view_of_their_own() -> None:
    attempts = [past(n, levels={"depth": 3}, model_levels={"depth": 2}) for n in range(2)]
    (depth,) = (one for one in calibration(attempts, [], 0).dimensions if one.dimension == "depth")
    assert depth.model_gap == 1
    assert depth.gap is None


def test_a_real_interview_is_held_against_the_mocks_before_it() -> None:
    attempts = [
        past(1, band="strong-yes"),
        past(2, band="strong-yes", seniority="staff"),
        past(95, band="leaning-yes"),
        past(99, band="strong-no"),
    ]
    day = "2026-11-20"
    found = calibration(attempts, [real(day, "leaning-no"), real("2020-01-01", "strong-no")], 0)
    before, early = found.predictions
    assert (before.mocks, before.said, before.gap) == (2, 3.5, 1.5)
    assert (early.mocks, early.said, early.gap) == (0, None, None)
    assert found.sentences == ("Over 1 real interview, your mocks were 1.5 bands too kind.",)


def test_what_lies_ahead_is_not_asked_for_and_what_is_answered_is_not_asked_again() -> None:
    ahead, far = real("2026-11-30"), real("2026-12-05")
    passed, asked, told = (
        real("2026-11-20"),
        real("2026-11-21", UNKNOWN),
        real("2026-11-22", "leaning-no"),
    )
    every = [far, ahead, passed, asked, told]
    assert upcoming(every, "2026-11-23") == ahead
    assert upcoming(every, "2026-11-30") == ahead
    assert upcoming(every, "2026-12-06") is None
    assert to_ask(every, "2026-11-23") == passed
    assert to_ask([ahead, asked, told], "2026-11-23") is None


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("2026-11-30", True),
        ("2024-02-29", True),
        ("2026-02-29", False),
        ("1900-02-29", False),
        ("2026-11-31", False),
        ("2026-13-01", False),
        ("2026-00-10", False),
        ("26-11-30", False),
        ("2026-11-3", False),
        ("٢٠٢٦-11-30", False),
        ("2026/11/30", False),
        ("", False),
    ],
)
def test_a_day_is_written_one_way(text: str, fits: bool) -> None:
    assert is_date(text) == fits


@given(st.dates())
def test_every_day_of_the_calendar_is_a_day(day: object) -> None:
    assert is_date(str(day))


def test_what_does_not_fit_is_refused_with_a_reason() -> None:
    for changes in (
        {"date": "soon"},
        {"result": "great"},
        {"seniority": "boss"},
        {"company": "x" * 501},
    ):
        with pytest.raises(UsageError):
            new_outcome(**{"company": "Initech", "date": "2026-11-30", "now_ms": 1, **changes})  # type: ignore[arg-type]
    assert outcome_fault(real("2026-11-30")._replace(deleted=2))


@given(st.integers(0, 2), st.integers(0, 2), st.sampled_from(["", "leaning-no"]))
def test_which_change_counts_does_not_depend_on_the_order(a: int, b: int, result: str) -> None:
    one = real("2026-11-30")._replace(changed_at=a)
    other = one._replace(changed_at=b, result=result)
    assert newer(one, other) == newer(other, one)


def test_an_entry_is_written_changed_found_and_taken_out() -> None:
    path = database_file()
    entry = real("2026-11-30", company="Initech")
    write_outcome(path, entry)
    write_outcome(path, entry._replace(result="leaning-yes"))  # by a clock that stood still
    write_outcome(path, real("2026-12-01", company="Hooli"))

    def read() -> list[Outcome]:
        reader = open_reader(path)
        assert reader is not None
        try:
            return read_outcomes(reader)
        finally:
            reader.close()

    assert [(one.company, one.result) for one in read()] == [
        ("Hooli", ""),
        ("Initech", "leaning-yes"),
    ]
    assert find_outcome(read(), "INITECH").date == "2026-11-30"
    assert find_outcome(read(), entry.uuid[:9]).company == "Initech"
    with pytest.raises(NotFoundError):
        find_outcome(read(), "")
    with pytest.raises(UsageError):
        find_outcome([*read(), *read()], "hooli")
    write_outcome(path, find_outcome(read(), "hooli")._replace(deleted=1, changed_at=9))
    assert [one.company for one in read()] == ["Initech"]
