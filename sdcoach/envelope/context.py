"""Where a line is evaluated: the values above it, the settings, and what was assumed."""

from collections.abc import Callable, Mapping

from sdcoach.envelope.facts import CLASSIC
from sdcoach.envelope.quantity import Calendar, Quantity
from sdcoach.envelope.render import Shown, shown
from sdcoach.envelope.tree import Convert, Node


class Settings:
    """What directive lines have set."""

    __slots__ = ("digits", "exact_calendar", "latency")

    def __init__(
        self,
        digits: int = 3,
        exact_calendar: bool = False,
        latency: str = CLASSIC,
    ) -> None:
        self.digits = digits
        self.exact_calendar = exact_calendar
        self.latency = latency

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Settings) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[int, bool, str]:
        return self.digits, self.exact_calendar, self.latency


DEFAULTS = Settings()


class Entry:
    """The value of a line above, and how it came about.

    Attributes:
        quantity: Its value, or None when the line has an error.
        line: Its number in the sheet.
        tree: What was computed; None when the line has an error.
        reads: The entries that it looked up.
        settings: What was set at that line.
    """

    __slots__ = ("line", "quantity", "reads", "settings", "tree")

    def __init__(
        self,
        quantity: Quantity | None,
        line: int,
        tree: Node | None = None,
        reads: tuple[tuple[str, tuple["Entry", ...]], ...] = (),
        settings: Settings = DEFAULTS,
    ) -> None:
        self.quantity = quantity
        self.line = line
        self.tree = tree
        self.reads = reads
        self.settings = settings

    def with_value(self, quantity: Quantity) -> "Entry":
        """Return this entry with another value."""
        return Entry(quantity, self.line, self.tree, self.reads, self.settings)

    def at_line(self, number: int) -> "Entry":
        """Return this entry on another line."""
        return Entry(self.quantity, number, self.tree, self.reads, self.settings)


class Context:
    """Where a line is evaluated.

    Attributes:
        values: Names of lines above.
        settings: What directive lines have set.
        previous: Finds the values of the lines above, newest first, up to a blank line.
        label: What the line defines, to name its ranges by.
        calendar: Turns months into seconds, and keeps notes of it.
        notes: What was assumed, for the margin.
        reads: Every entry that was looked up, to know when the result is stale.
    """

    __slots__ = ("calendar", "label", "notes", "previous", "reads", "settings", "values")

    def __init__(
        self,
        values: Mapping[str, Entry],
        settings: Settings,
        previous: Callable[[], tuple[Entry, ...]],
        label: str = "",
    ) -> None:
        self.values = values
        self.settings = settings
        self.previous = previous
        self.label = label
        self.calendar = Calendar(settings.exact_calendar)
        self.notes: list[str] = []
        self.reads: dict[str, tuple[Entry, ...]] = {}

    def note(self, text: str) -> None:
        """Add a note once."""
        if text not in self.notes:
            self.notes.append(text)

    def show(self, q: Quantity, convert: Convert | None = None) -> Shown:
        """Write an amount as this sheet writes it."""
        return shown(q, self.settings.digits, convert)


def nothing_above() -> tuple[Entry, ...]:
    """Return no values, for lines outside a sheet."""
    return ()
