"""From tokens to a tree: precedence climbing, with quantities read greedily.

`12K req/s / 500 req/s` divides two rates, because a number takes every unit that follows it,
`/unit` included. A word after a number is a unit; elsewhere a name of a line above comes before
a constant, and that before a unit.
"""

from sdcoach.envelope.errors import CalcError, cut
from sdcoach.envelope.facts import find as find_fact
from sdcoach.envelope.lex import MAGNITUDE_WORDS, Token, lex, number
from sdcoach.envelope.quantity import Quantity, merged
from sdcoach.envelope.scope import FUNCTIONS, Scope
from sdcoach.envelope.spelling import near_unit, nearest
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
from sdcoach.envelope.units import HARD, UNITS, Unit, counted, known, may_be_counted

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
_CONVERSIONS = frozenset(("to", "in", "as", "->", "@"))
_RANGE_OPERATORS = frozenset(("..", "–", "±"))
_POWERS = frozenset(("^", "**"))
_ENDS_NUMBER = _CONVERSIONS | frozenset(_OPERATORS) | {"for"}


class Parser:
    """Reads one expression after the other from the tokens of a line.

    Attributes:
        notes: What the reading assumed, for the margin.
        said: A number, a name or a constant was read, not words of units alone.
        holes: How many `?` were read.
    """

    def __init__(self, text: str, start: int, end: int, scope: Scope) -> None:
        self.text = text
        self.tokens = lex(text, start, end)
        self.scope = scope
        self.at = 0
        self.depth = 0
        self.figure = (0, 1)
        self.notes: list[str] = []
        self.said = False
        self.holes = 0

    # -- expressions ---------------------------------------------------------------------------

    def full(self) -> Node:
        """Read a sum and the conversion behind it.

        Raises:
            CalcError: When the tokens are no expression.
        """
        node = self._sum()
        token = self.tokens[self.at]
        if token[1] in _CONVERSIONS:
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
            left = Binary(left[0], right[1], op, left, right, token[2], token[3])

    def _operand(self) -> Node:
        token = self.tokens[self.at]
        text = token[1]
        if text == "-" or text == "+" or text == "~":
            self.at += 1
            self._deeper(token)
            operand = self._operand()
            self.depth -= 1
            return Negative(token[2], operand[1], operand) if text == "-" else operand
        node = self._postfix(self._primary())
        if self.tokens[self.at][1] in _POWERS:
            power = self.tokens[self.at]
            self.at += 1
            exponent = self._exponent()
            node = Binary(node[0], exponent[1], "^", node, exponent, power[2], power[3])
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
            node = Negative(start, operand[1], operand)
        elif kind == "n":
            self.at += 1
            node = Literal(start, end, Quantity(*number(token)), True)
        elif text == "(" or kind == "w":
            node = self._primary()
        else:
            raise self._expected("a number", token)
        power = self.tokens[self.at]
        if power[1] in _POWERS and text != "-":
            self.at += 1
            upper = self._exponent()
            node = Binary(node[0], upper[1], "^", node, upper, power[2], power[3])
        self.depth -= 1
        return node

    def _postfix(self, node: Node) -> Node:
        """Read the `%` or the unit behind anything but a literal: `(8 + 4) B`, `peak req/s`."""
        while True:
            kind, text, start, end, _ = self.tokens[self.at]
            if text == "%":
                self.at += 1
                node = Percent(node[0], end, node)
            elif kind == "w" and text not in _ENDS_NUMBER:
                closed = self.text[node[1] - 1] == ")"
                if isinstance(node, Literal) and not closed:
                    return node
                if text == "m":
                    raise _ambiguous(start, end)
                if known(text) is None and not (closed and may_be_counted(text)):
                    return node
                one = self._units(Quantity(1), start, needed=True)
                last = self.tokens[self.at - 1][3]
                literal = Literal(start, last, one, False)
                node = Binary(node[0], last, " ", node, literal, start, start)
            else:
                return node

    def _primary(self) -> Node:
        token = self.tokens[self.at]
        kind, text, start, end, _ = token
        if kind == "n":
            return self._literal()
        if kind == "w":
            return self._word()
        if text == "(":
            self.at += 1
            self._deeper(token)
            inner = self.full()
            self.depth -= 1
            closing = self._take(")")
            return inner._replace(start=start, end=closing[3])
        if text == "$" or text == "¢":
            if self.tokens[self.at + 1][0] == "n" and text == "$":
                return self._literal()
            return self._bare_unit()
        if text == "?":
            self.at += 1
            self.holes += 1
            self.said = True
            return Hole(start, end)
        raise self._expected("a number or name", token)

    def _word(self) -> Node:
        _, text, start, end, _ = self.tokens[self.at]
        lower = text.lower()
        name = self._defined(lower)
        if name:
            self.said = True
            return name
        following = self.tokens[self.at + 1][1]
        if text in FUNCTIONS and following == "(":
            return self._call()
        if lower in self.scope.own:
            if lower not in UNITS or following == "":
                raise CalcError(f"'{cut(text)}' uses itself", start, end, "rename the new value")
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
            raise _ambiguous(start, end)
        if known(text) is not None:
            return self._bare_unit()
        raise self._unknown_name(text, start, end)

    def _defined(self, lower: str) -> Name | None:
        """Read the longest run of words that is the name of a line above."""
        candidates = self.scope.above.get(lower)
        if candidates is None:
            return None
        tokens, first = self.tokens, self.at
        for name in candidates:
            at, left = first, name
            while left:
                token = tokens[at]
                part = token[1].lower() + token[4]
                if token[0] not in "wn" or not left.startswith(part):
                    break
                left = left[len(part) :]
                at += 1
                if left[:1] == "_":
                    left = left[1:]
                elif left:
                    break
            if not left:
                self.at = at
                return Name(tokens[first][2], tokens[at - 1][3], name)
        return None

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

    # -- quantities ----------------------------------------------------------------------------

    def _literal(self) -> Node:
        start = self.tokens[self.at][2]
        money = self.tokens[self.at][1] == "$"
        quantity, percent_end = self._quantity(money)
        token = self.tokens[self.at]
        if token[1] in _RANGE_OPERATORS or (token[1] == "to" and self._range_follows()):
            self.at += 1
            return self._range(quantity, start, money, token)
        end = self.tokens[self.at - 1][3]
        return Literal(start, percent_end or end, quantity, not quantity.words and not percent_end)

    def _quantity(self, money: bool) -> tuple[Quantity, int]:
        """Read a number, its magnitude and all its units; the end of its `%`, or 0."""
        if money:
            self.at += 1
        token = self.tokens[self.at]
        if token[0] != "n":
            raise self._expected("a number", token)
        num, den = number(token)
        self.at += 1
        self.said = True
        after = self.tokens[self.at]
        if after[1] == "%" and not money:
            self.at += 1
            if self.tokens[self.at][0] == "w" and self.tokens[self.at][1] not in _ENDS_NUMBER:
                word = self.tokens[self.at]
                hint = f"write {token[1]}% of {cut(word[1])}"
                raise CalcError(f"unexpected '{cut(word[1])}'", word[2], word[3], hint, syntax=True)
            return Quantity(num, den * 100, percent=True), after[3]
        while after[0] == "w" and after[1] in MAGNITUDE_WORDS and not self._is_name(after[1]):
            num *= MAGNITUDE_WORDS[after[1]]
            self.at += 1
            after = self.tokens[self.at]
        self.figure = num, den
        quantity = Quantity(num, den, {"$": 1}, {"$": "$"}) if money else Quantity(num, den)
        if after[0] == "w" or after[1] in ("/", "$", "¢"):
            quantity = self._units(quantity, token[2], needed=False)
        if token[4] == "B" and not quantity.dims:
            self.notes.append(f"read {token[1]}B as {token[1]} billion")
        return quantity, 0

    def _units(self, quantity: Quantity, start: int, *, needed: bool) -> Quantity:
        """Apply every unit that follows: `posts/user/day`, `per GB`, `s^2`."""
        num, den, dims = quantity.num, quantity.den, quantity.dims
        words = dict(quantity.words)
        first = True
        while True:
            kind, text, at, end, _ = self.tokens[self.at]
            if kind == "w" and text not in _ENDS_NUMBER or text == "$" or text == "¢":
                unit = self._unit_after_number(text, at, end, first)
                sign = 1
            elif text == "/" or text == "per":
                following = self.tokens[self.at + 1]
                unit = self._unit_after_slash(following)
                sign = -1
                if unit is not None:
                    self.at += 1
                    text = following[1]
            else:
                unit = None
            if unit is None:
                if needed and first:
                    raise self._expected("a unit", self.tokens[self.at])
                return Quantity(num, den, dims, words)
            self.at += 1
            first = False
            power = self._unit_power()
            if power == 1:
                unit_num, unit_den, unit_dims = unit.num, unit.den, unit.dims
            else:
                unit_num, unit_den = unit.num**power, unit.den**power
                unit_dims = {atom: e * power for atom, e in unit.dims.items()}
            if sign > 0:
                num, den = num * unit_num, den * unit_den
            else:
                num, den = num * unit_den, den * unit_num
            dims = merged(dims, unit_dims, sign)
            for atom in unit.dims:
                words.setdefault(atom, text)
                break

    def _unit_power(self) -> int:
        if self.tokens[self.at][1] not in _POWERS:
            return 1
        kind, text, start, end, magnitude = self.tokens[self.at + 1]
        if kind != "n" or magnitude or len(text) != 1 or text == "0":
            raise CalcError("a unit's power is 1 to 9", start, max(end, start + 1))
        self.at += 2
        return int(text)

    def _unit_after_number(self, text: str, start: int, end: int, first: bool) -> Unit | None:
        """Return the unit that a word directly behind a number is.

        Raises:
            CalcError: When it can be no unit.
        """
        unit = known(text)
        if unit is not None:
            return unit
        if text == "m":
            raise _ambiguous(start, end)
        if not first:
            return None
        if text == "x":  # never reached from `3 x 4`, where x is an operator
            return None
        if self._is_name(text) or find_fact(text.partition("@")[0]):
            if may_be_counted(text) and not self._is_name(text):
                self.notes.append(f"'{text}' counts things here; × {text} is the constant")
                return counted(text)
            hint = f"write × {cut(text)}"
            raise CalcError(f"unexpected '{cut(text)}'", start, end, hint, syntax=True)
        return self._noun(text, start, end)

    def _unit_after_slash(self, token: Token) -> Unit | None:
        kind, text, start, end, _ = token
        if kind != "w":
            return (
                UNITS[text] if text in ("$", "¢") and self.tokens[self.at + 2][0] != "n" else None
            )
        if self._is_name(text):
            return None
        if self.tokens[self.at + 2][1] == "(" and text in FUNCTIONS:
            return None
        unit = known(text)
        if unit is not None:
            return unit
        if text == "m":
            raise _ambiguous(start, end)
        lower = text.lower()
        if lower in self.scope.own or lower in self.scope.anywhere or lower in ("prev", "total"):
            return None
        if find_fact(lower.partition("@")[0]):
            return None
        return self._noun(text, start, end)

    def _is_name(self, text: str) -> bool:
        """Tell whether a line above is named by this word, alone or with the words behind it."""
        return self.scope.above.get(text.lower()) is not None

    def _noun(self, text: str, start: int, end: int) -> Unit:
        """Return the unit of a noun that is in no table, unless it looks like a slip."""
        if may_be_counted(text):
            hard, soft = near_unit(text)
            if not hard:
                if soft:
                    self.notes.append(f"'{text}' counts as a thing of its own, not as '{soft}'")
                return counted(text)
        else:
            hard = nearest(text, UNITS) if len(text) > 1 else ""
        hint = f"did you mean '{hard}'?" if hard else _noun_hint(text)
        unfinished = end == self.tokens[-1][2] and len(text) < 3
        raise CalcError(
            f"unknown unit '{cut(text)}'", start, end, hint, unfinished=unfinished, syntax=True
        )

    def _bare_unit(self) -> Literal:
        start = self.tokens[self.at][2]
        quantity = self._units(Quantity(1), start, needed=True)
        return Literal(start, self.tokens[self.at - 1][3], quantity, False)

    # -- ranges --------------------------------------------------------------------------------

    def _range_follows(self) -> bool:
        at = self.at + 1
        if self.tokens[at][1] == "$":
            at += 1
        kind, text, _, _, magnitude = self.tokens[at]
        if kind != "n":
            return False
        return (text, magnitude) != ("1", "") or self.tokens[at + 1][1] not in ("/", "per")

    def _range(self, lo: Quantity, start: int, money: bool, operator: Token) -> Range:
        also_money = self.tokens[self.at][1] == "$"
        hi, _ = self._quantity(also_money)
        end = self.tokens[self.at - 1][3]
        if money and not also_money:
            hi = Quantity(hi.num, hi.den, merged(hi.dims, {"$": 1}, 1), {"$": "$", **hi.words})
        if hi.percent:
            if operator[1] == "±":
                hi = Quantity(lo.num * hi.num, lo.den * hi.den, lo.dims, lo.words, None, lo.percent)
            elif not lo.percent and not lo.dims:
                lo = Quantity(lo.num, lo.den * 100, percent=True)
        elif not lo.dims or (money and lo.dims != hi.dims and len(lo.dims) == 1):
            num, den = self.figure
            if num:  # a bare low end takes the unit of the high end
                lo = Quantity(
                    lo.num * hi.num * den,
                    lo.den * hi.den * num,
                    hi.dims,
                    hi.words,
                    percent=lo.percent,
                )
        if lo.dims != hi.dims or lo.percent != hi.percent:
            raise CalcError("range ends have different units", start, end)
        if operator[1] == "±":
            lo, hi = _apart(lo, hi, -1), _apart(lo, hi, 1)
        if lo.num * hi.den > hi.num * lo.den:
            raise CalcError("range is upside down", start, end, "write the smaller end first")
        return Range(start, end, lo, hi, self.text[start:end])

    # -- conversions ---------------------------------------------------------------------------

    def _conversion(self, node: Node, to: Token) -> Convert:
        token = self.tokens[self.at]
        if token[1] in ("exact", "sci", "%"):
            self.at += 1
            return Convert(node[0], token[3], node, to[2], None, token[1], False)
        start = token[2]
        prefixed = False
        if token[0] == "n" and token[1] == "1" and self.tokens[self.at + 1][1] in ("/", "per"):
            self.at += 1
            start = self.tokens[self.at][2]
        elif token[0] == "w" and token[1] not in ("per",):
            unit = known(token[1])
            prefixed = unit is not None and unit.prefixed
        elif token[1] not in ("/", "per", "$", "¢"):
            raise self._expected("a unit", token)
        names = self.scope
        self.scope = Scope({}, {}, ())  # a target is a unit, even if a line has its name
        try:
            target = self._units(Quantity(1), start, needed=True)
        finally:
            self.scope = names
        if isinstance(node, Literal) and not HARD.isdisjoint(node.quantity.dims):
            self.said = True  # `day to s` is a question, `links to photos` is not
        end = self.tokens[self.at - 1][3]
        label = " ".join(self.text[start:end].split())
        return Convert(node[0], end, node, to[2], target, label, prefixed)

    # -- complaints ----------------------------------------------------------------------------

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
            raise self._expected(f"'{text}'", token)
        self.at += 1
        return token

    def _expected(self, what: str, token: Token) -> CalcError:
        kind, text, start, end, _ = token
        if kind == "e":
            last = max(self.tokens[self.at - 1][3], 1) if self.at else max(start, 1)
            return CalcError(f"expected {what}", last - 1, last, unfinished=True, syntax=True)
        return CalcError(f"unexpected '{cut(text)}'", start, end, f"expected {what}", syntax=True)

    def _unknown_name(self, text: str, start: int, end: int) -> CalcError:
        lower = text.lower()
        below = self._below(lower)
        if below:
            message = f"'{cut(text)}' is defined further down (line {self.scope.anywhere[below]})"
            return CalcError(message, start, end, "move that line above this one")
        near = nearest(lower, (*self.scope.names(), *FUNCTIONS))
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


def _ambiguous(start: int, end: int) -> CalcError:
    return CalcError("'m' is ambiguous", start, end, "write min, ms or M")


def _noun_hint(text: str) -> str:
    if text.isascii() and text.isalpha() and len(text) >= 3:
        return "" if text.islower() else f"write a thing in small letters: {cut(text.lower())}"
    return ""


def _apart(q: Quantity, away: Quantity, sign: int) -> Quantity:
    return Quantity(
        q.num * away.den + sign * away.num * q.den,
        q.den * away.den,
        q.dims,
        q.words,
        percent=q.percent,
    )
