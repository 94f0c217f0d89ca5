"""The journal of the app: takes events at once, writes them in a thread of its own.

Nothing here blocks or raises into the app. When the file cannot be written (disk full, locked,
read-only, damaged, newer), events stay in memory in order and are tried again until it can.
"""

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sdcoach.errors import StorageError
from sdcoach.history.rows import Content, Discard, Entry
from sdcoach.history.troubles import DatabaseLockedError, DiskFullError, from_os, from_sqlite
from sdcoach.interview.events import Event

if TYPE_CHECKING:
    from sdcoach.history.store import Store

START_REST = 0.1
"""Seconds before the writer loads what it writes with: the first key is painted first."""
BATCH = 1_000
"""The most entries of one transaction."""
FIRST_RETRY = 0.05
LAST_RETRY = 5.0
LOCKED_RETRY = 0.5
"""The longest wait, in seconds, between two tries; a lock usually goes soon."""
PATIENCE = 1.0
"""How many seconds a lock may last before the person is told."""
IDLE_PAUSE = 0.02
"""Seconds between two pieces of work that nobody waits for."""


class Journal:
    """The one writer of this process.

    Args:
        path: The history; made when it does not exist.
        on_trouble: Called from the writer's thread, once per change: with an error when
            writing begins to fail or fails otherwise than before, with None when it works
            again. It must return at once and must not raise.
    """

    def __init__(self, path: Path, *, on_trouble: Callable[[StorageError | None], None]) -> None:
        self.path = path
        self._on_trouble = on_trouble
        self._changed = threading.Condition()
        self._queue: deque[Entry] = deque()
        self._refused: list[Event] = []
        self._put = 0
        self._done = 0
        self._saved_at: float | None = None
        self._hurry = False
        self._closing = False
        self._thread: threading.Thread | None = None
        # Only the thread touches what follows.
        self._store: Store | None = None
        self._derived = False
        self._told: StorageError | None = None
        self._failing_since: float | None = None

    @property
    def pending(self) -> int:
        """How many entries are not on disk yet."""
        return self._put - self._done

    @property
    def last_saved_at(self) -> float | None:
        """When something was last written, in seconds of `time.monotonic`; None if never."""
        return self._saved_at

    def start(self) -> None:
        """Begin to write. Call it after the first frame: it imports sqlite-utils in its thread."""
        with self._changed:
            if self._thread is not None or self._closing:
                return
            # A daemon, so that a file that hangs cannot keep the program from ending.
            self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
            self._thread.start()

    def append(self, events: Sequence[Event]) -> None:
        """Take events to be written, in order. Returns at once and never raises."""
        self._take(events)

    def keep_content(self, hash: str, kind: str, json: str) -> None:  # noqa: A002
        """Take a version of a question, rubric or format; it is kept once per hash."""
        self._take([Content(hash, kind, json)])

    def discard(self, attempt: str) -> None:
        """Remove an attempt altogether, written or not."""
        self._take([Discard(attempt)])

    def flush(self, timeout: float) -> bool:
        """Wait until all that was taken before this call is on disk.

        Args:
            timeout: The most seconds to wait.

        Returns:
            Whether it is.
        """
        deadline = time.monotonic() + timeout
        with self._changed:
            target = self._put
            self._hurry = True
            self._changed.notify_all()
            while self._done < target:
                left = deadline - time.monotonic()
                if left <= 0 or self._thread is None or not self._thread.is_alive():
                    return False
                self._changed.wait(left)
            self._hurry = False
            return not self._refused

    def close(self, timeout: float = 5.0) -> bool:
        """Write what is left, stop the thread and close the file.

        Args:
            timeout: The most seconds to wait.

        Returns:
            Whether all is on disk; if not, `unsaved` has what is not.
        """
        if self.pending:
            self.start()
        deadline = time.monotonic() + timeout
        self.flush(timeout)
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(max(0.1, deadline - time.monotonic()))
        return self.pending == 0 and not self._refused

    def unsaved(self) -> list[Event]:
        """Return the events that are not on disk, oldest first."""
        with self._changed:
            entries = [*self._refused, *self._queue]
        events: list[Event] = []
        for entry in entries:
            if isinstance(entry, Event):
                events.append(entry)
            elif isinstance(entry, Discard):
                events = [event for event in events if event.attempt != entry.attempt]
        return events

    def _take(self, entries: Sequence[Entry]) -> None:
        with self._changed:
            self._queue.extend(entries)
            self._put += len(entries)
            self._changed.notify_all()

    # --- in the thread --------------------------------------------------------------------

    def _run(self) -> None:
        delay = FIRST_RETRY
        with self._changed:
            self._changed.wait_for(lambda: self._hurry or self._closing, START_REST)
        while (batch := self._next_batch()) is not None:
            if self._attempt(batch):
                delay = FIRST_RETRY
                continue
            most = LOCKED_RETRY if isinstance(self._told, DatabaseLockedError) else LAST_RETRY
            with self._changed:
                if self._closing:
                    break
                self._changed.wait_for(lambda: self._hurry or self._closing, delay)
                self._hurry = False
            delay = min(2 * delay, most)
        self._drop_store()

    def _next_batch(self) -> list[Entry] | None:
        """Wait for something to do; an empty batch is work that nobody waits for."""
        with self._changed:
            while not self._queue:
                if self._closing:
                    return None
                if not self._derived and not self._changed.wait(IDLE_PAUSE):
                    return list(self._queue)
                if self._derived:
                    self._changed.wait()
            return list(islice(self._queue, BATCH))

    def _attempt(self, batch: list[Entry]) -> bool:
        """Try to write a batch; tell of trouble, and of its end."""
        trouble: StorageError | None = None
        try:
            self._work(batch)
        except Exception as error:  # noqa: BLE001 - the thread must live, and keep the entries
            if _is_unfit(error) and self._store is not None and batch:
                trouble = self._one_by_one(batch)
            else:
                trouble = self._judge(error)
        self._tell(trouble)
        return trouble is None

    def _work(self, batch: list[Entry]) -> None:
        if self._store is None:
            # With it come fold and state, which a first frame does without.
            from sdcoach.history.store import Store

            self._store = Store(self.path)
        if batch:
            self._store.write(batch)
            self._written(len(batch))
        else:
            self._derived = self._store.rebuild_some() == 0

    def _judge(self, error: Exception) -> StorageError:
        """Say what an error means that is about the file."""
        if isinstance(error, StorageError):
            return error
        if isinstance(error, sqlite3.Error):
            trouble = from_sqlite(error, self.path, writing=True)
        elif isinstance(error, OSError):
            trouble = from_os(error, self.path)
        else:
            trouble = StorageError(
                f"the history cannot be written ({type(error).__name__}: {error})",
                hint="what was typed is kept in memory; save the text elsewhere",
                place=str(self.path),
            )
        if not isinstance(trouble, (DatabaseLockedError, DiskFullError)):
            # The file may be another one by the time of the next try: open it anew.
            self._drop_store()
        return trouble

    def _one_by_one(self, batch: list[Entry]) -> StorageError | None:
        """Write a batch entry by entry, setting aside what can never be written."""
        refused: StorageError | None = None
        for entry in batch:
            if self._store is None:
                break
            self._store.forget_folds()
            try:
                self._store.write([entry])
            except Exception as error:  # noqa: BLE001 - as above
                if not _is_unfit(error):
                    return self._judge(error)
                refused = StorageError(
                    f"an entry of the journal cannot be written ({error})",
                    hint="save the text of this interview elsewhere",
                    place=str(self.path),
                )
                if isinstance(entry, Event):
                    self._refused.append(entry)
            self._written(1)
        return refused

    def _written(self, count: int) -> None:
        with self._changed:
            for _ in range(count):
                self._queue.popleft()
            self._done += count
            self._saved_at = time.monotonic()
            self._changed.notify_all()

    def _tell(self, trouble: StorageError | None) -> None:
        now = time.monotonic()
        if trouble is None:
            self._failing_since = None
        elif self._failing_since is None:
            self._failing_since = now
        if isinstance(trouble, DatabaseLockedError) and self._told is None:
            since = now if self._failing_since is None else self._failing_since
            if now - since < PATIENCE:
                return
        before = "" if self._told is None else self._told.message
        if (trouble.message if trouble else "") != before:
            self._told = trouble
            self._on_trouble(trouble)

    def _drop_store(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None


def _is_unfit(error: Exception) -> bool:
    """Tell an entry that can never be written from a file that cannot be written now."""
    if isinstance(error, sqlite3.DatabaseError):
        return isinstance(
            error, (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError)
        )
    return not isinstance(error, (OSError, StorageError, MemoryError, ImportError))
