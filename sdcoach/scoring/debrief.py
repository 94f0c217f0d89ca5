"""Everything that scoring one dimension needs: anchors, own lines, a first choice, the rules.

The candidate corrects by exception: evidence, gap and proven flags are chosen beforehand. What
the evidence alone would give is not here; it belongs behind the last score.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sdcoach.bank.question import SENIORITIES, Dimension, Question, RedFlag, Rubric
from sdcoach.interview.events import Event
from sdcoach.scoring.estimates import Estimates, check_estimates
from sdcoach.scoring.evidence import Evidence, Heard, gather
from sdcoach.scoring.flags import proven_flags
from sdcoach.scoring.scorecard import weights_of

SPOKEN = {
    "scope": "Scope",
    "estimation": "Estimation",
    "api-data": "API and data",
    "design": "Design",
    "depth": "Depth",
    "reliability": "Reliability",
    "decisions": "Decisions",
    "collaboration": "Structure",
}
"""A dimension's name inside a sentence."""
SAID_ALOUD = "said aloud: "
"""Begins evidence that was spoken and claimed afterwards: enough for a 3, never for a 4."""
QUESTIONS_A_DIMENSION = 2
_FAR_OFF = "An estimate is off by ten times or more."


class FlagOffer(NamedTuple):
    """A red flag to tick, and what the journal says about it."""

    flag: RedFlag
    proof: str
    """Empty when only the candidate can know; otherwise it is ticked beforehand."""


class DimensionPage(NamedTuple):
    """One dimension, ready to be scored."""

    dimension: Dimension
    weight: int
    anchors: tuple[str, str, str, str]
    """Levels 1 to 4, for the seniority aimed at."""
    heard: tuple[Heard, ...]
    """What was heard by its minute, then what was said aloud, then what was missed."""
    evidence: Heard | None
    """The first choice: the latest unprompted line, or else the latest one."""
    gap: Heard | None
    """The first choice: the first missed signal, the lowest seniority first."""
    flags: tuple[FlagOffer, ...]
    unsure: tuple[Heard, ...]
    """Loose matches that are worth a question; two at most."""
    most: int
    """The highest level open."""
    most_because: str


class Debrief(NamedTuple):
    """One attempt, ready to be scored."""

    question: Question
    rubric: Rubric
    seniority: str
    evidence: Evidence
    estimates: Estimates
    proofs: dict[str, str]
    """Red flags that the journal proves, with the proof."""

    def page(self, dimension: str) -> DimensionPage:
        """Return what scoring one dimension needs.

        Raises:
            KeyError: When the rubric has no such dimension.
        """
        row = {one.id: one for one in self.rubric.dimensions}[dimension]
        heard = _sorted(self.evidence.of(dimension))
        most, because = self.most(dimension)
        return DimensionPage(
            row,
            weights_of(self.rubric, self.seniority)[dimension],
            next(four for name, four in row.anchors.items() if name == self.seniority),
            tuple(heard),
            _best(heard),
            next((one for one in heard if one.state == "missed"), None),
            tuple(
                FlagOffer(flag, self.proofs.get(flag.id, ""))
                for flag in self.rubric.flags
                if flag.dimension == dimension
            ),
            tuple(one for one in heard if _is_unsure(one))[:QUESTIONS_A_DIMENSION],
            most,
            because,
        )

    def most(self, dimension: str) -> tuple[int, str]:
        """Return the highest level open in a dimension, and why it is not 4."""
        if dimension == "estimation" and self.estimates.far_off:
            return 1, _FAR_OFF
        return 4, ""

    def remarked(self, marks: Mapping[str, str]) -> "Debrief":
        """Return the debrief under other corrections of the evidence, at little cost."""
        evidence = self.evidence.remarked(marks)
        proofs = proven_flags(self.question, evidence, self.estimates)
        return self._replace(evidence=evidence, proofs=proofs)


def open_debrief(question: Question, rubric: Rubric, events: Iterable[Event]) -> Debrief:
    """Read a journal for scoring. A long one takes a while: call it off the event loop.

    Args:
        question: The version that the attempt was held on.
        rubric: The version that the attempt was held on.
        events: The whole journal.
    """
    evidence = gather(question, events)
    estimates = check_estimates(question, evidence.words)
    proofs = proven_flags(question, evidence, estimates)
    seniority = evidence.words.state.seniority
    return Debrief(question, rubric, seniority, evidence, estimates, proofs)


def objection(level: int | None, evidence: str, gap: str, *, most: int = 4) -> str:
    """Return why a level may not stand as it is, or an empty string.

    A 3 and a 4 need a line of one's own; a 3 or less names the gap. "Not shown" needs neither.

    Args:
        level: 1 to 4, or None for "not shown".
        evidence: The line chosen, or words that begin with `SAID_ALOUD`.
        gap: What was missing.
        most: The highest level open.
    """
    if level is None:
        return ""
    if level > most:
        return f"No more than {most} is open here."
    if level >= 3 and not evidence.strip():
        return f"A {level} needs a line of your own."
    if level == 4 and evidence.startswith(SAID_ALOUD):
        return "What was said aloud is enough for a 3, not for a 4."
    if level <= 3 and not gap.strip():
        return f"A {level} names what was missing."
    return ""


def evidence_words(heard: Heard | None) -> str:
    """Return a signal's evidence as it is recorded: the line, or what was said aloud."""
    if heard is None:
        return ""
    return SAID_ALOUD + heard.signal.says if heard.state == "aloud" else heard.line


def _sorted(heard: Iterable[Heard]) -> list[Heard]:
    order = {"unprompted": 0, "prompted": 0, "aloud": 1, "missed": 2}

    def key(one: Heard) -> tuple[int, int]:
        if order[one.state] == 0:
            return 0, one.elapsed_ms or 0
        return order[one.state], SENIORITIES.index(one.signal.seniority)

    return sorted(heard, key=key)


def _best(heard: list[Heard]) -> Heard | None:
    for state in ("unprompted", "prompted", "aloud"):
        latest = [one for one in heard if one.state == state]
        if latest:
            return latest[-1]
    return None


def _is_unsure(one: Heard) -> bool:
    return one.place is not None and one.place.unsure and not one.mark
