"""Taking another history in: all of it or nothing, in any order, any number of times."""

import sqlite3
from pathlib import Path

from sdcoach.history.branches import Branches
from sdcoach.history.exchange import Journal, check_export, read_export
from sdcoach.history.rows import storable
from sdcoach.history.staging import Merged, Staging
from sdcoach.history.store import Store
from sdcoach.history.troubles import from_sqlite

_AT_ONCE = 200
_HEARD_AT_ONCE = 10
"""Hearing takes tens of milliseconds an attempt, and other windows want to write between."""

__all__ = ["Merged", "merge_file"]


def merge_file(path: Path, database: Path) -> Merged:
    """Bring in all that an export holds and this history does not.

    The file is read from end to end before anything is written, and all is written in one
    transaction, which only puts in what was made ready: an interview that is held meanwhile waits
    for it half a second in ten thousand attempts. What is only searched for or averaged is made
    after it, before this returns.

    Args:
        path: The export.
        database: The history; made when it does not exist.

    Raises:
        ExportFileError: When the file is no whole export; nothing was written then.
        AttemptBusyError: When an attempt that went on in two places is open in a window.
        StorageError: When the history cannot be written; nothing was written then.
    """
    check_export(path)
    store = Store(database)
    try:
        staging = Staging(store)
        stage(path, staging)
        with store.transaction():
            merged = staging.land()
        staging.index()
        while store.rebuild_some(_AT_ONCE, heard=_HEARD_AT_ONCE):
            pass
    except sqlite3.Error as error:
        raise from_sqlite(error, database, writing=True) from error
    finally:
        store.close()
    return merged


def stage(path: Path, staging: Staging) -> None:
    """Make ready what a checked export holds; nobody is kept from writing.

    Raises:
        ExportFileError: At the first line that is not as it must be.
        sqlite3.Error: When the history cannot be read, or there is no room.
    """
    staging.begin()
    for record in read_export(path):
        if isinstance(record, Journal):
            staging.put(record.attempt, _stored(record))
        else:
            staging.keep(record)
    staging.settle()


def _stored(journal: Journal) -> Branches:
    """Return a journal of a file as it will read once it is in the database."""
    lines = {
        origin: tuple(line._replace(kind=storable(line.kind)) for line in found)
        for origin, found in journal.branches.lines.items()
    }
    return journal.branches._replace(lines=lines)
