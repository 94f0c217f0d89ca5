"""Exact amounts with units: a rational number, exponents of atoms, and the words they came in.

The number is kept as two integers rather than a `Fraction`: the arithmetic is three times as
quick, and `sdcoach calc` starts without importing `fractions` and what it drags in. Nothing here
is a float, except the spread of a range.
"""

from collections.abc import Mapping
from math import gcd

from sdcoach.envelope.errors import CalcError
from sdcoach.envelope.ranges import MAX_BITS, Spread
from sdcoach.envelope.units import HARD, UNITS, Dims

TYPE_CHECKING = False  # checkers take it as true; see tree
if TYPE_CHECKING:
    from fractions import Fraction

MAX_EXPONENT = 1024
NO_DIMS: Dims = {}
NO_WORDS: Mapping[str, str] = {}


class Quantity:
    """An amount in the atoms (bits, seconds, months, years, dollars, and counted nouns).

    Attributes:
        num: Numerator; `num / den` is in lowest terms.
        den: Denominator, positive.
        dims: Exponent of each atom, none of them zero.
        words: The unit an atom was typed in, which is how it is shown: `{"bit": "GB"}`.
        spread: How uncertain it is, or None. Then `num / den` is near its median.
        percent: It was written as a percentage, which `+` and `-` take of their left side.
        exact: No irrational function was used on the way.
    """

    __slots__ = ("den", "dims", "exact", "num", "percent", "spread", "words")

    def __init__(
        self,
        num: int,
        den: int = 1,
        dims: Dims = NO_DIMS,
        words: Mapping[str, str] = NO_WORDS,
        spread: Spread | None = None,
        percent: bool = False,
        exact: bool = True,
    ) -> None:
        if den != 1:
            if den < 0:
                num, den = -num, -den
            common = gcd(num, den)
            if common != 1:
                num //= common
                den //= common
        if num.bit_length() > MAX_BITS or den.bit_length() > MAX_BITS:
            raise CalcError("number too large")
        self.num = num
        self.den = den
        self.dims = dims
        self.words = words
        self.spread = spread
        self.percent = percent
        self.exact = exact

    @property
    def value(self) -> "Fraction":
        """The number in atoms, exactly."""
        from fractions import Fraction

        return Fraction(self.num, self.den)

    def __repr__(self) -> str:
        return f"Quantity({self.num}/{self.den}, {dict(self.dims)})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        return (self.num, self.den, dict(self.dims), self.spread) == (
            other.num,
            other.den,
            dict(other.dims),
            other.spread,
        )

    def __hash__(self) -> int:
        return hash((self.num, self.den, frozenset(self.dims.items())))


def merged(a: Dims, b: Dims, sign: int) -> Dims:
    """Return the exponents of a product (`sign` 1) or a quotient (`sign` -1)."""
    if not b:
        return a
    if not a and sign == 1:
        return b
    dims = dict(a)
    for atom, exponent in b.items():
        total = dims.get(atom, 0) + sign * exponent
        if total:
            dims[atom] = total
        else:
            del dims[atom]
    return dims


class Calendar:
    """How months and years turn into seconds, and that a turn was taken.

    Attributes:
        exact: Use the Gregorian mean (365.2425 days, a twelfth of it) instead of 365 and 30 days.
        notes: What was assumed so far, for the margin.
    """

    __slots__ = ("exact", "notes")

    def __init__(self, exact: bool = False) -> None:
        self.exact = exact
        self.notes: list[str] = []

    def _pairs(self) -> tuple[tuple[str, str, int, str], ...]:
        if self.exact:
            return (
                ("yr", "mo", 12, ""),
                ("mo", "s", 2629746, "month of 30.436875 days"),
                ("yr", "s", 31556952, "year of 365.2425 days"),
            )
        return (
            ("yr", "mo", 12, ""),
            ("mo", "s", 2592000, "30-day month"),
            ("yr", "s", 31536000, "365-day year"),
        )

    def cancel(self, dims: Dims) -> tuple[int, int, Dims]:
        """Cancel years, months and seconds of opposite sign against each other.

        Returns:
            The factor as numerator and denominator, and the remaining exponents.
        """
        num = den = 1
        left = dict(dims)
        for long, short, factor, note in self._pairs():
            x, y = left.get(long, 0), left.get(short, 0)
            if x * y >= 0:
                continue
            turns = min(abs(x), abs(y))
            if turns > MAX_EXPONENT:
                raise CalcError("power too large", hint=f"exponents are limited to {MAX_EXPONENT}")
            if x > 0:
                num *= factor**turns
                left[long], left[short] = x - turns, y + turns
            else:
                den *= factor**turns
                left[long], left[short] = x + turns, y - turns
            if note and note not in self.notes:
                self.notes.append(note)
        return num, den, {atom: exponent for atom, exponent in left.items() if exponent}


INTERVIEW = Calendar()
"""30-day months and 365-day years; for comparisons that keep no notes."""


def settled(q: Quantity, calendar: Calendar) -> Quantity:
    """Return `q` with its calendar atoms cancelled against each other."""
    dims = q.dims
    if "mo" not in dims and "yr" not in dims:
        return q
    num, den, left = calendar.cancel(dims)
    if len(left) == len(dims) and num == den == 1:
        return q
    return scaled(q, num, den, left)


def scaled(q: Quantity, num: int, den: int, dims: Dims | None = None) -> Quantity:
    """Return `q` times the exact factor `num / den`, with other exponents when given."""
    return Quantity(
        q.num * num,
        q.den * den,
        q.dims if dims is None else dims,
        q.words,
        q.spread and q.spread.scaled(num, den),
        q.percent and dims is None,
        q.exact,
    )


def _words(a: Quantity, b: Quantity) -> Mapping[str, str]:
    if not b.words or a.words is b.words:
        return a.words
    if not a.words:
        return b.words
    words = {**b.words, **a.words}
    if "bit" in a.words and "bit" in b.words:
        words["bit"] = data_word(a.words["bit"], b.words["bit"])
    return words


def data_word(a: str, b: str) -> str:
    """Choose the word that data is shown in: decimal bytes unless both sides agree otherwise."""
    if UNITS[a].family == UNITS[b].family or UNITS[a].family == "B":
        return a
    return b if UNITS[b].family == "B" else "B"


def times(a: Quantity, b: Quantity, calendar: Calendar) -> Quantity:
    """Multiply."""
    spread = None if a.spread is None and b.spread is None else Spread.product(a, b)
    dims = merged(a.dims, b.dims, 1)
    q = Quantity(
        a.num * b.num, a.den * b.den, dims, _words(a, b), spread, False, a.exact and b.exact
    )
    return settled(q, calendar) if "mo" in dims or "yr" in dims else q


def over(a: Quantity, b: Quantity, calendar: Calendar) -> Quantity:
    """Divide.

    Raises:
        CalcError: When `b` is zero or a range that touches zero.
    """
    if not b.num or (b.spread is not None and b.spread.touches_zero):
        raise CalcError("division by zero")
    spread = None if a.spread is None and b.spread is None else Spread.quotient(a, b)
    dims = merged(a.dims, b.dims, -1)
    q = Quantity(
        a.num * b.den, a.den * b.num, dims, _words(a, b), spread, False, a.exact and b.exact
    )
    return settled(q, calendar) if "mo" in dims or "yr" in dims else q


def negated(q: Quantity) -> Quantity:
    """Return minus `q`."""
    return scaled(q, -1, 1)


def raised(base: Quantity, exponent: Quantity) -> Quantity:
    """Return `base` to the power of a plain number.

    Raises:
        CalcError: For an exponent with a unit or too large, `0^0`, or a root of what has none.
    """
    if exponent.dims:
        raise CalcError("exponent must be a plain number")
    if exponent.spread is not None:
        raise CalcError("exponent must not be a range")
    if exponent.den != 1:
        return _root(base, exponent)
    power = exponent.num
    bits = max(base.num.bit_length(), base.den.bit_length())
    if abs(power) > MAX_EXPONENT or (bits > 1 and bits * abs(power) > MAX_BITS):
        raise CalcError("power too large", hint=f"exponents are limited to {MAX_EXPONENT}")
    if base.num == 0 and power <= 0:
        if power:
            raise CalcError("division by zero")
        raise CalcError("0^0 has no value")
    dims = {atom: e * power for atom, e in base.dims.items()} if power else NO_DIMS
    if any(abs(e) > MAX_EXPONENT for e in dims.values()):
        raise CalcError("power too large", hint=f"exponents are limited to {MAX_EXPONENT}")
    spread = base.spread and base.spread.raised(power)
    if power >= 0:
        num, den = base.num**power, base.den**power
    else:
        num, den = base.den**-power, base.num**-power
    return Quantity(num, den, dims, base.words, spread, False, base.exact)


def _root(base: Quantity, exponent: Quantity) -> Quantity:
    """Raise to a fraction: exactly where the root is rational, else to 30 digits."""
    from sdcoach.envelope.functions import power_of

    if base.dims and any(e * exponent.num % exponent.den for e in base.dims.values()):
        raise CalcError("a root of this unit has no meaning")
    num, den, exact = power_of(base.num, base.den, exponent.num, exponent.den)
    dims = {atom: e * exponent.num // exponent.den for atom, e in base.dims.items()}
    spread = base.spread and base.spread.raised(exponent.num / exponent.den)
    return Quantity(num, den, dims, base.words, spread, False, base.exact and exact)


def factor_between(source: Dims, target: Dims, calendar: Calendar) -> tuple[int, int, Dims]:
    """Return the factor from one set of atoms to another, and what is left over.

    A conversion exists when nothing hard is left over.
    """
    if source == target:
        return 1, 1, NO_DIMS
    left = merged(source, target, -1)
    if "mo" in left or "yr" in left:
        return calendar.cancel(left)
    return 1, 1, left


def comparable(a: Quantity, b: Quantity) -> bool:
    """Tell whether two amounts measure the same: the same hard atoms, whatever is counted."""
    _, _, left = factor_between(a.dims, b.dims, Calendar())
    return not any(atom in HARD for atom in left)


def ratio(a: Quantity, b: Quantity) -> "Fraction | None":
    """Return `a / b` in common units with the nouns dropped.

    Returns:
        The exact ratio, or None when the two are not comparable or `b` is zero.
    """
    num, den, left = factor_between(a.dims, b.dims, Calendar())
    if not b.num or any(atom in HARD for atom in left):
        return None
    from fractions import Fraction

    return Fraction(a.num * b.den * num, a.den * b.num * den)
