"""The journal keeps every event, in order, whatever happens to the file."""

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdcoach.errors import StorageError
from sdcoach.history import attempts
from sdcoach.history.database import SCHEMA_VERSION, open_reader
from sdcoach.history.journal import Journal
from sdcoach.history.projection import COLUMNS, row_of
from sdcoach.history.store import Store
from sdcoach.history.troubles import (
    DatabaseDamagedError,
    DatabaseLockedError,
    DatabaseNewerError,
    DatabaseReadOnlyError,
)
from sdcoach.interview.events import Event
from sdcoach.interview.fold import fold
from tests.bench.generate import Played, name, played, rubric

ENOUGH = 20.0
"""Seconds within which a loaded machine does anything asked for here."""


class Ward:
    """A journal, and what it said of trouble."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.troubles: list[StorageError | None] = []
        self.journal = Journal(path, on_trouble=self.troubles.append)

    def saved(self, attempt: str) -> list[Event]:
        return saved(self.path, attempt)


def saved(path: Path, attempt: str) -> list[Event]:
    """What a reader finds on disk."""
    connection = open_reader(path)
    assert connection is not None
    with closing(connection):
        return attempts.events(connection, attempt)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + ENOUGH
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.005)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "sdcoach.db"


@pytest.fixture
def ward(path: Path) -> Iterator[Ward]:
    ward = Ward(path)
    yield ward
    ward.journal.close(1.0)


def test_what_is_appended_is_read_back_the_same(ward: Ward) -> None:
    journal = played(1).events
    ward.journal.start()
    for event in journal:
        ward.journal.append([event])
    assert ward.journal.flush(ENOUGH)
    assert ward.saved(name(1)) == journal
    assert ward.journal.pending == 0
    assert ward.journal.unsaved() == []
    assert ward.troubles == []


def test_events_taken_before_the_start_are_written_after_it(ward: Ward) -> None:
    journal = played(1).events
    ward.journal.append(journal[:10])
    assert not ward.journal.flush(0.0)
    assert ward.journal.pending == 10
    assert ward.journal.unsaved() == journal[:10]
    assert ward.journal.last_saved_at is None
    assert not ward.path.exists()
    ward.journal.start()
    ward.journal.append(journal[10:])
    assert ward.journal.flush(ENOUGH)
    assert ward.saved(name(1)) == journal
    assert ward.journal.last_saved_at is not None
    assert time.monotonic() - ward.journal.last_saved_at < ENOUGH


def test_closing_a_journal_that_was_never_started_still_writes(ward: Ward) -> None:
    journal = played(1).events
    ward.journal.append(journal)
    assert ward.journal.close(ENOUGH)
    assert ward.saved(name(1)) == journal


def test_the_row_of_an_attempt_tells_what_its_fold_tells(ward: Ward) -> None:
    one = played(3)
    ward.journal.start()
    ward.journal.keep_content(*rubric())
    ward.journal.append(one.events)
    assert ward.journal.flush(ENOUGH)
    connection = open_reader(ward.path)
    assert connection is not None
    with closing(connection):
        row = attempts.find(connection, "last")
        assert attempts.content(connection, rubric().hash) == rubric().json
        assert attempts.content(connection, "never kept") is None
    state = one.session.state
    assert (row.id, row.question, row.title) == (state.attempt, state.question, state.title)
    assert (row.seniority, row.minutes, row.mode) == ("mid", 45, "interview")
    assert (row.status, row.seed, row.utc_offset) == ("scored", 3, 60)
    assert (row.elapsed_ms, row.total_ms) == (state.elapsed_ms, 2_700_000)
    assert (row.predicted, row.tags, row.note) == (state.predicted, ("evening",), state.note)
    assert row.levels == state.scores[-1].levels
    assert row.practise == "Say what fails first"
    assert row.scoring_started
    assert row.total is not None
    assert row.band in ("strong-no", "leaning-no", "leaning-yes", "strong-yes")


def test_without_its_rubric_an_attempt_has_no_total(ward: Ward) -> None:
    ward.journal.append(played(3).events)
    assert ward.journal.close(ENOUGH)
    connection = open_reader(ward.path)
    assert connection is not None
    with closing(connection):
        row = attempts.find(connection, "last")
    assert (row.status, row.total, row.band) == ("scored", None, None)


def rows_of(store_path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(store_path)) as connection:
        return connection.execute(f"SELECT {', '.join(COLUMNS)} FROM attempt_rows").fetchall()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_however_events_arrive_the_row_is_that_of_the_whole_fold(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    journal = played(data.draw(st.integers(0, 9)), 60).events
    # What happens after an interview may arrive in any order: merged, or with a clock set back.
    tail = data.draw(st.permutations(journal[-9:]))
    times = data.draw(st.lists(st.integers(0, 50), min_size=9, max_size=9))
    ended = journal[-10].at
    late = [event._replace(at=ended + at) for event, at in zip(tail, times, strict=True)]
    middle = data.draw(st.integers(1, 40))
    mixed = [*journal[:middle], late[0], *journal[middle:-9], *late[1:]]
    path = tmp_path_factory.mktemp("split") / "sdcoach.db"
    store = Store(path)
    rest = list(mixed)
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        store.write(rest[:size])
        rest = rest[size:]
        if data.draw(st.booleans()):
            store.forget_folds()
    store.close()
    assert rows_of(path) == [row_of(1, fold(mixed), lambda *_: None)]
    assert sorted(saved(path, journal[0].attempt)) == sorted(mixed)


def test_writing_the_same_events_again_changes_nothing(path: Path) -> None:
    journal = played(2).events
    store = Store(path)
    store.write(journal)
    before = rows_of(path)
    store.write(journal)
    store.close()
    assert saved(path, name(2)) == journal
    assert rows_of(path) == before


def test_a_beginning_that_comes_late_makes_sense_of_what_came_before(path: Path) -> None:
    journal = played(2).events
    store = Store(path)
    store.write(journal[5:])
    assert [row[COLUMNS.index("status")] for row in rows_of(path)] == ["new"]
    store.write(journal[:5])
    store.close()
    assert rows_of(path) == [row_of(1, fold(journal), lambda *_: None)]


def test_rows_of_an_earlier_form_are_made_anew_by_and_by(ward: Ward) -> None:
    ward.journal.append(played(1).events)
    ward.journal.append(played(2).events)
    assert ward.journal.close(ENOUGH)
    before = rows_of(ward.path)
    with closing(sqlite3.connect(ward.path)) as connection, connection:
        connection.execute("UPDATE attempt_rows SET version = 0, title = 'stale', total_ms = 0")
    again = Ward(ward.path)
    again.journal.start()
    wait_for(lambda: rows_of(ward.path) == before)
    assert again.journal.close(ENOUGH)
    assert again.troubles == []


def test_a_rubric_that_is_none_gives_no_total(path: Path) -> None:
    one = played(3)
    store = Store(path)
    store.write([rubric()._replace(json='{"bands": 7}'), *one.events])
    store.close()
    row = dict(zip(COLUMNS, rows_of(path)[0], strict=True))
    assert (row["status"], row["total"], row["band"]) == ("scored", None, None)


def test_levels_of_unknown_dimensions_do_no_harm(path: Path) -> None:
    one = Played(3).do("finished", by="candidate")
    odd = {"evidence": {}, "gaps": {}, "flags": [], "seconds": 1}
    one.do("scored", levels={"no-such": 4, "scope": None, "a b=c": 2}, **odd)
    store = Store(path)
    store.write([rubric(), *one.events])
    store.close()
    connection = open_reader(path)
    assert connection is not None
    with closing(connection):
        row = attempts.find(connection, "last")
    assert (row.total, row.band) == (0, "strong-no")
    assert (row.levels["no-such"], row.levels["scope"]) == (4, None)


def test_two_programs_at_one_attempt_lose_nothing_of_each_other(path: Path) -> None:
    one = Played(5).wait(60_000).do("finished", by="candidate")
    here, there = Store(path), Store(path)
    here.write(one.events)
    last = one.events[-1]
    noted = last._replace(seq=last.seq + 1, kind="noted", payload={"text": "here"})
    tagged = last._replace(seq=last.seq + 1, kind="tagged", payload={"tags": ["there"]}, at=last.at)
    here.write([noted])
    there.write([tagged])
    here.write([noted._replace(seq=last.seq + 2, payload={"text": "again"}, at=last.at + 5)])
    there.write([noted, tagged])
    here.close()
    there.close()
    found = saved(path, name(5))
    assert [event.seq for event in found] == list(range(1, len(found) + 1))
    assert [event.kind for event in found[-3:]] == ["noted", "tagged", "noted"]
    state = fold(found)
    assert (state.note, state.tags) == ("again", ("there",))
    assert rows_of(path) == [row_of(1, state, lambda *_: None)]


def test_a_discarded_attempt_leaves_no_row(ward: Ward) -> None:
    ward.journal.start()
    ward.journal.append(played(1, 600).events)
    ward.journal.append(played(2).events)
    assert ward.journal.flush(ENOUGH)
    ward.journal.discard(name(1))
    late = Played(4).type("a word")
    ward.journal.append(late.events)
    ward.journal.discard(name(4))
    assert ward.journal.flush(ENOUGH)
    with closing(sqlite3.connect(ward.path)) as connection:
        for table in ("attempts", "attempt_rows"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM snapshots").fetchone() == (0,)
        assert connection.execute("SELECT count(DISTINCT attempt_id) FROM events").fetchone() == (
            1,
        )
    assert ward.saved(name(2)) == played(2).events


def test_discarding_also_forgets_what_is_not_written_yet(ward: Ward) -> None:
    ward.journal.append(Played(4).type("a word").events)
    ward.journal.append(Played(5).events)
    ward.journal.discard(name(4))
    assert [event.attempt for event in ward.journal.unsaved()] == [name(5)]


def test_content_is_kept_once_per_hash(ward: Ward) -> None:
    ward.journal.start()
    for text in ('{"a":1}', '{"a":2}'):
        ward.journal.keep_content("h", "question", text)
    assert ward.journal.flush(ENOUGH)
    with closing(sqlite3.connect(ward.path)) as connection:
        rows = connection.execute("SELECT hash, kind, json FROM contents").fetchall()
    assert rows == [("h", "question", '{"a":1}')]


def test_an_entry_that_can_never_be_written_holds_up_no_other(ward: Ward) -> None:
    journal = played(1).events
    unfit = journal[7]._replace(payload={"text": object()})
    ward.journal.append([*journal[:7], unfit, *journal[8:]])
    ward.journal.start()
    wait_for(lambda: ward.journal.pending == 0)
    assert not ward.journal.close(ENOUGH)
    assert ward.saved(name(1)) == [*journal[:7], *journal[8:]]
    assert ward.journal.unsaved() == [unfit]
    assert isinstance(ward.troubles[0], StorageError)


def test_text_that_cannot_be_encoded_does_not_stop_the_journal(ward: Ward) -> None:
    one = Played(6).type("half \ud83d of it").type(" and \U0001f600 whole")
    ward.journal.append(one.events)
    assert ward.journal.close(ENOUGH)
    kinds = [event.kind for event in ward.saved(name(6))]
    assert kinds == ["started", "notes_edited", "notes_edited"]
    assert ward.saved(name(6))[1].payload["inserted"] == "half  of it"


def test_what_a_stranger_put_into_a_row_comes_out_clean(ward: Ward) -> None:
    ward.journal.append(played(1).events)
    assert ward.journal.close(ENOUGH)
    evil = "a\x1b]0;x\x07\u202eb\x9b31m"
    with closing(sqlite3.connect(ward.path)) as connection, connection:
        connection.execute("UPDATE attempt_rows SET title = ?, question = ?, note = ?", [evil] * 3)
        connection.execute("UPDATE attempt_rows SET tags = ?, band = ?", [evil] * 2)
        connection.execute("UPDATE attempts SET uuid = ?", ["../" + evil])
        connection.execute("UPDATE contents SET json = ?", [evil])
        connection.execute(
            "UPDATE events SET payload = ? WHERE seq = 3", [json.dumps({"text": evil})]
        )
        connection.execute("UPDATE events SET payload = '[' WHERE seq = 4")
        connection.execute("UPDATE events SET payload = ? WHERE seq = 5", ["[" * 100_000])
        connection.execute("UPDATE events SET payload = CAST(x'ff22' AS TEXT) WHERE seq = 6")
        connection.execute("UPDATE events SET kind = ? WHERE seq = 7", [evil])
        connection.execute("UPDATE attempt_rows SET status = 'open'")
    connection = open_reader(ward.path)
    assert connection is not None
    with closing(connection):
        row = attempts.page(connection)[0]
        found = attempts.events(connection, "../" + evil)
    for text in (row.id, row.title, row.question, row.note, *row.tags, row.band or ""):
        assert text.isprintable()
        assert text.replace("../", "").startswith("a]0;xb")
    assert row.status == "interrupted"
    assert found[2].payload == {"text": "a]0;xb31m"}
    assert [event.payload for event in found[3:6]] == [{}, {}, {}]
    assert fold(found).skipped > 0


# --- trouble ------------------------------------------------------------------------------


def test_a_locked_file_is_told_of_and_everything_is_written_once_it_is_free(ward: Ward) -> None:
    journal = played(1, 200).events
    ward.journal.start()
    ward.journal.append(journal[:50])
    assert ward.journal.flush(ENOUGH)
    with closing(sqlite3.connect(ward.path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for event in journal[50:]:
            ward.journal.append([event])
        assert not ward.journal.flush(0.1)
        wait_for(lambda: bool(ward.troubles))
        assert isinstance(ward.troubles[0], DatabaseLockedError)
        assert ward.troubles[0].hint
        assert ward.journal.unsaved() == journal[50:]
        other.rollback()
    assert ward.journal.flush(ENOUGH)
    wait_for(lambda: ward.troubles[-1] is None)
    assert ward.saved(name(1)) == journal
    assert len(ward.troubles) == 2


def test_a_short_lock_is_waited_out_in_silence(ward: Ward) -> None:
    ward.journal.start()
    assert not ward.journal.pending
    wait_for(ward.path.exists)
    ward.journal.append(played(1).events[:5])
    assert ward.journal.flush(ENOUGH)
    with closing(sqlite3.connect(ward.path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        ward.journal.append(played(1).events[5:])
        time.sleep(0.4)
        other.rollback()
    assert ward.journal.flush(ENOUGH)
    assert ward.troubles == []


@pytest.mark.parametrize("junk", [b"not a database at all", b"SQLite format 3\x00", b"\x00" * 500])
def test_a_damaged_file_is_left_alone_until_it_is_moved_away(ward: Ward, junk: bytes) -> None:
    ward.path.parent.mkdir()
    ward.path.write_bytes(junk)
    journal = played(1).events
    ward.journal.start()
    ward.journal.append(journal)
    wait_for(lambda: bool(ward.troubles))
    assert isinstance(ward.troubles[0], DatabaseDamagedError)
    assert ward.troubles[0].place == str(ward.path)
    assert not ward.journal.flush(0.2)
    assert ward.journal.unsaved() == journal
    assert ward.path.read_bytes() == junk
    ward.path.rename(ward.path.with_suffix(".broken"))
    wait_for(lambda: ward.journal.flush(0.5))
    wait_for(lambda: ward.troubles[-1] is None)
    assert ward.saved(name(1)) == journal


def test_a_newer_file_is_refused_and_left_as_it_is(ward: Ward) -> None:
    ward.path.parent.mkdir()
    with closing(sqlite3.connect(ward.path)) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("CREATE TABLE later (x)")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = ward.path.read_bytes()
    ward.journal.start()
    ward.journal.append(played(1).events)
    wait_for(lambda: bool(ward.troubles))
    assert isinstance(ward.troubles[0], DatabaseNewerError)
    assert not ward.journal.close(0.2)
    assert len(ward.journal.unsaved()) == 40
    with pytest.raises(DatabaseNewerError, match="newer version"):
        open_reader(ward.path)
    assert ward.path.read_bytes() == before
    assert [file.name for file in ward.path.parent.iterdir()] == [ward.path.name]


def test_a_folder_that_cannot_be_made_is_trouble_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    ward = Ward(tmp_path / "data" / "sdcoach.db")
    ward.journal.start()
    ward.journal.append(played(1).events)
    wait_for(lambda: bool(ward.troubles))
    assert isinstance(ward.troubles[0], DatabaseReadOnlyError)
    (tmp_path / "data").unlink()
    assert ward.journal.close(ENOUGH)
    assert ward.saved(name(1)) == played(1).events


def test_appending_never_waits_for_the_file(ward: Ward) -> None:
    ward.journal.start()
    ward.journal.append(played(1).events)
    assert ward.journal.flush(ENOUGH)
    with closing(sqlite3.connect(ward.path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        for event in played(2, 200).events:
            ward.journal.append([event])
            assert ward.journal.pending
        assert time.monotonic() - began < ENOUGH
    assert ward.journal.flush(ENOUGH)


def test_a_reader_that_stays_open_holds_up_no_writer(ward: Ward) -> None:
    ward.journal.start()
    ward.journal.append(played(1).events)
    assert ward.journal.flush(ENOUGH)
    reader = open_reader(ward.path)
    assert reader is not None
    with closing(reader):
        cursor = reader.execute("SELECT * FROM events")
        cursor.fetchone()
        ward.journal.append(played(2, 300).events)
        assert ward.journal.flush(ENOUGH)
        cursor.close()
        assert attempts.count(reader) == 2


def test_many_threads_may_append_at_once(ward: Ward) -> None:
    ward.journal.start()
    threads = [
        threading.Thread(target=ward.journal.append, args=(played(number).events,))
        for number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ward.journal.flush(ENOUGH)
    for number in range(12):
        assert ward.saved(name(number)) == played(number).events


def test_a_journal_closed_twice_is_closed(ward: Ward) -> None:
    ward.journal.append(played(1).events)
    assert ward.journal.close(ENOUGH)
    assert ward.journal.close(ENOUGH)
    ward.journal.append(played(2).events)
    assert ward.journal.pending == 40
