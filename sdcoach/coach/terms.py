"""Which words would give something away if the interviewer said them first.

The terms are the stems of the phrases by which the question's signals are heard. Everyday words
are left out, as are those that are known to both sides already: from the problem, from what was
released, from what the candidate wrote.
"""

from collections.abc import Iterable
from functools import cache

from sdcoach.bank.phrases import Phrase, compile_phrase
from sdcoach.bank.question import Question
from sdcoach.bank.synonyms import FILLERS
from sdcoach.bank.words import Text, pieces, stem
from sdcoach.errors import ContentError

_EVERYDAY = """
again against ago along although always answer aside ask assumption away back begin below beside
beyond big bit both break bring call came care carry choice choose clear close complete confirm
constraint count couple cover decision depend describe didn differ different difficult doesn don
double down draw easy eight eleven else elsewhere empty end enough entirely equal even except fact
fall few fifty fill first five follow found four free full further give hand hard haven hear heard
heavy help here higher hold hundred idea imply instead isn keep kept know large last later latter
lead least leave left less let level limit list little live long lower main make many maximum mean
meant measure million billion trillion thousand minimum missing moment name near never new next
nine none nor nothing notice off often old once open opposite order own pass people person pick
picture piece place point question question put reach ready real reason remain rest result return
roughly run said same say second see sense separate seven several short show side similar simple
since single six size small solve somewhat soon spend spread stand start state stay steady step
stop suit summary take ten third though three throughout time today together told top total touch
treat true turn twelve twenty twice two under unless usual value view wait walk want watch way
whatever whenever wherever whole whoever whose why wide won word would write year yourself
anyway anywhere somewhere everywhere happy yep sorry aware wish quote
call free talk discuss mind bring happen question imagine depend work
"""


class Terms:
    """What must not be said of a question before it was released or raised.

    Args:
        question: Its signals are read; nothing else of it.
    """

    def __init__(self, question: Question) -> None:
        self._stems: set[str] = set()
        self._phrases: list[Phrase] = []
        for signal in question.signals:
            for source in (*signal.heard, *signal.heard_not):
                stems = content_stems(source)
                self._stems.update(stems)
                if not stems and "`" not in source:
                    continue  # `assume` alone: everybody says it
                try:
                    self._phrases.append(compile_phrase(source))
                except ContentError:
                    continue  # a person's own question; `bank check` names the phrase
        self._stems -= everyday()

    @property
    def stems(self) -> frozenset[str]:
        """The stems that give something away."""
        return frozenset(self._stems)

    def new_in(self, said: Text, known: Iterable[Text]) -> str:
        """Return the first term of `said` that is in none of the known texts, else nothing."""
        texts = tuple(known)
        for one in said.stems():
            if one in self._stems and not any(text.occurrences(one) for text in texts):
                return one
        for phrase in self._phrases:
            if phrase.find(said) and not any(phrase.find(text) for text in texts):
                return phrase.source
        return ""


def content_stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words that carry a text, in order; fillers and numbers left out."""
    return tuple(
        stem(piece.text)
        for piece in pieces(text)
        if piece.kind == "word" and len(piece.text) > 1 and not _filler(piece.text)
    )


@cache
def everyday() -> frozenset[str]:
    """Return the stems that everybody says of anything."""
    return frozenset(stem(word) for word in (*_EVERYDAY.split(), *FILLERS))


def _filler(word: str) -> bool:
    return word.replace("'", "") in FILLERS or stem(word) in _filler_stems()


@cache
def _filler_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in FILLERS)
