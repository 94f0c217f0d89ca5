"""A sheet of lines that is worked out anew after every key, but only where something changed.

Lines before and behind an edit keep their result while the settings and every value they looked
up are the same objects. Which names a line could mean depends on the names defined above it; when
those have changed, the names that begin with one of its words are compared, too.
"""

import re
from collections.abc import Mapping, Sequence

from sdcoach.envelope.context import Context, Entry, Settings
from sdcoach.envelope.errors import CalcError
from sdcoach.envelope.evaluate import summands
from sdcoach.envelope.line import Line, failed, prose, worked_out
from sdcoach.envelope.scope import Scope
from sdcoach.envelope.statement import Header, ProseError, Statement, header, read

TYPE_CHECKING = False  # checkers take it as true; `typing` would cost a third of a start
if TYPE_CHECKING:
    from sdcoach.envelope.complete import Completion
    from sdcoach.envelope.shares import Share

MAX_LINES = 5000
_WORD = "[A-Za-zµμ_][A-Za-z0-9_µμ]*"
_GLUED = r"(?<![A-Za-z0-9_.])([0-9][0-9_,.]*)B(?![A-Za-z0-9_])"

Reads = tuple[tuple[str, tuple[Entry, ...]], ...]


class _Head:
    """What can be known of a line from its text alone.

    Attributes:
        header: The names it defines and where its expression lies; None for a blank line.
        line: The line.
    """

    __slots__ = ("_words", "header", "line")

    def __init__(self, header: Header | None, line: str) -> None:
        self.header = header
        self.line = line
        self._words: tuple[str, ...] | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Its words in small letters: a name may begin with one."""
        if self._words is None:
            if self.header is None:
                self._words = ()
            else:
                words = {word.lower() for word in re.findall(_WORD, self.line)}
                if "_" in self.line:
                    words |= {word.partition("_")[0] for word in words}
                self._words = tuple(words)
        return self._words


class _Result:
    """A line worked out, and all that the result depends on.

    Attributes:
        line: The line.
        head: What its text alone tells.
        entry: What it contributes to the lines below, or None.
        names: The names it defines.
        seen: For each of its words, the names above that begin with it, and whether it is a name.
        statement: The line as read, or None when it could not be read.
        settings: What was set.
        reads: The entries that were looked up.
        lasting: It may be kept; an error that names another line may not.
    """

    __slots__ = (
        "entry",
        "head",
        "lasting",
        "line",
        "names",
        "reads",
        "seen",
        "settings",
        "statement",
    )

    def __init__(
        self,
        line: Line,
        head: _Head,
        entry: Entry | None,
        names: tuple[str, ...],
        seen: tuple[object, ...],
        statement: Statement | None,
        settings: Settings,
        reads: Reads,
        lasting: bool,
    ) -> None:
        self.line = line
        self.head = head
        self.entry = entry
        self.names = names
        self.seen = seen
        self.statement = statement
        self.settings = settings
        self.reads = reads
        self.lasting = lasting


class Sheet:
    """A notebook of envelope lines. Keep the instance between keystrokes."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._results: list[_Result] = []
        self._scan = _Scan({})

    def evaluate(self, text: str) -> list[Line]:
        """Work out every line; lines whose inputs did not change keep their result.

        Args:
            text: The sheet, lines separated by newlines.
        """
        lines, old_lines, old = text.split("\n"), self._lines, self._results
        before, behind = _unchanged(lines, old_lines)
        shift = len(lines) - len(old_lines)
        middle_end = len(lines) - behind
        heads = [_head(line) for line in lines[before:middle_end]]
        kept_heads = [result.head for result in old[:before]]
        kept_heads_behind = [result.head for result in old[len(old) - behind :]] if behind else []
        anywhere: dict[str, int] = {}
        for number, head in enumerate([*kept_heads, *heads, *kept_heads_behind], 1):
            if head.header is not None and head.header.names:
                for name in head.header.names:
                    anywhere.setdefault(name, number)
        same_names = anywhere.keys() == self._scan.anywhere.keys()
        scan = _Scan(anywhere, self._scan.begins if same_names else None)
        results: list[_Result] = []
        for at, line in enumerate(lines):
            if at < before:
                kept = old[at]
            elif at >= middle_end:
                kept = old[at - shift]
                if at == middle_end:
                    same_names = same_names and _names(results[before:]) == _names(
                        old[before : at - shift]
                    )
            else:
                results.append(self._work_out(line, at + 1, heads[at - before], scan))
                scan.pass_by(results[-1])
                continue
            if not (kept.lasting and kept.settings == scan.settings and scan.same(kept.reads)) or (
                not same_names and kept.seen != scan.seen(kept.head)
            ):
                same_line = same_names and kept.statement is not None
                statement = kept.statement if same_line else None
                kept = self._work_out(line, at + 1, kept.head, scan, statement)
            elif kept.line.number != at + 1:
                kept = _renumbered(kept, at + 1)
            scan.pass_by(kept)
            results.append(kept)
        self._lines, self._results, self._scan = lines, results, scan
        return [result.line for result in results]

    def evaluate_line(self, text: str) -> Line:
        """Work out one more line below the last evaluation; the sheet is not changed."""
        return self._extra(text).line

    def names(self) -> Mapping[str, Line]:
        """Return the lines of the last evaluation by the canonical names they define."""
        return {name: result.line for result in self._results for name in result.names}

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
        return self._work_out(text, number, _head(text), self._scan)

    def _work_out(
        self,
        text: str,
        number: int,
        head: _Head,
        scan: "_Scan",
        statement: Statement | None = None,
    ) -> _Result:
        """Work out a line, from its statement when it was read before."""
        seen = scan.seen(head)
        settings = scan.settings
        context = Context(scan.values, settings, scan.previous)
        try:
            if number > MAX_LINES:
                raise CalcError(f"a sheet has at most {MAX_LINES} lines", 0, max(1, len(text)))
            if statement is None:
                statement = read(text, Scope(scan.above, scan.anywhere), head.header)
            context.label = statement.label
            line = worked_out(number, text, statement, context)
        except ProseError as error:
            line = prose(number, text, error)
            return _Result(line, head, None, (), seen, None, settings, (), True)
        except CalcError as error:
            line = failed(number, text, _explained(error, text, statement), head.header)
            reads = tuple(context.reads.items())
            names = head.header.names if head.header is not None else ()
            lasting = "line " not in error.message and "(line " not in error.hint
            entry = Entry(None, number)
            return _Result(line, head, entry, names, seen, None, settings, reads, lasting)
        reads = tuple(context.reads.items())
        if statement.kind in ("blank", "prose", "setting", "solve"):
            return _Result(line, head, None, (), seen, statement, settings, reads, True)
        entry = Entry(line.quantity, number, statement.expression, reads, settings)
        return _Result(line, head, entry, statement.names, seen, statement, settings, reads, True)


def _head(line: str) -> _Head:
    if len(line) > 400 or not line or line.isspace():
        return _Head(None, "")
    return _Head(header(line), line)


def _names(results: Sequence[_Result]) -> list[str]:
    return [name for result in results for name in result.names]


def _unchanged(lines: Sequence[str], old: Sequence[str]) -> tuple[int, int]:
    """Return how many lines are the same at the beginning and, of the rest, at the end."""
    shorter = min(len(lines), len(old))
    before = 0
    while before < shorter and lines[before] == old[before]:
        before += 1
    behind = 0
    while behind < shorter - before and lines[-1 - behind] == old[-1 - behind]:
        behind += 1
    return before, behind


def _begins(names: Mapping[str, int]) -> dict[str, list[str]]:
    """Return first word of a name to the names that begin with it."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name.partition("_")[0], []).append(name)
    return found


class _Scan:
    """What is known at a line while going down the sheet.

    Attributes:
        values: The entries by name.
        above: First word of a name to the names that begin with it.
        anywhere: Every name of the sheet and the line that first defines it.
        begins: First word of a name to all names of the sheet that begin with it.
        settings: What directive lines have set.
        block: The values since the last blank line or heading.
    """

    def __init__(
        self, anywhere: Mapping[str, int], begins: dict[str, list[str]] | None = None
    ) -> None:
        self.values: dict[str, Entry] = {}
        self.above: dict[str, tuple[str, ...]] = {}
        self.anywhere = anywhere
        self.begins = _begins(anywhere) if begins is None else begins
        self.settings = Settings()
        self.block: list[Entry] = []

    def seen(self, head: _Head) -> tuple[object, ...]:
        """Return what decides how a line is read: the names that its words may begin or be."""
        above, anywhere, begins = self.above, self.anywhere, self.begins
        if not above and not anywhere:
            return ()
        return tuple([(above.get(word), word in anywhere, begins.get(word)) for word in head.words])

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
            elif name != "total" or not _same(summands(self.previous()), old):
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
        self.block.append(entry)
        for name in result.names:
            if name not in self.values:
                first = name.partition("_")[0]
                self.above[first] = (*self.above.get(first, ()), name)
            self.values[name] = entry


def _same(entries: Sequence[Entry], old: Sequence[Entry]) -> bool:
    return len(entries) == len(old) and all(
        a.quantity is b.quantity for a, b in zip(entries, old, strict=True)
    )


def _renumbered(old: _Result, number: int) -> _Result:
    return _Result(
        old.line.at(number),
        old.head,
        old.entry and old.entry.at_line(number),
        old.names,
        old.seen,
        old.statement,
        old.settings,
        old.reads,
        old.lasting,
    )


def _set(settings: Settings, name: str, value: str) -> Settings:
    digits, exact, latency = settings.digits, settings.exact_calendar, settings.latency
    if name == "digits":
        return Settings(int(value), exact, latency)
    if name == "calendar":
        return Settings(digits, value == "exact", latency)
    return Settings(digits, exact, value)


def _explained(error: CalcError, text: str, statement: Statement | None) -> CalcError:
    """Say that `500B` was read as 500 billion, where that may be why the line fails."""
    glued = re.search(_GLUED, text[:400])
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
