"""Turning between the parts of an attempt's page, and correcting what two of them show."""

from typing import TYPE_CHECKING

from sdcoach.tui.attempt_rows import Part, part_rows, parts
from sdcoach.tui.correct_rows import (
    Pick,
    credit_pick,
    estimates_sheet,
    pair_pick,
    pick_sheet,
    unasked_sheet,
)
from sdcoach.tui.palette import Signs
from sdcoach.tui.review import Review
from sdcoach.tui.verdict_rows import Sheet

CORRECTED = {
    Part.ESTIMATES: ("pair", "There is no sum to pair it with."),
    Part.UNASKED: ("I did ask", "You asked nothing in this interview."),
}
"""Parts with something to correct: the word at its key, and why it cannot be."""


class Parted:
    """Beside `AttemptScreen`: which part is open, and the match that is being corrected.

    Attributes:
        part: The part that is open.
        place: What is under the finger in it, from 0.
        picking: The match that is being corrected; None when none is.
    """

    part = Part.VERDICT
    place = 0
    picking: Pick | None = None
    top_row = 0
    _before = 0
    """The place to go back to after a correction."""

    if TYPE_CHECKING:
        found: Review | None
        _said: str

        def draw(self) -> None:
            """Show the page."""

        def corrected(self, review: Review) -> None:
            """Read anew after a correction."""

    # --- parts ----------------------------------------------------------------------------

    def part_sheet(self, review: Review, signs: Signs, width: int) -> Sheet:
        """Return the part that is open, any but the first."""
        if self.picking is not None:
            return pick_sheet(self.picking, self.place, signs, width)
        if self.part is Part.ESTIMATES:
            return estimates_sheet(review, signs, width, self.place)
        if self.part is Part.UNASKED:
            return unasked_sheet(review, signs, width, self.place)
        return Sheet(part_rows(self.part, review, signs, width), [])

    def _show(self, part: Part) -> None:
        review = self.found
        if review is None:
            return
        if part in parts(review):
            self.part, self.top_row, self.place, self.picking = part, 0, 0, None
        elif review.status in ("finished", "interrupted", "running") and not review.verdict:
            self._said = "That opens once the attempt is scored."
        else:
            self._said = "This attempt has nothing of that."
        self.draw()

    def action_scores(self) -> None:
        """Show every level with its evidence and gap."""
        self._show(Part.SCORES)

    def action_signals(self) -> None:
        """Show what was heard, and what was not."""
        self._show(Part.SIGNALS)

    def action_estimates(self) -> None:
        """Show the sums against their keys."""
        self._show(Part.ESTIMATES)

    def action_time(self) -> None:
        """Show the minutes per phase."""
        self._show(Part.TIME)

    def action_unasked(self) -> None:
        """Show what was never asked."""
        self._show(Part.UNASKED)

    def action_notes(self) -> None:
        """Show notes and sheet."""
        self._show(Part.NOTES)

    def action_right(self) -> None:
        """Show the next part."""
        self._turn(1)

    def action_left(self) -> None:
        """Show the part before."""
        self._turn(-1)

    def _turn(self, step: int) -> None:
        if self.found is not None:
            there = parts(self.found)
            self._show(there[(there.index(self.part) + step) % len(there)])

    # --- corrections ----------------------------------------------------------------------

    def start_picking(self, review: Review) -> None:
        """Ask about the match under the finger."""
        make = pair_pick if self.part is Part.ESTIMATES else credit_pick
        pick = make(review, self.place)
        if pick is None:
            self._said = CORRECTED[self.part][1]
        else:
            self._before, self.place, self.top_row = self.place, pick.place, 0
            self.picking = pick
        self.draw()

    def stop_picking(self) -> None:
        """Go back to the match that was asked about."""
        self.picking, self.place = None, self._before

    def take_pick(self, review: Review) -> None:
        """Record the answer under the finger."""
        pick = self.picking
        if pick is not None:
            option = pick.options[min(self.place, len(pick.options) - 1)]
            changed = self.place != pick.place
            self.stop_picking()
            if changed:
                review.held.do(pick.event, **option.payload)
                self.corrected(review)

    def picking_keys(self) -> list[tuple[str, str]]:
        """Return the keys while a match is being corrected."""
        return [("Enter", "take"), ("j k", "choose")]
