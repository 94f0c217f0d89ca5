"""Uncertain amounts: `a..b` is the central 90 % of a log-normal distribution.

An amount is `sign · exp(mu + Σ cᵢ·εᵢ)` with one independent standard normal ε for each range that
was written. Products, quotients and powers are exact and keep correlations: `x · 5 / x` is 5.
A sum is matched by its first two moments (Fenton and Wilkinson). Beside it, the worst-case bounds
are carried as exact rationals. Where the log-normal is a poor model the spread says so
(`poor`), and the line is sampled instead (see `sampling`).
"""

from collections.abc import Mapping
from math import exp, expm1, gcd, inf, isfinite, log, log1p, sqrt

from sdcoach.envelope.errors import CalcError

Z90 = 1.6448536269514722
"""Half the width of the central 90 % of a standard normal distribution."""
WIDE = 0.9
"""From this standard deviation of the logarithm on, sums are sampled."""

TYPE_CHECKING = False  # checkers take it as true; see tree
if TYPE_CHECKING:
    from sdcoach.envelope.quantity import Quantity

MAX_BITS = 4096
"""Beyond this many binary digits a number is refused."""

Ratio = tuple[int, int]


class Source:
    """One range as it was written: an independent cause of uncertainty, known by identity.

    Attributes:
        text: The range as typed.
        label: What its line defines, or empty.
    """

    __slots__ = ("label", "text")

    def __init__(self, text: str, label: str) -> None:
        self.text = text
        self.label = label


class Spread:
    """The uncertainty of an amount, in the atoms of its quantity.

    Attributes:
        mu: Logarithm of the median; `-inf` when there is no log-normal (`bounded`).
        causes: Coefficient of each source.
        lo: Smallest possible amount, when everything conspires.
        hi: Largest possible amount.
        sign: -1 when the amount is negative throughout.
        poor: The log-normal is a poor model of an operation that went in.
        bounded: Only the bounds are known, since a range touches zero or changes sign.
        sampled: The 5th, 50th and 95th percentile from sampling, or None.
        plain: One range went in once, so that its ends are the 5th and 95th percentile.
    """

    __slots__ = ("bounded", "causes", "hi", "lo", "mu", "plain", "poor", "sampled", "sign")

    def __init__(
        self,
        mu: float,
        causes: Mapping[Source, float],
        lo: Ratio,
        hi: Ratio,
        sign: int = 1,
        poor: bool = False,
        bounded: bool = False,
        sampled: tuple[float, float, float] | None = None,
        plain: bool = False,
    ) -> None:
        self.mu = mu
        self.causes = causes
        self.lo = lo
        self.hi = hi
        self.sign = sign
        self.poor = poor
        self.bounded = bounded
        self.sampled = sampled
        self.plain = plain

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Spread):
            return NotImplemented
        return (self.lo, self.hi, self.sign, self.bounded) == (
            other.lo,
            other.hi,
            other.sign,
            other.bounded,
        )

    def __hash__(self) -> int:
        return hash((self.lo, self.hi))

    @classmethod
    def between(cls, lo: Ratio, hi: Ratio, source: Source) -> "Spread":
        """Return the spread of a range as written, from its ends in atoms."""
        if lo[0] <= 0:
            return cls.bounds(lo, hi)
        low, high = log_of(lo), log_of(hi)
        return cls((low + high) / 2, {source: (high - low) / 2 / Z90}, lo, hi, plain=True)

    @classmethod
    def bounds(
        cls,
        lo: Ratio,
        hi: Ratio,
        causes: Mapping[Source, float] | None = None,
        sampled: tuple[float, float, float] | None = None,
    ) -> "Spread":
        """Return a spread that is no log-normal: bounds, and perhaps sampled percentiles."""
        return cls(-inf, causes or {}, lo, hi, bounded=True, sampled=sampled)

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""
        return sqrt(sum(c * c for c in self.causes.values()))

    @property
    def touches_zero(self) -> bool:
        """Tell whether zero is a possible amount."""
        return self.lo[0] <= 0 <= self.hi[0]

    @property
    def single(self) -> bool:
        """Tell whether only one amount is possible."""
        return self.lo == self.hi

    @property
    def percentiles(self) -> tuple[float, float, float] | None:
        """The 5th, 50th and 95th percentile in atoms; None when only bounds are known."""
        if self.sampled:
            return self.sampled
        if self.bounded:
            return None
        reach = Z90 * self.sigma
        try:
            low, mid, high = exp(self.mu - reach), exp(self.mu), exp(self.mu + reach)
        except OverflowError:
            return None
        return (low, mid, high) if self.sign > 0 else (-high, -mid, -low)

    def scaled(self, num: int, den: int) -> "Spread":
        """Return the spread of the amount times an exact factor."""
        lo, hi = (self.lo[0] * num, self.lo[1] * den), (self.hi[0] * num, self.hi[1] * den)
        if num < 0:
            lo, hi = hi, lo
        if num == 0:
            return Spread.bounds((0, 1), (0, 1))
        sampled = self.sampled
        if sampled:
            low, mid, high = sorted(part * (num / den) for part in sampled)
            sampled = (low, mid, high)
        return Spread(
            self.mu + log_of((abs(num), den)),
            self.causes,
            reduced(lo),
            reduced(hi),
            -self.sign if num < 0 else self.sign,
            self.poor,
            self.bounded,
            sampled,
            self.plain,
        )

    def raised(self, power: float) -> "Spread | None":
        """Return the spread of the amount to a power; None for the power 0."""
        if power == 0:
            return None
        whole = int(power) == power
        if self.bounded or self.sign < 0:
            impossible = not whole or (self.touches_zero and power < 0)
            if impossible:
                return Spread.bounds(self.lo, self.hi)
        ends = [_power(self.lo, power), _power(self.hi, power)]
        if self.touches_zero:
            ends.append((0, 1))
        lo, hi = nearest(ends), furthest(ends)
        sign = -1 if self.sign < 0 and whole and int(power) % 2 else 1
        causes = {source: c * power for source, c in self.causes.items()}
        plain = self.plain and not self.poor
        return Spread(self.mu * power, causes, lo, hi, sign, self.poor, self.bounded, plain=plain)

    def remodelled(self, lo: Ratio, hi: Ratio) -> "Spread":
        """Return a poor model with other bounds, to be sampled: a rounding, a minimum."""
        return Spread(self.mu, self.causes, lo, hi, self.sign, True, self.bounded)

    @staticmethod
    def product(a: "Quantity", b: "Quantity") -> "Spread | None":
        """Return the spread of `a · b`; one of them may be a plain number."""
        return _combined(a, b, 1)

    @staticmethod
    def quotient(a: "Quantity", b: "Quantity") -> "Spread | None":
        """Return the spread of `a / b`, where `b` cannot be zero."""
        return _combined(a, b, -1)

    @staticmethod
    def total(a: "Quantity", b: "Quantity") -> "Spread":
        """Return the spread of `a + b`; for a difference, `b` is negative."""
        x, y = certain(a), certain(b)
        lo = reduced((x.lo[0] * y.lo[1] + y.lo[0] * x.lo[1], x.lo[1] * y.lo[1]))
        hi = reduced((x.hi[0] * y.hi[1] + y.hi[0] * x.hi[1], x.hi[1] * y.hi[1]))
        if not a.num and a.spread is None:
            return y
        if not b.num and b.spread is None:
            return x
        if x.bounded or y.bounded:
            return Spread.bounds(lo, hi)
        if x.sign != y.sign:
            return _difference(x, y, lo, hi)
        mu, causes = _moments(x, y)
        plain = (x.plain and not y.causes) or (y.plain and not x.causes)
        poor = x.poor or y.poor or (not plain and max(x.sigma, y.sigma) > WIDE)
        return Spread(mu, causes, lo, hi, x.sign, poor, plain=plain)


def log_of(value: Ratio) -> float:
    """Return the logarithm of a positive ratio, however large its parts are."""
    return log(value[0]) - log(value[1])


def reduced(value: Ratio) -> Ratio:
    """Return the ratio in lowest terms.

    Raises:
        CalcError: When it is too large to go on with.
    """
    common = gcd(value[0], value[1])
    if common > 1:
        value = value[0] // common, value[1] // common
    if max(value[0].bit_length(), value[1].bit_length()) > MAX_BITS:
        raise CalcError("number too large")
    return value


def nearest(ends: list[Ratio]) -> Ratio:
    """Return the smallest of some ratios."""
    least = ends[0]
    for end in ends[1:]:
        if end[0] * least[1] < least[0] * end[1]:
            least = end
    return reduced(least)


def furthest(ends: list[Ratio]) -> Ratio:
    """Return the largest of some ratios."""
    most = ends[0]
    for end in ends[1:]:
        if end[0] * most[1] > most[0] * end[1]:
            most = end
    return reduced(most)


def _power(value: Ratio, power: float) -> Ratio:
    if int(power) == power:
        n = int(power)
        if max(value[0].bit_length(), value[1].bit_length()) * abs(n) > 2 * MAX_BITS:
            raise CalcError("power too large")
        if n >= 0:
            return value[0] ** n, value[1] ** n
        num, den = value[1] ** -n, value[0] ** -n
        return (-num, -den) if den < 0 else (num, den)
    try:
        approximate = (value[0] / value[1]) ** power
    except OverflowError:
        raise CalcError("number too large") from None
    return approximate.as_integer_ratio() if isfinite(approximate) else (0, 1)


def certain(a: "Quantity") -> Spread:
    """Return the spread of an amount, a degenerate one for a plain number."""
    if a.spread is not None:
        return a.spread
    point = (a.num, a.den)
    if not a.num:
        return Spread.bounds(point, point)
    return Spread(log_of((abs(a.num), a.den)), {}, point, point, 1 if a.num > 0 else -1)


def _combined(a: "Quantity", b: "Quantity", sign: int) -> Spread | None:
    if b.spread is None and a.spread is not None:
        return a.spread.scaled(b.num, b.den) if sign > 0 else a.spread.scaled(*_flip(b.num, b.den))
    if a.spread is None and sign > 0 and b.spread is not None:
        return b.spread.scaled(a.num, a.den)
    x, y = certain(a), certain(b)
    far = (y.lo, y.hi) if sign > 0 else (_flip(*y.hi), _flip(*y.lo))
    ends = [(p[0] * q[0], p[1] * q[1]) for p in (x.lo, x.hi) for q in far]
    lo, hi = nearest(ends), furthest(ends)
    if x.bounded or y.bounded:
        return Spread.bounds(lo, hi)
    causes = dict(x.causes)
    for source, c in y.causes.items():
        left = causes.get(source, 0.0) + sign * c
        if left:
            causes[source] = left
        else:
            causes.pop(source, None)
    if not causes:
        return None  # x / x is certain
    return Spread(x.mu + sign * y.mu, causes, lo, hi, x.sign * y.sign, x.poor or y.poor)


def _flip(num: int, den: int) -> Ratio:
    return (den, num) if num > 0 else (-den, -num)


def _moments(x: Spread, y: Spread) -> tuple[float, dict[Source, float]]:
    """Match mean and variance of the sum of two correlated log-normals by one log-normal."""
    va, vb = x.sigma**2, y.sigma**2
    shared = sum(c * y.causes.get(source, 0.0) for source, c in x.causes.items())
    # Both means relative to the first, so that amounts beyond the range of floats do not matter.
    a, b = 1.0, exp(min(700.0, max(-700.0, y.mu + vb / 2 - x.mu - va / 2)))
    mean = a + b
    variance = a * a * expm1(va) + b * b * expm1(vb) + 2 * a * b * expm1(shared)
    squared = log1p(max(0.0, variance) / (mean * mean))
    weighted = {source: a * c for source, c in x.causes.items()}
    for source, c in y.causes.items():
        weighted[source] = weighted.get(source, 0.0) + b * c
    length = sqrt(sum(c * c for c in weighted.values()))
    scale = sqrt(squared) / length if length else 0.0
    mu = log(mean) - squared / 2 + x.mu + va / 2
    return mu, {source: c * scale for source, c in weighted.items()}


def _difference(x: Spread, y: Spread, lo: Ratio, hi: Ratio) -> Spread:
    """Model `x + y` of opposite signs crudely; the line is sampled where it matters."""
    big, small = (x, y) if x.mu >= y.mu else (y, x)
    share = exp(small.mu - big.mu)
    if share >= 1 - 1e-9:
        return Spread(-inf, {}, lo, hi, poor=True, bounded=True)
    causes = {source: c / (1 - share) for source, c in big.causes.items()}
    for source, c in small.causes.items():
        causes[source] = causes.get(source, 0.0) - c * share / (1 - share)
    return Spread(big.mu + log1p(-share), causes, lo, hi, big.sign, poor=True)
