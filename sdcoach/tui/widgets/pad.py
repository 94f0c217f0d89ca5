"""What the scratchpad and the sheet have in common: a TextArea that keeps its keys and its focus.

Textual's TextArea types `x` on an unbound Alt + x, and Esc leaves it when Tab indents. Here
every key is offered to the screen first, in the order in which it was typed, and the keys that
move and delete act in that order too. Textual runs bindings when the key has bubbled up to the
app, by when letters typed after it are in the text: "abc", two backspaces and "X" in one burst,
as a slow line delivers them, would read "abcX" and lose letters.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from sdcoach.text import clean
from sdcoach.tui.widgets.steady import SteadyArea


class Owner(NamedTuple):
    """What a text field asks of the screen that it is on."""

    take_key: Callable[[str, str | None], bool]
    """Is offered every key with its character; returns whether it took it."""
    before_paste: Callable[[], bool]
    """Is called before a paste; returns whether to paste at all."""
    wrote: Callable[[str], None]
    """Is called with the way a text came, once it is there: "paste", "sheet"."""


class Pad(SteadyArea):
    """A text field that never gives up the focus by a key of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+tab", "outdent", "outdent", show=False),
    ]

    def __init__(self, text: str, owner: Owner, **options: Any) -> None:
        """Make a text field.

        Args:
            text: What it reads at first.
            owner: The screen it is on.
            options: Of `TextArea`.
        """
        super().__init__(
            text,
            tab_behavior="indent",
            show_line_numbers=False,
            highlight_cursor_line=False,
            max_checkpoints=500,
            **options,
        )
        self.cursor_blink = False
        self.indent_width = 2
        self._editing = _keys_of(TextArea.BINDINGS) | _keys_of(self.BINDINGS)
        self._owner = owner

    @property
    def line(self) -> str:
        """The line the cursor is in."""
        return self.document.get_line(self.cursor_location[0])

    @staticmethod
    def swallow(event: events.Event) -> None:
        """Keep an event from every other handler."""
        event.stop()
        event.prevent_default()

    async def _on_key(self, event: events.Key) -> None:
        if self._owner.take_key(event.key, event.character if event.is_printable else None):
            self.swallow(event)
        elif event.key == "enter":
            self.swallow(event)
            self.enter()
        elif event.key == "tab":
            self.swallow(event)
            self.tab()
        elif event.key in self._editing:
            self.swallow(event)
            await self.app.run_action(self._editing[event.key], self)
        else:
            await super()._on_key(event)

    def enter(self) -> None:
        """Break the line."""
        self._replace_via_keyboard("\n", *self.selection)

    def tab(self) -> None:
        """Go to the next tab stop."""
        self._replace_via_keyboard(" " * self._find_columns_to_next_tab_stop(), *self.selection)

    def action_outdent(self) -> None:
        """Take one step of indentation off the line."""
        row, column = self.cursor_location
        spaces = min(2, len(self.line) - len(self.line.lstrip(" ")))
        if spaces:
            self.delete((row, 0), (row, spaces))
            self.move_cursor((row, max(0, column - spaces)))

    async def _on_paste(self, event: events.Paste) -> None:
        self.swallow(event)
        if not self._owner.before_paste():
            return
        result = self._replace_via_keyboard(clean(event.text), *self.selection)
        if result:
            self.move_cursor(result.end_location)
        self._owner.wrote("paste")


def _keys_of(bindings: Sequence[BindingType]) -> dict[str, str]:
    """Return every key with its action."""
    return {
        key.strip(): binding.action
        for binding in bindings
        if isinstance(binding, Binding)
        for key in binding.key.split(",")
    }
