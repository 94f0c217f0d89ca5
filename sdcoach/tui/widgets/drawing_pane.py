"""The drawing of the notes' arrows: full width, below the notes, as good as it last was."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from sdcoach.bank.mermaid import DiagramError, parse_diagram
from sdcoach.bank.question import Phase
from sdcoach.interview.diagram import diagram_source
from sdcoach.interview.notes import read_notes
from sdcoach.tui.draughtsman import Draughtsman, Drawn
from sdcoach.tui.widgets.paper import Paper, lines

DEBOUNCE_SECONDS = 0.3
FAILED = "This could not be drawn; the last good drawing stays."
EMPTY = "Nothing to draw yet: client -> api -> store, one journey a line."


class DrawingPane(Vertical):
    """Draws on request and as one types; takes rows from the notes, never columns."""

    class Came(Message):
        """The process has answered."""

        def __init__(self, drawn: Drawn) -> None:
            super().__init__()
            self.drawn = drawn

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.phases: tuple[Phase, ...] = ()
        """Of the interview: what an arrow means depends on where it stands."""
        self._hand: Draughtsman | None = None
        self._good = ""
        self._top = 0
        """The first row of the picture that is seen."""
        self._has_more = False
        self._source = ""
        self._waits = False
        self._latest = ""

    def compose(self) -> ComposeResult:
        """Lay out title and picture."""
        yield Paper(id="drawing-title")
        yield Paper(id="drawing-picture")

    def follow(self, notes: str, rule: str, *, ascii_only: bool) -> None:
        """Draw `notes` after a short rest; of several during the rest, the last."""
        self._latest = notes
        if not self._waits:
            self._waits = True
            self.set_timer(
                DEBOUNCE_SECONDS, lambda: self.draw(self._latest, rule, ascii_only=ascii_only)
            )

    def draw(self, notes: str, rule: str, *, ascii_only: bool) -> None:
        """Draw `notes` now."""
        self._waits = False
        title = f"{rule} DRAWING "
        self.query_one("#drawing-title", Paper).show(
            Content.styled(title + rule * max(0, self.size.width - len(title)), "dim")
        )
        source = diagram_source(read_notes(notes, self.phases))
        if not source:
            self._good, self._source = "", ""
            self._show(EMPTY)
        elif source != self._source:
            self._source = source
            try:
                parse_diagram(source)
            except DiagramError as error:
                self._show(f"{error}. {error.hint}")
                return
            if self._hand is None:
                self._hand = Draughtsman(lambda drawn: self.post_message(self.Came(drawn)))
            try:
                self._hand.draw(source, max(20, self.size.width - 2), ascii_only=ascii_only)
            except OSError:
                self._show(FAILED)  # no process to be had

    def on_drawing_pane_came(self, event: Came) -> None:
        """Show what was drawn, or keep what was."""
        event.stop()
        if not self._source:
            return  # the arrows are gone since it was asked for
        if event.drawn.text:
            self._good = event.drawn.text
            self._show("")
        else:
            self._show(FAILED)

    def on_unmount(self) -> None:
        """End the process."""
        if self._hand is not None:
            self._hand.close()

    def page_on(self) -> bool:
        """Show the rows that did not fit; return False, back at the first, when there are none."""
        room = max(2, self.size.height - 1)
        more = self._has_more
        self._top = self._top + room - 1 if more else 0
        self._show("")
        return more

    def _show(self, note: str) -> None:
        rows = [Content(f" {row}") for row in self._good.split("\n")] if self._good else []
        room = max(1, self.size.height - 1)
        if self._top >= len(rows):
            self._top = 0
        rows = rows[self._top :]
        self._has_more = not note and len(rows) > room
        if note:
            rows = [Content.styled(f" {note}", "dim"), *rows]
        elif self._has_more:
            more = f" {len(rows) - room + 1} more rows; Esc d shows them"
            rows = [*rows[: room - 1], Content.styled(more, "dim")]
        width = max(20, self.size.width)
        kept = [row.truncate(width, ellipsis=True) for row in rows[:room]]
        self.query_one("#drawing-picture", Paper).show(lines(kept))
