"""The types of all content: questions, rubric, formats, topics, library.

They are `NamedTuple`s, not dataclasses: the lists of the command line import this module, and
dataclasses would double what that costs. `load` builds them, `check` complains about them.
"""

from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["system-design", "object-oriented"]
Difficulty: TypeAlias = Literal["easy", "medium", "hard"]
Seniority: TypeAlias = Literal["mid", "senior", "staff"]
Mode: TypeAlias = Literal["interview", "practice"]
Group: TypeAlias = Literal[
    "primer",
    "questions",
    "numbers",
    "guides",
    "talks",
    "course",
    "papers",
    "systems",
    "companies",
    "blogs",
    "unidentified",
]

KINDS: tuple[Kind, ...] = ("system-design", "object-oriented")
DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "medium", "hard")
SENIORITIES: tuple[Seniority, ...] = ("mid", "senior", "staff")
MODES: tuple[Mode, ...] = ("interview", "practice")
DIMENSIONS = (
    "scope",
    "estimation",
    "api-data",
    "design",
    "depth",
    "reliability",
    "decisions",
    "collaboration",
)
PHASES: dict[Kind, tuple[str, ...]] = {
    "system-design": ("scope", "estimate", "data", "design", "depth", "failure", "recap"),
    "object-oriented": ("scope", "objects", "interfaces", "walkthrough", "extend", "recap"),
}
DIMENSION_OF = {
    "scope": "scope",
    "estimate": "estimation",
    "data": "api-data",
    "design": "design",
    "depth": "depth",
    "failure": "reliability",
    "recap": "collaboration",
    "objects": "design",
    "interfaces": "api-data",
    "walkthrough": "depth",
    "extend": "decisions",
}
"""The dimension that a phase is mostly about, in both kinds of interview."""


class Source(NamedTuple):
    """Where a question's facts come from."""

    name: str
    url: str
    licence: str


class Header(NamedTuple):
    """What a list of questions shows; read from the index without opening the question."""

    id: str
    title: str
    kind: Kind
    difficulty: Difficulty
    topics: tuple[str, ...]
    source: Source
    prompt: str


class Clarification(NamedTuple):
    """A fact the interviewer tells only when asked."""

    id: str
    asks: str
    """The question as the interviewer understands it; shown first in the answer."""
    cues: tuple[str, ...]
    """Phrases that a candidate's own wording may hold."""
    answer: str
    matters: str
    """What the fact changes; shown at the debrief."""
    touches: tuple[str, ...]
    """Signals that count as prompted once this was said."""


class Scope(NamedTuple):
    """What a good candidate settles on, and leaves out."""

    inside: tuple[str, ...]
    outside: tuple[str, ...]


class Estimate(NamedTuple):
    """One number worth working out."""

    id: str
    asks: str
    key: str
    """A sheet in the envelope language; its last value is the answer."""
    decides: str
    unit: str = ""
    """What the answer is measured in, as the author means it; the linter holds the key to it."""


class Signal(NamedTuple):
    """One thing that a strong answer says."""

    id: str
    dimension: str
    seniority: Seniority
    says: str
    heard: tuple[str, ...]
    heard_not: tuple[str, ...]
    """Phrases that count although, or because, they are negated."""
    tags: tuple[str, ...]


class Hint(NamedTuple):
    """One rung of a ladder: nudge, area, concept, example."""

    says: str
    touches: tuple[str, ...]


class FollowUp(NamedTuple):
    """Something the interviewer brings up in a phase."""

    id: str
    phase: str
    says: str
    touches: tuple[str, ...]


class Diagram(NamedTuple):
    """A picture of the reference answer, as Mermaid."""

    title: str
    mermaid: str


class TradeOff(NamedTuple):
    """A decision of the reference answer."""

    chosen: str
    rejected: str
    because: str
    changes: str
    """What would change the decision."""


class Reference(NamedTuple):
    """One good answer; a door that is opened knowingly."""

    outline: dict[str, str]
    """Phase to Markdown."""
    diagrams: tuple[Diagram, ...]
    trade_offs: tuple[TradeOff, ...]
    pitfalls: dict[Seniority, tuple[str, ...]]


class Question(NamedTuple):
    """A whole question, as one file in `questions/` holds it."""

    id: str
    title: str
    kind: Kind
    difficulty: Difficulty
    topics: tuple[str, ...]
    source: Source
    prompt: str
    allows: tuple[str, ...]
    clarifications: tuple[Clarification, ...]
    scope: Scope
    estimates: tuple[Estimate, ...]
    signals: tuple[Signal, ...]
    hints: dict[str, tuple[Hint, ...]]
    """Phase to its ladder of four."""
    followups: tuple[FollowUp, ...]
    reference: Reference
    study: tuple[str, ...]

    @property
    def header(self) -> Header:
        """What a list shows of this question."""
        return Header(
            self.id,
            self.title,
            self.kind,
            self.difficulty,
            self.topics,
            self.source,
            self.prompt,
        )


class Dimension(NamedTuple):
    """One row of the rubric."""

    id: str
    letter: str
    name: str
    short: str
    """The name in at most 26 columns."""
    weights: dict[Seniority, int]
    anchors: dict[Seniority, tuple[str, str, str, str]]
    """Levels 1 to 4, as a candidate of that seniority shows them."""


class RedFlag(NamedTuple):
    """A habit that sinks interviews, ticked apart from the levels."""

    id: str
    says: str
    dimension: str
    """The dimension on whose screen it is offered."""
    only: Literal["", "system-design", "object-oriented"] = ""
    """The kind of question it is for; empty for both."""


class Band(NamedTuple):
    """One of the four verdicts."""

    id: str
    name: str


class Rubric(NamedTuple):
    """How an answer is scored, for one kind of question."""

    dimensions: tuple[Dimension, ...]
    flags: tuple[RedFlag, ...]
    bands: tuple[Band, ...]


class Phase(NamedTuple):
    """One part of an interview and how it is announced."""

    id: str
    name: str
    """The full heading: `Deep dives`."""
    short: str
    """The name in the phase bar: `Depth`."""
    headings: tuple[str, ...]
    """First words of a heading that mean this phase, lower case."""
    template: str
    """Markdown that one key writes under the heading."""


class Format(NamedTuple):
    """Minutes per phase for one kind of question, length and seniority."""

    kind: Kind
    minutes: int
    seniority: Seniority
    budgets: dict[str, float]
    """Phase to minutes; they sum to `minutes`."""


class Formats(NamedTuple):
    """The parts of an interview, and the published budgets that other lengths are scaled from."""

    phases: dict[Kind, tuple[Phase, ...]]
    budgets: dict[Kind, dict[Seniority, dict[int, dict[str, int]]]]
    """Kind, seniority and length in minutes to minutes per phase."""


class Topic(NamedTuple):
    """What a question is filed under."""

    id: str
    name: str


class Topics(NamedTuple):
    """The topics, and the words of technology that a prompt does not use."""

    topics: tuple[Topic, ...]
    technologies: tuple[str, ...]


class Card(NamedTuple):
    """A change to the world out of the shared deck, for any question it fits."""

    id: str
    phases: tuple[str, ...]
    needs: tuple[str, ...]
    """Phrases, one of which the notes must hold; none for a card that always fits."""
    tags: tuple[str, ...]
    """It touches the signals that carry one of these."""
    says: str


class Reading(NamedTuple):
    """One entry of the library: something to read or watch."""

    id: str
    group: Group
    title: str
    url: str
    by: str
    take: str
    """One sentence on what to bring home from it; empty where not even the title is known."""
