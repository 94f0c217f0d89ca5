"""From a tree to an amount, in the context of a sheet."""

from collections.abc import Callable, Mapping, Sequence

from sdcoach.envelope import functions
from sdcoach.envelope.complaints import cannot_add, cannot_compare, cannot_convert
from sdcoach.envelope.context import Context, Entry, Settings, nothing_above
from sdcoach.envelope.errors import CalcError, cut
from sdcoach.envelope.facts import AGE, find, text_of
from sdcoach.envelope.quantity import (
    Quantity,
    data_word,
    factor_between,
    negated,
    over,
    raised,
    scaled,
    settled,
    times,
)
from sdcoach.envelope.ranges import Source, Spread
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
from sdcoach.envelope.wording import plain_unit

_BARE_TIMES = frozenset((60, 3600, 86400, 604800, 2592000, 31536000))


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
    spread = Spread.between((lo.num, lo.den), (hi.num, hi.den), Source(node.text, context.label))
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
    context.reads[name] = (entry,)
    if entry.quantity is None:
        raise CalcError(f"'{cut(name)}' has an error (line {entry.line})", node.start, node.end)
    return entry.quantity


def _previous(node: Name, context: Context) -> Quantity:
    above = context.previous()[:1]
    context.reads["prev"] = above
    if not above:
        raise CalcError("no value above", node.start, node.end, "prev is the line before this one")
    return _valid(above[0], node)


def _total(node: Name, context: Context) -> Quantity:
    above = summands(context.previous())
    context.reads["total"] = above
    if not above:
        hint = "total adds the values above, up to a blank line"
        raise CalcError("no values above", node.start, node.end, hint)
    return total(above, node, context)


def summands(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries that `total` adds: all but other totals."""
    return tuple([e for e in entries if not any(name == "total" for name, _ in e.reads)])


def total(entries: Sequence[Entry], node: Node, context: Context) -> Quantity:
    """Add the values of lines, given newest first.

    Raises:
        CalcError: When one has an error or they measure different things.
    """
    result = _valid(entries[-1], node)
    for entry in reversed(entries[:-1]):
        result = add(result, _valid(entry, node), node, context)
    return result


def _valid(entry: Entry, node: Node) -> Quantity:
    if entry.quantity is None:
        raise CalcError(f"line {entry.line} has an error", node.start, node.end)
    return entry.quantity


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
        context = Context({}, Settings(exact_calendar=exact_calendar), nothing_above)
        _constants[key] = evaluate(tree, context)
    return _constants[key]


def _constant(node: Constant, context: Context) -> Quantity:
    fact = find(node.name)
    assert fact is not None
    era = node.era or context.settings.latency
    text, found = text_of(fact, era)
    context.note(f"{node.name} = {text} ({AGE[found]})")
    return constant(node.name, era, context.settings.exact_calendar)


def _hole(node: Hole, _context: Context) -> Quantity:
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
    left = evaluate(node.left, context)
    right = evaluate(node.right, context)
    return apply(node, left, right, context)


def apply(node: Binary, left: Quantity, right: Quantity, context: Context) -> Quantity:
    """Apply the operator of a node to two amounts.

    Raises:
        CalcError: When the two do not fit together.
    """
    op = node.op
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
    if right.den == 1 and right.num in _BARE_TIMES and TIME.isdisjoint(left.dims):
        context.note(f"{right.num} has no unit: write `to {plain_unit(left) or 'posts'}/s`")


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
                at, till = (
                    (node.at, node.till) if isinstance(node, Binary) else (node.start, node.end)
                )
                error = cannot_add(left, right, minus, at, till)
                if minus and _bare(node):
                    error.hint = "a-b subtracts; a range is a..b"
                raise error
        right = scaled(right, num, den, left.dims)
    spread = None
    if left.spread is not None or right.spread is not None:
        spread = Spread.total(left, right)
    words = left.words if left.words else right.words
    if "bit" in right.words and "bit" in words:
        words = {**words, "bit": data_word(words["bit"], right.words["bit"])}
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


def _call(node: Call, context: Context) -> Quantity:
    return call(node, [evaluate(operand, context) for operand in node.operands], context)


def call(node: Call, values: list[Quantity], context: Context) -> Quantity:
    """Apply a function to amounts.

    Raises:
        CalcError: When it takes no such values.
    """
    name = node.function
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
        return functions.absolute(q)
    if name == "nines":
        return functions.nines(q)
    return functions.logarithm(q, name)


def _of_many(name: str, values: list[Quantity], node: Call, context: Context) -> Quantity:
    if name in ("min", "max"):
        return functions.extreme(in_units_of_first(values, node, context), name == "max")
    sum_ = values[0]
    for q in values[1:]:
        sum_ = add(sum_, q, node, context)
    return scaled(sum_, 1, len(values)) if name == "avg" else sum_


def in_units_of_first(values: list[Quantity], node: Call, context: Context) -> list[Quantity]:
    """Return amounts in the atoms of the first.

    Raises:
        CalcError: When they measure different things.
    """
    first = values[0]
    same = [first]
    for q in values[1:]:
        num, den, extra = factor_between(q.dims, first.dims, context.calendar)
        if extra:
            where = f"all values of {node.function}"
            raise cannot_compare(q, first, node.start, node.end, where)
        same.append(scaled(q, num, den, first.dims))
    return same


def _convert(node: Convert, context: Context) -> Quantity:
    return convert(node, evaluate(node.operand, context), context)


def convert(node: Convert, q: Quantity, context: Context) -> Quantity:
    """Convert an amount; nouns may be dropped or added, data, time and money may not.

    Raises:
        CalcError: When something hard would be lost or invented.
    """
    target = node.target
    if target is None:
        if node.label == "%" and q.dims:
            raise cannot_convert(q, node)
        return q
    num, den, extra = factor_between(q.dims, target.dims, context.calendar)
    if extra:
        if not HARD.isdisjoint(extra):
            raise cannot_convert(q, node)
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
