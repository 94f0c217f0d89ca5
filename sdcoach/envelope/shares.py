"""Which input's uncertainty matters most for a result."""

from typing import NamedTuple

from sdcoach.envelope.quantity import Quantity

_WIDTH = 10


class Share(NamedTuple):
    """One range's part in the uncertainty of a result.

    Attributes:
        label: The name of the line that holds the range, or the range as typed.
        text: The range as typed.
        share: Its part of the variance of the logarithm, from 0 to 1.
        bar: The share as a bar of at most ten cells.
    """

    label: str
    text: str
    share: float
    bar: str


def shares(q: Quantity | None) -> list[Share]:
    """Return the ranges that a result depends on, the largest share first.

    A result without ranges, or one that is known by its bounds only, has none.
    """
    if q is None or q.spread is None:
        return []
    squares = {source: c * c for source, c in q.spread.causes.items()}
    whole = sum(squares.values())
    if not whole:
        return []
    found = [
        Share(source.label or source.text, source.text, part / whole, _bar(part / whole))
        for source, part in squares.items()
    ]
    return sorted(found, key=lambda share: (-share.share, share.label))


def _bar(share: float) -> str:
    return "█" * round(share * _WIDTH) or "▏"
