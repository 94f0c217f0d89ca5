"""Tables as plain text, without the weight of a library that draws them."""

import os
import sys
from collections.abc import Sequence

from sdcoach.text import one_line

GAP = 2


def print_table(
    rows: Sequence[Sequence[str]],
    headers: Sequence[str],
    *,
    right: Sequence[int] = (),
    width: int | None = None,
) -> None:
    """Print rows under headers, each column as wide as its widest cell.

    On a terminal the last column is cut where the line ends; into a pipe everything is printed.

    Args:
        rows: Cells as text; control characters are removed.
        headers: One for each column.
        right: Numbers of the columns that are aligned to the right.
        width: Columns of the line; None asks the terminal.
    """
    line_width = _line_width() if width is None else width
    for line in table_lines(rows, headers, right, line_width):
        print(line)


def table_lines(
    rows: Sequence[Sequence[str]],
    headers: Sequence[str],
    right: Sequence[int] = (),
    width: int = 0,
) -> list[str]:
    """Return the lines of a table.

    Args:
        rows: Cells as text.
        headers: One for each column.
        right: Numbers of the columns that are aligned to the right.
        width: Columns of a line, at which the last column is cut; 0 for no end.
    """
    table = [[one_line(cell) for cell in row] for row in (headers, *rows)]
    widths = [max(display_width(row[n]) for row in table) for n in range(len(headers))]
    lines = []
    for row in table:
        cells = [_padded(cell, widths[n], n in right) for n, cell in enumerate(row)]
        line = (" " * GAP).join(cells).rstrip()
        lines.append(_cut(line, width) if width else line)
    return lines


def _padded(cell: str, width: int, right: bool) -> str:
    blanks = " " * (width - display_width(cell))
    return blanks + cell if right else cell + blanks


def display_width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    import unicodedata  # a shared library, for the few cells that are not ASCII

    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _cut(line: str, width: int) -> str:
    if display_width(line) <= width:
        return line
    kept, used = "", 0
    for char in line:
        used += _columns(char)
        if used > width - 1:
            break
        kept += char
    return f"{kept.rstrip()}…"


def _line_width() -> int:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError, AttributeError):
        return 0
