"""Phrases: the one way in which a text is searched for what it says.

A phrase is words; they are compared by their stems and must come in order, with at most two other
words between. ``a + b`` asks for both sides within 15 words, in either order. Backticks hold
literal text, compared without regard to case. There are no regular expressions. A negation at
most four words before a match, in the same clause, or among its words, makes it *negated*.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from sdcoach.bank.question import Signal
from sdcoach.bank.words import Occurrence, Piece, Text, compounds, pieces, stem
from sdcoach.errors import ContentError

GAP = 2
"""How many other words may stand between two words of a phrase."""
REACH = 15
"""How far apart, in words, the sides of `a + b` may stand."""
MAX_WORDS = 12
"""How many words a side may have; longer ones would never be heard."""

__all__ = [
    "Match",
    "Phrase",
    "PhraseError",
    "Text",
    "can_be_heard",
    "compile_phrase",
    "heard",
    "shows",
]


class PhraseError(ContentError):
    """A phrase that cannot match anything."""


class Match(NamedTuple):
    """One place where a text says a phrase."""

    start: int
    end: int
    """Half-open, in code points."""
    negated: bool


class _Step(NamedTuple):
    """One word of a side, and how far behind the word before it may stand."""

    key: str
    gap: int
    literal: re.Pattern[str] | None


class _Run(NamedTuple):
    """One match of a side."""

    first: int
    last: int
    start: int
    end: int
    words: tuple[int, ...]


class Phrase:
    """A phrase, compiled.

    Attributes:
        source: The phrase as it is written.
    """

    __slots__ = ("_either", "_keys", "_literals", "_negative", "_sides", "source")

    def __init__(self, source: str) -> None:
        """Compile a phrase.

        Raises:
            PhraseError: When it is empty, has an odd backtick, or has too many words.
        """
        self.source = source
        self._negative: bool | None = None
        self._sides = [self._compile_side(side) for side in _split_sides(source)]
        self._keys, self._literals = _needed(
            step for ways in self._sides if len(ways) == 1 for step in ways[0]
        )
        self._either = [[_needed(way)[0] for way in ways] for ways in self._sides if len(ways) > 1]

    def __repr__(self) -> str:
        return f"Phrase({self.source!r})"

    @property
    def negative(self) -> bool:
        """Whether it holds a negation itself; few phrases are ever asked."""
        if self._negative is None:
            self._negative = bool(Text(self.source).negations)
        return self._negative

    def find(self, text: Text) -> list[Match]:
        """Return every place where `text` says this, in order; negated ones are marked."""
        if not self._keys <= text.keys or not self._could_stand(text):
            return []
        found: list[list[_Run]] = []
        for side in self._sides:
            runs = _side_runs(side, text)
            if not runs:
                return []
            found.append(runs)
        together = [(run,) for run in found[0]] if len(found) == 1 else _joined(found)
        return sorted({_match(parts, text) for parts in together})

    def _could_stand(self, text: Text) -> bool:
        for literal in self._literals:
            if literal not in text.lowered:
                return False
        return all(any(keys <= text.keys for keys in ways) for ways in self._either)

    def _compile_side(self, side: str) -> tuple[tuple[_Step, ...], ...]:
        """Return every way to read a side: `base62` is one word or two."""
        choices: list[list[tuple[_Step, ...]]] = []
        for literal, chunk in _chunks(side):
            if literal:
                choices.append([(_Step(chunk.lower(), GAP, _literal(chunk)),)])
            elif options := self._words(chunk):
                choices.append(options)
        if not choices:
            raise PhraseError(
                f"The phrase `{self.source[:60]}` holds no word.", hint="Write a word on each side."
            )
        if len(choices) > MAX_WORDS:
            raise PhraseError(
                f"The phrase `{self.source[:60]}` is too long to be heard.",
                hint=f"Keep to {MAX_WORDS} words, better two or three.",
            )
        ways = [tuple(step for part in way for step in part) for way in _some(choices)]
        return tuple(dict.fromkeys(ways))

    def _words(self, chunk: str) -> list[tuple[_Step, ...]]:
        found = [piece for piece in pieces(chunk) if piece.kind in ("word", "number", "symbol")]
        if not found:
            return []
        options = [_glued(found)]
        runs = compounds(found, chunk)
        if runs == [(0, len(found) - 1)]:
            whole = "".join(piece.text for piece in found)
            options.append((_Step(stem(whole), GAP, None),))
        return options


@lru_cache(maxsize=10_000)
def compile_phrase(source: str) -> Phrase:
    """Return a phrase, compiled once.

    Raises:
        PhraseError: When it is empty, has an odd backtick, or has too many words.
    """
    return Phrase(source)


def can_be_heard(source: str) -> bool:
    """Whether somebody who says a phrase, and nothing else, is heard to say it.

    Raises:
        PhraseError: When it cannot be read.
    """
    if _PLAIN_PHRASE.fullmatch(source):
        return True
    return bool(compile_phrase(source).find(Text(source.replace("`", " "))))


def heard(signal: Signal, text: Text) -> list[Match]:
    """Return every place that shows a signal, in order.

    A phrase of `heard` counts unless it is negated; one of `heard_not` counts when it is, or when
    it holds its negation itself.

    Raises:
        PhraseError: When a phrase of the signal cannot be read; the linter reports those.
    """
    return sorted(set(_found(signal, text)))


def shows(text: Text, signal: Signal) -> bool:
    """Whether a text shows a signal; compiles phrases only up to the first one that does.

    Raises:
        PhraseError: When a phrase up to there cannot be read.
    """
    return any(True for _ in _found(signal, text))


def _found(signal: Signal, text: Text) -> Iterator[Match]:
    for source in signal.heard:
        yield from (match for match in compile_phrase(source).find(text) if not match.negated)
    for source in signal.heard_not:
        phrase = compile_phrase(source)
        yield from (match for match in phrase.find(text) if match.negated or phrase.negative)


def _split_sides(source: str) -> list[str]:
    """Split at ` + ` outside backticks."""
    if source.count("`") % 2:
        raise PhraseError(
            f"A backtick of the phrase `{source[:60]}` has no partner.",
            hint="Literal text stands between two backticks.",
        )
    sides = [""]
    for number, part in enumerate(source.split("`")):
        if number % 2:
            sides[-1] += f"`{part}`"
            continue
        first, *others = re.split(r"(?:^|(?<=\s))\+(?=\s|$)", part)
        sides[-1] += first
        sides += others
    return sides


def _chunks(side: str) -> list[tuple[bool, str]]:
    """Return the words of a side and its literal texts, in order."""
    chunks: list[tuple[bool, str]] = []
    for number, part in enumerate(side.split("`")):
        if number % 2 and part.strip():
            chunks.append((True, part.strip()))
        else:
            chunks += [(False, word) for word in part.split()]
    return chunks


def _needed(steps: Iterable[_Step]) -> tuple[frozenset[str], list[str]]:
    """Return the keys and the pieces of text without which there is nothing to look for."""
    keys, literals = set(), []
    for step in steps:
        if step.literal is None:
            keys.add(step.key)
        else:
            literals.append(max(_PLAIN.findall(step.key), key=len, default=""))
    return frozenset(keys), literals


def _some(choices: list[list[tuple[_Step, ...]]]) -> list[tuple[tuple[_Step, ...], ...]]:
    """Return the ways to choose, but no more than a phrase can be meant in."""
    if sum(len(options) > 1 for options in choices) > 4:
        choices = [options[:1] for options in choices]
    return list(product(*choices))


def _glued(found: list[Piece]) -> tuple[_Step, ...]:
    steps = []
    for number, piece in enumerate(found):
        key = stem(piece.text) if piece.kind == "word" else piece.text
        steps.append(_Step(key, 0 if number else GAP, None))
    return tuple(steps)


# Words that are one piece each, by their single blanks, on one or two sides: said like this they
# stand at neighbouring places, so they match without a look (most phrases; a test compares).
_PLAIN_WORD = r"(?:[A-Za-z][a-z]*|[A-Z]+|[0-9]+(?:\.[0-9]+)?)"
_PLAIN_SIDE = rf"{_PLAIN_WORD}(?: {_PLAIN_WORD}){{0,{MAX_WORDS - 1}}}"
_PLAIN_PHRASE = re.compile(rf"{_PLAIN_SIDE}(?: \+ {_PLAIN_SIDE})?")

_PLAIN = re.compile(r"[a-z0-9]+")
_SIGNS = frozenset("^+<>=×*÷≥≤%")


def _literal(chunk: str) -> re.Pattern[str]:
    """Blanks may differ in number, and may stand beside signs of arithmetic or be left out."""
    parts: list[str] = []
    before = ""
    for char in " ".join(chunk.lower().split()):
        if char == " ":
            before += " "
            continue
        near_sign = before and (before[0] in _SIGNS or char in _SIGNS)
        parts += [r"\s*" if near_sign else r"\s+" * before.endswith(" "), re.escape(char)]
        before = char
    return re.compile("".join(parts))


def _literal_places(step: _Step, text: Text) -> list[Occurrence]:
    assert step.literal is not None
    return [
        text.at(*match.span())
        for match in step.literal.finditer(text.lowered)
        if _stands_alone(text.lowered, *match.span())
    ]


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a literal is no piece of a longer word or number."""
    before, after = text[start - 1 : start], text[end : end + 1]
    head, tail = text[start], text[end - 1]
    if head.isalnum() and (before.isalnum() or before == "_"):
        return False
    if tail.isalnum() and (after.isalnum() or after == "_"):
        return False
    if head.isdigit() and before in (".", ",") and text[start - 2 : start - 1].isdigit():
        return False
    return not (tail.isdigit() and after in (".", ",") and text[end + 1 : end + 2].isdigit())


def _side_runs(ways: tuple[tuple[_Step, ...], ...], text: Text) -> list[_Run]:
    runs = {run for way in ways for run in _way_runs(way, text)}
    return sorted(runs)


def _way_runs(way: tuple[_Step, ...], text: Text) -> list[_Run]:
    """Return the shortest run that ends at each place where the last word can stand."""
    if any(step.literal is None and not text.occurrences(step.key) for step in way):
        return []
    current: dict[int, list[_Run]] = {}
    for number, step in enumerate(way):
        places = _literal_places(step, text) if step.literal else text.occurrences(step.key)
        if not places:
            return []
        following: dict[int, list[_Run]] = {}
        for place in places:
            run = _started(place) if number == 0 else _extended(current, place, step.gap)
            if run is not None:
                following.setdefault(place.last, []).append(run)
        if not following:
            return []
        current = following
    latest: dict[int, _Run] = {}
    for runs in current.values():
        for run in runs:
            known = latest.get(run.start)
            if known is None or run.end < known.end:
                latest[run.start] = run
    return list(latest.values())


def _started(place: Occurrence) -> _Run:
    return _Run(*place, tuple(range(place.first, place.last + 1)))


def _extended(current: dict[int, list[_Run]], place: Occurrence, gap: int) -> _Run | None:
    """Join a word to the nearest run that ends shortly before it."""
    for last in range(place.first - 1, place.first - 2 - gap, -1):
        for run in reversed(current.get(last, ())):
            if run.end <= place.start:
                words = run.words + tuple(range(place.first, place.last + 1))
                return _Run(run.first, max(run.last, place.last), run.start, place.end, words)
    return None


def _match(parts: tuple[_Run, ...], text: Text) -> Match:
    taken = {word for part in parts for word in part.words}
    return Match(
        min(part.start for part in parts),
        max(part.end for part in parts),
        any(text.is_negated(part.first, part.last, taken) for part in parts),
    )


def _joined(sides: list[list[_Run]]) -> list[tuple[_Run, ...]]:
    """Return the sets of one run of each side that stand within reach of each other."""
    first, *others = sides
    joined: list[tuple[_Run, ...]] = []
    for run in first:
        parts = [run]
        for side in others:
            near = _nearest(side, parts)
            if near is None:
                break
            parts.append(near)
        else:
            joined.append(tuple(parts))
    return joined


def _nearest(side: list[_Run], parts: list[_Run]) -> _Run | None:
    taken = {word for part in parts for word in part.words}
    longest = MAX_WORDS * (GAP + 1)
    low = bisect_left(side, min(part.first for part in parts) - REACH - longest, key=_first)
    high = bisect_right(side, max(part.last for part in parts) + REACH, key=_first)
    best: _Run | None = None
    best_distance = REACH + 1
    for run in side[low:high]:
        distance = max(max(run.first, part.first) - min(run.last, part.last) for part in parts)
        if distance < best_distance and not taken.intersection(run.words):
            best, best_distance = run, distance
            if distance <= 1:
                break
    return best


def _first(run: _Run) -> int:
    return run.first
