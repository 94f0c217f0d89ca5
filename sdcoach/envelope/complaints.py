"""Sentences about amounts that do not fit together, each with the step that would help."""

from sdcoach.envelope.errors import CalcError, cut
from sdcoach.envelope.figures import figure
from sdcoach.envelope.quantity import Quantity
from sdcoach.envelope.tree import Convert
from sdcoach.envelope.units import TIME
from sdcoach.envelope.wording import described, plain_unit, typed_scale


def cannot_add(left: Quantity, right: Quantity, minus: bool, start: int, end: int) -> CalcError:
    """Return the complaint about a sum of different things."""
    verb, joint, sign = ("subtract", "from", "-") if minus else ("add", "to", "+")
    return CalcError(
        f"can't {verb} {cut(described(right))} {joint} {cut(described(left))}",
        start,
        end,
        f"both sides of {sign} must measure the same thing",
    )


def cannot_compare(a: Quantity, b: Quantity, start: int, end: int, where: str) -> CalcError:
    """Return the complaint about a comparison of different things; `where` names the place."""
    message = f"can't compare {cut(described(a))} with {cut(described(b))}"
    return CalcError(message, start, end, f"{where} must measure the same thing")


def cannot_convert(q: Quantity, node: Convert) -> CalcError:
    """Return the complaint about a conversion that would lose or invent data, time or money."""
    target = node.target if node.target is not None else Quantity(1)
    goal = described(target) if node.target is not None else "a percentage"
    return CalcError(
        f"can't convert {cut(described(q))} to {cut(goal)}",
        node.at,
        node.end,
        _way_out(q, target, node.label),
    )


def _way_out(q: Quantity, target: Quantity, label: str) -> str:
    """Name the factor that would make a conversion possible, with the amount at hand."""
    scale = typed_scale(q)
    text, _ = figure(q.num * scale[1], q.den * scale[0], 3)
    source = f"{text} {plain_unit(q)}".strip()
    have, want = q.dims, target.dims
    time = sum(want.get(atom, 0) - have.get(atom, 0) for atom in TIME)
    data = want.get("bit", 0) - have.get("bit", 0)
    money = want.get("$", 0) - have.get("$", 0)
    if money:
        step = "multiply by a price" if money > 0 else "divide by a price"
        return f"{step} first, e.g. 50 TB × $0.02/GB to $"
    if data < 0 and time > 0:
        return f"divide by a rate first, e.g. {source} / 100 MB/s to {label}"
    if data > 0 and time < 0:
        return f"multiply by a rate first, e.g. {source} × 100 MB/s to {label}"
    if data > 0:
        return f"multiply by a size first, e.g. {source} × 1 KB to {label}"
    if data < 0:
        return f"divide by a size first, e.g. {source} / 1 KB to {label}"
    if time < 0:
        return f"divide by a time first, e.g. {source} / 1 day to {label}"
    if time > 0:
        return f"multiply by a time first, e.g. {source} × 1 day to {label}"
    return "both must measure the same thing"
