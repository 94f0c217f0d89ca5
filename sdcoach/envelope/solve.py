"""What is missing in a sum, and what an input would have to be.

`500M users × ? to posts/s = 11.6K posts/s` and `solve cache for total = 1 TB` are the same
question: undo, from the outside in, everything that was done to the unknown. That is exact. Where
the unknown occurs more than once, `seek` finds it instead.
"""

from sdcoach.envelope.chain import Occurrences, Reads, Unknown
from sdcoach.envelope.complaints import cannot_compare
from sdcoach.envelope.context import Context
from sdcoach.envelope.errors import CalcError, cut
from sdcoach.envelope.evaluate import evaluate
from sdcoach.envelope.line import Line, noted
from sdcoach.envelope.quantity import Quantity, factor_between, scaled, times
from sdcoach.envelope.statement import Statement
from sdcoach.envelope.tree import Convert, Hole, Node, children
from sdcoach.envelope.undo import Undoing
from sdcoach.envelope.units import HARD, UNITS

_LONGER = ("s", "min", "hour", "day", "week")


def answered(number: int, text: str, statement: Statement, context: Context) -> Line:
    """Work out a line with a `?`, or one that begins with `solve`.

    Raises:
        CalcError: When there is no such value, or the question is not complete.
    """
    context.notes.extend(statement.notes)
    ask = _solved if statement.kind == "solve" else _missing
    q, prefix, valued = ask(statement, context)
    shown = context.show(q)
    display = f"{prefix} {shown.text}" if valued else f"{prefix} in {shown.unit or 'plain numbers'}"
    return Line(
        number,
        text,
        statement.kind,
        True,
        statement.names[0] if statement.names else "",
        statement.label,
        display,
        q if valued else None,
        shown.unit,
        noted(context),
        shown=shown if valued else None,
        statement=statement,
    )


def _missing(statement: Statement, context: Context) -> tuple[Quantity, str, bool]:
    tree = statement.expression
    assert tree is not None
    holes = [hole for root in (tree, *statement.claims) for hole in _holes(root)]
    if len(holes) > 1:
        raise CalcError("only one ? can be worked out", holes[1].start, holes[1].end)
    if len(statement.claims) > 1:
        raise CalcError("one = is enough to find ?", holes[0].start, holes[0].end)
    if statement.claims:
        claim = statement.claims[0]
        if _holes(claim):
            tree, claim = claim, tree
        need = _goal(tree, evaluate(claim, context), context)
        found = Undoing(Unknown(), dimensions_only=False).undo(tree, need, context)
        return _readable(found), "?", True
    if not isinstance(tree, Convert) or tree.target is None:
        hint = "write `to posts/s` or `= 10K posts/s` behind it"
        raise CalcError("? needs a target", holes[0].start, holes[0].end, hint)
    found = Undoing(Unknown(), dimensions_only=True).undo(tree.operand, tree.target, context)
    return found, "? is", False


def _holes(node: Node) -> list[Hole]:
    if isinstance(node, Hole):
        return [node]
    return [hole for child in children(node) for hole in _holes(child)]


def _goal(tree: Node, claim: Quantity, context: Context) -> Quantity:
    """Return the claim in the unit that the tree converts to; a bare claim is meant in it."""
    if not isinstance(tree, Convert) or tree.target is None:
        return claim
    if not claim.dims and tree.target.dims:
        return times(claim, tree.target, context.calendar)
    num, den, extra = factor_between(claim.dims, tree.target.dims, context.calendar)
    if not HARD.isdisjoint(extra):
        raise cannot_compare(claim, tree.target, tree.at, tree.end, "both sides of =")
    return scaled(claim, num, den, tree.target.dims)


def _readable(q: Quantity) -> Quantity:
    """Choose the time of a rate so that the figure is at least one: 2 a day, not 0.0000231 a second."""
    if q.dims.get("s") != -1 or q.dims.get("bit") or not q.num or q.spread is not None:
        return q
    typed = UNITS.get(q.words.get("s", "s"))
    if typed is None or "s" not in typed.dims or 100 * abs(q.num) * typed.num >= q.den * typed.den:
        return q
    for word in _LONGER:
        if abs(q.num) * UNITS[word].num >= q.den:
            break
    words = {**q.words, "s": word}
    if words.get("req") in ("QPS", "qps", "RPS", "rps", "TPS", "tps"):
        words["req"] = "req"
    return Quantity(q.num, q.den, q.dims, words, exact=q.exact)


def _solved(statement: Statement, context: Context) -> tuple[Quantity, str, bool]:
    tree, goal = statement.expression, statement.claims[0]
    assert tree is not None
    name = statement.target
    entry = context.values.get(name)
    if entry is None:
        raise CalcError(f"unknown name '{cut(name)}'", *statement.place)
    if entry.quantity is None:
        raise CalcError(f"'{cut(name)}' has an error (line {entry.line})", *statement.place)
    context.reads[name] = (entry,)
    claim = evaluate(goal, context)
    now = evaluate(tree, context)
    num, den, extra = factor_between(claim.dims, now.dims, context.calendar)
    if not HARD.isdisjoint(extra):
        raise cannot_compare(claim, now, goal.start, goal.end, "both sides of =")
    need = scaled(claim, num, den, now.dims)
    unknown = Unknown(entry.tree)
    reads: Reads = tuple(context.reads.items())
    count = Occurrences(tree, unknown, reads).within(tree, reads)
    if count == 0:
        raise CalcError(f"the left side does not depend on '{cut(name)}'", tree.start, tree.end)
    try:
        if count == 1:
            found = Undoing(unknown, dimensions_only=False).undo(tree, need, context, reads)
        else:
            from sdcoach.envelope.seek import sought

            found = sought(tree, need, unknown, entry.quantity, context, reads)
    except CalcError as error:
        # Its place may be in the line of another name.
        raise CalcError(error.message, tree.start, tree.end, error.hint) from None
    return _like(found, entry.quantity, context), statement.label, True


def _like(q: Quantity, model: Quantity, context: Context) -> Quantity:
    """Return a value in the atoms and words of the one that it would replace."""
    num, den, extra = factor_between(q.dims, model.dims, context.calendar)
    if not HARD.isdisjoint(extra):
        return q
    same = scaled(q, num, den, model.dims)
    return Quantity(
        same.num, same.den, same.dims, model.words, same.spread, model.percent, same.exact
    )
