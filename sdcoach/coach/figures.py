"""The figures of a spoken sentence, in digits or in words, and what each of them counts."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from sdcoach.bank.words import stem
from sdcoach.coach.terms import content_stems

BESIDE = 3
"""How many words of substance behind a figure may say what it counts."""

_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: Decimal(value) for value, word in enumerate(_ONES.split())}
_WORDS |= {word: Decimal(10 * value) for value, word in enumerate(_TENS.split(), start=2)}
_NUMBERS = frozenset(_WORDS)
_WORDS |= {"dozen": Decimal(12), "twice": Decimal(2), "thrice": Decimal(3), "half": Decimal("0.5")}
_WORDS |= {word: Decimal(2) for word in ("double", "doubles", "doubled", "doubling")}
_WORDS |= {word: Decimal(3) for word in ("triple", "triples", "tripled", "tripling")}
_WORDS |= {word: Decimal("0.25") for word in ("quarter", "quarters")}
_SCALES = {
    "hundred": Decimal(100),
    "thousand": Decimal(1_000),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
    "trillion": Decimal(10**12),
}
_LETTERS = {
    "k": Decimal(1_000),
    "m": Decimal(10**6),
    "b": Decimal(10**9),
    "bn": Decimal(10**9),
    "t": Decimal(10**12),
}
_VAGUE = re.compile(
    r"(?:ten|hundred|thousand|million|billion|trillion|dozen)s"
    r"|thirds?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|hundredths?|thousandths?"
)
_TOKEN = re.compile(
    r"(?P<digits>\d+(?:[,\u202f]\d{3})*(?:\.\d+)?)(?P<scale>[KkMmBbTt]n?(?![^\W\d_]))?"
    r"|(?P<word>[^\W\d_]+)|(?P<stop>[.,;:!?](?=\s|$))"
)
_ONE = re.compile(r"\b(?:an?|one|1)\b", re.IGNORECASE)


class Figure(NamedTuple):
    """One figure."""

    value: str
    """Its value, however it was written; `thirds` and the like as the word."""
    beside: frozenset[str]
    """Stems of the words around it that say what it counts."""
    spans: frozenset[str] = frozenset()
    """Stems of the units of time behind it."""


def figures(text: str) -> list[Figure]:
    """Return the figures of a text; the word `one` is none, for it mostly counts nothing."""
    return list(_figures(text))


@lru_cache(maxsize=256)  # a line's own are asked for with every sentence
def _figures(text: str) -> tuple[Figure, ...]:
    found: list[Figure] = []
    tokens = list(_TOKEN.finditer(_plain(text)))
    place = 0
    while place < len(tokens):
        value, after = _read(tokens, place)
        if value is not None:
            found.append(Figure(value, _beside(tokens, place, after), _spans(tokens, after)))
        place = max(after, place + 1)
    return tuple(found)


def foreign(said: str, released: str) -> str:
    """Return the first figure that was not released, or that counts something else there."""
    given = figures(released)
    for one in figures(said):
        same = [other for other in given if other.value == one.value]
        if not same:
            if one.value == "1" and _ONE.search(released):
                continue
            return one.value
        if one.beside and all(other.beside and not one.beside & other.beside for other in same):
            return one.value
    return ""


def missing(said: str, released: str) -> str:
    """Return the first released figure that was not said."""
    there = {one.value for one in figures(said)}
    return next((one.value for one in figures(released) if one.value not in there), "")


def foreign_span(said: str, released: str) -> str:
    """Return the first unit of time that is not released, or not with the figure it stands by.

    A released sentence gives its units to all of its figures: `ten pastes and a hundred reads a
    month`.
    """
    known = units(released)
    given = [(one, units(part)) for part in _SENTENCE.split(released) for one in figures(part)]
    for part in _SENTENCE.split(said):
        if units(part) - known:
            return min(units(part) - known)
        for one in figures(part):
            same = [
                spans
                for other, spans in given
                if other.value == one.value and (one.beside & other.beside or not one.beside)
            ]
            if same and not any(one.spans <= spans for spans in same):
                return min(one.spans)
    return ""


@lru_cache(maxsize=256)
def units(text: str) -> frozenset[str]:
    """Return the stems of the units of time that a text speaks of; `monthly` is `month`."""
    words = (match["word"] for match in _TOKEN.finditer(text) if match["word"])
    found = (_UNITS.get(stem(word.lower())) for word in words)
    return frozenset(one for one in found if one)


def is_number(word: str) -> bool:
    """Whether a word is a plain number: `ten`, not `one`, `half` or `twice`."""
    return word != "one" and (word in _NUMBERS or word in _SCALES or word == "dozen")


def _plain(text: str) -> str:
    """Write the digits of every script as ours."""
    return "".join(
        str(int(char)) if char.isdecimal() and not char.isascii() else char for char in text
    )


def _read(tokens: list[re.Match[str]], place: int) -> tuple[str | None, int]:
    """Return the figure that begins at a token, and where the next thing begins."""
    match = tokens[place]
    if match["digits"]:
        value = Decimal(re.sub(r"[,\u202f]", "", match["digits"]))
        letters = (match["scale"] or "").lower()
        value *= _LETTERS.get(letters, Decimal(1))
        after = place + 1
        if after < len(tokens) and not letters:
            follower = (tokens[after]["word"] or "").lower()
            if follower in _SCALES:
                return _shown(value * _SCALES[follower]), after + 1
        return _shown(value), after
    word = (match["word"] or "").lower()
    if _VAGUE.fullmatch(word):
        return word, place + 1
    if word not in _WORDS and word not in _SCALES:
        return None, place + 1
    return _spelled(tokens, place)


def _spelled(tokens: list[re.Match[str]], place: int) -> tuple[str | None, int]:
    """Read a figure in words: `two hundred and fifty thousand`."""
    whole, part, last = Decimal(0), Decimal(0), ""
    after = place
    while after < len(tokens):
        word = (tokens[after]["word"] or "").lower()
        if word in _SCALES:
            scale = _SCALES[word]
            if scale > 100:
                whole, part = whole + (part or 1) * scale, Decimal(0)
            else:
                part = (part or 1) * scale
        elif word in _WORDS and (
            not last or last in _SCALES or (last in _TENS.split() and 0 < _WORDS[word] < 10)
        ):
            part += _WORDS[word]
        elif word == "and" and last == "hundred" and _word(tokens, after + 1) in _WORDS:
            after += 1
            continue
        else:
            break
        last = word
        after += 1
    if after == place + 1 and last == "one":
        return None, after
    return _shown(whole + part), after


def _word(tokens: list[re.Match[str]], place: int) -> str:
    return (tokens[place]["word"] or "").lower() if place < len(tokens) else ""


def _beside(tokens: list[re.Match[str]], place: int, after: int) -> frozenset[str]:
    """Return what a figure counts: what follows it, else what it follows: `reads come to ten`."""
    unit = _MEASURES.get(_word(tokens, after))
    if unit:
        return frozenset({unit})  # `5 s` counts seconds, whatever takes them
    behind = _behind(tokens, after)
    if behind - _SPAN_STEMS:
        return behind
    before: list[str] = []
    for match in reversed(tokens[:place]):
        word = (match["word"] or "").lower()
        if match["stop"] or match["digits"] or word in _WORDS or len(before) == BESIDE:
            break
        before += content_stems(word)
    return behind | frozenset(before[:BESIDE])


def _behind(tokens: list[re.Match[str]], place: int) -> frozenset[str]:
    stems: list[str] = []
    for match in tokens[place:]:
        word = (match["word"] or "").lower()
        if match["stop"] or match["digits"] or word in _ENDS or word in _WORDS:
            break
        stems += content_stems(word) or ((stem(word),) if word in _SPAN_WORDS else ())
    counted = [one for one in stems if one not in _SPAN_STEMS]
    return frozenset((counted or stems)[:BESIDE])


def _spans(tokens: list[re.Match[str]], place: int) -> frozenset[str]:
    found = []
    for match in tokens[place:]:
        word = (match["word"] or "").lower()
        if match["stop"] or match["digits"] or word in _ENDS or word in _WORDS:
            break
        found.append(_UNITS.get(stem(word), ""))
    return frozenset(one for one in found if one)


# What is counted ends here: `ten million pastes and a hundred million reads`.
_ENDS = frozenset({"and", "or", "but", "while", "against", "to", *_SCALES})
_SPAN = "second seconds minute minutes hour hours day days week weeks month months year years times"
_SPAN_WORDS = frozenset(_SPAN.split())
_SPAN_STEMS = frozenset(stem(word) for word in _SPAN_WORDS)
SPANS = _SPAN_STEMS - {stem("times")}
"""Stems of the units of time."""
_UNITS = {stem(f"{one}ly"): stem(one) for one in ("hour", "week", "month", "year")}
_UNITS |= {stem("daily"): stem("day"), stem("annually"): stem("year")}
_UNITS |= {one: one for one in SPANS}
_MEASURES = {one: stem(one) for one in _SPAN_WORDS if not one.startswith("time")}
_MEASURES |= {one: stem("second") for one in ("s", "sec", "secs")}
_MEASURES |= {one: stem("minute") for one in ("min", "mins")}
for _short, _long in (
    ("ms", "millisecond"),
    ("µs", "microsecond"),
    ("μs", "microsecond"),
    ("b", "byte"),
    ("kb", "kilobyte"),
    ("mb", "megabyte"),
    ("gb", "gigabyte"),
    ("tb", "terabyte"),
    ("km", "kilometre"),
):
    _MEASURES |= {_short: stem(_long), _long: stem(_long), f"{_long}s": stem(_long)}
_SENTENCE = re.compile(r"[.!?…;]+(?=\s|$)")


def _shown(value: Decimal) -> str:
    return f"{value.normalize():f}"
