"""The shipped set: written interviews with reference scores, as a judge would meet them.

Reference scores were set by each transcript's writer from the rubric's anchors; the files say so.
They are one careful opinion to compare with, not the truth.
"""

import uuid
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from sdcoach import paths
from sdcoach.bank.decode import Decoder
from sdcoach.bank.document import parse_yaml
from sdcoach.bank.index import Bank
from sdcoach.bank.load import read_bytes
from sdcoach.bank.problem import Problem
from sdcoach.bank.question import DIMENSIONS, Question, Seniority
from sdcoach.errors import ContentError
from sdcoach.interview.clock import Tick
from sdcoach.interview.events import Event
from sdcoach.interview.notes import followup_heading, heading_phase
from sdcoach.interview.session import Session
from sdcoach.interview.setup import make_setup
from sdcoach.scoring.debrief import Debrief, open_debrief

Quality: TypeAlias = Literal["weak", "middling", "strong"]
Written: TypeAlias = Literal["1", "2", "3", "4", "none"]

MINUTES = 45
_MINUTE_MS = 60_000
_START_UTC_MS = 1_700_000_000_000
_ATTEMPT, _ORIGIN = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))


class Step(NamedTuple):
    """One thing that happened; just one of the last four is given."""

    at: float
    """Minutes of the interview clock."""
    write: str = ""
    """What the candidate wrote."""
    ask: str = ""
    """Which clarification they asked for and were told."""
    hint: str = ""
    """The phase whose next hint they took."""
    followup: str = ""
    """What the interviewer brought up."""


class ReferenceScore(NamedTuple):
    """A level with its reason."""

    level: Written
    """`none` is "not shown"."""
    why: str


class _File(NamedTuple):
    question: str
    quality: Quality
    seniority: Seniority
    scored_by: str
    steps: tuple[Step, ...]
    scores: dict[str, ReferenceScore]


class Example(NamedTuple):
    """One written interview of the set."""

    name: str
    question: str
    quality: Quality
    seniority: Seniority
    scored_by: str
    steps: tuple[Step, ...]
    scores: dict[str, ReferenceScore]

    @property
    def levels(self) -> dict[str, int | None]:
        """The reference levels; None is "not shown"."""
        return {
            name: None if one.level == "none" else int(one.level)
            for name, one in self.scores.items()
        }

    def rewritten(self, steps: tuple[Step, ...], name: str) -> "Example":
        """Return the same interview with other steps, under another name."""
        return self._replace(steps=steps, name=f"{self.name}, {name}")


def folder() -> Path:
    """Return where the shipped set lies."""
    return paths.prompts_dir() / "eval"


def read_examples(where: Path | None = None) -> list[Example]:
    """Return the set, in the order of file names.

    Raises:
        ContentError: When a file is not as it must be, with its first problem.
    """
    return [_read(path) for path in sorted((where or folder()).glob("*.yaml"))]


def debrief_of(example: Example, bank: Bank) -> Debrief:
    """Return an example as the scoring of any attempt would open it.

    Raises:
        ContentError: When it speaks of something that its question does not have.
    """
    question = bank.question(example.question)
    return open_debrief(question, bank.rubric(question.kind), events_of(example, bank))


def events_of(example: Example, bank: Bank) -> list[Event]:
    """Return the journal of an example.

    Raises:
        ContentError: When it speaks of something that its question does not have.
    """
    return _Playing(example, bank, bank.question(example.question)).events


def _read(path: Path) -> Example:
    decoder = Decoder(str(path))
    document = parse_yaml(read_bytes(path))
    read: _File | None = None
    if document.root is not None and not document.faults:
        read = decoder.decode(_File, document.root)
    faults = [
        Problem(str(path), one.line, one.column, "", one.message, one.hint)
        for one in document.faults
    ]
    problems = [*faults, *decoder.problems]
    if problems or read is None:
        first = min(problems)
        raise ContentError(
            first.message, place=f"{path}:{first.line}:{first.column}", hint=first.hint
        )
    if set(read.scores) != set(DIMENSIONS):
        hint = f"Give all of {', '.join(DIMENSIONS)}."
        raise ContentError("A score is missing or too many.", place=str(path), hint=hint)
    return Example(path.stem, *read)


class _Playing:
    """Goes through the steps as a live session would have written them."""

    def __init__(self, example: Example, bank: Bank, question: Question) -> None:
        self._example = example
        self._question = question
        self._phases = bank.phases(question.kind)
        self._ms = 0
        self._rungs: dict[str, int] = {}
        self._shown = 0
        setup = make_setup(
            bank,
            question.id,
            seniority=example.seniority,
            minutes=MINUTES,
            mode="interview",
            seed=0,
            utc_offset=0,
        )
        self._session, self.events = Session.start(_ATTEMPT, _ORIGIN, setup, self._tick())
        for step in example.steps:
            self._ms = round(step.at * _MINUTE_MS)
            try:
                self._take(step)
            except (KeyError, IndexError) as error:
                raise ContentError(
                    f"{example.question} has nothing called {error}.",
                    place=f"{example.name}, minute {step.at:g}",
                ) from error
        self._do("finished", by="candidate")
        levels = dict.fromkeys(DIMENSIONS)
        # A judge is asked after the candidate's own scores; these are "not shown" throughout.
        self._do("scored", levels=levels, evidence={}, gaps={}, flags=[], seconds=0)

    def _tick(self) -> Tick:
        return Tick(self._ms + 1, self._ms + 1, self._ms + _START_UTC_MS)

    def _do(self, kind: str, **payload: object) -> None:
        self.events += self._session.do(kind, self._tick(), **payload)

    def _append(self, text: str, by: str) -> None:
        notes = self._session.state.notes
        joint = "" if not notes or notes.endswith("\n") else "\n"
        self.events += self._session.edit("notes", notes + joint + text, by, self._tick())

    def _take(self, step: Step) -> None:
        question = self._question
        if step.write:
            for line in step.write.split("\n"):
                self._append(f"{line}\n", "typed")
                phase = heading_phase(line, self._phases)
                if phase and phase != self._session.state.phase:
                    self._do("phase_entered", phase=phase, by="heading")
        if step.ask:
            told = {one.id: one for one in question.clarifications}[step.ask]
            offset = len(self._session.state.notes)
            self._do("asked", text=told.asks, heard=[told.id], offset=offset)
        if step.hint:
            rung = self._rungs[step.hint] = self._rungs.get(step.hint, 0) + 1
            says = question.hints[step.hint][rung - 1].says
            self._do("hint_taken", phase=step.hint, rung=rung, text=says)
        if step.followup:
            shown = {one.id: one for one in question.followups}[step.followup]
            self._shown += 1
            touches = list(shown.touches)
            self._do("followup_shown", id=shown.id, text=shown.says, deck=False, touches=touches)
            self._append(f"\n{followup_heading(self._shown, shown.says)}\n", "followup")
