"""The brief: one page of oneself for the day before. No new question."""

from pathlib import Path
from typing import ClassVar, NamedTuple

from textual.content import Content
from textual.events import Paste

from sdcoach import atomic
from sdcoach.bank.question import KINDS, Phase
from sdcoach.errors import SdcoachError
from sdcoach.history.brief import Brief, read_brief
from sdcoach.history.brief_page import brief_html, headline
from sdcoach.history.days import date
from sdcoach.text import clean
from sdcoach.tui.brief_rows import brief_rows
from sdcoach.tui.reading import ReadingPage
from sdcoach.tui.scrolling import Scrolled
from sdcoach.tui.services import Services
from sdcoach.tui.starting import utc_offset
from sdcoach.tui.typing_line import TypingLine
from sdcoach.tui.widgets.paper import spread

PAGE_NAME = "sdcoach-brief.html"


class Page(NamedTuple):
    """The brief, and the moment it was made at."""

    brief: Brief
    now_ms: int
    utc_offset: int


class BriefScreen(Scrolled, ReadingPage[None, Page]):
    """Own opening, own gaps, own clock, own numbers."""

    where: ClassVar[str] = "brief"
    groups: ClassVar[tuple[str, ...]] = ("list", "brief")

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._typed: TypingLine | None = None
        self._said = ""

    def read(self) -> Page:
        """Read the newest interviews and the real one that is near.

        Raises:
            StorageError: When the history cannot be read.
        """
        from sdcoach.history.outcomes import read_outcomes, today, upcoming
        from sdcoach.history.past import read_past

        services = self._services
        now = services.clock.tick().utc
        offset = utc_offset(now)
        phases: dict[str, tuple[Phase, ...]] = {kind: services.bank.phases(kind) for kind in KINDS}
        with services.reader() as connection:
            if connection is None:
                return Page(_NOTHING, now, offset)
            outcome = upcoming(read_outcomes(connection), today(now, offset))
            return Page(read_brief(connection, read_past(connection), phases, outcome), now, offset)

    def reread(self) -> None:
        """Read anew."""
        self.start_reading()

    # --- what is shown --------------------------------------------------------------------

    def top(self, width: int) -> list[Content]:
        """Return what the page is for, and the day."""
        if self.found is None:
            return [Content.styled(" The day before", "bold"), Content("")]
        brief, now, offset = self.found
        left = Content.styled(f" {clean(headline(brief, now, offset))}", "bold")
        day = Content.styled(f"{date(now, offset)} ", "dim")
        return [spread(left, day, width), Content("")]

    def shown(self, found: Page, width: int, height: int) -> list[Content]:
        """Return the page, as far as it is scrolled."""
        top = self.top(width)
        room = max(1, height - len(top))
        return [*top, *self.window(brief_rows(found.brief, width, room), room)]

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        items = [("j", "more")] if self.more else []
        if self.found is not None:
            if not self.found.brief.empty:
                items += self.hints("brief.page")
            items += self.hints("brief.date")
        return items, self.hints("list.back")

    def said(self) -> Content | None:
        """Return what is typed, or the answer to the last key."""
        if self._typed is not None:
            note = "company and day, as in Initech 2026-11-30"
            wide = self.room[0] >= 80
            return self._typed.content(
                self.room[0], self.sdcoach.signs.here, "" if not wide else note
            )
        return Content(self._said) if self._said else None

    # --- keys -----------------------------------------------------------------------------

    def take_key(self, key: str, character: str | None) -> bool:
        """Take every key while the date is typed."""
        self._said = ""
        if self._typed is None:
            return False
        ended = self._typed.press(key, character)
        if ended:
            text, self._typed = self._typed.text.strip(), None
            if ended == "taken" and text:
                self._note(text)
        return True

    def on_paste(self, event: Paste) -> None:
        """Take a pasted text as part of the line."""
        event.stop()
        if self._typed is not None:
            self._typed.paste(event.text)
            self.draw()

    def action_date(self) -> None:
        """Write down when the real interview is."""
        self._typed = TypingLine("interview")
        self.draw()

    def _note(self, text: str) -> None:
        from sdcoach.history.outcome_log import new_outcome

        company, _, day = text.rpartition(" ")
        try:
            outcome = new_outcome(company, day, self._services.clock.tick().utc)
        except SdcoachError as error:
            self._tell(f"{error.message[:1].upper()}{error.message[1:]}.")
            return

        def keep() -> None:
            from sdcoach.history.outcome_log import write_outcome

            try:
                write_outcome(self._services.database, outcome)
            except SdcoachError as error:
                self.app.call_from_thread(self._tell, str(error))
            else:
                self.app.call_from_thread(self._tell, f"{outcome.company}, {day}: noted.")
                self.app.call_from_thread(self.start_reading)

        self.run_worker(keep, thread=True, group="note", exit_on_error=False)

    def action_page(self) -> None:
        """Write it as a page to print."""
        if self.found is None or self.found.brief.empty:
            return
        html = brief_html(*self.found)
        path = Path.home() / PAGE_NAME

        def write() -> None:
            try:
                atomic.write_text(path, html)
            except OSError as error:
                self.app.call_from_thread(self._tell, f"It cannot be written: {error.strerror}.")
            else:
                self.app.call_from_thread(
                    self._tell, f"~/{PAGE_NAME}: one page, to print or to keep."
                )

        self.run_worker(write, thread=True, group="page", exit_on_error=False)

    def _tell(self, text: str) -> None:
        self._said = text
        self.draw()


_NOTHING = Brief(None, "senior", 45, 0, "", None, (), (), "", (), ())
