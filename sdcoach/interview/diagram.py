"""The diagram in the notes, as Mermaid.

Arrow lines become a flowchart; a fenced block is taken as it is.
"""

import re
from collections.abc import Sequence

from sdcoach.interview.notes import Drawing, NoteLine, drawing

_FENCE = re.compile(r"\s*(```|~~~)\s*(\w*)")
_UNSAFE = re.compile(r'["\[\](){}|<>`#;]')
_DRAWS_NO_PART = frozenset(("scope", "estimate", "data", "interfaces", "walkthrough", "extend"))
_HAS_METHODS = _DRAWS_NO_PART | {"objects"}
_SIGNATURE = re.compile(r"(?<![\w(])[a-z_]\w*\([^()]*(?:\([^()]*\)[^()]*)*\)\s*(?:-+>|→)")
"""A call before an arrow, in lower case: `Lot(5) -> Level` is a class that holds another."""


def drawn_parts(lines: Sequence[NoteLine]) -> Drawing:
    """Return the parts and ways that the arrow lines of the notes draw.

    An arrow in the first phases says what goes in and out (`paste text -> short link`), and one
    among methods what a call returns (`park(car) -> ticket`). The former draws only where nothing
    else does, the latter never.
    """
    kept = [
        line for line in lines if line.phase not in _HAS_METHODS or not _SIGNATURE.search(line.body)
    ]
    parts = drawing(line for line in kept if line.phase not in _DRAWS_NO_PART)
    return parts if parts.arrows else drawing(kept)


def to_mermaid(drawn: Drawing, direction: str = "LR") -> str:
    """Return arrow lines as a Mermaid flowchart; an empty string when there are none.

    Args:
        drawn: Nodes and arrows as the notes draw them.
        direction: "LR" from left to right, "TD" from top to bottom.
    """
    if not drawn.arrows:
        return ""
    names = {node: f"n{number}" for number, node in enumerate(drawn.nodes)}
    rows = [f"flowchart {direction}"]
    rows += [f"  {name}[{_label(node)}]" for node, name in names.items()]
    for arrow in drawn.arrows:
        label = f"|{_label(arrow.label)}|" if arrow.label else ""
        rows.append(f"  {names[arrow.source]} -->{label} {names[arrow.target]}")
    return "\n".join(rows)


def _label(text: str) -> str:
    return " ".join(_UNSAFE.sub(" ", text).split()) or "?"


def fenced_mermaid(lines: list[NoteLine]) -> str:
    """Return the last fenced `mermaid` block of the notes, or an empty string."""
    found = ""
    block: list[str] = []
    inside = False
    for line in lines:
        fence = _FENCE.match(line.raw)
        if not inside:
            inside = fence is not None and fence.group(2) == "mermaid"
            block = []
        elif fence:
            found, inside = "\n".join(block), False
        else:
            block.append(line.raw)
    return found


def diagram_source(lines: list[NoteLine], direction: str = "LR") -> str:
    """Return the Mermaid of the notes: a fenced block if there is one, else the arrow lines."""
    return fenced_mermaid(lines) or to_mermaid(drawn_parts(lines), direction)
