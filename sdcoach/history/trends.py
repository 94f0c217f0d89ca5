"""How it goes over time: scores, minutes, estimates, practice, and what was covered.

Whole interviews make the trends. The practice of one phase is counted apart, and what was held
after its reference was opened is *hollow*: shown, and outside every average.
"""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from sdcoach.bank.question import DIMENSIONS, PHASES
from sdcoach.history.days import week_began
from sdcoach.history.past import Past, Tally

RECENT = 5
"""How many interviews make "now", and how many before them "before"."""
WEEKS = 26
JUDGEMENTS = ("exact", "right", "rough", "wrong", "missing")
_WEEK_MS = 7 * 86_400_000


class TotalPoint(NamedTuple):
    """One scored interview."""

    attempt: str
    question: str
    at: int
    total: int
    band: str
    hollow: bool


class LevelPoint(NamedTuple):
    """One dimension of one scored interview."""

    attempt: str
    at: int
    level: int
    """1 to 4; what was not shown makes no point."""
    expected: int | None
    """What the evidence alone suggested."""
    hollow: bool


class DimensionTrend(NamedTuple):
    """One dimension over time."""

    dimension: str
    points: tuple[LevelPoint, ...]
    now: float | None
    """The average of the last `RECENT` that count; None without any."""
    before: float | None
    """The average of those before them."""


class PhasePoint(NamedTuple):
    """One phase of one interview, in milliseconds."""

    attempt: str
    at: int
    spent_ms: int
    budget_ms: int


class PhaseTrend(NamedTuple):
    """One phase over time; interviews held elsewhere have no clock and are not in it."""

    phase: str
    points: tuple[PhasePoint, ...]
    share: float | None
    """The middle one of the last `RECENT` shares of the budget; None without any."""


class EstimatePoint(NamedTuple):
    """The estimates of one interview."""

    attempt: str
    at: int
    counts: dict[str, int]
    """By judgement."""


class EstimateTrend(NamedTuple):
    """How near one's sums came."""

    points: tuple[EstimatePoint, ...]
    counts: dict[str, int]
    """All points together, by judgement."""
    now: float | None
    """The share within a factor of two, over the last `RECENT`; None without any."""
    before: float | None


class Week(NamedTuple):
    """What was practised in one week."""

    began: int
    """Monday at midnight; UTC, milliseconds."""
    interviews: int
    sprints: int
    ms: int
    """Interview time, sprints included."""


class Cell(NamedTuple):
    """One dimension within one topic."""

    times: int
    level: float
    """The average of all that count."""


class TopicCoverage(NamedTuple):
    """One topic: how often it was met, and the levels then."""

    topic: str
    times: int
    """Whole interviews on its questions, scored or not."""
    cells: dict[str, Cell]
    """By dimension, where there is one."""


class SprintTrend(NamedTuple):
    """The practice of one phase."""

    phase: str
    times: int
    ms: int


class Trends(NamedTuple):
    """All of it."""

    interviews: int
    scored: int
    hollow: int
    """Of the scored ones."""
    totals: tuple[TotalPoint, ...]
    dimensions: tuple[DimensionTrend, ...]
    phases: tuple[PhaseTrend, ...]
    estimates: EstimateTrend
    unprompted: float | None
    """The share of what was heard that was raised unasked, over the last `RECENT`."""
    weeks: tuple[Week, ...]
    """The last `WEEKS`, the oldest first; empty before the first attempt."""
    coverage: tuple[TopicCoverage, ...]
    """Every topic of the bank, the most met first."""
    sprints: tuple[SprintTrend, ...]


def trends(
    past: Sequence[Past],
    tally: Tally,
    topics: Mapping[str, Sequence[str]],
    now_ms: int,
    utc_offset: int,
) -> Trends:
    """Return all trends.

    Args:
        past: The newest attempts, the oldest first; they make the points.
        tally: All attempts, counted.
        topics: By question of the bank, what it is filed under.
        now_ms: UTC, milliseconds.
        utc_offset: Minutes east of UTC, for where a week begins.
    """
    whole = [one for one in past if one.whole]
    scored = [one for one in whole if one.levels]
    heard = [one for one in scored if one.counts and one.unprompted + one.prompted][-RECENT:]
    said = sum(one.unprompted + one.prompted for one in heard)
    return Trends(
        tally.interviews,
        tally.scored,
        tally.hollow,
        tuple(
            TotalPoint(
                one.id, one.question, one.started_at, one.total, one.band, one.reference_known
            )
            for one in scored
            if one.total is not None and one.band is not None
        ),
        tuple(dimension_trend(name, scored) for name in DIMENSIONS),
        tuple(_phase_trends(whole)),
        _estimates(scored),
        sum(one.unprompted for one in heard) / said if said else None,
        tuple(_weeks(past, now_ms, utc_offset)),
        tuple(_coverage(whole, tally, topics)),
        tuple(SprintTrend._make(one) for one in tally.sprints),
    )


def dimension_trend(dimension: str, scored: Iterable[Past]) -> DimensionTrend:
    """Return one dimension over time.

    Args:
        dimension: Its id.
        scored: Whole interviews that were scored, the oldest first.
    """
    points = tuple(
        LevelPoint(one.id, one.started_at, level, one.expected.get(dimension), one.reference_known)
        for one in scored
        if (level := one.levels.get(dimension)) is not None
    )
    counted = [point.level for point in points if not point.hollow]
    return DimensionTrend(dimension, points, *_now_and_before(counted))


def _now_and_before(values: Sequence[float]) -> tuple[float | None, float | None]:
    now, before = values[-RECENT:], values[-2 * RECENT : -RECENT]
    return _average(now), _average(before)


def _average(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def phase_order() -> list[str]:
    """Return the phases of all kinds of interview, those of each kind in their own order."""
    order: list[str] = []
    for phases in PHASES.values():
        for number, phase in enumerate(phases):
            if phase not in order:
                later = [order.index(one) for one in phases[number:] if one in order]
                order.insert(min(later, default=len(order)), phase)
    return order


def _phase_trends(whole: Iterable[Past]) -> Iterable[PhaseTrend]:
    points: dict[str, list[PhasePoint]] = {phase: [] for phase in phase_order()}
    for one in whole:
        if one.held != "here" or one.status not in ("finished", "scored"):
            continue
        for phase, spent, budget in one.phases:
            if phase in points:
                points[phase].append(PhasePoint(one.id, one.started_at, spent, budget))
    for phase, found in points.items():
        if found:
            shares = [one.spent_ms / one.budget_ms for one in found[-RECENT:] if one.budget_ms]
            yield PhaseTrend(phase, tuple(found), median(shares) if shares else None)


def _estimates(scored: Iterable[Past]) -> EstimateTrend:
    points = []
    shares = []
    whole = dict.fromkeys(JUDGEMENTS, 0)
    for one in scored:
        counts = {name: one.judged.get(name) or 0 for name in JUDGEMENTS}
        made = sum(counts.values())
        if not made or one.reference_known:
            continue
        points.append(EstimatePoint(one.id, one.started_at, counts))
        shares.append((counts["exact"] + counts["right"]) / made)
        for name in JUDGEMENTS:
            whole[name] += counts[name]
    return EstimateTrend(tuple(points), whole, *_now_and_before(shares))


def _weeks(past: Sequence[Past], now_ms: int, utc_offset: int) -> Iterable[Week]:
    held = [one for one in past if one.held == "here"]
    if not held:
        return
    this = week_began(now_ms, utc_offset)
    first = max(week_began(held[0].started_at, utc_offset), this - (WEEKS - 1) * _WEEK_MS)
    counts: dict[int, list[int]] = {began: [0, 0, 0] for began in range(first, this + 1, _WEEK_MS)}
    for one in reversed(held):
        if one.started_at < first:
            break
        found = counts.get(week_began(one.started_at, utc_offset))
        if found is not None:
            found[0 if one.whole else 1] += 1
            found[2] += one.elapsed_ms
    for began, (interviews, sprints, ms) in counts.items():
        yield Week(began, interviews, sprints, ms)


def _coverage(
    whole: Iterable[Past], tally: Tally, topics: Mapping[str, Sequence[str]]
) -> Iterable[TopicCoverage]:
    times = dict.fromkeys((topic for found in topics.values() for topic in found), 0)
    for question, found in topics.items():
        for topic in found:
            times[topic] += tally.by_question.get(question, 0)
    levels: dict[str, dict[str, list[int]]] = {topic: {} for topic in times}
    for one in whole:
        for topic in topics.get(one.question, ()) if one.counts else ():
            cells = levels[topic]
            for dimension, level in one.levels.items():
                if level is not None and dimension in DIMENSIONS:
                    cells.setdefault(dimension, []).append(level)
    for topic in sorted(times, key=lambda name: (-times[name], name)):
        cells = levels[topic]
        yield TopicCoverage(
            topic,
            times[topic],
            {
                dimension: Cell(
                    len(cells[dimension]), sum(cells[dimension]) / len(cells[dimension])
                )
                for dimension in DIMENSIONS
                if dimension in cells
            },
        )
