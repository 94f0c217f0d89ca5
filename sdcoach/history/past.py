"""Many attempts at once, as trends, calibration and the choice of what is next look at them.

One query and no journal: what hearing the evidence gave was kept when it was heard. Attempts
beyond the newest `MOST` are counted and not read one by one; so long ago says nothing of today,
and a history of any length costs the same.
"""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sdcoach.history.database import path_of
from sdcoach.history.troubles import from_sqlite
from sdcoach.text import one_line

MOST = 500
"""How many attempts are looked at one by one."""


class PhaseTime(NamedTuple):
    """One phase of an attempt, in milliseconds of interview time."""

    phase: str
    spent_ms: int
    budget_ms: int


class Past(NamedTuple):
    """One attempt that was held. Times are UTC or durations, in milliseconds."""

    id: str
    question: str
    title: str
    kind: str
    seniority: str
    sprint: str | None
    held: str
    status: str
    """open, finished, abandoned or scored."""
    started_at: int
    elapsed_ms: int
    predicted: int | None
    band: str | None
    total: int | None
    levels: dict[str, int | None]
    """The candidate's own; empty when not scored, None for "not shown"."""
    phases: tuple[PhaseTime, ...]
    model_levels: dict[str, int | None]
    """Those of the newest report of a model; empty without one."""
    expected: dict[str, int | None]
    """What the evidence alone suggests; empty when nobody could listen to it."""
    expected_total: int | None
    expected_band: str | None
    unprompted: int
    prompted: int
    missed: int
    judged: dict[str, int | None]
    """How many estimates were exact, right, rough, wrong and missing."""
    reference_known: bool
    first_levels: dict[str, int | None] = {}
    """The candidate's own as first given; empty where no later version changed them."""
    first_total: int | None = None
    first_band: str | None = None

    @property
    def at_first(self) -> "Past":
        """The attempt with the scores as first given: before the expectation, or a model, was seen."""
        if not self.first_levels:
            return self
        return self._replace(levels=self.first_levels, total=self.first_total, band=self.first_band)

    @property
    def whole(self) -> bool:
        """Whether it was a whole interview, and not the practice of one phase."""
        return self.sprint is None

    @property
    def counts(self) -> bool:
        """Whether it tells of one's level: a whole one, scored, the answer unknown."""
        return self.whole and bool(self.levels) and not self.reference_known


class Tally(NamedTuple):
    """All attempts, counted."""

    interviews: int
    """Whole ones."""
    scored: int
    hollow: int
    """Of the scored ones, those held after the reference of the question was opened."""
    by_question: dict[str, int]
    """Whole ones."""
    sprints: tuple[tuple[str, int, int], ...]
    """Phase, how often it was practised alone, and its milliseconds."""


_PAST = """
    SELECT a.uuid, r.question, r.title, r.kind, r.seniority, r.sprint, r.held, r.status,
           r.started_at, r.elapsed_ms, r.predicted, r.band, r.total, r.levels, r.phases,
           r.model_levels, m.expected, m.expected_total, m.expected_band,
           coalesce(m.unprompted, 0),
           coalesce(m.prompted, 0), coalesce(m.missed, 0), m.judged,
           coalesce(k.opened < r.started_at, 0), r.first_levels, r.first_total, r.first_band
    FROM attempt_rows r JOIN attempts a ON a.id = r.attempt_id
    LEFT JOIN measured m ON m.attempt_id = r.attempt_id
    LEFT JOIN (SELECT question, min(reference_opened_at) AS opened FROM attempt_rows
               WHERE reference_opened_at IS NOT NULL GROUP BY question) k
        ON k.question = r.question
    WHERE r.deleted = 0 AND r.status != 'new'
    ORDER BY r.started_at DESC, r.attempt_id DESC LIMIT ?
"""
_HOLLOW = """
    SELECT count(*) FROM attempt_rows r
    JOIN (SELECT question, min(reference_opened_at) AS opened FROM attempt_rows
          WHERE reference_opened_at IS NOT NULL GROUP BY question) k ON k.question = r.question
    WHERE r.deleted = 0 AND r.levels IS NOT NULL AND r.sprint IS NULL AND k.opened < r.started_at
"""
_TALLY = """
    SELECT question, sprint, count(*), sum(elapsed_ms), count(levels) FROM attempt_rows
    WHERE deleted = 0 AND status != 'new' GROUP BY question, sprint
"""


def read_past(connection: sqlite3.Connection, *, limit: int = MOST) -> list[Past]:
    """Return the newest attempts that are not deleted, the oldest of them first.

    Args:
        connection: The history.
        limit: The most attempts; below 0 for all.

    Raises:
        StorageError: When the history cannot be read.
    """
    return [
        Past._make(
            (
                row[0],
                _word(row[1]),
                _word(row[2]),
                *row[3:13],
                levels_of(row[13]),
                _phases(row[14]),
                levels_of(row[15]),
                levels_of(row[16]),
                *row[17:22],
                levels_of(row[22]),
                bool(row[23]),
                levels_of(row[24]),
                *row[25:27],
            )
        )
        for row in reversed(_select(connection, _PAST, [limit]))
    ]


def read_tally(connection: sqlite3.Connection) -> Tally:
    """Count all attempts that are not deleted.

    Raises:
        StorageError: When the history cannot be read.
    """
    whole: dict[str, int] = {}
    sprints: dict[str, list[int]] = {}
    scored = 0
    for question, sprint, times, ms, levels in _select(connection, _TALLY):
        if sprint is None:
            whole[_word(question)] = times
            scored += levels
        else:
            found = sprints.setdefault(_word(sprint), [0, 0])
            found[0] += times
            found[1] += ms
    return Tally(
        sum(whole.values()),
        scored,
        _select(connection, _HOLLOW)[0][0],
        whole,
        tuple((phase, times, ms) for phase, (times, ms) in sprints.items()),
    )


def _select(
    connection: sqlite3.Connection, query: str, values: Sequence[int] = ()
) -> list[tuple[Any, ...]]:
    try:
        return connection.execute(query, values).fetchall()
    except sqlite3.Error as error:
        raise from_sqlite(error, path_of(connection), writing=False) from error


def levels_of(text: str | None) -> dict[str, int | None]:
    """Return numbers by name out of `scope=3 depth=-`; None for a dash."""
    found: dict[str, int | None] = {}
    for pair in (text or "").split():
        name, _, number = pair.partition("=")
        found[name] = int(number) if number.isdecimal() else None
    return found


@lru_cache(maxsize=2_000)
def _word(text: str) -> str:
    return one_line(text)


def _phases(text: str | None) -> tuple[PhaseTime, ...]:
    found = []
    for pair in (text or "").split():
        name, _, times = pair.partition("=")
        spent, _, budget = times.partition("/")
        if spent.isdecimal() and budget.isdecimal():
            found.append(PhaseTime(name, int(spent), int(budget)))
    return tuple(found)
