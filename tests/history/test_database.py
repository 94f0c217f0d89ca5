"""Opening the file: absent, old, newer, foreign, damaged, read-only; and what is in it."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from sdcoach.errors import StorageError
from sdcoach.history import attempts
from sdcoach.history.backup import KEPT, backups, keep_backup
from sdcoach.history.database import SCHEMA_VERSION, open_reader
from sdcoach.history.rows import dumped
from sdcoach.history.schema import STEPS, migrations
from sdcoach.history.store import Store
from sdcoach.history.troubles import (
    DatabaseDamagedError,
    DatabaseNewerError,
    DatabaseReadOnlyError,
    DatabaseUnreadableError,
)
from sdcoach.interview.events import Event
from tests.bench.generate import fill, name, played, rubric

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sdcoach.db"


def first_schema(path: Path, events: list[Event]) -> None:
    """Write a history as the very first schema had it."""
    with closing(sqlite3.connect(path)) as connection:
        database = Database(connection, execute_plugins=False, strict=True)
        database.enable_wal()
        migrations.apply(database, stop_before=STEPS[1].__name__)
        connection.execute("PRAGMA user_version = 1")
        with connection:
            connection.execute("INSERT INTO contents VALUES (?, ?, ?)", rubric())
            connection.execute("INSERT INTO origins VALUES (1, ?)", [events[0].origin])
            connection.execute(
                "INSERT INTO attempts VALUES (1, ?, ?)", [events[0].attempt, len(events)]
            )
            for event in events:
                connection.execute(
                    "INSERT INTO events VALUES (1, 1, ?, ?, ?, ?, ?, ?)",
                    [*event[2:7], dumped(event.payload)],
                )


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}


def test_where_no_file_is_there_is_no_history(path: Path) -> None:
    assert open_reader(path) is None
    assert open_reader(path / "below" / "a file") is None
    assert not path.exists()


def test_an_empty_file_is_no_history_yet_and_can_become_one(path: Path) -> None:
    path.touch()
    assert open_reader(path) is None
    fill(path, attempts=2)
    reader = open_reader(path)
    assert reader is not None
    with closing(reader):
        assert attempts.count(reader) == 2


def test_a_database_without_tables_is_no_history_yet(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = wal")
    assert open_reader(path) is None


def test_there_are_as_many_steps_as_the_version_says() -> None:
    assert len(STEPS) == SCHEMA_VERSION


def test_the_very_first_schema_is_brought_up_to_date_after_a_backup(path: Path) -> None:
    events = played(1, 600).events
    first_schema(path, events)
    store = Store(path)
    while store.rebuild_some():
        pass
    store.close()
    [backup] = backups(path)
    assert backup.name.startswith("sdcoach-1-20")
    assert "attempt_rows" not in tables(backup)
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (600,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    reader = open_reader(path)
    assert reader is not None
    with closing(reader):
        assert attempts.events(reader, name(1)) == events
        row = attempts.find(reader, "last")
        assert (row.status, row.band is None) == ("scored", False)
        assert reader.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert reader.execute("SELECT count(*) FROM snapshots").fetchone() == (1,)


def test_a_reader_brings_an_old_file_up_to_date_by_itself(path: Path) -> None:
    first_schema(path, played(1).events)
    reader = open_reader(path)
    assert reader is not None
    with closing(reader):
        assert [row.id for row in attempts.page(reader)] == [name(1)]
    assert len(backups(path)) == 1


def test_a_new_file_needs_no_backup(path: Path) -> None:
    fill(path, attempts=1)
    assert backups(path) == []


def test_without_a_backup_nothing_is_changed(path: Path) -> None:
    first_schema(path, played(1).events)
    before = path.read_bytes()
    (path.parent / "backups").write_text("in the way")
    with pytest.raises(StorageError):
        Store(path)
    assert path.read_bytes() == before
    assert "attempt_rows" not in tables(path)


def test_five_backups_are_kept_and_the_oldest_goes_first(path: Path) -> None:
    fill(path, attempts=1)
    for number in range(KEPT + 2):
        made = keep_backup(path, number)
        os.utime(made, (number, number))
    assert [file.name.split("-")[1] for file in backups(path)] == ["2", "3", "4", "5", "6"]


def test_a_step_that_fails_every_time_changes_nothing_and_makes_one_backup(path: Path) -> None:
    first_schema(path, played(1).events)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE snapshots (x)")
    for _ in range(KEPT + 1):
        with pytest.raises(StorageError, match="snapshots"):
            Store(path)
    assert len(backups(path)) == 1
    assert "attempt_rows" not in tables(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE snapshots")
    Store(path).close()
    assert "snapshots" not in tables(backups(path)[-1])


def test_programs_that_bring_a_file_up_to_date_at_once_agree(path: Path) -> None:
    first_schema(path, played(1).events)
    code = (
        "import sys, time; from pathlib import Path\n"
        "from sdcoach.history.journal import Journal\n"
        "from tests.bench.generate import played\n"
        "journal = Journal(Path(sys.argv[1]), on_trouble=lambda trouble: None)\n"
        "journal.append(played(int(sys.argv[2])).events)\n"
        "sys.exit(0 if journal.close(30) else 1)\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(path), str(number)], cwd=ROOT)
        for number in range(2, 5)
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert len(backups(path)) == 1
    reader = open_reader(path)
    assert reader is not None
    with closing(reader):
        assert {row.id for row in attempts.page(reader)} >= {name(2), name(3), name(4)}


def test_steps_of_a_newer_version_are_refused_even_under_an_old_number(path: Path) -> None:
    first_schema(path, played(1).events)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('sdcoach', 'm099_later', '')"
        )
    with pytest.raises(DatabaseNewerError):
        Store(path)
    assert "attempt_rows" not in tables(path)


def test_a_newer_schema_that_is_still_in_the_log_is_refused_too(path: Path) -> None:
    fill(path, attempts=1)
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 3}")
        with pytest.raises(DatabaseNewerError, match=str(SCHEMA_VERSION + 3)):
            open_reader(path)
        with pytest.raises(DatabaseNewerError):
            Store(path)


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")
    before = path.read_bytes()
    with pytest.raises(DatabaseDamagedError, match="another program"):
        open_reader(path)
    with pytest.raises(DatabaseDamagedError, match="another program"):
        Store(path)
    assert path.read_bytes() == before


def test_a_file_that_rots_is_a_clear_error_when_it_is_opened(path: Path) -> None:
    fill(path, attempts=200)
    size = path.stat().st_size
    with path.open("r+b") as stream:
        stream.seek(4096)
        stream.write(os.urandom(size - 4096))
    with pytest.raises(DatabaseDamagedError) as caught:
        open_reader(path)
    assert caught.value.place == str(path)
    assert "backups" in caught.value.hint


def test_rows_that_rot_are_a_clear_error_when_they_are_read(path: Path) -> None:
    fill(path, attempts=200)
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'attempt_rows'"
        (page,) = connection.execute(query).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as stream:
        stream.seek((page - 1) * size)
        stream.write(os.urandom(size))
    reader = open_reader(path)
    assert reader is not None
    with closing(reader), pytest.raises(DatabaseDamagedError) as caught:
        attempts.page(reader)
    assert caught.value.place == str(path)
    assert "backups" in caught.value.hint


def test_a_folder_in_place_of_the_file_cannot_be_read(path: Path) -> None:
    path.mkdir()
    with pytest.raises(DatabaseUnreadableError):
        open_reader(path)


def test_odd_characters_in_the_path_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "what? a#b %41 é" / "sdcoach.db"
    fill(path, attempts=1)
    reader = open_reader(path)
    assert reader is not None
    with closing(reader):
        assert attempts.count(reader) == 1
    assert keep_backup(path, 1).exists()


def test_the_file_is_as_the_design_says(path: Path) -> None:
    fill(path, attempts=1)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        strict = dict(
            connection.execute(
                "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'"
                " AND name NOT LIKE 'sqlite_%'"
            )
        )
        assert {"attempts", "events", "origins", "contents", "attempt_rows"} <= strict.keys()
        assert set(strict.values()) == {1}
    store = Store(path)
    connection = store.connection
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO attempt_rows SELECT * FROM attempt_rows")
    connection.rollback()
    store.close()


def test_any_sqlite_tool_can_read_the_views(path: Path) -> None:
    fill(path, attempts=3)
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        first = connection.execute("SELECT * FROM history").fetchone()
        assert first["attempt"] == name(2)
        assert first["started"].endswith("Z")
        events = connection.execute(
            "SELECT * FROM journal WHERE attempt = ? ORDER BY seq", [name(2)]
        ).fetchall()
    assert [row["kind"] for row in events] == [event.kind for event in played(2).events]


# --- without the right to write -----------------------------------------------------------


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may look into."""
    with tempfile.TemporaryDirectory(prefix="sdcoach-test-") as name_of_it:
        folder = Path(name_of_it)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


BECOME_NOBODY = """
import os, sys, time
from pathlib import Path
import sdcoach.bank.decode, sdcoach.bank.document, sdcoach.history.schema, sdcoach.scoring.scorecard
from sdcoach.history import attempts
from sdcoach.history.database import open_reader
from sdcoach.history.journal import Journal
from sdcoach.history.origin import read_origin
from sdcoach.history.troubles import DatabaseUnreadableError
from tests.bench.generate import played, rubric
events = played(9).events
import uuid
if os.geteuid() == 0:  # who may do anything; the interpreter need not be readable to others
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
path = Path(sys.argv[1])
"""


def as_nobody(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run code as a user who owns nothing, where we may become one."""
    return subprocess.run(
        [sys.executable, "-c", BECOME_NOBODY + code, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


needs_permissions = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")


@needs_permissions
def test_a_read_only_home_can_be_read_and_keeps_what_is_typed_in_memory(open_folder: Path) -> None:
    path = open_folder / "sdcoach.db"
    fill(path, attempts=3)
    path.chmod(0o444)
    open_folder.chmod(0o555)
    code = """
print(len(attempts.page(open_reader(path))))
troubles = []
journal = Journal(path, on_trouble=troubles.append)
journal.start()
journal.append(events)
while not troubles:
    time.sleep(0.01)
time.sleep(0.5)
print([type(trouble).__name__ for trouble in troubles], bool(troubles[0].hint))
print(journal.close(0.1), len(journal.unsaved()), len(read_origin(path.parent)))
"""
    done = as_nobody(code, str(path))
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["3", "['DatabaseReadOnlyError'] True", "False 40 36"]
    assert [file.name for file in open_folder.iterdir()] == ["sdcoach.db"]


@needs_permissions
def test_a_file_of_someone_else_is_unreadable_in_plain_words(open_folder: Path) -> None:
    path = open_folder / "sdcoach.db"
    fill(path, attempts=1)
    path.chmod(0o000 if os.geteuid() else 0o600)
    code = """
try:
    open_reader(path)
except DatabaseUnreadableError as error:
    print(error, "|", error.hint)
"""
    done = as_nobody(code, str(path))
    assert done.stderr == ""
    assert "cannot be read (Permission denied)" in done.stdout
    assert DatabaseReadOnlyError.kind not in done.stdout
