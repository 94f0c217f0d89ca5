"""What a value is in other words: per second, in bits, in seconds. Shown beside the value."""

from sdcoach.envelope.context import Context
from sdcoach.envelope.quantity import Calendar, Quantity
from sdcoach.envelope.render import Shown
from sdcoach.envelope.tree import Convert, Hole
from sdcoach.envelope.units import TIME, UNITS

_MEGABYTE = 8 * 10**6
_SECOND_WORDS = frozenset(("s", "sec", "secs", "second", "seconds"))


def note_other_units(q: Quantity, shown: Shown, context: Context) -> None:
    """Add notes that say a rate per second, a byte rate in bits, a long time in seconds."""
    dims = q.dims
    if not dims or q.spread is not None or not q.num or "$" in dims:
        return
    time = ""
    for atom in dims:
        if atom in TIME:
            if time:
                return
            time = atom
    if not time:
        return
    if dims[time] == -1:
        if dims.get("bit") == 1 and len(dims) == 2:
            _note_bits(_per_second(q, time, context), shown, context)
        elif all(power > 0 for atom, power in dims.items() if atom != time):
            _note_per_second(q, time, shown, context)
    elif len(dims) == 1 and q.words.get("s") == "s" and shown.unit in ("h", "days", "day", "min"):
        context.note(context.show(q, _to_seconds()).text)


def _per_second(q: Quantity, time: str, context: Context) -> Quantity:
    if time == "s":
        return q
    num, den, _ = Calendar(context.settings.exact_calendar).cancel({time: -1, "s": 1})
    dims = {atom: e for atom, e in q.dims.items() if atom != time}
    return Quantity(q.num * num, q.den * den, {**dims, "s": -1}, q.words)


def _note_per_second(q: Quantity, time: str, shown: Shown, context: Context) -> None:
    word = shown.unit.rpartition("/")[2]
    unit = UNITS.get(word)
    per_minute = unit is not None and unit.den == 60
    if not per_minute and ("/" not in shown.unit or word in _SECOND_WORDS or "second" in word):
        return
    rate = _per_second(q, time, context)
    if abs(rate.num) * 100 < rate.den:
        return  # 0.0001 a second says nothing
    context.note(context.show(Quantity(rate.num, rate.den, {"s": -1})).text)


def _note_bits(rate: Quantity, shown: Shown, context: Context) -> None:
    in_bytes = "B" in shown.unit or "byte" in shown.unit
    if in_bytes and rate.num >= rate.den * _MEGABYTE:
        bits = Quantity(rate.num, rate.den, rate.dims, {"bit": "bps"})
        context.note(context.show(bits).text)


def _to_seconds() -> Convert:
    return Convert(0, 0, Hole(0, 0), 0, Quantity(1, 1, {"s": 1}, {"s": "s"}), "s", False)
