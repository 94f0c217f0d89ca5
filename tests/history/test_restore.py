"""Backups that a person makes, and putting one back."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sdcoach.errors import AttemptBusyError, NotFoundError, SdcoachError
from sdcoach.history import attempts
from sdcoach.history.database import SCHEMA_VERSION, open_reader
from sdcoach.history.locks import AttemptLock
from sdcoach.history.origin import read_origin
from sdcoach.history.restore import BackupFileError, backup_to, restore_from
from sdcoach.history.store import Store
from sdcoach.history.troubles import DatabaseLockedError, DatabaseNewerError
from tests.bench.generate import fill, name, played


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "sdcoach.db"


def ids(path: Path) -> list[str]:
    reader = open_reader(path)
    assert reader is not None
    with closing(reader):
        return [row.id for row in attempts.page(reader)]


def add(path: Path, number: int) -> None:
    store = Store(path)
    store.write(played(number).events)
    store.close()


def test_a_backup_can_be_put_back_and_what_was_there_is_kept(path: Path, tmp_path: Path) -> None:
    fill(path, attempts=2)
    backup = tmp_path / "safe.db"
    assert backup_to(path, backup) == backup.stat().st_size
    add(path, 2)
    kept = restore_from(backup, path)
    assert ids(path) == [name(1), name(0)]
    assert kept is not None
    assert ids(kept) == [name(2), name(1), name(0)]


def test_after_restoring_an_installation_writes_under_a_new_name(
    path: Path, tmp_path: Path
) -> None:
    fill(path, attempts=1)
    before = read_origin(path.parent)
    backup_to(path, tmp_path / "safe.db")
    restore_from(tmp_path / "safe.db", path)
    assert read_origin(path.parent) != before


def test_a_backup_can_be_restored_where_there_was_nothing(path: Path, tmp_path: Path) -> None:
    fill(path, attempts=2)
    backup_to(path, tmp_path / "safe.db")
    elsewhere = tmp_path / "other" / "sdcoach.db"
    assert restore_from(tmp_path / "safe.db", elsewhere) is None
    assert ids(elsewhere) == ids(path)


def test_a_backup_never_replaces_a_file(path: Path, tmp_path: Path) -> None:
    fill(path, attempts=1)
    taken = tmp_path / "notes.txt"
    taken.write_text("mine")
    with pytest.raises(BackupFileError, match="already"):
        backup_to(path, taken)
    assert taken.read_text() == "mine"
    with pytest.raises(SdcoachError):
        backup_to(path, tmp_path / "nowhere" / "safe.db")
    with pytest.raises(NotFoundError):
        backup_to(tmp_path / "none.db", tmp_path / "safe.db")
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["notes.txt"]


def test_while_an_interview_is_open_nothing_is_restored(path: Path, tmp_path: Path) -> None:
    fill(path, attempts=2)
    backup_to(path, tmp_path / "safe.db")
    add(path, 2)
    with AttemptLock(path.parent) as lock:
        lock.acquire(name(2))
        with pytest.raises(AttemptBusyError):
            restore_from(tmp_path / "safe.db", path)
    store = Store(path)  # another program at work, between two interviews
    store.write(played(3).events)
    try:
        with pytest.raises(DatabaseLockedError):
            restore_from(tmp_path / "safe.db", path)
    finally:
        store.close()
    assert len(ids(path)) == 4


@pytest.mark.parametrize("damage", ["cut", "zeros", "text", "foreign", "nothing", "a folder"])
def test_a_file_that_is_no_whole_backup_changes_nothing(
    path: Path, tmp_path: Path, damage: str
) -> None:
    fill(path, attempts=2)
    before = ids(path)
    backup = tmp_path / "safe.db"
    backup_to(path, backup)
    raw = bytearray(backup.read_bytes())
    if damage == "cut":
        backup.write_bytes(raw[: len(raw) // 2])
    elif damage == "zeros":
        for at in range(8 * 4096, len(raw), 3):
            raw[at] ^= 0x5A
        backup.write_bytes(raw)
    elif damage == "text":
        backup.write_text("no database")
    else:
        backup.unlink()
    if damage == "foreign":
        with closing(sqlite3.connect(backup)) as connection:
            connection.execute("CREATE TABLE mine (a)")
    elif damage == "a folder":
        backup.mkdir()
    with pytest.raises(BackupFileError):
        restore_from(backup, path)
    assert ids(path) == before
    assert not list(path.parent.glob("*before-restore*"))


def test_a_backup_of_a_newer_version_is_refused(path: Path, tmp_path: Path) -> None:
    fill(path, attempts=1)
    backup_to(path, tmp_path / "safe.db")
    with closing(sqlite3.connect(tmp_path / "safe.db")) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(DatabaseNewerError):
        restore_from(tmp_path / "safe.db", path)


def test_a_damaged_history_can_be_replaced_and_is_kept(path: Path, tmp_path: Path) -> None:
    fill(path, attempts=2)
    backup_to(path, tmp_path / "safe.db")
    path.write_bytes(b"rubbish" * 1000)
    kept = restore_from(tmp_path / "safe.db", path)
    assert len(ids(path)) == 2
    assert kept is not None
    assert kept.read_bytes() == b"rubbish" * 1000
