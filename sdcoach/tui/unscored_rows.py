"""The page of an attempt that has no scores: what there is of it, and what comes next."""

from textual.content import Content

from sdcoach.bank.question import DIMENSIONS
from sdcoach.tui.attempt_rows import sprint_rows, time_rows
from sdcoach.tui.page import heading
from sdcoach.tui.palette import Signs
from sdcoach.tui.review import Review
from sdcoach.tui.verdict_rows import hanging

_STATUS = {
    "running": "running",
    "interrupted": "interrupted",
    "finished": "not scored",
    "abandoned": "given up",
    "scored": "scored",
}


def unscored_rows(review: Review, signs: Signs, width: int) -> list[Content]:
    """Return the status, the next step, the forecast, the practice of one phase, and the time."""
    state = review.held.state
    rows = [Content.styled(f" {_STATUS[review.status].upper()}", "bold"), Content("")]
    rows += hanging("", _next_step(review), width)
    bands = review.debrief.rubric.bands
    if state.predicted is not None:
        rows += [Content(""), *hanging("You said    ", bands[state.predicted - 1].name, width)]
    if state.pivot:
        rows += hanging("The moment  ", state.pivot, width)
    if state.sprint is not None and state.status == "finished":
        rows += [Content(""), *sprint_rows(review, signs, width)]
    if state.held == "here":
        rows += [Content(""), heading("TIME"), *time_rows(review, signs, width)]
    if state.prompt.strip():
        rows += [Content(""), heading("ASKED WAS"), *hanging("", state.prompt, width)]
    return rows


def _next_step(review: Review) -> str:
    state = review.held.state
    if review.status == "interrupted":
        return "It waits: Enter goes on with it."
    if review.status == "running":
        return "It is being held now, here or in another window."
    if review.status == "abandoned":
        return "It was given up, so there is nothing to score."
    if state.sprint is not None:
        return "One phase alone: no levels and no band, only what was there and what was not."
    if state.draft is not None:
        done = len(state.draft.levels)
        return f"Scoring was interrupted after {done} of {len(DIMENSIONS)} dimensions: Enter goes on with it."
    return "Enter scores it, in about six minutes."
