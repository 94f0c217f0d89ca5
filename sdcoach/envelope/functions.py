"""The functions of the language, exact wherever the result is rational."""

from collections.abc import Sequence
from math import isqrt, log

from sdcoach.envelope.errors import CalcError
from sdcoach.envelope.figures import half_up
from sdcoach.envelope.quantity import NO_DIMS, Quantity, scaled
from sdcoach.envelope.ranges import MAX_BITS, Spread, certain, furthest, nearest
from sdcoach.envelope.units import HARD
from sdcoach.envelope.wording import plain_unit, typed_scale

_DIGITS = 30
"""Irrational results are computed to this many digits and count as rounded."""
_LARGEST_ROOT = 12


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
    # Newton's steps on thousands of digits take long; beyond that a float is exact enough.
    if q > _LARGEST_ROOT or bits * max(abs(p), q) > MAX_BITS:
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


def rounding_unit(q: Quantity) -> tuple[int, int, str]:
    """Return the unit that an amount is rounded in: as typed, else whole atoms or bytes.

    Returns:
        Its factor to the atoms, and its words when it is not a mere count.
    """
    if HARD.isdisjoint(q.dims):
        return 1, 1, ""
    num, den = typed_scale(q)
    return num, den, plain_unit(q)


def whole(q: Quantity, how: str) -> tuple[Quantity, str]:
    """Round up, down or to the nearest in the unit as typed.

    Returns:
        The amount, and a note that names the unit when it is not a mere count.
    """
    num, den, unit = rounding_unit(q)
    spread = q.spread
    if spread is not None:
        lo, hi = (_whole(end[0] * den, end[1] * num, how) for end in (spread.lo, spread.hi))
        spread = spread.remodelled((lo * num, den), (hi * num, den))
    units = _whole(q.num * den, q.den * num, how)
    # A whole number is exact, whatever it was rounded from.
    rounded = Quantity(units * num, den, q.dims, q.words, spread, q.percent, spread is None)
    return rounded, f"rounded in {unit}" if unit else ""


def _whole(num: int, den: int, how: str) -> int:
    if how == "ceil":
        return -(-num // den)
    if how == "floor":
        return num // den
    return half_up(num, den)[0] if num >= 0 else -half_up(-num, den)[0]


def absolute(q: Quantity) -> Quantity:
    """Return the size of an amount."""
    if q.spread is not None and q.spread.touches_zero:
        raise CalcError("abs of a range that touches zero is not supported")
    return scaled(q, -1, 1) if q.num < 0 else q


def logarithm(q: Quantity, base: str) -> Quantity:
    """Return log2, log10 or ln of a positive plain number; exact for whole powers."""
    if q.dims:
        raise CalcError(f"{base} takes a plain number", hint="divide by one unit of it first")
    if q.num <= 0:
        raise CalcError(f"{base} takes a positive number")
    step = {"log2": 2, "log10": 10}.get(base, 0)
    if q.num == q.den and q.spread is None:
        return Quantity(0)
    exact = ((q.num, q.den, 1), (q.den, q.num, -1)) if q.spread is None else ()
    for top, bottom, sign in exact:
        if step and bottom == 1:
            power = top.bit_length() - 1 if step == 2 else len(str(top)) - 1
            if step**power == top:
                return Quantity(sign * power)
    return Quantity(*_log(q.num, q.den, step), spread=_log_spread(q, step), exact=False)


def _log(num: int, den: int, step: int) -> tuple[int, int]:
    value = log(num) - log(den)
    if step:
        value /= log(step)
    return value.as_integer_ratio()


def _log_spread(q: Quantity, step: int) -> Spread | None:
    if q.spread is None:
        return None
    if q.spread.touches_zero:
        raise CalcError("a logarithm takes a positive number")
    return q.spread.remodelled(_log(*q.spread.lo, step), _log(*q.spread.hi, step))


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
        if _before(q, best) != largest and (q.num, q.den) != (best.num, best.den):
            best = q
    if all(q.spread is None for q in values):
        return best
    spreads = [certain(q) for q in values]
    pick = furthest if largest else nearest
    lo, hi = pick([s.lo for s in spreads]), pick([s.hi for s in spreads])
    spread = next(s for s in spreads if s.lo != s.hi).remodelled(lo, hi)
    return Quantity(best.num, best.den, best.dims, best.words, spread, best.percent, False)


def _before(a: Quantity, b: Quantity) -> bool:
    return a.num * b.den < b.num * a.den
