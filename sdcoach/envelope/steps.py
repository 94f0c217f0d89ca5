"""A line unfolded into the sums that a candidate would say aloud.

The line is written out in full numbers, then folded from the inside: each line of the result is
one sum, with the things that cancel beside it, until one amount is left; then the conversion,
with its factor by name, and the rounding.
"""

from typing import NamedTuple, TypeAlias

from sdcoach.envelope.chain import context_of, looked_up
from sdcoach.envelope.context import Context, Entry
from sdcoach.envelope.evaluate import apply, call, convert, evaluate
from sdcoach.envelope.figures import figure, in_full, rounded
from sdcoach.envelope.line import Line
from sdcoach.envelope.quantity import Calendar, Quantity, negated, scaled
from sdcoach.envelope.render import joined
from sdcoach.envelope.render import shown as shown_as
from sdcoach.envelope.tree import (
    Binary,
    Call,
    Constant,
    Convert,
    Literal,
    Name,
    Negative,
    Node,
    Percent,
)
from sdcoach.envelope.units import TIME, UNITS
from sdcoach.envelope.wording import Part, counted, parts, plain_unit, singular, typed_scale

_COLUMN = 40
_MOST_FOLDS = 12
_SIGNS = {"*": "×", "/": "÷", "+": "+", "-": "−", " ": "", "^": "^"}
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, " ": 3, "^": 4}
_ROUGHLY = {86400: "≈ 10⁵", 31536000: "≈ 3 × 10⁷", 2592000: "≈ 2.5 × 10⁶"}


class _Leaf(NamedTuple):
    """An amount that is not folded further."""

    quantity: Quantity


class _Fold(NamedTuple):
    """An operation whose operands may still be unfolded."""

    node: Node
    operands: "tuple[_Piece, ...]"


_Piece: TypeAlias = _Leaf | _Fold


def steps(line: Line, entry: Entry) -> list[str]:
    """Unfold a line.

    Args:
        line: A line with a value.
        entry: Its entry in the sheet.
    """
    tree = entry.tree
    assert tree is not None
    if line.kind == "missing" or line.quantity is None:
        return []
    context = context_of(entry)
    target = tree if isinstance(tree, Convert) and tree.target is not None else None
    body = tree.operand if isinstance(tree, Convert) else tree
    out = [_headline(line, target)]
    out += _names(body, entry)
    piece = _piece(body, context)
    first = True
    for _ in range(_MOST_FOLDS):
        if isinstance(piece, _Leaf):
            break
        folded, cancelled = _fold(piece, context)
        note = f"{' and '.join(cancelled)} cancel" if cancelled else ""
        out.append(_row(_written(piece) if first else f"= {_written(piece)}", note))
        piece, first = folded, False
    q = piece.quantity if isinstance(piece, _Leaf) else evaluate(body, context)
    shown = line.result
    if target is None:
        out.append(_last(f"= {_amount(q)}" if not first else _amount(q), shown))
        return out
    out.append(_row(f"= {_amount(q)}" if not first else _amount(q), ""))
    out += [_row(text, note) for text, note in _factors(q, target, context)]
    converted = convert(target, q, context)
    out.append(_last(f"= {_in_target(converted, target)}", shown))
    return out


def _headline(line: Line, target: Convert | None) -> str:
    tree = line.statement.expression
    assert tree is not None
    end = target.operand.end if target is not None else tree.end
    text = " ".join(line.input[tree.start : end].replace("*", "×").split())
    return f"{text} → {target.label}" if target is not None else text


def _names(node: Node, entry: Entry) -> list[str]:
    """Say what the names and constants of a line stand for."""
    out: list[str] = []
    for leaf in _leaves(node):
        if isinstance(leaf, Name):
            found = looked_up(leaf.name, entry.reads)
            if len(found) == 1 and found[0].quantity is not None:
                text = f"{leaf.name} = {_amount(found[0].quantity)}"
                row = _row(text, f"line {found[0].line}")
                out += [row] if row not in out else []
        elif isinstance(leaf, Constant):
            row = _row(f"{leaf.name} = {_amount(evaluate(leaf, context_of(entry)))}", "")
            out += [row] if row not in out else []
    return out


def _leaves(node: Node) -> list[Node]:
    from sdcoach.envelope.tree import children

    below = children(node)
    return [leaf for child in below for leaf in _leaves(child)] if below else [node]


def _piece(node: Node, context: Context) -> _Piece:
    if isinstance(node, Binary):
        if node.op == " " and isinstance(node.left, Literal):
            return _Leaf(evaluate(node, context))
        return _Fold(node, (_piece(node.left, context), _piece(node.right, context)))
    if isinstance(node, Call):
        return _Fold(node, tuple(_piece(operand, context) for operand in node.operands))
    if isinstance(node, Convert):
        return _Fold(node, (_piece(node.operand, context),))
    if isinstance(node, Negative | Percent):
        inner = _piece(node.operand, context)
        return _Leaf(evaluate(node, context)) if isinstance(inner, _Leaf) else _Fold(node, (inner,))
    return _Leaf(evaluate(node, context))


def _binding(piece: _Piece) -> int:
    if isinstance(piece, _Fold) and isinstance(piece.node, Binary):
        return _BINDING[piece.node.op]
    return 5


def _written(piece: _Piece) -> str:
    if isinstance(piece, _Leaf):
        return _amount(piece.quantity)
    node = piece.node
    inner = [_written(operand) for operand in piece.operands]
    if isinstance(node, Binary):
        left, right = piece.operands
        binding = _BINDING[node.op]
        if _binding(left) < binding or (node.op == "^" and " " in inner[0]):
            inner[0] = f"({inner[0]})"
        if _binding(right) < binding or (_binding(right) == binding and node.op in "/-"):
            inner[1] = f"({inner[1]})"
        sign = _SIGNS[node.op]
        return f"{inner[0]}^{inner[1]}" if sign == "^" else f"{inner[0]} {sign} {inner[1]}"
    if isinstance(node, Call):
        return f"{node.function}({', '.join(inner)})"
    if isinstance(node, Convert):
        return f"({inner[0]} → {node.label})"
    return f"−({inner[0]})" if isinstance(node, Negative) else f"({inner[0]})%"


def _flat(piece: _Piece, level: int) -> bool:
    """Tell whether a piece is one sum or one product of amounts, which is said in one breath."""
    if isinstance(piece, _Leaf):
        return True
    if not isinstance(piece.node, Binary) or level not in (1, 2):
        return False
    return _BINDING[piece.node.op] == level and all(_flat(part, level) for part in piece.operands)


def _fold(piece: _Piece, context: Context) -> tuple[_Piece, list[str]]:
    """Fold every innermost operation; also return the words that cancel in it."""
    if isinstance(piece, _Leaf):
        return piece, []
    level = _binding(piece)
    if _flat(piece, level) or all(isinstance(part, _Leaf) for part in piece.operands):
        value = _value(piece, context)
        return _Leaf(value), _cancelled(piece, value)
    operands, words = [], []
    for part in piece.operands:
        folded, cancelled = _fold(part, context)
        operands.append(folded)
        words += [word for word in cancelled if word not in words]
    return _Fold(piece.node, tuple(operands)), words


def _value(piece: _Piece, context: Context) -> Quantity:
    if isinstance(piece, _Leaf):
        return piece.quantity
    values = [_value(part, context) for part in piece.operands]
    node = piece.node
    if isinstance(node, Binary):
        return apply(node, values[0], values[1], context)
    if isinstance(node, Call):
        return call(node, values, context)
    if isinstance(node, Convert):
        return convert(node, values[0], context)
    return negated(values[0]) if isinstance(node, Negative) else scaled(values[0], 1, 100)


def _cancelled(piece: _Piece, value: Quantity) -> list[str]:
    """Return the words of the atoms that were there with both signs and are gone."""
    words: dict[str, str] = {}
    for q in _amounts(piece):
        for atom, power in q.dims.items():
            if atom not in value.dims and (power > 0 or atom not in words):
                words[atom] = "bytes" if atom == "bit" else q.words.get(atom, atom)
    return list(words.values()) if not isinstance(piece, _Leaf) else []


def _amounts(piece: _Piece) -> list[Quantity]:
    if isinstance(piece, _Leaf):
        return [piece.quantity]
    return [q for part in piece.operands for q in _amounts(part)]


def _row(text: str, note: str) -> str:
    return f"  {text:<{_COLUMN}} {note}".rstrip() if note else f"  {text}"


def _last(text: str, shown: str) -> str:
    """Write the last line: the full figure, then as it is shown where that differs."""
    if text.removeprefix("= ") == shown[2:]:
        return f"  {shown}" if text[:1] == "=" else f"  {text}"
    return f"  {text} {shown}"


def _amount(q: Quantity) -> str:
    """Write an amount in full, in the unit it was typed in: `2 posts/(user·day)`."""
    if q.spread is not None and not q.spread.single:
        return shown_as(q, 3).text[2:].partition(" (")[0]
    if q.percent and not q.dims:
        return f"{_number(q.num * 100, q.den)}%"
    scale = typed_scale(q)
    text = _number(q.num * scale[1], q.den * scale[0])
    words = parts(q)
    if len(words) == 1 and words[0].power == 1:
        return joined(text, counted(words[0].word, text == "1"))
    return joined(text, _bracketed(q))


def _bracketed(q: Quantity) -> str:
    below = [part for part in parts(q) if part.power < 0]
    if len(below) < 2:
        return plain_unit(q)
    above = plain_unit(q).partition("/")[0]
    return f"{above}/({'·'.join(_worded(part) for part in below)})"


def _worded(part: Part) -> str:
    word = singular(part.word)
    return word if part.power == -1 else f"{word}^{-part.power}"


def _number(num: int, den: int) -> str:
    """Write a number with two decimals at most, or three digits when it is small."""
    sign, num = ("-", -num) if num < 0 else ("", num)
    if num >= 10**15 * den or num * 100 < den:
        return sign + figure(num, den, 3)[0]
    text, exact = in_full(num, den, 15)
    return sign + (text if exact and len(text) < 20 else rounded(num, den, 2)[0])


def _in_target(q: Quantity, target: Convert) -> str:
    assert target.target is not None
    num, den = q.num * target.target.den, q.den * target.target.num
    return joined(_number(num, den), target.label)


def _factors(q: Quantity, target: Convert, context: Context) -> list[tuple[str, str]]:
    """Name the factors of a conversion: `÷ 86,400 s/day`."""
    assert target.target is not None
    goal = {part.atom: part for part in parts(target.target)}
    out: list[tuple[str, str]] = []
    calendar = Calendar(context.settings.exact_calendar)
    for part in parts(q):
        match = goal.pop(part.atom, None)
        word, num, den = part.word, part.num, part.den
        if match is None and part.atom in TIME:
            other = next((atom for atom in TIME if atom in goal), None)
            if other is None:
                continue
            match = goal.pop(other)
            factor = calendar.cancel({part.atom: 1, other: -1})
            num, den = num * factor[0], den * factor[1]
        if match is None or abs(part.power) != 1:
            continue
        top, bottom = num * match.den, den * match.num
        if top == bottom:
            continue
        up = part.power > 0
        large, small = (word, match.word) if top > bottom else (match.word, word)
        if top < bottom:
            top, bottom, up = bottom, top, not up
        sign = "×" if up else "÷"
        text = f"{sign} {_number(top, bottom)} {_unit_word(small)}/{singular(large)}"
        rough = _ROUGHLY.get(top // bottom, "") if top % bottom == 0 else ""
        out.append((text, f"({rough})" if rough else ""))
    return out


def _unit_word(word: str) -> str:
    return word if word in UNITS else singular(word)
