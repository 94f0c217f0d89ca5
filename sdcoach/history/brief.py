"""One page for the day before: one's own opening, gaps, clock and numbers. Nothing new.

Every section rests on interviews that were held; one without anything to rest on is left out.
"""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple

from sdcoach.bank.question import DIMENSIONS, Phase
from sdcoach.envelope.facts import CLASSIC, FACTS, text_of
from sdcoach.history.attempts import find
from sdcoach.history.database import path_of
from sdcoach.history.outcomes import Outcome
from sdcoach.history.past import Past
from sdcoach.history.report import Report, read_report
from sdcoach.history.troubles import from_sqlite
from sdcoach.interview.notes import read_notes
from sdcoach.scoring.debrief import SPOKEN
from sdcoach.scoring.scorecard import weights_of
from sdcoach.text import one_line, short_title

LOOKED_AT = 5
"""How many of the newest interviews that count are read."""
OPENING_LINES = 8
GAPS = 3
NUMBERS = 6
WEAK = 2
_FIELDS = 20
"""Interviews whose look-ups are counted."""
WHEN_STUCK = "Say the requirement again, walk one request through, name its slowest step."


class Opening(NamedTuple):
    """How one's best beginning went, in one's own words."""

    lines: tuple[str, ...]
    title: str
    at: int
    """When that interview began; UTC, milliseconds."""
    utc_offset: int
    took_ms: int
    level: int


class Gap(NamedTuple):
    """What one still forgets."""

    dimension: str
    says: str
    """The gap as it was named last."""
    times: int
    """In how many of the interviews looked at the level was 2 or less."""
    of: int
    """Of so many in which the dimension counts."""
    title: str = ""
    """The question whose own point it is; empty for the candidate's words, and the rubric's."""


class Minutes(NamedTuple):
    """One phase of one's clock, in milliseconds."""

    phase: str
    name: str
    yours_ms: int
    """The middle one of the interviews looked at."""
    budget_ms: int

    @property
    def over(self) -> bool:
        """Whether it runs over by a minute or more."""
        return self.yours_ms - self.budget_ms >= 60_000


class Number(NamedTuple):
    """A number that was looked up, or a sum that went wrong."""

    name: str
    value: str
    times: int


class Missed(NamedTuple):
    """A sum that was rough, wrong or not made."""

    asks: str
    key: str
    judgement: str


class Brief(NamedTuple):
    """The page."""

    outcome: Outcome | None
    """The real interview that is near, when one is noted."""
    seniority: str
    minutes: int
    interviews: int
    """How many were looked at."""
    practise: str
    opening: Opening | None
    gaps: tuple[Gap, ...]
    clock: tuple[Minutes, ...]
    clock_says: str
    numbers: tuple[Number, ...]
    sums: tuple[Missed, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing of one's own to put on it."""
        return not (self.opening or self.gaps or self.clock or self.numbers)


def read_brief(
    connection: sqlite3.Connection,
    past: Sequence[Past],
    phases: Mapping[str, tuple[Phase, ...]],
    outcome: Outcome | None = None,
) -> Brief:
    """Read the page together. It reads a few journals: call it off the event loop.

    Args:
        connection: The history.
        past: The newest attempts, the oldest first; see `past.read_past`.
        phases: By kind of question, its phases.
        outcome: The real interview that is near.

    Raises:
        StorageError: When the history cannot be read.
    """
    counted = [one for one in past if one.counts][-LOOKED_AT:]
    reports = [read_report(connection, find(connection, one.id)) for one in counted]
    newest = reports[-1].row if reports else None
    seniority = outcome.seniority if outcome and outcome.seniority else ""
    clock = tuple(_clock(counted, phases))
    return Brief(
        outcome,
        seniority or (newest.seniority if newest else "senior"),
        newest.minutes if newest else 45,
        len(counted),
        next((report.row.practise for report in reversed(reports) if report.row.practise), ""),
        _opening(counted, reports, phases),
        tuple(_gaps(reports)),
        clock,
        _clock_words(clock),
        tuple(_numbers(connection)),
        tuple(_sums(reports)),
    )


# --- sections -------------------------------------------------------------------------------


def _opening(
    counted: Sequence[Past], reports: Sequence[Report], phases: Mapping[str, tuple[Phase, ...]]
) -> Opening | None:
    best: tuple[tuple[int, int], Opening] | None = None
    for number, (one, report) in enumerate(zip(counted, reports, strict=True)):
        level = one.levels.get("scope")
        lines = _own_scope(report, phases.get(report.row.kind, ()))
        if level is None or not lines:
            continue
        took = next(
            (span.end_ms - span.start_ms for span in report.state.spans if span.phase == "scope"), 0
        )
        row = report.row
        opening = Opening(lines, row.title, row.started_at, row.utc_offset, took, level)
        if best is None or (level, number) >= best[0]:
            best = (level, number), opening
    return best[1] if best else None


def _own_scope(report: Report, phases: tuple[Phase, ...]) -> tuple[str, ...]:
    if report.debrief is None:
        return ()
    notes = report.debrief.evidence.words.notes
    own = notes.own.split("\n")
    lines = [
        one_line(line.raw)
        for line in read_notes(notes.text, phases)
        if line.phase == "scope"
        and line.kind not in ("phase", "heading", "followup", "blank", "fence")
        and own[line.number].strip()
    ]
    return tuple(lines[:OPENING_LINES])


def _gaps(reports: Sequence[Report]) -> list[Gap]:
    found = []
    for dimension in DIMENSIONS:
        counting = [report for report in reports if _weighs(report, dimension)]
        weak = [
            report
            for report in counting
            if (level := report.row.levels.get(dimension)) is not None and level <= WEAK
        ]
        told = next(
            ((gap, report) for report in reversed(weak) if (gap := _gap(report, dimension))), None
        )
        if told is not None:
            says, last = told
            title = last.row.title if _of_the_question(last, says) else ""
            found.append(Gap(dimension, says, len(weak), len(counting), title))
    return sorted(found, key=lambda gap: -gap.times)[:GAPS]


def _weighs(report: Report, dimension: str) -> bool:
    """Whether a dimension counts in an interview, as estimation does not in every kind."""
    if report.debrief is None:
        return True
    return weights_of(report.debrief.rubric, report.debrief.seniority).get(dimension, 0) > 0


def _of_the_question(report: Report, says: str) -> bool:
    """Whether a gap is a point of that one question, with its figures, and no habit by itself."""
    if report.debrief is None:
        return False
    return any(one_line(signal.says) == says for signal in report.debrief.question.signals)


def _gap(report: Report, dimension: str) -> str:
    scores = report.state.latest_scores
    named = one_line(scores.gaps.get(dimension, "")) if scores else ""
    if named or report.debrief is None:
        return named
    missed = report.debrief.page(dimension).gap
    return one_line(missed.signal.says) if missed else ""


def _clock(counted: Sequence[Past], phases: Mapping[str, tuple[Phase, ...]]) -> list[Minutes]:
    timed = [one for one in counted if one.held == "here"]
    if not timed:
        return []
    last = timed[-1]
    names = {phase.id: phase.short for phase in phases.get(last.kind, ())}
    alike = [one for one in timed if one.kind == last.kind]
    found = []
    for phase, _, budget in last.phases:
        # Shares, because lengths may differ; told in the minutes of the last one.
        shares = [
            time.spent_ms / time.budget_ms
            for one in alike
            for time in one.phases
            if time.phase == phase and time.budget_ms
        ]
        yours = round(median(shares) * budget) if shares else 0
        found.append(Minutes(phase, names.get(phase, phase), yours, budget))
    return found


def _clock_words(clock: Sequence[Minutes]) -> str:
    over = [one for one in clock if one.over]
    if not over:
        return ""
    worst = max(over, key=lambda one: one.yours_ms - one.budget_ms)
    behind = sum(one.budget_ms for one in clock[clock.index(worst) + 1 :])
    if not behind:
        return f"Keep to {worst.name}'s {round(worst.budget_ms / 60_000)} minutes."
    return f"Leave {worst.name} when the clock says {round(behind / 60_000)} left."


def _numbers(connection: sqlite3.Connection) -> list[Number]:
    query = """
        SELECT json_extract(e.payload, '$.inserted') FROM events e
        WHERE e.kind IN ('notes_edited', 'sheet_edited') AND e.payload LIKE '%"by":"card"%'
          AND json_valid(e.payload) AND e.attempt_id IN (
            SELECT attempt_id FROM attempt_rows
            WHERE deleted = 0 AND status != 'new' ORDER BY started_at DESC LIMIT ?)
    """
    try:
        rows = connection.execute(query, [_FIELDS]).fetchall()
    except sqlite3.Error as error:
        raise from_sqlite(error, path_of(connection), writing=False) from error
    counts = Counter(text for (text,) in rows if text in FACTS)
    return [
        Number(FACTS[name].about, text_of(FACTS[name], CLASSIC)[0], times)
        for name, times in counts.most_common(NUMBERS)
    ]


def _sums(reports: Sequence[Report]) -> list[Missed]:
    """Return the sums of the newest interview that did not come near."""
    for report in reversed(reports):
        if report.debrief is not None:
            return [
                Missed(one.estimate.asks, one.key, one.judgement)
                for one in report.debrief.estimates.judged
                if one.judgement in ("wrong", "rough")
            ][:GAPS]
    return []


def gap_words(gap: Gap) -> str:
    """Return a gap as a line: `Depth, in 3 of 5: what the cache holds`."""
    where = f", last in {short_title(gap.title)}" if gap.title else ""
    return f"{SPOKEN[gap.dimension]}, in {gap.times} of {gap.of}{where}: {gap.says}"
