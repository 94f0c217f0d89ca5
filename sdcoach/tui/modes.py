"""What the last rows of the interview can become for a few keys, without taking the focus.

While a mode is on, every key goes to it instead of the notes. A mode says what its rows show
and what a key does; it knows no widget.
"""

import textwrap
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from textual.content import Content


class Outcome(NamedTuple):
    """What a key came to."""

    close: bool = False
    run: Callable[[], None] | None = None
    """What to do, after the mode is closed."""
    retype: bool = False
    """Whether the key was meant for the notes after all."""


STAY = Outcome()
CLOSE = Outcome(close=True)


class Mode(Protocol):
    """Rows at the bottom that take the keys."""

    def rows(self, width: int, height: int) -> list[Content]:
        """Return what to show, at most `height` rows of `width` columns."""
        ...

    def press(self, key: str, character: str | None) -> Outcome:
        """Take a key."""
        ...


class Letter(NamedTuple):
    """One letter behind Esc."""

    letter: str
    label: str
    run: Callable[[], None]


class Strip:
    """The letters behind Esc, until the next key."""

    def __init__(self, letters: Sequence[Letter]) -> None:
        self._letters = letters

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the letters in as many rows as they need."""
        made: list[Content] = []
        row = Content(" ")
        for letter in self._letters:
            item = Content.assemble((letter.letter, "bold $accent"), f" {letter.label}")
            gap = 3 if width >= 96 else 2
            if row.cell_length > 1 and row.cell_length + gap + item.cell_length > width:
                made.append(row)
                row = Content(" ")
            row = Content.assemble(row, " " * (gap if row.cell_length > 1 else 0), item)
        made.append(row)
        return made[:height]

    def press(self, key: str, character: str | None) -> Outcome:
        """Run the letter; Esc stays, so that twice does nothing; anything else closes."""
        if key == "escape":
            return STAY
        for letter in self._letters:
            if key in (letter.letter, f"alt+{letter.letter}"):
                return Outcome(close=True, run=letter.run)
        return CLOSE


class Confirm:
    """One question in the footer row; Enter says yes, any other key goes on writing."""

    def __init__(
        self,
        text: str,
        yes: Callable[[], None],
        others: dict[str, Callable[[], None]] | None = None,
    ) -> None:
        self._text = text
        self._answers = {"enter": yes, **(others or {})}

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the question, in two rows where one has no room for it."""
        wrapped = textwrap.wrap(self._text, max(10, width - 2))
        return [Content.assemble(" ", (row, "bold")) for row in wrapped[:height]]

    def press(self, key: str, character: str | None) -> Outcome:
        """Answer; a key that is no answer closes the question and is typed."""
        if key in self._answers:
            return Outcome(close=True, run=self._answers[key])
        return Outcome(close=True, retype=character is not None)


class Told:
    """A few rows to read; any key goes back, and a letter is typed."""

    def __init__(self, rows: Sequence[Content]) -> None:
        self._rows = rows

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the rows."""
        return [row.truncate(width, ellipsis=True) for row in self._rows[:height]]

    def press(self, key: str, character: str | None) -> Outcome:
        """Close."""
        return Outcome(close=True, retype=character is not None)


class Read:
    """More rows than there may be room for, from their end; the arrows go through them.

    Any other key goes back, and a letter is typed.
    """

    def __init__(self, title: str, rows: Sequence[Content]) -> None:
        self._title = title
        self._rows = rows
        self._above = -1
        """How many rows are hidden above; negative before the first drawing."""
        self._page = 1

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the title, with what the arrows do where there is more, and a page of rows."""
        self._page = max(1, height - 1)
        last = max(0, len(self._rows) - self._page)
        self._above = last if self._above < 0 else min(self._above, last)
        below = last - self._above
        more = "   Up, Down, PgUp, PgDn" if last else ""
        if last:
            more += f" · {self._above} above" if self._above else ""
            more += f" · {below} below" if below else ""
        title = Content.assemble(" ", (self._title, "bold"), (more, "dim"))
        page = self._rows[self._above : self._above + self._page]
        return [row.truncate(width, ellipsis=True) for row in (title, *page)]

    def press(self, key: str, character: str | None) -> Outcome:
        """Move, or close."""
        steps = {"up": -1, "down": 1, "pageup": -self._page, "pagedown": self._page}
        if key not in steps:
            return Outcome(close=True, retype=character is not None)
        self._above = max(0, self._above + steps[key])
        return STAY


class Choice(NamedTuple):
    """A line that can be chosen."""

    text: str
    aside: str
    """Quiet, at the right."""
    run: Callable[[], None]


class Pick:
    """A list that narrows as one types; Enter takes, Esc closes."""

    def __init__(self, title: str, find: Callable[[str], Sequence[Choice]]) -> None:
        self._title = title
        self._find = find
        self._typed = ""
        self._place = 0

    def rows(self, width: int, height: int) -> list[Content]:
        """Return what was typed and the best of what fits it."""
        found = self._find(self._typed)
        shown = max(1, min(len(found), height - 1))
        top = max(0, min(self._place - shown + 1, len(found) - shown))
        made = [
            Content.assemble(
                " ",
                (self._title, "bold"),
                " ",
                self._typed,
                ("▏", "$accent"),
                ("" if found else "   nothing fits", "dim"),
            )
        ]
        for number, choice in enumerate(found[top : top + shown], top):
            style = "bold $accent" if number == self._place else ""
            mark = " > " if number == self._place else "   "
            text = Content.styled(mark + choice.text, style)
            text = text.truncate(max(12, width * 2 // 5), ellipsis=True)
            aside = Content.styled(choice.aside, "dim")
            aside = aside.truncate(max(0, width - text.cell_length - 3), ellipsis=True)
            gap = max(1, width - text.cell_length - aside.cell_length - 1)
            made.append(Content.assemble(text, " " * gap, aside))
        return made

    def press(self, key: str, character: str | None) -> Outcome:
        """Type, move, take or close."""
        found = self._find(self._typed)
        if key == "escape":
            return CLOSE
        if key == "enter":
            if not found:
                return STAY
            return Outcome(close=True, run=found[min(self._place, len(found) - 1)].run)
        if key in ("down", "up"):
            step = 1 if key == "down" else -1
            self._place = max(0, min(len(found) - 1, self._place + step))
        elif key == "backspace":
            self._typed, self._place = self._typed[:-1], 0
        elif character:
            self._typed, self._place = self._typed + character, 0
        return STAY
