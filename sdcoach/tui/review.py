"""An attempt as its page needs it: the journal, what was heard in it, and the verdict."""

from typing import NamedTuple

from sdcoach.bank.question import Phase, Reference
from sdcoach.errors import NotFoundError
from sdcoach.history.attempts import find
from sdcoach.history.locks import held as is_held
from sdcoach.scoring.debrief import Debrief, open_debrief
from sdcoach.scoring.scorecard import weights_of
from sdcoach.scoring.study import Study, to_study
from sdcoach.scoring.verdict import Verdict, give_verdict
from sdcoach.tui.held import Held, open_attempt
from sdcoach.tui.services import Services
from sdcoach.tui.starting import known_kind, question_of, rubric_for

WAIT_SECONDS = 2.0
"""How long to wait for the journal's writer."""


class Review(NamedTuple):
    """One attempt, read."""

    held: Held
    debrief: Debrief
    verdict: Verdict | None
    """None when it was not scored."""
    phases: tuple[Phase, ...]
    reference_known: bool
    """Whether the reference had been opened before the attempt began."""
    elsewhere: bool
    """Whether the interview runs on, here or in another window."""
    study: tuple[Study, ...]
    """What to read for the weakest dimensions; empty when it was not scored."""

    @property
    def status(self) -> str:
        """`running`, `interrupted`, `finished`, `abandoned`, or `scored`."""
        state = self.held.state
        if state.over:
            return "scored" if state.scores else state.status
        return "running" if self.elsewhere else "interrupted"

    @property
    def reference(self) -> Reference | None:
        """The reference answer; None when the question has none."""
        reference = self.debrief.question.reference
        return reference if any(reference) else None

    @property
    def judged(self) -> bool:
        """Whether what was heard may be shown: after the scores, or where none will come."""
        return judged(self.status, self.held.state.sprint)


def judged(status: str, sprint: str | None) -> bool:
    """Say whether what was heard in an attempt may be shown, by its status and its one phase."""
    return status in ("scored", "abandoned") or (status == "finished" and sprint is not None)


def read_review(services: Services, attempt: str | Held) -> Review:
    """Read an attempt for its page. It takes a while: call it off the event loop.

    Raises:
        StorageError: When the history cannot be read.
        NotFoundError: When it holds no such attempt.
    """
    held = attempt if isinstance(attempt, Held) else open_attempt(services, attempt)
    events, state = list(held.events), held.state
    question, rubric = question_of(services, state), rubric_for(services, state)
    debrief = open_debrief(question, rubric, events)
    phases = services.bank.phases(known_kind(state.kind))
    verdict = give_verdict(debrief, phases)
    weights = weights_of(rubric, debrief.seniority)
    levels = verdict.result.levels if verdict is not None else {}
    return Review(
        held,
        debrief,
        verdict,
        phases,
        _reference_known(services, state.attempt),
        not state.over and is_held(services.database.parent, state.attempt),
        to_study(levels, weights, question.study, services.bank.library, question.source.url),
    )


def _reference_known(services: Services, attempt: str) -> bool:
    services.journal.flush(WAIT_SECONDS)
    with services.reader() as connection:
        if connection is None:
            return False
        try:
            return find(connection, attempt).reference_known
        except NotFoundError:
            return False  # the journal cannot be written; the screen says so elsewhere
