"""The functions of the language, exact wherever the result is rational."""

from collections.abc import Sequence
from math import isqrt, log

from sdcoach.envelope.errors import CalcError
from sdcoach.envelope.figures import half_up
from sdcoach.envelope.quantity import NO_DIMS, Quantity
from sdcoach.envelope.units import HARD, UNITS

_DIGITS = 30
"""Irrational results are computed to this many digits and count as rounded."""


def root(value: int, degree: int) -> int:
    """Return the largest integer whose power is at most `value`."""
    if degree == 2:
        return isqrt(value)
    if value < 2:
        return value
    guess = 1 << -(-value.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + value // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better


def power_of(num: int, den: int, p: int, q: int) -> tuple[int, int, bool]:
    """Return `(num / den) ** (p / q)` as a ratio, and whether it is exact.

    Raises:
        CalcError: For a negative base, or when it grows too large.
    """
    if num < 0:
        raise CalcError("a root of a negative number has no value")
    if num == 0:
        if p <= 0:
            raise CalcError("division by zero")
        return 0, 1, True
    bits = max(num.bit_length(), den.bit_length())
    if abs(p) > 1024 or q > 1024 or bits * max(abs(p), q) > 2 * 4096:
        return _by_logarithm(num, den, p / q)
    if p < 0:
        num, den, p = den, num, -p
    num, den = num**p, den**p
    top, bottom = root(num, q), root(den, q)
    if top**q == num and bottom**q == den:
        return top, bottom, True
    shift = 10**_DIGITS
    return root(num * shift**q // den, q), shift, False


def _by_logarithm(num: int, den: int, exponent: float) -> tuple[int, int, bool]:
    reach = (log(num) - log(den)) * exponent
    if abs(reach) > 700:
        raise CalcError("power too large", hint="exponents are limited to 1024")
    from math import exp

    top, bottom = exp(reach).as_integer_ratio()
    return top, bottom, False


def whole(q: Quantity, how: str) -> tuple[Quantity, str]:
    """Round up, down or to the nearest in the unit as typed.

    Returns:
        The amount and a note that names the unit when it is not a mere count.
    """
    num, den = 1, 1
    note = ""
    for atom, exponent in q.dims.items():
        if atom in HARD and exponent > 0:
            unit = UNITS.get(q.words.get(atom, ""))
            if unit is not None and len(q.dims) == 1:
                num, den = unit.num**exponent, unit.den**exponent
                note = f"rounded in {q.words[atom]}"
        elif atom in HARD:
            unit = UNITS.get(q.words.get(atom, ""))
            if unit is not None:
                num, den = num * unit.den**-exponent, den * unit.num**-exponent
    top, bottom = q.num * den, q.den * num
    if how == "ceil":
        units = -(-top // bottom)
    elif how == "floor":
        units = top // bottom
    else:
        units = half_up(top, bottom)[0] if top >= 0 else -half_up(-top, bottom)[0]
    spread = q.spread
    return Quantity(units * num, den, q.dims, q.words, spread, q.percent, q.exact), note


def logarithm(q: Quantity, base: str) -> Quantity:
    """Return log2, log10 or ln of a positive plain number; exact for whole powers."""
    if q.dims:
        raise CalcError(f"{base} takes a plain number", hint="divide by one unit of it first")
    if q.num <= 0:
        raise CalcError(f"{base} takes a positive number")
    step = {"log2": 2, "log10": 10}.get(base, 0)
    for top, bottom, sign in ((q.num, q.den, 1), (q.den, q.num, -1)):
        if step and bottom == 1:
            power = top.bit_length() - 1 if step == 2 else len(str(top)) - 1
            if step**power == top:
                return Quantity(sign * power)
    value = log(q.num) - log(q.den)
    if step:
        value /= log(step)
    return Quantity(*value.as_integer_ratio(), exact=False)


def nines(q: Quantity) -> Quantity:
    """Return the availability of that many nines: 99.9 % for 3."""
    if q.dims or q.den != 1 or not 1 <= q.num <= 15:
        raise CalcError("nines takes a whole number from 1 to 15")
    scale = 10**q.num
    return Quantity(scale - 1, scale, NO_DIMS, percent=True)


def extreme(values: Sequence[Quantity], largest: bool) -> Quantity:
    """Return the smallest or largest of amounts in the same atoms."""
    best = values[0]
    for q in values[1:]:
        ahead = q.num * best.den - best.num * q.den
        if (ahead > 0) if largest else (ahead < 0):
            best = q
    return best
