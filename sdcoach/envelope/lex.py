"""From text to tokens. Nothing is skipped but blanks: what is not a token is an error."""

import re

from sdcoach.envelope.errors import CalcError

MAX_LENGTH, MAX_TOKENS, MAX_DIGITS = 400, 160, 60

Token = tuple[str, str, int, int, str]
"""(kind, text, start, end, magnitude): kind is `n` number, `w` word, `o` operator, `e` end."""

_HIDDEN = (
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff]"
    "|[\U000e0000-\U000e0fff\U0001d173-\U0001d17a]"
)
_TOKEN = re.compile(
    r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]*(?:"
    r"(?P<n>(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9](?:_?[0-9])*)(?:\.[0-9]+)?|\.[0-9]+)"
    r"(?P<x>[eE][+-]?[0-9]{1,3}(?![A-Za-z0-9_]))?"
    r"(?P<m>(?:[KMGTP]i|mil|mn|bil|bn|[kKMBTGP])(?![A-Za-z0-9_]))?"
    r"|(?P<w>[A-Za-zµμ_][A-Za-z0-9_µμ]*(?:@[A-Za-z]+)?)"
    r"|(?P<o>\.\.|->|\*\*|~=|==|[-+*/^()%,=$~±?≈–¢@]))"
)
_SAME = str.maketrans("×·⋅∙÷−→", "***/--@")
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SUPERSCRIPT = "[⁰¹²³⁴-⁹]+"
_CONTROL_NAMES = {0: "NULL", 7: "BELL", 8: "BACKSPACE", 27: "ESCAPE", 127: "DELETE"}


def refuse_hidden(text: str) -> None:
    """Complain about the first character that cannot be seen.

    Raises:
        CalcError: For a control, bidirectional or zero-width character, with its name.
    """
    found = re.search(_HIDDEN, text)  # compiled when the first odd character is met
    if found:
        raise _unexpected(found[0], found.start())


def _unexpected(char: str, at: int) -> CalcError:
    import unicodedata  # half a millisecond that only an error pays

    if re.match(_HIDDEN, char) or unicodedata.category(char)[0] in "CMZ":
        code = ord(char)
        name = unicodedata.name(char, _CONTROL_NAMES.get(code, "CONTROL CHARACTER"))
        return CalcError(f"unexpected character U+{code:04X} {name}", at, at + 1, "delete it")
    return CalcError(f"unexpected character '{char}'", at, at + 1, syntax=True)


def lex(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of `text[start:end]`, closed by one of kind `e`.

    Raises:
        CalcError: For a character that belongs to no token, too many tokens or digits.
    """
    source = text if text.isascii() else text.translate(_SAME)
    tokens: list[Token] = []
    match = _TOKEN.match
    at = start
    while at < end:
        found = match(source, at, end)
        if found is None:
            at = _other(text, source, at, end, tokens)
            continue
        kind = found.lastgroup
        at = found.end()
        if kind == "w" or kind == "o":
            word = found[kind]
            tokens.append((kind, word, at - len(word), at, ""))
        else:
            first = found.start("n")
            if at - first > MAX_DIGITS:
                raise CalcError(f"number has more than {MAX_DIGITS} digits", first, at)
            tokens.append(("n", found["n"] + (found["x"] or ""), first, at, found["m"] or ""))
        if len(tokens) > MAX_TOKENS:
            raise CalcError(f"line has more than {MAX_TOKENS} parts", start, end)
    tokens.append(("e", "", end, end, ""))
    return tokens


def _other(text: str, source: str, at: int, end: int, tokens: list[Token]) -> int:
    """Read a superscript power or blanks before the end; complain about anything else."""
    rest = source[at:end]
    at += len(rest) - len(rest.lstrip())
    power = re.match(_SUPERSCRIPT, source[at:end])
    if power is None:
        if at >= end:
            return end
        if source[at] == "." and at + 1 == end:
            raise CalcError("expected a digit", at, end, unfinished=True, syntax=True)
        raise _unexpected(text[at], at)
    digits = power[0].translate(_POWERS)
    if len(digits) > MAX_DIGITS:
        raise CalcError(f"number has more than {MAX_DIGITS} digits", at, at + power.end())
    tokens.append(("o", "^", at, at + 1, ""))
    tokens.append(("n", digits, at, at + power.end(), ""))
    return at + power.end()


_MAGNITUDES = {
    "k": 10**3,
    "K": 10**3,
    "M": 10**6,
    "G": 10**9,
    "B": 10**9,
    "T": 10**12,
    "P": 10**15,
    "Ki": 1024,
    "Mi": 1024**2,
    "Gi": 1024**3,
    "Ti": 1024**4,
    "Pi": 1024**5,
    "mil": 10**6,
    "mn": 10**6,
    "bil": 10**9,
    "bn": 10**9,
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "millions": 10**6,
    "billion": 10**9,
    "billions": 10**9,
    "trillion": 10**12,
    "trillions": 10**12,
    "quadrillion": 10**15,
}
MAGNITUDE_WORDS = {word: value for word, value in _MAGNITUDES.items() if word != "B"}
"""Magnitudes that may stand apart from their number; `1 B` is a byte."""


def number(token: Token) -> tuple[int, int]:
    """Return the exact value of a number token as numerator and denominator, not reduced."""
    digits = token[1]
    magnitude = _MAGNITUDES[token[4]] if token[4] else 1
    if digits.isdigit():
        return int(digits) * magnitude, 1
    digits = digits.replace(",", "").replace("_", "").lower()
    mantissa, _, exponent = digits.partition("e")
    whole, _, fraction = mantissa.partition(".")
    shift = int(exponent or 0) - len(fraction)
    value = int(whole + fraction) * magnitude
    return (value * 10**shift, 1) if shift >= 0 else (value, 10**-shift)
