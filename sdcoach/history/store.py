"""Writing the history, in one thread: events, the content they rest on, and derived rows.

A `Store` is synchronous and says by exceptions what went wrong. The app writes through
`journal.Journal`, which owns one in a thread of its own.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sdcoach.errors import ContentError
from sdcoach.history.database import open_writer
from sdcoach.history.live import Live, fold_live
from sdcoach.history.projection import (
    MEASURE_VERSION,
    PROJECTION_VERSION,
    PUT_MEASURED,
    row_of,
    upsert,
)
from sdcoach.history.rows import Content, Entry, dumped, event_of, storable
from sdcoach.history.texts import keep_texts
from sdcoach.interview.events import Event
from sdcoach.interview.state import Scores, State

if TYPE_CHECKING:
    from sdcoach.history.measure import Measurer

LIVE_FOLDS = 8
"""How many attempts are kept folded; more than that are folded anew when written to."""
_RESCHEDULES = frozenset({"scored", "opinion_weighed", "deleted", "restored", "reference_opened"})
_HEARD_AFTER = frozenset({"finished", "scored"})
HEARD_AT_ONCE = 3
"""Hearing the evidence takes tens of milliseconds, and a write may be waiting."""


_INSERT = """
    INSERT INTO events (attempt_id, origin_id, seq, kind, v, elapsed_ms, at, payload)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (attempt_id, origin_id, seq) DO NOTHING
"""
_SAME = """
    SELECT 1 FROM events WHERE attempt_id = ? AND origin_id = ?
    AND kind = ? AND v = ? AND elapsed_ms = ? AND at = ? AND payload = ?
"""
_LAST = "SELECT max(seq) FROM events WHERE attempt_id = ? AND origin_id = ?"
_EVENTS = """
    SELECT o.uuid, e.seq, e.kind, e.v, e.elapsed_ms, e.at, e.payload
    FROM events e JOIN origins o ON o.id = e.origin_id WHERE e.attempt_id = ?
"""
_STALE = """
    SELECT a.id, a.uuid, a.events, r.version IS NOT ?1 FROM attempts a
    LEFT JOIN attempt_rows r ON r.attempt_id = a.id LEFT JOIN texts t ON t.attempt_id = a.id
    WHERE r.version IS NOT ?1 OR t.events IS NOT a.events LIMIT ?2
"""
_UNMEASURED = """
    SELECT r.attempt_id, a.uuid, r.question, r.sprint, r.basis FROM attempt_rows r JOIN attempts a ON a.id = r.attempt_id
    LEFT JOIN measured m ON m.attempt_id = r.attempt_id
    WHERE r.basis IS NOT NULL AND (m.basis IS NOT r.basis OR m.version IS NOT ?1) LIMIT ?2
"""
_SNAPSHOT = """
    INSERT INTO snapshots (attempt_id, origin_id, seq, elapsed_ms, notes, sheet)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""


class Store:
    """The history, open for writing by this thread.

    Attributes:
        path: The file.
        connection: What it writes through; never left inside a transaction.
        arriving: Rubrics by hash that are not kept yet, and count as if they were.

    Raises:
        StorageError: When the file cannot be opened; see `database.open_writer`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database = open_writer(path)
        self.connection = self._database.conn
        self.arriving: dict[str, str] = {}
        self._attempts: dict[str, int] = {}
        self._origins: dict[str, int] = {}
        self._live: dict[str, Live] = {}
        self._rubrics: dict[str, Any] = {}
        self._measurer: Measurer | None = None
        self._unscheduled: set[str] = set()
        self._upsert = upsert()

    def write(self, entries: Sequence[Entry]) -> None:
        """Write all entries in order, or none of them; they are on disk on return.

        An event that is there already is not written again, so a failed call can be repeated.
        One whose number another program has taken meanwhile gets the next free one.

        Raises:
            sqlite3.Error: When the file cannot be written now.
            ValueError, TypeError, OverflowError: When an entry is such that it never can be.
        """
        with self.transaction():
            touched = self._write(entries)
        for live in touched:
            live.settle()
        self._evict()
        ended = sum(isinstance(entry, Event) and entry.kind in _HEARD_AFTER for entry in entries)
        if ended:
            # What was written is safe; if this fails, it is made up for at the next start.
            with suppress(sqlite3.Error):
                self._measure_some(ended, ended)

    def rebuild_some(self, limit: int = 50, *, heard: int = HEARD_AT_ONCE) -> int:
        """Make up to `limit` derived rows anew that are missing or of an earlier version.

        Args:
            limit: The most rows of one transaction.
            heard: The most attempts of one transaction whose evidence is heard, which takes
                tens of milliseconds each.

        Returns:
            How many there were; 0 when all are as they should be.

        Raises:
            sqlite3.Error: When the file cannot be written now.
        """
        connection = self.connection
        if not connection.execute(_STALE, (PROJECTION_VERSION, 1)).fetchall():
            return self._measure_some(limit, heard)
        with self.transaction():
            stale = connection.execute(_STALE, (PROJECTION_VERSION, limit)).fetchall()
            for attempt_id, attempt, events, anew in stale:
                live = self._refold(attempt_id, attempt, anew=bool(anew))
                live.stored = events
                self._derive(attempt_id, live, again=True)
                self._unscheduled.add(storable(live.state.question))
        return len(stale)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all that is done inside, or nothing of it.

        Raises:
            sqlite3.Error: When the file cannot be written now.
        """
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            if self._unscheduled:
                from sdcoach.history.due import reschedule

                reschedule(self.connection, sorted(self._unscheduled))
                self._unscheduled.clear()
            self.connection.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def keep(self, content: Content) -> bool:
        """Keep a version of content inside a transaction; return whether it is new."""
        return self._keep(content)

    def key_of(self, table: Literal["attempts", "origins"], uuid: str) -> int:
        """Return the key of an attempt or origin inside a transaction, made when it is new."""
        return self._id(table, self._attempts if table == "attempts" else self._origins, uuid)

    def derive_anew(self, attempt: str) -> None:
        """Make the derived rows of an attempt from its events, inside a transaction."""
        attempt_id = self.key_of("attempts", attempt)
        self._live.pop(attempt, None)
        self.connection.execute(
            "UPDATE attempts SET events = (SELECT count(*) FROM events WHERE attempt_id = id)"
            " WHERE id = ?",
            (attempt_id,),
        )
        live = self._refold(attempt_id, attempt, anew=True)
        self._derive(attempt_id, live, again=True)
        self._unscheduled.add(storable(live.state.question))

    def verdict(self, state: State, scores: Scores) -> tuple[int, str] | None:
        """Return total and band of scores by the rubric an attempt was held on, where it is kept."""
        from sdcoach.bank.content import rubric_from_json
        from sdcoach.scoring.scorecard import total_of

        wanted = state.rubric_hash
        if wanted not in self._rubrics:
            row = self.connection.execute(
                "SELECT json FROM contents WHERE hash = ? AND kind = 'rubric'", (storable(wanted),)
            ).fetchone()
            found = row[0] if row is not None else self.arriving.get(wanted)
            if found is None:
                return None
            try:
                self._rubrics[wanted] = rubric_from_json(found)
            except ContentError:
                return None
        return total_of(state, scores, self._rubrics[wanted])

    def reschedule(self, question: str) -> None:
        """Have it worked out at the end of the transaction when a question is due again."""
        self._unscheduled.add(storable(question))

    def forget_folds(self) -> None:
        """Drop what is remembered of attempts; it is read from the file when needed again."""
        self._live.clear()

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    # --- inside one transaction -----------------------------------------------------------

    def _write(self, entries: Sequence[Entry]) -> list[Live]:
        events: dict[str, list[Event]] = {}
        for entry in entries:
            if isinstance(entry, Event):
                events.setdefault(entry.attempt, []).append(entry)
            elif isinstance(entry, Content):
                self._keep(entry)
            else:
                events.pop(entry.attempt, None)
                self._discard(entry.attempt)
        return [self._add(attempt, made) for attempt, made in events.items()]

    def _keep(self, content: Content) -> bool:
        done = self.connection.execute(
            "INSERT INTO contents (hash, kind, json) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [storable(text) for text in content],
        )
        return done.rowcount > 0

    def _discard(self, attempt: str) -> None:
        self.connection.execute("DELETE FROM attempts WHERE uuid = ?", (storable(attempt),))
        self._attempts.pop(attempt, None)
        self._live.pop(attempt, None)

    def _add(self, attempt: str, events: list[Event]) -> Live:
        attempt_id = self._id("attempts", self._attempts, attempt)
        query = "SELECT events FROM attempts WHERE id = ?"
        stored = int(self.connection.execute(query, (attempt_id,)).fetchone()[0])
        written = [new for event in events if (new := self._insert(attempt_id, event)) is not None]
        self.connection.execute(
            "UPDATE attempts SET events = ? WHERE id = ?", (stored + len(written), attempt_id)
        )
        live = self._live.pop(attempt, None)
        if live is None and stored == 0:
            live = Live(0)
        # Another program may have written to this attempt; then what we remember is not all.
        if live is None or live.stored != stored:
            live = self._refold(attempt_id, attempt, anew=False)
        elif not live.take_all(written[live.ahead :]):
            live = self._refold(attempt_id, attempt, anew=True)
        live.stored, live.ahead = stored, len(written)
        self._live[attempt] = live
        self._derive(attempt_id, live)
        if any(event.kind in _RESCHEDULES for event in written):
            self._unscheduled.add(storable(live.state.question))
        return live

    def _insert(self, attempt_id: int, event: Event) -> Event | None:
        """Insert an event and return it as written; None when it is there already."""
        origin_id = self._id("origins", self._origins, event.origin)
        kind, payload = storable(event.kind), dumped(event.payload)
        rest = (kind, event.v, event.elapsed_ms, event.at, payload)
        execute = self.connection.execute
        if execute(_INSERT, (attempt_id, origin_id, event.seq, *rest)).rowcount:
            return event
        # Its number is taken: by itself, at an earlier try, or by another program.
        others = (attempt_id, origin_id)
        # The first question is quick and nearly always enough; the second reads the journal.
        if execute(f"{_SAME} AND seq = ?", (*others, *rest, event.seq)).fetchone():
            return None
        if execute(_SAME, (*others, *rest)).fetchone():
            return None
        event = event._replace(seq=int(execute(_LAST, others).fetchone()[0]) + 1)
        execute(_INSERT, (*others, event.seq, *rest))
        return event

    def _id(self, table: str, known: dict[str, int], uuid: str) -> int:
        found = known.get(uuid)
        if found is None:
            text = storable(uuid)
            execute = self.connection.execute
            execute(f"INSERT INTO {table} (uuid) VALUES (?) ON CONFLICT DO NOTHING", (text,))  # noqa: S608
            row = execute(f"SELECT id FROM {table} WHERE uuid = ?", (text,)).fetchone()  # noqa: S608
            found = known[uuid] = int(row[0])
        return found

    def _refold(self, attempt_id: int, attempt: str, *, anew: bool) -> Live:
        if anew:
            self.connection.execute("DELETE FROM snapshots WHERE attempt_id = ?", (attempt_id,))
        events = self._events(attempt_id, attempt)
        live = fold_live(events)
        live.stored = len(events)
        return live

    def _events(self, attempt_id: int, attempt: str) -> list[Event]:
        rows = self.connection.execute(_EVENTS, (attempt_id,)).fetchall()
        return [event_of(attempt, row) for row in rows]

    def _derive(self, attempt_id: int, live: Live, *, again: bool = False) -> None:
        for origin, seq, elapsed_ms, notes, sheet in live.snapshots:
            origin_id = self._id("origins", self._origins, origin)
            self.connection.execute(
                _SNAPSHOT,
                (attempt_id, origin_id, seq, elapsed_ms, storable(notes), storable(sheet)),
            )
        self.connection.execute(self._upsert, row_of(attempt_id, live.state, self.verdict))
        keep_texts(self.connection, attempt_id, live.stored + live.ahead, live.state, again=again)

    def _measure_some(self, limit: int, heard: int) -> int:
        connection = self.connection
        if not connection.execute(_UNMEASURED, (MEASURE_VERSION, 1)).fetchall():
            return 0
        if self._measurer is None:
            from sdcoach.history.measure import Measurer

            self._measurer = Measurer(self._content)
        done = 0
        with self.transaction():
            for found in connection.execute(_UNMEASURED, (MEASURE_VERSION, limit)).fetchall():
                attempt_id, attempt, question, sprint, basis = found
                events: list[Event] = []
                if self._measurer.knows(basis):
                    if not heard:
                        continue
                    heard -= 1
                    events = self._events(attempt_id, attempt)
                connection.execute(PUT_MEASURED, self._measurer.row(attempt_id, basis, events))
                done += 1
                if sprint is not None:
                    self._unscheduled.add(question)
        return done

    def _content(self, hash: str) -> str | None:  # noqa: A002
        query = "SELECT json FROM contents WHERE hash = ?"
        row = self.connection.execute(query, (storable(hash),)).fetchone()
        return None if row is None else str(row[0])

    # --- between transactions -------------------------------------------------------------

    def _roll_back(self) -> None:
        # The ids may have been made in the transaction that is undone here.
        self._attempts.clear()
        self._origins.clear()
        self._unscheduled.clear()
        if self.connection.in_transaction:
            # What cannot be undone now, SQLite undoes when the file is opened again.
            with suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")

    def _evict(self) -> None:
        while len(self._live) > LIVE_FOLDS:
            del self._live[next(iter(self._live))]
