"""Reading a number with everything that belongs to it: magnitude, units, range, `%`.

Quantities are greedy: a number takes every unit that follows it, `/unit` included, so that
`12K req/s / 500 req/s` divides two rates.
"""

from sdcoach.envelope.errors import CalcError, cut
from sdcoach.envelope.facts import find as find_fact
from sdcoach.envelope.lex import MAGNITUDE_WORDS, Token, lex, number
from sdcoach.envelope.nouns import NOT_NOUNS
from sdcoach.envelope.quantity import NO_DIMS, Quantity, merged
from sdcoach.envelope.scope import FUNCTIONS, Scope
from sdcoach.envelope.spelling import near_unit, nearest
from sdcoach.envelope.tree import Literal, Range
from sdcoach.envelope.units import UNITS, Dims, Unit, counted, known, may_be_counted

CONVERSIONS = frozenset(("to", "in", "as", "->", "@"))
POWERS = frozenset(("^", "**"))
ENDS_NUMBER = CONVERSIONS | {"x", "of", "per", "for"}
_BEFORE_UNIT = frozenset(("/", "$", "¢"))
_MONEY: Dims = {"$": 1}
_RANGE_OPERATORS = frozenset(("..", "–", "±"))


class QuantityReader:
    """Reads quantities from the tokens of a line.

    Attributes:
        notes: What the reading assumed, for the margin.
        said: A number, a name or a constant was read, not words of units alone.
    """

    def __init__(self, text: str, start: int, end: int, scope: Scope) -> None:
        self.text = text
        self.tokens = lex(text, start, end)
        self.scope = scope
        self.at = 0
        self.notes: list[str] = []
        self.said = False
        self._figure = (0, 1)
        self._digits = self.tokens[0]
        self._magnitude = ""

    def literal(self) -> Literal | Range:
        """Read a number with its units, or a range of two.

        Raises:
            CalcError: When what follows the number cannot belong to it.
        """
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
            raise self.expected("a number", token)
        num, den = number(token)
        self._digits = token
        self._magnitude = token[4]
        self.at += 1
        self.said = True
        after = self.tokens[self.at]
        if after[1] == "%" and not money:
            self.at += 1
            word = self.tokens[self.at]
            if word[0] == "w" and word[1] not in ENDS_NUMBER:
                hint = f"write {token[1]}% of {cut(word[1])}"
                raise CalcError(f"unexpected '{cut(word[1])}'", word[2], word[3], hint, syntax=True)
            return Quantity(num, den * 100, percent=True), after[3]
        while after[0] == "w" and after[1] in MAGNITUDE_WORDS:
            num *= MAGNITUDE_WORDS[after[1]]
            self._magnitude = " " + after[1]
            self.at += 1
            after = self.tokens[self.at]
        self._figure = num, den
        dims = _MONEY if money else NO_DIMS
        words = {"$": "$"} if money else {}
        if after[0] == "w" or after[1] in _BEFORE_UNIT:
            quantity = self.units(num, den, dims, words)
        else:
            quantity = Quantity(num, den, dims, words)
        if token[4] == "B" and not quantity.dims:
            self.notes.append(f"read {token[1]}B as {token[1]} billion")
        return quantity, 0

    def unit(self) -> Quantity:
        """Read a unit as a quantity of one.

        Raises:
            CalcError: When there is none.
        """
        token = self.tokens[self.at]
        one = self.units(1, 1, NO_DIMS, {})
        if not one.words:
            raise self.expected("a unit", token)
        return one

    def units(self, num: int, den: int, dims: Dims, words: dict[str, str]) -> Quantity:
        """Apply every unit that follows to a number: `posts/user/day`, `per GB`, `s^2`."""
        first = True
        while True:
            kind, text, at, end, _ = self.tokens[self.at]
            if (kind == "w" and text not in ENDS_NUMBER) or text == "$" or text == "¢":
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
                return Quantity(num, den, dims, words)
            self.at += 1
            first = False
            power = self._unit_power() if self.tokens[self.at][1] in POWERS else 1
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
                if atom not in words:
                    words[atom] = text if text in UNITS else text.lower()
                break

    def _unit_power(self) -> int:
        kind, text, start, end, magnitude = self.tokens[self.at + 1]
        if kind != "n" or magnitude or len(text) != 1 or text == "0":
            raise CalcError("a unit's power is 1 to 9", start, max(end, start + 1))
        self.at += 2
        return int(text)

    def _unit_after_number(self, text: str, start: int, end: int, first: bool) -> Unit | None:
        """Return the unit that a word directly behind a number, or behind its unit, is.

        Raises:
            CalcError: When it can be none.
        """
        unit = known(text)
        name = self.name_at(self.at)
        if unit is not None:
            if name and not first:
                return None
            if name:
                self.notes.append(f"'{text}' is the unit here, not the value of that name")
            return unit
        if text == "m":
            raise ambiguous(start, end)
        if not first:
            return None
        if name:
            hint = f"write × {cut(name[0])}"
            raise CalcError(f"unexpected '{cut(name[0])}'", start, end, hint, syntax=True)
        if find_fact(text.partition("@")[0].lower()):
            if not may_be_counted(text):
                hint = f"write × {cut(text)}"
                raise CalcError(f"unexpected '{cut(text)}'", start, end, hint, syntax=True)
            self.notes.append(f"'{text}' is a thing here; write × {text} for the constant")
            return counted(text)
        return self._noun(text, start, end)

    def _unit_after_slash(self, token: Token) -> Unit | None:
        kind, text, start, end, _ = token
        following = self.tokens[self.at + 2] if kind != "e" else token
        if kind != "w":
            return UNITS[text] if text in ("$", "¢") and following[0] != "n" else None
        if following[1] == "(" and text in FUNCTIONS:
            return None
        unit = known(text)
        if self.name_at(self.at + 1):
            if unit is not None:
                self.notes.append(f"'{text}' is the value of that name here, not the unit")
            return None
        if unit is not None:
            return unit
        if text == "m":
            raise ambiguous(start, end)
        lower = text.lower()
        if lower in self.scope.own or lower in self.scope.anywhere or lower in ("prev", "total"):
            return None
        if find_fact(lower.partition("@")[0]):
            return None
        return self._noun(text, start, end)

    def name_at(self, at: int) -> tuple[str, int] | None:
        """Return the longest name of a line above that begins at a token, and where it ends."""
        best = None
        for name in self.scope.above.get(self.tokens[at][1].lower().partition("_")[0], ()):
            end = self.spelled(name, at)
            if end and (best is None or end > best[1]):
                best = name, end
        return best

    def spelled(self, name: str, at: int) -> int:
        """Return the token behind a canonical name that is spelled out from `at`, or 0."""
        tokens = self.tokens
        left = name
        while left:
            token = tokens[at]
            part = token[1].lower() + token[4].lower()
            if token[0] not in "wn" or not left.startswith(part):
                return 0
            left = left[len(part) :]
            if left and left[0] != "_":
                return 0
            left = left[1:]
            at += 1
        return at

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
        if text.lower() in NOT_NOUNS:
            raise CalcError(f"unexpected '{text}'", start, end, syntax=True)
        hint = f"did you mean '{hard}'?" if hard else _noun_hint(text)
        unfinished = end == self.tokens[-1][2] and len(text) < 3
        raise CalcError(
            f"unknown unit '{cut(text)}'", start, end, hint, unfinished=unfinished, syntax=True
        )

    def bare_unit(self) -> Literal:
        """Read a unit without a number, which counts one."""
        start = self.tokens[self.at][2]
        quantity = self.unit()
        return Literal(start, self.tokens[self.at - 1][3], quantity, False, unit_only=True)

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
        low_end = operator[2]
        low = self._figure if not self._magnitude and (money or not lo.dims) else None
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
            num, den = self._figure
            if not num and not lo.num:
                lo = hi
            elif num:  # a bare low end takes the unit of the high end
                lo = Quantity(
                    lo.num * hi.num * den,
                    lo.den * hi.den * num,
                    hi.dims,
                    hi.words,
                    percent=lo.percent,
                )
        if low is not None and operator[1] != "±":
            self._refuse_half_magnitude(low, start, low_end)
        if lo.dims != hi.dims or lo.percent != hi.percent:
            raise CalcError("range ends have different units", start, end)
        if operator[1] == "±":
            lo, hi = _apart(lo, hi, -1), _apart(lo, hi, 1)
        if lo.num * hi.den > hi.num * lo.den:
            raise CalcError("range is upside down", start, end, "write the smaller end first")
        return Range(start, end, lo, hi, self.text[start:end])

    def _refuse_half_magnitude(self, low: tuple[int, int], start: int, end: int) -> None:
        """Refuse `5..10K`, which most people mean as 5K..10K and some as 5..10,000."""
        high = number((*self._digits[:4], ""))
        if self._magnitude and low[0] * high[1] < high[0] * low[1]:
            first = cut(self.text[start:end].strip())
            raise CalcError(
                f"is the low end {first} or {first}{self._magnitude}?",
                start,
                end,
                f"write {first}{self._magnitude}.., or both ends in full",
            )

    def expected(self, what: str, token: Token) -> CalcError:
        """Return the complaint that something else stands here, or that the line ends too early."""
        kind, text, start, end, _ = token
        if kind == "e":
            last = max(self.tokens[self.at - 1][3], 1) if self.at else max(start, 1)
            return CalcError(f"expected {what}", last - 1, last, unfinished=True, syntax=True)
        return CalcError(f"unexpected '{cut(text)}'", start, end, f"expected {what}", syntax=True)


def ambiguous(start: int, end: int) -> CalcError:
    """Return the complaint about `m`, which may be minutes, milli or mega."""
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
