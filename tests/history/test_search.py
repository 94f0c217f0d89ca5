"""Full-text search: what is found, when it is found, and that a person's words are only words."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdcoach.history import attempts
from sdcoach.history.database import open_reader
from sdcoach.history.search import find_words, match_of
from sdcoach.history.store import Store
from tests.bench.generate import Played, name, rubric


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sdcoach.db"


def write(path: Path, *played: Played) -> None:
    store = Store(path)
    store.write([rubric()])
    for one in played:
        store.write(one.events)
    store.close()


def reader(path: Path) -> sqlite3.Connection:
    connection = open_reader(path)
    assert connection is not None
    return connection


def found(path: Path, text: str) -> list[int]:
    with closing(reader(path)) as connection:
        ids = [row.id for row in attempts.page(connection, text=text)]
    return [number for number in range(20) if name(number) in ids]


def ended(number: int, notes: str, sheet: str = "") -> Played:
    one = Played(number).wait(60_000).type(notes)
    if sheet:
        one.type(sheet, document="sheet", by="sheet")
    return one.do("finished", by="candidate")


def test_every_word_must_be_there_anywhere_and_may_go_on(path: Path) -> None:
    write(
        path,
        ended(1, "Cache the hot paste, key = hash\n", "links = 62^7\n"),
        ended(2, "Consistent hashing of the keys\n"),
        ended(3, "Queue, then a worker\n")
        .do("noted", text="Zürich, tired")
        .do("tagged", tags=["late-night"])
        .do("pivot_named", text="when the queue came up")
        .do("practise_chosen", text="say what is lost"),
    )
    assert found(path, "hash") == [1, 2]
    assert found(path, "HASHING") == [2]
    assert found(path, "key cons") == [2]
    assert found(path, "62^7") == [1]
    assert found(path, "zurich") == found(path, "late-night") == [3]
    assert found(path, "came up") == found(path, "lost") == [3]
    assert found(path, "web-crawler") == [1]
    assert found(path, "nothing of the kind") == []
    assert found(path, " \t ") == [1, 2, 3]


def test_signs_alone_find_nothing_and_break_nothing(path: Path) -> None:
    write(path, ended(1, 'he said "maybe" -> NOT near(cache)\n'))
    for signs in ('"', "*", "()", "->", '"""', "^", ":", "\x00"):
        assert found(path, signs) in ([], [1])
    for text in ('"maybe"', "NOT near", "near(cache)", "say* said", "notes:said", "-said"):
        assert isinstance(found(path, text), list)
    assert found(path, '"maybe"') == [1]
    assert found(path, "OR") == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60))
def test_any_text_at_all_is_only_words(text: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(a)")
        connection.execute("INSERT INTO t VALUES (?)", ["some words and more"])
        wanted = match_of(text)
        if wanted:
            connection.execute("SELECT * FROM t WHERE t MATCH ?", [wanted]).fetchall()


def test_a_deleted_attempt_is_not_found_until_it_is_restored(path: Path) -> None:
    one = ended(1, "cache\n").do("deleted")
    write(path, one)
    assert found(path, "cache") == []
    with closing(reader(path)) as connection:
        assert find_words(connection, "cache") == []
        assert [row.id for row in attempts.page(connection, deleted=True)] == [name(1)]
        assert attempts.find(connection, name(1)[:6], deleted=True).id == name(1)
    done = len(one.events)
    one.do("restored")
    write(path, one)
    assert len(one.events) == done + 1
    assert found(path, "cache") == [1]


def test_a_running_interview_is_found_by_its_title_and_later_by_its_notes(path: Path) -> None:
    store = Store(path)
    one = Played(1)
    store.write([rubric(), *one.events])
    done = len(one.events)
    for _ in range(5):
        one.wait(1_000).type("elasticity ")
    store.write(one.events[done:])
    assert found(path, "crawler") == [1]
    assert found(path, "elasticity") == []  # typing pays nothing for the search
    while store.rebuild_some():
        pass
    assert found(path, "elasticity") == [1]
    done = len(one.events)
    one.wait(1_000).type("zebra").do("finished", by="candidate")
    store.write(one.events[done:])
    store.close()
    assert found(path, "zebra") == [1]


def test_an_undone_note_is_no_longer_found(path: Path) -> None:
    one = ended(1, "cache\n").do("noted", text="flabbergasted")
    write(path, one)
    assert found(path, "flabbergasted") == [1]
    write(path, one.do("noted", text="calm"))
    assert found(path, "flabbergasted") == []
    assert found(path, "calm") == [1]


def test_the_index_agrees_with_the_texts(path: Path) -> None:
    write(path, *(ended(number, f"word{number}\n") for number in range(4)))
    store = Store(path)
    store.connection.execute("INSERT INTO text_index (text_index) VALUES ('integrity-check')")
    store.close()


def test_the_line_around_what_was_found_is_told(path: Path) -> None:
    write(path, ended(1, "first\n\x1b[31mthe cache\tholds \u202ehot keys\nlast\n"))
    with closing(reader(path)) as connection:
        (hit,) = find_words(connection, "hot")
    assert hit.attempt == name(1)
    assert "hot keys" in hit.line
    assert "\n" not in hit.line
    assert "\x1b" not in hit.line


def test_a_list_can_be_filtered_by_tag_and_sorted(path: Path) -> None:
    write(
        path,
        ended(1, "a").do("tagged", tags=["evening", "x"]),
        ended(2, "b").score(4),
        ended(3, "c").score(1).do("tagged", tags=["x"]),
    )
    with closing(reader(path)) as connection:

        def ids(**wish: str) -> list[int]:
            rows = attempts.page(connection, **wish)  # type: ignore[arg-type]
            return [[name(n) for n in range(4)].index(row.id) for row in rows]

        assert ids(tag="x") == [3, 1]
        assert ids(tag="even") == []
        assert ids(sort="oldest") == [1, 2, 3]
        assert ids(sort="best") == [2, 3, 1]
        assert ids(sort="worst") == [3, 2, 1]
        assert [row.question for row in attempts.page(connection, sort="question")] == sorted(
            row.question for row in attempts.page(connection)
        )
