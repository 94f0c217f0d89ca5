"""Judging a claim: how far a person's number is off, and by which slip."""

from collections.abc import Sequence
from math import inf, log, sqrt

from sdcoach.envelope.complaints import cannot_compare
from sdcoach.envelope.context import Context
from sdcoach.envelope.evaluate import evaluate
from sdcoach.envelope.quantity import Quantity, factor_between
from sdcoach.envelope.tree import Node
from sdcoach.envelope.units import HARD, TIME, UNITS
from sdcoach.envelope.wording import plain_unit

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
    (2, "counted twice?"),
    (2592000, "seconds in a month?"),
    (31536000, "seconds in a year?"),
    (720, "hours in a month?"),
    (1440, "minutes in a day?"),
)
_NEAR = 0.03
_RIGHT = 2.0000001


class Verdict:
    """How a claim compares with what was computed.

    Attributes:
        factor: How many times apart they are, at least 1; infinite when one is zero.
        low: The claim is the smaller one.
        word: `spot on`, `close`, `same order`, `one order off` or `3 orders off`.
        slip: The likely slip as a question, or empty.
    """

    __slots__ = ("factor", "low", "slip", "word")

    def __init__(
        self,
        factor: float,
        low: bool,
        word: str,
        slip: str,
    ) -> None:
        self.factor = factor
        self.low = low
        self.word = word
        self.slip = slip


def verdict(num: int, den: int) -> Verdict:
    """Judge a claim from the ratio computed / claimed, `num / den` (neither side zero)."""
    if num * den < 0:
        return Verdict(inf, num < 0, "off", "the sign?")
    num, den = abs(num), abs(den)
    apart = abs(log(num) - log(den))
    try:
        factor = max(num, den) / min(num, den)
    except OverflowError:
        factor = inf
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
    return Verdict(factor, num > den, word, _slip(apart) if factor > 1.9 else "")


def _slip(apart: float) -> str:
    for step in range(1, 6):
        if abs(apart - 3 * step * log(10)) <= _NEAR:
            return "prefix slip?"
    for factor, name in _SLIPS:
        if abs(apart - log(factor)) <= _NEAR:
            return name
    return ""


def times_text(factor: float) -> str:
    """Write a factor with three digits: `1.04`, `1,000`, `3.2e12`."""
    if factor < 999.5:
        return f"{float(f'{factor:.3g}'):g}"
    if factor < 10**9:
        return f"{int(float(f'{factor:.3g}')):,}"
    return f"{factor:.3g}"


def told(judged: Verdict, computed: str) -> str:
    """Return the sentence beside a check line.

    Args:
        judged: The verdict.
        computed: What was computed, as shown.
    """
    if judged.factor == inf:
        return f"✗ computed {computed}; yours is far off"
    if judged.factor < 1.005:
        return f"✓ computed {computed}; yours is spot on"
    mark = "✓" if judged.factor <= sqrt(10) else "✗"
    slip = f" — {judged.slip}" if judged.slip else ""
    if judged.factor <= _RIGHT:
        return f"✓ computed {computed}; yours is within ×{times_text(judged.factor)}{slip}"
    off = f"{times_text(judged.factor)}× {'low' if judged.low else 'high'}"
    return f"{mark} computed {computed}; yours is {off}{slip}"


def worst(q: Quantity, claims: Sequence[Node], context: Context) -> tuple[Verdict, Quantity]:
    """Judge every claim about an amount.

    Returns:
        The verdict on the worst claim, and that claim in the atoms of the amount.

    Raises:
        CalcError: When a claim measures something else.
    """
    judged = [_judged(q, claim, context) for claim in claims]
    return max(judged, key=lambda pair: pair[0].factor)


def _judged(q: Quantity, claim: Node, context: Context) -> tuple[Verdict, Quantity]:
    """Compare an amount with one claim, forgiving nouns and times that were left unsaid."""
    said = evaluate(claim, context)
    num, den, extra = factor_between(said.dims, q.dims, context.calendar)
    a, b = q, said
    hard = {atom for atom in extra if atom in HARD}
    if hard:
        num = den = 1
        if hard <= TIME:
            # `/ 86400` and `× 30` lose a time: compare the figures as they stand.
            a, b = _without_time(q), _without_time(said)
            if not any("has no unit" in note for note in context.notes):
                context.note(f"a time has no unit here: write `to {plain_unit(said) or 's'}`")
        elif len(hard) == 1 and _matter(said) == hard and not _matter(q):
            a, b = _without_time(q), _in_bytes(_without_time(said))
            context.note(f"only the claim is in {plain_unit(said)}: give a factor its unit")
        else:
            raise cannot_compare(q, said, claim.start, claim.end, "both sides of =")
    b = Quantity(b.num * num, b.den * den, a.dims)
    if a.num and b.num:
        return verdict(a.num * b.den, a.den * b.num), b
    same = a.num == b.num
    return Verdict(1.0 if same else inf, not b.num, "spot on" if same else "off", ""), b


def _matter(q: Quantity) -> set[str]:
    """Return the hard atoms other than time."""
    return {atom for atom in q.dims if atom in HARD and atom not in TIME}


def _without_time(q: Quantity) -> Quantity:
    """Drop the time atoms, in the unit they were typed in: 10 posts/day is 10."""
    num, den = q.num, q.den
    for atom in TIME:
        power = q.dims.get(atom, 0)
        unit = UNITS.get(q.words.get(atom, ""))
        if power and unit is not None and atom in unit.dims:
            top, bottom = (unit.den, unit.num) if power > 0 else (unit.num, unit.den)
            num, den = num * top ** abs(power), den * bottom ** abs(power)
    return Quantity(num, den, {a: e for a, e in q.dims.items() if a not in TIME}, q.words)


def _in_bytes(q: Quantity) -> Quantity:
    power = q.dims.get("bit", 0)
    return Quantity(q.num, q.den * 8**power) if power > 0 else q
