"""`sdcoach trends`: how it goes over time, as text with small charts or as JSON."""

from collections.abc import Iterator
from typing import Any

from sdcoach import config
from sdcoach.bank.index import open_bank
from sdcoach.cli.arguments import Parser
from sdcoach.cli.attempt import reading, utc
from sdcoach.cli.columns import table_lines
from sdcoach.cli.sparks import bar, spark
from sdcoach.errors import NotFoundError
from sdcoach.history.attempts import no_attempts
from sdcoach.history.calibration import Calibration, calibration
from sdcoach.history.days import local
from sdcoach.history.outcomes import read_outcomes
from sdcoach.history.past import read_past, read_tally
from sdcoach.history.trends import DimensionTrend, Trends, trends
from sdcoach.interview.clock import SystemClock
from sdcoach.scoring.debrief import SPOKEN
from sdcoach.text import duration, minutes_seconds, plural
from sdcoach.tui.starting import utc_offset

SHOWN = 30
"""Points of a line of blocks."""
TOPICS = 15
_BAR = 15
"""Columns of a budget; what is over it takes as many at most."""
_HEADS = {
    "scope": "SCOPE",
    "estimation": "ESTIM",
    "api-data": "API",
    "design": "DESIGN",
    "depth": "DEPTH",
    "reliability": "RELIAB",
    "decisions": "DECIS",
    "collaboration": "STRUCT",
}


def run(argv: list[str]) -> int:
    """Run the command and return its exit code.

    Raises:
        SdcoachError: When the history cannot be read.
    """
    parser = Parser("trends", "How it goes: scores, minutes, estimates, practice, coverage.")
    parser.add_argument("--json", action="store_true", help="all numbers behind it")
    options = parser.parse_args(argv)
    now = SystemClock().tick().utc
    offset = utc_offset(now)
    headers = open_bank().headers
    with reading() as connection:
        if connection is None:
            raise no_attempts()
        past = read_past(connection)
        topics = {header.id: header.topics for header in headers}
        found = trends(past, read_tally(connection), topics, now, offset)
        judged = calibration(past, read_outcomes(connection), offset)
    if options.json:
        import json

        told = trends_object(found) | {"calibration": calibration_object(judged)}
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    if not past:
        raise NotFoundError("there is no attempt yet", hint="`sdcoach start` begins one")
    for line in _lines(found, judged, config.load().ascii, offset):
        print(line)
    return 0


# --- as JSON --------------------------------------------------------------------------------


def trends_object(found: Trends) -> dict[str, Any]:
    """Return trends as JSON has them. Times are UTC, durations seconds."""
    return {
        "interviews": found.interviews,
        "scored": found.scored,
        "reference_known": found.hollow,
        "unprompted": found.unprompted,
        "totals": [
            {
                "attempt": one.attempt,
                "question": one.question,
                "at": utc(one.at),
                "total": one.total,
                "band": one.band,
                "reference_known": one.hollow,
            }
            for one in found.totals
        ],
        "dimensions": [
            {
                "id": one.dimension,
                "now": one.now,
                "before": one.before,
                "points": [
                    {
                        "attempt": point.attempt,
                        "at": utc(point.at),
                        "level": point.level,
                        "expected": point.expected,
                        "reference_known": point.hollow,
                    }
                    for point in one.points
                ],
            }
            for one in found.dimensions
        ],
        "phases": [
            {
                "id": one.phase,
                "share": one.share,
                "points": [
                    {
                        "attempt": point.attempt,
                        "at": utc(point.at),
                        "spent_seconds": point.spent_ms / 1000,
                        "budget_seconds": point.budget_ms / 1000,
                    }
                    for point in one.points
                ],
            }
            for one in found.phases
        ],
        "estimates": {
            "now": found.estimates.now,
            "before": found.estimates.before,
            "counts": found.estimates.counts,
            "points": [
                {"attempt": one.attempt, "at": utc(one.at), **one.counts}
                for one in found.estimates.points
            ],
        },
        "weeks": [
            {
                "began": utc(one.began),
                "interviews": one.interviews,
                "sprints": one.sprints,
                "seconds": one.ms / 1000,
            }
            for one in found.weeks
        ],
        "coverage": [
            {
                "topic": one.topic,
                "times": one.times,
                "dimensions": {
                    name: {"times": cell.times, "level": cell.level}
                    for name, cell in one.cells.items()
                },
            }
            for one in found.coverage
        ],
        "sprints": [
            {"phase": one.phase, "times": one.times, "seconds": one.ms / 1000}
            for one in found.sprints
        ],
    }


def calibration_object(judged: Calibration) -> dict[str, Any]:
    """Return calibration as JSON has it; bands count from 1 to 4."""
    return {
        "sentences": list(judged.sentences),
        "forecast_now": judged.forecast_now,
        "forecast_before": judged.forecast_before,
        "points": [{**one._asdict(), "at": utc(one.at)} for one in judged.points],
        "dimensions": [one._asdict() for one in judged.dimensions],
        "outcomes": [
            {
                "id": one.outcome.uuid,
                "company": one.outcome.company,
                "date": one.outcome.date,
                "result": one.outcome.result or None,
                "mocks": one.mocks,
                "said": one.said,
                "gap": one.gap,
            }
            for one in judged.predictions
        ],
    }


# --- as text --------------------------------------------------------------------------------


def _lines(found: Trends, judged: Calibration, plain: bool, offset: int) -> Iterator[str]:
    told = [plural(found.interviews, "interview"), f"{found.scored} scored"]
    if found.hollow:
        told.append(f"{found.hollow} with the reference known, left out of every average")
    if found.sprints:
        told.append(plural(sum(one.times for one in found.sprints), "sprint"))
    yield " · ".join(told)
    totals = [one for one in found.totals if not one.hollow]
    if totals:
        yield ""
        line = spark([one.total for one in totals[-SHOWN:]], 0, 100, ascii=plain)
        yield f"SCORE  {line}  last {totals[-1].total}, {totals[-1].band.replace('-', ' ')}"
    if found.unprompted is not None:
        yield f"Raised unasked: {found.unprompted:.0%} of what was heard lately."
    if any(one.points for one in found.dimensions):
        yield from ("", *_dimensions(found, plain))
    if found.phases:
        yield from ("", *_phases(found, plain))
    if found.estimates.points:
        yield from ("", *_estimates(found, plain))
    if found.weeks:
        yield from ("", *_weeks(found, plain, offset))
    if judged.sentences:
        yield from ("", "JUDGING YOURSELF", *judged.sentences)
    if any(one.times for one in found.coverage):
        yield from ("", *_coverage(found))
    if found.sprints:
        yield from ("", "SPRINTS")
        for one in found.sprints:
            yield f"{one.phase}: {plural(one.times, 'time')}, {duration(one.ms / 1000)}"


def _dimensions(found: Trends, plain: bool) -> list[str]:
    rows = []
    for one in found.dimensions:
        counted = [point for point in one.points if not point.hollow]
        suggested = [point.expected for point in counted[-SHOWN:]]
        rows.append(
            (
                SPOKEN[one.dimension],
                spark([point.level for point in counted[-SHOWN:]], 1, 4, ascii=plain),
                _number(one.now),
                _step(one),
                spark(suggested, 1, 4, ascii=plain) if any(suggested) else "",
            )
        )
    return table_lines(
        rows, ("DIMENSION", "YOUR LEVELS", "NOW", "CHANGE", "THE EVIDENCE SUGGESTS"), (2, 3)
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _step(one: DimensionTrend) -> str:
    if one.now is None or one.before is None:
        return ""
    return f"{one.now - one.before:+.1f}"


def _phases(found: Trends, plain: bool) -> list[str]:
    rows = []
    for one in found.phases:
        if one.share is None:
            continue
        last = one.points[-1]
        took = (
            f"{minutes_seconds(last.spent_ms / 1000)} of {minutes_seconds(last.budget_ms / 1000)}"
        )
        # The bar draws the figure before it; the last interview stands apart.
        rows.append((one.phase, f"{one.share:.0%}", bar(one.share, _BAR, ascii=plain), took))
    return table_lines(rows, ("PHASE", "OF BUDGET", "LATELY", "LAST"), (1,))


def _estimates(found: Trends, plain: bool) -> Iterator[str]:
    counts = found.estimates.counts
    yield "ESTIMATES  " + " · ".join(f"{name} {counts[name]}" for name in counts if counts[name])
    shares = [
        (one.counts["exact"] + one.counts["right"]) / sum(one.counts.values())
        for one in found.estimates.points[-SHOWN:]
    ]
    now = found.estimates.now
    if now is not None:
        yield f"Within a factor of two: {spark(shares, 0, 1, ascii=plain)}  {now:.0%} lately"


def _weeks(found: Trends, plain: bool, offset: int) -> Iterator[str]:
    most = max(one.ms for one in found.weeks) or 1
    began = local(found.weeks[0].began, offset)
    line = spark([one.ms for one in found.weeks], 0, most, ascii=plain)
    this = found.weeks[-1]
    yield (
        f"WEEKS  {line}  since {began.tm_year}-{began.tm_mon:02}-{began.tm_mday:02};"
        f" this week {duration(this.ms / 1000)},"
        f" {plural(this.interviews, 'interview')}, {plural(this.sprints, 'sprint')}"
    )


def _coverage(found: Trends) -> list[str]:
    met = [one for one in found.coverage if one.times]
    names = [one.dimension for one in found.dimensions]
    rows = [
        (
            one.topic,
            str(one.times),
            *(f"{one.cells[name].level:.1f}" if name in one.cells else "·" for name in names),
        )
        for one in met[:TOPICS]
    ]
    heads = (_HEADS.get(name, name) for name in names)
    lines = table_lines(rows, ("TOPIC", "TIMES", *heads), tuple(range(1, len(names) + 2)))
    never = len(found.coverage) - len(met)
    if never:
        lines.append(f"{plural(never, 'topic')} of the bank never met.")
    return lines
