"""Whether one judges oneself rightly, as charts, words and numbers."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from sdcoach.history.calibration import ENOUGH, Calibration, CalibrationPoint, Leniency, Prediction
from sdcoach.history.days import listed_day
from sdcoach.history.outcomes import RESULTS, UNKNOWN
from sdcoach.text import one_line, plural
from sdcoach.tui.charts import Label, Plot, plot
from sdcoach.tui.page import column, heading
from sdcoach.tui.palette import Signs
from sdcoach.tui.trend_numbers import table
from sdcoach.tui.trend_rows import TWO_COLUMNS, Names, nothing
from sdcoach.tui.verdict_rows import hanging

_MOST_GAP = 1.5
"""Levels that fill one side of a bar."""
_WIDE = 72
"""From this width on there is room for what was before, and for a model's view."""
_GAP_TICKS: tuple[Label, ...] = ((-2, "-2"), (-1, "-1"), (0, " 0"), (1, "+1"), (2, "+2"))
_POINT_TICKS: tuple[Label, ...] = ((-30, "-30"), (0, "  0"), (30, "+30"))


class Mirror(NamedTuple):
    """Calibration, and what it takes to tell it."""

    judged: Calibration
    names: Names
    now_ms: int
    utc_offset: int

    def day(self, at_ms: int) -> str:
        """Return a day as lists write it."""
        return listed_day(at_ms, self.now_ms, self.utc_offset)


def calibration_rows(told: Mirror, signs: Signs, width: int) -> list[Content]:
    """Return what follows, the gaps over time, by dimension, and against reality."""
    judged = told.judged
    rows: list[Content] = []
    for sentence in judged.sentences:
        rows += hanging("", sentence, width, indent=1)
    if not judged.points:
        rows += nothing(width, "It takes a forecast at the bell and your own scores after it.")
    elif len(judged.points) < ENOUGH:
        text = f"After {plural(ENOUGH, 'scored interview')} there is something to say."
        rows += nothing(width, text)
    if judged.points:
        rows += [Content(""), *_over_time(told, signs, width)]
        rows += [Content(""), *_dimensions(told, signs, width)]
    return rows + _reality(told, width)


def calibration_numbers(told: Mirror, width: int) -> list[Content]:
    """Return the numbers behind it, the newest first."""
    points = told.judged.points
    if not points:
        return nothing(width, "There is no number yet.")
    rows = [_numbers(one, told) for one in reversed(points)]
    heads = ("DAY", "QUESTION", "FORECAST", "YOU", "EVIDENCE", "TOTAL", "EVIDENCE")
    made = table(heads, rows, width)
    text = "Forecast, you and evidence are bands, from 1 (strong no) to 4 (strong yes)."
    made += [Content(""), *hanging("", text, width, style="dim"), Content("")]
    heads = ("DIMENSION", "", "TIMES", "ALL", "BEFORE", "LATELY", "MODEL")
    lenient = [
        (
            told.names.dimensions[one.dimension][1],
            "",
            str(one.times),
            _signed(one.gap),
            _signed(one.before),
            _signed(one.now),
            _signed(one.model_gap),
        )
        for one in told.judged.dimensions
    ]
    made += table(heads, lenient, width)
    text = "Levels by which you are kinder to yourself than the evidence, or than a model."
    return [*made, Content(""), *hanging("", text, width, style="dim")]


def _numbers(one: CalibrationPoint, told: Mirror) -> tuple[str, ...]:
    return (
        told.day(one.at),
        told.names.questions.get(one.question, one.question),
        _whole(one.forecast),
        str(one.own),
        _whole(one.expected),
        str(one.own_total),
        _whole(one.expected_total),
    )


def _whole(value: int | None) -> str:
    return "-" if value is None else str(value)


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.1f}"


# --- over time --------------------------------------------------------------------------------


def _over_time(told: Mirror, signs: Signs, width: int) -> list[Content]:
    points = told.judged.points
    forecasts = [(one.at, float(gap)) for one in points if (gap := one.forecast_gap) is not None]
    totals = [
        (one.at, max(-30.0, min(30.0, one.own_total - one.expected_total)))
        for one in points
        if one.expected_total is not None
    ]
    room = width // 2 if width >= TWO_COLUMNS else width
    left = _gaps("FORECAST AGAINST SCORE, BANDS", forecasts, _GAP_TICKS, 2, told, room, signs)
    right = _gaps("SCORE AGAINST EVIDENCE, POINTS", totals, _POINT_TICKS, 30, told, room, signs)
    if width < TWO_COLUMNS:
        return [*left, Content(""), *right]
    return [
        Content.assemble(column(one, room), other) for one, other in zip(left, right, strict=True)
    ]


def _gaps(
    title: str,
    gaps: Sequence[tuple[int, float]],
    ticks: Sequence[Label],
    most: float,
    told: Mirror,
    width: int,
    signs: Signs,
) -> list[Content]:
    """Return gaps over time around 0; above it one is kinder than the other view."""
    rows = [heading(title)]
    if not gaps:
        return [
            *rows,
            Content.styled("   nothing to hold against each other yet", "dim"),
            *[Content("")] * 6,
        ]
    clipped = [(at, max(-most, min(most, gap))) for at, gap in gaps]
    dates = [(clipped[0][0], told.day(clipped[0][0]))]
    drawn = plot(Plot(clipped, (), -most, most, ticks, dates, traced=True), width - 3, 7, signs)
    return [*rows, *(Content.assemble("  ", row) for row in drawn)]


# --- by dimension -----------------------------------------------------------------------------


def _dimensions(told: Mirror, signs: Signs, width: int) -> list[Content]:
    known = [one for one in told.judged.dimensions if one.gap is not None]
    if not known:
        return []
    shape = _Bars.of(width, model=any(one.model_gap is not None for one in known))
    legend = f"{'harsher':>{shape.side}} {signs.line} {'kinder':<{shape.side}}"
    heads = " lately" + ("  before" if shape.before else "") + ("  model" if shape.model else "")
    head = Content.styled(f"   {'':<{shape.name}}{legend}{heads}", "dim")
    rows = [heading("YOUR LEVELS AGAINST THE EVIDENCE"), head]
    return rows + [_bar(one, told, signs, shape) for one in known]


class _Bars(NamedTuple):
    """How a row of bars is divided, in columns."""

    name: int
    side: int
    before: bool
    model: bool

    @classmethod
    def of(cls, width: int, *, model: bool) -> "_Bars":
        """Return what fits into `width` columns."""
        name, before, model = (28, True, model) if width >= _WIDE else (18, False, False)
        rest = width - 1 - name - len("  X   +0.0 ") - (8 if before else 0) - (7 if model else 0)
        return cls(name, max(4, min(16, (rest - 2) // 2)), before, model)


def _bar(one: Leniency, told: Mirror, signs: Signs, shape: _Bars) -> Content:
    letter, name = told.names.dimensions[one.dimension]
    gap = one.now if one.now is not None else 0.0
    side = shape.side
    bar = signs.rule * min(side, round(abs(gap) / _MOST_GAP * side))
    left, right = (bar, "") if gap < 0 else ("", bar)
    style = "$warning" if abs(gap) >= 1 else "$accent"
    return Content.assemble(
        f" {letter} ",
        column(name, shape.name),
        (f"{left:>{side}}", style),
        (f" {signs.line} ", "dim"),
        (f"{right:<{side}}", style),
        f" {_signed(one.now):>6}",
        (f"  {_signed(one.before):>6}", "dim") if shape.before else "",
        (f"  {_signed(one.model_gap):>5}", "dim") if shape.model else "",
    )


# --- against reality --------------------------------------------------------------------------


def _reality(told: Mirror, width: int) -> list[Content]:
    if not told.judged.predictions:
        text = "`sdcoach outcome add COMPANY DATE` notes a real interview; Home asks how it went."
        return [Content(""), *hanging("", text, width, indent=1, style="dim")]
    rows = [Content(""), heading("REAL INTERVIEWS, AND WHAT THE MOCKS BEFORE THEM SAID")]
    for one in told.judged.predictions:
        rows += hanging("", _prediction(one), width)
    return rows


def _prediction(one: Prediction) -> str:
    result = one.outcome.result
    how = {"": "no result yet", UNKNOWN: "not told"}.get(result, result.replace("-", " "))
    said = "no mock before it"
    if one.said is not None:
        band = RESULTS[max(1, min(4, round(one.said))) - 1].replace("-", " ")
        said = f"{plural(one.mocks, 'mock')} said {band}"
    return f"{one.outcome.date}  {one_line(one.outcome.company)}: {how}; {said}"
