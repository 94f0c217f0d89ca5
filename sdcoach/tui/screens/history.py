"""All attempts, newest first, read a page at a time."""

from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from sdcoach.errors import SdcoachError, StateError, StorageError
from sdcoach.history.attempts import PAGE, AttemptRow, count, page
from sdcoach.text import plural, short_title
from sdcoach.tui.attempt_line import aside, attempt_rows
from sdcoach.tui.page import ListPage, bindings, error_rows, heading, refusal
from sdcoach.tui.services import Services
from sdcoach.tui.starting import utc_offset
from sdcoach.tui.widgets.paper import spread


class HistoryScreen(ListPage[None]):
    """Open an attempt, go on with one, or delete one."""

    where: ClassVar[str] = "history"
    BINDINGS: ClassVar[list[BindingType]] = bindings("history", "list")

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._pages: dict[int, list[AttemptRow]] = {}
        self._count = 0
        self._trouble: SdcoachError | None = None
        self._refused: SdcoachError | None = None
        self._asks = False
        self._deleted: list[str] = []
        self.reread()

    # --- reading --------------------------------------------------------------------------

    def reread(self) -> None:
        """Read anew; only what is seen is read at once."""
        self._pages.clear()
        self._asks = False
        self._trouble = self._refused = None
        self._now = self._services.clock.tick().utc
        self._offset = utc_offset(self._now)
        try:
            with self._services.reader() as connection:
                if connection is None:
                    self._count = 0
                elif self.typed.strip():
                    # How many fit is known only when all were looked at: the list grows instead.
                    self._count = 0
                    self._take(0, page(connection, text=self.typed))
                else:
                    self._count = count(connection)
        except StorageError as error:
            self._trouble = error
            self._count = 0

    def narrow(self) -> None:
        """Narrow the list by what was typed."""
        self.reread()

    def count(self) -> int:
        """Return how many attempts there are; of those that fit a filter, how many are known."""
        return self._count

    def _take(self, number: int, rows: list[AttemptRow]) -> None:
        self._pages[number] = rows
        if self.typed.strip():
            self._count = max(self._count, number * PAGE + len(rows))

    def _row(self, number: int) -> AttemptRow | None:
        """Return an attempt by its place, reading the page it is on when that is new."""
        which, place = divmod(number, PAGE)
        if which not in self._pages:
            try:
                with self._services.reader() as connection:
                    if connection is None:
                        return None
                    self._take(
                        which, page(connection, offset=which * PAGE, text=self.typed.strip())
                    )
            except StorageError as error:
                self._trouble = error
                return None
        rows = self._pages[which]
        return rows[place] if place < len(rows) else None

    # --- what is shown --------------------------------------------------------------------

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the rows that are seen."""
        if self.typed.strip() and self.place >= self._count - 1 and self._count % PAGE == 0:
            self._row(self._count)  # the end of what is known: see whether there is more
        seen = self.window(height - 2)
        attempts = [row for row in map(self._row, seen) if row is not None]
        told = aside(attempts)
        more = "or more " if self.typed.strip() and self._count % PAGE == 0 else ""
        number = f"{plural(self._count, 'attempt')} {more}" if self._count else ""
        head = Content.assemble(heading("HISTORY"), (f"   {told}" if told else "", "dim"))
        rows = [spread(head, Content.styled(number, "dim"), width), Content("")]
        self.first_row = len(rows)
        if self._trouble is not None:
            return [*rows, *error_rows(self._trouble, width)]
        if not attempts:
            nothing = "Nothing fits what was typed." if self.typed else "No attempt yet."
            return [*rows, Content.styled(f"   {nothing}", "dim")]
        chosen = self.place - self.top
        here = self.sdcoach.signs.here
        return [*rows, *attempt_rows(attempts, chosen, self._now, self._offset, width, here)]

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        row = self._chosen()
        does = "go on" if row is not None and row.status == "interrupted" else "open"
        items = [(self.key("history.open"), does), *self.hints("list.filter", "history.delete")]
        if self._deleted:
            items += self.hints("history.undo")
        return items, [*self.hints("list.keys"), *self.hints("list.back")]

    def said(self) -> Content | None:
        """Return the question before deleting, or why something cannot be done."""
        row = self._chosen()
        if self._asks and row is not None:
            key, undo = self.key("history.open"), self.key("history.undo")
            return Content.styled(
                f"{key} deletes {short_title(row.title)}; {undo} brings it back. Esc keeps it.",
                "bold",
            )
        return None if self._refused is None else refusal(self._refused)

    # --- what can be done -----------------------------------------------------------------

    def _chosen(self) -> AttemptRow | None:
        return self._row(self.place) if self._count else None

    def move(self, by: int) -> None:
        """Choose another attempt."""
        self._asks = False
        self._refused = None
        super().move(by)

    def action_back(self) -> None:
        """Keep what was about to be deleted, or go back."""
        if self._asks:
            self._asks = False
            self.draw()
        else:
            super().action_back()

    def action_open(self) -> None:
        """Open the chosen attempt, go on with it, or delete it if that was asked."""
        row = self._chosen()
        if row is None:
            return
        if self._asks:
            self._asks = False
            self._mark(row.id, "deleted")
            return
        try:
            if row.status in ("interrupted", "running"):
                self.sdcoach.go_on(row.id)
            else:
                self.sdcoach.open_attempt(row.id)
        except SdcoachError as error:
            self._refused = error
            self.draw()

    def action_delete(self) -> None:
        """Ask whether to delete the chosen attempt."""
        row = self._chosen()
        if row is None:
            return
        if row.status == "running":
            self._refused = StateError(
                "this attempt is open in another window", hint="close it there first"
            )
        else:
            self._asks = True
        self.draw()

    def action_undo(self) -> None:
        """Bring back what was deleted last."""
        if self._deleted:
            self._mark(self._deleted.pop(), "restored")

    def _mark(self, attempt: str, kind: str) -> None:
        """Record that an attempt was deleted or restored; its journal may be long to read."""
        self.run_worker(
            partial(self._record, attempt, kind), thread=True, group="mark", exit_on_error=False
        )

    def _record(self, attempt: str, kind: str) -> None:
        from sdcoach.tui.held import open_attempt

        try:
            open_attempt(self._services, attempt).do(kind)
            self._services.journal.flush(2.0)
        except SdcoachError as error:
            self.app.call_from_thread(self._marked, attempt, kind, error)
        else:
            self.app.call_from_thread(self._marked, attempt, kind, None)

    def _marked(self, attempt: str, kind: str, error: SdcoachError | None) -> None:
        if error is None:
            if kind == "deleted":
                self._deleted.append(attempt)
            self.reread()
        self._refused = error
        self.draw()
