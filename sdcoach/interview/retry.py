"""The retry of one phase: it starts from one's own notes as they stood when the phase began."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sdcoach.interview.events import Event
from sdcoach.interview.replay import Replay


class Earlier(NamedTuple):
    """What an earlier attempt leaves to its retry; it can be read and not changed."""

    notes: str
    sheet: str


def before_phase(events: Sequence[Event], phase: str, heading: str) -> Earlier:
    """Return notes and sheet as they stood when `phase` was first entered.

    Args:
        events: The journal of the earlier attempt.
        phase: The phase to do again.
        heading: Its name, for the heading that the retry begins under.

    Returns:
        All the notes there are when the phase was never reached.
    """
    replay = Replay(events)
    starts = [span.start_ms for span in replay.state.spans if span.phase == phase]
    # A moment earlier, so that a heading written to enter the phase is not among the notes.
    moment = replay.at(starts[0] - 1 if starts else replay.end_ms)
    notes = moment.notes.rstrip("\n")
    last = notes.rpartition("\n")[2].strip()
    if last.startswith("## ") and last[3:].strip().casefold() == heading.casefold():
        notes = notes.rpartition("\n")[0].rstrip("\n")
    gap = "\n\n" if notes else ""
    return Earlier(f"{notes}{gap}## {heading}\n", moment.sheet)


def weakest_phase(
    levels: Mapping[str, int | None],
    dimension_of: Mapping[str, str],
    phases: Sequence[str],
    weights: Mapping[str, int],
) -> str | None:
    """Return the phase whose dimension was scored lowest, of equals the one that weighs most.

    The verdict names its weakest dimension by the same rule, so the two agree.

    Args:
        levels: Dimension to level; None is "not shown" and counts as 1.
        dimension_of: Phase to the dimension it is mostly about.
        phases: The phases of the interview, in order.
        weights: Dimension to its weight in the total.
    """
    scored = [
        (levels[dimension] or 1, -weights.get(dimension, 0), number, phase)
        for number, phase in enumerate(phases)
        if (dimension := dimension_of.get(phase, "")) in levels
    ]
    return min(scored)[3] if scored else None
