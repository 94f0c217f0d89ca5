"""A model's sentence in the words of the line it says again.

Nobody says a line again without saying `keep` for `store` or `no more than` for `at most`. What
stands for a word of the line is put back into that word before a sentence is judged, so that the
guards need no list of all that may be said: a synonym gives nothing away that the line has not.
"""

import re
from functools import cache
from typing import NamedTuple

from sdcoach.bank.words import stem
from sdcoach.coach.families import FAMILIES, IRREGULAR, REGULAR

# Turns of speech that say nothing at all, where they stand.
_EMPTY = (
    r"^(?:so|now|okay|ok|well|alright|then|also|and|but)\b,?\s+(?=\w)",
    r"^(?:here is|consider|take|now for|this is) (?:a|the|this|another|one more) "
    r"(?:situation|case|scenario)\s*[:,—–-]\s*",
    r"^(?:picture|imagine|consider|suppose) (?:this|the following)\s*[:,—–-]\s*",
    r"^(?:in (?:that|this|such a) case|in this situation|at (?:that|this) point|for that"
    r"|on that|as for that|to be clear|in other words|basically|simply put)\b,?\s+",
    r"^(?:let us say|say|imagine|suppose|assume)(?:,| that)? (?=(?:it is|there (?:is|are))\b)",
    r"\b(?:the|a) (?:number|amount|volume|count|total) of (?=[^\W\d_])",
    r"\b(?:people|users|members) (?:who )?(?:are )?using it\b(?<=it)",
    r"\b(?:the|our) (?:target|goal|aim|figure|rule|limit) (?:here )?(?:is|are)\b:?(?= (?:at most )?\d)",
    r"(?<=%) of the time\b",
    r"\bavailable (?=\d)",
    r"\bin the meantime\b|\bin between\b|\bas well\b|\bin (?:total|all)\b|\bfor now\b",
    r"\ball the way(?= (?:from|to)\b)",
    r"\bof the (?:two|three|four)(?=[.,;!?]|$)",
    r"\b(?:please|simply|actually|basically|itself|themselves|still|yet|even though)\b",
    r"\bjust (?=(?:state|say|tell|assume|picture|take|note|write|name|make)\b)",
    r"\b(?:we are|you are|i am) (?:looking at|talking about|dealing with)\b",
    r"\b(?:expect|assume|count on) (?=(?:about |around |roughly )?\d|ten |a hundred )",
    r"(?<=\bis )going to (?=be\b)",
    r"\bspends? (?:its |the |their )?time (?=[^\W\d_]+ing\b)",
)
_BARE = re.compile("|".join(_EMPTY), re.IGNORECASE)
# A line that asks for something, as hints do, and how else one may ask for it.
_ASKS = re.compile(
    r"(?:^|[.!?:]\s+)(?:ask|begin|break|choose|compare|count|cut|draw|find|follow|give|go|kill|let"
    r"|list|look|make|merge|multiply|name|pick|play|pull|put|say|separate|set|show|sort|split|start"
    r"|store|take|tell|think|try|turn|walk|work|write)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"^(?:try (?:to |and )?|take a (?=look)|think about (?=which|what|how|who|where|when|why)|let us (?:now )?|(?:if|when|suppose|say) you |you (?:can|could|might|may) "
    r"(?:now |also )?|go ahead and |now )",
    re.IGNORECASE,
)
_CONTRACTED = (
    (re.compile(r"\bcan(?:['’]t|not)\b", re.I), "cannot"),
    (re.compile(r"\bwon['’]t\b", re.I), "will not"),
    (re.compile(r"(?<=[a-z])n['’]t\b", re.I), " not"),
    (
        re.compile(r"\b(it|that|there|here|what|where|who|he|she|one|nobody)['’]s\b", re.I),
        r"\1 is",
    ),
    (re.compile(r"\blet['’]s\b", re.I), "let us"),
    (re.compile(r"(?<=[a-z])['’]re\b", re.I), " are"),
    (re.compile(r"(?<=[a-z])['’]ll\b", re.I), " will"),
    (re.compile(r"(?<=[a-z])['’]ve\b", re.I), " have"),
    (re.compile(r"(?<=[a-z])['’]d\b", re.I), " would"),
    (re.compile(r"(?<=i)['’]m\b", re.I), " am"),
    (re.compile(r"\b(two|three|four|five|six|seven|eight|nine|ten|hundred)[- ]?fold\b", re.I),
     r"\1 times"),
    (re.compile(r"\btimes as (?:many|much)\b", re.I), "times the"),
    (re.compile(r"(?<=\d) ?per ?cent\b", re.I), " %"),
)  # fmt: skip
_NUMBER = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|a hundred|a thousand)"
)
_RATIO = re.compile(rf"\b({_NUMBER}) ([^\W\d_]+) in ({_NUMBER})\b(?! [^\W\d_])", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_DENIED = re.compile(r"^(?:un|in|im|ir|non)(?=[^\W\d_]{4})")


class _Family(NamedTuple):
    words: tuple[str, ...]
    stems: frozenset[str]
    turns: tuple[str, ...]
    """Members of more than one word, longest first."""


class Wording:
    """How one line may be worded.

    Args:
        line: The script's own words.
    """

    def __init__(self, line: str) -> None:
        plain = _uncontracted(line).casefold()
        spaced = f" {' '.join(_WORD.findall(plain))} "
        self._own = frozenset(map(stem, _WORD.findall(plain)))
        own = {base_stem(word): word for word in _WORD.findall(plain)}
        self._asks = _ASKS.search(line) is not None
        self._back: dict[str, str] = {}
        turns: dict[str, str] = {}
        by_stem, all_families = _families()
        begins = "|".join(
            r"\W+".join(map(re.escape, _WORD.findall(one)[:3]))
            for one in re.split(r"[.!?;]\s+", plain)
        )
        self._posed = re.compile(
            rf"^(?:suppose|imagine|assume|picture|say)(?: that)?,? (?=(?:{begins})\b)",
            re.IGNORECASE,
        )
        near = {number for one in own for number in by_stem.get(one, ())}
        for number in sorted(near):
            family = all_families[number]
            target = next((one for one in family.turns if f" {one} " in spaced), "") or next(
                (own[base_stem(one)] for one in family.words if base_stem(one) in own), ""
            )
            if not target:
                continue
            for one in family.turns:
                if one != target and f" {one} " not in spaced:
                    turns.setdefault(one, target)
            for one in family.stems - own.keys():
                self._back.setdefault(one, target)
        self._back |= own
        self._turns = turns
        longest = sorted(turns, key=len, reverse=True)
        self._turn = (
            re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b", re.IGNORECASE)
            if longest
            else None
        )
        self._opposites = [
            (re.compile(rf"\bnot ((?:[^\W\d_]+ )?){rest}\b", re.IGNORECASE), rf"\g<1>{word}")
            for word in own.values()
            if (rest := _DENIED.sub("", word)) != word
        ]

    def bared(self, said: str) -> str:
        """Return a sentence without empty turns of speech, and with the line's own for others."""
        text = _uncontracted(said)
        if self._turn is not None:
            text = self._turn.sub(lambda match: self._turns[match[0].casefold()], text)
        before = ""
        while before != text:
            before, text = text, self._posed.sub("", _BARE.sub("", text))
            if self._asks:
                text = _ASKING.sub("", text)
        for pattern, word in self._opposites:
            text = pattern.sub(word, text)
        return text

    def back(self, bared: str) -> str:
        """Return a bared sentence with the line's own words where others stand for them."""
        return _WORD.sub(self._own_word, bared)

    def _own_word(self, match: re.Match[str]) -> str:
        word = match[0].casefold().replace("’", "'")
        return match[0] if stem(word) in self._own else self._back.get(base_stem(word), match[0])


def base_stem(word: str) -> str:
    """Return the stem of a word, of a verb that of its plain form."""
    stemmed = stem(word)
    return _irregular()[0].get(stemmed, stemmed)


def _forms(turn: str) -> list[str]:
    """Return a turn of speech with every form of the verb it may begin with."""
    first, _, rest = turn.partition(" ")
    forms = _irregular()[1].get(first, (first,))
    return [f"{form} {rest}" for form in forms]


@cache
def _irregular() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return the plain stem of each form, and the forms of each plain verb."""
    bases, forms = {}, {}
    for line in IRREGULAR.strip().splitlines():
        verb, *others = line.split()
        bases.update({stem(other): stem(verb) for other in others})
        stump = verb.removesuffix("e")
        forms[verb] = (verb, f"{verb}s", f"{stump}ing", *others)
    for verb in REGULAR.split():
        stump = verb.removesuffix("e")
        forms[verb] = (verb, f"{verb}s", f"{stump}ed", f"{stump}ing")
    return bases, forms


def _uncontracted(text: str) -> str:
    for pattern, instead in _CONTRACTED:
        text = pattern.sub(instead, text)
    return text


def levelled(text: str) -> str:
    """Return a text with `nine reads in ten` as `nine in ten reads`."""
    return _RATIO.sub(r"\1 in \3 \2", text)


@cache
def _families() -> tuple[dict[str, tuple[int, ...]], tuple[_Family, ...]]:
    """Return all families, and which of them a stem may belong to."""
    found = []
    for line in FAMILIES.strip().splitlines():
        members = line.split("|") if "|" in line else line.split()
        names = [" ".join(one.split()).casefold() for one in members]
        words = tuple(one for one in names if _WORD.fullmatch(one))
        turns = sorted((one for one in names if one not in words), key=len, reverse=True)
        turns = [form for one in turns for form in _forms(one)]
        found.append(_Family(words, frozenset(map(base_stem, words)), tuple(turns)))
    by_stem: dict[str, list[int]] = {}
    for number, family in enumerate(found):
        inner = (base_stem(word) for one in family.turns for word in _WORD.findall(one))
        for one in {*family.stems, *inner}:
            by_stem.setdefault(one, []).append(number)
    return {one: tuple(numbers) for one, numbers in by_stem.items()}, tuple(found)
