"""What all screens outside the interview are: rows of text above one line of keys.

A page draws its rows itself, as many as fit. That is one widget instead of one per row, so a
page of ten thousand attempts costs what one of ten does.
"""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize, ScreenResume, ScreenSuspend
from textual.geometry import Size
from textual.screen import Screen

from sdcoach.errors import SdcoachError
from sdcoach.tui.actions import BY_ID
from sdcoach.tui.keyboard import bound, shown_key
from sdcoach.tui.widgets.key_line import KeyLine
from sdcoach.tui.widgets.paper import Paper, lines

if TYPE_CHECKING:
    from sdcoach.tui.app import SdcoachApp

Result = TypeVar("Result")
WIDE = 96
"""From this width on, there is room for two things beside each other."""


def bindings(*groups: str) -> list[BindingType]:
    """Return the bindings of groups of actions, for screens without a text field."""
    return [
        Binding(
            ",".join(keys),
            action.name,
            action.label,
            id=action.id,
            show=False,
            tooltip=action.help,
        )
        for group in groups
        for action, keys in bound(group)
    ]


class Page(Screen[Result]):
    """Rows of text and a line of keys; a subclass says what they are."""

    where: ClassVar[str] = ""
    """The group of actions that the palette offers here."""
    DEFAULT_CSS = """
    Page { layout: vertical; }
    Page > #rows { width: 100%; height: 1fr; text-wrap: nowrap; }
    Page > #filter { width: 100%; height: 1; border: none; padding: 0 1; }
    Page > #keys { width: 100%; height: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._drawn_for: Size | None = None
        self._covered = False

    def compose(self) -> ComposeResult:
        """Lay out the rows and the keys."""
        yield Paper(id="rows")
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Show everything in the first frame."""
        self.draw()

    def on_resize(self, event: Resize) -> None:
        """Show it at the new size."""
        if self._drawn_for != self.app.size:
            self.draw()

    def on_screen_suspend(self, event: ScreenSuspend) -> None:
        """Remember that another screen is above."""
        self._covered = True

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Show what may have changed while another screen was above."""
        if self._covered:
            self._covered = False
            self.reread()
            self.draw()

    @property
    def sdcoach(self) -> "SdcoachApp":
        """The app, by its own type."""
        return cast("SdcoachApp", self.app)

    @property
    def room(self) -> tuple[int, int]:
        """Columns and rows that the page may fill, the line of keys left out."""
        width, height = self.app.size
        return width, max(1, height - 1)

    def key(self, action_id: str) -> str:
        """Return the key of an action as it is shown here."""
        overrides = dict(self.sdcoach.services.config.keys)
        return shown_key(BY_ID[action_id], overrides, chords=self.sdcoach.chords)

    def hints(self, *action_ids: str) -> list[tuple[str, str]]:
        """Return keys with their labels, for the line of keys."""
        return [(self.key(one), BY_ID[one].label) for one in action_ids]

    def draw(self) -> None:
        """Show the page; what has not changed is not repainted."""
        self._drawn_for = self.app.size
        width, height = self.room
        shown = self.rows(width, height)[:height]
        self.query_one("#rows", Paper).show(
            lines([row.truncate(width, ellipsis=True) for row in shown])
        )
        line = self.query_one("#keys", KeyLine)
        said = self.said()
        if said is not None:
            line.show(Content.assemble(" ", said).truncate(width, ellipsis=True))
        else:
            items, right = self.keys()
            line.keys(items, right=right, width=width)

    # --- what a page says -----------------------------------------------------------------

    def reread(self) -> None:
        """Read anew what the page shows; called when it comes back to the top."""

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the rows; what is beyond `height` is not seen."""
        raise NotImplementedError

    def keys(self) -> tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]]:
        """Return the keys to show: the most needed first, and those at the right end."""
        raise NotImplementedError

    def said(self) -> Content | None:
        """Return one sentence to show in the place of the keys, or None."""
        return None

    # --- what every page can do -----------------------------------------------------------

    def action_back(self) -> None:
        """Go back to the screen below."""
        self.dismiss(None)

    def action_keys(self) -> None:
        """Show all keys."""
        self.sdcoach.show_keys()

    def action_palette(self) -> None:
        """Open the palette: everything by name."""
        self.app.action_command_palette()


# --- rows that several pages have -------------------------------------------------------------


def heading(text: str) -> Content:
    """Return the heading of a section."""
    return Content.styled(f" {text}", "bold")


def wrapped(text: str, width: int, *, indent: int = 1, style: str = "") -> list[Content]:
    """Return a paragraph in rows of `width` columns."""
    room = max(10, width - indent - 1)
    rows = [row for part in text.split("\n") for row in (textwrap.wrap(part, room) or [""])]
    return [Content.assemble(" " * indent, (row, style)) for row in rows]


def cut_rows(rows: Sequence[Content], most: int) -> list[Content]:
    """Return the first rows, marked where others follow; wrapping leaves a column for the mark."""
    if len(rows) <= most:
        return list(rows)
    return [*rows[: most - 1], Content.assemble(rows[most - 1].rstrip(), ("…", "dim"))][:most]


def column(content: Content | str, width: int) -> Content:
    """Return a text in exactly `width` columns, cut or filled up."""
    text = Content(content) if isinstance(content, str) else content
    text = text.truncate(width, ellipsis=True)
    return text.pad_right(width - text.cell_length)


def error_rows(error: SdcoachError, width: int) -> list[Content]:
    """Return an error as rows: the sentence, where, and what to do."""
    message = error.message[:1].upper() + error.message[1:]
    rows = wrapped(message.rstrip(".") + ".", width, indent=3, style="$error")
    if error.place:
        rows += wrapped(error.place, width, indent=3, style="dim")
    if error.hint:
        rows += wrapped(error.hint[:1].upper() + error.hint[1:], width, indent=3)
    return rows


def refusal(error: SdcoachError) -> Content:
    """Return why something cannot be done, in one row."""
    message = error.message[:1].upper() + error.message[1:]
    hint = f". {error.hint[:1].upper()}{error.hint[1:]}" if error.hint else ""
    return Content.assemble((message.rstrip("."), "$error"), f"{hint.rstrip('.')}.")
