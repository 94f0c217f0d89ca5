"""Doing it again: the weakest phase of an attempt alone, or the whole question."""

from typing import TYPE_CHECKING

from sdcoach.bank.question import DIMENSION_OF, Phase
from sdcoach.interview.retry import weakest_phase
from sdcoach.scoring.scorecard import weights_of
from sdcoach.tui.review import Review
from sdcoach.tui.services import Services
from sdcoach.tui.starting import Terms, retry_of, setup_for

if TYPE_CHECKING:
    from sdcoach.interview.retry import Earlier
    from sdcoach.interview.session import Setup


def weakest(services: Services, review: Review) -> Phase | None:
    """Return the phase worth doing again, or None when there is nothing to tell it by."""
    state = review.held.state
    known = any(header.id == state.question for header in services.bank.headers)
    if state.latest_scores is None or state.sprint is not None or not known:
        return None
    order = [phase for phase, _ in state.budgets]
    weights = weights_of(review.debrief.rubric, review.debrief.seniority)
    worst = weakest_phase(state.latest_scores.levels, DIMENSION_OF, order, weights)
    return next((phase for phase in review.phases if phase.id == worst), None)


def phase_words(review: Review, phase: Phase) -> str:
    """Say what doing the phase again is, and whether it is fair."""
    minutes = round(dict(review.held.state.budgets)[phase.id] / 60_000)
    known = review.reference_known or review.held.state.reference_opened_at is not None
    fair = "You have seen the reference." if known else "Fair: you have not seen the reference."
    return f"{phase.name} only, same question, {minutes} min. {fair}"


def phase_again(services: Services, review: Review, phase: Phase) -> "tuple[Setup, Earlier]":
    """Return what the retry of a phase starts from.

    Raises:
        SdcoachError: When the bank no longer has the question.
    """
    return retry_of(services, review.held, phase.id)


def whole_again(services: Services, review: Review) -> "Setup":
    """Return the whole interview once more, on the same seed: the same follow-ups come.

    Raises:
        SdcoachError: When the bank no longer has the question.
    """
    state = review.held.state
    terms = Terms(state.seniority, state.minutes, state.mode)
    return setup_for(services, state.question, terms, seed=state.seed)
