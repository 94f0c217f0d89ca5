"""Backups that a person makes, and putting one back in place of the history.

Both ways go through a copy that was read back whole; the file that was there is kept aside.
"""

import os
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from sdcoach.errors import AttemptBusyError, NotFoundError, SdcoachError, StorageError
from sdcoach.history import troubles
from sdcoach.history.backup import verified_copy
from sdcoach.history.database import BUSY_MS, SCHEMA_VERSION, open_reader
from sdcoach.history.locks import held
from sdcoach.history.origin import FILE as ORIGIN_FILE

_OURS = {"origins", "attempts", "events", "contents"}
_BESIDE = ("-wal", "-shm")


class BackupFileError(SdcoachError):
    """A file that cannot be taken as a backup, or cannot be written as one."""

    kind = "backup-file"


def backup_to(database: Path, target: Path) -> int:
    """Copy the history into one file, read the copy back, and return its size in bytes.

    Interviews may go on meanwhile; the copy is the history as it was at the beginning.

    Raises:
        NotFoundError: When there is no history yet.
        BackupFileError: When there is a file of that name, or it cannot be written.
        StorageError: When the history cannot be read.
    """
    reader = open_reader(database)
    if reader is None:
        raise NotFoundError("there is no history yet", hint="`sdcoach start` begins one")
    reader.close()
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        verified_copy(database, partial)
        _claim(partial, target)
        return target.stat().st_size
    except OSError as error:
        raise _unwritable(error, target) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def restore_from(backup: Path, database: Path) -> Path | None:
    """Put a backup in place of the history, and return where the one that was there is kept.

    The installation gets a new origin: what it writes from here on must not be taken for what
    it wrote after the backup was made.

    Raises:
        BackupFileError: When the file is no whole history of ours; nothing was changed then.
        DatabaseNewerError: When a newer version wrote it.
        AttemptBusyError: When an interview is open in a window.
        DatabaseLockedError: When another program has the history open.
        StorageError: When it cannot be put in place.
    """
    _refuse_unfit(backup)
    busy = _running(database.parent)
    if busy:
        raise AttemptBusyError(
            "an interview is open in another window", hint="leave it first", place=busy
        )
    partial = database.with_name(f".{database.name}.{os.getpid()}")
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        verified_copy(backup, partial)
        aside = _put_aside(database)
        os.replace(partial, database)
        (database.parent / ORIGIN_FILE).unlink(missing_ok=True)
    except OSError as error:
        raise troubles.from_os(error, database) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    reader = open_reader(database)  # brings an earlier version up to date
    if reader is not None:
        reader.close()
    return aside


def _claim(partial: Path, target: Path) -> None:
    """Give the finished copy its name, but never that of another file."""
    taken = BackupFileError(
        "there is a file of that name already",
        hint="choose another name; a backup never replaces a file",
        place=str(target),
    )
    if target.exists():
        raise taken
    try:
        os.link(partial, target)
    except FileExistsError as error:
        raise taken from error
    except OSError:  # a file system without links
        os.replace(partial, target)


def _unwritable(error: OSError, target: Path) -> BackupFileError:
    why = error.strerror or type(error).__name__
    return BackupFileError(
        f"the backup cannot be written ({why})",
        hint="see that the folder is there and can be written",
        place=str(target),
    )


def _refuse_unfit(backup: Path) -> None:
    try:
        if not backup.is_file():
            raise BackupFileError("there is no such file", place=str(backup))
        uri = f"{backup.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            wrong = connection.execute("PRAGMA integrity_check").fetchone()[0]
            loose = connection.execute("PRAGMA foreign_key_check").fetchone()
    except (sqlite3.Error, OSError) as error:
        raise BackupFileError(
            f"this is no backup of a history, or a damaged one ({error})",
            hint="nothing was changed; try another backup",
            place=str(backup),
        ) from error
    if version > SCHEMA_VERSION:
        raise troubles.newer(backup, version, SCHEMA_VERSION)
    if version < 1 or not names >= _OURS:
        raise BackupFileError(
            "this file is a database of another program",
            hint="nothing was changed",
            place=str(backup),
        )
    if wrong != "ok" or loose is not None:
        raise BackupFileError(
            "this backup is damaged", hint="nothing was changed; try another one", place=str(backup)
        )


def _running(folder: Path) -> str:
    """Return an attempt that some window has open; empty when none has."""
    return next(
        (file.stem for file in (folder / "locks").glob("*.lock") if held(folder, file.stem)), ""
    )


def _put_aside(database: Path) -> Path | None:
    """Keep the history that is there under another name; it stays in place until replaced."""
    if not database.exists():
        return None
    whole = _settled(database)
    stamp = time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime())
    aside = database.with_name(f"{database.stem}-before-restore-{stamp}{database.suffix}")
    number = 1
    while aside.exists():
        number += 1
        name = f"{database.stem}-before-restore-{stamp}-{number}{database.suffix}"
        aside = database.with_name(name)
    if whole:
        try:
            os.link(database, aside)
        except OSError:  # a file system without links
            shutil.copy2(database, aside)
        return aside
    # A damaged file keeps what lies beside it, for whoever can still read something of it.
    os.replace(database, aside)
    for ending in _BESIDE:
        beside = database.with_name(database.name + ending)
        if beside.exists():
            os.replace(beside, aside.with_name(aside.name + ending))
    return aside


def _settled(database: Path) -> bool:
    """Bring all of the history into its one file; False when it is damaged.

    Raises:
        StorageError: When another program has it open, or it cannot be written.
    """
    try:
        with closing(sqlite3.connect(database, timeout=BUSY_MS / 1000)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.Error as error:
        trouble = troubles.from_sqlite(error, database, writing=True)
        if isinstance(trouble, troubles.DatabaseDamagedError):
            return False
        raise trouble from error
    if mode != "delete":
        raise StorageError("the history is in use by another program", hint="close it first")
    return True
