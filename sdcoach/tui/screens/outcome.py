"""After a real interview: how it went, asked once, and what the mocks before it had said."""

from typing import ClassVar

from textual.content import Content

from sdcoach.errors import SdcoachError
from sdcoach.history.calibration import Prediction, calibration
from sdcoach.history.outcomes import RESULTS, UNKNOWN, Outcome
from sdcoach.text import plural
from sdcoach.tui.occasion import day_of, named
from sdcoach.tui.reading import ReadingPage
from sdcoach.tui.services import Services
from sdcoach.tui.starting import utc_offset
from sdcoach.tui.verdict_rows import hanging


class OutcomeScreen(ReadingPage[None, Prediction | None]):
    """One question with four answers."""

    where: ClassVar[str] = "outcome"
    groups: ClassVar[tuple[str, ...]] = ("list", "outcome")

    def __init__(self, services: Services, outcome: Outcome) -> None:
        super().__init__()
        self._services = services
        self._outcome = outcome
        self._now = services.clock.tick().utc
        self._offset = utc_offset(self._now)
        self._said = ""

    def read(self) -> Prediction | None:
        """Read what the mocks before it said.

        Raises:
            StorageError: When the history cannot be read.
        """
        from sdcoach.history.past import read_past

        with self._services.reader() as connection:
            past = [] if connection is None else read_past(connection)
        told = calibration(past, [self._outcome], self._offset).predictions
        return next(iter(told), None)

    @property
    def answered(self) -> bool:
        """Whether the result is known by now."""
        return bool(self._outcome.result)

    def top(self, width: int) -> list[Content]:
        """Return the question and its answers; it does not wait for the reading."""
        day = day_of(self._outcome, self._now, self._offset)
        text = f"How did {day} go, at {named(self._outcome)}?"
        rows = [*hanging("", text, width, indent=1, style="bold"), Content("")]
        for number, result in enumerate(RESULTS, 1):
            chosen = self._outcome.result == result
            style = "bold $accent" if chosen else ""
            rows.append(
                Content.assemble("   ", (f"{number}", "$accent"), (f"  {_spoken(result)}", style))
            )
        rows.append(Content.assemble("   ", ("0", "$accent"), "  I would rather not say"))
        return [*rows, Content("")]

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the question, and after the answer how the mocks had forecast it."""
        rows = self.top(width)
        if self.answered:
            rows += hanging("", self._forecast(), width, indent=1)
        else:
            text = "As you heard it, or as it felt. It is asked once; it tells how far mocks see."
            rows += hanging("", text, width, indent=1, style="dim")
        return rows

    def _forecast(self) -> str:
        if self._outcome.result == UNKNOWN:
            return "It will not be asked again."
        told = self.found
        if told is None or told.said is None:
            return "There was no scored mock before it."
        said = round(told.said)
        band = _spoken(RESULTS[max(1, min(4, said)) - 1])
        gap = told.said - (RESULTS.index(self._outcome.result) + 1)
        how = "as it came" if abs(gap) < _CLOSE else "too kind" if gap > 0 else "too harsh"
        mocks = "mock" if told.mocks == 1 else f"last {plural(told.mocks, 'mock')}"
        return f"Your {mocks} before it said {band}: {how}."

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        if self.answered:
            return [("Enter", "Home")], []
        return [("1-4", "how it went"), *self.hints("outcome.never")], [
            (self.key("list.back"), "not yet")
        ]

    def said(self) -> Content | None:
        """Return why it could not be written."""
        return Content.styled(self._said, "$error") if self._said else None

    def take_key(self, key: str, character: str | None) -> bool:
        """Take an answer."""
        if character is None or character not in "1234":
            return False
        self._answer(RESULTS[int(character) - 1])
        return True

    def action_never(self) -> None:
        """Do not say, and do not be asked again."""
        self._answer(UNKNOWN)

    def action_open(self) -> None:
        """Go on to Home."""
        self.action_back()

    def _answer(self, result: str) -> None:
        from sdcoach.history.outcome_log import write_outcome

        now = self._services.clock.tick().utc
        self._outcome = outcome = self._outcome._replace(result=result, changed_at=now)

        def keep() -> None:
            try:
                write_outcome(self._services.database, outcome)
            except SdcoachError as error:
                self.app.call_from_thread(self._tell, str(error))

        self.run_worker(keep, thread=True, group="keep", exit_on_error=False)
        self.draw()

    def _tell(self, text: str) -> None:
        self._said = text
        self.draw()


_CLOSE = 0.5
"""Bands by which a forecast may be off and still be right."""


def _spoken(result: str) -> str:
    return result.replace("-", " ")
