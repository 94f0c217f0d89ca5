"""The diagram in one's notes beside the reference's: which parts and ways both have.

Parts are the same when they are called alike, with the abbreviations and by-names that people
write on a whiteboard. A way has no direction here: one draws who calls, another where the data
goes.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sdcoach.bank.mermaid import DiagramError, parse_diagram
from sdcoach.bank.question import Diagram, Phase
from sdcoach.bank.words import stem
from sdcoach.interview.diagram import drawn_parts, fenced_mermaid
from sdcoach.interview.notes import read_notes

_SAME = """
lb balancer loadbalancer haproxy nginx
cdn edge pop
db database sql postgres mysql rdbms table
primary master leader
replica secondary follower slave standby
cache redis memcached memcache
client user browser app visitor
queue kafka sqs rabbitmq topic broker
store storage s3 bucket blob
api server service svc
worker consumer job cron
gateway gw proxy
index search elasticsearch
log logs
"""
_FILLERS = frozenset(
    ("a", "an", "and", "the", "of", "for", "to", "in", "on", "by", "with", "s", "ms")
)
_WORD = re.compile(r"[a-z]+(?:\d+[a-z]*)?")
_PHRASES = (
    (re.compile(r"load[ -]?balanc\w*"), "balancer"),
    (re.compile(r"object[ -]?stor\w*"), "objects"),
)
_AKIN = 0.5
"""The likeness from which two parts are taken for the same."""

Way = tuple[str, str]


class Picture(NamedTuple):
    """Parts and the ways between them, by the parts' names."""

    parts: tuple[str, ...]
    ways: tuple[Way, ...]


class SamePart(NamedTuple):
    """A part that both have."""

    yours: str
    theirs: str


class Difference(NamedTuple):
    """One's own diagram against the reference's."""

    same: tuple[SamePart, ...]
    own: tuple[str, ...]
    """Parts that only the candidate drew."""
    missing: tuple[str, ...]
    """Parts that only the reference has."""
    same_ways: tuple[Way, ...]
    """As the reference names them."""
    own_ways: tuple[Way, ...]
    missing_ways: tuple[Way, ...]


def own_picture(notes: str, phases: Sequence[Phase] = ()) -> Picture:
    """Return what the notes draw: a fenced `mermaid` block, or else the arrow lines."""
    lines = read_notes(notes, phases)
    fenced = fenced_mermaid(lines)
    if fenced:
        try:
            return _from_mermaid(fenced)
        except DiagramError:
            pass  # the arrow lines are what is left
    found = drawn_parts(lines)
    return Picture(found.nodes, _ways((one.source, one.target) for one in found.arrows))


def reference_picture(diagrams: Sequence[Diagram]) -> Picture:
    """Return the first diagram of a reference; nothing when there is none that can be read."""
    for diagram in diagrams[:1]:
        try:
            return _from_mermaid(diagram.mermaid)
        except DiagramError:
            break  # a question of one's own; `bank check` names the line
    return Picture((), ())


def difference(own: Picture, theirs: Picture) -> Difference:
    """Compare one's own diagram with the reference's."""
    pairs = _pairs(own.parts, theirs.parts)
    renamed = {one.yours: one.theirs for one in pairs}
    found = {one.theirs for one in pairs}
    mine = {_way(renamed.get(a, a), renamed.get(b, b)): (a, b) for a, b in own.ways}
    wanted = {_way(a, b): (a, b) for a, b in theirs.ways}
    return Difference(
        tuple(pairs),
        tuple(name for name in own.parts if name not in renamed),
        tuple(name for name in theirs.parts if name not in found),
        tuple(way for key, way in wanted.items() if key in mine),
        tuple(way for key, way in mine.items() if key not in wanted),
        tuple(way for key, way in wanted.items() if key not in mine),
    )


def _from_mermaid(source: str) -> Picture:
    read = parse_diagram(source)
    labels = {node: " ".join(label.split()) for node, label in read.nodes.items()}
    parts = tuple(dict.fromkeys(labels.values()))
    return Picture(parts, _ways((labels[one.source], labels[one.target]) for one in read.edges))


def _ways(ways: Iterable[Way]) -> tuple[Way, ...]:
    kept: dict[frozenset[str], Way] = {}
    for way in ways:
        kept.setdefault(_way(*way), way)
    return tuple(kept.values())


def _way(one: str, other: str) -> frozenset[str]:
    return frozenset((one, other))


def _pairs(own: Sequence[str], theirs: Sequence[str]) -> list[SamePart]:
    """Pair the likest first, each once, in the order of the reference."""
    words = {name: _words(name) for name in (*own, *theirs)}
    offers = sorted(
        (
            (_likeness(words[yours], words[there]), -place, yours, there)
            for place, there in enumerate(theirs)
            for yours in own
        ),
        key=lambda offer: (offer[0], offer[1]),
        reverse=True,
    )
    taken: dict[str, str] = {}
    for likeness, _, yours, there in offers:
        if likeness >= _AKIN and there not in taken and yours not in taken.values():
            taken[there] = yours
    return [SamePart(taken[there], there) for there in theirs if there in taken]


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 0.0


_MEANS = {
    stem(word): group[0]
    for group in (line.split() for line in _SAME.strip().splitlines())
    for word in group
}


def _words(name: str) -> frozenset[str]:
    text = name.casefold()
    for pattern, word in _PHRASES:
        text = pattern.sub(word, text)
    found = (stem(word) for word in _WORD.findall(text) if word not in _FILLERS)
    return frozenset(_MEANS.get(word, word) for word in found)
