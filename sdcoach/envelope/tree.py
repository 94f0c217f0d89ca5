"""What a line says, as a tree. Nodes carry their place in the line and are not changed once read.

They are plain classes with slots, like all that `sdcoach calc` loads: `typing.NamedTuple` alone
costs a third of a bare interpreter's start, `dataclasses` more than all of it.
"""

from sdcoach.envelope.quantity import Quantity


class Literal:
    """A number with its unit, such as `2 posts/user/day`, or a bare unit, which counts one.

    Attributes:
        start: First code point in the line.
        end: One past the last.
        quantity: Its value; calendar atoms are not yet cancelled.
        bare: It is a plain number without a unit.
        unit_only: It is a unit without a number.
    """

    __slots__ = ("bare", "end", "quantity", "start", "unit_only")

    def __init__(
        self,
        start: int,
        end: int,
        quantity: Quantity,
        bare: bool,
        unit_only: bool = False,
    ) -> None:
        self.start = start
        self.end = end
        self.quantity = quantity
        self.bare = bare
        self.unit_only = unit_only


class Range:
    """`lo..hi`, both ends in the same unit."""

    __slots__ = ("end", "hi", "lo", "start", "text")

    def __init__(
        self,
        start: int,
        end: int,
        lo: Quantity,
        hi: Quantity,
        text: str,
    ) -> None:
        self.start = start
        self.end = end
        self.lo = lo
        self.hi = hi
        self.text = text


class Name:
    """A value of a line above; `name` is canonical. `prev` and `total` are names, too."""

    __slots__ = ("end", "name", "start")

    def __init__(
        self,
        start: int,
        end: int,
        name: str,
    ) -> None:
        self.start = start
        self.end = end
        self.name = name


class Constant:
    """A shipped constant; `era` is `classic`, `modern` or empty for the sheet's setting."""

    __slots__ = ("end", "era", "name", "start")

    def __init__(
        self,
        start: int,
        end: int,
        name: str,
        era: str,
    ) -> None:
        self.start = start
        self.end = end
        self.name = name
        self.era = era


class Hole:
    """`?`: the value that is missing."""

    __slots__ = ("end", "start")

    def __init__(
        self,
        start: int,
        end: int,
    ) -> None:
        self.start = start
        self.end = end


class Negative:
    """Minus its operand."""

    __slots__ = ("end", "operand", "start")

    def __init__(
        self,
        start: int,
        end: int,
        operand: "Node",
    ) -> None:
        self.start = start
        self.end = end
        self.operand = operand


class Percent:
    """A hundredth of its operand."""

    __slots__ = ("end", "operand", "start")

    def __init__(
        self,
        start: int,
        end: int,
        operand: "Node",
    ) -> None:
        self.start = start
        self.end = end
        self.operand = operand


class Binary:
    """Two operands; `op` is one of `+ - * / ^`, at `at` to `till` in the line."""

    __slots__ = ("at", "end", "left", "op", "right", "start", "till")

    def __init__(
        self,
        start: int,
        end: int,
        op: str,
        left: "Node",
        right: "Node",
        at: int,
        till: int,
    ) -> None:
        self.start = start
        self.end = end
        self.op = op
        self.left = left
        self.right = right
        self.at = at
        self.till = till


class Call:
    """A function of one or more operands."""

    __slots__ = ("end", "function", "operands", "start")

    def __init__(
        self,
        start: int,
        end: int,
        function: str,
        operands: tuple["Node", ...],
    ) -> None:
        self.start = start
        self.end = end
        self.function = function
        self.operands = operands


class Convert:
    """A conversion.

    Attributes:
        start: First code point of the whole.
        end: One past the last.
        operand: What is converted.
        at: Where `to` begins.
        target: The unit as a quantity of one; None when only the figure's form is asked for.
        label: The unit as typed, or `exact`, `sci` or `%`.
        prefixed: The unit has a prefix, so the figure is grouped rather than shortened.
    """

    __slots__ = ("at", "end", "label", "operand", "prefixed", "start", "target")

    def __init__(
        self,
        start: int,
        end: int,
        operand: "Node",
        at: int,
        target: Quantity | None,
        label: str,
        prefixed: bool,
    ) -> None:
        self.start = start
        self.end = end
        self.operand = operand
        self.at = at
        self.target = target
        self.label = label
        self.prefixed = prefixed


Node = Literal | Range | Name | Constant | Hole | Negative | Percent | Binary | Call | Convert


def children(node: Node) -> tuple[Node, ...]:
    """Return the direct operands of a node."""
    if isinstance(node, Binary):
        return node.left, node.right
    if isinstance(node, Call):
        return node.operands
    if isinstance(node, Negative | Percent | Convert):
        return (node.operand,)
    return ()
