"""The words of each attempt as they stood last, kept for the full-text search.

They follow the journal at a distance: while an interview runs only its beginning is kept, so
that typing costs nothing more; the rest comes when it ends, or when nobody waits.
"""

import sqlite3

from sdcoach.history.rows import storable
from sdcoach.interview.state import State

TEXT_COLUMNS = ("title", "question", "notes", "sheet", "moment", "practise", "tags", "note")


def put_texts(rows: str) -> str:
    """Return the statement that keeps the words that `rows`, a query or VALUES, gives."""
    changes = ", ".join(f"{name} = excluded.{name}" for name in TEXT_COLUMNS)
    return (
        f"INSERT INTO texts (attempt_id, events, {', '.join(TEXT_COLUMNS)}) {rows}"
        f" ON CONFLICT (attempt_id) DO UPDATE SET events = excluded.events, {changes}"
    )


_PUT = put_texts(f"VALUES ({', '.join('?' for _ in range(len(TEXT_COLUMNS) + 2))})")
_KNOWN = f"SELECT {', '.join(TEXT_COLUMNS)} FROM texts WHERE attempt_id = ?"  # noqa: S608


def keep_texts(
    connection: sqlite3.Connection, attempt_id: int, events: int, state: State, *, again: bool
) -> None:
    """Keep the words of an attempt.

    Args:
        connection: The history, inside a transaction.
        attempt_id: Its key inside the database.
        events: How many events the state was made from.
        state: The fold of its journal.
        again: Whether to do so although it has not ended and its beginning is kept.
    """
    known = connection.execute(_KNOWN, (attempt_id,)).fetchone()
    if known is not None and not (again or state.over):
        return
    texts = last_words(state)
    if known == texts:
        # Naming the texts would index them anew.
        connection.execute("UPDATE texts SET events = ? WHERE attempt_id = ?", (events, attempt_id))
    else:
        connection.execute(_PUT, (attempt_id, events, *texts))


def last_words(state: State) -> tuple[str, ...]:
    """Return what is kept of an attempt, in the order of `TEXT_COLUMNS`."""
    return tuple(
        storable(text)
        for text in (
            state.title,
            state.question,
            state.notes,
            state.sheet,
            state.pivot,
            state.practise,
            "\n".join(state.tags),
            state.note,
        )
    )
