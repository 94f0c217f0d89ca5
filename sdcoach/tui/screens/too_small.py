"""The one notice below the smallest size; everything goes on underneath."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen

from sdcoach.tui.widgets.paper import Paper


class TooSmall(Screen[None]):
    """Says what is needed and what there is; goes by itself when there is room again."""

    where: ClassVar[str] = "too_small"
    DEFAULT_CSS = "TooSmall > #notice { width: 100%; height: 100%; }"

    def compose(self) -> ComposeResult:
        """Lay out the notice."""
        yield Paper(id="notice")

    def on_mount(self) -> None:
        """Show it."""
        self.draw()

    def on_resize(self, event: Resize) -> None:
        """Show the present size."""
        self.draw()

    def draw(self) -> None:
        """Show needed and present size."""
        from sdcoach.tui.app import SMALLEST

        width, height = self.app.size
        need, has = f"{SMALLEST[0]}x{SMALLEST[1]}", f"{width}x{height}"
        self.query_one("#notice", Paper).show(
            Content.assemble(
                ("The terminal is too small.", "bold"),
                f"\nsdcoach needs {need}, this is {has}."
                "\nMake it larger; all is kept, and a running clock runs on.",
            )
        )
