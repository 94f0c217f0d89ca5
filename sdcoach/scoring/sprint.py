"""Looking back on the practice of one phase: what was asked, what was said, no level, no band."""

from typing import NamedTuple

from sdcoach.bank.question import DIMENSION_OF, Clarification
from sdcoach.scoring.debrief import Debrief
from sdcoach.scoring.evidence import Heard
from sdcoach.scoring.verdict import never_asked


class LookBack(NamedTuple):
    """What the practice of one phase showed."""

    phase: str
    dimension: str
    asked: tuple[Clarification, ...]
    unasked: tuple[Clarification, ...]
    """Facts never asked for, the weightiest first; both are empty outside the scope phase."""
    heard: tuple[Heard, ...]
    """The points of the dimension: heard by their minute, then missed."""


def look_back(debrief: Debrief) -> LookBack:
    """Return what the practice of a phase showed.

    For a whole interview it looks at the scope phase.
    """
    state = debrief.evidence.words.state
    phase = state.sprint or "scope"
    dimension = DIMENSION_OF.get(phase, "scope")
    unasked = never_asked(debrief) if phase == "scope" else ()
    left = {one.id for one in unasked}
    asked = tuple(
        one for one in debrief.question.clarifications if phase == "scope" and one.id not in left
    )
    return LookBack(phase, dimension, asked, unasked, debrief.page(dimension).heard)
