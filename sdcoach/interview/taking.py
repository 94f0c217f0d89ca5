"""A level taken over from a model's opinion, and given back.

Each makes a new version of the scores that differs in one dimension: what else was revised
meanwhile stays, also where two histories were merged.
"""

from typing import TypeAlias

from sdcoach.interview.events import Payload, taken_over
from sdcoach.interview.state import Scores, State, Taken

_Part: TypeAlias = tuple[int | None, str, str]
"""Level, evidence and gap of one dimension."""


def weigh(state: State, at: int, payload: Payload) -> None:
    """Take what an `opinion_weighed` says into the state.

    Args:
        state: The attempt so far.
        at: When, UTC, milliseconds since 1970.
        payload: The event's.
    """
    report, dimension = payload["report"], payload["dimension"]
    state.weighed[report, dimension] = payload["answer"]
    scores, over = state.latest_scores, taken_over(payload)
    if scores is None:
        return
    if payload["answer"] == "accepted":
        if over is not None:
            part = (over.level, over.evidence, over.gap)
            _put(state, at, dimension, part, Taken(report, over.quoted))
    elif dimension in scores.taken and scores.taken[dimension].report == report:
        _put(state, at, dimension, *_before(state, report, dimension))


def still_taken(before: Scores, after: Scores) -> dict[str, Taken]:
    """Return what a revision leaves as it was taken over: it still comes from there."""
    same = (name for name in before.taken if _part(after, name) == _part(before, name))
    return {name: before.taken[name] for name in same}


def _part(scores: Scores, dimension: str) -> _Part | None:
    if dimension not in scores.levels:
        return None
    return (
        scores.levels[dimension],
        scores.evidence.get(dimension, ""),
        scores.gaps.get(dimension, ""),
    )


def _before(state: State, report: str, dimension: str) -> tuple[_Part | None, Taken | None]:
    """Return what stood before an opinion was taken over: one's own, or another still accepted."""
    for scores in reversed(state.scores):
        taken = scores.taken.get(dimension)
        if taken is None:
            return _part(scores, dimension), None
        if taken.report != report and state.weighed.get((taken.report, dimension)) == "accepted":
            return _part(scores, dimension), taken
    return None, None


def _put(state: State, at: int, dimension: str, part: _Part | None, taken: Taken | None) -> None:
    """Append a version of the scores in which one dimension is another."""
    last = state.scores[-1]
    if (part, taken) == (_part(last, dimension), last.taken.get(dimension)):
        return
    new = last._replace(
        at=at,
        levels=dict(last.levels),
        evidence=dict(last.evidence),
        gaps=dict(last.gaps),
        taken=dict(last.taken),
    )
    if part is None:
        new.levels.pop(dimension, None)
    else:
        new.levels[dimension] = part[0]
    for texts, text in (
        (new.evidence, part[1] if part else ""),
        (new.gaps, part[2] if part else ""),
    ):
        texts.pop(dimension, None)
        if text:
            texts[dimension] = text
    new.taken.pop(dimension, None)
    if taken is not None:
        new.taken[dimension] = taken
    state.scores.append(new)
