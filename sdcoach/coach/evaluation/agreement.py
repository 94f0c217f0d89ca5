"""How far two series of levels agree.

Quadratic weighted kappa (Cohen 1968) is 1 for the same levels throughout, 0 for what chance alone
would give, and counts a miss by two levels four times as much as a miss by one. A judge that always
says 3 is within one level three times in four and has a kappa of 0, which is why it leads.

The levels of one interview rise and fall together, and asking again about the same interview tells
nothing about others. So the interval comes from drawing whole interviews, not single levels.
"""

import random
from collections.abc import Iterable, Sequence
from typing import NamedTuple

LEVELS = (1, 2, 3, 4)
RESAMPLES = 1_000
"""Bootstrap samples behind an interval."""
_TAIL = 0.025

Pair = tuple[int, int]
"""Reference level and judged level, "not shown" as 1."""


class Agreement(NamedTuple):
    """How two series of levels compare."""

    pairs: int
    kappa: float | None
    """Quadratic weighted; None where one series never changes and so nothing can be said."""
    low: float | None
    high: float | None
    """The 95 % interval of `kappa`, by bootstrap over the interviews; None for fewer than two."""
    exact: float
    """Share of equal levels."""
    within_one: float
    bias: float
    """Mean of judged minus reference; above 0 is generous."""


def agreement(
    interviews: Iterable[Sequence[Pair]], *, seed: int = 0, resamples: int = RESAMPLES
) -> Agreement | None:
    """Compare two series; None without a pair.

    Args:
        interviews: For each interview its pairs of reference and judged level, each 1 to 4; of
            all the times it was asked about.
        seed: Fixes the resampling.
        resamples: How many samples the interval rests on.
    """
    groups = [one for one in interviews if one]
    pairs = [pair for one in groups for pair in one]
    if not pairs:
        return None
    count = len(pairs)
    low, high = _interval(groups, seed, resamples)
    return Agreement(
        count,
        kappa(pairs),
        low,
        high,
        sum(a == b for a, b in pairs) / count,
        sum(abs(a - b) <= 1 for a, b in pairs) / count,
        sum(b - a for a, b in pairs) / count,
    )


def kappa(pairs: Sequence[Pair]) -> float | None:
    """Return the quadratic weighted kappa of pairs; None when chance would agree fully as well."""
    count = len(pairs)
    if not count:
        return None
    first = {level: sum(a == level for a, _ in pairs) for level in LEVELS}
    second = {level: sum(b == level for _, b in pairs) for level in LEVELS}
    apart = sum((a - b) ** 2 for a, b in pairs) / count
    by_chance = sum((a - b) ** 2 * first[a] * second[b] for a in LEVELS for b in LEVELS) / (
        count * count
    )
    return None if by_chance == 0 else 1 - apart / by_chance


def spread(repeats: Sequence[Sequence[int]]) -> float | None:
    """Return the share of levels that came out the same whenever they were asked for.

    Args:
        repeats: For each level asked for, what came each time; those asked for once are left out.
    """
    several = [one for one in repeats if len(one) > 1]
    if not several:
        return None
    return sum(len(set(one)) == 1 for one in several) / len(several)


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the value below which a share of all lie; None without any."""
    if not values:
        return None
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, round(share * (len(ranked) - 1)))]


def _interval(
    groups: Sequence[Sequence[Pair]], seed: int, resamples: int
) -> tuple[float | None, float | None]:
    if len(groups) < 2:
        return None, None  # one interview, drawn again and again, says nothing of the others
    chance = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    found = []
    for _ in range(resamples):
        drawn = kappa([pair for one in chance.choices(groups, k=len(groups)) for pair in one])
        if drawn is not None:
            found.append(drawn)
    return percentile(found, _TAIL), percentile(found, 1 - _TAIL)
