"""What is due: derived from the journal alone, by FSRS, and what follows from it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.history.attempts import Tried
from sdcoach.history.due import MOST_REVIEWS, Due, Review, read_due, schedule
from sdcoach.history.next import NEAR_DAYS, SPACING_DAYS, Next, due_question, recommend
from sdcoach.history.outcome_log import new_outcome
from sdcoach.history.outcomes import Outcome
from sdcoach.history.standing import read_standing
from sdcoach.history.store import Store
from sdcoach.tui.held import open_attempt
from sdcoach.tui.services import Services
from tests.history.test_next import header
from tests.tui.past import hold, write
from tests.tui.support import MONDAY, make_services

DAY = 86_400_000
WEAK_DEPTH = (3, 3, 3, 3, 2, 3, 3, 3)


def read(services: Services) -> list[Due]:
    with services.reader() as connection:
        assert connection is not None
        return read_due(connection)


def next_of(services: Services, outcome: Outcome | None = None) -> list[Next]:
    tick = services.clock.tick()
    with services.reader() as connection:
        assert connection is not None
        newest = read_standing(connection, tick.utc, 0).newest
        return recommend(connection, services.bank.headers, newest, tick, 0, outcome)


@pytest.fixture
def services() -> Services:
    return make_services()


# --- the schedule -------------------------------------------------------------------------------


def test_a_worse_level_comes_back_sooner() -> None:
    days = [(schedule([Review(MONDAY, level)]) - MONDAY) // DAY for level in (1, 2, 3, 4)]
    assert days == sorted(days)
    assert days[0] == 1
    assert days[3] > days[0]


def test_levels_that_stay_good_come_back_later_and_later() -> None:
    at, gaps, reviews = MONDAY, [], []
    for level in (2, 3, 3, 3):
        reviews.append(Review(at, level))
        due = schedule(reviews)
        gaps.append(due - at)
        at = due
    assert gaps == sorted(gaps)
    assert gaps[-1] > 5 * DAY


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40 * DAY), st.integers(1, 4)), min_size=1, max_size=8))
def test_it_follows_from_the_reviews_alone_and_lies_a_day_ahead_at_least(
    steps: list[tuple[int, int]],
) -> None:
    at, reviews = MONDAY, []
    for later, level in steps:
        at += later
        reviews.append(Review(at, level))
    due = schedule(reviews)
    assert due == schedule(list(reviews))
    assert due >= at + DAY


def test_a_moment_that_no_calendar_has_breaks_nothing() -> None:
    assert schedule([Review(-5, 1), Review(2**62, 2)]) > 0


def test_a_dimension_is_scheduled_from_the_first_time_it_was_weak(services: Services) -> None:
    hold(services, "pastebin", days_ago=9, levels=(3,) * 8)
    write(services)
    assert read(services) == []
    hold(services, "pastebin", days_ago=6, levels=WEAK_DEPTH)
    hold(services, "pastebin", days_ago=3, levels=(3,) * 8)
    write(services)
    (one,) = read(services)
    assert (one.question, one.dimension, one.reviews, one.level) == ("pastebin", "depth", 2, 3)
    assert one.last_at == MONDAY - 3 * DAY
    assert one.due_at > one.last_at


def test_what_was_held_with_the_reference_known_is_no_review(services: Services) -> None:
    hold(services, "pastebin", days_ago=9, levels=WEAK_DEPTH, reference=True)
    hold(services, "pastebin", days_ago=3, levels=(4,) * 8)
    write(services)
    (one,) = read(services)
    assert (one.reviews, one.level) == (1, 2)


def test_deleting_an_attempt_takes_its_review_back(services: Services) -> None:
    name = hold(services, "pastebin", days_ago=9, levels=WEAK_DEPTH)
    write(services)
    before = read(services)
    held = open_attempt(services, name)
    held.do("deleted")
    write(services)
    assert read(services) == []
    held.do("restored")
    write(services)
    assert read(services) == before


def test_the_practice_of_its_phase_is_a_review_by_its_evidence(services: Services) -> None:
    hold(services, "pastebin", days_ago=9, levels=WEAK_DEPTH)
    hold(services, "pastebin", days_ago=2, sprint="depth", ends="finished", minutes_in=12)
    hold(services, "pastebin", days_ago=1, sprint="scope", ends="finished", minutes_in=6)
    write(services)
    services.journal.close()
    store = Store(services.database)
    while store.rebuild_some():
        pass
    store.close()
    (one,) = [due for due in read(services) if due.dimension == "depth"]
    assert (one.reviews, one.level) == (2, 1)


def test_a_schedule_made_anew_is_the_same(services: Services) -> None:
    import sqlite3
    from contextlib import closing

    for days in (9, 6, 4, 1):
        hold(services, "pastebin", days_ago=days, levels=(2, 3, 1, 4, 2, 3, 3, 2))
    write(services)
    services.journal.close()
    before = read(services)
    assert before
    with closing(sqlite3.connect(services.database)) as connection, connection:
        connection.execute("DELETE FROM due")
        connection.execute("UPDATE attempt_rows SET version = 0")
    store = Store(services.database)
    while store.rebuild_some():
        pass
    store.close()
    assert read(services) == before


def test_only_the_newest_reviews_count(services: Services) -> None:
    for number in range(MOST_REVIEWS + 4):
        hold(services, "mint", days_ago=60 - number, levels=WEAK_DEPTH)
    write(services)
    assert [one.reviews for one in read(services)] == [MOST_REVIEWS]


# --- what is next -------------------------------------------------------------------------------


def test_what_is_due_comes_before_what_is_new(services: Services) -> None:
    hold(services, "pastebin", days_ago=SPACING_DAYS, levels=WEAK_DEPTH)
    write(services)
    (item,) = next_of(services)
    assert (item.does, item.question, item.sprint) == ("start", "pastebin", "depth")
    assert item.why == "Depth was 2 here on Friday, and it is due again."


def test_an_answer_that_one_remembers_waits(services: Services) -> None:
    hold(services, "pastebin", days_ago=SPACING_DAYS - 1, levels=WEAK_DEPTH)
    write(services)
    (item,) = next_of(services)
    assert item.question != "pastebin"


def test_before_a_real_interview_what_is_weak_does_not_wait(services: Services) -> None:
    hold(services, "pastebin", days_ago=1.5, levels=WEAK_DEPTH)
    write(services)
    entry = new_outcome("Initech", "2026-11-28", 1)
    (item,) = next_of(services, entry)
    assert item.question == "pastebin"
    assert item.why.endswith("it is due again; the interview is in 5 days.")
    (item,) = next_of(services, entry._replace(date="2026-12-24"))
    assert item.question != "pastebin"
    assert NEAR_DAYS < 30


def test_on_the_day_before_there_is_ones_own_page_first(services: Services) -> None:
    hold(services, "pastebin", days_ago=1, levels=WEAK_DEPTH)
    write(services)
    first = next_of(services, new_outcome("Initech", "2026-11-24", 1))[0]
    assert first.does == "brief"
    assert first.why == "Initech is tomorrow: your own page, no new question."
    assert "today" in next_of(services, new_outcome("Initech", "2026-11-23", 1))[0].why
    assert next_of(services)[0].does == "start"


def test_where_the_reference_was_opened_a_sibling_stands_in() -> None:
    headers = [
        header("a", topics=("caching", "queues")),
        header("b", topics=("search",)),
        header("c", topics=("queues",)),
        header("d", topics=("caching", "queues")),
    ]
    waiting = [Due("a", "depth", 1, 2, MONDAY - 9 * DAY, MONDAY - DAY)]
    known = {"a": Tried(1, MONDAY - 9 * DAY, None, None), "d": Tried(1, MONDAY, None, None)}
    item = due_question(waiting, {"a"}, known, headers, MONDAY, 0)
    assert item is not None
    assert item.question == "d"
    assert item.why == "Depth is due, and at A you know the reference; this one meets caching too."
    assert due_question(waiting, {"a", "c", "d"}, known, headers, MONDAY, 0) is None


def test_what_is_not_due_yet_or_no_longer_weak_or_gone_is_passed_over() -> None:
    headers = [header("a"), header("b")]
    late, early = MONDAY - DAY, MONDAY + 2 * DAY
    gone = Due("x", "depth", 1, 1, 0, late - DAY)
    strong = Due("a", "depth", 3, 3, 0, late)
    ahead = Due("b", "depth", 1, 2, 0, early)
    assert due_question([gone, strong, ahead], (), {}, headers, MONDAY, 0) is None
    item = due_question([gone, strong, ahead._replace(due_at=late)], (), {}, headers, MONDAY, 0)
    assert item is not None
    assert item.question == "b"
