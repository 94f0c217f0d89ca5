"""Small charts of characters: a line of blocks, a bar."""

from collections.abc import Sequence

_BLOCKS = "▁▂▃▄▅▆▇█"
_PLAIN = "_.-:=+*#"


def spark(
    values: Sequence[float | None],
    low: float,
    high: float,
    *,
    ascii: bool = False,  # noqa: A002
) -> str:
    """Return one character a value, from `low` to `high`; a gap for None.

    Args:
        values: What to show; those outside the range are taken as its ends.
        low: The value of the lowest character.
        high: The value of the highest one.
        ascii: Characters that every terminal has.
    """
    signs = _PLAIN if ascii else _BLOCKS
    span = (high - low) or 1
    drawn = []
    for value in values:
        if value is None:
            drawn.append(" ")
            continue
        share = min(1.0, max(0.0, (value - low) / span))
        drawn.append(signs[round(share * (len(signs) - 1))])
    return "".join(drawn)


def bar(share: float, width: int, *, ascii: bool = False) -> str:  # noqa: A002
    """Return a bar that fills `share` of `width` columns; twice the width at most.

    A mark stands where the whole would be.
    """
    sign, empty, mark = ("#", ".", "|") if ascii else ("█", "·", "│")
    filled = min(2 * width, round(share * width))
    inside = sign * min(filled, width) + empty * max(0, width - filled)
    return f"{inside}{mark}{sign * max(0, filled - width)}"
