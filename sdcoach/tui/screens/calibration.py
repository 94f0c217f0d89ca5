"""Calibration: forecast, own scores, evidence and reality held against each other."""

from typing import ClassVar

from textual.content import Content

from sdcoach.text import plural
from sdcoach.tui.calibration_rows import Mirror, calibration_numbers, calibration_rows
from sdcoach.tui.reading import ReadingPage
from sdcoach.tui.scrolling import Scrolled
from sdcoach.tui.services import Services
from sdcoach.tui.starting import utc_offset
from sdcoach.tui.trend_rows import names_of
from sdcoach.tui.widgets.paper import spread


class CalibrationScreen(Scrolled, ReadingPage[None, Mirror]):
    """Whether one judges oneself rightly: lenient on what, and is it shrinking."""

    where: ClassVar[str] = "calibration"
    groups: ClassVar[tuple[str, ...]] = ("list", "calibration")

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.numbers = False
        """Whether the numbers are shown instead of the charts."""

    def read(self) -> Mirror:
        """Read all attempts and real interviews.

        Raises:
            StorageError: When the history cannot be read.
        """
        from sdcoach.history.calibration import calibration
        from sdcoach.history.outcomes import read_outcomes
        from sdcoach.history.past import read_past
        from sdcoach.tui.charts import warm

        warm()
        now = self._services.clock.tick().utc
        offset = utc_offset(now)
        with self._services.reader() as connection:
            past = [] if connection is None else read_past(connection)
            outcomes = [] if connection is None else read_outcomes(connection)
        judged = calibration(past, outcomes, offset)
        return Mirror(judged, names_of(self._services.bank), now, offset)

    def reread(self) -> None:
        """Read anew."""
        self.start_reading()

    def top(self, width: int) -> list[Content]:
        """Return the header."""
        told = ""
        if self.found is not None and width >= 60:
            told = plural(len(self.found.judged.points), "interview") + " "
        left = Content.styled(" Do you judge yourself rightly?", "bold")
        return [spread(left, Content.styled(told, "dim"), width), Content("")]

    def shown(self, found: Mirror, width: int, height: int) -> list[Content]:
        """Return the page, as far as it is scrolled."""
        top = self.top(width)
        rows = (
            calibration_numbers(found, width)
            if self.numbers
            else calibration_rows(found, self.sdcoach.signs, width)
        )
        return [*top, *self.window(rows, max(1, height - len(top)))]

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        items = [("j", "more")] if self.more else []
        label = "charts" if self.numbers else "numbers"
        if self.found is not None:
            items.append((self.key("calibration.numbers"), label))
        return items, self.hints("list.back")

    def action_numbers(self) -> None:
        """Show the numbers behind the charts, or the charts."""
        self.numbers = not self.numbers
        self.top_row = 0
        self.draw()
