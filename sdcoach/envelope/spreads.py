"""Ranges as people write them: `≈ 1.2–5.6 TB (90%; mid ≈ 2.6, bounds 0.8–8)`."""

from fractions import Fraction

from sdcoach.envelope.figures import figure
from sdcoach.envelope.quantity import Quantity
from sdcoach.envelope.ranges import Ratio
from sdcoach.envelope.render import Shown, Style, joined


def percentiles(q: Quantity) -> tuple[Fraction, Fraction, Fraction] | None:
    """Return the 5th, 50th and 95th percentile in atoms; the ends of a single range exactly."""
    spread = q.spread
    assert spread is not None
    found = spread.percentiles
    if found is None:
        return None
    low, mid, high = (Fraction(part) for part in found)
    if len(spread.causes) == 1 and not spread.sampled and not spread.poor:
        low, high = Fraction(*spread.lo), Fraction(*spread.hi)
    return low, mid, high


def written(q: Quantity, style: Style, unit: str, scale: tuple[int, int], grouped: bool) -> Shown:
    """Return a range as it is shown."""
    spread = q.spread
    assert spread is not None

    def text(value: Fraction) -> str:
        value = value * scale[1] / scale[0]
        written, _ = figure(value.numerator, value.denominator, style.digits, grouped=grouped)
        return (
            joined(written, unit if unit[:1] in ("$", "%") else "").replace(unit[1:], "")
            if unit[:1] == "$"
            else joined(written, "%" if unit == "%" else "")
        )

    bounds = _between(text, spread.lo, spread.hi)
    parts = percentiles(q)
    if parts is None:
        shown = f"≈ {bounds}"
        margin = "bounds"
    else:
        low, mid, high = parts
        shown = f"≈ {text(low)}–{text(high)}"
        margin = f"mid ≈ {text(mid)}"
        if len(spread.causes) > 1 or spread.sampled or spread.poor:
            margin = f"90%; {margin}, bounds {bounds}"
    suffix = unit[1:] if unit[:1] == "$" else "" if unit == "%" else unit
    shown = joined(shown, suffix)
    value = Fraction(q.num * scale[1], q.den * scale[0])
    return Shown(f"{shown} ({margin})", unit, value.numerator, value.denominator, scale, False)


def _between(text: "object", lo: Ratio, hi: Ratio) -> str:
    assert callable(text)
    return f"{text(Fraction(*lo))}–{text(Fraction(*hi))}"
