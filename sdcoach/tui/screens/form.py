"""A title and a text to type or paste, with a remark on what will become of them."""

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, TextArea

from sdcoach.text import clean, one_line
from sdcoach.tui.page import Page, bindings, heading, wrapped
from sdcoach.tui.widgets.key_line import KeyLine
from sdcoach.tui.widgets.paper import Paper

LONGEST_TITLE = 120


class Filled(NamedTuple):
    """What was written."""

    title: str
    text: str


class _Line(Input):
    """A one-line field that lets in no control characters."""

    def _on_paste(self, event: events.Paste) -> None:
        super()._on_paste(events.Paste(one_line(event.text)))
        event.stop()
        event.prevent_default()


class _Text(TextArea):
    """A text field that lets in no control characters."""

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        result = self._replace_via_keyboard(clean(event.text), *self.selection)
        if result is not None:
            self.move_cursor(result.end_location)


class FormScreen(Page[Filled]):
    """Two fields. Dismissed with what was written, or None when it was given up."""

    where: ClassVar[str] = "form"
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    FormScreen > #rows { height: auto; }
    FormScreen > #title { border: none; height: 1; padding: 0 1; margin: 0 0 1 0; width: 100%; }
    FormScreen > #label { height: 1; width: 100%; }
    FormScreen > #text { border: none; padding: 0 1; height: 1fr; width: 100%; }
    FormScreen > #text:focus { border: none; }
    FormScreen > #title:focus { border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings("form")

    def __init__(
        self,
        name: str,
        told: str,
        title_label: str,
        text_label: str,
        *,
        title: str = "",
        options: tuple[str, ...] = (),
        remark: Callable[[str], str] | None = None,
        text_needed: bool = False,
    ) -> None:
        """Prepare the form.

        Args:
            name: Its heading.
            told: One sentence on what it is for.
            title_label: Over the first field.
            text_label: Over the second.
            title: What the first field reads at first.
            options: What may complete it.
            remark: Says what a title means.
            text_needed: Whether the text must not be empty.
        """
        super().__init__()
        self._heading, self._told = name, told
        self._labels = (title_label, text_label)
        self._first, self._options = title, options
        self._remark = remark
        self._text_needed = text_needed
        self._warned = ""

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        suggester = SuggestFromList(self._options, case_sensitive=False) if self._options else None
        yield Paper(id="rows")
        yield _Line(self._first, id="title", suggester=suggester, max_length=LONGEST_TITLE)
        yield Paper(id="label")
        yield _Text(id="text", tab_behavior="focus", soft_wrap=True)
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Begin in the field that is still empty."""
        for field in (self._field, self._area):
            field.cursor_blink = False
        (self._area if self._first else self._field).focus()

    @property
    def _field(self) -> Input:
        return self.query_one("#title", Input)

    @property
    def _area(self) -> TextArea:
        return self.query_one("#text", TextArea)

    def draw(self) -> None:
        """Show labels and remark."""
        super().draw()
        self.query_one("#label", Paper).show(Content.styled(f" {self._labels[1]}", "dim"))

    def rows(self, width: int, height: int) -> list[Content]:
        """Return what stands above the fields."""
        title = one_line(self._field.value)
        remark = self._remark(title) if self._remark and title else ""
        return [
            heading(self._heading),
            *wrapped(self._told, width),
            Content(""),
            Content.assemble((f" {self._labels[0]}", "dim"), (f"   {remark}", "dim")),
        ]

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        items = self.hints("form.send", "form.next")
        if self._options:
            items.append(("→", "completes"))
        return items, self.hints("form.back")

    def said(self) -> Content | None:
        """Return what is missing, or what Esc would drop."""
        return Content.styled(self._warned, "$warning") if self._warned else None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what the title means now."""
        self._warned = ""
        self.draw()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Take back a warning."""
        if self._warned:
            self._warned = ""
            self.draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go from the title to the text."""
        self._area.focus()

    def action_next(self) -> None:
        """Go to the next field."""
        (self._area if self._field.has_focus else self._field).focus()

    def action_send(self) -> None:
        """Take what is written, if it is enough."""
        filled = Filled(one_line(self._field.value), clean(self._area.text).strip())
        if not filled.title:
            self._warn(f"{self._labels[0]}: write something here.")
            self._field.focus()
        elif self._text_needed and not filled.text:
            self._warn(f"{self._labels[1]}: write or paste something here.")
            self._area.focus()
        else:
            self.dismiss(filled)

    def action_back(self) -> None:
        """Give up; asks once when something is written."""
        if self._area.text.strip() and not self._warned:
            self._warn("Esc again drops what is written here; any other key goes on.")
        else:
            self.dismiss(None)

    def _warn(self, text: str) -> None:
        self._warned = text
        self.draw()
