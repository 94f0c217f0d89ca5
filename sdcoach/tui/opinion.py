"""The way from the page of an attempt to a model's opinion of it."""

from typing import TYPE_CHECKING, cast

from sdcoach.config import Config

if TYPE_CHECKING:
    from sdcoach.tui.held import Held
    from sdcoach.tui.page import Page
    from sdcoach.tui.review import Review
    from sdcoach.tui.services import Services


def model_set(config: Config) -> bool:
    """Whether the settings name a model to judge; whether it can be used is seen when asked."""
    return bool(config.llm.get("judge"))


def may_be_judged(review: "Review") -> bool:
    """Whether a model may be asked: judging oneself comes first, where there is that to do."""
    state = review.held.state
    return review.judged and bool(state.scores or state.sprint)


class Opined:
    """Beside `AttemptScreen`: asking for a second opinion, and reading the ones there are."""

    if TYPE_CHECKING:
        found: Review | None
        _services: Services
        _attempt: str | Held

        def _refuse(self, why: str) -> None:
            """Answer a key in one sentence."""

        def reread(self) -> None:
            """Read the attempt anew."""

    def model_keys(self, review: "Review") -> list[tuple[str, str]]:
        """Return the key to a second opinion, where there is a model and something to judge."""
        there = model_set(self._services.config) and may_be_judged(review)
        return [(cast("Page[None]", self).key("attempt.model"), "model")] if there else []

    def action_model(self) -> None:
        """Show the newest opinion of a model, or go and ask for the first."""
        review = self.found
        if review is None:
            return
        if not may_be_judged(review):
            self._refuse("A model's opinion comes after your own scores.")
        elif review.held.state.reports:
            self._open_reports(done=True)
        elif not model_set(self._services.config):
            self._refuse("No model is set up to judge; docs/model.md shows how.")
        else:
            from sdcoach.tui.screens.asking import AskingScreen

            self._attempt = review.held
            page = AskingScreen(self._services, review.held)
            cast("Page[None]", self).app.push_screen(page, self._open_reports)

    def _open_reports(self, done: bool | None) -> None:
        if done and self.found is not None:
            from sdcoach.tui.screens.feedback import FeedbackScreen

            held, versions = self.found.held, len(self.found.held.state.scores)
            self._attempt = held

            def back(_: None) -> None:
                if len(held.state.scores) != versions:
                    self.reread()

            page = FeedbackScreen(self._services, self.found)
            cast("Page[None]", self).app.push_screen(page, back)
