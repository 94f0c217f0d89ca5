"""Real interviews: which lie ahead, and how those behind went.

One without a result lies ahead, or is asked about once its day has passed. The newest change of
an entry counts, wherever it was made.
"""

import sqlite3
from typing import NamedTuple

from sdcoach.bank.question import SENIORITIES
from sdcoach.history.database import path_of
from sdcoach.history.days import local
from sdcoach.history.troubles import from_sqlite
from sdcoach.text import clean

RESULTS = ("strong-no", "leaning-no", "leaning-yes", "strong-yes")
"""As one heard or felt it; they count along the bands of a mock."""
UNKNOWN = "unknown"
"""Was asked, and will not be told: it is not asked again."""
LONGEST = 500
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Outcome(NamedTuple):
    """One real interview."""

    uuid: str
    changed_at: int
    """UTC, milliseconds."""
    company: str
    date: str
    """`2026-11-30`, the day at the place where it is."""
    seniority: str
    """mid, senior, staff, or empty when not said."""
    result: str
    """One of `RESULTS` or `UNKNOWN`; empty while it is to be asked for."""
    note: str
    deleted: int


FIELDS = Outcome._fields[1:]


def is_date(text: str) -> bool:
    """Say whether `text` is a day as in `2026-11-30`."""
    parts = text.split("-")
    if [len(part) for part in parts] != [4, 2, 2] or not "".join(parts).isascii():
        return False
    if not "".join(parts).isdigit():
        return False
    year, month, day = (int(part) for part in parts)
    if not (1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]):
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (month, day) != (2, 29) or leap


def outcome_fault(outcome: Outcome) -> str:
    """Return what is wrong with an entry, or an empty string."""
    texts = (outcome.company, outcome.date, outcome.seniority, outcome.result, outcome.note)
    if not all(isinstance(text, str) and len(text) <= LONGEST for text in texts):
        return "a real interview has an unfit text"
    if not is_date(outcome.date):
        return "the day of a real interview is written as in 2026-11-30"
    if outcome.result and outcome.result not in (*RESULTS, UNKNOWN):
        return f"the result of a real interview is one of {', '.join(RESULTS)}"
    if outcome.seniority and outcome.seniority not in SENIORITIES:
        return f"the seniority of a real interview is one of {', '.join(SENIORITIES)}"
    if type(outcome.changed_at) is not int or not 0 <= outcome.changed_at < 2**62:
        return "a real interview has an unfit time"
    if outcome.deleted not in (0, 1) or type(outcome.deleted) is not int:
        return "a real interview has an unfit mark"
    return ""


def newer(one: Outcome, other: Outcome) -> Outcome:
    """Return the entry that counts of two with one UUID; the same everywhere, also in a tie."""
    return max(one, other, key=lambda outcome: (outcome.changed_at, outcome))


def read_outcomes(connection: sqlite3.Connection) -> list[Outcome]:
    """Return the real interviews, the newest day first.

    Raises:
        StorageError: When the history cannot be read.
    """
    names = ", ".join(Outcome._fields)
    query = f"SELECT {names} FROM outcomes WHERE deleted = 0 ORDER BY date DESC, uuid"  # noqa: S608
    try:
        rows = connection.execute(query).fetchall()
    except sqlite3.Error as error:
        raise from_sqlite(error, path_of(connection), writing=False) from error
    return [
        Outcome._make(clean(cell) if isinstance(cell, str) else cell for cell in row)
        for row in rows
    ]


def today(now_ms: int, utc_offset: int) -> str:
    """Return the day it is, as entries write it."""
    there = local(now_ms, utc_offset)
    return f"{there.tm_year:04}-{there.tm_mon:02}-{there.tm_mday:02}"


def upcoming(outcomes: list[Outcome], day: str) -> Outcome | None:
    """Return the nearest real interview on `day` or later; None without one."""
    ahead = [one for one in outcomes if one.date >= day and not one.result]
    return min(ahead, key=lambda one: (one.date, one.uuid), default=None)


def to_ask(outcomes: list[Outcome], day: str) -> Outcome | None:
    """Return the latest real interview before `day` whose result is not known; None without one."""
    behind = [one for one in outcomes if one.date < day and not one.result]
    return max(behind, key=lambda one: (one.date, one.uuid), default=None)
