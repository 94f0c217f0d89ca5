"""Time, given and never read by the core.

A `Clock` at the edge makes `Tick`s; everything else is arithmetic on them. All times are whole
milliseconds, so that phases sum exactly to the whole.
"""

import sys
import time
from typing import NamedTuple, Protocol

SUSPEND_AFTER_MS = 30_000
"""How far boot or wall time must run ahead of monotonic time to count as a suspend."""


class Tick(NamedTuple):
    """One reading of the three clocks, in milliseconds."""

    mono: int
    """Monotonic; stands still while the machine sleeps (Linux, macOS)."""
    boot: int | None
    """Monotonic and running through sleep, where the system has such a clock."""
    utc: int
    """Since 1970; may jump either way."""


class Clock(Protocol):
    """What the edge of the program offers."""

    def tick(self) -> Tick:
        """Read the clocks now."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def tick(self) -> Tick:
        """Read the clocks now."""
        boot = None
        if sys.platform == "linux":
            boot = time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
        return Tick(time.monotonic_ns() // 1_000_000, boot, time.time_ns() // 1_000_000)


class Passed(NamedTuple):
    """What went by between two ticks of one process, in milliseconds."""

    awake: int
    asleep: int


def between(earlier: Tick, later: Tick) -> Passed:
    """Return the time awake and the time suspended between two ticks of one process.

    Neither is ever negative, whatever the clocks do. A lead of boot time (of wall time where
    there is no boot clock) of 30 s or less is drift, not sleep.
    """
    awake = max(0, later.mono - earlier.mono)
    if earlier.boot is not None and later.boot is not None:
        ahead = later.boot - earlier.boot - awake
    else:
        ahead = later.utc - earlier.utc - awake
    return Passed(awake, ahead if ahead > SUSPEND_AFTER_MS else 0)


def across(last_utc: int, tick: Tick) -> int:
    """Return the milliseconds between an event of an earlier process and now, never negative."""
    return max(0, tick.utc - last_utc)
