"""A line of a sheet, unfolded: the sums one would say aloud, and which range matters most."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from sdcoach.text import clean

if TYPE_CHECKING:
    # An interview is drawn before the envelope is loaded.
    from sdcoach.envelope.sheet import Sheet


NOTHING = Content(" Nothing to unfold on this line.")


def steps_rows(sheet: "Sheet", number: int) -> list[Content]:
    """Return the steps of a line of the last evaluation, and its sensitivity.

    Args:
        sheet: The sheet, evaluated.
        number: The line, from 1.
    """
    steps = sheet.steps(number)
    rows = _unfolded(steps)
    shares = sheet.sensitivity(number) if steps else []
    if shares:
        rows.append(Content.styled(" WHICH RANGE MATTERS", "bold"))
        rows += [
            Content(
                f" {share.share:>4.0%} {share.bar:<10} {clean(share.label)} {clean(share.text)}"
            )
            for share in shares
        ]
    return rows


def line_steps_rows(sheet: "Sheet", expression: str) -> list[Content]:
    """Return the steps of one more line below the last evaluation."""
    return _unfolded(sheet.steps_of(expression))


def _unfolded(steps: Sequence[str]) -> list[Content]:
    if not steps:
        return [NOTHING]
    return [Content.styled(" STEPS", "bold"), *(Content(f" {clean(step)}") for step in steps)]


def cheat_rows() -> list[Content]:
    """Return the language on one screen."""
    from sdcoach.envelope.cheatsheet import CHEAT_SHEET

    return [Content(row) for row in CHEAT_SHEET.rstrip("\n").split("\n")]
