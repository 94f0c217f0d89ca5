"""The real interview that is near: when it is, and whether to ask how the last one went."""

from typing import NamedTuple

from sdcoach.history.database import Reader
from sdcoach.history.days import date, days_left, when
from sdcoach.history.outcomes import Outcome, read_outcomes, to_ask, today, upcoming
from sdcoach.text import one_line

_DAY_MS = 86_400_000


class Occasion(NamedTuple):
    """What the calendar asks for."""

    ahead: Outcome | None = None
    """The nearest real interview that is today or later."""
    days: int = 0
    """Midnights until then."""
    ask: Outcome | None = None
    """The latest one whose day has passed and whose result is not known."""

    @property
    def tomorrow(self) -> bool:
        """Whether a real interview is on the next day."""
        return self.ahead is not None and self.days == 1


def read_occasion(connection: Reader, now_ms: int, utc_offset: int) -> Occasion:
    """Read what the calendar asks for.

    Raises:
        StorageError: When the history cannot be read.
    """
    outcomes = read_outcomes(connection)
    day = today(now_ms, utc_offset)
    ahead = upcoming(outcomes, day)
    days = days_left(ahead.date, now_ms, utc_offset) if ahead is not None else 0
    return Occasion(ahead, days, to_ask(outcomes, day))


def ahead_words(occasion: Occasion, now_ms: int, utc_offset: int) -> str:
    """Return when the next real interview is: `interview Mon 30 Nov, in 3 days`; or nothing."""
    if occasion.ahead is None:
        return ""
    when = {0: "today", 1: "tomorrow"}.get(occasion.days, f"in {occasion.days} days")
    day = date(now_ms + occasion.days * _DAY_MS, utc_offset)
    return f"interview {day}, {when}"


def day_of(outcome: Outcome, now_ms: int, utc_offset: int) -> str:
    """Return the day of a real interview inside a sentence: `Monday`, `26 Oct`."""
    ago = days_left(outcome.date, now_ms, utc_offset)
    return when(now_ms + ago * _DAY_MS, now_ms, utc_offset).removeprefix("on ")


def named(outcome: Outcome) -> str:
    """Return the company, cleaned and short."""
    return one_line(outcome.company)[:40] or "the interview"
