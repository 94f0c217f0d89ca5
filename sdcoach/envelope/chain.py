"""How a value hangs together with the lines above: which entries it went through."""

from collections.abc import Mapping
from typing import NamedTuple

from sdcoach.envelope.context import Context, Entry
from sdcoach.envelope.quantity import Quantity
from sdcoach.envelope.tree import Hole, Name, Node, children

Reads = tuple[tuple[str, tuple[Entry, ...]], ...]


class Unknown(NamedTuple):
    """What is looked for: a `?` in the line, or the value of a name.

    Attributes:
        name: The canonical name, or empty for a `?`.
        quantity: The value that the name has now.
    """

    name: str = ""
    quantity: Quantity | None = None

    def is_at(self, node: Node, reads: Reads) -> bool:
        """Tell whether a node is the unknown itself."""
        if isinstance(node, Hole):
            return not self.name
        if not isinstance(node, Name):
            return False
        return any(self._is_in(entry) for entry in looked_up(node.name, reads)[:1]) and (
            node.name not in ("prev", "total") or len(looked_up(node.name, reads)) == 1
        )

    def _is_in(self, entry: Entry) -> bool:
        return self.quantity is not None and entry.quantity is self.quantity


def looked_up(name: str, reads: Reads) -> tuple[Entry, ...]:
    """Return the entries that a name stood for in a line."""
    return next((entries for read, entries in reads if read == name), ())


def context_of(entry: Entry, values: Mapping[int, Entry] | None = None) -> Context:
    """Return the context that the line of an entry was evaluated in.

    Args:
        entry: A value of the sheet.
        values: Entries to put in the place of others, by the `id` of those.
    """
    put = values or {}
    reads = {
        name: tuple(put.get(id(found), found) for found in entries) for name, entries in entry.reads
    }
    block = reads.pop("total", None) or reads.get("prev", ())
    reads.pop("prev", None)
    names = {name: entries[0] for name, entries in reads.items()}
    return Context(names, entry.settings, lambda: block)


def occurrences(node: Node, unknown: Unknown, reads: Reads) -> int:
    """Count how often the unknown goes into a tree, through names too; 2 means more than once."""
    return _count(node, unknown, reads, {})


def _count(node: Node, unknown: Unknown, reads: Reads, known: dict[int, int]) -> int:
    if unknown.is_at(node, reads):
        return 1
    if isinstance(node, Name):
        total = 0
        for entry in looked_up(node.name, reads):
            if id(entry) not in known:
                found = 0
                if entry.quantity is not None and entry.quantity is unknown.quantity:
                    found = 1
                elif entry.tree is not None:
                    found = _count(entry.tree, unknown, entry.reads, known)
                known[id(entry)] = found
            total += known[id(entry)]
        return min(2, total)
    return min(2, sum(_count(child, unknown, reads, known) for child in children(node)))


def upstream(node: Node, unknown: Unknown, reads: Reads) -> list[Entry]:
    """Return the entries between the unknown and a tree, each after those it looks up."""
    found: dict[int, Entry] = {}
    waiting = [(node, reads)]
    while waiting:
        node, reads = waiting.pop()
        if isinstance(node, Name):
            for entry in looked_up(node.name, reads):
                if id(entry) in found or entry.tree is None:
                    continue
                found[id(entry)] = entry
                if entry.quantity is not unknown.quantity:
                    waiting.append((entry.tree, entry.reads))
        waiting += [(child, reads) for child in children(node)]
    return sorted(found.values(), key=lambda entry: entry.line)
