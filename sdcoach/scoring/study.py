"""What to read for the dimensions that went worst.

General sources only: a worked answer to the very question would be its reference by another
door.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sdcoach.bank.question import Reading

WEAKEST = 2
"""Dimensions that something is offered for."""
EACH = 2
"""Readings for each of them."""
_STRONG = 4

READINGS: dict[str, tuple[str, ...]] = {
    "scope": ("primer", "zuckerberg-startup-school", "one-lesson"),
    "estimation": ("primer-numbers", "latency-numbers", "envelope-post", "dean-numbers-slides"),
    "api-data": ("bigtable", "twitter-mysql", "snowflake", "tao", "pinterest-scaling"),
    "design": ("malan-scalability", "scalability-for-dummies", "four-patterns", "dropbox-scaling"),
    "depth": (
        "memcache-at-facebook",
        "haystack",
        "kafka",
        "reddit-evolution",
        "search-implementing",
    ),
    "reliability": ("kleppmann-lectures", "dapper", "dynamo", "raft", "rate-limiters-stripe"),
    "decisions": ("one-lesson", "four-patterns", "stack-overflow-architecture", "dean-google"),
    "collaboration": ("primer", "dsrg-papers", "youtube-scalability"),
}
"""By dimension, ids of the library, the most useful first."""


class Study(NamedTuple):
    """What to read for one dimension."""

    dimension: str
    readings: tuple[Reading, ...]


def to_study(
    levels: Mapping[str, int | None],
    weights: Mapping[str, int],
    own: Sequence[str],
    library: Sequence[Reading],
    source: str = "",
) -> tuple[Study, ...]:
    """Return readings for the two weakest dimensions; none where all is at 4.

    Args:
        levels: As scored; None for "not shown".
        weights: By dimension; what has none is left out.
        own: Ids that the question names; those go first where they serve a dimension.
        library: All readings.
        source: Address of what the question itself is drawn from, which is not offered.
    """
    known = {reading.id: reading for reading in library if reading.url != source}
    weak = [name for name in levels if weights.get(name) and (levels[name] or 1) < _STRONG]
    weak.sort(key=lambda name: (levels[name] or 1, -weights[name]))
    made: list[Study] = []
    taken: set[str] = set()
    for dimension in weak[:WEAKEST]:
        fit = [name for name in READINGS.get(dimension, ()) if name in known and name not in taken]
        fit.sort(key=lambda name: name not in own)
        taken.update(fit[:EACH])
        made.append(Study(dimension, tuple(known[name] for name in fit[:EACH])))
    return tuple(one for one in made if one.readings)
