"""What a line says, as a tree. Nodes are frozen and carry their place in the line."""

from typing import NamedTuple, TypeAlias

from sdcoach.envelope.quantity import Quantity


class Literal(NamedTuple):
    """A number with its unit, such as `2 posts/user/day`, or a bare unit, which counts one.

    Attributes:
        start: First code point in the line.
        end: One past the last.
        quantity: Its value; calendar atoms are not yet cancelled.
        bare: It is a plain number without a unit.
    """

    start: int
    end: int
    quantity: Quantity
    bare: bool


class Range(NamedTuple):
    """`lo..hi`, both ends in the same unit."""

    start: int
    end: int
    lo: Quantity
    hi: Quantity
    text: str


class Name(NamedTuple):
    """A value of a line above; `name` is canonical. `prev` and `total` are names, too."""

    start: int
    end: int
    name: str


class Constant(NamedTuple):
    """A shipped constant; `era` is `classic`, `modern` or empty for the sheet's setting."""

    start: int
    end: int
    name: str
    era: str


class Hole(NamedTuple):
    """`?`: the value that is missing."""

    start: int
    end: int


class Negative(NamedTuple):
    """Minus its operand."""

    start: int
    end: int
    operand: "Node"


class Percent(NamedTuple):
    """A hundredth of its operand."""

    start: int
    end: int
    operand: "Node"


class Binary(NamedTuple):
    """Two operands; `op` is one of `+ - * / ^`, at `at` to `till` in the line."""

    start: int
    end: int
    op: str
    left: "Node"
    right: "Node"
    at: int
    till: int


class Call(NamedTuple):
    """A function of one or more operands."""

    start: int
    end: int
    function: str
    operands: tuple["Node", ...]


class Convert(NamedTuple):
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

    start: int
    end: int
    operand: "Node"
    at: int
    target: Quantity | None
    label: str
    prefixed: bool


Node: TypeAlias = (
    Literal | Range | Name | Constant | Hole | Negative | Percent | Binary | Call | Convert
)


def children(node: Node) -> tuple[Node, ...]:
    """Return the direct operands of a node."""
    if isinstance(node, Binary):
        return node.left, node.right
    if isinstance(node, Call):
        return node.operands
    if isinstance(node, Negative | Percent | Convert):
        return (node.operand,)
    return ()
