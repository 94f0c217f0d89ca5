"""What an import brings, made ready beside the history and then put into it at one stroke.

Reading a file, comparing it with what is known, folding its journals and deriving their rows takes
a millisecond an attempt, and nobody is kept from writing meanwhile: it all goes to temporary
tables. What is left to do under the lock is one statement a table, half a second for ten thousand
attempts, all of it or nothing.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sdcoach.errors import AttemptBusyError
from sdcoach.history.branches import Branches, Fork, Line, branches_of, united
from sdcoach.history.exchange import read_branches, read_forks
from sdcoach.history.live import fold_live
from sdcoach.history.locks import held
from sdcoach.history.outcome_log import keep_outcome
from sdcoach.history.outcomes import Outcome
from sdcoach.history.projection import COLUMNS, row_of, upsert
from sdcoach.history.rows import Content, event_of, storable
from sdcoach.history.store import Store
from sdcoach.history.texts import TEXT_COLUMNS, last_words, put_texts

_TEXTS_AT_ONCE = 2_000
"""Attempts whose words are indexed in one transaction: tens of milliseconds."""

_TABLES = (
    "CREATE TEMP TABLE coming (n INTEGER PRIMARY KEY, uuid TEXT UNIQUE, known INTEGER,"
    " gone INTEGER, total INTEGER, added INTEGER, id INTEGER)",
    "CREATE TEMP TABLE coming_origins (n INTEGER PRIMARY KEY, uuid TEXT UNIQUE, id INTEGER)",
    "CREATE TEMP TABLE coming_lines (n INTEGER, origin INTEGER, seq INTEGER, kind TEXT, v INTEGER,"
    " elapsed_ms INTEGER, at INTEGER, payload TEXT, PRIMARY KEY (n, origin, seq)) WITHOUT ROWID",
    f"CREATE TEMP TABLE coming_rows (n INTEGER PRIMARY KEY, {', '.join(COLUMNS[1:])})",
    "CREATE TEMP TABLE coming_snapshots (n INTEGER, origin INTEGER, seq, elapsed_ms, notes, sheet)",
    "CREATE TEMP TABLE coming_texts (n INTEGER PRIMARY KEY, events INTEGER,"
    f" {', '.join(TEXT_COLUMNS)})",
)
_PUT_LINE = "INSERT INTO coming_lines VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_PUT_FORK = """
    INSERT INTO forks (origin_id, of_id, at_seq) VALUES (?, ?, ?)
    ON CONFLICT (origin_id) DO UPDATE SET of_id = excluded.of_id, at_seq = excluded.at_seq
"""
_DROP_EVENT = "DELETE FROM events WHERE attempt_id = ? AND origin_id = ? AND seq = ?"
_PUT_EVENT = """
    INSERT INTO events (attempt_id, origin_id, seq, kind, v, elapsed_ms, at, payload)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
# What must be put in as it is: the cross joins keep SQLite from choosing another outer table.
_LAND = (
    "INSERT INTO attempts (uuid) SELECT uuid FROM coming ORDER BY n ON CONFLICT DO NOTHING",
    "UPDATE coming SET id = (SELECT a.id FROM attempts a WHERE a.uuid = coming.uuid)",
    "DELETE FROM events WHERE attempt_id IN (SELECT id FROM coming WHERE gone)",
    "DELETE FROM snapshots WHERE attempt_id IN (SELECT id FROM coming WHERE known)",
    """
    INSERT INTO events (attempt_id, origin_id, seq, kind, v, elapsed_ms, at, payload)
    SELECT c.id, o.id, l.seq, l.kind, l.v, l.elapsed_ms, l.at, l.payload
    FROM coming c CROSS JOIN coming_lines l ON l.n = c.n CROSS JOIN coming_origins o ON o.n = l.origin
    WHERE true ORDER BY c.n, l.origin, l.seq ON CONFLICT DO NOTHING
    """,
    """
    UPDATE attempts SET events = coming.total FROM coming WHERE attempts.id = coming.id
    """,
    """
    INSERT INTO snapshots (attempt_id, origin_id, seq, elapsed_ms, notes, sheet)
    SELECT c.id, o.id, s.seq, s.elapsed_ms, s.notes, s.sheet
    FROM coming_snapshots s CROSS JOIN coming c ON c.n = s.n CROSS JOIN coming_origins o ON o.n = s.origin
    """,
    upsert(
        f"SELECT c.id, {', '.join(f'r.{name}' for name in COLUMNS[1:])}"  # noqa: S608 - our own names
        " FROM coming c CROSS JOIN coming_rows r ON r.n = c.n WHERE true ORDER BY c.n"
    ),
)
# An attempt that was written to since has other words, which its next writer sees to.
_TEXTS = put_texts(
    f"SELECT c.id, t.events, {', '.join(f't.{name}' for name in TEXT_COLUMNS)}"  # noqa: S608
    " FROM coming c CROSS JOIN coming_texts t ON t.n = c.n CROSS JOIN attempts a ON a.id = c.id"
    " WHERE c.n > ? AND c.n <= ? AND a.events = t.events ORDER BY c.n"
)


class Merged(NamedTuple):
    """What an import brought."""

    attempts: int
    """New ones."""
    changed: int
    """Attempts that were here and have something new."""
    events: int
    """New events."""


class Staging:
    """What is to come, in tables that nobody else sees and that go with the connection.

    Args:
        store: The history that it comes into.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._contents: list[Content] = []
        self._outcomes: list[Outcome] = []
        self._forks: dict[str, Fork] = {}
        self._origins: dict[str, int] = {}
        self._count = 0
        self._version = 0
        self._known: dict[str, Fork] = {}

    def begin(self) -> None:
        """Begin to compare with the history as it is now.

        Raises:
            sqlite3.Error: When it cannot be read, or there is no room for temporary tables.
        """
        execute = self._store.connection.execute
        for table in _TABLES:
            execute(table)
        execute("BEGIN")
        self._version = self._data_version()
        self._known = read_forks(self._store.connection)

    def settle(self) -> None:
        """End the comparison; all that was put stays."""
        self._store.connection.execute("COMMIT")

    def keep(self, record: Content | Outcome) -> None:
        """Take a version of content, or a real interview."""
        if isinstance(record, Outcome):
            self._outcomes.append(record)
            return
        self._contents.append(record)
        if record.kind == "rubric":
            self._store.arriving[record.hash] = record.json

    def put(self, attempt: str, found: Branches) -> None:
        """Take the journal of an attempt, with what the history knows of it.

        Args:
            attempt: Its UUID.
            found: The journal, as it would read in the database.
        """
        execute = self._store.connection.execute
        row = execute("SELECT n FROM coming WHERE uuid = ?", (attempt,)).fetchone()
        if row is not None:  # it stands in the file twice
            found = united(attempt, self._wanted(row[0]), found)
            self._forget(row[0])
        known = read_branches(self._store.connection, attempt, self._known)
        wanted = united(attempt, known, found)
        if wanted == known:
            return
        self._forks |= wanted.forks
        self._known |= wanted.forks
        self._count += 1
        number = self._count
        total, gone = _size(wanted), bool(_gone(known, wanted))
        execute(
            "INSERT INTO coming (n, uuid, known, gone, total, added) VALUES (?, ?, ?, ?, ?, ?)",
            (number, attempt, _size(known), gone, total, total - _size(known)),
        )
        for origin, lines in wanted.lines.items():
            key = self._origin(origin)
            rows = ((number, key, *line) for line in lines)
            self._store.connection.executemany(_PUT_LINE, rows)
        self._derive(number, attempt, wanted)

    def land(self) -> Merged:
        """Put everything into the history, inside a transaction.

        Raises:
            AttemptBusyError: When an attempt that went on in two places is open in a window.
        """
        store, execute = self._store, self._store.connection.execute
        again = list(self._overtaken()) if self._data_version() != self._version else []
        for (attempt,) in execute("SELECT uuid FROM coming WHERE gone"):
            self._refuse_held(attempt)
        new = [store.keep(content) for content in self._contents]
        if any(new):
            # What could not be heard for want of its question may be heard now.
            execute("DELETE FROM measured WHERE expected IS NULL")
        for outcome in self._outcomes:
            keep_outcome(store, outcome)
        for origin, number in self._origins.items():
            key = store.key_of("origins", origin)
            execute("UPDATE coming_origins SET id = ? WHERE n = ?", (key, number))
        counts = (
            "SELECT count(*) FILTER (WHERE NOT known), count(*) FILTER (WHERE known), sum(added)"
        )
        attempts, changed, events = execute(f"{counts} FROM coming").fetchone()
        for statement in _LAND:
            execute(statement)
        self._keep_forks(self._forks)
        questions = "SELECT DISTINCT question FROM coming_rows JOIN coming USING (n)"
        for (question,) in execute(questions):
            store.reschedule(question)
        merged = Merged(attempts, changed, events or 0)
        for attempt, known, wanted in again:
            added = self._replace(attempt, known, wanted)
            merged = Merged(
                merged.attempts + (not known.lines),
                merged.changed + bool(known.lines),
                merged.events + added,
            )
        return merged

    def index(self) -> None:
        """Put the words of what has come into the full-text index, in short transactions.

        What is not done of it, the next writer does.
        """
        for first in range(0, self._count, _TEXTS_AT_ONCE):
            with self._store.transaction():
                self._store.connection.execute(_TEXTS, (first, first + _TEXTS_AT_ONCE))

    # --- before ---------------------------------------------------------------------------

    def _derive(self, number: int, attempt: str, wanted: Branches) -> None:
        """Make the rows that a history derives from a journal."""
        execute = self._store.connection.execute
        live = fold_live(
            [
                event_of(attempt, (origin, *line))
                for origin, lines in wanted.lines.items()
                for line in lines
            ]
        )
        for table, row in (
            ("coming_rows", row_of(number, live.state, self._store.verdict)),
            ("coming_texts", (number, _size(wanted), *last_words(live.state))),
        ):
            marks = ", ".join("?" for _ in row)
            execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608 - names of our own
        for origin, seq, elapsed_ms, notes, sheet in live.snapshots:
            key = self._origin(origin)
            texts = (storable(notes), storable(sheet))
            execute(
                "INSERT INTO coming_snapshots VALUES (?, ?, ?, ?, ?, ?)",
                (number, key, seq, elapsed_ms, *texts),
            )

    def _origin(self, uuid: str) -> int:
        number = self._origins.get(uuid)
        if number is None:
            number = self._origins[uuid] = len(self._origins) + 1
            self._store.connection.execute(
                "INSERT INTO coming_origins (n, uuid) VALUES (?, ?)", (number, uuid)
            )
        return number

    def _wanted(self, number: int) -> Branches:
        """Return a journal that was put."""
        query = """
            SELECT o.uuid, l.seq, l.kind, l.v, l.elapsed_ms, l.at, l.payload
            FROM coming_lines l JOIN coming_origins o ON o.n = l.origin
            WHERE l.n = ? ORDER BY l.origin, l.seq
        """
        rows = self._store.connection.execute(query, (number,))
        return branches_of(((row[0], Line._make(row[1:])) for row in rows), self._known)

    def _forget(self, number: int) -> None:
        for table in ("coming", "coming_lines", "coming_rows", "coming_snapshots", "coming_texts"):
            self._store.connection.execute(f"DELETE FROM {table} WHERE n = ?", (number,))  # noqa: S608

    # --- inside the transaction -----------------------------------------------------------

    def _data_version(self) -> int:
        """Return what changes when another connection has written."""
        return int(self._store.connection.execute("PRAGMA data_version").fetchone()[0])

    def _overtaken(self) -> Iterator[tuple[str, Branches, Branches]]:
        """Take out each attempt that was written to since it was compared.

        Yields:
            Its UUID, what is known of it now, and what must be.
        """
        connection = self._store.connection
        forks = read_forks(connection)
        query = (
            "SELECT c.n, c.uuid, c.gone, c.known FROM coming c JOIN attempts a ON a.uuid = c.uuid"
        )
        for number, attempt, gone, size in connection.execute(query).fetchall():
            known = read_branches(connection, attempt, forks)
            found = self._wanted(number)
            wanted = united(attempt, known, found)
            same = wanted == found and _size(known) == size and bool(_gone(known, wanted)) == gone
            if not same:
                self._forget(number)
                if wanted != known:
                    yield attempt, known, wanted

    def _replace(self, attempt: str, known: Branches, wanted: Branches) -> int:
        """Change the events of an attempt from what is known to what is wanted.

        Returns:
            How many more there are.
        """
        store, connection = self._store, self._store.connection
        attempt_id = store.key_of("attempts", attempt)
        gone = _gone(known, wanted)
        if gone:
            self._refuse_held(attempt)
        for origin, line in gone:
            connection.execute(_DROP_EVENT, (attempt_id, store.key_of("origins", origin), line.seq))
        for origin, lines in wanted.lines.items():
            new = set(lines).difference(known.lines.get(origin, ()))
            key = store.key_of("origins", origin)
            connection.executemany(
                _PUT_EVENT, [(attempt_id, key, *line) for line in lines if line in new]
            )
        self._keep_forks(wanted.forks)
        store.derive_anew(attempt)
        return _size(wanted) - _size(known)

    def _keep_forks(self, forks: dict[str, Fork]) -> None:
        store = self._store
        for origin, fork in forks.items():
            keys = (store.key_of("origins", name) for name in (origin, fork.of))
            store.connection.execute(_PUT_FORK, (*keys, fork.at_seq))

    def _refuse_held(self, attempt: str) -> None:
        if held(self._store.path.parent, attempt):
            raise AttemptBusyError(
                "an attempt that went on in two places is open in a window",
                hint="leave that interview first; nothing was imported",
                place=attempt,
            )


def _size(branches: Branches) -> int:
    return sum(map(len, branches.lines.values()))


def _gone(known: Branches, wanted: Branches) -> list[tuple[str, Line]]:
    """Return the lines that are known under an origin that no longer has them."""
    return [
        (origin, line)
        for origin, lines in known.lines.items()
        for line in set(lines).difference(wanted.lines.get(origin, ()))
    ]
