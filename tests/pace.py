"""What work costs, counted in a fixed piece of work done beside it in the same run.

Seconds prove nothing on a busy machine, and coverage makes every line slower. A limit in these
units holds what it is there to hold: that work does not grow out of proportion.
"""

import time
from collections.abc import Callable

MOST_OF_A_LINE = 27
"""What one line of a sheet may cost: the 20 ms of a quiet machine."""


def cost(work: Callable[[], object], tries: int = 5) -> float:
    """Return the least CPU time of `work`, in units of about a millisecond of plain Python.

    Work and unit are measured in turn, so that whatever slows the machine slows both.
    """
    spent, unit = [], []
    for _ in range(tries):
        unit.append(_timed(_unit))
        spent.append(_timed(work))
    return min(spent) / min(unit)


def _timed(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began


def _unit() -> int:
    words: dict[str, int] = {}
    for number in range(2_500):
        word = f"w{number % 300}"
        words[word] = words.get(word, 0) + len(word)
    return len(words)
