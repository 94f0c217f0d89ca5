"""From eight levels to a total, a band and the nearest way up.

The weights, gates and bands are the product's own synthesis of published rubrics
(`questions/rubric.yaml`). The module is imported by whoever writes the history, so it stays
free of dataclasses and of the bank's loader.
"""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from sdcoach.bank.question import Rubric

if TYPE_CHECKING:
    from sdcoach.interview.state import Scores, State

BANDS = ("strong-no", "leaning-no", "leaning-yes", "strong-yes")
"""Worst to best; the forecast 1–4 counts along them."""
NOT_SHOWN_LEVEL = 1
DESIGN_CAP = 29
"""The most that a total can be when nothing works end to end."""
SCOPE_CAP = 50
LEAST = {"leaning-no": 30, "leaning-yes": 62, "strong-yes": 80}
"""The total from which each band is open."""
MOSTLY = 0.6
"""The share raised unasked that counts as "mostly unprompted"."""


class Tally(NamedTuple):
    """How many signals of one dimension were heard, and how."""

    unprompted: int
    prompted: int
    missed: int
    aloud: int
    """Said aloud and claimed afterwards; counted nowhere else."""


class Result(NamedTuple):
    """What eight levels come to."""

    levels: dict[str, int]
    """By dimension, "not shown" as 1."""
    not_shown: tuple[str, ...]
    total: int
    """0–100, rounded down so that it never shows a band's threshold unreached."""
    band: str
    capped: str
    """The dimension whose level 1 caps the total, or an empty string."""


class Raise(NamedTuple):
    """One step of the way up."""

    dimension: str
    level: int
    to: int


class WayUp(NamedTuple):
    """The smallest change of levels that reaches the next band."""

    raises: tuple[Raise, ...]
    total: int
    band: str


def _third_points(levels: Mapping[str, int], weights: Mapping[str, int]) -> int:
    """The total times three, exact."""
    return sum(weight * (levels[dimension] - 1) for dimension, weight in weights.items())


def _total_and_cap(levels: Mapping[str, int], weights: Mapping[str, int]) -> tuple[int, str]:
    total = _third_points(levels, weights) // 3
    if levels.get("design") == 1 and total > DESIGN_CAP:
        return DESIGN_CAP, "design"
    if levels.get("scope") == 1 and total > SCOPE_CAP:
        return SCOPE_CAP, "scope"
    return total, ""


def _band(total: int, levels: Mapping[str, int], weights: Mapping[str, int]) -> str:
    lowest = min((levels[dimension] for dimension, weight in weights.items() if weight), default=1)
    if total >= LEAST["strong-yes"] and lowest >= 3:
        return "strong-yes"
    if total >= LEAST["leaning-yes"] and levels.get("design", 1) >= 3 and lowest > 1:
        return "leaning-yes"
    return "leaning-no" if total >= LEAST["leaning-no"] else "strong-no"


def held_back(result: Result, weights: Mapping[str, int]) -> tuple[str, str] | None:
    """Return the dimension whose level alone bars a band that the total would reach, and the band.

    Returns:
        None when the band is the one that the total gives.
    """
    open_bands = [band for band, least in LEAST.items() if result.total >= least]
    if not open_bands or BANDS.index(open_bands[-1]) <= BANDS.index(result.band):
        return None
    lowest = weakest(result, weights)
    if result.band == "leaning-yes" or result.levels[lowest] == 1:
        return lowest, open_bands[-1]
    return "design", open_bands[-1]


def weakest(result: Result, weights: Mapping[str, int]) -> str:
    """Return the dimension at the lowest level, of several the weightiest."""
    weighty = [name for name in result.levels if weights[name]]
    return min(weighty, key=lambda name: (result.levels[name], -weights[name]))


def weights_of(rubric: Rubric, seniority: str) -> dict[str, int]:
    """Return each dimension's weight for a seniority; they sum to 100."""
    return {
        dimension.id: weight
        for dimension in rubric.dimensions
        for name, weight in dimension.weights.items()
        if name == seniority
    }


def add_up(levels: Mapping[str, int | None], weights: Mapping[str, int]) -> Result:
    """Return total and band of a set of levels.

    Args:
        levels: Level 1–4 by dimension; None, or nothing at all, is "not shown" and counts as 1.
        weights: By dimension. One of weight 0 decides no band.
    """
    shown = {dimension: levels.get(dimension) for dimension in weights}
    known = {dimension: level or NOT_SHOWN_LEVEL for dimension, level in shown.items()}
    total, capped = _total_and_cap(known, weights)
    return Result(
        known,
        tuple(dimension for dimension, level in shown.items() if level is None),
        total,
        _band(total, known, weights),
        capped,
    )


def total_of(state: "State", scores: "Scores", rubric: Rubric) -> tuple[int, str] | None:
    """Return total and band of one version of an attempt's scores; None for a sprint."""
    if state.sprint is not None:
        return None
    result = add_up(scores.levels, weights_of(rubric, state.seniority))
    return result.total, result.band


def nearest_way_up(result: Result, weights: Mapping[str, int]) -> WayUp | None:
    """Return the smallest change of levels that reaches the next band.

    A jump of two levels costs three single ones. The cheapest change comes first, then the
    one with the smallest jump, then raising what is low rather than what is already 3, then
    the highest total.

    Returns:
        None when the band is already the best one.
    """
    rank = BANDS.index(result.band)
    if rank == len(BANDS) - 1:
        return None
    dimensions = [dimension for dimension, weight in weights.items() if weight]
    best: tuple[tuple[int, int, int, int], WayUp] | None = None
    for steps in product(*(range(min(2, 4 - result.levels[name]) + 1) for name in dimensions)):
        cost = sum(step * (step + 1) // 2 for step in steps)
        if best is not None and cost > best[0][0]:
            continue
        levels = dict(result.levels)
        for name, step in zip(dimensions, steps, strict=True):
            levels[name] += step
        total, _ = _total_and_cap(levels, weights)
        band = _band(total, levels, weights)
        if BANDS.index(band) <= rank:
            continue
        raises = tuple(
            Raise(name, result.levels[name], levels[name])
            for name, step in zip(dimensions, steps, strict=True)
            if step
        )
        order = (cost, max(steps), sum(1 for one in raises if one.to == 4), -total)
        if best is None or order < best[0]:
            best = order, WayUp(raises, total, band)
    return best[1] if best else None


def expected_level(
    unprompted: int, prompted: int, signals: int, *, above_heard: bool, above_exists: bool
) -> int | None:
    """Return the level that the evidence alone suggests.

    Args:
        unprompted: Signals at or below the seniority that were raised unasked.
        prompted: Those heard after a cue; they count half.
        signals: All signals at or below the seniority.
        above_heard: Whether a signal above the seniority was heard too.
        above_exists: Whether the dimension has such a signal. Where it has none (for staff it
            never has), a 4 asks for every signal, unasked.

    Returns:
        1 to 4, or None when there is no signal to go by.
    """
    if not signals:
        return None
    twice = 2 * unprompted + prompted
    for level, tenths in ((1, 2), (2, 5), (3, 8)):
        if 10 * twice < tenths * 2 * signals:
            return level
    best = above_heard if above_exists else unprompted == signals
    return 4 if best else 3


def mostly_unprompted(heard: Iterable[Tally]) -> bool:
    """Say whether at least 60 % of what was heard was raised unasked."""
    counts = list(heard)
    unprompted = sum(count.unprompted for count in counts)
    said = unprompted + sum(count.prompted for count in counts)
    return said > 0 and unprompted >= MOSTLY * said


def seniority_shown(
    levels: Mapping[str, int], heard: Mapping[str, Tally], flags: Iterable[str] = ()
) -> str:
    """Return the seniority that an answer shows, whatever was aimed at; empty below mid.

    Mid: scope, estimation, API and data, design at 3 or better, prompts allowed. Senior: depth
    too, mostly unprompted. Staff: reliability and decisions too, at least two of those last
    three mostly unprompted, and the design kept simple.
    """

    def stand(*dimensions: str) -> bool:
        return all(levels.get(dimension, 1) >= 3 for dimension in dimensions)

    basis = [name for name in ("scope", "estimation", "api-data", "design") if name in levels]
    if not stand(*basis):
        return ""
    first_five = [heard[name] for name in (*basis, "depth") if name in heard]
    if not (stand("depth") and mostly_unprompted(first_five)):
        return "mid"
    led = [
        name
        for name in ("depth", "reliability", "decisions")
        if name in heard and mostly_unprompted([heard[name]])
    ]
    simple = "over-engineered" not in set(flags)
    if stand("reliability", "decisions") and len(led) >= 2 and simple:
        return "staff"
    return "senior"
