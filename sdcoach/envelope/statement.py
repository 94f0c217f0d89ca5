"""What kind of line it is: a value with or without a name, a check, a setting, a question."""

import re

from sdcoach.envelope.errors import CalcError, cut
from sdcoach.envelope.lex import MAX_LENGTH, refuse_hidden
from sdcoach.envelope.parse import Parser
from sdcoach.envelope.scope import RESERVED, Scope, canonical
from sdcoach.envelope.tree import Node

SETTINGS = {
    "digits": ("2", "3", "4", "5", "6"),
    "calendar": ("interview", "exact"),
    "latency": ("classic", "modern"),
}
"""Directive lines and what they may be set to."""

_SETTING = r"(digits|calendar|latency)[ \t]+(\w+)$"
_LABEL = r"[ \t]*([A-Za-z_][^:=≈#?]{0,59}?)[ \t]*:(?<![0-9]:(?=[0-9]))(?=[ \t]*[^ \t/])[ \t]*"
_ASSIGN = r"([A-Za-z_][A-Za-z0-9_ \t]*?)[ \t]*(=(?!=)|≈|~=)[ \t]*"
_SOLVE = r"solve[ \t]+([A-Za-z_][A-Za-z0-9_ \t]*?)[ \t]+for[ \t]+(?=\S)"
_NUMERIC = r"[ \t]*[~($.]*[0-9]"
# All are compiled when first met: each costs as much as evaluating ten lines.
_DIRECTIVES = ("digits", "calendar", "latency")
_CLAIMS = frozenset(("=", "≈", "==", "~="))


class Statement:
    """A line as read.

    Attributes:
        kind: `value`, `check`, `missing`, `solve`, `setting`, `prose` or `blank`.
        names: The canonical names it defines, the foremost first.
        label: The foremost name as typed.
        expression: What is computed; None for a setting, prose or a blank line.
        claims: What the person says it comes to.
        target: The name that a `solve` line asks for.
        place: Where that name is in the line.
        setting: The setting and what it is set to.
        notes: What the reading assumed.
    """

    __slots__ = (
        "claims",
        "expression",
        "kind",
        "label",
        "names",
        "notes",
        "place",
        "setting",
        "target",
    )

    def __init__(
        self,
        kind: str,
        names: tuple[str, ...] = (),
        label: str = "",
        expression: Node | None = None,
        claims: tuple[Node, ...] = (),
        target: str = "",
        place: tuple[int, int] = (0, 1),
        setting: tuple[str, str] = ("", ""),
        notes: tuple[str, ...] = (),
    ) -> None:
        self.kind = kind
        self.names = names
        self.label = label
        self.expression = expression
        self.claims = claims
        self.target = target
        self.place = place
        self.setting = setting
        self.notes = notes


BLANK, PROSE = Statement("blank"), Statement("prose")


class Header:
    """The part of a line before its expression.

    Attributes:
        names: Canonical names, the foremost first.
        label: The foremost name as typed.
        start: Where the expression begins.
        end: Where it ends; a comment may follow.
        approximate: The name is followed by `≈`, so it may as well be a claim.
    """

    __slots__ = ("approximate", "end", "label", "names", "start")

    def __init__(
        self,
        names: tuple[str, ...],
        label: str,
        start: int,
        end: int,
        approximate: bool,
    ) -> None:
        self.names = names
        self.label = label
        self.start = start
        self.end = end
        self.approximate = approximate


def header(text: str) -> Header:
    """Return the names that a line defines and where its expression lies."""
    end = len(text)
    for mark in ("#", "//"):
        at = text.find(mark, 0, end)
        if at >= 0:
            end = at
    start = 0
    names: tuple[str, ...] = ()
    label = ""
    if ":" in text:
        found = re.match(_LABEL, text[:end])
        if found:
            label = found[1]
            names = (canonical(label),)
            start = found.end()
    approximate = False
    while start < end and text[start] in "=≈ \t" and text[start : start + 2] != "==":
        start += 1  # `= 5 GB`, as in the notes
    body = text[start:end]
    stripped = body.lstrip()
    start += len(body) - len(stripped)
    stripped = stripped.rstrip()
    end = start + len(stripped)
    if "=" in stripped or "≈" in stripped:
        found = None if _solves(stripped) else re.match(_ASSIGN, stripped)
        if found:
            approximate = found[2] != "="
            name = canonical(found[1])
            label = found[1]
            names = (name, *(other for other in names if other != name))
            start += found.end()
    return Header(names, label, start, end, approximate)


def read(text: str, scope: Scope, head: Header | None = None) -> Statement:
    """Read one line.

    Args:
        text: The line, without a line end.
        scope: The names it may use; `own` is filled in here.
        head: The line's header when it is known already.

    Raises:
        CalcError: When the line is meant to be computed and cannot be read.
    """
    if len(text) > MAX_LENGTH:
        raise CalcError(f"line longer than {MAX_LENGTH} characters", MAX_LENGTH, len(text))
    if not text.isascii() or not text.isprintable():
        refuse_hidden(text)
    if not text or text.isspace():
        return BLANK
    if head is None:
        head = header(text)
    if head.start == head.end and not head.names:
        return PROSE
    try:
        return _computed(text, head, scope)
    except CalcError as error:
        error.start = min(error.start, len(text) - 1)
        error.end = max(error.start + 1, min(error.end, len(text)))
        if error.syntax and _is_prose(text, head, error):
            raise ProseError(error) from None
        raise


class ProseError(Exception):
    """A line that is no expression and need not be one.

    Attributes:
        reason: Why it is no expression, for whoever meant it as one.
    """

    def __init__(self, reason: CalcError) -> None:
        super().__init__(reason.message)
        self.reason = reason


def _is_prose(text: str, head: Header, error: CalcError) -> bool:
    if "=" in text[: head.end] or "≈" in text[: head.end] or text.lstrip()[:1].isdigit():
        return False
    numeric = re.match(_NUMERIC, text[head.start : head.end])
    return not numeric or not (error.unfinished or error.hint.startswith("did you mean"))


def _computed(text: str, head: Header, scope: Scope) -> Statement:
    names, label, start, end = head.names, head.label, head.start, head.end
    if not names:
        word = text[start : start + 8]
        setting = word.startswith(_DIRECTIVES) and re.match(_SETTING, text[start:end])
        if setting:
            return _setting(setting[1], setting[2], start + setting.start(2), end)
        solve = _solves(text[start:end])
        if solve and "=" in text[start:end]:
            return _solve(text, solve, start, end, scope)
    if names:
        first = names[0]
        if head.approximate and any(first in found for found in scope.above.values()):
            # `peak ≈ 200 req/s` with peak known above is a claim about it.
            start, names = text.index(label, 0, start), names[1:]
        else:
            scope = Scope(scope.above, scope.anywhere, names)
        if first in RESERVED:
            at = text.find(label)
            raise CalcError(f"'{cut(first)}' cannot be a name", at, at + len(label), syntax=True)
    if not names and text[start : start + 1] == "-" and text[start + 1 : start + 2].isspace():
        hint = "write the minus next to its number"
        raise CalcError("a dash and a blank begin a list", start, start + 1, hint, syntax=True)
    parser = Parser(text, start, end, scope)
    expression = parser.full()
    if not names and not parser.said:
        raise CalcError("nothing to compute", start, end, syntax=True)
    claims: list[Node] = []
    while parser.tokens[parser.at][1] in _CLAIMS:
        parser.at += 1
        if parser.tokens[parser.at][0] == "e" and not claims and not parser.holes:
            break  # `500M × 2 =` asks what it comes to, as on a pocket calculator
        claims.append(parser.full())
    parser.finish()
    kind = "missing" if parser.holes else "check" if claims else "value"
    return Statement(
        kind, names, label if names else "", expression, tuple(claims), notes=tuple(parser.notes)
    )


def _setting(name: str, value: str, start: int, end: int) -> Statement:
    allowed = SETTINGS[name]
    if value in allowed:
        return Statement("setting", setting=(name, value))
    choice = "2 to 6" if name == "digits" else " or ".join(allowed)
    syntax = name != "digits"  # "latency matters" is a sentence
    raise CalcError(f"{name} can be {choice}", start, end, syntax=syntax)


def _solves(text: str) -> re.Match[str] | None:
    return re.match(_SOLVE, text) if text.startswith("solve") else None


def _solve(text: str, found: re.Match[str], start: int, end: int, scope: Scope) -> Statement:
    parser = Parser(text, start + found.end(), end, scope)
    expression = parser.full()
    token = parser.tokens[parser.at]
    if token[1] not in _CLAIMS:
        stop = max(token[3], token[2] + 1)
        hint = "write `solve cache for total = 1 TB`"
        raise CalcError("expected '='", token[2], stop, hint, syntax=True)
    parser.at += 1
    goal = parser.full()
    parser.finish()
    if parser.holes:
        raise CalcError("solve needs no ?", start, end)
    return Statement(
        "solve",
        label=found[1],
        expression=expression,
        claims=(goal,),
        target=canonical(found[1]),
        place=(start + found.start(1), start + found.end(1)),
        notes=tuple(parser.notes),
    )
