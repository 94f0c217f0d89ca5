"""Reading: lists, shortened ids, what was tried, and the texts at any moment."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdcoach.errors import NotFoundError
from sdcoach.history import attempts
from sdcoach.history.attempts import AmbiguousError
from sdcoach.history.database import open_reader
from sdcoach.history.locks import AttemptLock
from sdcoach.history.store import Store
from sdcoach.interview.events import Event
from sdcoach.interview.fold import fold
from tests.bench.generate import BEGAN, DAY, Played, fill, name, played, rubric


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sdcoach.db"


def keep(path: Path, *journals: list[Event]) -> sqlite3.Connection:
    """Write journals and open the history for reading."""
    store = Store(path)
    store.write([rubric()])
    for journal in journals:
        store.write(journal)
    store.close()
    connection = open_reader(path)
    assert connection is not None
    return connection


@pytest.fixture
def thirty(path: Path) -> Iterator[sqlite3.Connection]:
    """A history of thirty attempts, three a day."""
    fill(path, attempts=30)
    connection = open_reader(path)
    assert connection is not None
    with closing(connection):
        yield connection


def test_pages_come_newest_first_and_join_without_gap(thirty: sqlite3.Connection) -> None:
    whole = attempts.page(thirty, limit=-1)
    assert [row.id for row in whole] == [name(number) for number in reversed(range(30))]
    assert [row.started_at for row in whole] == sorted(
        (row.started_at for row in whole), reverse=True
    )
    pages = [attempts.page(thirty, limit=7, offset=offset) for offset in range(0, 35, 7)]
    assert [row for page in pages for row in page] == whole
    assert attempts.count(thirty) == 30
    assert attempts.latest(thirty) == whole[0]


def test_a_list_can_be_narrowed_to_a_question_or_to_words(thirty: sqlite3.Connection) -> None:
    assert {row.question for row in attempts.page(thirty, question="mint")} == {"mint"}
    assert attempts.page(thirty, question="no-such") == []
    assert {row.question for row in attempts.page(thirty, text="CRAWLER web")} == {"web-crawler"}
    assert len(attempts.page(thirty, text="evening")) == 30
    assert attempts.page(thirty, text="crawler mint") == []
    for odd in ("%", "_", "\\", "100%", '"', "'"):
        assert attempts.page(thirty, text=odd) == []


def test_deleted_attempts_are_left_out_until_restored(path: Path) -> None:
    one, two = played(1), played(2)
    with closing(keep(path, one.events, two.do("deleted").events)) as connection:
        assert [row.id for row in attempts.page(connection)] == [name(1)]
        assert attempts.count(connection) == 1
        assert "twitter-timeline" not in attempts.tried(connection)
        with pytest.raises(NotFoundError):
            attempts.find(connection, name(2))
    two.wait(1_000).do("restored")
    with closing(keep(path, two.events[-1:])) as connection:
        assert len(attempts.page(connection)) == 2


def test_an_open_attempt_is_running_while_its_lock_is_held(path: Path) -> None:
    begun, ended = Played(1).type("a word"), played(2)
    left = Played(3, mode="practice")
    left.events += left.session.leave(left.tick())
    with closing(keep(path, begun.events, ended.events, left.events)) as connection:
        lock = AttemptLock(path.parent)
        lock.acquire(name(1))
        with lock:
            found = {row.id: row.status for row in attempts.page(connection)}
            assert found == {name(1): "running", name(2): "scored", name(3): "interrupted"}
            assert [row.id for row in attempts.interrupted(connection)] == [name(3)]
        assert [row.id for row in attempts.interrupted(connection)] == [name(3), name(1)]


def test_an_end_without_scores_is_finished_or_abandoned(path: Path) -> None:
    finished = Played(1).do("finished", by="candidate")
    abandoned = Played(2).do("abandoned")
    with closing(keep(path, finished.events, abandoned.events)) as connection:
        assert [row.status for row in attempts.page(connection)] == ["abandoned", "finished"]
        assert not any(row.scoring_started for row in attempts.page(connection))
    with closing(keep(path, finished.do("predicted", band=2).events)) as connection:
        row = attempts.find(connection, name(1))
        assert (row.status, row.scoring_started, row.predicted) == ("finished", True, 2)


def test_an_attempt_is_found_by_the_beginning_of_its_id_or_as_the_last(
    thirty: sqlite3.Connection,
) -> None:
    for number in (0, 7, 29):
        assert attempts.find(thirty, name(number)[:8]).id == name(number)
        assert attempts.find(thirty, f" {name(number).upper()[:13]} ").id == name(number)
    assert attempts.find(thirty, "last").id == name(29)
    with pytest.raises(NotFoundError, match="'zz'") as missing:
        attempts.find(thirty, "zz")
    assert "sdcoach history" in missing.value.hint
    for odd in ("", "%", "*", "'; --", "0000000000000", "\x1b[31m"):
        with pytest.raises(NotFoundError) as caught:
            attempts.find(thirty, odd)
        assert "\x1b" not in str(caught.value)


def test_a_beginning_that_several_share_is_refused_with_the_choices(
    thirty: sqlite3.Connection,
) -> None:
    first = [name(number)[0] for number in range(30)]
    shared = max(first, key=first.count)
    with pytest.raises(AmbiguousError) as caught:
        attempts.find(thirty, shared)
    chosen = [name(number) for number in range(30) if name(number)[0] == shared]
    assert any(one[:13] in caught.value.hint for one in chosen)


def test_in_an_empty_history_nothing_is_found(path: Path) -> None:
    fill(path, attempts=0)
    connection = open_reader(path)
    assert connection is not None
    with closing(connection):
        assert attempts.page(connection) == []
        assert attempts.latest(connection) is None
        assert attempts.interrupted(connection) == []
        assert attempts.tried(connection) == {}
        assert attempts.count(connection) == 0
        assert attempts.events(connection, name(1)) == []
        assert attempts.text_at(connection, name(1), 1_000) == ("", "")
        with pytest.raises(NotFoundError, match="no attempt yet"):
            attempts.find(connection, "last")


def ended(number: int, level: int, began: int) -> Played:
    """Pastebin, scored with one level throughout."""
    one = Played(number * 8, began=began)
    return one.wait(60_000).do("finished", by="candidate").score(level)


def test_tried_counts_whole_interviews_and_knows_the_best_before_the_reference(path: Path) -> None:
    first = ended(1, 2, BEGAN)
    best = ended(2, 3, BEGAN + DAY)
    best.wait(1_000).do("reference_opened")
    after = ended(3, 4, BEGAN + 2 * DAY)
    sprint = Played(32, sprint="scope", began=BEGAN + 3 * DAY).do("finished", by="candidate")
    journals = [one.events for one in (first, best, after, sprint.score(4))]
    with closing(keep(path, *journals)) as connection:
        found = attempts.tried(connection)
        rows = attempts.page(connection)
    assert found == {"pastebin": attempts.Tried(3, BEGAN + 2 * DAY, "leaning-yes", 66)}
    assert [row.reference_known for row in rows] == [True, True, False, False]
    assert [row.total for row in rows] == [None, 100, 66, 33]
    assert rows[0].sprint == "scope"


def test_a_reference_opened_for_one_question_is_not_known_for_another(path: Path) -> None:
    opened = ended(1, 2, BEGAN).do("reference_opened")
    other = Played(1, began=BEGAN + DAY)
    with closing(keep(path, opened.events, other.events)) as connection:
        assert not attempts.find(connection, name(1)).reference_known


def test_an_attempt_without_a_beginning_is_not_listed(path: Path) -> None:
    with closing(keep(path, played(1).events[3:])) as connection:
        assert attempts.page(connection) == []
        assert attempts.count(connection) == 0
        assert attempts.tried(connection) == {}


@pytest.fixture(scope="module")
def long_one(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[sqlite3.Connection, list[Event]]]:
    events = played(1, 2_600).events
    with closing(keep(tmp_path_factory.mktemp("long") / "sdcoach.db", events)) as connection:
        yield connection, events


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moment=st.integers(-1, 2_400_000))
def test_the_texts_at_a_moment_are_those_of_the_fold_up_to_it(
    long_one: tuple[sqlite3.Connection, list[Event]], moment: int
) -> None:
    connection, events = long_one
    state = fold(event for event in events if event.elapsed_ms <= moment)
    assert attempts.text_at(connection, name(1), moment) == (state.notes, state.sheet)


def test_a_snapshot_is_kept_every_five_hundred_edits(
    long_one: tuple[sqlite3.Connection, list[Event]],
) -> None:
    connection, events = long_one
    edits = sum(event.kind.endswith("_edited") for event in events)
    assert connection.execute("SELECT count(*) FROM snapshots").fetchone() == (edits // 500,)


def test_events_merged_in_from_another_machine_are_read_in_a_settled_order(path: Path) -> None:
    one = played(1)
    last = one.events[-1]
    there = [
        last._replace(origin="0" + "b" * 35, seq=1, kind="noted", payload={"text": "b"}),
        last._replace(origin="f" * 36, seq=1, kind="noted", payload={"text": "c"}),
    ]
    with closing(keep(path, one.events, there[::-1])) as connection:
        found = attempts.events(connection, name(1))
        assert attempts.find(connection, name(1)).note == "c" == fold(found).note
    assert found == [*one.events, *there]
