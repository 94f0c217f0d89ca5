"""Percentiles by stratified sampling, for the lines where a log-normal is a poor model.

Differences, `min`, `max`, rounding, and sums of very wide ranges. Every range gets the same set
of evenly spaced normal scores in an order of its own: a rank-1 lattice, shifted by a number made
from the line's text, so that the same line always gives the same answer.
"""

from collections.abc import Callable, Sequence
from math import ceil, erfc, exp, floor, isfinite, log, pi, sqrt
from zlib import crc32

from sdcoach.envelope.context import Context
from sdcoach.envelope.errors import CalcError
from sdcoach.envelope.evaluate import apply, call, convert, evaluate, in_units_of_first
from sdcoach.envelope.functions import rounding_unit
from sdcoach.envelope.quantity import Quantity, factor_between
from sdcoach.envelope.ranges import Z90, Source, Spread
from sdcoach.envelope.tree import Binary, Call, Convert, Negative, Node, Percent, children

SIZES = (2003, 1009, 499, 251)
"""Numbers of samples, all prime; a line of many parts gets fewer of each."""
_BUDGET = 50_000
_GENERATORS = {2003: 571, 1009: 274, 499: 136, 251: 71}

Samples = Sequence[float]
Sampled = tuple[Quantity, "float | Samples"]

_scores: dict[int, tuple[float, ...]] = {}


class _UnsampledError(Exception):
    """The line has a part that samples cannot express, such as bounds without a distribution."""


def sampled(tree: Node, q: Quantity, context: Context, text: str) -> Quantity:
    """Return an amount with the percentiles of its distribution, found by sampling.

    Args:
        tree: What was computed.
        q: Its value in closed form, returned with bounds only when it cannot be sampled.
        context: Where it was computed.
        text: The line, which seeds the sampling.
    """
    size = _size(tree)
    sampler = _Sampler(context, size, crc32(text.encode("utf-8", "replace")))
    try:
        _, samples = sampler.sample(tree)
        if isinstance(samples, float):
            return q
        return _summarised(q, samples, sampler)
    except (_UnsampledError, OverflowError, ValueError, ZeroDivisionError, CalcError):
        assert q.spread is not None
        bounds = Spread.bounds(q.spread.lo, q.spread.hi)
        return Quantity(q.num, q.den, q.dims, q.words, bounds, q.percent, False)


def _size(tree: Node) -> int:
    parts = 0
    nodes = [tree]
    while nodes:
        node = nodes.pop()
        parts += 1
        nodes += children(node)
    return next((size for size in SIZES if size * parts <= _BUDGET), SIZES[-1])


class _Sampler:
    """Evaluates a tree once for every sample, a column at a time."""

    def __init__(self, context: Context, size: int, seed: int) -> None:
        # A context of its own: the notes were taken when the line was evaluated.
        self.context = Context(context.values, context.settings, context.previous)
        self.size = size
        self.seed = seed
        self.columns: dict[Source, Samples] = {}

    def sample(self, node: Node) -> Sampled:
        """Return the closed-form value of a node and its samples, or its one value."""
        if isinstance(node, Binary):
            return self._binary(node)
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, Negative):
            q, values = self.sample(node.operand)
            return Quantity(-q.num, q.den, q.dims, q.words, exact=q.exact), _scaled(values, -1.0)
        if isinstance(node, Percent):
            q, values = self.sample(node.operand)
            percent = Quantity(q.num, q.den * 100, percent=True)
            return percent, _scaled(values, 0.01)
        if isinstance(node, Convert):
            q, values = self.sample(node.operand)
            converted = convert(node, q, self.context)
            return converted, _scaled(values, _quotient(converted, q))
        q = evaluate(node, self.context)
        bare = Quantity(q.num, q.den, q.dims, q.words, None, q.percent, q.exact)
        return bare, q.num / q.den if q.spread is None else self._column(q.spread)

    def _column(self, spread: Spread) -> Samples:
        if spread.bounded:
            raise _UnsampledError
        logs = [spread.mu] * self.size
        for source, c in spread.causes.items():
            logs = [x + c * z for x, z in zip(logs, self._order(source), strict=True)]
        return [spread.sign * exp(x) for x in logs]

    def _order(self, source: Source) -> Samples:
        """Return the scores in the order that belongs to a source."""
        if source not in self.columns:
            size = self.size
            scores = _normal_scores(size)
            count = len(self.columns)
            step = pow(_GENERATORS[size], count, size)
            start = crc32(count.to_bytes(4, "big"), self.seed) % size
            self.columns[source] = [
                scores[at % size] for at in range(start, start + step * size, step)
            ]
        return self.columns[source]

    def _binary(self, node: Binary) -> Sampled:
        left, a = self.sample(node.left)
        right, b = self.sample(node.right)
        q = apply(node, left, right, self.context)
        if node.op in "* ":
            unit = _quotient(q, left, right) if left.num and right.num else 1.0
            return q, _scaled(_zipped(a, b, lambda x, y: x * y), unit)
        if node.op == "/":
            unit = _quotient(q, left) * (right.num / right.den) if left.num else 1.0
            return q, _scaled(_zipped(a, b, lambda x, y: x / y), unit)
        if node.op == "^":
            if not isinstance(b, float):
                raise _UnsampledError
            power = b
            return q, [x**power for x in a] if not isinstance(a, float) else a**power
        sign = 1.0 if node.op == "+" else -1.0
        if right.percent and not left.percent:
            return q, _zipped(a, b, lambda x, y: x * (1 + sign * y))
        num, den, _ = factor_between(right.dims, left.dims, self.context.calendar)
        unit = sign * (num / den)
        return q, _zipped(a, b, lambda x, y: x + unit * y)

    def _call(self, node: Call) -> Sampled:
        pairs = [self.sample(operand) for operand in node.operands]
        values = [q for q, _ in pairs]
        q = call(node, values, self.context)
        name = node.function
        if name in ("min", "max", "sum", "avg"):
            same = in_units_of_first(values, node, self.context)
            columns = [
                _scaled(column, _quotient(as_first, own) if own.num else 1.0)
                for (own, column), as_first in zip(pairs, same, strict=True)
            ]
            combined = columns[0]
            combine = _COMBINE[name]
            for column in columns[1:]:
                combined = _zipped(combined, column, combine)
            return q, _scaled(combined, 1 / len(columns)) if name == "avg" else combined
        column = pairs[0][1]
        if isinstance(column, float):
            return q, q.num / q.den
        if name in ("ceil", "floor", "round"):
            num, den, _ = rounding_unit(values[0])
            unit = num / den
            rounding = _ROUND[name]
            # A relative hair's breadth keeps float noise from adding a server.
            nudge = {"ceil": 1 - 1e-12, "floor": 1 + 1e-12, "round": 1.0}[name]
            return q, [rounding(x / unit * nudge) * unit for x in column]
        one = _ONE.get(name)
        if one is None:
            raise _UnsampledError
        return q, [one(x) for x in column]


def _half_up(x: float) -> int:
    return floor(x + 0.5)


def _log2(x: float) -> float:
    return log(x) / log(2)


def _log10(x: float) -> float:
    return log(x) / log(10)


_ROUND: dict[str, Callable[[float], int]] = {"ceil": ceil, "floor": floor, "round": _half_up}
_ONE: dict[str, Callable[[float], float]] = {
    "sqrt": sqrt,
    "abs": abs,
    "ln": log,
    "log2": _log2,
    "log10": _log10,
}
_COMBINE: dict[str, Callable[[float, float], float]] = {
    "min": min,
    "max": max,
    "sum": lambda x, y: x + y,
    "avg": lambda x, y: x + y,
}


def _quotient(q: Quantity, *by: Quantity) -> float:
    """Return `q` divided by amounts as a float: the factor of units between them."""
    num, den = q.num, q.den
    for other in by:
        num, den = num * other.den, den * other.num
    return num / den if num else 1.0


def _scaled(values: "float | Samples", factor: float) -> "float | Samples":
    if factor == 1.0:
        return values
    if isinstance(values, float):
        return values * factor
    return [x * factor for x in values]


def _zipped(
    a: "float | Samples", b: "float | Samples", combine: Callable[[float, float], float]
) -> "float | Samples":
    if isinstance(a, float):
        if isinstance(b, float):
            return combine(a, b)
        return [combine(a, y) for y in b]
    if isinstance(b, float):
        return [combine(x, b) for x in a]
    return [combine(x, y) for x, y in zip(a, b, strict=True)]


def _summarised(q: Quantity, samples: Samples, sampler: _Sampler) -> Quantity:
    """Fit a log-normal to samples, and keep their percentiles."""
    ordered = sorted(samples)
    if not (isfinite(ordered[0]) and isfinite(ordered[-1])):
        raise _UnsampledError
    low, mid, high = (_percentile(ordered, part) for part in (0.05, 0.5, 0.95))
    assert q.spread is not None
    lo, hi = q.spread.lo, q.spread.hi
    num, den = mid.as_integer_ratio()
    sign = 1 if low > 0 else -1
    if low > 0 or high < 0:
        sigma = abs(log(high / low)) / (2 * Z90)
        logs = [log(x * sign) for x in samples if x * sign > 0]
        causes = _causes(logs if len(logs) == len(samples) else samples, sampler.columns, sigma)
        spread = Spread(
            log(mid * sign), causes, lo, hi, sign, sampled=(low, mid, high), bounded=low * high <= 0
        )
    else:
        causes = _causes(samples, sampler.columns, 1.0)
        spread = Spread.bounds(lo, hi, causes, (low, mid, high))
    return Quantity(num, den, q.dims, q.words, spread, q.percent, False)


def _percentile(ordered: Samples, part: float) -> float:
    at = part * len(ordered) - 0.5
    below = int(at)
    share = at - below
    return ordered[below] * (1 - share) + ordered[min(below + 1, len(ordered) - 1)] * share


def _causes(values: Samples, columns: dict[Source, Samples], sigma: float) -> dict[Source, float]:
    """Share out a standard deviation by how strongly each source moves the values."""
    slopes = {
        source: sum(x * z for x, z in zip(values, column, strict=True)) / len(values)
        for source, column in columns.items()
    }
    length = sqrt(sum(slope * slope for slope in slopes.values()))
    if not length:
        return {}
    return {source: slope * sigma / length for source, slope in slopes.items()}


def _normal_scores(size: int) -> tuple[float, ...]:
    if size not in _scores:
        _scores[size] = tuple(normal_quantile((at + 0.5) / size) for at in range(size))
    return _scores[size]


def normal_quantile(p: float) -> float:
    """Return the standard normal quantile of a probability strictly between 0 and 1.

    A rational approximation (Acklam's form of it) refined by one step of Halley's method.
    """
    if p < 0.02425 or p > 1 - 0.02425:
        tail = min(p, 1 - p)
        r = sqrt(-2 * log(tail))
        top = (
            (
                ((-7.784894002430293e-03 * r - 3.223964580411365e-01) * r - 2.400758277161838) * r
                - 2.549732539343734
            )
            * r
            + 4.374664141464968
        ) * r + 2.938163982698783
        bottom = (
            ((7.784695709041462e-03 * r + 3.224671290700398e-01) * r + 2.445134137142996) * r
            + 3.754408661907416
        ) * r + 1
        x = top / bottom if p < 0.5 else -top / bottom
    else:
        s = p - 0.5
        r = s * s
        top = (
            (
                (
                    ((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02)
                    * r
                    + 1.383577518672690e02
                )
                * r
                - 3.066479806614716e01
            )
            * r
            + 2.506628277459239
        ) * s
        bottom = (
            (
                ((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
                + 6.680131188771972e01
            )
            * r
            - 1.328068155288572e01
        ) * r + 1
        x = top / bottom
    error = 0.5 * erfc(-x / sqrt(2)) - p
    step = error * sqrt(2 * pi) * exp(x * x / 2)
    return x - step / (1 + x * step / 2)
