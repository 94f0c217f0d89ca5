"""How long each phase took, against the time it was given, and the words of the clock."""

from dataclasses import dataclass
from enum import Enum


class Cue(Enum):
    """What the bar says of a phase, always with a sign beside the colour."""

    NONE = ""
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Pace:
    """One phase's budget and what was spent of it, in milliseconds of interview time."""

    phase: str
    budget: int
    spent: int

    @property
    def cue(self) -> Cue:
        """Amber at the budget, red at half as much again."""
        if self.spent < self.budget or not self.spent:
            return Cue.NONE
        return Cue.AMBER if 2 * self.spent < 3 * self.budget else Cue.RED


def paces(budgets: tuple[tuple[str, int], ...], spent: dict[str, int]) -> list[Pace]:
    """Return every phase of the format in order, with what was spent of it."""
    return [Pace(phase, budget, spent.get(phase, 0)) for phase, budget in budgets]


def whole_minutes(ms: int) -> int:
    """Return started minutes as a person counts them: 0:30 is half a minute in, hence 0."""
    return ms // 60_000


def clock_words(left_ms: int) -> str:
    """Say how much time is left: minutes, no seconds.

    `35 left`, `last minute`, `time` for the first minute past the end, then `3 over`.
    """
    if left_ms > 60_000:
        return f"{-(-left_ms // 60_000)} left"
    if left_ms > 0:
        return "last minute"
    over = whole_minutes(-left_ms)
    return f"{over} over" if over else "time"
