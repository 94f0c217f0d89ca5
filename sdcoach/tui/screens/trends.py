"""Trends: how it goes over time, as charts, with the numbers behind each one key away."""

from typing import ClassVar

from textual.content import Content

from sdcoach.text import plural
from sdcoach.tui.reading import ReadingPage
from sdcoach.tui.scrolling import Scrolled
from sdcoach.tui.services import Services
from sdcoach.tui.starting import utc_offset
from sdcoach.tui.trend_rows import Part, Story, chart_rows, names_of

_WIDE = 72


class TrendsScreen(Scrolled, ReadingPage[None, Story]):
    """Score, levels, minutes, estimates, practice and coverage over time."""

    where: ClassVar[str] = "trends"
    groups: ClassVar[tuple[str, ...]] = ("list", "trends")

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.part = Part.SCORE
        self.numbers = False
        """Whether the numbers are shown instead of the chart."""
        self._made: dict[tuple[Part, bool, int, int], list[Content]] = {}

    # --- reading --------------------------------------------------------------------------

    def read(self) -> Story:
        """Read all attempts and what follows from them.

        Raises:
            StorageError: When the history cannot be read.
        """
        from sdcoach.history.past import Tally, read_past, read_tally
        from sdcoach.history.trends import trends
        from sdcoach.tui.charts import warm

        warm()
        services = self._services
        now = services.clock.tick().utc
        offset = utc_offset(now)
        topics = {header.id: header.topics for header in services.bank.headers}
        with services.reader() as connection:
            past = [] if connection is None else read_past(connection)
            tally = Tally(0, 0, 0, {}, ()) if connection is None else read_tally(connection)
        return Story(trends(past, tally, topics, now, offset), names_of(services.bank), now, offset)

    def reread(self) -> None:
        """Read anew: an attempt may have been scored or deleted meanwhile."""
        self.start_reading()

    def taken(self, found: Story) -> None:
        """Forget the charts of what was read before."""
        self._made.clear()

    # --- what is shown --------------------------------------------------------------------

    def top(self, width: int) -> list[Content]:
        """Return the parts there are, and what they are made from."""
        tabs = [Content.styled(" Trends", "bold")]
        for number, part in enumerate(Part, 1):
            style = "bold $accent" if part is self.part else "dim"
            tabs.append(Content.styled(f"  {number} {part.value}", style))
        row = Content("").join(tabs)
        if row.cell_length > width:
            row = Content.assemble((" Trends", "bold"), (f" · {self.part.value}", "bold $accent"))
        return [row, Content.styled(f" {self._made_from(width)}", "dim"), Content("")]

    def _made_from(self, width: int) -> str:
        if self.found is None:
            return ""
        trends, ring = self.found.trends, self.sdcoach.signs.ring
        if not trends.hollow:
            return plural(trends.scored, "scored interview")
        if width < _WIDE:
            return f"{trends.scored} scored · {ring} {trends.hollow} reference known"
        return (
            f"{plural(trends.scored, 'scored interview')} · {ring} {trends.hollow} with the "
            "reference known, in no average"
        )

    def shown(self, found: Story, width: int, height: int) -> list[Content]:
        """Return the part that is open, as far as it is scrolled."""
        top = self.top(width)
        room = max(1, height - len(top))
        key = self.part, self.numbers, width, room
        if key not in self._made:
            self._made[key] = self._rows(found, width, room)
        return [*top, *self.window(self._made[key], room)]

    def _rows(self, found: Story, width: int, room: int) -> list[Content]:
        if not self.numbers:
            return chart_rows(self.part, found, self.sdcoach.signs, width, room)
        from sdcoach.tui.trend_numbers import number_rows

        return number_rows(self.part, found, width)

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        if self.found is None:
            return [], self.hints("list.back")
        label = "chart" if self.numbers else "numbers"
        items = [("1-6", "part"), (self.key("trends.numbers"), label)]
        if self.more:
            items.insert(0, ("j", "more"))
        items += self.hints("trends.calibration")
        return items, self.hints("list.back")

    # --- keys -----------------------------------------------------------------------------

    def _show(self, part: Part) -> None:
        self.part, self.top_row = part, 0
        self.draw()

    def action_score(self) -> None:
        """Show the total over time."""
        self._show(Part.SCORE)

    def action_levels(self) -> None:
        """Show every dimension over time."""
        self._show(Part.LEVELS)

    def action_minutes(self) -> None:
        """Show every phase against its budget over time."""
        self._show(Part.MINUTES)

    def action_estimates(self) -> None:
        """Show how near the estimates came."""
        self._show(Part.ESTIMATES)

    def action_practice(self) -> None:
        """Show the practice week by week."""
        self._show(Part.PRACTICE)

    def action_coverage(self) -> None:
        """Show which topics were met, and how it went."""
        self._show(Part.COVERAGE)

    def action_numbers(self) -> None:
        """Show the numbers behind the chart, or the chart."""
        self.numbers = not self.numbers
        self.top_row = 0
        self.draw()

    def action_right(self) -> None:
        """Show the next part."""
        self._turn(1)

    def action_left(self) -> None:
        """Show the part before."""
        self._turn(-1)

    def _turn(self, step: int) -> None:
        there = list(Part)
        self._show(there[(there.index(self.part) + step) % len(there)])

    def action_open(self) -> None:
        """Show the numbers behind the chart, or the chart."""
        self.action_numbers()

    def action_calibration(self) -> None:
        """Show whether one judges oneself rightly."""
        from sdcoach.tui.screens.calibration import CalibrationScreen

        self.app.push_screen(CalibrationScreen(self._services))
