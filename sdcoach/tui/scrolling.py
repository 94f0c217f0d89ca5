"""Scrolling through rows that a page draws itself."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.events import MouseScrollDown, MouseScrollUp

_STEP = 3
"""Rows that one turn of the wheel scrolls."""


class Scrolled:
    """Beside `Page`: a page whose rows are more than the terminal holds.

    Attributes:
        top_row: The first row that is seen, from 0.
    """

    top_row = 0
    _count = 0
    _seen = 1

    if TYPE_CHECKING:

        def draw(self) -> None:
            """Show the page."""

    def window(self, rows: list[Content], height: int) -> list[Content]:
        """Return the rows that are seen in `height` rows."""
        self._count, self._seen = len(rows), height
        self.top_row = max(0, min(self.top_row, self._count - height))
        return rows[self.top_row : self.top_row + height]

    @property
    def more(self) -> bool:
        """Whether there is something below what is seen."""
        return self.top_row + self._seen < self._count

    def scroll_rows(self, rows: int) -> None:
        """Scroll by rows, back when negative."""
        self.top_row = max(0, min(self._count - self._seen, self.top_row + rows))
        self.draw()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Scroll down."""
        self.scroll_rows(_STEP)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Scroll up."""
        self.scroll_rows(-_STEP)

    def action_down(self) -> None:
        """Scroll down by a row."""
        self.scroll_rows(1)

    def action_up(self) -> None:
        """Scroll up by a row."""
        self.scroll_rows(-1)

    def action_page_down(self) -> None:
        """Scroll on by what is seen."""
        self.scroll_rows(max(1, self._seen - 1))

    def action_page_up(self) -> None:
        """Scroll back by what is seen."""
        self.scroll_rows(-max(1, self._seen - 1))

    def action_first(self) -> None:
        """Go to the beginning."""
        self.scroll_rows(-self._count)

    def action_last(self) -> None:
        """Go to the end."""
        self.scroll_rows(self._count)
