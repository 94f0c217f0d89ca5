"""All attempts, newest first or otherwise, read a page at a time."""

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from textual.content import Content

from sdcoach.errors import SdcoachError, StateError, StorageError, UsageError
from sdcoach.history.attempts import PAGE, SORTS, AttemptRow, count, page, tag_of
from sdcoach.text import plural, short_title
from sdcoach.tui.attempt_line import aside, attempt_rows
from sdcoach.tui.list_page import ListPage
from sdcoach.tui.page import bindings, error_rows, heading, refusal
from sdcoach.tui.remarking import Remark, Remarking, payload_of, remark_row
from sdcoach.tui.services import Services
from sdcoach.tui.starting import utc_offset
from sdcoach.tui.widgets.paper import spread

if TYPE_CHECKING:
    from textual.widgets import Input

    from sdcoach.history.database import Reader

BLOCKS, ASCII_BLOCKS = "▁▃▅▇", ".:=#"
"""Levels 1 to 4, a block for each dimension."""
SHOWN_HITS = 60
"""Of so many attempts it is shown where they hold the words."""


class HistoryScreen(Remarking, ListPage[None]):
    """Find an attempt, open it, go on with it, tag it, compare two, or delete one."""

    where: ClassVar[str] = "history"
    BINDINGS: ClassVar[list[BindingType]] = bindings("history", "list")
    typing: ClassVar[frozenset[str]] = ListPage.typing | {"tags", "note"}
    DEFAULT_CSS = """
    HistoryScreen > #remark { width: 100%; height: 1; border: none; padding: 0 1; }
    """

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._pages: dict[int, list[AttemptRow]] = {}
        self._count = 0
        self._trouble: SdcoachError | None = None
        self._refused: SdcoachError | None = None
        self._asks = False
        self._deleted: list[str] = []
        self._sort = "newest"
        self._pair: list[str] = []
        """Ids of at most two, to compare them."""
        self._hits: dict[str, str] = {}
        """By attempt, a piece of its text around the words."""
        self.reread()

    # --- reading --------------------------------------------------------------------------

    def reread(self) -> None:
        """Read anew; only what is seen is read at once."""
        self._pages.clear()
        self._hits.clear()
        self._asks = False
        self._trouble = self._refused = None
        self._now = self._services.clock.tick().utc
        self._offset = utc_offset(self._now)
        try:
            with self._services.reader() as connection:
                if connection is None:
                    self._count = 0
                elif self.narrowed:
                    # How many fit is known only when all were looked at: the list grows instead.
                    self._count = 0
                    self._take(0, self._page(connection, 0))
                    self._hits = self._found(connection)
                else:
                    self._count = count(connection)
        except StorageError as error:
            self._trouble = error
            self._count = 0

    @property
    def narrowed(self) -> bool:
        """Whether only some attempts are listed."""
        return bool(self.typed.strip())

    def _wanted(self) -> tuple[str, str]:
        """Return the words to look for and the tag; `#evening` asks for a tag."""
        words = self.typed.split()
        tags = [tag_of(word) for word in words if word.startswith("#")]
        return " ".join(word for word in words if not word.startswith("#")), "".join(tags[:1])

    def _page(self, connection: "Reader", number: int) -> list[AttemptRow]:
        text, tag = self._wanted()
        return page(connection, offset=number * PAGE, text=text, tag=tag, sort=self._sort)

    def _found(self, connection: "Reader") -> dict[str, str]:
        from sdcoach.history.search import find_words

        text, _ = self._wanted()
        return {hit.attempt: hit.line for hit in find_words(connection, text, limit=SHOWN_HITS)}

    def narrow(self) -> None:
        """Narrow the list by what was typed."""
        self.reread()

    def count(self) -> int:
        """Return how many attempts there are; of those that fit a filter, how many are known."""
        return self._count

    def _take(self, number: int, rows: list[AttemptRow]) -> None:
        self._pages[number] = rows
        if self.narrowed:
            self._count = max(self._count, number * PAGE + len(rows))

    def _row(self, number: int) -> AttemptRow | None:
        """Return an attempt by its place, reading the page it is on when that is new."""
        which, place = divmod(number, PAGE)
        if which not in self._pages:
            try:
                with self._services.reader() as connection:
                    if connection is None:
                        return None
                    self._take(which, self._page(connection, which))
            except StorageError as error:
                self._trouble = error
                return None
        rows = self._pages[which]
        return rows[place] if place < len(rows) else None

    # --- what is shown --------------------------------------------------------------------

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the rows that are seen."""
        if self.narrowed and self.place >= self._count - 1 and self._count % PAGE == 0:
            self._row(self._count)  # the end of what is known: see whether there is more
        seen = self.window(height - 3)
        attempts = [row for row in map(self._row, seen) if row is not None]
        told = aside(attempts)
        more = "or more " if self.narrowed and self._count % PAGE == 0 else ""
        number = f"{plural(self._count, 'attempt')} {more}" if self._count else ""
        sort = "" if self._sort == "newest" else f"   {_SORTED[self._sort]}"
        head = Content.assemble(
            heading("HISTORY"), (sort, "$accent"), (f"   {told}" if told else "", "dim")
        )
        rows = [spread(head, Content.styled(number, "dim"), width), Content("")]
        self.first_row = len(rows)
        if self._trouble is not None:
            return [*rows, *error_rows(self._trouble, width)]
        if not attempts:
            nothing = "Nothing fits what was typed." if self.narrowed else _NOTHING
            return [*rows, Content.styled(f"   {nothing}", "dim")]
        signs = self.sdcoach.signs
        rows += attempt_rows(
            attempts,
            self.place - self.top,
            self._now,
            self._offset,
            width,
            signs.here,
            marked=self._pair,
            mark=signs.done,
            blocks=ASCII_BLOCKS if signs.ascii_only else BLOCKS,
        )
        rows += [Content("")] * (height - 1 - len(rows))
        row = self._chosen()
        return [*rows, remark_row(row, self._hits.get(row.id, "") if row else "")]

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        row = self._chosen()
        does = "go on" if row is not None and row.status == "interrupted" else "open"
        items = [(self.key("history.open"), does)]
        if self._deleted:
            items += self.hints("history.undo")
        if self._pair:
            items += self.hints("history.compare")
        items += [
            (self.key("list.filter"), "find"),
            *self.hints("history.sort", "history.mark", "history.tags", "history.delete"),
        ]
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
        """Drop what is typed, keep what was about to be deleted, or go back."""
        if self.remark is not None:
            self._asks = False
            self.close_remark()
        elif self._asks:
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
            self._record(row.id, "deleted")
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

    # --- order, marks, remarks ------------------------------------------------------------

    def action_sort(self) -> None:
        """Show the attempts in the next order."""
        order = list(SORTS)
        self._sort = order[(order.index(self._sort) + 1) % len(order)]
        self.place = self.top = 0
        self.reread()
        self.draw()

    def action_mark(self) -> None:
        """Mark the chosen attempt, or take its mark away; of three the oldest mark goes."""
        row = self._chosen()
        if row is None:
            return
        if row.id in self._pair:
            self._pair.remove(row.id)
        else:
            self._pair = [*self._pair, row.id][-2:]
        self._refused = None
        self.draw()

    def action_compare(self) -> None:
        """Compare the two that are marked; with fewer, the chosen one takes part."""
        from sdcoach.tui.screens.compare import CompareScreen

        row = self._chosen()
        wanted = list(self._pair)
        if row is not None and len(wanted) < 2 and row.id not in wanted:
            wanted.append(row.id)
        if wanted:
            self.app.push_screen(CompareScreen(self._services, *wanted))

    def action_tags(self) -> None:
        """Write the tags of the chosen attempt."""
        self._write("tagged")

    def action_note(self) -> None:
        """Write a note about the chosen attempt."""
        self._write("noted")

    def _write(self, kind: Remark) -> None:
        row = self._chosen()
        if row is not None:
            self._asks, self._refused = False, None
            self.open_remark(kind, row)

    def on_input_submitted(self, event: "Input.Submitted") -> None:
        """Record what was written, or go from the filter to the list."""
        if event.input.id != "remark":
            super().on_input_submitted(event)
            return
        remark = self.remark
        unchanged = event.value == self.written
        self._asks = False  # fast hands may have reached the list before the line had the focus
        self.close_remark()
        if remark is None or unchanged:
            return
        kind, attempt = remark
        try:
            payload = payload_of(kind, event.value)
        except UsageError as error:
            self._refused = error
            self.draw()
        else:
            self._record(attempt, kind, **payload)

    # --- deleting -------------------------------------------------------------------------

    def action_undo(self) -> None:
        """Bring back what was deleted last."""
        if self._deleted:
            self._record(self._deleted.pop(), "restored")

    def _record(self, attempt: str, kind: str, **payload: Any) -> None:
        """Record something about an attempt; its journal may be long to read."""
        self.run_worker(
            partial(self._put_down, attempt, kind, payload),
            thread=True,
            group="mark",
            exit_on_error=False,
        )

    def _put_down(self, attempt: str, kind: str, payload: dict[str, Any]) -> None:
        from sdcoach.tui.held import open_attempt

        try:
            open_attempt(self._services, attempt).do(kind, **payload)
            self._services.journal.flush(2.0)
        except SdcoachError as error:
            self.app.call_from_thread(self._recorded, attempt, kind, error)
        else:
            self.app.call_from_thread(self._recorded, attempt, kind, None)

    def _recorded(self, attempt: str, kind: str, error: SdcoachError | None) -> None:
        if error is None:
            if kind == "deleted":
                self._deleted.append(attempt)
                self._pair = [name for name in self._pair if name != attempt]
            self.reread()
        self._refused = error
        self.draw()


_NOTHING = "No attempt yet. Esc leads back to Home, where Enter starts one."
_SORTED = {
    "oldest": "oldest first",
    "best": "best first",
    "worst": "worst first",
    "question": "by question",
    "longest": "longest first",
}
