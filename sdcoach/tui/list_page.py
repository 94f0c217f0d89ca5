"""A page with a list in it, and with lines that open above its keys to type in."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.events import Click, Key, MouseScrollDown, MouseScrollUp

from sdcoach.tui.page import Page, Result

if TYPE_CHECKING:
    from textual.widgets import Input


class ListPage(Page[Result]):
    """A page with a list in it: one line is chosen, and the list scrolls so that it is seen."""

    typing: ClassVar[frozenset[str]] = frozenset({"filter"})
    """Actions that open a line to type in."""

    def __init__(self) -> None:
        super().__init__()
        self.place = 0
        """The chosen line, from 0."""
        self.top = 0
        """The first line that is seen."""
        self.typed = ""
        """What the list is narrowed by."""
        self.seen = 1
        """How many lines were seen when the page was last drawn."""
        self.first_row = 0
        """The row of the page on which the list begins."""

    # --- the list -------------------------------------------------------------------------

    def count(self) -> int:
        """Return how many lines the list has now."""
        raise NotImplementedError

    def narrow(self) -> None:
        """Narrow the list by `typed`."""

    def window(self, height: int) -> range:
        """Return the lines that are seen in `height` rows, the chosen one among them."""
        count = self.count()
        self.seen = max(1, height)
        self.place = max(0, min(self.place, count - 1))
        self.top = max(self.place - self.seen + 1, min(self.top, self.place))
        self.top = max(0, min(self.top, count - self.seen))
        return range(self.top, min(count, self.top + self.seen))

    def move(self, by: int) -> None:
        """Choose the line `by` lines on."""
        self.place = max(0, min(self.count() - 1, self.place + by))
        self.draw()

    def action_down(self) -> None:
        """Choose the next line."""
        self.move(1)

    def action_up(self) -> None:
        """Choose the line before."""
        self.move(-1)

    def action_page_down(self) -> None:
        """Go on by what is seen at once."""
        self.move(max(1, self.seen - 1))

    def action_page_up(self) -> None:
        """Go back by what is seen at once."""
        self.move(-max(1, self.seen - 1))

    def action_first(self) -> None:
        """Choose the first line."""
        self.move(-self.count())

    def action_last(self) -> None:
        """Choose the last line."""
        self.move(self.count())

    def action_open(self) -> None:
        """Open the chosen line."""

    def action_back(self) -> None:
        """Give up the filter if there is one, else go back."""
        if self._field is not None or self.typed:
            self._drop_filter()
        else:
            super().action_back()

    # --- lines that are typed -------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """Give keys to a line that opens at once, so that fast hands lose none.

        A binding runs, and a field takes the focus, a few messages later: by then the letters
        behind `/` would have been taken for keys of the list. A field stops the letters that
        it takes, so one that comes here was on its way before there was a field.
        """
        opening = self.open_line()
        if opening is None:
            bound = self.active_bindings.get(event.key)
            if bound is None or bound.binding.action not in self.typing:
                return
            getattr(self, f"action_{bound.binding.action}")()
        elif event.is_printable and event.character is not None:
            opening.insert_text_at_cursor(event.character)
        elif opening.has_focus:
            return
        elif event.key == "backspace":
            opening.action_delete_left()
        elif event.key == "enter":
            opening.post_message(opening.Submitted(opening, opening.value))
        else:
            return
        if opening is not None and not opening.is_running and event.key != "enter":
            # A field tells of its changes only once it is there.
            self.post_message(opening.Changed(opening, opening.value))
        event.stop()
        event.prevent_default()

    def open_line(self) -> "Input | None":
        """Return the line that is open to type in, if one is."""
        found = next((line for line in self.query("Input") if line.display), None)
        return cast("Input | None", found)

    def show_line(self, name: str, text: str, placeholder: str, longest: int = 0) -> None:
        """Open a line above the keys and give it the focus.

        Args:
            name: Its id.
            text: What it holds at first.
            placeholder: Shown while it holds nothing.
            longest: How many characters it takes; 0 for any number.
        """
        from textual.widgets import Input  # only who types pays for it

        line = next(iter(self.query(f"#{name}").results(Input)), None)
        if line is None:
            line = Input(text, placeholder, max_length=longest, select_on_focus=False, id=name)
            self.mount(line, before="#keys")
        else:
            line.placeholder = placeholder
            with line.prevent(line.Changed):
                line.value = text
            line.cursor_position = len(text)
            line.display = True
        line.focus()
        self.call_after_refresh(self.draw)

    def hide_line(self) -> None:
        """Close the line that is open; one that is removed would keep its row for a frame."""
        line = self.open_line()
        if line is not None:
            self.set_focus(None)
            line.display = False
        self.draw()

    @property
    def room(self) -> tuple[int, int]:
        """Columns and rows that the page may fill, keys and a line to type in left out."""
        width, height = super().room
        return width, height - 1 if self.open_line() is not None else height

    # --- the filter -----------------------------------------------------------------------

    @property
    def _field(self) -> "Input | None":
        line = self.open_line()
        return line if line is not None and line.id == "filter" else None

    def action_filter(self) -> None:
        """Open the field that narrows the list as one types."""
        if self._field is not None:
            self._field.focus()
        else:
            self.show_line("filter", self.typed, "type to narrow the list")

    def on_input_changed(self, event: "Input.Changed") -> None:
        """Narrow the list, unless fast hands have given up the filter since."""
        if event.input.id == "filter" and event.input.display:
            self.typed = event.value
            self.place = self.top = 0
            self.narrow()
            self.draw()

    def on_input_submitted(self, event: "Input.Submitted") -> None:
        """Go from the filter to the list, which stays narrow."""
        if event.input.id == "filter":
            self.hide_line()

    def _drop_filter(self) -> None:
        if self.typed:
            self.typed = ""
            self.place = self.top = 0
            self.narrow()
        self.hide_line()

    # --- the mouse ------------------------------------------------------------------------

    def on_click(self, event: Click) -> None:
        """Choose the line that is clicked, and open the chosen one."""
        if event.widget is None or event.widget.id != "rows":
            return
        line = self.top + event.y - self.first_row
        if self.top <= line < min(self.count(), self.top + self.seen):
            if line == self.place:
                self.action_open()
            else:
                self.move(line - self.place)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Go on by three lines."""
        self.move(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Go back by three lines."""
        self.move(-3)
