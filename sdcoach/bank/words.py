"""Words of a text: where they stand, their stems, what they are joined to and what denies them.

Words have positions that count up through the text. `read-heavy`, `base62` and `PostgreSQL` take
two positions each and are found both as their parts and as a whole. Symbols take none. A blank
line or a heading is a gap that no phrase reaches over.
"""

import re
import threading
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from typing import NamedTuple

BARRIER = 1000
"""Positions that a blank line or heading takes; more than any phrase reaches."""
ITEM = 3
"""Positions that a new item of a list takes: the words of a phrase do not run on into it."""
NEGATION_REACH = 4
"""How many words before a match a negation may stand."""

_PIECE = re.compile(
    r"(?P<without>\bw/o(?:ut)?\b)"
    r"|(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<symbol>[%^+<>=×*÷&$€£≈→≥≤±~])"
    r"|(?P<barrier>\n[ \t]*\n|\n(?=#{1,6}[ \t]))"
    r"|(?P<item>\n(?=[ \t]*(?:[-*•]|\d{1,2}[.)])[ \t]))"
    r"|(?P<clause>[\n,;:!?()]|\.(?=\s|$))"
)
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
_SIZES = {"k": "thousand", "m": "million", "b": "billion", "t": "trillion", "bn": "billion"}
_LONG_SIZES = {"thousand": "k", "million": "m", "billion": "b", "trillion": "t"}
_SYMBOL_WORDS = {"%": "percent", "×": "x", "&": "and", "→": ">"}

_NEGATION_WORDS = """
    no not never without nor neither none cannot dont doesnt didnt isnt arent wasnt werent
    wont cant couldnt shouldnt wouldnt hasnt havent neednt
"""
_NEGATIONS = frozenset(_NEGATION_WORDS.split())
_NO_NEGATION_BEFORE = {  # `no more than`, `not only`: what follows is meant all the same
    "no": {"more", "less", "later", "longer", "fewer", "earlier", "doubt", "matter", "wonder"},
    "not": {"only", "just", "merely", "least"},
}
_TWO_WORD_NEGATIONS = {"of": "instead", "than": "rather"}
_TURNS = {"but", "so", "because", "since", "hence", "therefore"}

_SAME = """
    primary master
    replica slave secondaries
    db dbs database databases datastore
    picture image photo pic pics
    message messages msg msgs
    request requests req reqs
    response reply replies
    transaction txn txns tx
    account accounts acct accts
    connection connections conn conns
    server servers machine machines box boxes node nodes vm vms
    month mo
    year years yr yrs
    hour hours hr hrs
    delete deletes deleted deleting remove removes removed removing
    alarm alarms alert alerts
    post posts tweet tweets
    url urls link links
    fetch fetched fetches download downloads downloaded
    domain domains host hosts
    assume assumed assuming presume presumed suppose supposed
"""
_KINDS = {  # a product is heard as what it is, not the other way round
    "cache": "redis memcached memcache valkey",
    "queue": "kafka sqs rabbitmq kinesis",
    "database": "postgres postgresql mysql mongo mongodb cassandra rds",
    "minute": "min mins",
    "second": "sec secs",
}


class Occurrence(NamedTuple):
    """One place of a word or symbol in a text."""

    first: int
    last: int
    """Positions in words; `last` of a symbol is one less than `first`."""
    start: int
    end: int
    """Offsets in code points."""


class _Stemmers(threading.local):
    """One stemmer a thread: it works on its own state, and evidence is heard in threads."""

    def __init__(self) -> None:
        import snowballstemmer  # loads every language: 25 ms, so not before something is matched

        self.word = snowballstemmer.stemmer("english").stemWord


@cache
def _stemmers() -> _Stemmers:
    return _Stemmers()


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of a lower-case word; British and American endings have the same."""
    if not word.isalpha() and "'" not in word:
        return word
    if len(word) > 5:
        word = re.sub(r"is(?=(?:e|ed|es|er|ers|ing|ation|ations)$)", "iz", word)
    return str(_stemmers().word(word)) if len(word) > 2 else word


@cache
def _also() -> dict[str, tuple[str, ...]]:
    """Return, for the stem of a word, the stems of the words that it is also heard as."""
    also: dict[str, dict[str, None]] = {}
    for line in _SAME.strip().splitlines():
        stems = dict.fromkeys(stem(word) for word in line.split())
        for one in stems:
            also.setdefault(one, {}).update(dict.fromkeys(other for other in stems if other != one))
    for kind, words in _KINDS.items():
        for word in words.split():
            wider = {stem(kind): None, **also.get(stem(kind), {})}
            also.setdefault(stem(word), {}).update(wider)
    return {one: tuple(others) for one, others in also.items()}


def warm() -> None:
    """Load the stemmer, so that the first match does not pay for it."""
    stem("warming")


class Piece(NamedTuple):
    """A word, number, symbol or break, as it is written."""

    kind: str
    text: str
    """Lower case, with a plain apostrophe and no commas in numbers."""
    start: int
    end: int


def pieces(text: str) -> list[Piece]:
    """Cut a text into words, numbers, symbols and breaks; camel case into its words."""
    found: list[Piece] = []
    for match in _PIECE.finditer(text):
        kind = match.lastgroup or ""
        written, start = match[0], match.start()
        if kind == "word" and not written.islower() and not written.isupper():
            for part in _CAMEL.split(written):
                found.append(Piece("word", _folded(part), start, start + len(part)))
                start += len(part)
        elif kind == "word":
            found.append(Piece("word", _folded(written), start, match.end()))
        elif kind == "number":
            found.append(Piece("number", written.replace(",", ""), start, match.end()))
        elif kind == "without":
            found.append(Piece("word", "without", start, match.end()))
        else:
            found.append(Piece(kind, written, start, match.end()))
    return found


def _folded(word: str) -> str:
    return word.lower().replace("’", "'")


def compounds(found: list[Piece], text: str) -> list[tuple[int, int]]:
    """Return the runs of pieces, as first and last index, that are written as one word."""
    runs: list[tuple[int, int]] = []
    first = 0
    for number in range(1, len(found) + 1):
        if number < len(found) and _joined(found[number - 1], found[number], text):
            continue
        if number - 1 > first:
            runs.append((first, number - 1))
        first = number
    return runs


def _joined(left: Piece, right: Piece, text: str) -> bool:
    if left.kind not in ("word", "number") or right.kind not in ("word", "number"):
        return False
    return left.end == right.start or (
        right.start - left.end == 1 and text[left.end] in "-_\u2010\u2011"
    )


class Text:
    """A text prepared once, to be matched against many phrases.

    Attributes:
        text: The text itself.
        lowered: It in lower case, with the same offsets.
        keys: Every stem, number and symbol that can be found.
        negations: Positions of the words that deny what follows them.
    """

    __slots__ = (
        "_clauses",
        "_index",
        "_meant",
        "_positions",
        "_starts",
        "_wide",
        "keys",
        "lowered",
        "negations",
        "text",
    )

    def __init__(self, text: str, *, wide: bool = False) -> None:
        """Prepare a text.

        Args:
            text: What was written.
            wide: Whether a word is also heard as what it means: `master` as `primary`.
        """
        self.text = text
        self._wide = wide
        lowered = text.lower()
        if len(lowered) != len(text):  # a few letters grow when lowered
            lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        self.lowered = lowered
        self._index: dict[str, list[Occurrence]] = {}
        self._meant: dict[str, list[Occurrence]] = {}
        self.keys: frozenset[str] = frozenset()
        self.negations: list[int] = []
        self._clauses: list[int] = []
        self._starts: list[int] = []
        self._positions: list[int] = []
        self._read()

    def occurrences(self, stemmed: str) -> list[Occurrence]:
        """Return where a stem, number or symbol stands, or a word for the same, in order."""
        return self._meant.get(stemmed) or self._index.get(stemmed, [])

    def stems(self) -> list[str]:
        """Return every stem, number and symbol that occurs, in order of first appearance."""
        return list(self._index)

    def at(self, start: int, end: int) -> Occurrence:
        """Return a stretch of code points as an occurrence, with the words it covers."""
        low = bisect_left(self._starts, start)
        high = bisect_left(self._starts, end) - 1
        if low <= high:
            return Occurrence(self._positions[low], self._positions[high], start, end)
        behind = self._positions[high] + 1 if high >= 0 else 0
        return Occurrence(behind, behind - 1, start, end)

    def is_negated(self, first: int, last: int, taken: frozenset[int] | set[int]) -> bool:
        """Whether a negation stands shortly before these words, or among them.

        Args:
            first: Position of the first word.
            last: Position of the last word.
            taken: Positions that are themselves what was looked for, as in `never lost`.
        """
        low = bisect_left(self.negations, first - NEGATION_REACH)
        high = bisect_right(self.negations, last)
        for negation in self.negations[low:high]:
            if negation in taken:
                continue
            if negation >= first or not self._turns_between(negation, first):
                return True
        return False

    def _turns_between(self, before: int, after: int) -> bool:
        """Whether a clause begins behind `before`, at or before `after`."""
        number = bisect_right(self._clauses, before)
        return number < len(self._clauses) and self._clauses[number] <= after

    def _read(self) -> None:
        found = pieces(self.text)
        places: list[tuple[int, int]] = []
        position = 0
        for number, piece in enumerate(found):
            places.append((position, position))
            if piece.kind in ("word", "number"):
                self._starts.append(piece.start)
                self._positions.append(position)
                self._word(piece, position, found[number - 1] if number else None)
                position += 1
            elif piece.kind == "symbol":
                place = Occurrence(position, position - 1, piece.start, piece.end)
                self._add(piece.text, place)
                if piece.text in _SYMBOL_WORDS:
                    self._add(_SYMBOL_WORDS[piece.text], place)
                if piece.text in "→>":
                    self._clauses.append(position)
            else:
                position += {"barrier": BARRIER, "item": ITEM}.get(piece.kind, 0)
                self._clauses.append(position)
        self._find_negations(found, places)
        for low, high in compounds(found, self.text):
            self._compound(found[low : high + 1], places[low][0])
        for occurrences in self._index.values():
            occurrences.sort()
        also = _also() if self._wide else {}
        for stemmed in self._index.keys() & also.keys():
            for other in also[stemmed]:
                meant = self._meant.setdefault(other, list(self._index.get(other, ())))
                meant += self._index[stemmed]
        for occurrences in self._meant.values():
            occurrences.sort()
        self.keys = frozenset(self._index) | frozenset(self._meant)

    def _add(self, key: str, place: Occurrence) -> None:
        self._index.setdefault(key, []).append(place)

    def _word(self, piece: Piece, position: int, before: Piece | None) -> None:
        place = Occurrence(position, position, piece.start, piece.end)
        if piece.kind == "number":
            self._add(piece.text, place)
            return
        self._add(stem(piece.text), place)
        if "'" in piece.text:
            self._add(piece.text.replace("'", ""), place)
        if before is not None and before.kind == "number":
            other = _SIZES.get(piece.text) or _LONG_SIZES.get(piece.text)
            if other:
                self._add(stem(other), place)
        if piece.text in _TURNS:
            self._clauses.append(position)

    def _compound(self, parts: list[Piece], position: int) -> None:
        """Add what is written as one word also as one: `cache-aside` as `cacheaside`."""
        runs = [(0, len(parts))]
        for low in range(len(parts)):  # camel case inside a longer run: `createPaste2`
            high = low + 1
            while high < len(parts) and self._camel(parts[high - 1], parts[high]):
                high += 1
            if high - low > 1 and (low == 0 or not self._camel(parts[low - 1], parts[low])):
                runs.append((low, high))
        for low, high in dict.fromkeys(runs):
            whole = "".join(part.text for part in parts[low:high])
            place = Occurrence(
                position + low, position + high - 1, parts[low].start, parts[high - 1].end
            )
            self._add(stem(whole), place)

    @staticmethod
    def _camel(left: Piece, right: Piece) -> bool:
        return left.kind == right.kind == "word" and left.end == right.start

    def _find_negations(self, found: list[Piece], places: list[tuple[int, int]]) -> None:
        for number, piece in enumerate(found):
            if piece.kind != "word":
                continue
            follows = found[number + 1].text if number + 1 < len(found) else ""
            if is_negation(piece.text):
                if follows not in _NO_NEGATION_BEFORE.get(piece.text, ()):
                    self.negations.append(places[number][0])
            elif number and found[number - 1].text == _TWO_WORD_NEGATIONS.get(piece.text):
                self.negations.append(places[number][0])


def is_negation(word: str) -> bool:
    """Whether a lower-case word denies what follows it."""
    return word in _NEGATIONS or word.endswith("n't")


def is_typo(left: str, right: str) -> bool:
    """Whether one insertion, deletion, change or swap of neighbours makes two words the same."""
    if abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    a, b = left[start:], right[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[1::-1] == b[:2] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]
