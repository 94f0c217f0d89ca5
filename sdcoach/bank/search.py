"""Ranked search over the headers of the bank, quick enough to run at every key press.

Every word of the query must begin a word of a question's title, id, topics, prompt or labels, or
of what there is to read for it: prompts name no company, and people look for one. A word that
begins none may stand inside a word, or be one typing error away. When no question has all of the
words, those with the most of them come first.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from heapq import nsmallest
from itertools import islice
from typing import NamedTuple

from sdcoach.bank.question import Header
from sdcoach.bank.words import is_typo

_WORD = re.compile(r"[^\W_]+")
_TITLE, _TOPIC, _PROMPT, _LABEL = 3.0, 2.0, 1.0, 0.8
_READ, _READ_AGAIN, _MOST_READ = 0.4, 0.05, 0.7
"""A word in the name of something to read, what each more of them adds, and what all have."""
_WHOLE, _BEGINS, _INSIDE, _TYPO = 1.0, 0.7, 0.4, 0.35
_MOST_WORDS = 8


class Hit(NamedTuple):
    """A question that a search found."""

    header: Header
    score: float
    """Only comparable within one search."""


class Finder:
    """An index over headers; building it takes about 30 ms for a thousand."""

    def __init__(
        self, headers: Sequence[Header], to_read: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """Make the index.

        Args:
            headers: The questions.
            to_read: Id of a question to the names of what there is to read for it.
        """
        self._headers = tuple(headers)
        self._postings: dict[str, dict[int, float]] = {}
        for number, header in enumerate(self._headers):
            self._add(number, f"{header.title} {header.id}", _TITLE)
            self._add(number, " ".join(header.topics), _TOPIC)
            self._add(number, header.prompt, _PROMPT)
            self._add(number, f"{header.kind} {header.difficulty} {header.source.name}", _LABEL)
            for name in (to_read or {}).get(header.id, ()):
                self._add_reading(number, name)
        self._words = sorted(self._postings)
        self._initials: dict[str, dict[int, float]] = {}
        for word, places in self._postings.items():  # the first key press finds the most
            scores = self._initials.setdefault(word[0], {})
            for number, weight in places.items():
                if weight * _BEGINS > scores.get(number, 0.0):
                    scores[number] = weight * _BEGINS

    def find(
        self,
        text: str,
        limit: int | None = None,
        keep: Callable[[Header], bool] | None = None,
    ) -> list[Hit]:
        """Return the questions that match, best first; all of them for a text without words.

        Args:
            text: What was typed, perhaps unfinished.
            limit: At most so many.
            keep: Says of a question whether it may be found at all.
        """
        typed = list(dict.fromkeys(_WORD.findall(text.lower())))[:_MOST_WORDS]
        if not typed:
            kept = (one for one in self._headers if keep is None or keep(one))
            return [Hit(header, 0.0) for header in islice(kept, limit)]
        found = [self._scores(word) for word in typed]
        first, *rest = sorted(found, key=len)
        totals = first
        for scores in rest:  # a comprehension a word: twice as quick as all() for each question
            totals = {n: score + scores[n] for n, score in totals.items() if n in scores}
        if not totals:
            totals = {}
            for scores in found:
                for number, score in scores.items():
                    totals[number] = totals.get(number, 0.0) + 10.0 + score
        if keep is not None:
            totals = {n: score for n, score in totals.items() if keep(self._headers[n])}
        if limit is not None and limit * 8 < len(totals):
            ranked = nsmallest(limit, totals, key=lambda n: (-totals[n], n))
        else:
            ranked = sorted(sorted(totals), key=totals.__getitem__, reverse=True)[:limit]
        return [Hit(self._headers[n], totals[n]) for n in ranked]

    def _add(self, number: int, text: str, weight: float) -> None:
        for word in _WORD.findall(text.lower()):
            places = self._postings.setdefault(word, {})
            if places.get(number, 0.0) < weight:
                places[number] = weight

    def _add_reading(self, number: int, name: str) -> None:
        for word in set(_WORD.findall(name.lower())):
            places = self._postings.setdefault(word, {})
            weight = places.get(number, 0.0)
            if weight < _MOST_READ:
                places[number] = weight + _READ_AGAIN if weight else _READ

    def _scores(self, typed: str) -> dict[int, float]:
        """Question number to how well one word matches it."""
        if len(typed) == 1:
            return self._initials.get(typed, {})
        words = self._beginning(typed)
        share = _BEGINS
        if not words and len(typed) >= 3:
            words, share = [word for word in self._words if typed in word], _INSIDE
        if not words and len(typed) >= 4:
            words, share = [word for word in self._words if _is_near(typed, word)], _TYPO
        scores: dict[int, float] = {}
        for word in words:
            factor = _WHOLE if word == typed else share
            for number, weight in self._postings[word].items():
                score = weight * factor
                if score > scores.get(number, 0.0):
                    scores[number] = score
        return scores

    def _beginning(self, typed: str) -> list[str]:
        low = bisect_left(self._words, typed)
        high = bisect_left(self._words, typed + "\U0010ffff")
        return self._words[low:high]


def _is_near(typed: str, word: str) -> bool:
    """Whether a word, or its beginning, is one typing error away from what was typed."""
    if word[0] != typed[0] and word[1:2] != typed[1:2] and word[0] != typed[1]:
        return False
    length = len(typed)
    return any(is_typo(typed, word[:size]) for size in (length - 1, length, length + 1))
