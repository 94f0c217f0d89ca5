"""All keys on one page, made from the registry of actions."""

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from sdcoach.tui.actions import GROUPS, actions
from sdcoach.tui.keyboard import all_keys
from sdcoach.tui.list_page import ListPage
from sdcoach.tui.page import bindings, column, heading, wrapped


class KeysScreen(ListPage[None]):
    """Every action with its keys and what it does, those of the screen below first; scrolls."""

    where: ClassVar[str] = "list"
    BINDINGS: ClassVar[list[BindingType]] = bindings("list")

    def __init__(self) -> None:
        super().__init__()
        self._made: list[Content] = []
        self._made_for = 0

    def count(self) -> int:
        """Return how many rows there are."""
        return len(self._made)

    def narrow(self) -> None:
        """Show only the actions that hold what was typed."""
        self._made_for = 0
        self.place = self.top = 0

    def move(self, by: int) -> None:
        """Scroll by rows: nothing is chosen here."""
        self.top = max(0, min(self.count() - self.seen, self.top + by))
        self.draw()

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the rows that are seen."""
        if self._made_for != width:
            self._made, self._made_for = self._all(width), width
        self.seen = height
        self.top = max(0, min(self.top, len(self._made) - height))
        return self._made[self.top : self.top + height]

    def _asked_on(self) -> str:
        """The screen that this page was opened on; its keys come first."""
        below = self.app.screen_stack[-2:-1]
        return str(getattr(below[0], "where", "")) if below else ""

    def _all(self, width: int) -> list[Content]:
        overrides = dict(self.sdcoach.services.config.keys)
        wanted = self.typed.casefold().split()
        rows: list[Content] = []
        for group, title in sorted(GROUPS, key=lambda one: one[0] != self._asked_on()):
            made: list[Content] = []
            for action in actions(group):
                keys = all_keys(action, overrides, chords=self.sdcoach.chords)
                told = f"{keys} {action.label} {action.help}".casefold()
                if not all(word in told for word in wanted):
                    continue
                rest = wrapped(action.help, width - 21, indent=0)
                made.append(
                    Content.assemble(
                        "   ", column(Content.styled(keys, "$accent"), 17), " ", rest[0]
                    )
                )
                made += [Content.assemble(" " * 21, row) for row in rest[1:]]
            if made:
                rows += [heading(title.upper()), *made, Content("")]
        return rows or [Content(" Nothing fits.")]

    def keys(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the keys to show."""
        items = [("j k", "scroll"), *self.hints("list.filter", "list.first", "list.last")]
        return items, self.hints("list.back")

    def action_keys(self) -> None:
        """Go back: the same key opens and closes this page."""
        self.action_back()
