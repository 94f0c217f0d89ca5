"""Amounts as people write them, with `=` when the figure is the number and `≈` when it is not."""

from sdcoach.envelope.figures import figure, in_full, magnitude, money, rounded, scientific
from sdcoach.envelope.quantity import Quantity
from sdcoach.envelope.tree import Convert
from sdcoach.envelope.wording import Scale, singular, unit_for


class Shown:
    """An amount in the unit it is shown in.

    Attributes:
        text: What is shown, with `=` or `≈` before it.
        unit: The unit, empty for a plain number.
        scale: How many atoms that unit stands for.
        exact: The figure shown is exactly the number.
    """

    __slots__ = ("exact", "scale", "text", "unit")

    def __init__(
        self,
        text: str,
        unit: str,
        scale: Scale,
        exact: bool,
    ) -> None:
        self.text = text
        self.unit = unit
        self.scale = scale
        self.exact = exact

    def in_unit(self, num: int, den: int) -> tuple[int, int]:
        """Return a number of atoms in this unit, in lowest terms."""
        q = Quantity(num * self.scale[1], den * self.scale[0])
        return q.num, q.den


def shown(q: Quantity, digits: int, convert: Convert | None = None) -> Shown:
    """Return an amount as it is shown.

    Args:
        q: The amount.
        digits: Significant digits, 2 to 6.
        convert: The line's conversion, whose unit is kept as it was typed.
    """
    form = ""
    grouped = False
    if convert is not None and convert.target is not None:
        unit = convert.label
        scale = convert.target.num, convert.target.den
        grouped = convert.prefixed
        if q.num * scale[1] == q.den * scale[0] and unit.isalpha():
            unit = singular(unit)
    else:
        form = convert.label if convert is not None else ""
        if form == "%" or (q.percent and not q.dims):
            unit, scale = "%", (1, 100)
        elif q.dims:
            unit, scale = unit_for(q)
        else:
            unit, scale = "", (1, 1)
    if q.spread is not None and not q.spread.single:
        from sdcoach.envelope.spreads import written  # ranges are rare, Fraction is slow to import

        return Shown(written(q, digits, unit, scale, grouped), unit, scale, False)
    text, exact = _amount(q.num * scale[1], q.den * scale[0], unit, digits, grouped, form)
    exact = exact and q.exact
    return Shown(("= " if exact else "≈ ") + text, unit, scale, exact)


def _amount(
    num: int, den: int, unit: str, digits: int, grouped: bool, form: str
) -> tuple[str, bool]:
    if form == "exact":
        text, exact = in_full(num, den)
    elif form == "sci" and num:
        text, exact = scientific(abs(num), den, digits)
        text = "-" + text if num < 0 else text
    elif unit == "%" and 99 * den < num < 100 * den:
        # 99.99 % is not 100 %: what is missing keeps two digits
        text, exact = rounded(num, den, max(digits - 2, 1 - magnitude(100 * den - num, den)))
    elif unit[:1] == "$":
        text, exact = money(num, den, digits)
    else:
        text, exact = figure(num, den, digits, grouped=grouped)
    return joined(text, unit), exact


def joined(text: str, unit: str) -> str:
    """Put a figure and its unit together: `5 GB`, `5/s`, `5%`, `$5/month`."""
    if not unit:
        return text
    if unit[0] == "$":
        return f"-${text[1:]}{unit[1:]}" if text[0] == "-" else f"${text}{unit[1:]}"
    return text + unit if unit[0] in "/%" else f"{text} {unit}"
