"""The unit of an amount in words: as it was typed, or scaled so that the figure reads well."""

from sdcoach.envelope.nouns import for_count
from sdcoach.envelope.quantity import Quantity
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
_KINDS = {"bit": "data", "s": "time", "mo": "time", "yr": "time", "$": "money"}

Scale = tuple[int, int]
"""How many atoms a unit stands for, as numerator and denominator."""


class Part:
    """One word of a unit.

    Attributes:
        atom: What it measures.
        power: Its exponent, negative behind a slash.
        word: The word, not yet singular or plural.
        num: Numerator of its factor to the atom.
        den: Denominator of that factor.
    """

    __slots__ = ("atom", "den", "num", "power", "word")

    def __init__(
        self,
        atom: str,
        power: int,
        word: str,
        num: int,
        den: int,
    ) -> None:
        self.atom = atom
        self.power = power
        self.word = word
        self.num = num
        self.den = den


def parts(q: Quantity) -> list[Part]:
    """Return the words of an amount's unit as typed; `QPS` and `Gbps` stay one word."""
    dims, words = q.dims, q.words
    rate = _rate(q)
    found = []
    for atom, power in dims.items():
        word = words.get(atom) or _DEFAULT_WORDS.get(atom, atom)
        if rate:
            if atom == "s":
                continue
        elif word in RATE_WORDS:
            word = atom
        elif atom == "bit" and word.endswith("ps"):
            word = word[:-2]
        unit = UNITS.get(word)
        if unit is None:
            found.append(Part(atom, power, word, 1, 1))
        else:
            sign = unit.dims.get(atom, 1)
            found.append(Part(atom, power * sign, word, unit.num, unit.den))
    return found


def _rate(q: Quantity) -> bool:
    """Tell whether requests or bits per second were typed as one word, and still are that."""
    if q.dims.get("s") != -1 or sum(power > 0 for power in q.dims.values()) > 1:
        return False
    for atom in ("req", "op", "bit"):
        if q.dims.get(atom) == 1:
            word = q.words.get(atom, "")
            return word in RATE_WORDS or (atom == "bit" and word.endswith("ps"))
    return False


def scale_of(words: list[Part]) -> Scale:
    """Return how many atoms a unit stands for."""
    num = den = 1
    for part in words:
        if part.num == part.den:
            continue
        power = part.power
        if power > 0:
            num, den = num * part.num**power, den * part.den**power
        else:
            num, den = num * part.den**-power, den * part.num**-power
    return num, den


def typed_scale(q: Quantity) -> Scale:
    """Return how many atoms the unit of `plain_unit` stands for."""
    return scale_of(parts(q))


def written(words: list[Part]) -> str:
    """Write a unit: money first, then data; things and times behind slashes."""
    ahead = [part for part in words if part.power > 0]
    ahead.sort(key=lambda part: 0 if part.atom == "$" else 1 if part.atom == "bit" else 2)
    above = [_powered(part.word, part.power) for part in ahead]
    below = [part for part in words if part.power < 0]
    below.sort(key=lambda part: part.atom in TIME)
    under = "".join("/" + _powered(singular(part.word), -part.power) for part in below)
    return "·".join(above) + under


def _powered(word: str, power: int) -> str:
    return word if power == 1 else f"{word}^{power}"


def plain_unit(q: Quantity) -> str:
    """Return the unit of an amount in the words it was typed in, without scaling."""
    return written(parts(q))


def unit_for(q: Quantity) -> tuple[str, Scale]:
    """Choose the unit of an amount: as typed, with data and time scaled to read well."""
    words = parts(q)
    if len(words) == 1 and words[0].power == 1:
        return _alone(q, words[0])
    for at, part in enumerate(words):
        if part.atom == "bit" and part.power == 1:
            rest = scale_of(words[:at] + words[at + 1 :])
            words[at] = _scaled_data(abs(q.num) * rest[1], q.den * rest[0], part)
            break
    return written(words), scale_of(words)


def _alone(q: Quantity, part: Part) -> tuple[str, Scale]:
    """Choose the unit when it is a single word, whose plural follows the figure."""
    if part.atom == "bit":
        part = _scaled_data(abs(q.num), q.den, part)
    elif part.atom == "s" and UNITS[part.word].dims["s"] > 0:
        part = _scaled_time(abs(q.num), q.den, part)
    one = q.num * part.den == q.den * part.num
    return counted(part.word, one), (part.num, part.den)


def counted(word: str, one: bool) -> str:
    """Return a unit's word as it is written after a figure, singular for exactly one."""
    return singular(word) if one else _plural(word)


def _scaled_data(num: int, den: int, part: Part) -> Part:
    """Choose the prefix that puts 1 to 999 before it; bits, bytes or binary as typed."""
    if not num:
        return part
    unit = UNITS[part.word]
    base = 1024 if unit.family == "iB" else 1000
    size = 1 if unit.family == "b" else 8
    step = 0
    while step < len(PREFIXES) - 1 and num >= den * size * base ** (step + 1):
        step += 1
    # 999.6 MB would be written as 1,000 MB
    if step < len(PREFIXES) - 1 and 2 * num >= den * size * base**step * 1999:
        step += 1
    ending = "B" if unit.family == "iB" and not step else unit.family
    if "s" in unit.dims:
        ending += "ps"
    return Part(part.atom, part.power, PREFIXES[step] + ending, size * base**step, 1)


def _scaled_time(num: int, den: int, part: Part) -> Part:
    """Keep the unit as typed for 1 to 999 of it, else choose one that puts at least 1 before it."""
    if not num or 1 <= num * part.den // (den * part.num) < 1000:
        return part
    step = next((step for step in _TIME_STEPS if num * step[2] >= den * step[1]), _TIME_STEPS[-1])
    return Part(part.atom, part.power, *step)


def singular(word: str) -> str:
    """Return a unit's word as it is written after 1 or behind a slash."""
    unit = UNITS.get(word)
    if unit is not None and word[-1:] == "s" and UNITS.get(word[:-1]) is unit:
        return word[:-1]
    if unit is not None and not _is_noun(word):
        return word
    return for_count(word, True)


def _plural(word: str) -> str:
    unit = UNITS.get(word)
    if unit is not None and not _is_noun(word):
        many = word + "s"
        spelled_out = word == "day" or (len(word) > 3 and not word.endswith("sec"))
        return many if spelled_out and UNITS.get(many) is unit else word
    return for_count(word, False)


def _is_noun(word: str) -> bool:
    unit = UNITS[word]
    return len(unit.dims) == 1 and not any(atom in _KINDS for atom in unit.dims)


def described(q: Quantity) -> str:
    """Name what an amount measures, for an error: `data (GB)`, `users`, `a plain number`."""
    if not q.dims:
        return "a plain number"
    unit = plain_unit(q)
    if len(q.dims) == 1:
        ((atom, power),) = q.dims.items()
        if power == 1 and atom in _KINDS:
            return f"{_KINDS[atom]} ({unit})"
    return unit
