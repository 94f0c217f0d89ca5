"""Whether one judges oneself rightly: forecast, own scores, what the evidence suggests, reality.

Four views of the same interview. The forecast is made before looking back, the scores after, the
expectation comes from the evidence alone, and a real interview's result from somebody else.
Attempts held after the reference was opened are left out. Scores count as they were first given: a
revision, or a level taken over from a model, was made with the other views before one's eyes.
"""

from collections.abc import Sequence
from statistics import mean
from typing import NamedTuple

from sdcoach.bank.question import DIMENSIONS
from sdcoach.history.outcomes import RESULTS, Outcome, today
from sdcoach.history.past import Past
from sdcoach.history.trends import RECENT
from sdcoach.scoring.debrief import SPOKEN
from sdcoach.scoring.scorecard import BANDS
from sdcoach.text import plural

ENOUGH = 3
"""From so many interviews on, something is said about them."""
NOTABLE = 0.25
"""A difference of levels, or of bands, that is worth words."""


class CalibrationPoint(NamedTuple):
    """One scored interview seen from all sides; bands count from 1, the worst, to 4."""

    attempt: str
    question: str
    at: int
    forecast: int | None
    own: int
    own_total: int
    expected: int | None
    expected_total: int | None

    @property
    def forecast_gap(self) -> int | None:
        """Bands by which the forecast was kinder than the own scores."""
        return None if self.forecast is None else self.forecast - self.own


class Leniency(NamedTuple):
    """How much kinder one's own levels are than another view of them, in levels."""

    dimension: str
    times: int
    """Interviews with both levels."""
    gap: float | None
    """The average of all; above 0 is lenient. None without any."""
    now: float | None
    """Over the last `RECENT`."""
    before: float | None
    """Over those before them."""
    model_gap: float | None
    """Against a model's levels, where there are any."""


class Prediction(NamedTuple):
    """A real interview and what the mocks before it said."""

    outcome: Outcome
    mocks: int
    """How many were looked at: the last `RECENT` that count, at the same seniority if there are any."""
    said: float | None
    """Their average band, from 1 to 4; None without any."""
    gap: float | None
    """How much kinder the mocks were than the result, in bands; None while it is not known."""


class Calibration(NamedTuple):
    """All of it."""

    points: tuple[CalibrationPoint, ...]
    forecast_now: float | None
    """The average gap of the last `RECENT` forecasts, in bands; above 0 is too kind."""
    forecast_before: float | None
    dimensions: tuple[Leniency, ...]
    predictions: tuple[Prediction, ...]
    """Real interviews, the newest first."""
    sentences: tuple[str, ...]
    """What follows from it; empty while there is too little."""


def calibration(past: Sequence[Past], outcomes: Sequence[Outcome], utc_offset: int) -> Calibration:
    """Return how well one judges oneself.

    Args:
        past: The newest attempts, the oldest first; see `past.read_past`.
        outcomes: Real interviews.
        utc_offset: Minutes east of UTC, for which day a mock was on.
    """
    firsts = (one.at_first for one in past if one.counts)
    counted = [one for one in firsts if one.band in BANDS]
    points = tuple(_point(one) for one in counted)
    gaps = [gap for one in points if (gap := one.forecast_gap) is not None]
    now, before = _now_and_before(gaps)
    lenient = tuple(_leniency(name, counted) for name in DIMENSIONS)
    predictions = tuple(_prediction(one, counted, utc_offset) for one in outcomes)
    sentences = (
        _forecast_sentence(gaps, now, before),
        _lenient_sentence(lenient),
        _reality_sentence(predictions),
    )
    return Calibration(
        points,
        now,
        before,
        lenient,
        predictions,
        tuple(sentence for sentence in sentences if sentence),
    )


def _point(one: Past) -> CalibrationPoint:
    return CalibrationPoint(
        one.id,
        one.question,
        one.started_at,
        one.predicted,
        BANDS.index(one.band or "") + 1,
        one.total or 0,
        BANDS.index(one.expected_band) + 1 if one.expected_band in BANDS else None,
        one.expected_total,
    )


def _leniency(dimension: str, counted: Sequence[Past]) -> Leniency:
    gaps, model = [], []
    for one in counted:
        own = one.levels.get(dimension)
        if own is None:
            continue
        expected, judged = one.expected.get(dimension), one.model_levels.get(dimension)
        if expected is not None:
            gaps.append(own - expected)
        if judged is not None:
            model.append(own - judged)
    return Leniency(
        dimension,
        len(gaps),
        mean(gaps) if gaps else None,
        *_now_and_before(gaps),
        mean(model) if model else None,
    )


def _prediction(outcome: Outcome, counted: Sequence[Past], utc_offset: int) -> Prediction:
    earlier = [one for one in counted if today(one.started_at, utc_offset) <= outcome.date]
    alike = [one for one in earlier if one.seniority == outcome.seniority]
    mocks = (alike or earlier)[-RECENT:]
    said = mean(BANDS.index(one.band or "") + 1 for one in mocks) if mocks else None
    gap = None
    if said is not None and outcome.result in RESULTS:
        gap = said - (RESULTS.index(outcome.result) + 1)
    return Prediction(outcome, len(mocks), said, gap)


def _now_and_before(gaps: Sequence[float]) -> tuple[float | None, float | None]:
    now, before = gaps[-RECENT:], gaps[-2 * RECENT : -RECENT]
    return mean(now) if now else None, mean(before) if before else None


# --- sentences ------------------------------------------------------------------------------


def _forecast_sentence(gaps: Sequence[float], now: float | None, before: float | None) -> str:
    if len(gaps) < ENOUGH or now is None:
        return ""
    last = plural(min(len(gaps), RECENT), "forecast")
    if abs(now) < NOTABLE:
        return f"Your last {last} were about right."
    how = "too kind" if now > 0 else "too harsh"
    return f"Your last {last} were {_bands(now)} {how} on average{_change(now, before)}."


def _lenient_sentence(dimensions: Sequence[Leniency]) -> str:
    known = [one for one in dimensions if one.times >= ENOUGH and one.now is not None]
    kind = [one for one in known if (one.now or 0) >= NOTABLE]
    if not known:
        return ""
    if not kind:
        harsh = min(known, key=lambda one: one.now or 0)
        if (harsh.now or 0) <= -NOTABLE:
            name = SPOKEN[harsh.dimension]
            return f"You are harder on yourself than the evidence, most in {name}."
        return "Your levels agree with what the evidence suggests."
    worst = max(kind, key=lambda one: one.now or 0)
    change = _change(worst.now or 0, worst.before)
    return f"You are most lenient in {SPOKEN[worst.dimension]}, by {worst.now:.1f} levels{change}."


def _reality_sentence(predictions: Sequence[Prediction]) -> str:
    gaps = [one.gap for one in predictions if one.gap is not None]
    if not gaps:
        return ""
    many = plural(len(gaps), "real interview")
    if abs(mean(gaps)) < NOTABLE:
        return f"Over {many}, your mocks forecast the results about rightly."
    how = "too kind" if mean(gaps) > 0 else "too harsh"
    return f"Over {many}, your mocks were {_bands(mean(gaps))} {how}."


def _bands(gap: float) -> str:
    size = abs(gap)
    return "one band" if abs(size - 1) < 0.05 else f"{size:.1f} bands"


def _change(now: float, before: float | None) -> str:
    if before is None:
        return ""
    less = abs(before) - abs(now)
    if abs(less) < NOTABLE:
        return ", as before"
    return f", and it is {'shrinking' if less > 0 else 'growing'}: it was {abs(before):.1f}"
