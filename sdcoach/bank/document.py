"""A YAML or JSON document as a tree whose every node knows its line and column.

YAML is read as a stream of events and nothing is constructed from it: no tags, anchors or aliases
(so nothing can grow on its own), no key twice, no file beyond a megabyte, no nesting beyond
twenty. What a scalar means is decided by the field it stands in, so that `no`, `1_000` or `12:30`
in a list of phrases stay the text they are.
"""

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeAlias

if TYPE_CHECKING:
    import yaml

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_FAULTS = 200
"""More than anyone mends at once."""
MAX_CONTROLS = 100
"""A file with more control characters is no text; the rest is not named."""

# What YAML forbids. Written as what it is: the complement of what YAML allows takes Python's re
# ten times as long to compile, and every start pays for it.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class DocumentError(Exception):
    """A document that cannot be read at all; `load` turns it into a problem."""

    def __init__(self, line: int, column: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint


class Scalar:
    """Text as it is written; the field decides whether it is a number."""

    __slots__ = ("column", "line", "plain", "text")

    def __init__(self, text: str, plain: bool, line: int, column: int) -> None:
        self.text = text
        self.plain = plain
        self.line = line
        self.column = column

    @property
    def empty(self) -> bool:
        """Whether nothing was given; an empty text in quotes is something."""
        return self.plain and self.text in _NULLS


class Listing:
    """A list of nodes."""

    __slots__ = ("column", "items", "line")

    def __init__(self, line: int, column: int) -> None:
        self.items: list[Node] = []
        self.line = line
        self.column = column


class Mapping:
    """Keys with their nodes; no key stands twice."""

    __slots__ = ("column", "fields", "line")

    def __init__(self, line: int, column: int) -> None:
        self.fields: dict[str, tuple[Scalar, Node]] = {}
        self.line = line
        self.column = column


Node: TypeAlias = Scalar | Listing | Mapping


class Document(NamedTuple):
    """What was read, and what is wrong with it."""

    root: Node | None
    """None when nothing could be made of it, or not to its end."""
    faults: tuple[DocumentError, ...]
    """A reader goes on behind tabs, control characters, repeated keys, anchors and tags, so that
    one look finds them all; behind other faults of syntax nothing can be trusted."""


def parse_yaml(data: bytes) -> Document:
    """Read one YAML document; what is wrong comes back with its place."""
    import yaml  # the dearest import below the screens: only a changed file pays for it

    faults: list[DocumentError] = []
    root = None
    try:
        text = _without_tabs(_decoded(data, faults), faults)
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            root = _build(yaml.parse(text, Loader=loader), faults)
        except yaml.MarkedYAMLError as error:
            _explain(error, text)
        except (yaml.YAMLError, RecursionError, OverflowError) as error:
            raise DocumentError(
                1, 1, "This is not YAML.", "Check the file from its first line."
            ) from error
    except DocumentError as fault:
        if fault.line not in {known.line for known in faults}:  # else it follows from that one
            faults.append(fault)
        root = None
    return Document(root, tuple(faults[:MAX_FAULTS]))


def _without_tabs(text: str, faults: list[DocumentError]) -> str:
    """Name every tab that indents a line, and read on as if it were a space."""
    if "\t" not in text:
        return text
    lines = text.split("\n")
    for number, line in enumerate(lines):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent and line.strip():
            column = indent.index("\t") + 1
            faults.append(
                DocumentError(number + 1, column, "A tab stands here.", "Indent with spaces.")
            )
            lines[number] = indent.expandtabs(2) + line.lstrip()
    return "\n".join(lines)


def _decoded(data: bytes, faults: list[DocumentError]) -> str:
    if len(data) > MAX_BYTES:
        raise DocumentError(
            1, 1, f"The file has {len(data):,} bytes.", f"A file may have {MAX_BYTES:,} at most."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = _place(before, len(before))
        raise DocumentError(
            line, column, "This byte is not UTF-8.", "Save the file as UTF-8."
        ) from error
    if not _FORBIDDEN.search(text):
        return text
    for found in islice(_FORBIDDEN.finditer(text), MAX_CONTROLS):
        line, column = _place(text, found.start())
        message = f"The control character U+{ord(found[0]):04X} stands here."
        faults.append(DocumentError(line, column, message, "Remove it."))
    return _FORBIDDEN.sub(" ", text)


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _build(events: Any, faults: list[DocumentError]) -> Node:  # yaml's events are untyped
    """Grow the tree from events, with a stack of its own: depth cannot exhaust Python's."""
    root: Node | None = None
    stack: list[tuple[Listing | Mapping, Scalar | None]] = []
    for event in events:
        kind = type(event).__name__
        if kind in ("MappingEndEvent", "SequenceEndEvent"):
            stack.pop()
            continue
        if kind not in ("ScalarEvent", "MappingStartEvent", "SequenceStartEvent", "AliasEvent"):
            if kind == "DocumentStartEvent" and root is not None:
                _refuse(event, "A second document starts here.", "One file holds one document.")
            continue
        node = _node(event, kind, faults)
        if not stack:
            root = node
        else:
            _attach(stack, node, faults)
        if not isinstance(node, Scalar):
            if len(stack) >= MAX_DEPTH:
                _refuse(event, "This is nested too deep.", f"{MAX_DEPTH} levels are the most.")
            stack.append((node, None))
    if root is None:
        raise DocumentError(1, 1, "The file is empty.", "See questions/README.md for the form.")
    return root


def _node(event: Any, kind: str, faults: list[DocumentError]) -> Node:
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    if getattr(event, "anchor", None) is not None:
        message, hint = (
            "Anchors and aliases are not accepted.",
            "Write the text out where it is used.",
        )
        faults.append(DocumentError(line, column, message, hint))
    if getattr(event, "tag", None) is not None:
        message, hint = (
            f"The tag `{event.tag}` is not accepted.",
            "Quote text that starts with `!`.",
        )
        faults.append(DocumentError(line, column, message, hint))
    if kind == "AliasEvent":
        return Scalar("", False, line, column)
    if kind == "ScalarEvent":
        return Scalar(event.value, bool(event.implicit[0]), line, column)
    return Listing(line, column) if kind == "SequenceStartEvent" else Mapping(line, column)


def _attach(
    stack: list[tuple[Listing | Mapping, Scalar | None]], node: Node, faults: list[DocumentError]
) -> None:
    parent, key = stack[-1]
    if isinstance(parent, Listing):
        parent.items.append(node)
    elif key is not None:
        parent.fields.setdefault(key.text, (key, node))
        stack[-1] = (parent, None)
    elif not isinstance(node, Scalar):
        raise DocumentError(node.line, node.column, "A key must be a word.", "Write `name: value`.")
    elif node.text in parent.fields:
        first = parent.fields[node.text][0].line
        message = f"The key `{node.text[:60]}` stands here a second time."
        hint = f"Keep this one or the one in line {first}."
        faults.append(DocumentError(node.line, node.column, message, hint))
        stack[-1] = (parent, node)
    else:
        stack[-1] = (parent, node)


def _refuse(event: Any, message: str, hint: str) -> NoReturn:
    mark = event.start_mark
    raise DocumentError(mark.line + 1, mark.column + 1, message, hint)


def _explain(error: "yaml.MarkedYAMLError", text: str) -> NoReturn:
    """Say what a parser error means to the person who wrote the line."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    said = str(error.problem or error.context or "it cannot be read")
    indent = written[: len(written) - len(written.lstrip())]
    if "\t" in indent or written[column - 1 : column] == "\t":
        column = written.index("\t") + 1
        raise DocumentError(line, column, "A tab stands here.", "Indent with spaces.") from error
    hint = "Look at this line and the one before it."
    if "mapping values" in said:
        hint = "Put text that holds `: ` in double quotes."
    elif "cannot start any token" in said:
        hint = "Put text that starts with this character in double quotes."
    elif "end of stream" in said or "flow" in str(error.context):
        said, hint = "a quotation mark or bracket is not closed", "Close what opens here."
        if error.context_mark:
            line, column = error.context_mark.line + 1, error.context_mark.column + 1
    if line > len(lines):
        line, column = len(lines), len(lines[-1]) + 1
    raise DocumentError(line, column, f"This is not YAML: {said}.", hint) from error


def from_json(value: object) -> Node:
    """Return parsed JSON as a tree, without places.

    Raises:
        DocumentError: When it is nested deeper than any content of ours.
    """
    return _from_json(value, 0)


def _from_json(value: object, depth: int) -> Node:
    if isinstance(value, str):
        return Scalar(value, False, 1, 1)
    if depth > MAX_DEPTH:
        raise DocumentError(1, 1, "This is nested too deep.", f"{MAX_DEPTH} levels are the most.")
    if isinstance(value, dict):
        mapping = Mapping(1, 1)
        for key, item in value.items():
            mapping.fields[key] = (Scalar(key, False, 1, 1), _from_json(item, depth + 1))
        return mapping
    if isinstance(value, list):
        listing = Listing(1, 1)
        listing.items = [_from_json(item, depth + 1) for item in value]
        return listing
    return Scalar("" if value is None else str(value), True, 1, 1)
