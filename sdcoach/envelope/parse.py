"""From tokens to a tree: precedence climbing, with quantities read greedily.

`12K req/s / 500 req/s` divides two rates, because a number takes every unit that follows it,
`/unit` included. A word after a number is a unit; elsewhere a name of a line above comes before
a constant, and that before a unit.
"""

from sdcoach.envelope.errors import CalcError, cut
from sdcoach.envelope.facts import FACTS
from sdcoach.envelope.facts import find as find_fact
from sdcoach.envelope.lex import Token, number
from sdcoach.envelope.literals import CONVERSIONS, ENDS_NUMBER, POWERS, QuantityReader, ambiguous
from sdcoach.envelope.quantity import Quantity
from sdcoach.envelope.scope import EMPTY, FUNCTIONS, Scope
from sdcoach.envelope.spelling import nearest
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
from sdcoach.envelope.units import HARD, known, may_be_counted

MAX_DEPTH = 40
_OPERATORS = {
    "+": ("+", 1),
    "-": ("-", 1),
    "*": ("*", 2),
    "/": ("/", 2),
    "x": ("*", 2),
    "of": ("*", 2),
    "per": ("/", 2),
}


class Parser(QuantityReader):
    """Reads one expression after the other from the tokens of a line.

    Attributes:
        holes: How many `?` were read.
    """

    def __init__(self, text: str, start: int, end: int, scope: Scope) -> None:
        super().__init__(text, start, end, scope)
        self.depth = 0
        self.holes = 0

    def full(self) -> Node:
        """Read a sum and the conversion behind it.

        Raises:
            CalcError: When the tokens are no expression.
        """
        node = self._sum()
        token = self.tokens[self.at]
        if token[1] in CONVERSIONS:
            self.at += 1
            return self._conversion(node, token)
        return node

    def _sum(self, lowest: int = 1) -> Node:
        left = self._operand()
        while True:
            token = self.tokens[self.at]
            operator = _OPERATORS.get(token[1])
            if operator is None or operator[1] < lowest:
                return left
            self.at += 1
            op, binding = operator
            right = self._operand() if binding == 2 else self._sum(2)
            if binding == 1:
                _refuse_unit(left)  # `500M+ users` is no sum
                _refuse_unit(right)
            left = Binary(left.start, right.end, op, left, right, token[2], token[3])

    def _operand(self) -> Node:
        token = self.tokens[self.at]
        text = token[1]
        if text == "-" or text == "+" or text == "~":
            self.at += 1
            self._deeper(token)
            operand = self._operand()
            self.depth -= 1
            if text != "-":
                return operand
            if isinstance(operand, Range) and self.text[operand.start] != "(":
                hint = f"write -({cut(operand.text)}), or both ends positive"
                raise CalcError("a range has no sign", token[2], operand.end, hint)
            return Negative(token[2], operand.end, operand)
        node = self._postfix(self._primary())
        if self.tokens[self.at][1] in POWERS:
            power = self.tokens[self.at]
            self.at += 1
            exponent = self._exponent()
            node = Binary(node.start, exponent.end, "^", node, exponent, power[2], power[3])
            node = self._postfix(node)
        return node

    def _exponent(self) -> Node:
        token = self.tokens[self.at]
        kind, text, start, end, _ = token
        self._deeper(token)
        node: Node
        if text == "-":
            self.at += 1
            operand = self._exponent()
            node = Negative(start, operand.end, operand)
        elif kind == "n":
            self.at += 1
            node = Literal(start, end, Quantity(*number(token)), True)
        elif text == "(" or text == "?" or kind == "w":
            node = self._primary()
        else:
            raise self.expected("a number", token)
        power = self.tokens[self.at]
        if power[1] in POWERS and text != "-":
            self.at += 1
            upper = self._exponent()
            node = Binary(node.start, upper.end, "^", node, upper, power[2], power[3])
        self.depth -= 1
        return node

    def _postfix(self, node: Node) -> Node:
        """Read the `%` or the unit behind anything but a literal: `(8 + 4) B`, `peak req/s`."""
        while True:
            kind, text, start, end, _ = self.tokens[self.at]
            if text == "%":
                self.at += 1
                node = Percent(node.start, end, node)
            elif kind == "w" and text not in ENDS_NUMBER:
                closed = self.text[node.end - 1] == ")"
                if isinstance(node, Literal) and not closed:
                    return node
                closed = closed or (isinstance(node, Binary) and node.op == "^")
                if text == "m":
                    raise ambiguous(start, end)
                if known(text) is None and not (closed and may_be_counted(text)):
                    return node
                one = self.unit()
                last = self.tokens[self.at - 1][3]
                literal = Literal(start, last, one, False)
                node = Binary(node.start, last, " ", node, literal, start, start)
            else:
                return node

    def _primary(self) -> Node:
        token = self.tokens[self.at]
        kind, text, start, end, _ = token
        if kind == "n":
            return self.literal()
        if kind == "w":
            return self._word()
        if text == "(":
            self.at += 1
            self._deeper(token)
            inner = self.full()
            self.depth -= 1
            closing = self._take(")")
            inner.start, inner.end = start, closing[3]
            return inner
        if text == "$" or text == "¢":
            if self.tokens[self.at + 1][0] == "n" and text == "$":
                return self.literal()
            return self.bare_unit()
        if text == "?":
            self.at += 1
            self.holes += 1
            self.said = True
            return Hole(start, end)
        raise self.expected("a number or name", token)

    def _word(self) -> Node:
        _, text, start, end, _ = self.tokens[self.at]
        lower = text.lower()
        following = self.tokens[self.at + 1][1]
        if text in FUNCTIONS and following == "(":
            return self._call()
        for own in self.scope.own:
            last = self.spelled(own, self.at)
            if last:
                end = self.tokens[last - 1][3]
                raise CalcError(f"'{cut(own)}' uses itself", start, end, "rename the new value")
        name = self.name_at(self.at)
        if name:
            self.said = True
            self.at = name[1]
            return Name(start, self.tokens[self.at - 1][3], name[0])
        if text in FUNCTIONS and lower not in self.scope.anywhere:
            self.at += 1
            raise self.expected("'('", self.tokens[self.at])
        if lower in ("prev", "total"):
            self.at += 1
            self.said = True
            return Name(start, end, lower)
        base, _, era = lower.partition("@")
        fact = find_fact(base)
        if fact is not None and era in ("", "classic", "modern"):
            if era and not fact.fixed and not (fact.modern if era == "modern" else fact.classic):
                raise CalcError(f"'{base}' has no {era} value", start, end, f"write {base}")
            self.at += 1
            self.said = True
            return Constant(start, end, base, era)
        if text == "m":
            raise ambiguous(start, end)
        if lower == "log" and following == "(":
            hint = "write log2(…), log10(…) or ln(…)"
            raise CalcError("log of which base?", start, end, hint)
        if known(text) is not None:
            return self.bare_unit()
        raise self._unknown_name(text, start, end)

    def _call(self) -> Node:
        token = self.tokens[self.at]
        first = self.at + 1
        self.at += 2
        self._deeper(token)
        operands = [self.full()]
        spaced = True
        while self.tokens[self.at][1] == ",":
            comma = self.tokens[self.at]
            spaced = spaced and self.text[comma[3] : comma[3] + 1] == " "
            self.at += 1
            operands.append(self.full())
        self.depth -= 1
        closing = self._take(")")
        if token[1] in ("min", "max", "sum", "avg") and not (len(operands) > 1 and spaced):
            self._refuse_glued(first)
        return Call(token[2], closing[3], token[1], tuple(operands))

    def _refuse_glued(self, first: int) -> None:
        """Refuse `max(100,200)`, which may be one number or two."""
        for kind, text, start, end, _ in self.tokens[first : self.at]:
            if kind == "n" and "," in text:
                apart = text.replace(",", ", ")
                hint = f"write {apart} or {text.replace(',', '')}"
                raise CalcError(f"is {cut(text)} one number or more?", start, end, hint)

    def _conversion(self, node: Node, to: Token) -> Convert:
        token = self.tokens[self.at]
        if token[1] in ("exact", "sci", "%"):
            self.at += 1
            return Convert(node.start, token[3], node, to[2], None, token[1], False)
        start = token[2]
        prefixed = False
        if token[0] == "n" and token[1] == "1" and self.tokens[self.at + 1][1] in ("/", "per"):
            self.at += 1
            start = self.tokens[self.at][2]
        elif token[0] == "w" and token[1] not in ("per",):
            unit = known(token[1])
            prefixed = unit is not None and unit.prefixed
        elif token[1] not in ("/", "per", "$", "¢"):
            raise self.expected("a unit", token)
        names = self.scope
        self.scope = EMPTY  # a target is a unit, even if a line has its name
        try:
            target = self.unit()
        finally:
            self.scope = names
        if isinstance(node, Literal) and not HARD.isdisjoint(node.quantity.dims):
            self.said = True  # `day to s` is a question, `links to photos` is not
        end = self.tokens[self.at - 1][3]
        label = " ".join(self.text[start:end].split())
        return Convert(node.start, end, node, to[2], target, label, prefixed)

    def finish(self) -> None:
        """Complain when anything is left.

        Raises:
            CalcError: For the first token that belongs to nothing.
        """
        kind, text, start, end, _ = self.tokens[self.at]
        if kind != "e":
            hint = "write × between them" if kind == "n" or text == "(" else ""
            raise CalcError(f"unexpected '{cut(text)}'", start, end, hint, syntax=True)

    def _take(self, text: str) -> Token:
        token = self.tokens[self.at]
        if token[1] != text:
            raise self.expected(f"'{text}'", token)
        self.at += 1
        return token

    def _unknown_name(self, text: str, start: int, end: int) -> CalcError:
        lower = text.lower()
        below = self._below(lower)
        if below:
            message = f"'{cut(text)}' is defined further down (line {self.scope.anywhere[below]})"
            return CalcError(message, start, end, "move that line above this one")
        near = nearest(lower, (*self.scope.names(), *FUNCTIONS, *FACTS))
        hint = ""
        if near:
            line = self.scope.anywhere.get(near)
            hint = f"did you mean '{near}'" + (f" (line {line})?" if line else "?")
        return CalcError(f"unknown name '{cut(text)}'", start, end, hint, syntax=True)

    def _below(self, lower: str) -> str:
        """Return the name of a later line that begins with this word, as far as it is here."""
        if lower in self.scope.anywhere:
            return lower
        words = [lower]
        for token in self.tokens[self.at + 1 : self.at + 6]:
            if token[0] != "w":
                break
            words.append(token[1].lower())
            if "_".join(words) in self.scope.anywhere:
                return "_".join(words)
        return ""

    def _deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise CalcError(f"nested deeper than {MAX_DEPTH}", token[2], token[3])


def _refuse_unit(node: Node) -> None:
    if isinstance(node, Literal) and node.unit_only:
        raise CalcError("a number is missing here", node.start, node.end, syntax=True)
