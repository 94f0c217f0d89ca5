"""An attempt kept folded while it is written to, so that an event costs the same at any length."""

from collections.abc import Iterable
from typing import NamedTuple

from sdcoach.interview.events import Event, home_of, in_order, place
from sdcoach.interview.fold import apply_event
from sdcoach.interview.state import State

SNAPSHOT_EDITS = 500
"""A snapshot of the texts is kept every so many edits."""
EDIT_KINDS = ("notes_edited", "sheet_edited")


class Snapshot(NamedTuple):
    """The texts of an attempt right after one event of the interview."""

    origin: str
    seq: int
    elapsed_ms: int
    notes: str
    sheet: str


class Live:
    """The fold of an attempt's journal so far.

    Attributes:
        state: The fold.
        stored: How many of its events are in the database for certain.
        ahead: How many more are folded, whose transaction is not committed yet.
        snapshots: Those made since the last commit.
    """

    __slots__ = ("_edits", "_home", "_last", "ahead", "snapshots", "state", "stored")

    def __init__(self, stored: int, home: str = "") -> None:
        self.state = State()
        self.stored = stored
        self.ahead = 0
        self.snapshots: list[Snapshot] = []
        self._home = home
        self._edits = 0
        # Where the newest event of the interview and the newest of those after it belong. They
        # are apart because tagging an interview that goes on later is nothing out of order.
        self._last: dict[int, tuple[int, int, int, str, int]] = {}

    def take_all(self, events: Iterable[Event]) -> bool:
        """Fold events that were just written.

        Returns:
            False when one belongs before another that is folded already: then all must be
            folded anew, in order.
        """
        for event in events:
            if event.kind == "started":
                if self._last:
                    return False
                self._home = event.origin
            where = place(event, self._home)
            if where < self._last.get(where[0], where):
                return False
            self.take(event)
        return True

    def take(self, event: Event) -> None:
        """Fold the next event."""
        where = place(event, self._home)
        self._last[where[0]] = where
        apply_event(self.state, event)
        if event.kind in EDIT_KINDS and event.origin == self._home:
            self._edits += 1
            if self._edits % SNAPSHOT_EDITS == 0:
                state = self.state
                self.snapshots.append(
                    Snapshot(event.origin, event.seq, state.elapsed_ms, state.notes, state.sheet)
                )

    def settle(self) -> None:
        """Note that what was folded ahead is committed."""
        self.stored += self.ahead
        self.ahead = 0
        self.snapshots.clear()


def fold_live(events: list[Event]) -> Live:
    """Fold a whole journal, in the order in which it counts."""
    live = Live(0, home_of(events))
    for event in in_order(events):
        live.take(event)
    return live
