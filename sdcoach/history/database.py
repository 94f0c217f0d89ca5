"""Opening the history: plain sqlite3 for readers, sqlite-utils for the one writer.

Readers cost little and never wait: the lists of the command line and the first frame go through
`open_reader`. `open_writer` brings the file up to date first and is called in a thread.
"""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from sdcoach.history import troubles

if TYPE_CHECKING:
    from sqlite_utils import Database

Reader: TypeAlias = sqlite3.Connection
"""What `open_reader` returns; the floors above know it by this name alone."""
SCHEMA_VERSION = 10
"""How many migrations there are; kept in the file as `PRAGMA user_version`."""
OLDEST_SQLITE = (3, 37, 0)
"""The first with STRICT tables."""
READER_CACHE_KB = 500
"""How much of the file a reader keeps; the system keeps all of it anyway, at no loss of speed."""
BUSY_MS = 250
"""How long SQLite itself waits for a lock; the writer then tries again later."""

_MAGIC = b"SQLite format 3\x00"
_NO_SHARED_MEMORY = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
_VERSION_AT = 60  # the file format's place of `user_version`: four bytes, big-endian


def open_reader(path: Path) -> sqlite3.Connection | None:
    """Open the history for reading only.

    A file of an earlier version is brought up to date first, which takes a moment once after
    an upgrade.

    Returns:
        The connection, to be used and closed by this thread; None when there is no history yet.

    Raises:
        DatabaseNewerError: When a later version wrote the file; it is left untouched.
        DatabaseDamagedError: When it is no history of ours.
        DatabaseUnreadableError: When the system does not let us read it.
        StorageError: When a file of an earlier version cannot be brought up to date.
    """
    if not _present(path):
        return None
    _refuse_by_header(path)
    connection, found = _connect(path)
    if found == SCHEMA_VERSION:
        return connection
    empty = found == 0 and _is_empty(connection)
    connection.close()
    if empty:
        return None
    if found > SCHEMA_VERSION:
        raise troubles.newer(path, found, SCHEMA_VERSION)
    if found < 1:
        raise troubles.foreign(path)
    _bring_up_to_date(path)
    return _connect(path)[0]


def open_writer(path: Path) -> "Database":
    """Open the history for writing, made or brought up to date as needed.

    Imports sqlite-utils: call it in the thread that writes.

    Raises:
        StorageError: One of its kinds, when the file cannot be used; a newer or damaged file
            is left untouched.
    """
    from sqlite_utils import Database

    from sdcoach.history.schema import migrate

    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise troubles.unreadable(path, f"SQLite {sqlite3.sqlite_version} is too old, 3.37 is not")
    connection: sqlite3.Connection | None = None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _present(path):
            _refuse_by_header(path)
        connection = sqlite3.connect(path, timeout=BUSY_MS / 1000)
        connection.text_factory = _text
        # Plugins of sqlite-utils are other people's code; none is wanted here.
        database = Database(connection, execute_plugins=False, strict=True)
        found = _user_version(connection)
        if found > SCHEMA_VERSION:
            raise troubles.newer(path, found, SCHEMA_VERSION)
        if found == 0 and not _is_empty(connection):
            raise troubles.foreign(path)
        database.enable_wal()
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(database, path)
    except sqlite3.Error as error:
        _close(connection)
        raise troubles.from_sqlite(error, path, writing=True) from error
    except OSError as error:
        _close(connection)
        raise troubles.from_os(error, path) from error
    except BaseException:
        _close(connection)
        raise
    return database


def sqlite_version() -> tuple[str, bool]:
    """Return the version of SQLite that Python brings, and whether it is new enough."""
    return sqlite3.sqlite_version, sqlite3.sqlite_version_info >= OLDEST_SQLITE


def path_of(connection: sqlite3.Connection) -> Path:
    """Return the file behind a connection, for messages."""
    return Path(str(connection.execute("PRAGMA database_list").fetchone()[2]))


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        connection.close()


def _text(raw: bytes) -> str:
    """Decode a text of the database; a damaged one must not stop a list."""
    return raw.decode("utf-8", "replace")


def _present(path: Path) -> bool:
    """Say whether there is a file with anything in it."""
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
    except NotADirectoryError:
        return False
    except OSError as error:
        raise troubles.unreadable(path, error.strerror or "no access") from error


def _refuse_by_header(path: Path) -> None:
    """Refuse what the first bytes already tell, so that SQLite never opens the file.

    Opening would make files beside it, and closing could write what its journal still holds.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(100)
    except OSError as error:
        raise troubles.unreadable(path, error.strerror or "no access") from error
    if not head.startswith(_MAGIC) or len(head) < 100:
        raise troubles.damaged(path, "it does not begin like a database")
    found = int.from_bytes(head[_VERSION_AT : _VERSION_AT + 4], "big")
    if found > SCHEMA_VERSION:
        raise troubles.newer(path, found, SCHEMA_VERSION)


def _connect(path: Path) -> tuple[sqlite3.Connection, int]:
    """Connect for reading and return the schema version found."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        return _try_connect(uri)
    except sqlite3.OperationalError as error:
        # Beside a clean file in a folder we may not write, SQLite cannot make the shared
        # memory that reading WAL needs; nobody can be writing then either.
        wal = path.with_name(path.name + "-wal")
        if error.sqlite_errorcode & 0xFF not in _NO_SHARED_MEMORY or _present(wal):
            raise troubles.from_sqlite(error, path, writing=False) from error
    except sqlite3.Error as error:
        raise troubles.from_sqlite(error, path, writing=False) from error
    try:
        return _try_connect(f"{uri}&immutable=1")
    except sqlite3.Error as error:
        raise troubles.from_sqlite(error, path, writing=False) from error


def _try_connect(uri: str) -> tuple[sqlite3.Connection, int]:
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_MS / 1000)
    try:
        connection.text_factory = _text
        # It reads the schema, too: what rots there is told here, not in the midst of a screen.
        connection.execute(f"PRAGMA cache_size = -{READER_CACHE_KB}")
        return connection, _user_version(connection)
    except BaseException:
        connection.close()
        raise


def _user_version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _is_empty(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None


def _bring_up_to_date(path: Path) -> None:
    from sdcoach.history.store import Store

    store = Store(path)
    try:
        while store.rebuild_some():
            pass
    finally:
        store.close()
