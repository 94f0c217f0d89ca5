"""The verdict of a scored attempt: three sentences, the way up, one thing to practise.

All of it is data and plain sentences; screens, the plain mode and `sdcoach show` render the
same.
"""

from typing import NamedTuple

from sdcoach.bank.question import SENIORITIES, Clarification, Phase
from sdcoach.interview.pace import Pace, paces, whole_minutes
from sdcoach.interview.state import State
from sdcoach.scoring.debrief import SAID_ALOUD, SPOKEN, Debrief
from sdcoach.scoring.estimates import Estimates
from sdcoach.scoring.scorecard import (
    BANDS,
    Result,
    Tally,
    WayUp,
    add_up,
    held_back,
    nearest_way_up,
    seniority_shown,
    weakest,
    weights_of,
)
from sdcoach.text import one_line

_OVER_MS = 60_000
"""A phase is over its budget from a whole minute on."""
_STARVED = 0.8
"""A phase got too little below this share of its budget."""


class Row(NamedTuple):
    """One dimension of the table."""

    letter: str
    dimension: str
    name: str
    short: str
    level: int
    not_shown: bool
    tally: Tally
    expected: int | None
    """What the evidence alone suggests; None without signals."""


class Verdict(NamedTuple):
    """One scored attempt, as its page shows it."""

    result: Result
    band_name: str
    aimed: str
    shown: str
    """The seniority that the answer shows; empty below mid."""
    forecast: str
    """`you said leaning yes: one band too kind`; empty without a forecast."""
    sentences: tuple[str, ...]
    """The weakest dimension, the time, the question never asked."""
    way_up: WayUp | None
    way_up_says: str
    suggestions: tuple[str, ...]
    """Things to practise, the most useful first."""
    rows: tuple[Row, ...]
    expected: Result | None
    """Total and band of the expected levels; None when a dimension has no signals."""
    estimates_says: str
    decided_says: str
    unasked: tuple[Clarification, ...]
    """Facts never asked for, the weightiest first."""
    pace: tuple[Pace, ...]
    seconds: int
    """How long the scoring took."""
    taken_says: str
    """Which levels were taken over from a model's opinion; empty when none was."""


def give_verdict(debrief: Debrief, phases: tuple[Phase, ...]) -> Verdict | None:
    """Return the verdict on an attempt's latest scores.

    Args:
        debrief: The attempt, read with all its events.
        phases: The phases of its kind, for their names.

    Returns:
        None when it was not scored, or was the practice of one phase, which has no band.
    """
    state = debrief.evidence.words.state
    scores = state.latest_scores
    if scores is None or state.sprint is not None:
        return None
    weights = weights_of(debrief.rubric, debrief.seniority)
    result = add_up(scores.levels, weights)
    names = {band.id: band.name for band in debrief.rubric.bands}
    tallies = {one.id: debrief.evidence.tally(one.id) for one in debrief.rubric.dimensions}
    counted = {name: level for name, level in result.levels.items() if weights[name]}
    expected = {name: debrief.evidence.expected(name, debrief.seniority) for name in weights}
    pace = tuple(paces(state.budgets, state.spent()))
    unasked = never_asked(debrief)
    way = nearest_way_up(result, weights)
    low = weakest(result, weights)
    held = held_back(result, weights)
    bars = f", which keeps {result.total} from {names[held[1]]}" if held and held[0] == low else ""
    timed = state.held == "here"
    short = {phase.id: phase.short for phase in phases}
    sentences = (
        _weakest_sentence(debrief, low, result.levels[low], bars),
        _time_sentence(state, pace, short) if timed else "",
        _unasked_sentence(debrief, unasked) if state.held == "here" else "",
    )
    return Verdict(
        result,
        names.get(result.band, result.band),
        debrief.seniority,
        seniority_shown(counted, tallies, scores.flags),
        _forecast(state.predicted, result.band, names),
        tuple(sentence for sentence in sentences if sentence),
        way,
        way_up_words(way, names) if way else "",
        _suggestions(debrief, low, _over(state, pace) if timed else (), short, unasked),
        tuple(
            Row(
                one.letter,
                one.id,
                one.name,
                one.short,
                result.levels[one.id],
                one.id in result.not_shown,
                tallies[one.id],
                expected[one.id],
            )
            for one in debrief.rubric.dimensions
        ),
        None if None in expected.values() else add_up(expected, weights),
        _estimates_words(debrief.estimates),
        _decided_words(debrief.estimates),
        unasked,
        pace,
        scores.seconds,
        taken_words(state),
    )


def never_asked(debrief: Debrief) -> tuple[Clarification, ...]:
    """Return the facts never asked for, those first whose points were missed most.

    What the interviewer misheard and the candidate had credited afterwards was asked for.
    """
    state = debrief.evidence.words.state
    told = {fact for asked in state.asked for fact in asked.heard} | set(state.credits)
    rank = SENIORITIES.index(debrief.seniority)

    def weight(fact: Clarification) -> int:
        touched = [debrief.evidence.by_signal.get(name) for name in fact.touches]
        return sum(
            2 if SENIORITIES.index(one.signal.seniority) <= rank else 1
            for one in touched
            if one is not None and one.state == "missed"
        )

    unasked = [one for one in debrief.question.clarifications if one.id not in told]
    return tuple(sorted(unasked, key=lambda one: -weight(one)))


# --- sentences ------------------------------------------------------------------------------


def _gap(debrief: Debrief, dimension: str) -> str:
    scores = debrief.evidence.words.state.latest_scores
    chosen = scores.gaps.get(dimension, "").strip() if scores else ""
    if chosen:
        return chosen
    missed = debrief.page(dimension).gap
    return missed.signal.says if missed else ""


def _weakest_sentence(debrief: Debrief, dimension: str, level: int, bars: str) -> str:
    if level == 4:
        return "No dimension is below 4."
    state = debrief.evidence.words.state
    scores = state.latest_scores
    quote = scores.evidence.get(dimension, "").strip() if scores else ""
    gap = _gap(debrief, dimension)
    name = SPOKEN.get(dimension, dimension)
    if quote.startswith(SAID_ALOUD):
        wrote = f"you said “{_ended(quote.removeprefix(SAID_ALOUD))}”"
    else:
        wrote = f"you wrote “{quote}”" if quote else "nothing that you wrote shows it"
    missing = f"; what was missing: {_ended(gap)}" if gap else ""
    return f"{name} is weakest, at {level}{bars}: {wrote}{missing}."


def _over(state: State, pace: tuple[Pace, ...]) -> tuple[Pace, ...]:
    """The phases that took too much; what is left at the end may all go to the last one."""
    in_time = state.elapsed_ms <= state.total_ms
    bounded = pace[:-1] if in_time else pace
    return tuple(one for one in bounded if one.spent - one.budget >= _OVER_MS)


def _time_sentence(state: State, pace: tuple[Pace, ...], short: dict[str, str]) -> str:
    starved = [one for one in pace if one.budget and one.spent < _STARVED * one.budget]

    def got(most_starved: list[Pace]) -> str:
        worst = sorted(most_starved, key=lambda one: one.spent - one.budget)[:2]
        return " and ".join(
            f"{short.get(one.phase, one.phase)} got {_minutes(one.spent)} of {_minutes(one.budget)}"
            for one in worst
        )

    over = _over(state, pace)
    if over:
        worst = max(over, key=lambda one: one.spent - one.budget)
        behind = [one for one in starved if pace.index(one) > pace.index(worst)]
        took = (
            f"{short.get(worst.phase, worst.phase)} took {_minutes(worst.spent)}"
            f" of {_counted(worst.budget)}"
        )
        return f"{took}, so {got(behind)}." if behind else f"{took}."
    if pace and starved and pace[-1].spent - pace[-1].budget >= _OVER_MS:
        last = short.get(pace[-1].phase, pace[-1].phase)
        return f"{_counted(pace[-1].spent)} were left for {last}, but {got(starved)}."
    early = state.total_ms - state.elapsed_ms
    if early >= _OVER_MS:
        return f"You ended with {_minutes(early)} of {_counted(state.total_ms)} left."
    return "No phase ran over by a minute."


def _counted(ms: int) -> str:
    minutes = _minutes(ms)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def _minutes(ms: int) -> int:
    return whole_minutes(ms + 30_000)


def _unasked_sentence(debrief: Debrief, unasked: tuple[Clarification, ...]) -> str:
    if not debrief.question.clarifications:
        return ""
    if not unasked:
        return "You asked for every fact that there was."
    first = unasked[0]
    return f"You never asked: “{first.asks}” {first.matters}"


def taken_words(state: State) -> str:
    """Say which levels that count were taken over from a model's opinion, and what one gave first."""
    scores, own = state.latest_scores, state.own_levels
    if scores is None or not scores.taken:
        return ""
    parts = []
    for dimension, taken in scores.taken.items():
        level, mine = (_level_word(told.get(dimension)) for told in (scores.levels, own))
        model = one_line(state.model_of(taken.report))
        parts.append(f"{SPOKEN.get(dimension, dimension)} {level} ({model}; you gave {mine})")
    return f"Taken over from a model's opinion: {', '.join(parts)}."


def _level_word(level: int | None) -> str:
    return "not shown" if level is None else str(level)


def _ended(text: str) -> str:
    return text.strip().rstrip(".!")


def _forecast(predicted: int | None, band: str, names: dict[str, str]) -> str:
    if predicted is None:
        return ""
    said = names.get(BANDS[predicted - 1], BANDS[predicted - 1])
    off = predicted - 1 - BANDS.index(band)
    if not off:
        return f"you said {said}: exactly so"
    count = {1: "one band", 2: "two bands", 3: "three bands"}[abs(off)]
    return f"you said {said}: {count} too {'kind' if off > 0 else 'harsh'}"


def way_up_words(way: WayUp, names: dict[str, str]) -> str:
    """Say the way up in one sentence, as in `Depth from 2 to 3 makes 63, leaning yes`.

    Args:
        way: The raises and where they lead.
        names: The bands' names by their ids.
    """
    steps: dict[tuple[int, int], list[str]] = {}
    for one in way.raises:
        steps.setdefault((one.level, one.to), []).append(SPOKEN.get(one.dimension, one.dimension))
    parts = [f"{_listed(who)} from {low} to {high}" for (low, high), who in steps.items()]
    make = "makes" if len(way.raises) == 1 else "make"
    return f"{', '.join(parts)} {make} {way.total}, {names.get(way.band, way.band)}."


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _suggestions(
    debrief: Debrief,
    lowest: str,
    over: tuple[Pace, ...],
    short: dict[str, str],
    unasked: tuple[Clarification, ...],
) -> tuple[str, ...]:
    made = []
    gap = _gap(debrief, lowest)
    if gap:
        made.append(f"Raise it unasked: {_ended(gap)}.")
    if over:
        worst = max(over, key=lambda one: one.spent - one.budget)
        name = short.get(worst.phase, worst.phase)
        made.append(f"Leave {name} after {_counted(worst.budget)}, whatever is missing.")
    if debrief.estimates.sums and not any(one.text for one in debrief.estimates.decisions):
        made.append("After each sum, write a -> line: what it decides.")
    if unasked:
        made.append(f"Ask: “{unasked[0].asks}”")
    return tuple(made[:3])


def _estimates_words(estimates: Estimates) -> str:
    return " · ".join(
        f"{one.line.label if one.line else one.estimate.id.replace('-', ' ')} {one.judgement}"
        for one in estimates.judged
    )


def _decided_words(estimates: Estimates) -> str:
    return " · ".join(
        f"{', '.join(one.sums)} -> {one.text or 'nothing written'}" for one in estimates.decisions
    )
