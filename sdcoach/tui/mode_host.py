"""A screen whose last rows can become something else for a few keys; the focus stays."""

from typing import TYPE_CHECKING

from sdcoach.tui.modes import Mode
from sdcoach.tui.widgets.paper import Paper, lines

if TYPE_CHECKING:
    from textual.screen import Screen


class ModeHost:
    """Holds the mode of a screen and draws it into a `Paper` above everything else.

    Args:
        screen: The screen whose keys it takes.
        paper: The id of the paper, on a layer of its own, hidden at first.
    """

    def __init__(self, screen: "Screen[str]", paper: str) -> None:
        self._screen = screen
        self._paper = paper
        self._mode: Mode | None = None

    @property
    def mode(self) -> Mode | None:
        """What has the last rows, if anything has."""
        return self._mode

    @mode.setter
    def mode(self, mode: Mode | None) -> None:
        self._mode = mode
        self.draw()

    def draw(self) -> None:
        """Show the mode, or nothing."""
        strip = self._screen.query_one(f"#{self._paper}", Paper)
        strip.display = self._mode is not None
        if self._mode is not None:
            width = max(20, self._screen.size.width)
            rows = self._mode.rows(width, max(2, self._screen.size.height - 3))
            padded = [row.pad_right(max(0, width - row.cell_length)) for row in rows]
            strip.styles.height = len(rows)
            strip.show(lines(padded))

    def press(self, key: str, character: str | None) -> bool:
        """Give a key to the mode; return whether it was taken, False without a mode."""
        if self._mode is None:
            return False
        outcome = self._mode.press(key, character)
        if not outcome.close:
            self.draw()
            return True
        self.mode = None
        if outcome.run is not None:
            outcome.run()
        return not outcome.retype
