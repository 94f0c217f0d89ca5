"""What the scratchpad and the sheet have in common: a TextArea that keeps its keys and its focus.

Textual's TextArea types `x` on an unbound Alt + x, and Esc leaves it when Tab indents. Here
neither happens: Alt + letter without a meaning is dropped, and Esc is a message.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from sdcoach.text import clean


class Pad(TextArea):
    """A text field that never gives up the focus by a key of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+tab", "outdent", "outdent", show=False),
    ]

    class Escaped(Message):
        """Esc was pressed."""

    class Pressed(Message):
        """A key that the screen, not the text, is to have."""

        def __init__(self, key: str, character: str | None) -> None:
            super().__init__()
            self.key = key
            self.character = character

    def __init__(
        self,
        text: str = "",
        *,
        before_paste: Callable[[], None],
        after_paste: Callable[[], None],
        **options: Any,
    ) -> None:
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
        self.capture = False
        """Whether every key goes to `Pressed` instead of the text."""
        self._before_paste = before_paste
        self._after_paste = after_paste

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
        if self.capture:
            self.swallow(event)
            self.post_message(
                self.Pressed(event.key, event.character if event.is_printable else None)
            )
        elif event.key == "escape":
            self.swallow(event)
            self.post_message(self.Escaped())
        elif event.key.startswith("alt+"):
            self.swallow(event)
        elif event.key == "tab":
            self.swallow(event)
            self.tab()
        else:
            await super()._on_key(event)

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
        if self.capture:
            return
        self._before_paste()
        result = self._replace_via_keyboard(clean(event.text), *self.selection)
        if result:
            self.move_cursor(result.end_location)
        self._after_paste()
