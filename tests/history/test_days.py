from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from sdcoach.history.days import date, days_between, listed_day, short_day, week_began, when

THURSDAY = 1_795_719_600_000  # 2026-11-26 19:00 UTC
DAY = 86_400_000
MOMENTS = st.integers(0, 4_102_444_800_000)
OFFSETS = st.integers(-12 * 60, 14 * 60)


def test_days_are_said_as_people_say_them() -> None:
    assert date(THURSDAY, 0) == "Thu 26 Nov"
    assert short_day(THURSDAY, 0) == "Thu 26"
    assert when(THURSDAY, THURSDAY + 1, 0) == "today"
    assert when(THURSDAY, THURSDAY + DAY, 0) == "yesterday"
    assert when(THURSDAY, THURSDAY + 3 * DAY, 0) == "on Thursday"
    assert when(THURSDAY, THURSDAY + 8 * DAY, 0) == "on Thu 26"
    assert when(THURSDAY, THURSDAY + 20 * DAY, 0) == "on 26 Nov"
    assert listed_day(THURSDAY, THURSDAY + 60 * DAY, 0) == "26 Nov 2026"


def test_midnight_is_the_one_of_the_place() -> None:
    late = THURSDAY + 4 * 3_600_000  # 23:00 UTC
    assert when(late, late + 2 * 3_600_000, 0) == "yesterday"
    assert when(late, late + 2 * 3_600_000, -120) == "today"
    assert short_day(late, 60) == "Fri 27"


@given(MOMENTS, OFFSETS)
def test_dates_agree_with_the_calendar(at: int, offset: int) -> None:
    there = datetime.fromtimestamp(at / 1000, timezone(timedelta(minutes=offset)))
    if there.year >= 1970:
        assert date(at, offset) == f"{there:%a} {there.day} {there:%b}"


@given(MOMENTS, OFFSETS)
def test_a_week_begins_on_a_monday_at_midnight(now: int, offset: int) -> None:
    began = week_began(now, offset)
    there = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=began)
    local = there.astimezone(timezone(timedelta(minutes=offset)))
    assert (local.weekday(), local.hour, local.minute, local.second) == (0, 0, 0, 0)
    assert 0 <= now - began < 7 * DAY


@given(MOMENTS, MOMENTS, OFFSETS)
def test_every_moment_has_a_name(at: int, now: int, offset: int) -> None:
    assert when(at, now, offset)
    assert len(listed_day(at, now, offset)) <= 11
    assert days_between(at, at, offset) == 0
