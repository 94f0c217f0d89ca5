"""How a value hangs together with the lines above: which entries it went through."""

from collections.abc import Mapping
from typing import NamedTuple

from sdcoach.envelope.context import Context, Entry
from sdcoach.envelope.tree import Hole, Name, Node, children

Reads = tuple[tuple[str, tuple[Entry, ...]], ...]


class Unknown(NamedTuple):
    """What is looked for: a `?` in the line, or the value of a line above.

    Attributes:
        tree: What that line computes, by which it is known; None for a `?`.
    """

    tree: Node | None = None

    def is_entry(self, entry: Entry) -> bool:
        """Tell whether an entry is the value that is looked for."""
        return self.tree is not None and entry.tree is self.tree

    def is_at(self, node: Node, reads: Reads) -> bool:
        """Tell whether a node is the unknown itself."""
        if isinstance(node, Hole):
            return self.tree is None
        if not isinstance(node, Name):
            return False
        entries = looked_up(node.name, reads)
        return len(entries) == 1 and self.is_entry(entries[0])


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


def upstream(node: Node, unknown: Unknown, reads: Reads) -> list[Entry]:
    """Return the entries that a tree rests on, down to the unknown, each after those below it."""
    ordered: list[Entry] = []
    seen: set[int] = set()
    waiting = [(entry, False) for entry in _named(node, reads)]
    while waiting:
        entry, done = waiting.pop()
        if done:
            ordered.append(entry)
        elif id(entry) not in seen:
            seen.add(id(entry))
            waiting.append((entry, True))
            if entry.tree is not None and not unknown.is_entry(entry):
                waiting += [(below, False) for below in _named(entry.tree, entry.reads)]
    return ordered


def _named(node: Node, reads: Reads) -> list[Entry]:
    """Return the entries that the names in a tree stand for."""
    if isinstance(node, Name):
        return list(looked_up(node.name, reads))
    return [entry for child in children(node) for entry in _named(child, reads)]


class Occurrences:
    """How often the unknown goes into a tree, through names too; 2 means more than once."""

    def __init__(self, node: Node, unknown: Unknown, reads: Reads) -> None:
        self.unknown = unknown
        self._known: dict[int, int] = {}
        for entry in upstream(node, unknown, reads):
            found = int(unknown.is_entry(entry))
            if not found and entry.tree is not None:
                found = self.within(entry.tree, entry.reads)
            self._known[id(entry)] = found

    def within(self, node: Node, reads: Reads) -> int:
        """Count in a tree of the same chain."""
        if isinstance(node, Hole):
            return int(self.unknown.tree is None)
        if isinstance(node, Name):
            return min(2, sum(self.of(entry) for entry in looked_up(node.name, reads)))
        return min(2, sum(self.within(child, reads) for child in children(node)))

    def of(self, entry: Entry) -> int:
        """Count in an entry of the same chain."""
        return self._known.get(id(entry), 0)
