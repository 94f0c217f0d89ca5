"""The envelope sheet as a drawer: full width, results beside the lines, one row for notes.

It takes rows from the notes, never columns, so nothing re-wraps.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from sdcoach.tui.widgets.pad import Owner, Pad
from sdcoach.tui.widgets.paper import Paper, lines

if TYPE_CHECKING:
    from sdcoach.envelope.line import Line


class SheetPad(Pad):
    """The lines of the sheet, not wrapped; Tab completes names, units and constants."""

    def __init__(
        self, text: str, owner: Owner, *, complete: Callable[[str], str], id: str | None = None
    ) -> None:
        super().__init__(text, owner, soft_wrap=False, id=id)
        self._complete = complete

    def tab(self) -> None:
        """Complete the word before the cursor, or go to the next tab stop."""
        _, column = self.cursor_location
        rest = self._complete(self.line[:column])
        if rest:
            self._replace_via_keyboard(rest, *self.selection)
        else:
            super().tab()


class Drawer(Vertical):
    """The sheet's lines and what they come to."""

    def __init__(
        self, text: str, owner: Owner, *, complete: Callable[[str], str], id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.pad = SheetPad(text, owner, complete=complete, id="sheet")
        self._results: Sequence[Line] = ()

    def compose(self) -> ComposeResult:
        """Lay out title, lines, results and the row for notes."""
        yield Paper(id="sheet-title")
        with Horizontal(id="sheet-desk"):
            yield self.pad
            yield Paper(id="sheet-results")
        yield Paper(id="sheet-note")

    def on_mount(self) -> None:
        """Keep the results beside their lines when the sheet scrolls."""
        self.watch(self.pad, "scroll_y", self._draw_results)
        self.watch(self.pad, "selection", self._draw_note)

    def tell(self, results: "Sequence[Line]", rule: str, name: str = "SHEET") -> None:
        """Show what the lines come to, under the name of the sheet."""
        self._results = results
        title = f"{rule} {name} "
        self.query_one("#sheet-title", Paper).show(
            Content.styled(title + rule * max(0, self.size.width - len(title)), "dim")
        )
        self._draw_results()
        self._draw_note()

    def _draw_results(self) -> None:
        paper = self.query_one("#sheet-results", Paper)
        top, rows = round(self.pad.scroll_y), max(1, self.pad.size.height)
        width = max(8, paper.size.width)
        made = []
        for line in self._results[top : top + rows]:
            if line.ok:
                shown = Content.styled(line.display, "dim")
            elif line.error and not line.unfinished:
                shown = Content.styled("!", "$error")
            else:
                shown = Content("")
            shown = shown.truncate(width, ellipsis=True)
            made.append(Content.assemble(" " * (width - shown.cell_length), shown))
        paper.show(lines(made))

    def _draw_note(self) -> None:
        row = self.pad.cursor_location[0]
        note = self.query_one("#sheet-note", Paper)
        if row >= len(self._results):
            note.show(Content(""))
            return
        line = self._results[row]
        if line.error and not line.unfinished:
            hint = f" · {line.error.hint}" if line.error.hint else ""
            note.show(Content.assemble(" ", (line.error.message, "$error"), (hint, "dim")))
        else:
            note.show(Content.styled(" " + " · ".join(line.notes), "dim"))
