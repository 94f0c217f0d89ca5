"""The envelope sheet on its own: sums without an interview."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import TextArea

from sdcoach.envelope.sheet import Sheet
from sdcoach.tui import talking
from sdcoach.tui.page import Page
from sdcoach.tui.widgets.drawer import Drawer
from sdcoach.tui.widgets.key_line import KeyLine


class SheetScreen(Page[str]):
    """Lines and what they come to. Dismissed with the lines, which are kept until sdcoach ends."""

    where: ClassVar[str] = "sheet"
    BINDINGS: ClassVar[list[BindingType]] = []  # the field offers every key in order of typing
    DEFAULT_CSS = """
    SheetScreen {
        #drawer { height: 1fr; }
        #sheet-title { height: 1; width: 100%; }
        #sheet-desk { height: 1fr; }
        #sheet { width: 1fr; height: 100%; border: none; padding: 0 0 0 1; }
        #sheet-results { width: 36%; max-width: 34; height: 100%; padding: 0 1 0 0; }
        #sheet-note { height: 1; width: 100%; }
    }
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._sheet = Sheet()

    def compose(self) -> ComposeResult:
        """Lay out the sheet and the keys."""
        yield Drawer(
            self._text,
            complete=self._complete,
            take_key=self._take_key,
            before_paste=lambda: True,
            wrote=lambda _: None,
            id="drawer",
        )
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Begin at the end of the lines."""
        pad = self._drawer.pad
        pad.focus()
        self.call_after_refresh(pad.move_cursor, pad.document.end)

    @property
    def _drawer(self) -> Drawer:
        return self.query_one("#drawer", Drawer)

    def draw(self) -> None:
        """Show the results and the keys."""
        line = self.query_one("#keys", KeyLine)
        line.keys(
            [("Tab", "complete"), ("^Z", "undo")],
            right=self.hints("list.back"),
            width=self.app.size.width,
        )
        self.call_after_refresh(self._tell)

    def _tell(self) -> None:
        results = self._sheet.evaluate(self._drawer.pad.text)
        self._drawer.tell(results, self.sdcoach.signs.rule)

    @on(TextArea.Changed)
    def _changed(self) -> None:
        self._tell()

    def _take_key(self, key: str, character: str | None) -> bool:
        if key == "escape":
            self.dismiss(self._drawer.pad.text)
            return True
        return False

    def _complete(self, before: str) -> str:
        found = self._sheet.completions(talking.last_word(before))
        return talking.completion(before, [item.text for item in found])

    def rows(self, width: int, height: int) -> list[Content]:
        """Return nothing: the sheet draws itself."""
        return []

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        return [], []
