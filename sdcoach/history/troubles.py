"""What can go wrong with the history file, in words a person can act on.

Named after what is wrong, not after SQLite's codes; `from_sqlite` translates.
"""

import sqlite3
from pathlib import Path

from sdcoach.errors import StorageError


class DatabaseNewerError(StorageError):
    """A newer version of sdcoach has written the file; it is left untouched."""

    kind = "database-newer"


class DatabaseDamagedError(StorageError):
    """The file is not a sdcoach history, or no longer one."""

    kind = "database-damaged"


class DatabaseUnreadableError(StorageError):
    """The file is there, but the system does not let us read it."""

    kind = "database-unreadable"


class DatabaseReadOnlyError(StorageError):
    """The file or its folder cannot be written."""

    kind = "database-read-only"


class DatabaseLockedError(StorageError):
    """Another program holds the file for longer than we wait."""

    kind = "database-locked"


class DiskFullError(StorageError):
    """There is no room for another entry."""

    kind = "disk-full"


_NO_ROOM_HINT = "make room on the disk; what was typed is kept in memory until then"
_WRITE_HINT = "see that the folder can be written, or point SDCOACH_HOME at one that can"
_DAMAGED_HINT = (
    "move the file away, then put the newest file of the folder `backups` beside it in its place"
)


def newer(path: Path, found: int, known: int) -> DatabaseNewerError:
    """Return the error for a file of a later schema."""
    return DatabaseNewerError(
        f"the history was written by a newer version of sdcoach (schema {found}, known is {known})",
        hint="upgrade sdcoach; the file was left as it is",
        place=str(path),
    )


def damaged(path: Path, why: str = "") -> DatabaseDamagedError:
    """Return the error for a file that is no database, or a broken one."""
    return DatabaseDamagedError(
        f"the history is damaged{f' ({why})' if why else ''}", hint=_DAMAGED_HINT, place=str(path)
    )


def foreign(path: Path) -> DatabaseDamagedError:
    """Return the error for a database that is not ours."""
    return DatabaseDamagedError(
        "this file is a database of another program",
        hint="move it away, or point SDCOACH_HOME at another folder",
        place=str(path),
    )


def unreadable(path: Path, why: str) -> DatabaseUnreadableError:
    """Return the error for a file that cannot be opened for reading."""
    return DatabaseUnreadableError(
        f"the history cannot be read ({why})",
        hint="see that the file and its folder belong to you",
        place=str(path),
    )


def from_sqlite(error: sqlite3.Error, path: Path, *, writing: bool) -> StorageError:
    """Translate an error of SQLite's into one with a next step.

    Args:
        error: What the library raised.
        path: The file it was about.
        writing: Whether it came up while writing.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    place = str(path)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseLockedError(
            "the history is locked by another program",
            hint="close what holds it open; writing goes on by itself then",
            place=place,
        )
    if code == sqlite3.SQLITE_FULL:
        return DiskFullError("the disk is full", hint=_NO_ROOM_HINT, place=place)
    if not writing:
        return unreadable(path, str(error))
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return DatabaseReadOnlyError("the history cannot be written", hint=_WRITE_HINT, place=place)
    if code == sqlite3.SQLITE_IOERR:
        return StorageError(
            "the disk refuses to write the history", hint=_NO_ROOM_HINT, place=place
        )
    return StorageError(f"the history cannot be written ({error})", hint=_WRITE_HINT, place=place)


def from_os(error: OSError, path: Path) -> StorageError:
    """Translate a refusal of the system's, met while writing."""
    why = error.strerror or type(error).__name__
    return DatabaseReadOnlyError(
        f"the history cannot be written ({why})", hint=_WRITE_HINT, place=str(path)
    )
