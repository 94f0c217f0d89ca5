"""Which clarification a candidate asks for, in whatever words.

Each clarification is a small document: its cues, the question it answers, and the words of the
answer. A question is scored by the share of its meaning that a clarification covers (rare words
weigh more than common ones, synonyms and typing errors count for less) and by how completely it
says one of the cues. A text that names a subject of its own, as budgets or mobile apps, reaches
only what knows that subject. Below the threshold nothing is answered: a wrong answer costs more
than none.
"""

import math
import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from sdcoach.bank.elsewhere import ORDINARY, SUBJECTS, is_remark
from sdcoach.bank.phrases import PhraseError, Text, compile_phrase
from sdcoach.bank.question import Clarification, Question
from sdcoach.bank.synonyms import FILLERS, GROUPS, IDIOMS, SHARES
from sdcoach.bank.words import is_typo, pieces, stem
from sdcoach.text import one_line

MAX_ANSWERS = 2
MAX_LENGTH = 500
"""Code points of a question that are looked at; nobody asks in more."""
THRESHOLD = 0.38

_CUE, _ASKS, _ANSWER = 1.0, 0.9, 0.45
_SYNONYM, _FAMILY = 0.8, 0.75
_UNKNOWN_SHARE = 0.65
_SMOOTHING = 0.5
_COVERED = 0.62
_NEAR = 0.72
_SECOND = 0.65
"""A second answer that is less sure than this share of the first is left out."""
_WORD_FOR_WORD = 0.15
"""What a cue gains that is said in its own words."""
_REMNANT = 0.5
"""What is left of `not pick up` when only its one telling word is said, as in `which do we pick`."""
_SAID_IN_FULL = 0.8
"""How far such a cue of three words or more is trusted at least, whatever stands around it."""
_ELSEWHERE = 0.5
"""What is left of a score when a clarification does not know a subject that is asked about."""
_PART_THRESHOLD = 0.55
"""A part says less than the whole, and must say it more surely."""
_PARTS = re.compile(r"([?;.!]+\s|,|\band\b|\bor\b|\bplus\b|&)")
_SURE = 0.6
"""From here on the whole is understood, and a single word among choices is an example of it."""
_EXPLAINED = 0.4
"""As well must the surest topic know a choice for it to be one of its examples."""


class _Lexicon(NamedTuple):
    """Words that are spelled right, and where to look for what another was meant to be."""

    words: frozenset[str]
    stems: frozenset[str]
    by_length: dict[int, list[str]]


class Heard(NamedTuple):
    """A clarification that a candidate asked for, and how surely."""

    clarification: Clarification
    score: float
    """From the threshold to 1."""


class Listener:
    """The clarifications of one question, ready to be asked for."""

    def __init__(self, question: Question) -> None:
        self._all = question.clarifications
        self._documents = [_document(item) for item in self._all]
        self._cues: dict[str, list[tuple[int, str, tuple[str, ...]]]] = {}
        for number, item in enumerate(self._all):
            for source in item.cues:
                cue = tuple(_terms(source))
                for term in cue:
                    self._cues.setdefault(term, []).append((number, source, cue))
        self._phrases = [
            (number, source)
            for number, item in enumerate(self._all)
            for source in item.cues
            if "+" not in source and len(source.split()) > 2 and _terms(source)
        ]
        self._vocabulary = sorted({term for words in self._documents for term in words})
        self._lexicon = _lexicon(self._all)
        self._asks = [frozenset(_terms(item.asks)) for item in self._all]
        self._qualities: dict[str, list[float]] = {}
        self._similar: dict[str, dict[str, float]] = {}
        self._weights: dict[str, float] = {}

    def hear(self, text: str) -> list[Heard]:
        """Return what is asked for, the surest first; at most two, none when nothing is sure.

        A second one is returned when another part of the question asks for it, or when the two
        cannot be told apart.
        """
        text = one_line(text[:MAX_LENGTH]).lstrip("? ")
        if is_remark(text):
            return []
        whole = self._scores(text)
        said = self._said_in_full(text)
        best = _best(whole)
        answers: dict[int, float] = {} if best is None else {best: whole[best]}
        parts = _parts(text)
        if len(parts) > 1:
            for part, is_choice in parts:
                if is_choice and best is not None and self._is_example(part, best, whole[best]):
                    continue
                scores = self._scores(part)
                number = _best(scores)
                if number is not None and scores[number] >= _PART_THRESHOLD:
                    answers[number] = max(scores[number], answers.get(number, 0.0))
        if len(answers) < MAX_ANSWERS and best is not None:
            near = max(THRESHOLD, _NEAR * whole[best])
            answers |= {
                n: score
                for n, score in enumerate(whole)
                if n != best and score >= near and (best not in said or n in said)
            }
        ranked = sorted(answers.items(), key=lambda item: -item[1])[:MAX_ANSWERS]
        ranked = [item for item in ranked if item[1] >= _SECOND * ranked[0][1]]
        return [Heard(self._all[number], round(min(1.0, score), 3)) for number, score in ranked]

    def _is_example(self, part: str, topic: int, sure: float) -> bool:
        """Whether one word among choices only illustrates the topic that the whole asks for."""
        terms = _terms(part, self._lexicon)
        if len(terms) != 1:
            return False
        return sure >= _SURE or self._known(terms[0])[topic] >= _EXPLAINED

    def _scores(self, text: str) -> list[float]:
        terms = _terms(text, self._lexicon)
        weights = {term: self._weight(term) for term in terms}
        total = sum(weights.values()) + _SMOOTHING
        covered = [0.0] * len(self._documents)
        for term, weight in weights.items():
            for number, quality in enumerate(self._known(term)):
                covered[number] += weight * quality
        cues = self._cue_scores(terms, Text(text))
        said = self._said_in_full(text)
        scores = []
        for number, cue in enumerate(cues):
            share = covered[number] / total
            trust = math.sqrt(share)
            if number in said:
                trust = max(trust, _SAID_IN_FULL)
            score = _COVERED * share + (1 - _COVERED) * cue * trust
            scores.append(score)
        for subject in _subjects().intersection(terms):
            known = self._named(subject, terms)
            scores = [
                score if number in known else score * _ELSEWHERE
                for number, score in enumerate(scores)
            ]
        return scores

    def _named(self, subject: str, terms: list[str]) -> set[int]:
        """The clarifications that ask for a subject, or of which a whole cue with that very word is said."""
        said = {word for term in terms for word in self._near(term)}
        own = self._near(subject)
        known = {number for number, asks in enumerate(self._asks) if not asks.isdisjoint(own)}
        cues = self._cues.get(subject, ())
        return known | {number for number, _, cue in cues if said.issuperset(cue)}

    def _cue_scores(self, terms: list[str], text: Text) -> list[float]:
        """How completely the best cue of each clarification is said, from 0 to 1."""
        said: dict[str, float] = {}
        for term in terms:
            for word, quality in self._near(term).items():
                said[word] = max(quality, said.get(word, 0.0))
        best = [0.0] * len(self._all)
        for number, source, cue in dict.fromkeys(
            found for word in said for found in self._cues.get(word, ())
        ):
            weights = [self._weight(term) for term in cue]
            mass = sum(weights)
            heard = sum(
                weight * said.get(term, 0.0) for term, weight in zip(cue, weights, strict=True)
            )
            value = (heard / mass) ** 2 * min(1.0, mass / 1.2)
            if value + _WORD_FOR_WORD <= best[number]:
                continue
            is_vague = all(term in SHARES for term in cue)
            if (is_vague or value > 0.5) and _is_said(source, text):
                value = min(1.0, value + (_WORD_FOR_WORD if value > 0.5 else 0.0))
            elif is_vague:
                continue
            elif len(cue) == 1 < len(terms) and " " in source:
                value *= _REMNANT
            best[number] = max(best[number], value)
        return best

    def _said_in_full(self, text: str) -> set[int]:
        """The clarifications of which a cue of three words or more is said in its own words."""
        words = Text(text)
        return {number for number, source in self._phrases if _is_said(source, words)}

    def _near(self, term: str) -> dict[str, float]:
        """The words of the question's vocabulary that a term may stand for, and how well."""
        if term not in self._similar:
            self._similar[term] = {
                word: quality for word in self._vocabulary if (quality := _quality(term, word)) > 0
            }
        return self._similar[term]

    def _known(self, term: str) -> list[float]:
        """How well each clarification knows a term, from 0 to 1."""
        if term not in self._qualities:
            near = self._near(term)
            self._qualities[term] = [_match(near, document) for document in self._documents]
        return self._qualities[term]

    def _weight(self, term: str) -> float:
        """How much a term tells the clarifications apart; terms nobody knows count as well."""
        if term not in self._weights:
            count = len(self._documents) + 1
            found = sum(self._known(term))
            weight = _UNKNOWN_SHARE * math.log(count / 1.5)
            if found:
                weight = max(0.1, math.log(count / (found + 0.5))) * SHARES.get(term, 1.0)
            self._weights[term] = weight
        return self._weights[term]


def match(question: Question, text: str) -> list[Heard]:
    """Return the clarifications that `text` asks for: at most two, the surest first."""
    global _last
    if _last is None or _last[0] is not question:
        _last = question, Listener(question)
    return _last[1].hear(text)


_last: tuple[Question, Listener] | None = None


def _parts(text: str) -> list[tuple[str, bool]]:
    """What may ask for something of its own, and whether it is one of several choices.

    Choices stand beside an `or`, or behind the colon of what they are choices of.
    """
    split = _PARTS.split(text)
    marks = ["", *split[1::2], ""]
    colon = text.find(": ")
    end = len(text) if colon < 0 else colon
    found, at = [], 0
    for number, part in enumerate(split[::2]):
        if _terms(part):
            found.append((part, at > end or "or" in marks[number : number + 2]))
        at += len(part) + len(marks[number + 1])
    return found


def _best(scores: list[float]) -> int | None:
    number = max(range(len(scores)), key=scores.__getitem__, default=None)
    return number if number is not None and scores[number] >= THRESHOLD else None


def _match(near: dict[str, float], document: dict[str, float]) -> float:
    return max(
        (quality * document[word] for word, quality in near.items() if word in document),
        default=0.0,
    )


def _is_said(cue: str, text: Text) -> bool:
    try:
        return bool(compile_phrase(cue).find(text))
    except PhraseError:
        return False


def _document(item: Clarification) -> dict[str, float]:
    """The terms of a clarification with the weight of the best field they stand in."""
    words: dict[str, float] = {}
    fields: list[tuple[Iterable[str], float]] = [
        ([item.answer], _ANSWER),
        ([item.asks], _ASKS),
        ([item.id.replace("-", " ")], _ASKS),
        (item.cues, _CUE),
    ]
    for texts, weight in fields:
        for text in texts:
            for term in _terms(text):
                words[term] = max(weight, words.get(term, 0.0))
    return words


def _terms(text: str, lexicon: _Lexicon | None = None) -> list[str]:
    """Return the stems that carry the meaning of a text, without repeats.

    A word of five letters or more that the lexicon does not hold is read as its nearest word.
    """
    text = text.lower().replace("’", "'").replace("`", " ")
    for pattern, word in IDIOMS:
        text = pattern.sub(word, text)
    words = [piece.text.removesuffix("'s") for piece in pieces(text) if piece.kind == "word"]
    if lexicon:
        words = [_spelled(word, lexicon) for word in words]
    found = [_stem(word) for word in words if word not in FILLERS and "n't" not in word]
    return [term for term in dict.fromkeys(found) if len(term) > 1]


def _stem(word: str) -> str:
    """Like `stem`, which leaves the plural of words without vowels alone: `pdfs`, `skus`."""
    stemmed = stem(word)
    plural = stemmed == word and len(word) > 3 and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else stemmed


def _spelled(word: str, lexicon: _Lexicon) -> str:
    if len(word) < 5 or word in lexicon.words or _stem(word) in _groups():
        return word
    if stem(word) in lexicon.stems:
        return word
    size = len(word)
    near = (
        known
        for length in (size, size + 1, size - 1)
        for known in lexicon.by_length.get(length, ())
    )
    # `style` is no `stale`: in five letters another letter is another word
    return next(
        (
            known
            for known in near
            if (size > 5 or len(known) != 5 or _same(word, known)) and is_typo(word, known)
        ),
        word,
    )


def _same(left: str, right: str) -> bool:
    return sorted(left) == sorted(right)


def _lexicon(items: Iterable[Clarification]) -> _Lexicon:
    texts = [text.lower() for item in items for text in (*item.cues, item.asks, item.answer)]
    words = {piece.text for text in texts for piece in pieces(text) if piece.kind == "word"}
    common = {word for group in GROUPS for word in group}
    known = frozenset(word for word in words | common | FILLERS | ORDINARY if len(word) > 4)
    by_length: dict[int, list[str]] = {}
    for word in sorted(known):
        by_length.setdefault(len(word), []).append(word)
    return _Lexicon(known, frozenset(map(stem, known)), by_length)


@cache
def _subjects() -> frozenset[str]:
    return frozenset(_stem(word) for word in SUBJECTS)


@cache
def _groups() -> dict[str, set[int]]:
    members: dict[str, set[int]] = {}
    for number, group in enumerate(GROUPS):
        for word in group:
            members.setdefault(_stem(word), set()).add(number)
    return members


def _quality(term: str, word: str) -> float:
    """How well a term of a candidate stands for a word of a clarification, from 0 to 1."""
    if term == word:
        return 1.0
    groups = _groups()
    if groups.get(term, set()) & groups.get(word, set()):
        return _SYNONYM
    return _FAMILY if term not in _subjects() and _is_family(term, word) else 0.0


def _is_family(left: str, right: str) -> bool:
    """Whether one word is built on the other, as `caller` on `call` or `resend` on `send`."""
    short, long = sorted((left, right), key=len)
    if len(short) == 4:
        return long in (f"{short}er", f"{short}{short[-1]}er")
    if len(short) < 4 or len(long) - len(short) > 4:
        return False
    return long.startswith(short) or (long.startswith(("re", "un")) and long[2:] == short)
