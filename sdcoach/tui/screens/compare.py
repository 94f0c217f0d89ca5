"""Compare: two attempts side by side, the earlier one first."""

from typing import ClassVar

from textual.content import Content

from sdcoach.errors import NotFoundError
from sdcoach.history.attempts import AttemptRow, find, page
from sdcoach.history.compare import Comparison, compare
from sdcoach.tui.compare_rows import Section, Sections, compare_sections
from sdcoach.tui.reading import ReadingPage
from sdcoach.tui.review import WAIT_SECONDS
from sdcoach.tui.scrolling import Scrolled
from sdcoach.tui.services import Services
from sdcoach.tui.trend_rows import names_of


class CompareScreen(Scrolled, ReadingPage[None, Comparison]):
    """What became unprompted, minutes, scores, notes and sums of two attempts."""

    where: ClassVar[str] = "compare"
    groups: ClassVar[tuple[str, ...]] = ("list", "compare")

    def __init__(self, services: Services, one: str, other: str = "") -> None:
        """Compare two attempts.

        Args:
            services: The core.
            one: Its id.
            other: The other's; by default the attempt at the same question before it, or else
                the one after it.
        """
        super().__init__()
        self._services = services
        self._ids = one, other
        self._names = names_of(services.bank)
        self._made: tuple[int, Sections] | None = None

    def read(self) -> Comparison:
        """Read both attempts.

        Raises:
            StorageError: When the history cannot be read.
            NotFoundError: When it lacks one of them.
        """
        from sdcoach.history.attempts import no_attempts
        from sdcoach.history.report import read_report

        self._services.journal.flush(WAIT_SECONDS)
        with self._services.reader() as connection:
            if connection is None:
                raise no_attempts()
            one = find(connection, self._ids[0])
            other = (
                find(connection, self._ids[1])
                if self._ids[1]
                else _nearest(one, page(connection, question=one.question))
            )
            pair = sorted((one, other), key=lambda row: row.started_at)
            first, second = (read_report(connection, row) for row in pair)
        return compare(first, second)

    def reread(self) -> None:
        """Read anew."""
        self.start_reading()

    def taken(self, found: Comparison) -> None:
        """Forget the rows of what was read before."""
        self._made = None

    def top(self, width: int) -> list[Content]:
        """Return the header."""
        return [Content.styled(" Compare", "bold"), Content("")]

    def shown(self, found: Comparison, width: int, height: int) -> list[Content]:
        """Return the page, as far as it is scrolled."""
        top = self.top(width)
        return [*top, *self.window(self._sections(found, width).rows, max(1, height - len(top)))]

    def _sections(self, found: Comparison, width: int) -> Sections:
        if self._made is None or self._made[0] != width:
            made = compare_sections(found, self._names, self.sdcoach.signs, width)
            self._made = width, made
        return self._made[1]

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        if self._made is None:
            return [], self.hints("list.back")
        there = self._made[1].places
        items = [
            (self.key(f"compare.{section.value}"), section.value)
            for section in Section
            if section in there
        ]
        if self.more:
            items.insert(0, ("j", "more"))
        return items, self.hints("list.back")

    # --- keys -----------------------------------------------------------------------------

    def _go(self, section: Section) -> None:
        if self._made is not None and section in self._made[1].places:
            self.top_row = self._made[1].places[section]
            self.draw()

    def action_evidence(self) -> None:
        """Go to what was heard."""
        self._go(Section.EVIDENCE)

    def action_minutes(self) -> None:
        """Go to the minutes per phase."""
        self._go(Section.MINUTES)

    def action_scores(self) -> None:
        """Go to the levels."""
        self._go(Section.SCORES)

    def action_notes(self) -> None:
        """Go to the notes."""
        self._go(Section.NOTES)

    def action_sums(self) -> None:
        """Go to estimates and sums."""
        self._go(Section.SUMS)

    def action_open(self) -> None:
        """Go on by what is seen."""
        self.action_page_down()


def _nearest(one: AttemptRow, alike: list[AttemptRow]) -> AttemptRow:
    """Return the whole attempt before `one`, or else after it.

    Args:
        one: An attempt.
        alike: Attempts at the same question, newest first.

    Raises:
        NotFoundError: When there is no other.
    """
    whole = [row for row in alike if row.sprint == one.sprint and row.id != one.id]
    before = [row for row in whole if row.started_at <= one.started_at]
    after = [row for row in whole if row.started_at > one.started_at]
    if not whole:
        raise NotFoundError(
            "there is no other attempt at this question",
            hint="in the history, Space marks any two and c compares them",
        )
    return before[0] if before else after[-1]
