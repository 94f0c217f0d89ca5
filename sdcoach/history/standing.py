"""Where one stands: the newest levels by dimension, and what was done this week."""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from sdcoach.bank.question import DIMENSIONS
from sdcoach.history.attempts import AttemptRow, page
from sdcoach.history.days import week_began

RECENT = 60
"""How many attempts are looked at; more would say little of how one stands today."""


class Standing(NamedTuple):
    """What Home shows of the past."""

    newest: list[AttemptRow]
    """The newest attempts, whole ones and sprints."""
    levels: dict[str, tuple[int, ...]]
    """The latest one or two levels of each dimension, the older first; empty without any."""
    interviews: int
    """Begun this week and not given up."""
    sprints: int
    week_ms: int
    """Time at interviews and sprints this week."""
    practise: str
    """What was last chosen to practise; may be empty."""


def counts(row: AttemptRow) -> bool:
    """Say whether an attempt tells of one's level: a whole one, scored, the answer unknown."""
    return row.status == "scored" and row.sprint is None and not row.reference_known


def latest_levels(rows: Iterable[AttemptRow]) -> dict[str, tuple[int, ...]]:
    """Return the latest one or two levels given in each dimension, the older first.

    Args:
        rows: Attempts, newest first; those that do not count are passed over.
    """
    found: dict[str, list[int]] = {dimension: [] for dimension in DIMENSIONS}
    for row in rows:
        if counts(row):
            for dimension, level in row.levels.items():
                if level is not None and dimension in found and len(found[dimension]) < 2:
                    found[dimension].insert(0, level)
    return {dimension: tuple(levels) for dimension, levels in found.items() if levels}


def read_standing(connection: sqlite3.Connection, now_ms: int, utc_offset: int) -> Standing:
    """Read what Home shows of the past.

    Args:
        connection: The history.
        now_ms: UTC, milliseconds.
        utc_offset: Minutes east of UTC, for where a week begins.

    Raises:
        StorageError: When the history cannot be read.
    """
    rows = page(connection, limit=RECENT)
    monday = week_began(now_ms, utc_offset)
    this_week = [
        row
        for row in rows
        if row.started_at >= monday and row.held == "here" and row.status != "abandoned"
    ]
    return Standing(
        rows,
        latest_levels(rows),
        sum(row.sprint is None for row in this_week),
        sum(row.sprint is not None for row in this_week),
        sum(row.elapsed_ms for row in this_week),
        next((row.practise for row in rows if row.practise), ""),
    )
