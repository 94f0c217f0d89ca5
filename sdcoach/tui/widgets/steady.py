"""A TextArea that paints only the rows that look different.

Textual's paints every row after every key: 14 kB a key, most of the time between a key and its
paint, and some 700 objects in cycles, whose collection then is the slowest key. A key changes a
row or two; the others keep their strips and are not sent.
"""

from typing import Any, Self, TypeAlias

from textual.cache import LRUCache
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import TextArea

Look: TypeAlias = tuple[object, ...]
"""All that decides how a row looks, but for style and theme."""
KEPT = 512
"""How many rows are kept ready."""


class SteadyArea(TextArea):
    """A text field whose rows stay as they are until they look different."""

    def __init__(self, text: str = "", **options: Any) -> None:
        """Make a text field.

        Args:
            text: What it reads at first.
            options: Of `TextArea`.
        """
        self._painted: dict[int, Look] = {}
        self._ready: LRUCache[Look, Strip] = LRUCache(KEPT)
        super().__init__(text, **options)

    def forget_rows(self) -> None:
        """Paint every row anew: the style has changed."""
        self._painted.clear()
        self._ready.clear()
        self._line_cache.clear()
        if self.is_mounted:
            super().refresh()

    def notify_style_update(self) -> None:
        """Paint every row in the new style."""
        super().notify_style_update()
        self.forget_rows()

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Repaint, instead of everything, what looks different."""
        if regions or layout or recompose or not repaint or not self.is_mounted:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        width, height = self.size
        changed = [y for y in range(height) if self._painted.get(y) != self._look(y)]
        if changed:
            super().refresh(*(Region(0, y, width, 1) for y in changed))
        return self

    def render_line(self, y: int) -> Strip:
        """Return a row; one that looked the same before is not made again."""
        look = self._painted[y] = self._look(y)
        strip = self._ready.get(look)
        if strip is None:
            strip = self._ready[look] = super().render_line(y)
        return strip

    def _look(self, y: int) -> Look:
        width = self.scrollable_content_region.width
        left, top = self.scroll_offset
        document = self.document
        if document.line_count == 1 and not document.get_line(0):
            return (width, "empty", y + top, self._draw_cursor)
        rows = self.wrapped_document._offset_to_line_info
        if y + top >= len(rows):
            return (width,)
        line, section = rows[y + top]
        start, end = self.selection
        marks: object = None
        bracket = self._matching_bracket_location
        if bracket is not None and line in (bracket[0], end[0]):
            marks = (bracket if line == bracket[0] else None, end[1] if line == end[0] else None)
        selected: object = None
        if start != end and min(start, end)[0] <= line <= max(start, end)[0]:
            selected = (start[0] - line, start[1], end[0] - line, end[1])
        cursor = (end[1], self._draw_cursor) if line == end[0] else None
        suggestion = self.suggestion if line == end[0] else ""
        room = (width, left, 0 if self.soft_wrap else self.virtual_size.width)
        wraps = tuple(self.wrapped_document.get_offsets(line))
        text = document.get_line(line)
        return (room, text, wraps, section, cursor, selected, marks, suggestion)
