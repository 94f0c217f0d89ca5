"""The written interviews of `transcripts/`, and the journals they come to.

What the interviewer says does not depend on a seed here: each step says what was asked, taken
or brought up, and it becomes the events that a live interview would have written.
"""

import uuid
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

import yaml

from sdcoach.bank.index import open_bank
from sdcoach.bank.question import Question, Rubric
from sdcoach.interview.clock import Tick
from sdcoach.interview.events import Event
from sdcoach.interview.notes import followup_heading, heading_phase
from sdcoach.interview.session import Session
from sdcoach.interview.setup import make_setup

FOLDER = Path(__file__).with_name("transcripts")
MINUTES = 45
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
    return _Play(transcript).events


class _Play:
    """A session that goes through the steps of a transcript."""

    def __init__(self, transcript: Transcript) -> None:
        self._question = question_of(transcript)
        self._ms = 0
        self._rungs: dict[str, int] = {}
        self._shown = 0
        setup = make_setup(
            BANK,
            transcript.question,
            seniority=transcript.seniority,
            minutes=MINUTES,
            mode="interview",
            seed=7,
            utc_offset=0,
        )
        self._session, self.events = Session.start(
            str(uuid.UUID(int=1)), str(uuid.UUID(int=2)), setup, self._tick()
        )
        acts = {
            "write": self._write,
            "ask": self._ask,
            "hint": self._hint,
            "followup": self._follow_up,
        }
        for step in transcript.steps:
            self._ms = round(step.minute * 60_000)
            acts[step.action](step.text)
        self._do("finished", by="candidate")

    def _tick(self) -> Tick:
        return Tick(self._ms + 1_000, self._ms + 5_000, self._ms + 1_700_000_000_000)

    def _do(self, kind: str, **payload: object) -> None:
        self.events += self._session.do(kind, self._tick(), **payload)

    def _append(self, text: str, by: str) -> None:
        notes = self._session.state.notes
        joint = "" if not notes or notes.endswith("\n") else "\n"
        self.events += self._session.edit("notes", notes + joint + text, by, self._tick())

    def _write(self, text: str) -> None:
        for line in text.splitlines(keepends=True):
            self._append(line, "typed")
            phase = heading_phase(line.rstrip("\n"), BANK.phases(self._question.kind))
            if phase and phase != self._session.state.phase:
                self._do("phase_entered", phase=phase, by="heading")

    def _ask(self, clarification: str) -> None:
        told = {one.id: one for one in self._question.clarifications}[clarification]
        offset = len(self._session.state.notes)
        self._do("asked", text=told.asks, heard=[told.id], offset=offset)

    def _hint(self, phase: str) -> None:
        rung = self._rungs[phase] = self._rungs.get(phase, 0) + 1
        says = self._question.hints[phase][rung - 1].says
        self._do("hint_taken", phase=phase, rung=rung, text=says)

    def _follow_up(self, name: str) -> None:
        shown = {one.id: one for one in self._question.followups}[name]
        self._shown += 1
        touches = list(shown.touches)
        self._do("followup_shown", id=name, text=shown.says, deck=False, touches=touches)
        self._append(f"\n{followup_heading(self._shown, shown.says)}\n", "followup")


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
