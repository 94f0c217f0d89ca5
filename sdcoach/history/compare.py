"""Two attempts side by side: levels, evidence, minutes, notes, sums.

What changed between them is told before any score: a point that is now raised unasked is worth
more than a number.
"""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal, NamedTuple, TypeAlias

from sdcoach.bank.question import DIMENSIONS
from sdcoach.envelope.sheet import Sheet
from sdcoach.history.report import Report
from sdcoach.scoring.debrief import SPOKEN
from sdcoach.scoring.scorecard import Tally
from sdcoach.text import plural

Kept: TypeAlias = Literal["same", "changed", "removed", "added", "apart"]
_WORTH = {"missed": 0, "aloud": 1, "prompted": 2, "unprompted": 3}


class LevelPair(NamedTuple):
    """One dimension in both; None where it was not scored or not shown."""

    dimension: str
    first: int | None
    second: int | None


class SignalPair(NamedTuple):
    """One signal that both questions look for."""

    signal: str
    dimension: str
    says: str
    first: str
    """unprompted, prompted, aloud or missed."""
    second: str

    @property
    def gained(self) -> int:
        """Above 0 when the second attempt did better, below when worse."""
        return _WORTH[self.second] - _WORTH[self.first]


class TallyPair(NamedTuple):
    """How the signals of one dimension were heard; for attempts at different questions."""

    dimension: str
    first: Tally
    second: Tally


class PhasePair(NamedTuple):
    """One phase in both, in milliseconds; None where the format has no such phase."""

    phase: str
    first_spent: int | None
    first_budget: int | None
    second_spent: int | None
    second_budget: int | None


class LinePair(NamedTuple):
    """One row of the notes beside each other; an empty text where one side has none."""

    kept: Kept
    """`apart` where the questions differ, so that nothing was compared."""
    first: str
    second: str


class SumPair(NamedTuple):
    """A sum of the same name; empty where one side has none."""

    label: str
    first: str
    second: str


class EstimatePair(NamedTuple):
    """One estimate of the question; empty where one side was not judged."""

    estimate: str
    asks: str
    first: str
    """exact, right, rough, wrong or missing."""
    second: str


class Comparison(NamedTuple):
    """Two attempts."""

    first: Report
    second: Report
    same_question: bool
    sentences: tuple[str, ...]
    levels: tuple[LevelPair, ...]
    signals: tuple[SignalPair, ...]
    """In the order of the question; empty for different questions."""
    tallies: tuple[TallyPair, ...]
    phases: tuple[PhasePair, ...]
    notes: tuple[LinePair, ...]
    sums: tuple[SumPair, ...]
    estimates: tuple[EstimatePair, ...]


def compare(first: Report, second: Report) -> Comparison:
    """Return two attempts side by side. Long notes take a while: call it off the event loop."""
    same = first.row.question == second.row.question
    signals = tuple(_signals(first, second)) if same else ()
    levels = tuple(
        LevelPair(name, first.row.levels.get(name), second.row.levels.get(name))
        for name in DIMENSIONS
        if name in first.row.levels or name in second.row.levels
    )
    phases = tuple(_phases(first, second))
    return Comparison(
        first,
        second,
        same,
        tuple(_sentences(first, second, signals, levels, same=same)),
        levels,
        signals,
        tuple(_tallies(first, second)),
        phases,
        tuple((beside if same else apart)(first.state.notes, second.state.notes)),
        tuple(_sums(first, second)),
        tuple(_estimates(first, second)) if same else (),
    )


def beside(first: str, second: str) -> Iterable[LinePair]:
    """Yield two texts line by line, what is alike in the same row."""
    left, right = first.splitlines(), second.splitlines()
    for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (LinePair("same", line, line) for line in left[i:j])
            continue
        both = min(j - i, m - k)
        for number in range(both):
            yield LinePair("changed", left[i + number], right[k + number])
        yield from (LinePair("removed", line, "") for line in left[i + both : j])
        yield from (LinePair("added", "", line) for line in right[k + both : m])


def apart(first: str, second: str) -> Iterable[LinePair]:
    """Yield two texts line by line from their beginnings, without comparing them."""
    for left, right in zip_longest(first.splitlines(), second.splitlines(), fillvalue=""):
        yield LinePair("apart", left, right)


def _signals(first: Report, second: Report) -> Iterable[SignalPair]:
    if first.debrief is None or second.debrief is None:
        return
    before = first.debrief.evidence.by_signal
    for name, one in second.debrief.evidence.by_signal.items():
        if name in before:
            signal = one.signal
            yield SignalPair(name, signal.dimension, signal.says, before[name].state, one.state)


def _tallies(first: Report, second: Report) -> Iterable[TallyPair]:
    if first.debrief is None or second.debrief is None:
        return
    for name in DIMENSIONS:
        yield TallyPair(
            name, first.debrief.evidence.tally(name), second.debrief.evidence.tally(name)
        )


def _phases(first: Report, second: Report) -> Iterable[PhasePair]:
    budgets = dict(first.state.budgets), dict(second.state.budgets)
    spent = first.state.spent(), second.state.spent()
    for phase in dict.fromkeys((*budgets[0], *budgets[1])):
        yield PhasePair(
            phase,
            spent[0].get(phase) if phase in budgets[0] else None,
            budgets[0].get(phase),
            spent[1].get(phase) if phase in budgets[1] else None,
            budgets[1].get(phase),
        )


def _sums(first: Report, second: Report) -> Iterable[SumPair]:
    one, other = _results(first), _results(second)
    for label in dict.fromkeys((*one, *other)):
        yield SumPair(label, one.get(label, ""), other.get(label, ""))


def _results(report: Report) -> Mapping[str, str]:
    """Return what was computed, by name or, without one, by what was typed."""
    if report.debrief is not None:
        return {one.label: one.display for one in report.debrief.estimates.sums}
    lines = Sheet().evaluate(report.state.sheet)
    return {
        line.label or line.input.strip(): line.display
        for line in lines
        if line.quantity is not None and line.error is None
    }


def _estimates(first: Report, second: Report) -> Iterable[EstimatePair]:
    judged = [
        {}
        if report.debrief is None
        else {one.estimate.id: one for one in report.debrief.estimates.judged}
        for report in (first, second)
    ]
    for name, one in {**judged[0], **judged[1]}.items():
        before, after = (found.get(name) for found in judged)
        yield EstimatePair(
            name,
            one.estimate.asks,
            before.judgement if before else "",
            after.judgement if after else "",
        )


# --- sentences ------------------------------------------------------------------------------


def _sentences(
    first: Report,
    second: Report,
    signals: Iterable[SignalPair],
    levels: Iterable[LevelPair],
    *,
    same: bool,
) -> Iterable[str]:
    if not same:
        yield "The questions differ, so the notes stand beside each other without being compared."
    pairs = list(signals)
    unasked = [one for one in pairs if one.second == "unprompted" and one.gained > 0]
    lost = [one for one in pairs if one.gained < 0]
    if unasked:
        yield f"{plural(len(unasked), 'point')} more raised unasked in the second."
    if lost:
        yield f"{plural(len(lost), 'point')} better in the first."
    if pairs and not unasked and not lost:
        yield "No point was raised better or worse."
    moved = [one for one in levels if one.first and one.second and one.first != one.second]
    if moved:
        told = (f"{SPOKEN[one.dimension]} from {one.first} to {one.second}" for one in moved)
        yield f"{', '.join(told)}."
    if first.row.total is not None and second.row.total is not None:
        yield f"The total went from {first.row.total} to {second.row.total}."
    if second.row.reference_known and not first.row.reference_known:
        yield "The reference was known in the second, so the two are no fair pair."
