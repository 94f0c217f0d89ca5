"""A sheet of lines that is worked out anew after every key, but only where something changed.

A line keeps its result while its text, the settings and every value it looked up are the same
objects. Which names a line could mean depends on the names defined above it, so the names that
begin with one of its words are compared, too.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sdcoach.envelope.context import Context, Entry, Settings
from sdcoach.envelope.errors import CalcError
from sdcoach.envelope.line import Line, failed, prose, worked_out
from sdcoach.envelope.scope import Scope
from sdcoach.envelope.statement import Header, ProseError, Statement, header, read

if TYPE_CHECKING:
    from sdcoach.envelope.complete import Completion
    from sdcoach.envelope.shares import Share

MAX_LINES = 5000
_WORDS = re.compile("[A-Za-zµμ_][A-Za-z0-9_µμ]*")
_GLUED = re.compile(r"(?<![A-Za-z0-9_.])([0-9][0-9_,.]*)B(?![A-Za-z0-9_])")

Reads = tuple[tuple[str, tuple[Entry, ...]], ...]


class _Head(NamedTuple):
    """What can be known of a line from its text alone."""

    header: Header | None
    words: tuple[str, ...]


class _Result(NamedTuple):
    """A line worked out, and all that the result depends on.

    Attributes:
        line: The line.
        entry: What it contributes to the lines below, or None.
        seen: For each of its words, the names above that begin with it, and whether it is a name.
        statement: The line as read, or None when it could not be read.
        settings: What was set.
        reads: The entries that were looked up.
        lasting: It may be kept; errors name lines whose numbers change.
    """

    line: Line
    entry: Entry | None
    seen: tuple[object, ...]
    statement: Statement | None
    settings: Settings
    reads: Reads
    lasting: bool


class Sheet:
    """A notebook of envelope lines. Keep the instance between keystrokes."""

    def __init__(self) -> None:
        self._heads: dict[str, _Head] = {}
        self._kept: dict[tuple[str, int], _Result] = {}
        self._results: list[_Result] = []
        self._scan = _Scan({})

    def evaluate(self, text: str) -> list[Line]:
        """Work out every line; lines whose inputs did not change keep their result.

        Args:
            text: The sheet, lines separated by newlines.
        """
        lines = text.split("\n")
        heads = [self._head(line) for line in lines]
        anywhere: dict[str, int] = {}
        for number, head in enumerate(heads, 1):
            if head.header is not None:
                for name in head.header.names:
                    anywhere.setdefault(name, number)
        scan = _Scan(anywhere)
        results: list[_Result] = []
        kept: dict[tuple[str, int], _Result] = {}
        times: dict[str, int] = {}
        for at, line in enumerate(lines):
            nth = times[line] = times.get(line, 0) + 1
            result = self._work_out(line, at + 1, heads[at], scan, self._kept.get((line, nth)))
            if result.lasting:
                kept[line, nth] = result
            scan.pass_by(result)
            results.append(result)
        if len(self._heads) > 4 * len(lines) + 1000:
            self._heads = dict(zip(lines, heads, strict=True))
        self._kept, self._results, self._scan = kept, results, scan
        return [result.line for result in results]

    def evaluate_line(self, text: str) -> Line:
        """Work out one more line below the last evaluation; the sheet is not changed."""
        return self._extra(text).line

    def names(self) -> Mapping[str, Line]:
        """Return the lines of the last evaluation by the canonical names they define."""
        found = {}
        for result in self._results:
            line = result.line
            names = line.statement.names if line.ok else ((line.name,) if line.name else ())
            for name in names:
                found[name] = line
        return found

    def completions(self, prefix: str) -> "list[Completion]":
        """Return what may follow a prefix: names of this sheet, then units, then constants."""
        from sdcoach.envelope.complete import completions

        return completions(prefix, self.names())

    def steps(self, number: int) -> list[str]:
        """Unfold a line into the sums that one would say aloud; empty when there are none."""
        return self._steps(self._results[number - 1])

    def steps_of(self, text: str) -> list[str]:
        """Unfold one more line below the last evaluation."""
        return self._steps(self._extra(text))

    def sensitivity(self, number: int) -> "list[Share]":
        """Return which range matters most for a line's uncertainty, the largest share first."""
        from sdcoach.envelope.shares import shares

        return shares(self._results[number - 1].line.quantity)

    def _steps(self, result: _Result) -> list[str]:
        if result.entry is None or result.entry.tree is None or result.line.quantity is None:
            return []
        from sdcoach.envelope.steps import steps

        return steps(result.line, result.entry)

    def _extra(self, text: str) -> _Result:
        number = len(self._results) + 1
        return self._work_out(text, number, self._head(text), self._scan, None)

    def _head(self, line: str) -> _Head:
        found = self._heads.get(line)
        if found is None:
            if len(line) > 400 or not line or line.isspace():
                found = _Head(None, ())
            else:
                words = {word.lower() for word in _WORDS.findall(line)}
                found = _Head(header(line), tuple(words))
            self._heads[line] = found
        return found

    def _work_out(
        self, text: str, number: int, head: _Head, scan: "_Scan", old: _Result | None
    ) -> _Result:
        above, anywhere = scan.above, scan.anywhere
        seen = tuple([(above.get(word), word in anywhere) for word in head.words])
        statement = None
        if old is not None and old.seen == seen:
            if old.settings == scan.settings and scan.same(old.reads):
                return old if old.line.number == number else _renumbered(old, number)
            statement = old.statement
        settings = scan.settings
        context = Context(scan.values, settings, scan.previous)
        try:
            if number > MAX_LINES:
                raise CalcError(f"a sheet has at most {MAX_LINES} lines", 0, max(1, len(text)))
            if statement is None:
                statement = read(text, Scope(above, anywhere), head.header)
            context.label = statement.label
            line = worked_out(number, text, statement, context)
        except ProseError as error:
            return _Result(prose(number, text, error), None, seen, None, settings, (), False)
        except CalcError as error:
            line = failed(number, text, _explained(error, text, statement), head.header)
            entry = Entry(None, number)
            return _Result(line, entry, seen, None, settings, (), False)
        reads = tuple(context.reads.items())
        entry = Entry(line.quantity, number, statement.expression, reads, settings)
        kind = statement.kind
        own = None if kind in ("blank", "prose", "setting", "solve") else entry
        return _Result(line, own, seen, statement, settings, reads, True)


class _Scan:
    """What is known at a line while going down the sheet.

    Attributes:
        values: The entries by name.
        above: First word of a name to the names that begin with it, longest first.
        anywhere: Every name of the sheet and the line that first defines it.
        settings: What directive lines have set.
        block: The values since the last blank line or heading.
    """

    def __init__(self, anywhere: Mapping[str, int]) -> None:
        self.values: dict[str, Entry] = {}
        self.above: dict[str, tuple[str, ...]] = {}
        self.anywhere = anywhere
        self.settings = Settings()
        self.block: list[Entry] = []

    def previous(self) -> tuple[Entry, ...]:
        """Return the values above, newest first, up to a blank line or a heading."""
        return tuple(reversed(self.block))

    def same(self, reads: Reads) -> bool:
        """Tell whether every value that was looked up is still the same object."""
        for name, old in reads:
            entry = self.values.get(name)
            if entry is not None:
                if entry.quantity is not old[0].quantity:
                    return False
            elif name == "prev":
                if not _same(self.previous()[:1], old):
                    return False
            elif name != "total" or not _same(self.previous(), old):
                return False
        return True

    def pass_by(self, result: _Result) -> None:
        """Go past a line: its names and value are known from here on."""
        line, entry = result.line, result.entry
        if entry is None:
            if line.kind == "setting":
                self.settings = _set(self.settings, *line.statement.setting)
            elif line.kind == "blank" or line.input.lstrip()[:1] == "#":
                self.block = []
            return
        if not _uses_total(entry):
            self.block.append(entry)
        names = line.statement.names if line.ok else ((line.name,) if line.name else ())
        for name in names:
            self.values[name] = entry
            first = name.partition("_")[0]
            found = self.above.get(first, ())
            if name not in found:
                self.above[first] = tuple(sorted((*found, name), key=len, reverse=True))


def _same(entries: Sequence[Entry], old: Sequence[Entry]) -> bool:
    return len(entries) == len(old) and all(
        a.quantity is b.quantity for a, b in zip(entries, old, strict=True)
    )


def _uses_total(entry: Entry) -> bool:
    return any(name == "total" for name, _ in entry.reads)


def _renumbered(old: _Result, number: int) -> _Result:
    line = old.line._replace(number=number)
    entry = old.entry and old.entry._replace(line=number)
    return old._replace(line=line, entry=entry)


def _set(settings: Settings, name: str, value: str) -> Settings:
    if name == "digits":
        return settings._replace(digits=int(value))
    if name == "calendar":
        return settings._replace(exact_calendar=value == "exact")
    return settings._replace(latency=value)


def _explained(error: CalcError, text: str, statement: Statement | None) -> CalcError:
    """Say that `500B` was read as 500 billion, where that may be why the line fails."""
    glued = _GLUED.search(text[:400])
    assumed = statement is None or any(note.startswith("read ") for note in statement.notes)
    if glued and assumed and not error.unfinished:
        figure = glued[1][:20]
        error.hint = f"{figure}B was read as {figure} billion; write `{figure} bytes`"
    return error


def evaluate_key(text: str) -> Line:
    """Work out a short sheet and return its last line with a value.

    Raises:
        CalcError: When a line fails, or none has a value.
    """
    last: Line | None = None
    for line in Sheet().evaluate(text):
        error = line.error or line.reason
        if error is not None:
            raise error
        if line.quantity is not None:
            last = line
    if last is None:
        raise CalcError("nothing to compute", 0, max(1, len(text)))
    return last
