"""A sheet of lines that is worked out anew after every key, but only where something changed.

A line keeps its result while its text, the settings and every value it looked up are the same
objects. Which names a line could mean depends on the names defined above it, so that is part of
what is compared, too.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from sdcoach.envelope.errors import CalcError
from sdcoach.envelope.evaluate import Context, Entry, Settings
from sdcoach.envelope.line import Line, failed, prose, worked_out
from sdcoach.envelope.quantity import Quantity
from sdcoach.envelope.scope import Scope
from sdcoach.envelope.statement import Header, ProseError, Statement, header, read

_WORDS = re.compile("[A-Za-zµμ_]+[A-Za-z0-9_µμ]*")
_MAX_LINES = 5000


class Completion(NamedTuple):
    """A word that may go on where the prefix ends.

    Attributes:
        text: The whole word.
        kind: `name`, `unit`, `constant` or `function`.
        detail: Its value or what it is.
    """

    text: str
    kind: str
    detail: str


class _Parsed(NamedTuple):
    """A line as read, with the visible names that decided how."""

    seen: tuple[object, ...]
    own: tuple[str, ...]
    statement: Statement | None
    line: Line | None


class _Kept(NamedTuple):
    """A result and the objects it depends on."""

    parsed: _Parsed
    settings: Settings
    reads: tuple[tuple[str, object], ...]
    line: Line


class Sheet:
    """A notebook of envelope lines. Keep the instance between keystrokes."""

    def __init__(self) -> None:
        self._headers: dict[str, tuple[Header | None, tuple[str, ...]]] = {}
        self._kept: dict[object, _Kept] = {}
        self._lines: list[Line] = []
        self._scan = _Scan()

    def evaluate(self, text: str) -> list[Line]:
        """Work out every line; lines whose inputs did not change keep their result object."""
        lines = text.split("\n")
        if len(lines) > _MAX_LINES:
            lines = lines[:_MAX_LINES]
        headers = [self._header(line) for line in lines]
        scan = _Scan()
        for number, (head, _) in enumerate(headers, 1):
            if head is not None:
                for name in head.names:
                    scan.anywhere.setdefault(name, number)
        kept: dict[object, _Kept] = {}
        out: list[Line] = []
        for number, line in enumerate(lines, 1):
            key: object = line
            while key in kept:
                key = (key,)
            result, record = self._one(line, number, headers[number - 1], scan, key)
            if record is not None:
                kept[key] = record
            scan.take(result)
            out.append(result)
        self._kept = kept
        if len(self._headers) > 4 * len(lines) + 1000:
            self._headers = dict(zip(lines, headers, strict=True))
        self._lines, self._scan = out, scan
        return out

    def evaluate_line(self, text: str) -> Line:
        """Work out one more line below the last evaluation, without keeping it."""
        head = self._header(text)
        result, _ = self._one(text, len(self._lines) + 1, head, self._scan, None)
        return result

    def names(self) -> Mapping[str, Line]:
        """Return the lines of the last evaluation by the canonical names they define."""
        return {name: self._lines[entry.line - 1] for name, entry in self._scan.values.items()}

    def _header(self, line: str) -> tuple[Header | None, tuple[str, ...]]:
        found = self._headers.get(line)
        if found is None:
            head = header(line) if len(line) <= 400 else None
            words = tuple({word.lower() for word in _WORDS.findall(line)}) if head else ()
            found = self._headers[line] = (head, words)
        return found

    def _one(
        self,
        text: str,
        number: int,
        head: tuple[Header | None, tuple[str, ...]],
        scan: "_Scan",
        key: object,
    ) -> tuple[Line, _Kept | None]:
        above, anywhere = scan.above, scan.anywhere
        seen = tuple([(above.get(word), word in anywhere) for word in head[1]])
        old = self._kept.get(key) if key is not None else None
        parsed = None
        if old is not None and old.parsed.seen == seen:
            parsed = old.parsed
            if old.settings == scan.settings and scan.unchanged(old.reads):
                line = old.line
                if line.number != number:
                    line = line._replace(number=number)
                    old = old._replace(line=line)
                return line, old
        names = head[0].names if head[0] else ()
        label = head[0].label if head[0] else ""
        try:
            if parsed is None or parsed.statement is None:
                statement = read(text, Scope(above, anywhere), head[0])
                parsed = _Parsed(seen, statement.names, statement, None)
            assert parsed.statement is not None
            return self._computed(text, number, parsed, scan)
        except ProseError as error:
            return prose(number, text, error), None
        except CalcError as error:
            return failed(number, text, error, names, label), None

    def _computed(
        self, text: str, number: int, parsed: _Parsed, scan: "_Scan"
    ) -> tuple[Line, _Kept]:
        statement = parsed.statement
        assert statement is not None
        context = Context(scan.values, scan.settings, scan.previous)
        if statement.kind in ("value", "check"):
            line = worked_out(number, text, statement, context)
        else:
            line = Line(number, text, statement.kind, statement=statement)
        reads = tuple(context.reads.items())
        return line, _Kept(parsed, scan.settings, reads, line)


class _Scan:
    """What is known at a line while going down the sheet."""

    def __init__(self) -> None:
        self.values: dict[str, Entry] = {}
        self.above: dict[str, tuple[str, ...]] = {}
        self.anywhere: dict[str, int] = {}
        self.settings = Settings()
        self.block: list[Entry] = []

    def previous(self) -> list[Entry]:
        """Return the values above, newest first, up to a blank line or a heading."""
        return self.block[::-1]

    def unchanged(self, reads: tuple[tuple[str, object], ...]) -> bool:
        """Tell whether every value that was looked up is still the same object."""
        for name, old in reads:
            entry = self.values.get(name)
            if entry is not None:
                if entry.quantity is not old:
                    return False
            elif name == "prev":
                if (self.block[-1].quantity if self.block else None) is not old:
                    return False
            elif name == "total":
                if tuple(id(entry.quantity) for entry in reversed(self.block)) != old:
                    return False
            else:
                return False
        return True

    def take(self, line: Line) -> None:
        """Go past a line: its names and value are known from here on."""
        if line.kind == "setting":
            self._set(*line.statement.setting)
        elif line.kind in ("blank", "prose"):
            if line.kind == "blank" or line.input.lstrip().startswith("#"):
                self.block = []
        else:
            entry = Entry(line.quantity, line.number)
            if line.kind != "solve" and not _is_total(line):
                self.block.append(entry)
            names = line.statement.names if line.ok else (line.name,) if line.name else ()
            for name in names:
                self.values[name] = entry
                first = name.partition("_")[0]
                found = self.above.get(first, ())
                if name not in found:
                    self.above[first] = tuple(sorted((*found, name), key=len, reverse=True))

    def _set(self, name: str, value: str) -> None:
        if name == "digits":
            self.settings = self.settings._replace(digits=int(value))
        elif name == "calendar":
            self.settings = self.settings._replace(exact_calendar=value == "exact")
        else:
            self.settings = self.settings._replace(latency=value)


def _is_total(line: Line) -> bool:
    return "total" in line.input


def evaluate_key(text: str) -> Line:
    """Work out a short sheet and return its last line with a value.

    Raises:
        CalcError: When a line fails, or none has a value.
    """
    last: Line | None = None
    for line in Sheet().evaluate(text):
        if line.error is not None:
            raise line.error
        if line.reason is not None:
            raise line.reason
        if line.quantity is not None:
            last = line
    if last is None:
        raise CalcError("nothing to compute", 0, max(1, len(text)))
    return last


__all__ = ["Completion", "Line", "Quantity", "Sheet", "evaluate_key"]
