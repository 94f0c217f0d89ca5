"""What a model's sentence must pass before the candidate sees it.

A model only says what the script has released, in other words. So a sentence may hold no term
that would give something away, no figure of its own, no judgement, no form but plain speech, and
no word that the release does not account for. What is left at the end must hold
every figure and the substance of the release; otherwise the script's own words are shown. A guard
that refuses too much costs a phrasing, one that refuses too little an interview.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from sdcoach.bank.words import Text, stem
from sdcoach.coach.account import Account
from sdcoach.coach.figures import foreign, foreign_span, missing, units
from sdcoach.coach.terms import Terms, content_stems, everyday
from sdcoach.coach.wording import Wording, levelled

MOST_WORDS = 80
"""Of all sentences to one release together."""
ECHO = 12
"""So many words in a row of the candidate's, or of an earlier turn, are a repetition."""
SUBSTANCE = 0.45
"""The share of the release's words of substance that must come back."""

_FORM = re.compile(
    r"^\s*(?:[-*•+–—>#|]|\d{1,2}[.)]\s|[a-zA-Z][.)]\s)|[`|{}\[\]<>\\_*~#^=]|->|→|\*\*|://|www\."
    r"|\b\w+\(\)|&\w+;",
)
_RATIO = re.compile(r"\w+\s*[:/]\s*\d")
_VERDICT = re.compile(
    r"^(?:yes|yeah|yep|yup|no|nope|sure|of course|certainly|definitely|true|false)\b"
    r"|\b(?:good|great|nice|nicely|excellent|perfect|perfectly|brilliant|awesome|amazing|terrific"
    r"|fantastic|superb|impressive|impressed|solid|strong|stronger|weak|weaker|poor|poorly|bad"
    r"|badly|correct|correctly|incorrect|incorrectly|wrong|wrongly|mistaken|mistakes?|exactly"
    r"|absolutely|indeed|well (?:done|said|put|spotted|thought)|bravo|congrat\w*|kudos|splendid"
    r"|lovely|sharp|spot on|on (?:the right )?track|right (?:track|idea|question|answer|call|way|"
    r"direction)|(?:you(?:'re|’re| are)|that(?:'s|’s| is)|quite|all) right|makes sense|sensible"
    r"|smart|clever|wise|insightful|thoughtful|reasonable|valid|fair (?:point|question|enough)"
    r"|scores?|scoring|grades?|points? (?:for|off)|marks?|level [1-4]|out of (?:four|five|ten|\d+)"
    r"|hire|no[- ]hire|passe[ds]|you (?:pass|fail)|doing (?:fine|well|great|ok\w*)|keep it up"
    r"|like (?:it|that|your|where|how)|love|agree|disagree|approve|better than|worse than|optimal"
    r"|suboptimal|overkill|unnecessary|the best)\b",
    re.IGNORECASE,
)
_MASK = re.compile(
    r"\b(?:as an? (?:ai|assistant|interviewer|language|model)|language model|chat ?bot|\bai\b"
    r"|artificial|openai|gpt|llm|(?:system |my |the |your )(?:prompt|instructions?|rules)"
    r"|instructed|i (?:was|am|have been) (?:told|asked|given)|i(?:'m|’m| am) not (?:allowed|able)"
    r"|rubric|reference|hidden|secret|model answer|sample answer|ideal answer|expected answer"
    r"|scripts?|scripted|rephrase\w*|paraphras\w*|candidate|tags?|json|markdown|sure, here"
    r"|here(?:'s|’s| is) (?:the|a|my)|let me rephrase)\b",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:you (?:should|could|might|may|can|need|will want|would want|want|ought|must|have to)"
    r"(?! (?:assume|expect|count on|take it|suppose))|have you (?:thought|considered|looked|tried)|did you (?:think|consider|try)|don(?:'t|’t) "
    r"forget|remember to|make sure|be sure|consider|try|why (?:not|don(?:'t|’t) you)|how about"
    r"|what about|i(?:'d|’d| would) (?:use|put|add|pick|choose|go|start|look|think about|suggest"
    r"|recommend|shard|cache|store|split|keep)|suggest|recommend|advise|hint|tip|typically"
    r"|usually|commonly|in practice|best practice|standard (?:way|approach|answer|solution)"
    r"|one (?:way|option|approach)|another (?:way|option|approach)|instead|let(?:'s|’s))\b",
    re.IGNORECASE,
)
# To a line that sets a rule it is no advice to say `you may`; what may be done must be in the line.
_RULES = re.compile(
    r"\b(?:may|can|cannot|must|should|at most|only|binding|allowed)\b", re.IGNORECASE
)
_GRANTED = re.compile(r"you (?:may|can|must|have to|need)", re.IGNORECASE)
_LITTLE = "a an and down for i if in is it its of on or that the this to what you your yours"
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|[。！？]|\n+")
_SHORT = re.compile(r"(?:\b(?:e\.g|i\.e|vs|approx|etc|cf|no|mr|ms|dr)|\b[A-Z])\.$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Known(NamedTuple):
    """What both sides know when something is released.

    Attributes:
        problem: Title and prompt.
        told: What the script has released before, in its own words.
        written: The candidate's notes, sheet and questions.
        spoken: What was said before, in whatever words.
    """

    problem: str
    told: tuple[str, ...] = ()
    written: str = ""
    spoken: tuple[str, ...] = ()


class Splitter:
    """Cuts a stream into sentences; one is given out when it has ended."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> list[str]:
        """Take a piece; return the sentences that ended with it."""
        self._held += text
        found = []
        start = 0
        for match in _END.finditer(self._held):
            sentence = self._held[start : match.end()]
            if _SHORT.search(sentence) and "\n" not in match[0]:
                continue
            start = match.end()
            if sentence.strip():
                found.append(sentence.strip())
        self._held = self._held[start:]
        return found

    def rest(self) -> str:
        """Return what is left when the stream has ended."""
        rest, self._held = self._held.strip(), ""
        return rest


class Guard:
    """Stands before one release; sentences come to it in order.

    Args:
        terms: Of the question.
        release: The script's own words for what is released.
        known: What both sides know by then.
    """

    def __init__(self, terms: Terms, release: str, known: Known) -> None:
        self._terms = terms
        self._release = release
        self._levelled = levelled(release)
        self._open = " ".join((known.problem, release))
        self._texts = tuple(
            Text(one) for one in (known.problem, release, *known.told, known.written)
        )
        self._wording = Wording(release)
        self._account = Account(release, known.problem)
        self._rules = _RULES.search(release) is not None
        little = frozenset(map(stem, _LITTLE.split()))
        self._subject = frozenset(_stems(release)) - little
        released = _words(self._open)
        self._free = _runs(released)
        self._theirs = _runs(_words(known.written)) - self._free
        self._turns = frozenset().union(*(_runs(_words(one)) for one in known.spoken)) - self._free
        self._said = {tuple(_words(one)) for turn in known.spoken for one in _sentences(turn)}
        self._said -= {tuple(_words(one)) for one in _sentences(release)}
        self.passed: list[str] = []
        """The sentences that passed."""
        self._meant: list[str] = []

    @property
    def text(self) -> str:
        """All that passed."""
        return " ".join(self.passed)

    def refuses(self, sentence: str) -> str:
        """Return in a word why a sentence may not be shown; empty when it may, and it is kept."""
        bared = self._wording.bared(sentence)
        meant = self._wording.back(bared)
        why = self._form(sentence) or self._speech(sentence, bared) or self._leak(meant)
        if not why:
            self.passed.append(sentence)
            self._meant.append(meant)
        return why

    def lacks(self) -> str:
        """Return in a word what the release says and the sentences that passed do not."""
        said = " ".join(self._meant)
        if not said:
            return "empty"
        if missing(said, self._release):
            return "figure"
        if units(self._release) - units(said):
            return "figure"
        wanted = frozenset(content_stems(self._release)) - everyday()
        there = frozenset(content_stems(said))
        if wanted and len(wanted & there) < SUBSTANCE * len(wanted):
            return "substance"
        # When nothing is given away it is enough that some of its words are there.
        if not wanted and not self._subject & frozenset(_stems(said)):
            return "substance"
        return "negation" if self._account.undenied(said) else ""

    def _form(self, sentence: str) -> str:
        if "\n" in sentence or _FORM.search(sentence):
            return "form"
        if self._account.foreign_script(sentence):
            return "form"
        if any(one[0] not in self._release for one in _RATIO.finditer(sentence)):
            return "form"
        if not any(char.isalpha() for char in sentence) and sentence not in self._release:
            return "form"
        words = _WORD.findall(f"{self.text} {sentence}")
        if len(words) > MOST_WORDS:
            return "length"
        if f"{self.text} {sentence}".count("?") > min(1, self._release.count("?")):
            return "questions"  # a question that the release does not ask leads
        return ""

    def _speech(self, sentence: str, bared: str) -> str:
        for name, pattern in (("verdict", _VERDICT), ("mask", _MASK), ("advice", _ADVICE)):
            for match in pattern.finditer(bared):
                if self._rules and _GRANTED.fullmatch(match[0]):
                    continue
                if not re.search(rf"\b{re.escape(match[0])}\b", self._open, re.IGNORECASE):
                    return name
        words = _words(sentence)
        if _runs(words) & self._theirs:
            return "echo"
        before = {tuple(_words(one)) for one in self.passed}
        if len(words) >= 4 and tuple(words) in self._said | before:
            return "repeat"
        return "repeat" if _runs(words) & self._turns else ""

    def _leak(self, sentence: str) -> str:
        level = levelled(sentence)
        if foreign(level, self._levelled) or foreign_span(level, self._levelled):
            return "figure"
        if self._terms.new_in(Text(sentence), self._texts):
            return "term"
        before = " ".join(self._meant)
        if self._account.denies_else(f"{before} {sentence}"):
            return "negation"
        return "new" if self._account.unaccounted(sentence, before) else ""


def _sentences(text: str) -> list[str]:
    splitter = Splitter()
    found = splitter.feed(text)
    rest = splitter.rest()
    return [*found, rest] if rest else found


def _stems(text: str) -> list[str]:
    return [stem(word) for word in _words(text)]


def _words(text: str) -> list[str]:
    return [match.casefold().replace("’", "'") for match in _WORD.findall(text)]


def _runs(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """Return every run of words that is long enough to be a repetition."""
    return frozenset(tuple(words[at : at + ECHO]) for at in range(len(words) - ECHO + 1))
