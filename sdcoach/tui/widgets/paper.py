"""A static piece of text that repaints only when what it says has changed."""

from textual.content import Content
from textual.widgets import Static


class Paper(Static):
    """Text that costs nothing while it stays the same: an idle screen sends no bytes."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__("", id=id, classes=classes, markup=False)
        self._shown = Content("")

    @property
    def said(self) -> str:
        """What it shows, as plain text."""
        return self._shown.plain

    def show(self, content: Content) -> None:
        """Show `content`, if it is not what is shown already."""
        if content.plain != self._shown.plain or content.spans != self._shown.spans:
            self._shown = content
            self.update(content)


def spread(left: Content, right: Content, width: int) -> Content:
    """Join two texts with the space between them that fills `width` columns.

    What does not fit is taken from the left one.
    """
    room = width - right.cell_length
    if left.cell_length >= room:
        left = left.truncate(max(0, room - 1), ellipsis=True)
    return Content.assemble(left, " " * max(0, room - left.cell_length), right)


def lines(parts: list[Content]) -> Content:
    """Join lines."""
    return Content("\n").join(parts)
