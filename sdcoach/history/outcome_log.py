"""Writing real interviews down: one planned, one answered, one taken back."""

import sqlite3
import uuid
from pathlib import Path

from sdcoach.errors import NotFoundError, UsageError
from sdcoach.history.outcomes import Outcome, newer, outcome_fault
from sdcoach.history.rows import storable
from sdcoach.history.store import Store
from sdcoach.history.troubles import from_sqlite
from sdcoach.text import one_line, plural

_OUTCOME = ", ".join(Outcome._fields)
_PUT_OUTCOME = (
    f"INSERT OR REPLACE INTO outcomes ({_OUTCOME})"  # noqa: S608 - names of our own
    f" VALUES ({', '.join('?' for _ in Outcome._fields)})"
)


def new_outcome(
    company: str,
    date: str,
    now_ms: int,
    *,
    seniority: str = "",
    result: str = "",
    note: str = "",
) -> Outcome:
    """Return an entry for a real interview.

    Args:
        company: Any name.
        date: `2026-11-30`.
        now_ms: UTC, milliseconds.
        seniority: mid, senior, staff, or empty.
        result: One of `outcomes.RESULTS`, or empty while it is not known.
        note: Anything.

    Raises:
        UsageError: When something does not fit.
    """
    made = Outcome(
        str(uuid.uuid4()), now_ms, one_line(company), date, seniority, result, one_line(note), 0
    )
    wrong = outcome_fault(made)
    if wrong:
        raise UsageError(wrong)
    return made


def write_outcome(database: Path, outcome: Outcome) -> None:
    """Keep an entry, new or changed; call it off the event loop.

    A change made in the same instant as the one before, or by a clock that went back, counts
    all the same.

    Raises:
        StorageError: When the history cannot be written.
    """
    store = Store(database)
    try:
        with store.transaction():
            row = store.connection.execute(
                "SELECT changed_at FROM outcomes WHERE uuid = ?", (outcome.uuid,)
            ).fetchone()
            if row is not None and row[0] >= outcome.changed_at:
                outcome = outcome._replace(changed_at=row[0] + 1)
            keep_outcome(store, outcome)
    except sqlite3.Error as error:
        raise from_sqlite(error, database, writing=True) from error
    finally:
        store.close()


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


def find_outcome(outcomes: list[Outcome], name: str) -> Outcome:
    """Return the entry that a person means: by the beginning of its id, its company or its date.

    Raises:
        NotFoundError: When there is none.
        UsageError: When several are called so.
    """
    wanted = one_line(name).lower()
    found = [
        one
        for one in outcomes
        if wanted and (one.uuid.startswith(wanted) or wanted in (one.company.lower(), one.date))
    ]
    if not found:
        raise NotFoundError(
            f"there is no real interview {wanted[:40]!r}", hint="`sdcoach outcome list` shows them"
        )
    if len(found) > 1:
        raise UsageError(
            f"{plural(len(found), 'real interview')} are called {wanted[:40]!r}",
            hint="say the beginning of the id: " + ", ".join(one.uuid[:8] for one in found),
        )
    return found[0]
