"""Undoing a sum from the outside in, to find the one value that it lacks. Exact."""

from sdcoach.envelope.chain import Occurrences, Reads, Unknown, context_of, looked_up
from sdcoach.envelope.complaints import cannot_convert
from sdcoach.envelope.context import Context
from sdcoach.envelope.errors import CalcError
from sdcoach.envelope.evaluate import add, evaluate
from sdcoach.envelope.quantity import (
    Quantity,
    factor_between,
    negated,
    over,
    raised,
    scaled,
    times,
)
from sdcoach.envelope.tree import Binary, Call, Convert, Literal, Name, Negative, Node, Percent
from sdcoach.envelope.units import HARD


class Undoing:
    """Finds what one unknown must be.

    Attributes:
        unknown: What is looked for.
        dimensions_only: Take every amount as one of its unit; only the atoms are asked for.
    """

    def __init__(self, unknown: Unknown, *, dimensions_only: bool) -> None:
        self.unknown = unknown
        self.dimensions_only = dimensions_only
        self._counts: Occurrences

    def undo(self, node: Node, need: Quantity, context: Context, reads: Reads = ()) -> Quantity:
        """Return what the unknown must be for a tree to come to `need`.

        Args:
            node: A tree in which the unknown occurs once.
            need: What it shall come to.
            context: Where the tree is evaluated.
            reads: The entries that its names stand for.

        Raises:
            CalcError: When no value does, or there is no way back.
        """
        self._counts = Occurrences(node, self.unknown, reads)
        while not self.unknown.is_at(node, reads):
            if isinstance(node, Convert):
                need, node = _unconverted(node, need, context), node.operand
            elif isinstance(node, Negative):
                need, node = negated(need), node.operand
            elif isinstance(node, Percent):
                need, node = scaled(need, 100, 1), node.operand
            elif isinstance(node, Binary):
                need, node = self._side(node, need, context, reads)
            elif isinstance(node, Call):
                need, node = self._argument(node, need, context, reads)
            elif isinstance(node, Name):
                need, node, context, reads = self._line_above(node, need, context, reads)
            else:
                raise CalcError("there is no way back from here", node.start, node.end)
        return need

    def _leads(self, node: Node, reads: Reads) -> bool:
        return self._counts.within(node, reads) > 0

    def _value(self, node: Node, context: Context) -> Quantity:
        q = evaluate(node, context)
        if self.dimensions_only:
            return Quantity(1, 1, q.dims, q.words)
        return q

    def _side(
        self, node: Binary, need: Quantity, context: Context, reads: Reads
    ) -> tuple[Quantity, Node]:
        """Bring the side without the unknown over to the other."""
        left = self._leads(node.left, reads)
        inside, outside = (node.left, node.right) if left else (node.right, node.left)
        other = self._value(outside, context)
        calendar = context.calendar
        try:
            if node.op in "* ":
                return over(need, other, calendar), inside
            if node.op == "/":
                back = times(need, other, calendar) if left else over(other, need, calendar)
                return back, inside
            if node.op == "^":
                return self._unpowered(node, need, other, left), inside
            if self.dimensions_only:
                return Quantity(1, 1, need.dims, need.words), inside
            if left and other.percent and not need.percent:
                one = Quantity(1)
                factor = add(one, other if node.op == "+" else negated(other), node, context)
                return over(need, factor, calendar), inside
            if node.op == "+":
                return _sum(need, negated(other), node, context), inside
            if left:
                return _sum(need, other, node, context), inside
            return _sum(other, negated(need), node, context), inside
        except CalcError as error:
            if error.message == "division by zero":
                raise CalcError("no value gives that", node.start, node.end) from None
            if error.end <= 1:
                error.start, error.end = node.start, node.end
            raise

    def _unpowered(self, node: Binary, need: Quantity, other: Quantity, left: bool) -> Quantity:
        if left:
            if isinstance(node.right, Literal):
                other = node.right.quantity
            if not other.num or other.dims:
                raise CalcError("no value gives that", node.start, node.end)
            return raised(need, Quantity(other.den, other.num))
        if self.dimensions_only:
            return Quantity(1)
        from sdcoach.envelope.functions import logarithm

        if need.dims or other.dims or need.num <= 0 or other.num <= 0 or other.num == other.den:
            raise CalcError("no value gives that", node.start, node.end)
        bottom = logarithm(other, "log2")
        top = logarithm(need, "log2")
        return Quantity(
            top.num * bottom.den, top.den * bottom.num, exact=top.exact and bottom.exact
        )

    def _argument(
        self, node: Call, need: Quantity, context: Context, reads: Reads
    ) -> tuple[Quantity, Node]:
        inside = next(operand for operand in node.operands if self._leads(operand, reads))
        name = node.function
        if name in ("sum", "avg"):
            if name == "avg":
                need = scaled(need, len(node.operands), 1)
            for operand in node.operands:
                if operand is not inside and not self.dimensions_only:
                    need = _sum(need, negated(self._value(operand, context)), node, context)
            return need, inside
        if name in ("ceil", "floor", "round"):
            context.note(f"{name} hides the exact value")
            return need, inside
        if name == "sqrt":
            return raised(need, Quantity(2)), inside
        if name in ("log2", "log10"):
            base = Quantity(2 if name == "log2" else 10)
            return Quantity(1) if self.dimensions_only else raised(base, need), inside
        raise CalcError(f"there is no way back through {name}", node.start, node.end)

    def _line_above(
        self, node: Name, need: Quantity, context: Context, reads: Reads
    ) -> tuple[Quantity, Node, Context, Reads]:
        """Go on in the line that the name stands for; for `total`, leave the others' share."""
        entries = looked_up(node.name, reads)
        entry = next(e for e in entries if self._counts.of(e))
        for other in entries:
            if other is not entry and other.quantity is not None:
                need = _sum(need, negated(other.quantity), node, context)
        assert entry.tree is not None
        if self.unknown.is_entry(entry):  # `total` adds the unknown itself up
            return need, Name(node.start, node.end, "it"), context, (("it", (entry,)),)
        return need, entry.tree, context_of(entry), entry.reads


def _sum(a: Quantity, b: Quantity, node: Node, context: Context) -> Quantity:
    plain_b = Quantity(b.num, b.den, b.dims, b.words, b.spread, a.percent and b.percent, b.exact)
    return add(a, plain_b, node, context)


def _unconverted(node: Convert, need: Quantity, context: Context) -> Quantity:
    """Undo a conversion; what is asked of the inside is in the same measure."""
    if node.target is None:
        return need
    num, den, extra = factor_between(need.dims, node.target.dims, context.calendar)
    if not HARD.isdisjoint(extra):
        raise cannot_convert(need, node)
    return scaled(need, num, den, node.target.dims)
