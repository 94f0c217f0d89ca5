"""Units and what they are made of: data, time, money, requests, people, machines, anything.

A unit is an exact factor times a product of *atoms*. Five atoms are hard: a conversion may never
lose one. Every other atom is a counted noun. Months and years are atoms of their own, because
the interview calendar (12 months a year, 30 days a month, 365 days a year) is not one factor.
"""

from collections.abc import Mapping

from sdcoach.envelope.nouns import NOT_NOUNS, NOUNS, stem

HARD = frozenset(("bit", "s", "mo", "yr", "$"))
TIME = frozenset(("s", "mo", "yr"))
Dims = Mapping[str, int]


class Unit:
    """What one unit stands for.

    Attributes:
        num: Numerator of the factor to the atoms (bits, seconds, months, years, dollars).
        den: Denominator of that factor.
        dims: Exponent of each atom.
        family: `B`, `iB` or `b` for data in decimal bytes, binary bytes or bits, else empty.
        prefixed: It has a prefix, so that a number before it takes no K, M or B.
    """

    __slots__ = ("den", "dims", "family", "num", "prefixed")

    def __init__(
        self,
        num: int,
        den: int,
        dims: Dims,
        family: str = "",
        prefixed: bool = False,
    ) -> None:
        self.num = num
        self.den = den
        self.dims = dims
        self.family = family
        self.prefixed = prefixed


_BIT: Dims = {"bit": 1}
_BIT_RATE: Dims = {"bit": 1, "s": -1}
_REQUEST_RATE: Dims = {"req": 1, "s": -1}
_SECOND: Dims = {"s": 1}
_PER_SECOND: Dims = {"s": -1}
PREFIXES = ("", "K", "M", "G", "T", "P", "E", "Z", "Y")
_LONG = ("", "kilo", "mega", "giga", "tera", "peta", "exa", "zetta", "yotta")

_TIME_WORDS = (
    (1, 10**9, "ns nsec nsecs nano nanos nanosecond nanoseconds"),
    (1, 10**6, "us µs μs usec usecs micro micros microsecond microseconds"),
    (1, 1000, "ms msec msecs milli millis millisecond milliseconds"),
    (1, 1, "s sec secs second seconds"),
    (60, 1, "min mins minute minutes"),
    (3600, 1, "h hr hrs hour hours"),
    (86400, 1, "d day days"),
    (604800, 1, "wk wks week weeks"),
)
_OTHER_WORDS: tuple[tuple[int, int, Dims, str], ...] = (
    (1, 1, {"mo": 1}, "mo month months"),
    (3, 1, {"mo": 1}, "quarter quarters"),
    (1, 1, {"yr": 1}, "y yr yrs year years"),
    (1, 1, {"$": 1}, "$ USD usd dollar dollars buck bucks"),
    (1, 100, {"$": 1}, "¢ cent cents"),
    (1, 1, _REQUEST_RATE, "qps rps tps QPS RPS TPS"),
    (1, 60, _REQUEST_RATE, "qpm rpm QPM RPM"),
    (1, 1, {"op": 1, "s": -1}, "iops IOPS"),
    (1, 1, {"req": 1}, "req reqs request requests query queries call calls hit hits"),
    (1, 1, {"user": 1}, "user users DAU MAU WAU dau mau wau person persons people"),
    (1, 1, {"op": 1}, "op ops operation operations"),
)


def _data_units(units: dict[str, Unit]) -> None:
    for step, (prefix, long) in enumerate(zip(PREFIXES, _LONG, strict=True)):
        decimal, binary, fixed = 1000**step, 1024**step, bool(step)
        small = prefix.lower()
        bytes_, bits = Unit(8 * decimal, 1, _BIT, "B", fixed), Unit(decimal, 1, _BIT, "b", fixed)
        for name in (f"{prefix}B", f"{long}byte", f"{long}bytes"):
            units[name] = bytes_
        for name in (f"{prefix}bit", f"{prefix}bits", f"{long}bit", f"{long}bits"):
            units[name] = bits
        units[f"{prefix}b"] = bits
        if not step:  # `1M B` would look like 1 MB, so these are grouped like the others
            units["B"], units["b"] = Unit(8, 1, _BIT, "B", True), Unit(1, 1, _BIT, "b", True)
        rate = Unit(decimal, 1, _BIT_RATE, "b", fixed)
        units[f"{prefix}bps"] = units[f"{small}bps"] = rate
        units[f"{prefix}Bps"] = units[f"{small}Bps"] = Unit(8 * decimal, 1, _BIT_RATE, "B", fixed)
        if not step:
            continue
        typed = (f"{small}B", f"{small}b", f"{small}bs", f"{prefix}Bs", f"{prefix}byte")
        for name in (*typed, f"{prefix}bytes", f"{small}byte", f"{small}bytes"):
            units.setdefault(name, bytes_)
        units[f"{small}bit"] = units[f"{small}bits"] = bits
        if prefix == "P":
            del units["pbs"]
        binary_bytes = Unit(8 * binary, 1, _BIT, "iB", True)
        for name in (f"{prefix}iB", f"{prefix}iBs", f"{small}ib", f"{long[:2]}bibytes"):
            units[name] = binary_bytes
        units[f"{long[:2]}bibyte"] = binary_bytes
        units[f"{prefix}ib"] = units[f"{prefix}ibit"] = Unit(binary, 1, _BIT, "b", True)
    for name in ("meg", "megs"):
        units[name] = units["MB"]
    for name in ("gig", "gigs"):
        units[name] = units["GB"]


def _table() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    _data_units(units)
    for num, den, names in _TIME_WORDS:
        unit = Unit(num, den, _SECOND, "", den > 1)
        for name in names.split():
            units[name] = unit
    for num, den, dims, names in _OTHER_WORDS:
        unit = Unit(num, den, dims)
        for name in names.split():
            units[name] = unit
    for step, prefix in enumerate(("", "k", "M", "G")):
        units[f"{prefix}Hz"] = Unit(1000**step, 1, _PER_SECOND, "", bool(step))
    for form, atom in NOUNS.items():
        if form not in units:
            units[form] = Unit(1, 1, {atom: 1})
    return units


UNITS: dict[str, Unit] = _table()
"""Every unit that has a name, by each way of writing it."""

RATE_WORDS = frozenset(
    ("qps", "rps", "tps", "QPS", "RPS", "TPS", "qpm", "rpm", "QPM", "RPM", "iops", "IOPS")
)
"""Words for a count per time, which are shown as they were typed."""


def known(word: str) -> Unit | None:
    """Return the unit of that name; `Users` and `Seconds` are found under their lower-case form."""
    unit = UNITS.get(word)
    if unit is None and len(word) > 3 and word[0].isupper() and word[1:].islower():
        unit = UNITS.get(word.lower())
    return unit


def may_be_counted(word: str) -> bool:
    """Tell whether an unlisted word may be a counted noun: 3 to 24 lower-case ASCII letters."""
    return (
        3 <= len(word) <= 24
        and word.isascii()
        and word.isalpha()
        and word.islower()
        and word not in NOT_NOUNS
    )


def counted(word: str) -> Unit:
    """Return the unit of a noun that is in no table; its atom is marked as such."""
    return Unit(1, 1, {f"#{stem(word)}": 1})
