"""An interview played by hand: a candidate, a clock that is set, and the journal that results."""

import uuid
from pathlib import Path

from sdcoach.bank.load import load_question, load_rubric
from sdcoach.bank.question import Question, Rubric
from sdcoach.interview.clock import Tick
from sdcoach.interview.events import Event
from sdcoach.interview.session import Session, Setup

BUDGETS = (
    ("scope", 360_000),
    ("estimate", 240_000),
    ("data", 360_000),
    ("design", 780_000),
    ("depth", 720_000),
    ("failure", 180_000),
    ("recap", 60_000),
)
QUESTIONS = Path(__file__).parents[2] / "questions"


def pastebin() -> Question:
    """The shipped question."""
    question = load_question(QUESTIONS / "system_design" / "pastebin.yaml").value
    assert question is not None
    return question


def rubric() -> Rubric:
    """The shipped rubric for system design."""
    rubrics = load_rubric(QUESTIONS / "rubric.yaml").value
    assert rubrics is not None
    return rubrics["system-design"]


class Played:
    """One attempt at pastebin, 45 minutes, senior."""

    def __init__(
        self, *, mode: str = "interview", seniority: str = "senior", sprint: str | None = None
    ) -> None:
        budgets = tuple(pair for pair in BUDGETS if sprint in (None, pair[0]))
        setup = Setup(
            "pastebin",
            "Design a paste-and-share text service",
            "People want to paste a block of text.",
            "system-design",
            "q",
            "r",
            45,
            seniority,
            mode,
            7,
            0,
            budgets,
            sprint,
        )
        self.ms = 0
        self.session, self.events = Session.start(
            str(uuid.UUID(int=1)), str(uuid.UUID(int=2)), setup, self._tick()
        )

    def _tick(self) -> Tick:
        return Tick(self.ms + 1_000, self.ms + 5_000, self.ms + 1_700_000_000_000)

    def at(self, minute: float) -> "Played":
        """Let the clock stand at a minute of the interview."""
        self.ms = round(minute * 60_000)
        return self

    def write(self, text: str, *, by: str = "typed", document: str = "notes") -> "Played":
        """Add text at the end of a document."""
        old: str = getattr(self.session.state, document)
        return self.edit(old + text, by=by, document=document)

    def edit(self, text: str, *, by: str = "typed", document: str = "notes") -> "Played":
        """Let a document read `text`."""
        self.events += self.session.edit(document, text, by, self._tick())
        return self

    def enter(self, phase: str, heading: str = "") -> "Played":
        """Enter a phase by its heading."""
        self.write(heading or f"\n## {phase.title()}\n")
        return self.do("phase_entered", phase=phase, by="heading")

    def do(self, kind: str, **payload: object) -> "Played":
        """Record any event."""
        self.events += self.session.do(kind, self._tick(), **payload)
        return self

    def finish(self) -> list[Event]:
        """End it and return the journal."""
        self.do("finished", by="candidate")
        return self.events
