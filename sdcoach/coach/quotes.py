"""Whether a passage really stands in the candidate's text.

Both sides are folded in ways that change no meaning (case, typographic signs, Markdown's marks,
white space), and then the quote must be there letter for letter: "writes" is not "reads". A quote
with the middle left out must have its parts in order. What is too short proves nothing, and so
does a quote of such parts: any text has `the ... is ... not` in it.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

LEAST_CHARS = 12
LEAST_WORDS = 3
"""Each part of a quote has so many characters or so many words, folded: `cache` is no evidence."""

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2018\u2019\u201a\u00b4`", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        "\u2026": "...",
        "\u00d7": "x",
        "\u2192": "->",
    }
)
_MARKS = frozenset("*_#>|'")
_GAP = re.compile(r"\s*(?:\[\s*)?\.\.\.(?:\s*\])?\s*")
_EDGES = " \"'.,;:"


class Span(NamedTuple):
    """A stretch of a text: from `start`, up to but without `end`, in code points."""

    start: int
    end: int


class _Folded(NamedTuple):
    text: str
    places: tuple[int, ...]
    """For each folded character, where it came from."""


def locate(quote: str, source: str) -> tuple[Span, ...] | None:
    """Return where a quote stands in a text; None when it does not, or is too short to count.

    Args:
        quote: What is said to be there, perhaps with `...` for what was left out.
        source: Where it must be.
    """
    wanted = _fold(quote).text.strip(_EDGES)
    parts = [part.strip(_EDGES) for part in _GAP.split(wanted)]
    parts = [part for part in parts if part]
    if not parts or any(_is_short(part) for part in parts):
        return None
    folded = _fold(source)
    spans = []
    at = 0
    for part in parts:
        found = _whole(part, folded.text, at)
        if found < 0:
            return None
        at = found + len(part)
        spans.append(Span(folded.places[found], folded.places[at - 1] + 1))
    return tuple(spans)


def _is_short(part: str) -> bool:
    return len(part) < LEAST_CHARS and len(part.split()) < LEAST_WORDS


def _whole(part: str, text: str, at: int) -> int:
    """Return where a part stands without cutting a word or a number in two; -1 if nowhere."""
    while (found := text.find(part, at)) >= 0:
        end = found + len(part)
        opens = found == 0 or not (text[found - 1].isalnum() and part[0].isalnum())
        closes = end == len(text) or not (text[end].isalnum() and part[-1].isalnum())
        if opens and closes:
            return found
        at = found + 1
    return -1


@lru_cache(maxsize=8)
def _fold(text: str) -> _Folded:
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        shown = unicodedata.normalize("NFKC", char).translate(_SIGNS).casefold()
        for one in shown:
            if one in _MARKS and not (one == ">" and folded and folded[-1] == "-"):
                continue  # Markdown's furniture, but the head of an arrow is none
            if not one.isascii() and unicodedata.category(one) == "Cf":
                continue  # unseen, and not sent either
            if one.isspace():
                if not folded or folded[-1] == " ":
                    continue
                one = " "
            folded.append(one)
            places.append(place)
    return _Folded("".join(folded).rstrip(), tuple(places))
