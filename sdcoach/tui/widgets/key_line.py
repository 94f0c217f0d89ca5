"""The last row: what the keys do here, or one question that waits for Enter."""

from collections.abc import Sequence

from textual.content import Content

from sdcoach.tui.widgets.paper import Paper, spread

LIMIT = 6
"""More items than these are not read."""


class KeyLine(Paper):
    """At most six keys with their labels, and those of the right end; fewer where they do not fit."""

    def keys(
        self,
        items: Sequence[tuple[str, str]],
        *,
        right: Sequence[tuple[str, str]] = (),
        width: int = 0,
    ) -> None:
        """Show keys with their labels.

        Args:
            items: Key and label, the most needed first.
            right: The same for the right end.
            width: Columns there are; by default those of the last layout.
        """
        width = max(20, width or self.size.width)
        tail = _row(right, 2)
        shown = list(items)[:LIMIT]
        while shown and _row(shown, 2).cell_length + tail.cell_length + 3 > width:
            shown.pop()
        gap = 3 if _row(shown, 3).cell_length + tail.cell_length + 3 <= width else 2
        left = Content.assemble(" ", _row(shown, gap))
        self.show(spread(left, Content.assemble(tail, " "), width))

    def say(self, text: str, style: str = "") -> None:
        """Show a sentence in the place of the keys."""
        self.show(Content.assemble(" ", (text, style)))


def _row(items: Sequence[tuple[str, str]], gap: int) -> Content:
    parts = [Content.assemble((key, "$accent"), f" {label}") for key, label in items]
    return Content(" " * gap).join(parts)
