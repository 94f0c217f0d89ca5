"""What Enter does on Home: start, go on, open or score."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sdcoach.errors import SdcoachError
from sdcoach.history.attempts import AttemptRow
from sdcoach.history.next import Next
from sdcoach.tui.page import Page
from sdcoach.tui.services import Services
from sdcoach.tui.starting import Terms, setup_for

if TYPE_CHECKING:
    from sdcoach.tui.held import Held


class DoingPage(Page[None]):
    """A page whose lines are carried out by Enter."""

    _services: Services
    _terms: Terms

    def _refuse(self, error: SdcoachError) -> None:
        """Say why something could not be started."""
        raise NotImplementedError

    def _act(self, item: Next) -> Callable[[], None]:
        app = self.sdcoach
        if item.does in ("continue", "close"):
            return lambda: app.go_on(item.attempt)
        if item.does == "score":
            return lambda: self._score(item.attempt)
        return lambda: app.begin(setup_for(self._services, item.question, self._terms))

    def _open(self, row: AttemptRow) -> Callable[[], None]:
        app = self.sdcoach
        if row.status in ("interrupted", "running"):
            return lambda: app.go_on(row.id)
        return lambda: app.open_attempt(row.id)

    def _score(self, attempt: str) -> None:
        """Read a journal, which may be long, and then ask for forecast or scores."""
        self.run_worker(
            partial(self._read_for_scoring, attempt),
            thread=True,
            group="score",
            exit_on_error=False,
        )

    def _read_for_scoring(self, attempt: str) -> None:
        from sdcoach.tui.held import open_attempt

        try:
            held = open_attempt(self._services, attempt)
        except SdcoachError as error:
            self.app.call_from_thread(self._refuse, error)
        else:
            self.app.call_from_thread(self._ask_for_scores, held)

    def _ask_for_scores(self, held: "Held") -> None:
        if not self.is_current:
            return  # Enter was pressed twice
        try:
            if held.state.predicted is None:
                self.sdcoach.open_bell(held)
            else:
                self.sdcoach.open_scoring(held)
        except SdcoachError as error:
            self._refuse(error)
