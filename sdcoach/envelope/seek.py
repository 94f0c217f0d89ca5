"""Finding an input that occurs more than once: exactly for straight lines, else by halving."""

from collections.abc import Callable

from sdcoach.envelope.chain import Reads, Unknown, context_of, upstream
from sdcoach.envelope.context import Context, Entry
from sdcoach.envelope.errors import CalcError
from sdcoach.envelope.evaluate import evaluate
from sdcoach.envelope.quantity import Quantity
from sdcoach.envelope.ranges import Ratio, reduced
from sdcoach.envelope.tree import Node

_HALVINGS = 40
_DOUBLINGS = 40
_MOST_LINES = 200


def sought(
    tree: Node, need: Quantity, unknown: Unknown, now: Quantity, context: Context, reads: Reads
) -> Quantity:
    """Return the value of the unknown for which a tree comes to `need`.

    Args:
        tree: What shall come to `need`; the unknown goes into it more than once.
        need: The goal, in the atoms of the tree.
        unknown: What is looked for.
        now: Its present value, from which the search starts.
        context: Where the tree is evaluated.
        reads: The entries that its names stand for.

    Raises:
        CalcError: When none is found.
    """
    trial = _Trial(tree, unknown, context, reads)
    start = now if now.num else Quantity(1, 1, now.dims, now.words)
    return _straight(trial, start, need) or _halved(trial, start, need)


class _Trial:
    """Evaluates a tree with another value in the place of the unknown."""

    def __init__(self, tree: Node, unknown: Unknown, context: Context, reads: Reads) -> None:
        self.tree = tree
        self.unknown = unknown
        self.context = context
        self.reads = reads
        self.entries = upstream(tree, unknown, reads)
        if len(self.entries) > _MOST_LINES:
            raise CalcError("too many lines lie between", tree.start, tree.end)

    def at(self, value: Quantity) -> tuple[int, int]:
        """Return what the tree comes to, in its atoms."""
        values: dict[int, Entry] = {}
        for entry in self.entries:
            if self.unknown.is_entry(entry):
                values[id(entry)] = entry.with_value(value)
            elif any(id(found) in values for _, read in entry.reads for found in read):
                assert entry.tree is not None
                q = evaluate(entry.tree, context_of(entry, values))
                values[id(entry)] = entry.with_value(q)
        top = Entry(None, 0, self.tree, self.reads, self.context.settings)
        q = evaluate(self.tree, context_of(top, values))
        return q.num, q.den


def _times(q: Quantity, num: int, den: int) -> Quantity:
    return Quantity(q.num * num, q.den * den, q.dims, q.words, percent=q.percent)


def _straight(trial: _Trial, start: Quantity, need: Quantity) -> Quantity | None:
    """Solve exactly when the tree is a straight line in the unknown, or in one over it."""
    first, second, third = (trial.at(_times(start, n, 1)) for n in (1, 2, 3))
    slope = _minus(second, first)
    if not slope[0]:
        return None
    if _equal(_minus(third, second), slope):
        away = _minus((need.num, need.den), first)
        num, den = away[0] * slope[1] + away[1] * slope[0], away[1] * slope[0]
        return _times(start, num, den)
    # a + b/x: from 1 to 1/2 it falls by b/2, from 1/2 to 1/3 by b/6
    fall, less = _minus(first, second), _minus(second, third)
    if _equal(fall, (less[0] * 3, less[1])):
        over = (fall[0] * 2, fall[1])
        base = _minus(first, over)
        rest = _minus((need.num, need.den), base)
        if rest[0]:
            return _times(start, over[0] * rest[1], over[1] * rest[0])
    return None


def _minus(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    q = Quantity(a[0] * b[1] - b[0] * a[1], a[1] * b[1])
    return q.num, q.den


def _equal(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] * b[1] == b[0] * a[1]


def _halved(trial: _Trial, start: Quantity, need: Quantity) -> Quantity:
    """Solve by halving between two powers of two, for a tree that rises or falls throughout."""
    goal = need.num, need.den

    def side(factor: Ratio) -> int:
        gap = _minus(trial.at(_times(start, *factor)), goal)[0]
        return (gap > 0) - (gap < 0)

    here = side((1, 1))
    if not here:
        return start
    for step in range(1, _DOUBLINGS):
        for far in ((2**step, 1), (1, 2**step)):
            if side(far) != here:
                near = (far[0] // 2, 1) if far[0] > 1 else (1, far[1] // 2)
                found = _times(start, *_between(near, far, here, side))
                num, den = _minus(trial.at(found), goal)
                if abs(num) * goal[1] * 10**6 > den * abs(goal[0]):
                    raise CalcError("no value gives that exactly")
                return Quantity(found.num, found.den, found.dims, found.words, exact=not num)
    raise CalcError("no value gives that")


def _between(near: Ratio, far: Ratio, here: int, side: Callable[[Ratio], int]) -> Ratio:
    """Narrow down where the side changes; `far` is on the other side or on the spot."""
    for _ in range(_HALVINGS):
        middle = reduced((near[0] * far[1] + far[0] * near[1], 2 * near[1] * far[1]))
        there = side(middle)
        if not there:
            return middle
        if there == here:
            near = middle
        else:
            far = middle
    return far
