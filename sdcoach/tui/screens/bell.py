"""The bell: one digit for the forecast, one line for the moment, while both are warm.

It takes the lower third; the notes stay readable above.
"""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen

from sdcoach.text import clean
from sdcoach.tui.held import Held
from sdcoach.tui.widgets.key_line import KeyLine
from sdcoach.tui.widgets.paper import Paper, lines

if TYPE_CHECKING:
    from sdcoach.tui.app import SdcoachApp

LONGEST = 200
"""Characters of the moment: one line."""


class BellScreen(ModalScreen[str]):
    """Asks for forecast and moment. Dismissed with "score" or "later"; both are kept at once."""

    CSS_PATH = "bell.tcss"
    where: ClassVar[str] = "bell"

    def __init__(self, held: Held) -> None:
        super().__init__()
        self._held = held
        self._band = held.state.predicted
        self._moment = held.state.pivot
        self._writing = self._band is not None

    def compose(self) -> ComposeResult:
        """Lay out the question and the keys."""
        yield Paper(id="bell")
        yield KeyLine(id="bell-keys")

    def on_mount(self) -> None:
        """Show the question."""
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        """Show it at the new size."""
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Show what was chosen and written so far."""
        app = cast("SdcoachApp", self.app)
        kind = self._held.state.kind
        bands = app.services.bank.rubric(kind).bands  # type: ignore[arg-type]
        rule = Content.styled(app.signs.rule * self.size.width, "dim")
        options = [
            Content.assemble(
                (str(number), "bold $accent"),
                (f" {band.name}", "bold $accent" if number == self._band else ""),
            )
            for number, band in enumerate(bands, 1)
        ]
        one_row = Content("     ").join(options)
        narrow = one_row.cell_length + 3 > self.size.width
        cursor = ("▏", "$accent") if self._writing else ("", "")
        room = max(10, self.size.width - 8)
        shown = self._moment if len(self._moment) < room else "…" + self._moment[1 - room :]
        moment = Content.assemble(f"   {app.signs.here} ", shown, cursor)
        if narrow:
            half = -(-len(options) // 2)
            rows = [
                rule,
                Content(" What would the interviewer have said?"),
                *(
                    Content.assemble("   ", Content("   ").join(row))
                    for row in (options[:half], options[half:])
                ),
                Content(" Which moment decided it? (or Enter)"),
                moment,
            ]
        else:
            rows = [
                rule,
                Content(" Before you look back: what would the interviewer have said?"),
                Content.assemble("   ", one_row),
                Content(""),
                Content(" And which moment decided it? (one line, or Enter)"),
                moment,
            ]
        self.query_one("#bell", Paper).show(lines(rows))
        keys = self.query_one("#bell-keys", KeyLine)
        later = [("Esc", "later" if narrow else "later, kept as it is")]
        if self._band is None:
            keys.keys([("1-4", "forecast")], right=later)
        else:
            keys.keys([("Enter", "debrief now, about 6 min")], right=later)

    def on_key(self, event: events.Key) -> None:
        """Take a digit first, then the line."""
        event.stop()
        key, character = event.key, event.character if event.is_printable else None
        if key == "escape":
            self._keep_moment()
            self.dismiss("later")
        elif not self._writing:
            if key in ("1", "2", "3", "4"):
                self._band, self._writing = int(key), True
                self._held.do("predicted", band=self._band)
            elif key == "l":
                self.dismiss("later")
        elif key == "enter":
            self._keep_moment()
            self.dismiss("score")
        elif key == "backspace":
            self._moment = self._moment[:-1]
        elif character and len(self._moment) < LONGEST:
            self._moment += clean(character)
        self.draw()

    def on_paste(self, event: events.Paste) -> None:
        """Take a pasted line as part of the moment."""
        event.stop()
        if self._writing:
            self._moment = (self._moment + clean(event.text).replace("\n", " "))[:LONGEST]
            self.draw()

    def _keep_moment(self) -> None:
        moment = self._moment.strip()
        if moment and moment != self._held.state.pivot:
            self._held.do("pivot_named", text=moment)
