"""The scratchpad: a TextArea that sends lines, continues bullets and never loses the focus."""

import re
from collections.abc import Callable

from rich.text import Text
from textual.message import Message
from textual.widgets.text_area import Edit, EditResult

from sdcoach.tui.palette import Palette
from sdcoach.tui.widgets.pad import Owner, Pad

_HEADING = re.compile(r"#{1,6} ")
_MARK = re.compile(r"(\?|=|->)(?=\s|$)|\?")
_BULLET = re.compile(r"\s*([-*+]|\d{1,3}[.)])\s")
_STRONG = re.compile(r"\*\*[^*\s][^*]*\*\*")
_CODE = re.compile(r"`[^`]+`")
_RESULT = re.compile(r" [≈=✓✗] ?[^=≈]*$")


class Notes(Pad):
    """A Markdown scratchpad, coloured by line.

    Enter at the end of a line goes through `on_enter`, which may rewrite the line and begin
    the next one.
    """

    class Kept(Message):
        """An edit was refused: those lines can be read and not changed."""

    def __init__(
        self,
        text: str,
        owner: Owner,
        *,
        on_enter: Callable[[str, int], tuple[str | None, str]],
        placeholder: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(text, owner, soft_wrap=True, placeholder=placeholder, id=id)
        self._entered = on_enter
        self.kept_rows = 0
        """Lines at the start that can be read and not changed."""
        self._palette = Palette.of("terminal")

    def paint_with(self, palette: Palette) -> None:
        """Take the colours of the theme."""
        self._palette = palette
        self.forget_rows()

    def enter(self) -> None:
        """Break the line; at its end, do what the line means first."""
        if self.selection.is_empty and self.cursor_at_end_of_line:
            self._end_line()
        else:
            super().enter()

    def _end_line(self) -> None:
        row, column = self.cursor_location
        text = self.text
        offset = sum(len(text_line) + 1 for text_line in self.document.lines[:row]) + column
        line = self.document.get_line(row)
        replacement, prefix = self._entered(text, offset)
        if replacement is not None and replacement != line:
            self.replace(replacement, (row, 0), (row, column), maintain_selection_offset=False)
            column = len(replacement)
            self._owner.wrote("sheet")
        if _is_empty_bullet(line):
            self.replace("", (row, 0), (row, column), maintain_selection_offset=False)
            self.move_cursor((row, 0))
            return
        self.insert("\n" + prefix, (row, column), maintain_selection_offset=False)
        self.move_cursor((row + 1, len(prefix)))

    def edit(self, edit: Edit) -> EditResult:
        """Make an edit, unless it would change what is kept from an earlier attempt."""
        if min(edit.from_location, edit.to_location)[0] < self.kept_rows:
            self.post_message(self.Kept())
            return EditResult(self.cursor_location, "")
        return super().edit(edit)

    def tab(self) -> None:
        """Indent a bullet, or go to the next tab stop."""
        row, _ = self.cursor_location
        if self.selection.is_empty and _BULLET.match(self.line):
            self.insert("  ", (row, 0))
        else:
            super().tab()

    def put(self, text: str, *, at_end: bool = False) -> None:
        """Write `text` at the cursor, or at the end, and leave the cursor behind it."""
        where = self.document.end if at_end else self.cursor_location
        result = self.insert(text, where, maintain_selection_offset=False)
        self.move_cursor(result.end_location)

    # --- colours --------------------------------------------------------------------------

    def get_line(self, line_index: int) -> Text:
        """Return a line with its Markdown coloured; cheap enough for every key."""
        line = self.document.get_line(line_index)
        text = Text(line, end="", no_wrap=True)
        if line_index < self.kept_rows:
            text.stylize(self._palette.quiet)
        elif line:
            _colour(text, line, self._palette)
        return text


def _is_empty_bullet(line: str) -> bool:
    match = _BULLET.match(line)
    return match is not None and not line[match.end() :].strip()


def _colour(text: Text, line: str, palette: Palette) -> None:
    first = line[0]
    if first == "#":
        if _HEADING.match(line):
            text.stylize(palette.bold)
        return
    if first in "?=-":
        mark = _MARK.match(line)
        if mark:
            text.stylize(palette.accent)
            if first == "=":
                result = _RESULT.search(line, 2)
                if result:
                    text.stylize(palette.quiet, result.start())
            return
    bullet = _BULLET.match(line)
    if bullet:
        text.stylize(palette.accent, bullet.start(1), bullet.end(1))
    if "**" in line:
        for strong in _STRONG.finditer(line):
            text.stylize(palette.bold, *strong.span())
    if "`" in line:
        for code in _CODE.finditer(line):
            text.stylize(palette.quiet, *code.span())
