"""What hearing an attempt's evidence gives, kept so that trends need not listen again."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeAlias

from sdcoach.bank.content import question_from_json, rubric_from_json
from sdcoach.bank.question import Question, Rubric
from sdcoach.errors import ContentError
from sdcoach.history.projection import MEASURE_VERSION, Cell, levels_text
from sdcoach.interview.events import Event
from sdcoach.scoring.debrief import open_debrief
from sdcoach.scoring.evidence import count
from sdcoach.scoring.scorecard import add_up, weights_of

JUDGEMENTS = ("exact", "right", "rough", "wrong", "missing")

Kept: TypeAlias = Callable[[str], str | None]
"""Returns the JSON of a version of content, by its hash."""


class Measurer:
    """Listens to finished attempts; remembers the content that it has read.

    Args:
        kept: Where the content lies.
    """

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._read: dict[tuple[str, str], tuple[Question, Rubric] | None] = {}

    def knows(self, basis: str) -> bool:
        """Say whether the content is kept that an attempt was held on.

        Args:
            basis: What `projection.basis_of` gave for it.
        """
        question, rubric, _ = basis.split(" ")
        return self._content(question, rubric) is not None

    def row(self, attempt_id: int, basis: str, events: Sequence[Event]) -> tuple[Cell, ...]:
        """Return the row of an attempt in `measured`.

        Without the content that it was held on, or with one that cannot be used, the row says
        so and is not tried again.
        """
        question_hash, rubric_hash, _ = basis.split(" ")
        content = self._content(question_hash, rubric_hash)
        blank = (attempt_id, MEASURE_VERSION, basis, None, None, None, 0, 0, 0, None)
        if content is None:
            return blank
        try:
            return self._heard(attempt_id, basis, *content, events)
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
            # A stranger's question may hold what ours never does; writing must not fail over it.
            return blank

    def _heard(
        self,
        attempt_id: int,
        basis: str,
        question: Question,
        rubric: Rubric,
        events: Sequence[Event],
    ) -> tuple[Cell, ...]:
        debrief = open_debrief(question, rubric, events)
        seniority = debrief.seniority
        weights = weights_of(rubric, seniority)
        expected = {name: debrief.evidence.expected(name, seniority) for name in weights}
        result = None if None in expected.values() else add_up(expected, weights)
        tally = count(debrief.evidence.by_signal.values())
        judged = Counter[str](one.judgement for one in debrief.estimates.judged)
        return (
            attempt_id,
            MEASURE_VERSION,
            basis,
            levels_text(expected),
            result.total if result else None,
            result.band if result else None,
            tally.unprompted,
            tally.prompted,
            tally.missed,
            " ".join(f"{name}={judged[name]}" for name in JUDGEMENTS),
        )

    def _content(self, question: str, rubric: str) -> tuple[Question, Rubric] | None:
        names = question, rubric
        if names not in self._read:
            self._read[names] = self._parsed(*names)
        return self._read[names]

    def _parsed(self, question: str, rubric: str) -> tuple[Question, Rubric] | None:
        texts = self._kept(question), self._kept(rubric)
        if texts[0] is None or texts[1] is None:
            return None
        try:
            return question_from_json(texts[0]), rubric_from_json(texts[1])
        except ContentError:  # of a stranger's making
            return None
