"""Which names a line may use: those defined above it, and what is known of those below."""

from collections.abc import Iterable, Mapping

FUNCTIONS = frozenset(
    "abs avg ceil floor ln log10 log2 max min nines round sqrt sum".split()  # noqa: SIM905
)
"""Names before a bracket; anywhere else the words are free: `peak = 3 × avg`."""
RESERVED = frozenset(("as", "in", "of", "per", "prev", "to"))
"""Words that cannot be names."""


def canonical(words: str) -> str:
    """Return the name that words stand for: `Peak QPS` is `peak_qps`."""
    name = "".join(c if c.isascii() and c.isalnum() else "_" for c in words.lower().strip())
    while "__" in name:
        name = name.replace("__", "_")
    return name.strip("_")


class Scope:
    """The names that can be seen from a line.

    Attributes:
        above: First word of a name to the names that begin with it.
        anywhere: Every name of the sheet with the line of its first definition.
        own: The names that the line itself defines.
    """

    __slots__ = ("above", "anywhere", "own")

    def __init__(
        self,
        above: Mapping[str, tuple[str, ...]],
        anywhere: Mapping[str, int],
        own: tuple[str, ...] = (),
    ) -> None:
        self.above = above
        self.anywhere = anywhere
        self.own = own

    def names(self) -> Iterable[str]:
        """Return every name that may be used."""
        return (name for names in self.above.values() for name in names)


EMPTY = Scope({}, {})
