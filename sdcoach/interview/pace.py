"""How long each phase took, against the time it was given, and the words of the clock."""

from collections.abc import Sequence
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


def cues(all_paces: Sequence[Pace]) -> list[Cue]:
    """Return what the bar says of every phase, given all of them in order.

    The last phase may take what the others have left: it is late when the interview is.
    """
    made = [pace.cue for pace in all_paces]
    if sum(pace.spent - pace.budget for pace in all_paces) < 0:
        made[-1] = Cue.NONE
    return made


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


class Reminders:
    """The few quiet lines of an interview, each told once: half, five minutes, a long silence."""

    HALF = "Half of the time is gone."
    FIVE = "Five minutes left."
    SILENCE_MS = 120_000
    FIVE_MS = 300_000
    STALE_MS = 120_000
    """After a suspend the clock may have jumped past a moment; then it is no longer true."""

    def __init__(self, total_ms: int, elapsed_ms: int) -> None:
        """Begin at a point of the interview; what lies behind it is not told.

        Args:
            total_ms: The length of the interview.
            elapsed_ms: The interview clock now; more than 0 after a resume.
        """
        self._half = total_ms // 2
        self._five = total_ms - self.FIVE_MS
        self._half_told = elapsed_ms >= self._half
        self._five_told = elapsed_ms >= self._five or self._five <= self._half
        self._silence_told = False

    def due(self, elapsed_ms: int, idle_ms: int, nudge: str) -> str:
        """Return what to say now, or an empty string.

        Args:
            elapsed_ms: The interview clock.
            idle_ms: Milliseconds since the last key.
            nudge: What to say after two silent minutes.
        """
        if not self._five_told and elapsed_ms >= self._five:
            self._five_told = self._half_told = True
            if elapsed_ms < self._five + self.STALE_MS:
                return self.FIVE
        if not self._half_told and elapsed_ms >= self._half:
            self._half_told = True
            if elapsed_ms < self._half + self.STALE_MS:
                return self.HALF
        if not self._silence_told and idle_ms >= self.SILENCE_MS:
            self._silence_told = True
            return nudge
        return ""
