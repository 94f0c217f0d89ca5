"""Histories that travel: merged in any order they agree, cut off or corrupted they change nothing."""

import contextlib
import hashlib
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdcoach.errors import AttemptBusyError, SdcoachError
from sdcoach.history import attempts
from sdcoach.history.database import open_reader
from sdcoach.history.exchange import ExportFileError, check_export, write_export
from sdcoach.history.locks import AttemptLock
from sdcoach.history.merge import Merged, merge_file, stage
from sdcoach.history.outcome_log import keep_outcome
from sdcoach.history.outcomes import Outcome, read_outcomes
from sdcoach.history.staging import Staging
from sdcoach.history.store import Store
from sdcoach.interview.events import Event
from tests.bench.generate import BEGAN, ORIGIN, Played, fill, name, played, rubric

ROOT = Path(__file__).parents[2]
LAPTOP = str(uuid.UUID(int=0xA))
DESK = str(uuid.UUID(int=0xB))


def export(database: Path) -> bytes:
    reader = open_reader(database)
    assert reader is not None
    with closing(reader):
        stream = io.BytesIO()
        write_export(reader, stream)
    return stream.getvalue()


def take(database: Path, exported: bytes) -> Merged:
    file = database.with_name(f"{database.stem}.jsonl")
    file.write_bytes(exported)
    return merge_file(file, database)


def write(database: Path, *batches: list[Event]) -> None:
    store = Store(database)
    store.write([rubric(), *(event for batch in batches for event in batch)])
    store.close()


def listed(database: Path) -> list[attempts.AttemptRow]:
    reader = open_reader(database)
    assert reader is not None
    with closing(reader):
        return attempts.page(reader)


def many(database: Path) -> int:
    reader = open_reader(database)
    assert reader is not None
    with closing(reader):
        return attempts.count(reader)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sdcoach.db"


# --- three machines, anything done on each ------------------------------------------------------

AFTER: list[tuple[str, dict[str, object]]] = [
    ("tagged", {"tags": ["evening"]}),
    ("tagged", {"tags": ["morning", "tired"]}),
    ("noted", {"text": "Went well."}),
    ("noted", {"text": "Cache was weak; käse ☃ \\u2028"}),
    ("deleted", {}),
    ("restored", {}),
    ("predicted", {"band": 2}),
    ("evidence_marked", {"signal": "hot-key", "mark": "not-so"}),
    ("credited", {"clarification": "size", "asked": None}),
    ("practise_chosen", {"text": "Say what fails first"}),
    ("scored", {"levels": {"scope": 3}, "evidence": {}, "gaps": {}, "flags": [], "seconds": 5}),
    ("scored", {"levels": {"scope": 2}, "evidence": {}, "gaps": {}, "flags": [], "seconds": 5}),
    ("opinion_weighed", {"report": "r", "dimension": "scope", "answer": "accepted"}),
    (
        "opinion_weighed",
        {"report": "r", "dimension": "scope", "answer": "accepted", "level": 1, "evidence": "a"},
    ),
    ("opinion_weighed", {"report": "r", "dimension": "scope", "answer": ""}),
    ("of the future", {"whatever": [1, {"a": None}]}),
]
DURING: list[tuple[str, dict[str, object]]] = [
    ("notes_edited", {"offset": 0, "removed": "", "inserted": "a word ", "by": "typed"}),
    ("notes_edited", {"offset": 0, "removed": "", "inserted": "else ", "by": "typed"}),
    ("phase_entered", {"phase": "design", "by": "key"}),
    ("finished", {"by": "candidate"}),
]
ACTS = AFTER + DURING

act = st.tuples(
    st.integers(0, 2),  # which attempt
    st.integers(0, len(ACTS) - 1),
    st.integers(0, 3),  # minutes later, so that times tie
)
outcome = st.builds(
    Outcome,
    st.sampled_from([str(uuid.UUID(int=n)) for n in (1, 2)]),
    st.integers(0, 2),
    st.sampled_from(["Initech", "Hooli"]),
    st.just("2026-11-30"),
    st.just("senior"),
    st.sampled_from(["", "leaning-yes"]),
    st.just(""),
    st.integers(0, 1),
)
machine = st.tuples(
    st.sampled_from([ORIGIN, LAPTOP, DESK]),  # ORIGIN: a copy of the installation that began them
    st.sets(st.integers(0, 2)),  # attempts it has
    st.lists(act, max_size=6),
    st.lists(outcome, max_size=2),
)


def begun(number: int) -> list[Event]:
    return Played(number).wait(60_000).type("## Scope\n").wait(60_000).type("core").events


def acted(origin: str, number: int, done: list[tuple[int, int, int]]) -> list[Event]:
    """What a machine adds to one attempt."""
    journal = begun(number)
    seq = len(journal) if origin == ORIGIN else 0
    made = []
    for which, what, minutes in done:
        if which != number:
            continue
        seq += 1
        kind, payload = ACTS[what]
        at = BEGAN + minutes * 60_000
        made.append(Event(name(number), origin, seq, kind, 1, 200_000, at, payload))
    return made


Machine = tuple[str, set[int], list[tuple[int, int, int]], list[Outcome]]


def set_up(folder: Path, template: Path, label: str, one: Machine) -> bytes:
    origin, held, done, outcomes = one
    database = folder / f"{label}.db"
    shutil.copy(template, database)
    store = Store(database)
    for number in sorted(held):
        store.write([*begun(number), *acted(origin, number, done)])
    with store.transaction():
        for entry in outcomes:
            keep_outcome(store, entry)
    store.close()
    return export(database)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("template") / "empty.db"
    fill(database, attempts=0)
    return database


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(machine, machine, machine)
def test_merging_histories_is_commutative_associative_and_idempotent(
    template: Path, a: Machine, b: Machine, c: Machine
) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files = {
            label: set_up(folder, template, label, one)
            for label, one in zip("abc", (a, b, c), strict=True)
        }

        def joined(label: str, *others: bytes) -> tuple[Path, bytes]:
            database = folder / f"{label}{len(list(folder.glob('*.db')))}.db"
            shutil.copy(folder / f"{label}.db", database)
            for other in others:
                take(database, other)
            return database, export(database)

        ab, ab_file = joined("a", files["b"])
        ba, ba_file = joined("b", files["a"])
        assert ab_file == ba_file
        assert joined("a", files["b"], files["b"], files["a"])[1] == ab_file
        _, bc_file = joined("b", files["c"])
        one, one_file = joined("a", files["b"], files["c"])
        other, other_file = joined("a", bc_file)
        third, third_file = joined("c", ba_file)
        assert one_file == other_file == third_file
        # What is derived agrees too, not only the journal.
        assert listed(one) == listed(other) == listed(third)
        assert listed(ab) == listed(ba)


def test_a_deletion_here_and_a_tag_there_both_hold(tmp_path: Path) -> None:
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    journal = played(1).events
    write(here, journal)
    write(there, journal)
    late = journal[-1].at
    write(here, [Event(name(1), LAPTOP, 1, "deleted", 1, 0, late + 5, {})])
    write(there, [Event(name(1), DESK, 1, "tagged", 1, 0, late + 9, {"tags": ["kept"]})])
    take(here, export(there))
    take(there, export(here))
    assert export(here) == export(there)
    assert listed(here) == []
    write(here, [Event(name(1), LAPTOP, 2, "restored", 1, 0, late + 10, {})])
    take(there, export(here))
    assert listed(there)[0].tags == ("kept",)


def test_every_version_of_the_scores_is_kept_and_the_latest_counts(tmp_path: Path) -> None:
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    journal = played(1).events
    write(here, journal)
    write(there, journal)
    late = journal[-1].at
    levels = dict.fromkeys(listed(here)[0].levels, 4)
    scored = {"levels": levels, "evidence": {}, "gaps": {}, "flags": [], "seconds": 1}
    write(there, [Event(name(1), DESK, 1, "scored", 1, 0, late + 9, scored)])
    lower = {**scored, "levels": dict.fromkeys(levels, 1)}
    write(here, [Event(name(1), LAPTOP, 1, "scored", 1, 0, late + 5, lower)])
    take(here, export(there))
    assert listed(here)[0].band == "strong-yes"
    kinds = [json.loads(raw).get("kind") for raw in export(here).splitlines()]
    assert kinds.count("scored") == 4


def test_what_merging_brought_is_told(path: Path) -> None:
    write(path, played(1).events)
    more = path.with_name("more.db")
    write(more, played(1).events, played(2).events)
    assert take(path, export(more)) == Merged(1, 0, len(played(2).events))
    assert take(path, export(more)) == Merged(0, 0, 0)


def test_content_travels_with_the_attempts(path: Path) -> None:
    write(path, played(1).events)
    bare = path.with_name("bare.db")
    take(bare, export(path))
    reader = open_reader(bare)
    assert reader is not None
    with closing(reader):
        assert attempts.content(reader, rubric().hash) == rubric().json
    assert listed(bare)[0].total == listed(path)[0].total


def test_one_attempt_alone_can_travel(path: Path) -> None:
    write(path, played(1).events, played(2).events)
    reader = open_reader(path)
    assert reader is not None
    stream = io.BytesIO()
    with closing(reader):
        assert write_export(reader, stream, attempt=name(2)) == 1
    bare = path.with_name("bare.db")
    assert take(bare, stream.getvalue()).attempts == 1
    assert [row.id for row in listed(bare)] == [name(2)]


def test_a_diverged_attempt_that_is_open_in_a_window_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    here, there = tmp_path / "sdcoach.db", tmp_path / "there" / "sdcoach.db"
    journal = begun(1)
    write(here, journal, acted(ORIGIN, 1, [(1, 12, 0)]))
    write(there, journal, acted(ORIGIN, 1, [(1, 13, 0), (1, 15, 0)]))
    exported, before = export(there), export(here)
    with AttemptLock(tmp_path) as lock:
        lock.acquire(name(1))
        with pytest.raises(AttemptBusyError):
            take(here, exported)
    assert export(here) == before
    assert take(here, exported).changed == 1


# --- what arrives damaged -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    database = tmp_path_factory.mktemp("exported") / "sdcoach.db"
    write(database, played(1).events, played(2).events, acted(LAPTOP, 1, [(1, 0, 0)]))
    return export(database)


def resealed(lines: list[bytes]) -> bytes:
    """Put a fitting checksum under changed lines, as a careful hand would."""
    whole = b"".join(lines)
    end = {"end": True, "lines": len(lines), "sha256": hashlib.sha256(whole).hexdigest()}
    return whole + json.dumps(end).encode() + b"\n"


def spoilt(exported: bytes, number: int) -> bytes:
    """Return a corrupted export; the kinds of damage take turns."""
    chance = random.Random(number)
    at = chance.randrange(len(exported))
    body = exported.splitlines(keepends=True)[:-1]
    if number % 5 == 0:  # cut off
        return exported[:at]
    if number % 5 == 1:  # a bit flipped
        return (
            exported[:at] + bytes([exported[at] ^ (1 << chance.randrange(8))]) + exported[at + 1 :]
        )
    if number % 5 == 2:  # a stretch lost, or there twice
        end = min(len(exported), at + chance.randrange(1, 200))
        return (
            exported[:at]
            + (exported[at:end] * 2 if chance.random() < 0.5 else b"")
            + exported[end:]
        )
    which = chance.randrange(1, len(body))
    if number % 5 == 3:  # a line that is no record, under a fitting checksum
        stranger = chance.choice(
            (b"[]\n", b"{}\n", b'{"origin": 7}\n', b"\xff\xfe\n", b'{"attempt": "../x"}\n', b"{\n")
        )
        return resealed([*body[:which], stranger, *body[which:]])
    record = json.loads(body[which])  # a field of the wrong kind, under a fitting checksum
    fields = [field for field in record if field not in ("kind", "json")] or ["attempt"]
    field = chance.choice(fields)
    record[field] = chance.choice(
        [None, -1, 2**70, True, 1.5, "", "x", [], ["x"], "\ud800", {"a": 1}]
        if field != "payload"
        else [None, 7, "x", []]
    )
    if field in ("v", "elapsed_ms", "at") and record[field] == -1:
        record[field] = "7"
    return resealed([*body[:which], json.dumps(record).encode() + b"\n", *body[which + 1 :]])


def test_two_hundred_corrupted_exports_change_nothing(path: Path, exported: bytes) -> None:
    write(path, played(3).events)
    before = export(path)
    for number in range(200):
        bad = spoilt(exported, number)
        assert bad != exported
        with pytest.raises(ExportFileError) as caught:
            take(path, bad)
        error = caught.value
        assert error.message
        assert str(path.with_suffix(".jsonl")) in error.place
        assert len(str(error)) < 400
    assert export(path) == before


def test_an_export_cut_off_after_any_line_is_refused(path: Path, exported: bytes) -> None:
    file = path.with_suffix(".jsonl")
    lines = exported.splitlines(keepends=True)
    for count in range(1, len(lines)):
        file.write_bytes(b"".join(lines[:count]))
        with pytest.raises(ExportFileError, match="ends too early"):
            check_export(file)
    file.write_bytes(exported)
    assert check_export(file) == len(lines)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no export"),
        (b"SQLite format 3\x00" + bytes(100), "no export"),
        (b'{"sdcoach": "history", "format": 99}\n', "newer version"),
        (b"[" * 100_000, "no export"),
    ],
)
def test_another_file_is_refused_with_a_reason(path: Path, content: bytes, says: str) -> None:
    with pytest.raises(ExportFileError, match=says):
        take(path, content)
    assert not path.exists()


def test_a_file_that_is_not_there_is_refused(path: Path) -> None:
    with pytest.raises(SdcoachError, match="no such file"):
        merge_file(path.with_name("nothing.jsonl"), path)


def killed(file: Path, database: Path, wait: float) -> bool:
    """Kill an import after so many seconds; say whether it was still at work."""
    code = (
        "import sys; from pathlib import Path; from sdcoach.history.merge import merge_file;"
        "merge_file(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(file), str(database)], cwd=ROOT)
    try:
        process.wait(wait)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def test_an_import_that_is_killed_brings_all_or_nothing(tmp_path: Path) -> None:
    big, small, whole = tmp_path / "big.db", tmp_path / "small.db", tmp_path / "whole.db"
    fill(big, attempts=400)
    file = tmp_path / "big.jsonl"
    file.write_bytes(export(big))
    write(small, played(700).events)
    before = export(small)
    shutil.copy(small, whole)
    began = time.monotonic()
    merge_file(file, whole)
    took = time.monotonic() - began
    after, rows = export(whole), many(whole)
    outcomes = []
    for share in (0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0, 1.1):
        database = tmp_path / f"{share}.db"
        shutil.copy(small, database)
        if not killed(file, database, took * share):
            continue
        found = export(database)
        assert found in (before, after)
        # Lists are whole with the journal; what is searched for is made up for.
        assert many(database) == (1 if found == before else rows)
        outcomes.append(found == before)
        merge_file(file, database)
        assert export(database) == after
        assert listed(database) == listed(whole)
    assert any(outcomes), "every import was done before it was killed"


def test_an_import_cut_off_in_its_one_transaction_changes_nothing(tmp_path: Path) -> None:
    big, small = tmp_path / "big.db", tmp_path / "small.db"
    fill(big, attempts=20)
    write(small, played(700).events)
    before = export(small)
    file = tmp_path / "big.jsonl"
    file.write_bytes(export(big))
    store = Store(small)
    staging = Staging(store)
    stage(file, staging)

    def cut_off() -> None:
        with store.transaction():
            assert staging.land().attempts == 20
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_off()
    store.close()
    assert export(small) == before


def test_an_import_keeps_an_interview_waiting_for_a_small_part_of_it_only(tmp_path: Path) -> None:
    laptop, desk = tmp_path / "laptop.db", tmp_path / "desk.db"
    fill(laptop, attempts=400, events=40)
    file = tmp_path / "laptop.jsonl"
    file.write_bytes(export(laptop))
    held = Played(9_999)
    write(desk, played(9_000).events, held.events)
    done = threading.Event()
    merged: list[Merged] = []

    def bring() -> None:
        merged.append(merge_file(file, desk))
        done.set()

    with AttemptLock(tmp_path) as lock:
        lock.acquire(held.attempt)
        store = Store(desk)
        thread = threading.Thread(target=bring)
        began = time.monotonic()
        thread.start()
        waits = []
        while not done.is_set():
            asked = time.monotonic()
            one = held.wait(1_000).type("word ").events[-1]
            while True:
                with contextlib.suppress(sqlite3.OperationalError):
                    store.write([one])
                    break
            waits.append(time.monotonic() - asked)
            time.sleep(0.005)
        took = time.monotonic() - began
        thread.join()
        store.close()
    assert merged[0].attempts == 400
    assert len(waits) > 10
    assert max(waits) < took / 3
    assert many(desk) == 402
    reader = open_reader(desk)
    assert reader is not None
    with closing(reader):
        assert attempts.events(reader, held.attempt) == held.events


Meanwhile = list[list[Event]]


def _meanwhile() -> list[tuple[str, Meanwhile]]:
    """What another window or another import may write while a file is read."""
    journal = begun(1)
    late = journal[-1].at
    tag = [Event(name(1), LAPTOP, 1, "tagged", 1, 0, late + 5, {"tags": ["here"]})]
    return [
        ("nothing", []),
        ("another attempt", [begun(2)]),
        ("the same attempt begins", [journal]),
        ("the same attempt goes on", [acted(ORIGIN, 1, [(1, 12, 0)])]),
        (
            "the same attempt goes the other way, and ends",
            [acted(ORIGIN, 1, [(1, 13, 0), (1, 16, 1)])],
        ),
        ("a tag", [tag]),
    ]


@pytest.mark.parametrize("known", [False, True], ids=["new", "known"])
@pytest.mark.parametrize(("which", "meanwhile"), _meanwhile())
def test_what_is_written_while_a_file_is_read_is_merged_too(
    tmp_path: Path, which: str, meanwhile: Meanwhile, known: bool
) -> None:
    here, there, first = tmp_path / "here.db", tmp_path / "there.db", tmp_path / "first.db"
    write(there, begun(1), acted(ORIGIN, 1, [(1, 12, 0), (1, 15, 0)]), begun(3))
    write(here, begun(5), *([begun(1)] if known else []))
    shutil.copy(here, first)
    file = tmp_path / "there.jsonl"
    file.write_bytes(export(there))
    store = Store(here)
    staging = Staging(store)
    stage(file, staging)
    for database in (here, first):
        write(database, *meanwhile)
    with store.transaction():
        landed = staging.land()
    staging.index()
    store.close()
    assert landed == merge_file(file, first)
    assert export(here) == export(first)
    assert listed(here) == listed(first)
    assert found(here) == found(first)


def found(database: Path) -> list[str]:
    """What the full-text search has, which the next writer completes."""
    store = Store(database)
    while store.rebuild_some():
        pass
    store.close()
    reader = open_reader(database)
    assert reader is not None
    with closing(reader):
        return [row.id for row in attempts.page(reader, text="core")]


def test_what_an_import_brings_is_searchable_and_replayable(tmp_path: Path) -> None:
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    fill(there, attempts=3, long=1_600)
    write(here, begun(5))
    take(here, export(there))
    with closing(sqlite3.connect(there)) as one, closing(sqlite3.connect(here)) as other:
        for query in (
            "SELECT a.uuid, s.seq, s.elapsed_ms, s.notes, s.sheet FROM snapshots s"
            " JOIN attempts a ON a.id = s.attempt_id ORDER BY 1, 2",
            "SELECT a.uuid, t.events, t.notes, t.tags FROM texts t"
            " JOIN attempts a ON a.id = t.attempt_id ORDER BY 1",
            "SELECT question, dimension, reviews, level, last_at, due_at FROM due ORDER BY 1, 2",
        ):
            brought = other.execute(query).fetchall()
            assert set(one.execute(query)) <= set(brought)
            assert brought


def test_an_attempt_that_stands_in_a_file_twice_is_one(path: Path, exported: bytes) -> None:
    body = exported.splitlines(keepends=True)[:-1]
    first = next(at for at, line in enumerate(body) if b'"attempt"' in line[:12])
    twice = resealed([*body, *body[first:]])
    assert take(path, twice).attempts == 2
    assert export(path) == exported


def test_real_interviews_merge_by_their_newest_change(tmp_path: Path) -> None:
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    planned = Outcome(str(uuid.UUID(int=9)), 1, "Initech", "2026-11-30", "senior", "", "", 0)
    for database, entry in (
        (here, planned),
        (there, planned._replace(changed_at=2, result="leaning-yes")),
    ):
        store = Store(database)
        with store.transaction():
            assert keep_outcome(store, entry)
        store.close()
    take(there, export(here))
    take(here, export(there))
    assert export(here) == export(there)
    reader = open_reader(here)
    assert reader is not None
    with closing(reader):
        assert [one.result for one in read_outcomes(reader)] == ["leaning-yes"]


def test_damage_inside_a_payload_does_not_stop_an_export(path: Path) -> None:
    write(path, played(1).events)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE events SET payload = '{ \"a\" :\n 1' WHERE seq = 3")
        connection.execute("UPDATE events SET payload = '{ \"offset\" :\n 1}' WHERE seq = 4")
    bare = path.with_name("bare.db")
    take(bare, export(path))
    assert export(bare) == export(path)
    assert take(bare, export(path)).events == 0
