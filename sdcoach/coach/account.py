"""Whether every word of a paraphrase is accounted for by what it paraphrases.

Leaks need no rare words: `most of the same`, `more than`, `so it pays` say enough. So the words that
may be added are a closed list that claims nothing, and what the release does not say together may
not be said together either.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from sdcoach.bank.words import is_negation, stem
from sdcoach.coach.figures import SPANS, figures, is_number, units
from sdcoach.coach.terms import everyday
from sdcoach.coach.wording import base_stem

BORROWED = 2
"""So many words of a sentence may come from the problem alone."""

# No quantity, frequency, comparison, bound, reason or duty: each of those is a claim.
_PLAIN_WORDS = """
    a an the this that these those it its itself they them their theirs he him she his her we our us
    i me my mine you your yours yourself there here who which
    am is are was were be been being do does did done has have had having will shall would can could
    may and or but while as of to in on at for from by with about around roughly approximately now
    please either also assume assumed assuming expect suppose picture imagine plan planning
    take takes make makes come comes leave leaves
    making taking coming leaving get gets got getting use uses used using although though yet go goes going went
"""
_PLAIN = frozenset(_PLAIN_WORDS.split())
_DUTY = "must should shall may cannot never no nobody nothing most under within let binding needs"
_LENT = {  # a word, and what must be released for it to be mere courtesy
    "say": "assume assumed assuming state call",
    "state": "assume assumed assuming call",
    "decide": "call",
    "what": "which how",
    "fine": "may can enough",
    "if": "if when once after without unless nobody",
    "when": "if when once after without unless nobody",
    "just": "only after one",
    "whole": "a all even",
    "any": "a an one most no nobody each every all",
    "once": "if when after with first",
    "okay": "may can enough fine",
    "acceptable": "may can enough fine",
    "rather": "better worse prefer",
    "stay": "shut closed open kept free",
    "send": "request requests call calls message messages order orders",
    "must": _DUTY,
    "should": _DUTY,
}
_STEERS_WORDS = "assume assuming expect suppose picture imagine plan planning take make"
_STEERS = frozenset(_STEERS_WORDS.split())
_SAME = """
    delete remove erase
    change alter modify
    writer author
    anyone anybody
    everyone everybody
    nobody noone
    big large
    begin start began begun
    fast quick quickly
    often frequently
    rarely seldom
    happen occur
    enough sufficient
    need require
    allow permit
    buy purchase bought
    show display shown
    each every
    keep kept
    see seen saw
    write wrote written
    send sent
    lose lost
    pay paid
    sell sold
    hold held
    find found
    grow grew grown
    break broke broken
    run ran
    day daily
    hour hourly
    week weekly
    month monthly
    year yearly annually
"""
# Verbs and the like that say nothing by themselves; they stand only where what the line speaks of is
# said around them. None compares, counts, bounds or gives a reason.
_LIGHT_WORDS = """
    bring put set place run work handle manage deal see look find show appear switch turn keep hold
    carry contain include cover become remain stay continue start begin happen occur cause lead mean
    let know think say tell speak talk give get receive hand pass move reach arrive fall drop add
    create produce need want try ask answer respond serve provide allow treat consider involve face
    own one thing situation case part point way reason time already currently really both then just
    back out off away around along across between among through during when where while if though
    although whether after before later up down past beyond within new other same together
"""
_OPPOSITES_WORDS = """
    after before
    later earlier
    up down
    new old
    same other
    same different
    out in
    off on
"""
# Words of a line that say how its things hang together, and are none of them.
_TIES_WORDS = """
    one must should shall if when once even again up through away within under over
    during until unless than so because since although also only still
    make have do time case
"""
_SINGLE = frozenset({"a", "an", "one", "single"})
_COURTESY = re.compile(
    r"\b(?:(?:up|over) to you|(?:this|that) one|just (?=(?:state|say|tell|assume|picture|take)\b))",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_AMOUNT = re.compile(r"\d+(?:[kmbt]|bn)?", re.IGNORECASE)
_TAIL = re.compile(r"(?:n't|'(?:s|re|ll|ve|d|m))$")
_TIED = "of|to|from|by|on|in|into|at|for|per|than|as"
_HEADING = re.compile(r"(?:^|(?<=[.!?]\s))On ([^.:?!]{1,40}):")
_JOINT = re.compile(r"\b(?:of|to|on|from|by|into|per|than|as|at|in|for|takes?)\b", re.I)
_GOES_ON = re.compile(
    r"\s*(?:they|it|these|those|this|them|all|is|are|was|were|be|come|comes|takes?"
    r"|of|to|from|by|into|per|than|as)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    rf"(?:[,;:()–—]|\s-\s|[.!?…]+(?=\s|$))(?!\s*(?:{_TIED})\b)"
    r"|\b(?:and|so|which|because|while|but|that|with)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"(?<=\w) (?:that|which|who|with) ", re.IGNORECASE)
_MARKS = frozenset(" .,;:!?'\"()-–—…’‘“”\u00a0\u202f")


class Account:
    """What one release answers for.

    Args:
        release: The script's own words.
        problem: Title and prompt of the question.
    """

    def __init__(self, release: str, problem: str) -> None:
        self._letters = frozenset(f"{release} {problem}")
        self._marks = _MARKS | frozenset(release)
        self._whole = f" {' '.join(_words(release))} "
        self._words = frozenset(_words(release))
        self._mine = frozenset(map(_meant, self._words))
        self._singles = frozenset(
            _meant(after) for word, after in pairwise(_words(release)) if word in _SINGLE
        )
        self._subject = self._mine - _plain_stems()
        self._carrying = self._subject - everyday()
        self._problem = frozenset(map(_meant, _words(problem)))
        self._heading = frozenset(
            _meant(word) for heading in _HEADING.findall(release) for word in _words(heading)
        ) - frozenset(map(_meant, _words(_HEADING.sub(" ", release))))
        self._denied = _denied(release)
        clauses = _clauses(release)
        self._groups = [frozenset(self._subjects(one)) for one in clauses]
        self._counted = [bool(figures(one)) for one in clauses]
        self._spans = [units(one) for one in clauses]
        self._pairs = {
            pair
            for before, clause in pairwise(["", *clauses])
            for pair in self._chain(before, clause)
        }

    def foreign_script(self, sentence: str) -> str:
        """Return the first letter or sign that no plain English line has; empty when none."""
        for char in sentence:
            if char in self._letters:
                continue
            if char.isalpha():
                if not unicodedata.name(char, "").startswith("LATIN "):
                    return char
            elif char.isdecimal():
                if not char.isascii():
                    return char
            elif char not in self._marks:
                return char
        return ""

    def unaccounted(self, sentence: str, before: str = "") -> str:
        """Return the first word or pair of words that the release does not answer for.

        Args:
            sentence: What is to be said.
            before: What was said of the same release before it.
        """
        previous = (_clauses(before) or [""])[-1]
        # `this one` is courtesy; `one` alone counts.
        for clause in _clauses(_COURTESY.sub(" ", sentence)):
            words = _words(clause)
            heavy = self._weight(clause) >= 2
            for place, word in enumerate(words):
                if self._answers_for(word, words[place + 1 : place + 2]):
                    continue
                if not (heavy and base_stem(word) in _light()) or self._turns(word):
                    return word
            if f" {' '.join(words)} " in self._whole:
                previous = clause
                continue  # the release's very words
            stems = [_meant(word) for word in words]
            lent = self._lent(stems)
            if lent and not self._carrying & frozenset(stems):
                return min(lent)
            steering = _STEERS.intersection(words) - self._words
            if steering and self._points(clause):
                return min(steering)
            if "fine" in words and not self._subject & frozenset(stems):
                return "fine"
            for pair in self._chain(previous, clause):
                if pair not in self._pairs and not any(set(pair) <= one for one in self._groups):
                    return " ".join(pair)
            previous = clause
        for clause in _clauses(_RELATIVE.sub(" ", sentence)):
            if f" {' '.join(_words(clause))} " in self._whole:
                continue
            if stray := self._stray(clause):
                return stray
        lent = self._lent(map(_meant, _words(sentence)))
        return min(lent) if len(lent) > BORROWED else ""

    def denies_else(self, said: str) -> str:
        """Return what is denied that the release does not deny, or denied once too often."""
        left = list(self._denied)
        for one in _denied(said):
            if one not in left:
                return one or "nothing"
            left.remove(one)
        return ""

    def undenied(self, said: str) -> bool:
        """Whether something that the release denies was not denied."""
        return len(_denied(said)) < len(self._denied)

    def _lent(self, stems: Iterable[str]) -> frozenset[str]:
        """Return which stems are the problem's alone."""
        return (frozenset(stems) & self._problem) - self._mine - _plain_stems() - _ties()

    def _weight(self, clause: str) -> int:
        """Return how many of the line's things and figures a clause holds together."""
        return len(frozenset(self._subjects(clause))) + len(figures(clause))

    def _turns(self, word: str) -> bool:
        """Whether the line has the opposite of a word."""
        return not _opposites().get(word, frozenset()).isdisjoint(self._words)

    def _points(self, clause: str) -> bool:
        """Whether a clause says one thing and no figure: `plan for reads` only points at it."""
        there = self._carrying.intersection(self._subjects(clause))
        return len(there) == 1 and not figures(clause) and "one" not in _words(clause)

    def _stray(self, clause: str) -> str:
        """Return a thing or unit that is said without the figure it was released with."""
        if figures(clause):
            return ""
        there = frozenset(self._subjects(clause))
        for one in there:
            counted = [
                number
                for group, number in zip(self._groups, self._counted, strict=True)
                if one in group
            ]
            if counted and all(counted):
                return one
        for span in units(clause):
            if not any(
                span in spans and (there & group or not group)
                for group, spans in zip(self._groups, self._spans, strict=True)
            ):
                return span
        words = frozenset(map(_meant, _words(clause)))
        if words & self._heading and there and _JOINT.search(clause):
            return min(there)
        return ""

    def _answers_for(self, word: str, follows: list[str]) -> bool:
        if any(char.isdigit() for char in word):
            return word in self._words or _AMOUNT.fullmatch(word) is not None
        base = _TAIL.sub("", word)
        if word in _PLAIN or base in _PLAIN or is_negation(word):
            return True
        if _meant(word) in self._mine or _meant(base) in self._mine:
            return True
        if self._words.intersection(_LENT.get(word, "").split()):
            return True
        if word in _SINGLE and follows and _meant(follows[0]) in self._singles:
            return True
        if word == "per":
            return bool(follows) and _meant(follows[0]) in self._mine & SPANS
        return _meant(word) in self._problem or is_number(word)

    def _subjects(self, clause: str) -> list[str]:
        """Return the stems of the release in a clause; spans of time belong to any figure."""
        stems = [_meant(word) for word in _words(clause) if not is_negation(word)]
        return [
            one
            for one in stems
            if one in self._subject
            and one not in SPANS
            and one not in self._heading
            and one.isalpha()
            and one not in _ties()
            and not is_number(one)
        ]

    def _chain(self, before: str, clause: str) -> list[tuple[str, str]]:
        """Return which subjects follow one another, and so are said of one another.

        `They are on new pastes` goes on with what the clause before it ended in.
        """
        stems = self._subjects(clause)
        if stems and _GOES_ON.match(clause):
            opening = clause[: _place(clause, stems[0])]
            if _JOINT.search(opening):
                stems = [*self._subjects(before)[-1:], *stems]
        return [pair for pair in pairwise(stems) if pair[0] != pair[1]]


def _place(clause: str, wanted: str) -> int:
    """Return where the first word of a stem begins."""
    return next(
        match.start()
        for match in _WORD.finditer(clause)
        if _meant(match[0].casefold().replace("’", "'")) == wanted
    )


def _words(text: str) -> list[str]:
    return [match.casefold().replace("’", "'") for match in _WORD.findall(text)]


def _clauses(text: str) -> list[str]:
    return [one for one in _CLAUSE.split(text) if one.strip()]


def _denied(text: str) -> list[str]:
    """Return, for each negation, the stem that it denies: of the next word that is not plain."""
    found = []
    for clause in _clauses(text):
        words = _words(clause)
        for place, word in enumerate(words):
            if is_negation(word):
                found.append(_first_of_substance(words[place + 1 :]))
    return sorted(found)


def _first_of_substance(words: Iterable[str]) -> str:
    return next((_meant(word) for word in words if _meant(word) not in _plain_stems()), "")


def _meant(word: str) -> str:
    """Return the stem of a word, or that of the word it may stand for."""
    stemmed = stem(word)
    return _same().get(stemmed, stemmed)


@cache
def _same() -> dict[str, str]:
    same = {}
    for line in _SAME.strip().splitlines():
        first, *others = line.split()
        same.update({stem(other): stem(first) for other in others})
    return same


@cache
def _light() -> frozenset[str]:
    return frozenset(map(base_stem, _LIGHT_WORDS.split()))


@cache
def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _OPPOSITES_WORDS.strip().splitlines():
        one, other = line.split()
        found[one] = found.get(one, frozenset()) | {other}
        found[other] = found.get(other, frozenset()) | {one}
    return found


@cache
def _ties() -> frozenset[str]:
    return frozenset(map(_meant, _TIES_WORDS.split()))


@cache
def _plain_stems() -> frozenset[str]:
    # A verb of the list may be the very substance of a release: `state what you assume`.
    told = {"assume", "leave", "expect", "take", "make", "come", "plan"}
    return frozenset(map(stem, _PLAIN)) - frozenset(map(stem, told))
