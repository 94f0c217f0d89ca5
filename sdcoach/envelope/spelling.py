"""What a word that means nothing was perhaps meant to be."""

import re
from collections.abc import Iterable

from sdcoach.envelope.nouns import NOUNS
from sdcoach.envelope.units import HARD, UNITS

_SHORTEST = 5


def one_slip(a: str, b: str) -> bool:
    """Tell whether one typing slip lies between two different words.

    A slip is a letter missing, added, exchanged or swapped with its neighbour.
    """
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    at = 0
    while at < min(len(a), len(b)) and a[at] == b[at]:
        at += 1
    if len(a) == len(b):
        if a[at + 1 :] == b[at + 1 :]:
            return True
        return a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]
    short, long = (a, b) if len(a) < len(b) else (b, a)
    return short[at:] == long[at + 1 :]


_ABBREVIATED = "[kmgtpezy](bit|byte)s?|[mun]secs?|(nano|micro|milli|buck)s?"


def _long_names(hard: bool) -> tuple[str, ...]:
    return tuple(
        name
        for name, unit in UNITS.items()
        if len(name) >= _SHORTEST
        and name.islower()
        and not re.fullmatch(_ABBREVIATED, name)
        and (not HARD.isdisjoint(unit.dims)) is hard
    )


_HARD_NAMES: tuple[str, ...] = ()
_SOFT_NAMES: tuple[str, ...] = ()
_seen: dict[str, tuple[str, str]] = {}


def near_unit(word: str) -> tuple[str, str]:
    """Find the unit that an unlisted lower-case word may be a slip of.

    Returns:
        The hard unit of five letters or more that lies one slip away, and the known noun that
        does; each empty when there is none. A shipped noun is never a slip.
    """
    global _HARD_NAMES, _SOFT_NAMES
    if word in NOUNS:
        return "", ""
    if word not in _seen:
        if not _HARD_NAMES:
            _HARD_NAMES, _SOFT_NAMES = _long_names(True), _long_names(False)
        if len(_seen) > 2000:  # words come from whoever types; the memory of them stays small
            _seen.clear()
        hard = next((name for name in _HARD_NAMES if one_slip(word, name)), "")
        soft = "" if hard else next((name for name in _SOFT_NAMES if one_slip(word, name)), "")
        _seen[word] = hard, soft
    return _seen[word]


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the most similar of `words`, or an empty string when none is close."""
    import difflib  # only an error needs it

    lower = {candidate.lower(): candidate for candidate in words}
    found = difflib.get_close_matches(word.lower(), lower, 1, 0.7)
    return lower[found[0]] if found else ""
