"""Judging a claim: how far a person's number is off, and by which slip."""

from math import log, sqrt
from typing import NamedTuple

from sdcoach.envelope.quantity import Quantity

_SLIPS: tuple[tuple[float, str], ...] = (
    (8, "bits for bytes?"),
    (86400, "seconds in a day?"),
    (3600, "seconds in an hour?"),
    (60, "minutes or seconds?"),
    (24, "hours in a day?"),
    (30, "days in a month?"),
    (365, "days in a year?"),
    (12, "months in a year?"),
    (3, "replication or peak?"),
    (2, "counted twice, or half?"),
    (2592000, "seconds in a month?"),
    (31536000, "seconds in a year?"),
    (720, "hours in a month?"),
    (1440, "minutes in a day?"),
)
_NEAR = 0.03


class Verdict(NamedTuple):
    """How a claim compares with what was computed.

    Attributes:
        factor: How many times apart they are, at least 1; infinite when one is zero.
        low: The claim is the smaller one.
        word: `spot on`, `close`, `same order`, `one order off` or `3 orders off`.
        slip: The likely slip as a question, or empty.
    """

    factor: float
    low: bool
    word: str
    slip: str

    @property
    def right(self) -> bool:
        """Whether the claim is right for an envelope: at most twice too much or too little."""
        return self.factor <= 2.0000001


def verdict(num: int, den: int) -> Verdict:
    """Judge a claim.

    Args:
        num: Numerator of computed / claimed.
        den: Its denominator.
    """
    if num * den <= 0:
        equal = num == den == 0
        return Verdict(1.0 if equal else float("inf"), num != 0, "spot on" if equal else "off", "")
    apart = abs(log(abs(num)) - log(abs(den)))
    low = abs(num) > abs(den)
    factor = _factor(abs(num), abs(den))
    if factor <= 1.05:
        word = "spot on"
    elif factor <= 2:
        word = "close"
    elif factor <= sqrt(10):
        word = "same order"
    elif factor <= 10:
        word = "one order off"
    else:
        word = f"{round(apart / log(10))} orders off"
    if factor <= 1.9:
        return Verdict(factor, low, word, "")
    return Verdict(factor, low, word, _slip(apart))


def _factor(num: int, den: int) -> float:
    big, small = max(num, den), min(num, den)
    try:
        return big / small
    except OverflowError:
        return float("inf")


def _slip(apart: float) -> str:
    for step in range(1, 6):
        if abs(apart - 3 * step * log(10)) <= _NEAR:
            return "prefix slip?"
    for factor, name in _SLIPS:
        if abs(apart - log(factor)) <= _NEAR:
            return name
    for step in range(1, 6):
        if abs(apart - step * log(1.024)) <= _NEAR / 10:
            return "1,024 for 1,000?"
    return ""


def times_text(factor: float) -> str:
    """Write a factor as `×1.04`, `×1,000` or `×3.2e6`."""
    if factor == float("inf"):
        return "beyond measure"
    if factor < 999.5:
        return f"×{float(f'{factor:.3g}'):g}"
    if factor < 10**9:
        return f"×{int(float(f'{factor:.3g}')):,}"
    return f"×{factor:.3g}"


def told(judged: Verdict, computed: str) -> str:
    """Return the sentence beside a check line."""
    if judged.right:
        if judged.factor < 1.005:
            return f"✓ computed {computed}; yours is spot on"
        return f"✓ computed {computed}; yours is within {times_text(judged.factor)}"
    if judged.factor == float("inf"):
        return f"✗ computed {computed}; yours is not"
    off = f"{times_text(judged.factor)[1:]}× {'low' if judged.low else 'high'}"
    slip = f" — {judged.slip}" if judged.slip else ""
    mark = "✓" if judged.factor <= sqrt(10) else "✗"
    return f"{mark} computed {computed}; yours is {off}{slip}"


__all__ = ["Quantity", "Verdict", "told", "verdict"]
