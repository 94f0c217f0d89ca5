"""Taking another history in: all of it or nothing, in any order, any number of times."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from sdcoach.errors import AttemptBusyError
from sdcoach.history.branches import Branches, united
from sdcoach.history.exchange import (
    Journal,
    Record,
    check_export,
    read_branches,
    read_export,
    read_forks,
)
from sdcoach.history.locks import held, someone
from sdcoach.history.outcomes import Outcome, newer
from sdcoach.history.rows import Content, storable
from sdcoach.history.store import Store
from sdcoach.history.troubles import from_sqlite

SHORT = 10_000
"""So many new events are written within about a second; an interview may wait as long."""
_AT_ONCE = 200
_HEARD_AT_ONCE = 10
"""Hearing takes tens of milliseconds an attempt, and other windows want to write between."""
_PUT_EVENT = """
    INSERT INTO events (attempt_id, origin_id, seq, kind, v, elapsed_ms, at, payload)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_DROP_EVENT = "DELETE FROM events WHERE attempt_id = ? AND origin_id = ? AND seq = ?"
_PUT_FORK = """
    INSERT INTO forks (origin_id, of_id, at_seq) VALUES (?, ?, ?)
    ON CONFLICT (origin_id) DO UPDATE SET of_id = excluded.of_id, at_seq = excluded.at_seq
"""
_OUTCOME = ", ".join(Outcome._fields)
_PUT_OUTCOME = (
    f"INSERT OR REPLACE INTO outcomes ({_OUTCOME})"  # noqa: S608 - names of our own
    f" VALUES ({', '.join('?' for _ in Outcome._fields)})"
)


class Merged(NamedTuple):
    """What an import brought."""

    attempts: int
    """New ones."""
    changed: int
    """Attempts that were here and have something new."""
    events: int
    """New events."""


def merge_file(path: Path, database: Path) -> Merged:
    """Bring in all that an export holds and this history does not.

    The file is read from end to end before anything is written, and all is written in one
    transaction, which begins only when it is known what is new. Nobody else can write
    meanwhile, so what takes long waits until no attempt is open in a window. Derived rows are
    made before this returns.

    Args:
        path: The export.
        database: The history; made when it does not exist.

    Raises:
        ExportFileError: When the file is no whole export; nothing was written then.
        AttemptBusyError: When an attempt that would have to change is open in a window, or
            any while there is more than `SHORT` to write.
        StorageError: When the history cannot be written; nothing was written then.
    """
    check_export(path)
    store = Store(database)
    try:
        news = _news(path, store)
        if news is None and (who := someone(database.parent)):
            raise AttemptBusyError(
                f"an attempt is open in a window ({who}), and this import would keep it from"
                " being saved for a while",
                hint="import when that window is closed; nothing was imported",
            )
        with store.transaction():
            merged = _merge(read_export(path) if news is None else news, store)
        while store.rebuild_some(_AT_ONCE, heard=_HEARD_AT_ONCE):
            pass
    except sqlite3.Error as error:
        raise from_sqlite(error, database, writing=True) from error
    finally:
        store.close()
    return merged


def keep_outcome(store: Store, outcome: Outcome) -> bool:
    """Keep an entry inside a transaction unless a newer one is there; return whether it was."""
    row = store.connection.execute(
        f"SELECT {_OUTCOME} FROM outcomes WHERE uuid = ?",  # noqa: S608 - names of our own
        (outcome.uuid,),
    ).fetchone()
    if row is not None and newer(Outcome._make(row), outcome) == Outcome._make(row):
        return False
    cells = [storable(cell) if isinstance(cell, str) else cell for cell in outcome]
    store.connection.execute(_PUT_OUTCOME, cells)
    return True


def _news(path: Path, store: Store) -> list[Record] | None:
    """Return what a file holds that may be new; None when that is more than `SHORT`.

    Nobody is kept from writing. What is written meanwhile takes nothing from the file's news,
    and adds none: a journal that holds all of another goes on holding it.
    """
    found: list[Record] = []
    left = SHORT
    store.connection.execute("BEGIN")
    try:
        forks = read_forks(store.connection)
        for record in read_export(path):
            if isinstance(record, Journal):
                known = read_branches(store.connection, record.attempt, forks)
                wanted = united(record.attempt, known, _stored(record))
                if wanted == known:
                    continue
                forks |= wanted.forks
                left -= sum(map(len, record.branches.lines.values()))
                if left < 0:
                    return None
            found.append(record)
    finally:
        store.connection.execute("ROLLBACK")
    return found


def _merge(records: Iterable[Record], store: Store) -> Merged:
    attempts = changed = events = 0
    forks = read_forks(store.connection)
    contents = False
    for record in records:
        if isinstance(record, Content):
            contents |= store.keep(record)
        elif isinstance(record, Outcome):
            keep_outcome(store, record)
        else:
            known = read_branches(store.connection, record.attempt, forks)
            wanted = united(record.attempt, known, _stored(record))
            if wanted == known:
                continue
            added = _replace(store, record.attempt, known, wanted)
            forks |= wanted.forks
            events += added
            attempts += not known.lines
            changed += bool(known.lines)
    if contents:
        # What could not be heard for want of its question may be heard now.
        store.connection.execute("DELETE FROM measured WHERE expected IS NULL")
    return Merged(attempts, changed, events)


def _stored(journal: Journal) -> Branches:
    """Return a journal of a file as it will read once it is in the database."""
    lines = {
        origin: tuple(line._replace(kind=storable(line.kind)) for line in found)
        for origin, found in journal.branches.lines.items()
    }
    return journal.branches._replace(lines=lines)


def _replace(store: Store, attempt: str, known: Branches, wanted: Branches) -> int:
    """Change the events of an attempt from what is known to what is wanted; count the new ones."""
    connection = store.connection
    attempt_id = store.key_of("attempts", attempt)
    added = 0
    gone = [
        (origin, line)
        for origin, lines in known.lines.items()
        for line in set(lines).difference(wanted.lines.get(origin, ()))
    ]
    if gone and held(store.path.parent, attempt):
        raise AttemptBusyError(
            "an attempt that went on in two places is open in a window",
            hint="leave that interview first; nothing was imported",
            place=attempt,
        )
    for origin, line in gone:
        connection.execute(_DROP_EVENT, (attempt_id, store.key_of("origins", origin), line.seq))
    for origin, lines in wanted.lines.items():
        origin_id = store.key_of("origins", origin)
        new = set(lines).difference(known.lines.get(origin, ()))
        added += len(new)
        connection.executemany(
            _PUT_EVENT, [(attempt_id, origin_id, *line) for line in lines if line in new]
        )
    for origin, fork in wanted.forks.items():
        keys = (store.key_of("origins", name) for name in (origin, fork.of))
        connection.execute(_PUT_FORK, (*keys, fork.at_seq))
    store.derive_anew(attempt)
    return added - len(gone)
