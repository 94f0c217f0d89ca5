"""One origin's journal that went on in two places, brought together the same way everywhere.

An origin numbers its events itself, so two copies of one journal normally are one the beginning
of the other. When a whole installation was copied and both went on, the same number means two
things. Then the journal is a tree: nothing of it is dropped, the branch that got furthest keeps
the origin's name, and each other branch gets a name made from its first event. All of this
follows from the set of branches alone, and sets of branches unite: hence merging is commutative,
associative and idempotent.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_ENDS = ("finished", "abandoned")


class Line(NamedTuple):
    """An event as the database keeps it, without its attempt and origin."""

    seq: int
    kind: str
    v: int
    elapsed_ms: int
    at: int
    payload: str
    """Compact JSON."""


class Fork(NamedTuple):
    """Where a branch leaves the one it came from."""

    of: str
    """The origin whose journal it begins with."""
    at_seq: int
    """The last number they share; 0 for none."""


class Branches(NamedTuple):
    """The journal of one attempt, by origin, each ordered by number."""

    lines: dict[str, tuple[Line, ...]]
    forks: dict[str, Fork]
    """Only of origins that stand for a branch."""


_Path = tuple[Line, ...]


def united(attempt: str, one: Branches, other: Branches) -> Branches:
    """Return the journal that holds what either knows.

    Args:
        attempt: Its UUID.
        one: A journal of it.
        other: Another one.
    """
    if one == other:
        return one
    paths = _paths(one)
    for root, found in _paths(other).items():
        paths.setdefault(root, set()).update(found)
    made = Branches({}, {})
    for root, found in paths.items():
        _lay(attempt, root, sorted(found), 0, made)
    return made


def _paths(branches: Branches) -> dict[str, set[_Path]]:
    """Return, by the origin that it all began with, every branch from its very beginning."""
    paths: dict[str, set[_Path]] = {}
    for origin in branches.lines:
        root, path = _unfolded(branches, origin)
        paths.setdefault(root, set()).add(path)
    return paths


def _unfolded(branches: Branches, origin: str) -> tuple[str, _Path]:
    path = branches.lines[origin]
    seen = {origin}
    # A damaged file may name a branch that is not there, or lead round in a circle.
    while (fork := branches.forks.get(origin)) and fork.of not in seen:
        shared = tuple(line for line in branches.lines.get(fork.of, ()) if line.seq <= fork.at_seq)
        path = shared + path
        origin = fork.of
        seen.add(origin)
    return origin, path


def _lay(attempt: str, origin: str, paths: Iterable[_Path], start: int, made: Branches) -> None:
    """Give the best branch to `origin` and every other one to a name of its own."""
    waiting = [(origin, list(paths), start)]
    while waiting:
        origin, found, start = waiting.pop()
        best = max(found, key=_rank)
        made.lines[origin] = best[start:]
        groups: dict[tuple[int, Line], list[_Path]] = {}
        for path in found:
            at = _shared(path, best)
            if at < len(path):
                groups.setdefault((at, path[at]), []).append(path)
        for (at, first), group in groups.items():
            fork = Fork(origin, best[at - 1].seq if at else 0)
            name = _name(attempt, fork, first)
            made.forks[name] = fork
            waiting.append((name, group, at))


def _rank(path: _Path) -> tuple[bool, int, _Path]:
    return any(line.kind in _ENDS for line in path), len(path), path


def _shared(one: _Path, other: _Path) -> int:
    """Return how many lines two paths have in common at their beginning."""
    for number, (mine, yours) in enumerate(zip(one, other, strict=False)):
        if mine != yours:
            return number
    return min(len(one), len(other))


def _name(attempt: str, fork: Fork, first: Line) -> str:
    told = "\n".join((attempt, *(str(part) for part in (*fork, *first))))
    return str(uuid.uuid5(uuid.NAMESPACE_OID, told.encode("utf-8", "replace").decode()))


def branches_of(rows: Iterable[tuple[str, Line]], forks: Mapping[str, Fork]) -> Branches:
    """Collect rows of (origin, line), in order of number within an origin.

    Args:
        rows: The events of one attempt.
        forks: Of any attempts; those of the origins at hand are taken.
    """
    lines: dict[str, list[Line]] = {}
    for origin, line in rows:
        lines.setdefault(origin, []).append(line)
    return Branches(
        {origin: tuple(found) for origin, found in lines.items()},
        {origin: forks[origin] for origin in lines if origin in forks},
    )
