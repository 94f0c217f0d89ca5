"""When a weak dimension of a question is due again, by FSRS.

A pair of question and dimension is scheduled from the first time that it was weak. Every scored
interview that counts is a review, its level 1–4 standing for Again, Hard, Good, Easy; the practice
of one phase is a review of that phase's dimension, by what its evidence suggests. The state follows
from the journal alone: it is derived anew whenever one of these changes, by the writer, so that
reading it costs one query. Fuzzing is off, and nothing is learnt within a day.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sdcoach.bank.question import DIMENSION_OF, DIMENSIONS
from sdcoach.history.database import path_of
from sdcoach.history.days import days_between
from sdcoach.history.past import levels_of
from sdcoach.history.troubles import from_sqlite
from sdcoach.text import one_line

if TYPE_CHECKING:
    from fsrs import Scheduler

WEAK = 2
"""A level from here down is one to work on."""
MOST_REVIEWS = 30
"""The newest reviews of a question that count; older ones move nothing any more."""
_LAST_MS = 4_102_444_800_000  # the year 2100: later moments are damage


class Review(NamedTuple):
    """One time that a dimension was shown."""

    at: int
    """UTC, milliseconds."""
    level: int


class Due(NamedTuple):
    """One dimension of one question that was weak once. Times are UTC, milliseconds."""

    question: str
    dimension: str
    reviews: int
    level: int
    """At the last review."""
    last_at: int
    due_at: int


_REVIEWS = """
    SELECT r.started_at, r.sprint, r.levels, m.expected FROM attempt_rows r
    LEFT JOIN measured m ON m.attempt_id = r.attempt_id
    WHERE r.question = ?1 AND r.deleted = 0 AND (r.levels IS NOT NULL OR r.sprint IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM attempt_rows k WHERE k.question = ?1
                      AND k.reference_opened_at IS NOT NULL
                      AND k.reference_opened_at < r.started_at)
    ORDER BY r.started_at DESC, r.attempt_id DESC LIMIT ?2
"""
_PUT = "INSERT INTO due (question, dimension, reviews, level, last_at, due_at) VALUES (?, ?, ?, ?, ?, ?)"


def schedule(reviews: Sequence[Review]) -> int:
    """Return when a pair is due after its reviews; UTC, milliseconds.

    Args:
        reviews: At least one, the oldest first.
    """
    from datetime import UTC, datetime

    from fsrs import Card, Rating

    scheduler = _scheduler()
    card: Card | None = None
    for review in reviews:
        at = datetime.fromtimestamp(min(max(0, review.at), _LAST_MS) / 1000, UTC)
        # Without an id the library waits a millisecond to make one from the clock.
        card = card or Card(card_id=1, due=at)
        card, _ = scheduler.review_card(card, Rating(review.level), at)
    assert card is not None
    return round(card.due.timestamp() * 1000)


_made: "list[Scheduler]" = []


def _scheduler() -> "Scheduler":
    if not _made:
        from fsrs import Scheduler

        _made.append(Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False))
    return _made[0]


def reschedule(connection: sqlite3.Connection, questions: Iterable[str]) -> None:
    """Derive the schedule of some questions anew, inside a transaction."""
    for question in questions:
        connection.execute("DELETE FROM due WHERE question = ?", (question,))
        found = connection.execute(_REVIEWS, (question, MOST_REVIEWS)).fetchall()
        reviews: dict[str, list[Review]] = {}
        for at, sprint, levels, expected in reversed(found):
            for dimension, level in _levels(sprint, levels, expected).items():
                known = reviews.setdefault(dimension, [])
                if level is not None and (known or level <= WEAK):
                    known.append(Review(at, level))
        for dimension, known in reviews.items():
            if known:
                last = known[-1]
                connection.execute(
                    _PUT, (question, dimension, len(known), last.level, last.at, schedule(known))
                )


def _levels(sprint: str | None, levels: str | None, expected: str | None) -> dict[str, int | None]:
    if sprint is None:
        known = levels_of(levels)
        return {name: known[name] for name in DIMENSIONS if name in known}
    dimension = DIMENSION_OF.get(sprint)
    suggested = levels_of(expected)
    return {dimension: suggested[dimension]} if dimension in suggested and dimension else {}


def read_due(connection: sqlite3.Connection) -> list[Due]:
    """Return all that is scheduled, the most pressing first.

    Raises:
        StorageError: When the history cannot be read.
    """
    query = """
        SELECT question, dimension, reviews, level, last_at, due_at FROM due
        ORDER BY due_at, level, question, dimension
    """
    try:
        rows = connection.execute(query).fetchall()
    except sqlite3.Error as error:
        raise from_sqlite(error, path_of(connection), writing=False) from error
    return [Due(one_line(row[0]), one_line(row[1]), *row[2:]) for row in rows]


def due_questions(connection: sqlite3.Connection, now_ms: int, utc_offset: int) -> frozenset[str]:
    """Return the questions of which some dimension is due again today or before.

    Raises:
        StorageError: When the history cannot be read.
    """
    return frozenset(
        one.question
        for one in read_due(connection)
        if days_between(one.due_at, now_ms, utc_offset) >= 0
    )


def read_opened(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the questions whose reference was opened.

    Raises:
        StorageError: When the history cannot be read.
    """
    query = """
        SELECT DISTINCT question FROM attempt_rows
        WHERE reference_opened_at IS NOT NULL AND deleted = 0
    """
    try:
        rows = connection.execute(query).fetchall()
    except sqlite3.Error as error:
        raise from_sqlite(error, path_of(connection), writing=False) from error
    return frozenset(one_line(row[0]) for row in rows)
