"""Writing tags and a note to an attempt in a list: one line above the keys."""

from typing import Literal, TypeAlias

from textual.content import Content

from sdcoach.errors import UsageError
from sdcoach.history.attempts import AttemptRow, tag_of
from sdcoach.text import one_line

Remark: TypeAlias = Literal["tagged", "noted"]

MOST_TAGS = 20
LONGEST_TAG = 40
LONGEST_NOTE = 500
_PLACEHOLDER = {"tagged": "tags, with spaces between them", "noted": "a note about this attempt"}


class Remarking:
    """Beside `HistoryScreen`: the line in which tags or a note are written.

    Attributes:
        remark: What is being written, and to which attempt; None when nothing is.
    """

    remark: tuple[Remark, str] | None = None
    written = ""
    """What the line held when it was opened."""

    def open_remark(self, kind: Remark, row: AttemptRow) -> None:
        """Open the line with what is written so far."""
        if self.remark is None:
            self.remark = kind, row.id
            self.written = " ".join(row.tags) if kind == "tagged" else one_line(row.note)
            self.show_line("remark", self.written, _PLACEHOLDER[kind], LONGEST_NOTE)  # type: ignore[attr-defined]

    def close_remark(self) -> None:
        """Close the line; what is not recorded is dropped."""
        self.remark = None
        self.hide_line()  # type: ignore[attr-defined]


def payload_of(kind: Remark, text: str) -> dict[str, object]:
    """Return what to record.

    Raises:
        UsageError: When a tag is too long, or there are too many.
    """
    if kind == "noted":
        return {"text": one_line(text)[:LONGEST_NOTE]}
    words = text.replace(",", " ").split()
    tags = list(dict.fromkeys(tag for word in words if (tag := tag_of(word))))
    if any(len(tag) > LONGEST_TAG for tag in tags):
        raise UsageError(f"a tag has at most {LONGEST_TAG} characters")
    if len(tags) > MOST_TAGS:
        raise UsageError(f"an attempt has at most {MOST_TAGS} tags")
    return {"tags": tags}


def remark_row(row: AttemptRow | None, found: str) -> Content:
    """Return tags and note of the chosen attempt, or where the words were found in it.

    Args:
        row: The chosen attempt.
        found: A piece of its text around what was looked for; empty without.
    """
    if row is None:
        return Content("")
    tags = " ".join(f"#{tag}" for tag in row.tags)
    parts = [(f"   {tags}", "$accent")] if tags else []
    if found:
        parts.append((f"   … {one_line(found)}", "dim"))
    elif row.note.strip():
        parts.append((f"   {one_line(row.note)}", "dim"))
    return Content.assemble(*parts)
