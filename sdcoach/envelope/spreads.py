"""Ranges as people write them: `≈ 1.2–5.6 TB (90%; mid ≈ 2.6, bounds 0.8–8)`."""

from fractions import Fraction

from sdcoach.envelope.figures import figure, money
from sdcoach.envelope.quantity import Quantity
from sdcoach.envelope.wording import Scale


def percentiles(q: Quantity) -> tuple[Fraction, Fraction, Fraction] | None:
    """Return the 5th, 50th and 95th percentile in atoms; the ends of a single range exactly."""
    spread = q.spread
    assert spread is not None
    if spread.plain:
        return Fraction(*spread.lo), Fraction(q.num, q.den), Fraction(*spread.hi)
    found = spread.percentiles
    if found is None:
        return None
    low, mid, high = (Fraction(part) for part in found)
    return low, mid, high


def written(q: Quantity, digits: int, unit: str, scale: Scale, grouped: bool) -> str:
    """Return a range as it is shown, with its middle and, where they differ, its bounds."""
    spread = q.spread
    assert spread is not None
    before, behind = ("$", unit[1:]) if unit[:1] == "$" else ("", unit)
    each, behind = ("%", "") if unit == "%" else ("", behind)
    behind = behind if behind[:1] in ("", "/") else " " + behind

    def text(value: Fraction) -> str:
        value = value * scale[1] / scale[0]
        write = money if before else figure
        part, _ = (
            write(value.numerator, value.denominator, digits)
            if not grouped
            else figure(value.numerator, value.denominator, digits, grouped=True)
        )
        sign, part = ("-", part[1:]) if part[0] == "-" else ("", part)
        return sign + before + part + each

    bounds = f"{text(Fraction(*spread.lo))}–{text(Fraction(*spread.hi))}"
    parts = percentiles(q)
    if parts is None:
        return f"≈ {bounds}{behind} (bounds)"
    low, mid, high = parts
    margin = f"mid ≈ {text(mid)}"
    if not spread.plain:
        margin = f"90%; {margin}, bounds {bounds}"
    return f"≈ {text(low)}–{text(high)}{behind} ({margin})"
