"""The journal against bare sqlite3: the same rows, the same pragmas, a commit each."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from generate import played, rubric
from probe import QUICK, finish, median, scratch_home, verdict

from sdcoach.history.journal import Journal
from sdcoach.history.rows import dumped
from sdcoach.interview.events import Event

EVENTS = 200 if QUICK else 2_000
ROUNDS = 2 if QUICK else 7


def bare(path: Path, events: list[Event]) -> float:
    """Insert and commit each event with sqlite3 alone; return the seconds per event."""
    rows = [(1, 1, *event[2:7], dumped(event.payload)) for event in events]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(
            "CREATE TABLE events (attempt_id INTEGER NOT NULL, origin_id INTEGER NOT NULL,"
            " seq INTEGER NOT NULL, kind TEXT NOT NULL, v INTEGER NOT NULL,"
            " elapsed_ms INTEGER NOT NULL, at INTEGER NOT NULL, payload TEXT NOT NULL,"
            " PRIMARY KEY (attempt_id, origin_id, seq)) STRICT, WITHOUT ROWID"
        )
        began = time.perf_counter()
        for row in rows:
            connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            connection.commit()
        return (time.perf_counter() - began) / len(rows)


def journal(path: Path, events: list[Event], *, each: bool) -> float:
    """Append the events one by one; return the seconds per event until all are on disk.

    Args:
        path: The history.
        events: One attempt.
        each: Whether to wait for each to be on disk before the next.
    """
    writer = Journal(path, on_trouble=lambda trouble: print("trouble:", trouble))
    writer.keep_content(*rubric())
    writer.start()
    if not writer.flush(30):
        raise SystemExit("the journal could not be opened")
    began = time.perf_counter()
    for event in events:
        writer.append([event])
        if each:
            writer.flush(30)
    writer.flush(30)
    taken = time.perf_counter() - began
    if not writer.close(30):
        raise SystemExit("not everything was written")
    return taken / len(events)


def main() -> None:
    """Measure round by round in turn and print the ratios of the medians."""
    events = played(1, EVENTS).events
    floor, each, burst = [], [], []
    for number in range(ROUNDS):
        with scratch_home() as home:
            floor.append(bare(home / f"bare{number}.db", events))
            each.append(journal(home / "each" / "sdcoach.db", events, each=True))
            burst.append(journal(home / "burst" / "sdcoach.db", events, each=False))
    base = median(floor)
    finish(
        verdict(
            "journal, events as fast as they come, to bare insert and commit",
            median(burst) / base,
            1.0,
            f"{1 / median(burst):,.0f} against {1 / base:,.0f} events/s",
        ),
        verdict(
            "journal, each event waited for, to bare insert and commit",
            median(each) / base,
            3.0,
            f"{median(each) * 1e6:.0f} against {base * 1e6:.0f} µs",
        ),
    )


if __name__ == "__main__":
    main()
