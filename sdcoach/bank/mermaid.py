"""The part of Mermaid that we understand, read line by line so that a faulty line can be named.

Flowcharts (`flowchart LR` or `TD`; nodes `id[label]`, `id(label)`, `id[(store)]`, `id{label}`; edges
`-->`, `-.->`, `==>`, `---`, with `|text|` behind or `-- text -->`; `subgraph` … `end`), class diagrams
and sequence diagrams. What draws them accepts anything and reports nothing, hence this.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from sdcoach.errors import ContentError


class DiagramError(ContentError):
    """A diagram with a line that cannot be read.

    Attributes:
        line: The faulty line, counted from 1.
    """

    def __init__(self, line: int, message: str, hint: str) -> None:
        super().__init__(message, hint=hint, place=f"line {line}")
        self.line = line


class Edge(NamedTuple):
    """A connection between two nodes, by their ids."""

    source: str
    target: str
    label: str


class Drawing(NamedTuple):
    """What a diagram says: its nodes and how they are connected."""

    kind: str
    """`flowchart`, `class` or `sequence`."""
    nodes: dict[str, str]
    """Id to label."""
    edges: tuple[Edge, ...]


_FLOW_HEAD = re.compile(r"(?:flowchart|graph)\s+(LR|TD|TB|RL|BT)\s*;?")
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SHAPES = (("[(", ")]"), ("([", "])"), ("((", "))"), ("[", "]"), ("(", ")"), ("{", "}"))
_EDGE = re.compile(
    r"\s*(?:(?:-->|---|-\.->|==>)(?:\|(?P<behind>[^|]*)\|)?"
    r"|--\s+(?P<within>[^|>]+?)\s+-->"
    r"|-\.\s+(?P<dotted>[^|>]+?)\s+\.->)\s*"
)
_SUBGRAPH = re.compile(r"subgraph\s+(?:(?P<id>\w+)\s*(?:\[(?P<label>[^\]]+)\])?|\".+\"|[\w ,.'-]+)")
_DIRECTION = re.compile(r"direction\s+(?:LR|TD|TB|RL|BT)")

_CLASS_OPEN = re.compile(r"class\s+(\w+)(?:~\w+~)?\s*\{")
_CLASS = re.compile(r"class\s+(\w+)(?:~\w+~)?")
_CLASS_MARK = re.compile(r"<<\w+>>(?:\s+(\w+))?")
_CLASS_MEMBER = re.compile(r"(\w+)\s*:\s*\S.*")
_CLASS_EDGE = re.compile(
    r'(\w+)\s*(?:"[^"]*")?\s*(?:<\||[<*o])?(?:--|\.\.)(?:\|>|[>*o])?\s*(?:"[^"]*")?\s*(\w+)'
    r"(?:\s*:\s*(.+))?"
)

_ACTOR = re.compile(r"(?:participant|actor)\s+(\w+)(?:\s+as\s+(.+))?")
_MESSAGE = re.compile(r"(\w+)\s*(?:-->>|->>|-->|->|--x|-x|--\)|-\))\s*[+-]?(\w+)\s*:\s*(.+)")
_SEQUENCE_NOTE = re.compile(r"[Nn]ote\s+(?:right of|left of|over)\s+\w+(?:\s*,\s*\w+)?\s*:\s*.+")
_BLOCK = re.compile(r"(?:loop|alt|opt|par|critical|break)\b.*")
_BLOCK_PART = re.compile(r"(?:else|and|option)\b.*")
_ACTIVATION = re.compile(r"(?:activate|deactivate)\s+\w+|autonumber")

Lines = list[tuple[int, str]]


def parse_diagram(text: str) -> Drawing:
    """Read a diagram.

    Raises:
        DiagramError: With the line that cannot be read.
    """
    lines = [
        (number, line.strip())
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.strip().startswith("%%")
    ]
    if not lines:
        raise DiagramError(1, "The diagram is empty.", "Begin with `flowchart LR`.")
    number, head = lines[0]
    readers: dict[str, Callable[[Lines], Drawing]] = {
        "classDiagram": _read_class,
        "sequenceDiagram": _read_sequence,
    }
    if _FLOW_HEAD.fullmatch(head):
        return _read_flow(lines[1:])
    if head in readers:
        return readers[head](lines[1:])
    hint = "Begin with `flowchart LR`, `flowchart TD`, `classDiagram` or `sequenceDiagram`."
    raise DiagramError(number, f"`{head[:40]}` is no kind of diagram we draw.", hint)


def _read_flow(lines: Lines) -> Drawing:
    nodes: dict[str, str] = {}
    edges: list[Edge] = []
    opened: list[int] = []
    for number, line in lines:
        if line == "end":
            if not opened:
                raise DiagramError(number, "This `end` closes nothing.", "Remove it.")
            opened.pop()
        elif line.startswith("subgraph"):
            if not _SUBGRAPH.fullmatch(line):
                hint = "Write `subgraph name` or `subgraph id[Title]`."
                raise DiagramError(number, "This subgraph has no readable name.", hint)
            opened.append(number)
        elif not _DIRECTION.fullmatch(line):
            _FlowLine(number, line.rstrip("; "), nodes, edges).read()
    if opened:
        raise DiagramError(opened[-1], "This subgraph is never closed.", "Write `end` below it.")
    return Drawing("flowchart", nodes, tuple(edges))


class _FlowLine:
    """One line of nodes and edges, read from left to right."""

    def __init__(self, number: int, line: str, nodes: dict[str, str], edges: list[Edge]) -> None:
        self.number = number
        self.line = line
        self.nodes = nodes
        self.edges = edges
        self.at = 0

    def read(self) -> None:
        left = self._group()
        while self.at < len(self.line):
            match = _EDGE.match(self.line, self.at)
            if match is None:
                rest = self.line[self.at :].strip()[:30]
                hint = "Edges are `-->`, `-.->`, `==>`, `---`, `-->|text|` and `-- text -->`."
                raise DiagramError(self.number, f"`{rest}` is no edge.", hint)
            self.at = match.end()
            right = self._group()
            label = next((part.strip() for part in match.groups() if part), "")
            self.edges += [Edge(a, b, label) for a in left for b in right]
            left = right

    def _group(self) -> list[str]:
        group = [self._node()]
        while (match := re.compile(r"\s*&\s*").match(self.line, self.at)) is not None:
            self.at = match.end()
            group.append(self._node())
        return group

    def _node(self) -> str:
        match = _ID.match(self.line, self.at)
        if match is None:
            rest = self.line[self.at :][:30]
            found = f"`{rest}` is no node." if rest else "A node is missing at the end of the line."
            hint = "A node is `id`, `id[label]`, `id(label)`, `id[(store)]` or `id{label}`."
            raise DiagramError(self.number, found, hint)
        self.at = match.end()
        name = match[0]
        label = self._label()
        if label is not None or name not in self.nodes:
            self.nodes[name] = name if label is None else label
        return name

    def _label(self) -> str | None:
        for opening, closing in _SHAPES:
            if not self.line.startswith(opening, self.at):
                continue
            start = self.at + len(opening)
            if self.line.startswith('"', start):
                end = self.line.find(f'"{closing}', start + 1)
                text, after = self.line[start + 1 : end], end + 1 + len(closing)
            else:
                end = self.line.find(closing, start)
                text, after = self.line[start:end], end + len(closing)
                if end >= 0 and re.search(r"[\[\]{}()\"|]", text):
                    hint = f'Write `{opening}"label"{closing}`.'
                    message = "A label with brackets or quotes must be quoted."
                    raise DiagramError(self.number, message, hint)
            if end < 0:
                message = f"The label that `{opening}` opens is not closed."
                raise DiagramError(self.number, message, f"Write `{closing}` behind it.")
            if not text.strip():
                raise DiagramError(self.number, "This label is empty.", "Write what the node is.")
            self.at = after
            return text.strip()
        return None


def _read_class(lines: Lines) -> Drawing:
    nodes: dict[str, str] = {}
    edges: list[Edge] = []
    opened = 0
    for number, line in lines:
        if opened:
            opened = 0 if line == "}" else opened
        elif match := _CLASS_OPEN.fullmatch(line):
            nodes[match[1]] = match[1]
            opened = number
        elif match := _CLASS_EDGE.fullmatch(line):
            edges.append(Edge(match[1], match[2], match[3] or ""))
            nodes |= {name: name for name in match.group(1, 2) if name not in nodes}
        elif match := (_CLASS.fullmatch(line) or _CLASS_MEMBER.fullmatch(line)):
            nodes.setdefault(match[1], match[1])
        elif not (_CLASS_MARK.fullmatch(line) or _DIRECTION.fullmatch(line)):
            hint = "Lines are `class Name {`, `A --> B : text`, `A <|-- B` or `Name : member`."
            raise DiagramError(number, f"`{line[:40]}` is no line of a class diagram.", hint)
    if opened:
        raise DiagramError(opened, "This class is never closed.", "Write `}` below it.")
    return Drawing("class", nodes, tuple(edges))


def _read_sequence(lines: Lines) -> Drawing:
    nodes: dict[str, str] = {}
    edges: list[Edge] = []
    opened: list[int] = []
    for number, line in lines:
        if match := _ACTOR.fullmatch(line):
            nodes[match[1]] = (match[2] or match[1]).strip()
        elif match := _MESSAGE.fullmatch(line):
            edges.append(Edge(match[1], match[2], match[3].strip()))
            nodes |= {name: name for name in match.group(1, 2) if name not in nodes}
        elif _BLOCK.fullmatch(line):
            opened.append(number)
        elif line == "end" and opened:
            opened.pop()
        elif not (
            _SEQUENCE_NOTE.fullmatch(line)
            or _ACTIVATION.fullmatch(line)
            or (opened and _BLOCK_PART.fullmatch(line))
        ):
            hint = "Lines are `participant A as Name`, `A->>B: text`, `A-->>B: text` or `loop` … `end`."
            raise DiagramError(number, f"`{line[:40]}` is no line of a sequence diagram.", hint)
    if opened:
        raise DiagramError(opened[-1], "This block is never closed.", "Write `end` below it.")
    return Drawing("sequence", nodes, tuple(edges))
