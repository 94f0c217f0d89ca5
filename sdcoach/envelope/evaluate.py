"""From a tree to an amount, in the context of a sheet."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sdcoach.envelope import functions
from sdcoach.envelope.errors import CalcError, cut
from sdcoach.envelope.facts import AGE, CLASSIC, FACTS, find, text_of
from sdcoach.envelope.figures import figure
from sdcoach.envelope.quantity import (
    Calendar,
    Quantity,
    factor_between,
    negated,
    over,
    raised,
    scaled,
    settled,
    times,
)
from sdcoach.envelope.ranges import Source, Spread
from sdcoach.envelope.render import Shown, Style, described, plain_unit, shown
from sdcoach.envelope.scope import EMPTY
from sdcoach.envelope.tree import (
    Binary,
    Call,
    Constant,
    Convert,
    Hole,
    Literal,
    Name,
    Negative,
    Node,
    Percent,
    Range,
)
from sdcoach.envelope.units import HARD, TIME

_BARE_TIMES = {(60, 1), (3600, 1), (86400, 1), (604800, 1), (2592000, 1), (31536000, 1)}


class Settings(NamedTuple):
    """What directive lines have set."""

    digits: int = 3
    exact_calendar: bool = False
    latency: str = CLASSIC


class Entry(NamedTuple):
    """What a line above defined.

    Attributes:
        quantity: Its value, or None when the line has an error.
        line: Its number in the sheet.
    """

    quantity: Quantity | None
    line: int


class Context:
    """Where a line is evaluated.

    Attributes:
        values: Names of lines above.
        settings: What directive lines have set.
        calendar: Keeps the calendar's notes.
        notes: What was assumed, for the margin.
        reads: Every value that was looked up, to know when the result is stale.
        previous: Finds the values of the lines above, newest first, up to a blank line.
    """

    __slots__ = ("calendar", "notes", "previous", "reads", "settings", "values")

    def __init__(
        self,
        values: Mapping[str, Entry],
        settings: Settings,
        previous: Callable[[], list[Entry]],
    ) -> None:
        self.values = values
        self.settings = settings
        self.previous = previous
        self.calendar = Calendar(settings.exact_calendar)
        self.notes: list[str] = []
        self.reads: dict[str, object] = {}

    def note(self, text: str) -> None:
        """Add a note once."""
        if text not in self.notes:
            self.notes.append(text)

    def show(self, q: Quantity, convert: Convert | None = None) -> Shown:
        """Write an amount as this sheet writes it."""
        return shown(q, Style(self.settings.digits), convert)


def evaluate(node: Node, context: Context) -> Quantity:
    """Return the amount of a tree.

    Raises:
        CalcError: With the place in the line, for anything that has no value.
    """
    return _EVALUATORS[type(node)](node, context)


def _literal(node: Literal, context: Context) -> Quantity:
    q = node.quantity
    dims = q.dims
    return settled(q, context.calendar) if "mo" in dims or "yr" in dims else q


def _range(node: Range, context: Context) -> Quantity:
    lo, hi = settled(node.lo, context.calendar), settled(node.hi, context.calendar)
    spread = Spread.between((lo.num, lo.den), (hi.num, hi.den), Source(node.text, node.start))
    if spread.bounded:
        context.note("a range that touches zero has bounds only")
        num, den = lo.num * hi.den + hi.num * lo.den, 2 * lo.den * hi.den
    else:
        num, den = _geometric_mean(lo, hi)
    return Quantity(num, den, lo.dims, {**lo.words, **hi.words}, spread, lo.percent, False)


def _geometric_mean(lo: Quantity, hi: Quantity) -> tuple[int, int]:
    if (lo.num, lo.den) == (hi.num, hi.den):
        return lo.num, lo.den
    num, den, _ = functions.power_of(lo.num * hi.num, lo.den * hi.den, 1, 2)
    return num, den


def _name(node: Name, context: Context) -> Quantity:
    name = node.name
    entry = context.values.get(name)
    if entry is None:
        if name == "prev":
            return _previous(node, context)
        if name == "total":
            return _total(node, context)
        raise CalcError(f"unknown name '{cut(name)}'", node.start, node.end)
    context.reads[name] = entry.quantity
    if entry.quantity is None:
        raise CalcError(f"'{cut(name)}' has an error (line {entry.line})", node.start, node.end)
    return entry.quantity


def _previous(node: Name, context: Context) -> Quantity:
    above = context.previous()
    entry = above[0] if above else None
    context.reads["prev"] = entry.quantity if entry else None
    if entry is None:
        raise CalcError("no value above", node.start, node.end, "prev is the line before this one")
    if entry.quantity is None:
        raise CalcError(f"line {entry.line} has an error", node.start, node.end)
    return entry.quantity


def _total(node: Name, context: Context) -> Quantity:
    above = context.previous()
    context.reads["total"] = tuple(id(entry.quantity) for entry in above)
    if not above:
        hint = "total adds the values above, up to a blank line"
        raise CalcError("no values above", node.start, node.end, hint)
    sum_: Quantity | None = None
    for entry in reversed(above):
        if entry.quantity is None:
            raise CalcError(f"line {entry.line} has an error", node.start, node.end)
        sum_ = entry.quantity if sum_ is None else add(sum_, entry.quantity, node, context)
    assert sum_ is not None
    return sum_


_constants: dict[tuple[str, str, bool], Quantity] = {}


def constant(name: str, era: str, exact_calendar: bool = False) -> Quantity:
    """Return the value of a constant in an era."""
    from sdcoach.envelope.parse import Parser

    key = name, era, exact_calendar
    if key not in _constants:
        fact = find(name)
        assert fact is not None
        text, _ = text_of(fact, era)
        tree = Parser(text, 0, len(text), EMPTY).full()
        context = Context({}, Settings(exact_calendar=exact_calendar), list)
        _constants[key] = evaluate(tree, context)
    return _constants[key]


def _constant(node: Constant, context: Context) -> Quantity:
    fact = find(node.name)
    assert fact is not None
    era = node.era or context.settings.latency
    text, found = text_of(fact, era)
    context.note(f"{node.name} = {text} ({AGE[found]})")
    return constant(node.name, era, context.settings.exact_calendar)


def _hole(node: Hole, context: Context) -> Quantity:
    raise CalcError("only one ? can be worked out", node.start, node.end)


def _negative(node: Negative, context: Context) -> Quantity:
    return negated(evaluate(node.operand, context))


def _percent(node: Percent, context: Context) -> Quantity:
    q = evaluate(node.operand, context)
    if q.dims:
        raise CalcError("% follows a plain number", node.end - 1, node.end)
    q = scaled(q, 1, 100)
    return Quantity(q.num, q.den, q.dims, q.words, q.spread, True, q.exact)


def _binary(node: Binary, context: Context) -> Quantity:
    op = node.op
    left = evaluate(node.left, context)
    right = evaluate(node.right, context)
    try:
        if op == "*" or op == " ":
            return times(left, right, context.calendar)
        if op == "/":
            if isinstance(node.right, Literal) and node.right.bare:
                _note_bare_time(left, right, context)
            return over(left, right, context.calendar)
        if op == "^":
            return raised(left, right)
        return add(left, right if op == "+" else negated(right), node, context)
    except CalcError as error:
        if error.end <= 1:  # the arithmetic does not know the place
            error.start, error.end = _place(node, error)
        raise


def _place(node: Binary, error: CalcError) -> tuple[int, int]:
    if error.message == "division by zero" and node.op == "/":
        return node.right.start, node.right.end
    return node.at, max(node.till, node.at + 1)


def _note_bare_time(left: Quantity, right: Quantity, context: Context) -> None:
    if (right.num, right.den) in _BARE_TIMES and TIME.isdisjoint(left.dims):
        noun = plain_unit(left)
        context.note(f"{right.num} has no unit: write `to {noun}/s`")


def add(left: Quantity, right: Quantity, node: Node, context: Context) -> Quantity:
    """Add two amounts of the same measure; a percentage is taken of the left side.

    Raises:
        CalcError: When they measure different things.
    """
    minus = isinstance(node, Binary) and node.op == "-"
    if right.percent and not left.percent:
        return times(left, _plus_one(right), context.calendar)
    if left.dims != right.dims:
        num, den, extra = factor_between(right.dims, left.dims, context.calendar)
        if extra:
            if _only_nouns(left, right, extra):
                context.note("a plain number was counted in")
                if not left.dims:
                    left = Quantity(
                        left.num, left.den, right.dims, right.words, left.spread, exact=left.exact
                    )
            else:
                raise _mismatch(left, right, node, minus)
        right = scaled(right, num, den, left.dims)
    spread = None
    if left.spread is not None or right.spread is not None:
        spread = Spread.total(left, right)
    words = left.words if left.words else right.words
    if "bit" in right.words and "bit" in words:
        words = {**words, "bit": _shared_data_word(words["bit"], right.words["bit"])}
    q = Quantity(
        left.num * right.den + right.num * left.den,
        left.den * right.den,
        left.dims,
        words,
        spread,
        left.percent and right.percent,
        left.exact and right.exact,
    )
    if minus and q.num < 0 and _bare(node):
        context.note("a-b subtracts; a range is a..b")
    return q


def _shared_data_word(a: str, b: str) -> str:
    from sdcoach.envelope.quantity import _data_word

    return _data_word(a, b)


def _plus_one(percent: Quantity) -> Quantity:
    spread = Spread.total(Quantity(1), percent) if percent.spread is not None else None
    return Quantity(percent.den + percent.num, percent.den, spread=spread, exact=percent.exact)


def _bare(node: Node) -> bool:
    return (
        isinstance(node, Binary)
        and isinstance(node.left, Literal)
        and isinstance(node.right, Literal)
        and node.left.bare
    )


def _only_nouns(left: Quantity, right: Quantity, extra: Mapping[str, int]) -> bool:
    """Tell whether a plain number is added to a count, which is allowed with a note."""
    return not (left.dims and right.dims) and HARD.isdisjoint(extra)


def _mismatch(left: Quantity, right: Quantity, node: Node, minus: bool) -> CalcError:
    verb, joint, sign = ("subtract", "from", "-") if minus else ("add", "to", "+")
    at, till = (node.at, node.till) if isinstance(node, Binary) else (node.start, node.end)
    return CalcError(
        f"can't {verb} {cut(described(right))} {joint} {cut(described(left))}",
        at,
        till,
        f"both sides of {sign} must measure the same thing",
    )


def _call(node: Call, context: Context) -> Quantity:
    name = node.function
    values = [evaluate(operand, context) for operand in node.operands]
    try:
        if name in ("min", "max", "sum", "avg"):
            return _of_many(name, values, node, context)
        if len(values) > 1:
            second = node.operands[1]
            raise CalcError(f"{name} takes one value", second.start, second.end)
        return _of_one(name, values[0], context)
    except CalcError as error:
        if error.end <= 1:
            error.start, error.end = node.start, node.end
        raise


def _of_one(name: str, q: Quantity, context: Context) -> Quantity:
    if name in ("ceil", "floor", "round"):
        q, note = functions.whole(q, name)
        if note:
            context.note(note)
        return q
    if name == "sqrt":
        return raised(q, Quantity(1, 2))
    if name == "abs":
        return negated(q) if q.num < 0 else q
    if name == "nines":
        return functions.nines(q)
    return functions.logarithm(q, name)


def _of_many(name: str, values: list[Quantity], node: Call, context: Context) -> Quantity:
    if name in ("min", "max"):
        same = values[:1]
        for q in values[1:]:
            num, den, extra = factor_between(q.dims, values[0].dims, context.calendar)
            if extra:
                raise CalcError(
                    f"can't compare {cut(described(q))} with {cut(described(values[0]))}",
                    node.start,
                    node.end,
                    f"all values of {name} must measure the same thing",
                )
            same.append(scaled(q, num, den, values[0].dims))
        return functions.extreme(same, name == "max")
    total = values[0]
    for q in values[1:]:
        total = add(total, q, node, context)
    return scaled(total, 1, len(values)) if name == "avg" else total


def _convert(node: Convert, context: Context) -> Quantity:
    q = evaluate(node.operand, context)
    target = node.target
    if target is None:
        if node.label == "%" and q.dims:
            raise _no_conversion(q, Quantity(1), node, context)
        return q
    num, den, extra = factor_between(q.dims, target.dims, context.calendar)
    if extra:
        if not HARD.isdisjoint(extra):
            raise _no_conversion(q, target, node, context)
        _note_nouns(q, target, extra, context)
    spread = q.spread and q.spread.scaled(num, den)
    return Quantity(q.num * num, q.den * den, target.dims, target.words, spread, False, q.exact)


def _note_nouns(q: Quantity, target: Quantity, extra: Mapping[str, int], context: Context) -> None:
    dropped = [q.words.get(atom, atom) for atom in extra if atom in q.dims]
    added = [target.words.get(atom, atom) for atom in extra if atom not in q.dims]
    if dropped:
        context.note(f"{', '.join(dropped)} dropped")
    if added and q.dims:
        context.note(f"{', '.join(added)} added")


def _no_conversion(q: Quantity, target: Quantity, node: Convert, context: Context) -> CalcError:
    goal = described(target) if node.target is not None else "a percentage"
    return CalcError(
        f"can't convert {cut(described(q))} to {cut(goal)}",
        node.at,
        node.end,
        _way_out(q, target, node, context),
    )


def _way_out(q: Quantity, target: Quantity, node: Convert, context: Context) -> str:
    """Name the factor that would make a conversion possible, by example."""
    unit = plain_unit(q)
    factor = plain_unit_factor(q)
    text, _ = figure(q.num * factor[1], q.den * factor[0], context.settings.digits)
    source = f"{text} {unit}".strip()
    label = node.label
    have, want = q.dims, target.dims
    time_have = sum(have.get(atom, 0) for atom in TIME)
    time_want = sum(want.get(atom, 0) for atom in TIME)
    if have.get("bit") == 1 and "bit" not in want and time_have == 0 and time_want == 1:
        return f"divide by a rate first, e.g. {source} / 100 MB/s to {label}"
    if time_have == 1 and "bit" not in have and want.get("bit") == 1 and time_want == 0:
        return f"multiply by a rate first, e.g. {source} × 100 MB/s to {label}"
    if want.get("$", 0) and not have.get("$", 0):
        return (
            f"multiply by a price first, e.g. {source} × $2/{label.split('/')[0] or 'GB'}"
            if False
            else "multiply by a price first, e.g. 50 TB × $0.02/GB to $"
        )
    if want.get("bit", 0) == 1 and not have.get("bit", 0):
        return f"multiply by a size first, e.g. {source} × 1 KB to {label}"
    if time_want < time_have:
        return f"divide by a time first, e.g. {source} / 1 day to {label}"
    if time_want > time_have:
        return f"multiply by a time first, e.g. {source} × 1 day to {label}"
    return "both must measure the same thing"


def plain_unit_factor(q: Quantity) -> tuple[int, int]:
    """Return how many atoms the unit stands for that an amount was typed in."""
    from sdcoach.envelope.units import UNITS

    num = den = 1
    for atom, exponent in q.dims.items():
        unit = UNITS.get(q.words.get(atom, ""))
        if unit is None or atom not in unit.dims:
            continue
        top, bottom = (unit.num, unit.den) if exponent > 0 else (unit.den, unit.num)
        num, den = num * top ** abs(exponent), den * bottom ** abs(exponent)
    return num, den


_EVALUATORS: dict[type, Callable[..., Quantity]] = {
    Literal: _literal,
    Range: _range,
    Name: _name,
    Constant: _constant,
    Hole: _hole,
    Negative: _negative,
    Percent: _percent,
    Binary: _binary,
    Call: _call,
    Convert: _convert,
}
