"""Edits of a text as the journal keeps them: one place, what went, what came.

Offsets and lengths count code points; the line end is a newline alone.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """Replace `removed`, which begins at `offset`, by `inserted`."""

    offset: int
    removed: str
    inserted: str


def _common_prefix(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def difference(old: str, new: str) -> Edit | None:
    """Return the edit that turns `old` into `new`, or None when they are equal.

    It is what lies between the longest common prefix and, after that, the longest common
    suffix.
    """
    if old == new:
        return None
    start = _common_prefix(old, new)
    tail = _common_prefix(old[start:][::-1], new[start:][::-1])
    return Edit(start, old[start : len(old) - tail], new[start : len(new) - tail])


def fits(text: str, edit: Edit) -> bool:
    """Say whether `edit` can be applied to `text`."""
    return edit.offset <= len(text) and text.startswith(edit.removed, edit.offset)


def apply(text: str, edit: Edit) -> str:
    """Return `text` after `edit`, which must fit."""
    return text[: edit.offset] + edit.inserted + text[edit.offset + len(edit.removed) :]


def moved(anchors: Sequence[int], edit: Edit) -> list[int]:
    """Return where places of a text are after an edit.

    A place inside what was removed falls back to the start of the edit; a place at the very
    start of an insertion stays before it.
    """
    end = edit.offset + len(edit.removed)
    shift = len(edit.inserted) - len(edit.removed)
    return [
        anchor if anchor <= edit.offset else anchor + shift if anchor >= end else edit.offset
        for anchor in anchors
    ]
