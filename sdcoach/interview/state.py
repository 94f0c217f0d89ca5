"""What is known of an attempt; `fold` makes it from events.

What never changes is a NamedTuple: a dataclass takes four times as long to define, and an
interview starts with all of this.
"""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias

Status: TypeAlias = Literal["new", "running", "paused", "finished", "abandoned"]


@dataclass(slots=True)
class Asked:
    """A question the candidate put to the interviewer."""

    elapsed_ms: int
    text: str
    heard: tuple[str, ...]
    """Ids of the clarifications it was answered with."""
    offset: int
    """Where its line stands in the notes now; just behind its first character."""


class Said(NamedTuple):
    """Something the interviewer said."""

    elapsed_ms: int
    text: str
    by: str
    to: str = "asked"
    """What it was said to: "asked", "hint" or "followup"."""
    number: int = -1
    """Which of those, from 0; -1 when there was none."""


class HintTaken(NamedTuple):
    """A rung of a phase's ladder."""

    elapsed_ms: int
    phase: str
    rung: int
    text: str


class FollowUpShown(NamedTuple):
    """A follow-up or a card of the shared deck."""

    elapsed_ms: int
    id: str
    text: str
    deck: bool
    touches: tuple[str, ...] = ()
    """Signals a card of the deck touches; a question's own are in the question."""


@dataclass(slots=True)
class Span:
    """A stretch of time in one phase, in milliseconds of the interview clock."""

    phase: str
    start_ms: int
    end_ms: int


class Away(NamedTuple):
    """A pause, a suspend or a crash, in milliseconds."""

    by: str
    elapsed_ms: int
    """Where on the interview clock it began."""
    away_ms: int
    counted_ms: int


class Taken(NamedTuple):
    """Where a level comes from that the candidate took over from a model's opinion."""

    report: str
    """Id of the report."""
    quoted: bool
    """Whether its evidence is a passage that the model quoted."""


class Scores(NamedTuple):
    """One version of a candidate's own scores, or the draft of one."""

    at: int
    levels: dict[str, int | None]
    """Dimension to 1–4; None is "not shown"."""
    evidence: dict[str, str]
    gaps: dict[str, str]
    flags: tuple[str, ...]
    seconds: int
    """How long the scoring took so far."""
    taken: dict[str, Taken]
    """The dimensions whose level was taken over from an opinion."""


@dataclass(slots=True)
class State:
    """An attempt as its events tell it. Times are milliseconds of the interview clock."""

    attempt: str = ""
    status: Status = "new"
    question: str = ""
    title: str = ""
    prompt: str = ""
    kind: str = "system-design"
    question_hash: str = ""
    rubric_hash: str = ""
    minutes: int = 0
    seniority: str = "senior"
    mode: str = "interview"
    seed: int = 0
    utc_offset: int = 0
    budgets: tuple[tuple[str, int], ...] = ()
    """Phase and its milliseconds, in order."""
    sprint: str | None = None
    held: str = "here"
    kept: int = 0
    """Code points at the start of the notes that a retry may read and not change."""
    started_at: int = 0
    """UTC, milliseconds since 1970."""
    last_at: int = 0
    """UTC of the newest event of the interview."""
    elapsed_ms: int = 0
    paused_ms: int = 0
    """Time away that the interview clock did not take."""
    notes: str = ""
    sheet: str = ""
    own_characters: int = 0
    """Characters of the candidate's own, ever put into the notes or the sheet."""
    spans: list[Span] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    hints: list[HintTaken] = field(default_factory=list)
    followups: list[FollowUpShown] = field(default_factory=list)
    away: list[Away] = field(default_factory=list)
    finished_by: str = ""
    predicted: int | None = None
    pivot: str = ""
    marks: dict[str, str] = field(default_factory=dict)
    pairs: dict[str, str | None] = field(default_factory=dict)
    credits: dict[str, int] = field(default_factory=dict)
    """Clarification to the place in `asked` of the misheard question that asked for it."""
    draft: Scores | None = None
    scores: list[Scores] = field(default_factory=list)
    practise: str = ""
    reference_opened_at: int | None = None
    reports: list[dict[str, Any]] = field(default_factory=list)
    weighed: dict[tuple[str, str], str] = field(default_factory=dict)
    """Id of a report and dimension to what the candidate made of that opinion."""
    tags: tuple[str, ...] = ()
    note: str = ""
    deleted: bool = False
    skipped: int = 0
    settled: tuple[int, str] = (0, "")
    """UTC and origin of the latest of what was decided after the interview."""
    last_seq: dict[str, int] = field(default_factory=dict)
    """The newest sequence number of each origin."""

    @property
    def total_ms(self) -> int:
        """What the format gives, all phases together."""
        return sum(budget for _, budget in self.budgets)

    @property
    def phase(self) -> str:
        """The phase the interview is in; empty before the start."""
        return self.spans[-1].phase if self.spans else ""

    @property
    def over(self) -> bool:
        """Whether the interview has ended."""
        return self.status in ("finished", "abandoned")

    @property
    def grace_used_ms(self) -> int:
        """Time away that interview mode has forgiven so far."""
        return sum(gap.away_ms - gap.counted_ms for gap in self.away)

    @property
    def latest_scores(self) -> Scores | None:
        """The scores that count."""
        return self.scores[-1] if self.scores else None

    @property
    def own_levels(self) -> dict[str, int | None]:
        """The levels as the candidate gave them: without what was taken over from opinions."""
        latest = self.latest_scores
        if latest is None:
            return {}
        levels = dict(latest.levels)
        for dimension in latest.taken:
            own = next(one for one in reversed(self.scores) if dimension not in one.taken)
            levels.pop(dimension)
            if dimension in own.levels:
                levels[dimension] = own.levels[dimension]
        return levels

    def model_of(self, report: str) -> str:
        """Return the model behind a report, as the report names it; `a model` when it does not."""
        for one in reversed(self.reports):
            if one.get("id") == report and isinstance(one.get("model"), str) and one["model"]:
                return str(one["model"])
        return "a model"

    def told(self, to: str, number: int) -> str | None:
        """Return what was said last to a question, hint or follow-up; None when nothing was."""
        for one in reversed(self.said):
            if (one.to, one.number) == (to, number):
                return one.text
        return None

    def spent(self) -> dict[str, int]:
        """Return the milliseconds per phase; they sum exactly to `elapsed_ms`."""
        spent = {phase: 0 for phase, _ in self.budgets}
        for span in self.spans:
            spent[span.phase] = spent.get(span.phase, 0) + span.end_ms - span.start_ms
        return spent
