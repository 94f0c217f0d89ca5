"""Amounts as people write them: in the unit asked for, or in the one that reads best."""

from typing import NamedTuple

from sdcoach.envelope.figures import figure, in_full, money, scientific
from sdcoach.envelope.nouns import for_count
from sdcoach.envelope.quantity import Quantity
from sdcoach.envelope.tree import Convert
from sdcoach.envelope.units import PREFIXES, RATE_WORDS, TIME, UNITS

_DEFAULT_WORDS = {"bit": "B", "s": "s", "mo": "month", "yr": "year", "$": "$"}
_TIME_STEPS = (
    ("days", 86400, 1),
    ("h", 3600, 1),
    ("min", 60, 1),
    ("s", 1, 1),
    ("ms", 1, 1000),
    ("us", 1, 10**6),
    ("ns", 1, 10**9),
)
_TIME_WORDS = frozenset("day hour week month year minute second quarter".split())


class Shown(NamedTuple):
    """An amount in the unit it is shown in.

    Attributes:
        text: What is shown, with `=` or `≈` before it.
        unit: The unit, empty for a plain number.
        num: Numerator of the number in that unit.
        den: Its denominator.
        scale: Numerator and denominator of the unit in atoms.
        exact: The figure shown is exactly the number.
    """

    text: str
    unit: str
    num: int
    den: int
    scale: tuple[int, int]
    exact: bool

    @property
    def figure(self) -> str:
        """What is shown without its sign of exactness."""
        return self.text[2:]


class Style(NamedTuple):
    """How figures are written: the sheet's `digits`."""

    digits: int = 3


def shown(q: Quantity, style: Style, convert: Convert | None = None) -> Shown:
    """Return an amount as it is shown.

    Args:
        q: The amount.
        style: How figures are written.
        convert: The line's conversion, whose unit is kept as it was typed.
    """
    form = ""
    grouped = False
    if convert is not None and convert.target is not None:
        unit = convert.label
        scale = convert.target.num, convert.target.den
        grouped = convert.prefixed
    else:
        if convert is not None:
            form = convert.label
        if form == "%" or (q.percent and not q.dims):
            unit, scale = "%", (1, 100)
        elif q.dims:
            unit, scale = unit_for(q)
        else:
            unit, scale = "", (1, 1)
    num, den = q.num * scale[1], q.den * scale[0]
    if q.spread is not None and q.spread.lo != q.spread.hi:
        from sdcoach.envelope.spreads import written

        return written(q, style, unit, scale, grouped)
    if num == den and unit and convert is not None:
        unit = singular_unit(unit)
    text, exact = _amount(num, den, unit, style, grouped, form)
    exact = exact and q.exact
    if den != 1:
        plain = Quantity(num, den)
        num, den = plain.num, plain.den
    return Shown(("= " if exact else "≈ ") + text, unit, num, den, scale, exact)


def _amount(
    num: int, den: int, unit: str, style: Style, grouped: bool, form: str
) -> tuple[str, bool]:
    if form == "exact":
        text, exact = in_full(num, den)
    elif form == "sci" and num:
        sign = "-" if num < 0 else ""
        text, exact = scientific(abs(num), den, style.digits)
        text = sign + text
    elif unit.startswith("$"):
        text, exact = money(num, den, style.digits)
        return text + unit[1:], exact
    else:
        text, exact = figure(num, den, style.digits, grouped=grouped)
    return joined(text, unit), exact


def joined(text: str, unit: str) -> str:
    """Put a figure and its unit together: `5 GB`, `5/s`, `5%`, `$5/month`."""
    if not unit:
        return text
    if unit[0] == "$":
        return f"-${text[1:]}{unit[1:]}" if text[0] == "-" else f"${text}{unit[1:]}"
    return text + unit if unit[0] in "/%" else f"{text} {unit}"


def unit_for(q: Quantity) -> tuple[str, tuple[int, int]]:
    """Choose the unit of an amount: as typed, with data and time scaled to read well.

    Returns:
        The unit and how many atoms it stands for, as numerator and denominator.
    """
    dims, words = q.dims, q.words
    num = den = 1
    above: list[str] = []
    below: list[str] = []
    soft_below: list[str] = []
    scalable = ""
    rate = _rate_word(q)
    for atom, exponent in dims.items():
        if rate and atom == "s":
            continue
        word = words.get(atom) or _DEFAULT_WORDS.get(atom, atom)
        if rate and atom == rate[0]:
            word = rate[1]
        elif word in RATE_WORDS or word.endswith("bps") or word.endswith("Bps"):
            word = word[: -len("ps")] if atom == "bit" else atom
        if exponent > 0:
            if exponent == 1 and (atom == "bit" or (atom == "s" and len(dims) == 1)):
                scalable = word
                above.insert(0, "")
                continue
            above.append(word if exponent == 1 else f"{word}^{exponent}")
        else:
            word = for_count(word, True) if atom not in ("bit", "s") or len(word) > 3 else word
            place = below if atom in TIME else soft_below
            place.append(word if exponent == -1 else f"{word}^{-exponent}")
        unit = UNITS.get(word)
        if unit is not None:
            if exponent > 0:
                num, den = num * unit.num**exponent, den * unit.den**exponent
            else:
                num, den = num * unit.den**-exponent, den * unit.num**-exponent
    if scalable:
        word, factor = _scaled(abs(q.num) * den, q.den * num, scalable)
        above[0] = word
        num, den = num * factor[0], den * factor[1]
    if len(above) == 1 and not below and not soft_below and not scalable and above[0] != "$":
        one = q.num * den == q.den * num
        if next(iter(dims)) not in ("bit", "s") and (one or not _is_time_abbreviation(above[0])):
            above[0] = for_count(above[0], one)
    if "$" in above and len(above) > 1:
        above.remove("$")
        above.insert(0, "$")
    under = "".join("/" + word for word in soft_below + below)
    return "·".join(above) + under, (num, den)


def _is_time_abbreviation(word: str) -> bool:
    return (
        word in UNITS
        and word.rstrip("s") not in _TIME_WORDS
        and any(atom in TIME for atom in UNITS[word].dims)
    )


def _rate_word(q: Quantity) -> tuple[str, str] | None:
    """Return the atom and word when requests or bits per second were typed as one unit."""
    if q.dims.get("s") != -1:
        return None
    for atom in ("req", "op", "bit"):
        word = q.words.get(atom, "")
        if q.dims.get(atom) == 1 and (word in RATE_WORDS or word.endswith(("bps", "Bps"))):
            return atom, word
    return None


def _scaled(num: int, den: int, word: str) -> tuple[str, tuple[int, int]]:
    """Choose the prefix for data, or the unit for time, that puts 1 to 999 before it."""
    unit = UNITS[word]
    if "s" in unit.dims and "bit" not in unit.dims:
        return _scaled_time(num, den, word)
    base = 1024 if unit.family == "iB" else 1000
    size = 1 if unit.family == "b" else 8
    ending = "iB" if unit.family == "iB" else unit.family
    if "s" in unit.dims:
        ending += "ps"
    step = 0
    while step < len(PREFIXES) - 1 and num >= den * size * base ** (step + 1):
        step += 1
    # 999.6 MB would be written as 1,000 MB
    if step < len(PREFIXES) - 1 and 2 * num >= den * size * base**step * 1999:
        step += 1
    name = PREFIXES[step] + (ending if step else ending.removeprefix("i"))
    return name, (size * base**step, 1)


def _scaled_time(num: int, den: int, word: str) -> tuple[str, tuple[int, int]]:
    typed = UNITS[word]
    if num * typed.den >= den * typed.num and num * typed.den < 1000 * den * typed.num:
        one = num * typed.den == den * typed.num
        named = not _is_time_abbreviation(word)
        return (for_count(word, one) if named else word), (typed.num, typed.den)
    for name, size, part in _TIME_STEPS:
        if num * part >= den * size:
            break
    one = num * part == den * size
    return ("day" if one and name == "days" else name), (size, part)


def singular_unit(unit: str) -> str:
    """Return a unit of one word as it is written after 1."""
    if unit.isalpha() and len(unit) > 3 and (unit.endswith("s") or unit == "people"):
        base = unit[:-1]
        return base if base in UNITS else for_count(unit, True)
    return unit


def described(q: Quantity) -> str:
    """Name what an amount measures, for an error: `data (GB)`, `users`, `a plain number`."""
    if not q.dims:
        return "a plain number"
    unit = plain_unit(q)
    if len(q.dims) == 1:
        ((atom, exponent),) = q.dims.items()
        kind = {"bit": "data", "s": "time", "mo": "time", "yr": "time", "$": "money"}.get(atom)
        if kind and exponent == 1:
            return f"{kind} ({unit})"
    return unit


def plain_unit(q: Quantity) -> str:
    """Return the unit of an amount in the words it was typed in, without scaling."""
    rate = _rate_word(q)
    above, below = [], []
    for atom, exponent in q.dims.items():
        word = q.words.get(atom) or _DEFAULT_WORDS.get(atom, atom)
        if rate:
            if atom == "s":
                continue
            word = rate[1] if atom == rate[0] else word
        elif word in RATE_WORDS:
            word = atom
        power = "" if abs(exponent) == 1 else f"^{abs(exponent)}"
        if exponent > 0:
            above.append(word + power)
        else:
            below.append(
                "/" + for_count(word, True) + power if len(word) > 3 else "/" + word + power
            )
    return "·".join(above) + "".join(below)
