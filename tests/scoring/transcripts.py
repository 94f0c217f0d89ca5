"""The written interviews of `transcripts/`, and the journals they come to.

What the interviewer says does not depend on a seed here: each step says what was asked, taken
or brought up, and it becomes the events that a live interview would have written.
"""

from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

import yaml

from sdcoach.bank.index import open_bank
from sdcoach.bank.question import Question, Rubric
from sdcoach.coach.evaluation.examples import Example, events_of
from sdcoach.coach.evaluation.examples import Step as HeldStep
from sdcoach.interview.events import Event

FOLDER = Path(__file__).with_name("transcripts")
BANK = open_bank(fresh=True)

Action: TypeAlias = Literal["write", "ask", "hint", "followup"]
Label: TypeAlias = Literal["heard", "prompted", "missed"]


class Step(NamedTuple):
    """One thing that happened."""

    minute: float
    action: Action
    text: str
    """What was written; or the id of a clarification, a phase or a follow-up."""


class Transcript(NamedTuple):
    """One written interview and what its writer says it shows."""

    question: str
    quality: str
    seniority: str
    held: bool
    steps: tuple[Step, ...]
    labels: dict[str, Label]
    lines: dict[str, str]

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return f"{self.question}-{self.quality}"

    @property
    def written(self) -> str:
        """All that the candidate wrote."""
        return "\n".join(step.text for step in self.steps if step.action == "write")


def read_transcripts() -> list[Transcript]:
    """Return the three transcripts of each question, in the order of file names."""
    return [_read(path) for path in sorted(FOLDER.glob("*.yaml"))]


def read_fresh() -> list[Transcript]:
    """Return the transcripts that came after all tuning, one a question."""
    return [_read(path) for path in sorted((FOLDER / "fresh").glob("*.yaml"))]


def question_of(transcript: Transcript) -> Question:
    """Return the shipped question that a transcript is about."""
    return BANK.question(transcript.question)


def rubric_of(transcript: Transcript) -> Rubric:
    """Return the shipped rubric that a transcript is scored by."""
    return BANK.rubric(question_of(transcript).kind)


def played(transcript: Transcript) -> list[Event]:
    """Return the journal of a transcript, as a live session writes it."""
    steps = tuple(
        HeldStep(step.minute, **{step.action: step.text.strip("\n")}) for step in transcript.steps
    )
    held = Example(
        transcript.name,
        transcript.question,
        transcript.quality,
        transcript.seniority,
        "",
        steps,
        {},
    )
    return events_of(held, BANK)


def _read(path: Path) -> Transcript:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Transcript(
        raw["question"],
        raw["quality"],
        raw["seniority"],
        raw["held"],
        tuple(_step(step) for step in raw["steps"]),
        raw["labels"],
        raw["lines"],
    )


def _step(raw: dict[str, object]) -> Step:
    minute = raw.pop("at")
    ((action, text),) = raw.items()
    assert isinstance(minute, int | float)
    assert action in ("write", "ask", "hint", "followup")
    return Step(float(minute), action, str(text))
