"""One line that is typed where the keys usually are."""

from typing import Literal, TypeAlias

from textual.content import Content

from sdcoach.text import clean, one_line

LONGEST = 200
"""Characters: one line, not a page."""
Ended: TypeAlias = Literal["", "taken", "left"]


class TypingLine:
    """Takes every key until Enter or Esc.

    Attributes:
        text: What is typed so far.
    """

    def __init__(self, label: str, text: str = "") -> None:
        self.label = label
        self.text = text

    def press(self, key: str, character: str | None) -> Ended:
        """Take a key; say whether that ended it, and how."""
        if key == "escape":
            return "left"
        if key == "enter":
            return "taken"
        if key == "backspace":
            self.text = self.text[:-1]
        elif key == "ctrl+u":
            self.text = ""
        elif key == "ctrl+w":
            self.text = self.text.rstrip().rpartition(" ")[0]
        elif character and len(self.text) < LONGEST:
            self.text += clean(character)
        return ""

    def paste(self, text: str) -> None:
        """Take a pasted text as part of the line."""
        self.text = (self.text + one_line(text))[:LONGEST]

    def content(self, width: int, here: str, note: str = "") -> Content:
        """Return the line with its cursor; its end stays in sight."""
        room = max(8, width - len(self.label) - len(note) - 10)
        tail = self.text if len(self.text) <= room else "…" + self.text[1 - room :]
        return Content.assemble(
            (f"{self.label} ", "bold"),
            (f"{here} ", "$accent"),
            tail,
            ("▏", "$accent"),
            (f"  {note}", "dim"),
        )
