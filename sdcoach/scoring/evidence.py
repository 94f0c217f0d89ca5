"""What was heard, when, and whether it had to be asked for.

A signal is *unprompted* when the candidate's own words held it before anything that touches it
was said, *prompted* when they did after, and *missed* when what stood at the end does not show
it. "Said aloud" is claimed afterwards and kept apart.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from sdcoach.bank.phrases import Match, Text, heard
from sdcoach.bank.question import SENIORITIES, Question, Signal
from sdcoach.interview.events import Event
from sdcoach.scoring.own_words import Cue, OwnWords, Page, replay
from sdcoach.scoring.scorecard import Tally, expected_level

Hearing: TypeAlias = Literal["unprompted", "prompted", "missed", "aloud"]
Document: TypeAlias = Literal["notes", "sheet", ""]

_PHASE_HEADING = re.compile(r"^##?(?!#).*$", re.MULTILINE)
"""A heading says where one is, not what one knows."""
_WIDE = 80
"""A match of more characters than this may join words that do not belong together."""
_SOON_MS = 120_000
"""How long after a loose match a sure one still shows the same thought."""


class Place(NamedTuple):
    """Where the candidate's words show a signal."""

    document: Document
    number: int
    """The line, from 0."""
    line: str
    span: tuple[int, int]
    """Half-open, in code points within the line."""
    elapsed_ms: int
    """When its last word came."""
    born: int
    """The event that brought that word, by its index in the journal."""
    unsure: bool
    """Whether the match is loose enough to be worth a question: spread over lines or many words,
    or a question of the candidate's, which raises a point without making it."""


class Heard(NamedTuple):
    """One signal and what became of it."""

    signal: Signal
    state: Hearing
    mark: str
    """The candidate's correction: `use`, `not-so`, `aloud`, or none."""
    place: Place | None
    """Where it was first heard; kept when it was marked `not-so`."""
    cue: str
    """What prompted it: `F1`, `hint`, `asked`; empty when nothing did."""

    @property
    def elapsed_ms(self) -> int | None:
        """When it was first heard."""
        return self.place.elapsed_ms if self.place else None

    @property
    def line(self) -> str:
        """The line that shows it, without blanks around it; empty when there is none."""
        return self.place.line.strip() if self.place else ""

    @property
    def span(self) -> tuple[int, int] | None:
        """The words within the raw line, in code points."""
        return self.place.span if self.place else None

    @property
    def followup(self) -> str:
        """`F1` when a follow-up prompted it."""
        return self.cue if self.cue.startswith("F") else ""


class Evidence(NamedTuple):
    """Every signal of a question, and the words it was looked for in."""

    by_signal: dict[str, Heard]
    words: OwnWords

    def of(self, dimension: str) -> list[Heard]:
        """Return the signals of one dimension, as the question lists them."""
        return [one for one in self.by_signal.values() if one.signal.dimension == dimension]

    def tally(self, dimension: str) -> Tally:
        """Count the signals of one dimension."""
        return count(self.of(dimension))

    def expected(self, dimension: str, seniority: str) -> int | None:
        """Return the level that the evidence alone suggests; None without signals.

        What was only said aloud, or marked as misheard, does not count.
        """
        rank = _rank(seniority)
        basis = [one for one in self.of(dimension) if _rank(one.signal.seniority) <= rank]
        above = [one for one in self.of(dimension) if _rank(one.signal.seniority) > rank]
        tally = count(basis)
        return expected_level(
            tally.unprompted,
            tally.prompted,
            len(basis),
            above_heard=any(one.state in ("unprompted", "prompted") for one in above),
            above_exists=bool(above),
        )

    def remarked(self, marks: Mapping[str, str]) -> "Evidence":
        """Return the same evidence under other corrections, without listening again.

        Args:
            marks: Signal to `use`, `not-so` or `aloud`, as `State.marks` keeps them.
        """
        return Evidence(
            {
                name: _judged(one.signal, one.place, marks.get(name, ""), one.cue)
                for name, one in self.by_signal.items()
            },
            self.words,
        )


def _rank(seniority: str) -> int:
    return SENIORITIES.index(seniority)


def count(signals: Iterable[Heard]) -> Tally:
    """Count how signals were heard."""
    states = [one.state for one in signals]
    return Tally(
        states.count("unprompted"),
        states.count("prompted"),
        states.count("missed"),
        states.count("aloud"),
    )


def gather(question: Question, events: Iterable[Event]) -> Evidence:
    """Return, for every signal, whether, when and where the candidate's own words show it.

    Only what stood in the notes or the sheet when the total time was up counts; the moment is
    when the last word of the earliest match came, wherever that word was moved since.

    Args:
        question: The version that the attempt was held on.
        events: The whole journal, in any order.
    """
    return listen(question, replay(events))


def listen(question: Question, words: OwnWords) -> Evidence:
    """Do what `gather` does, on a journal that was replayed already."""
    pages = [_Searched("notes", words.notes), _Searched("sheet", words.sheet)]
    touching = _touching(question, words)
    marks = words.state.marks
    return Evidence(
        {
            signal.id: _hear(signal, pages, words, touching.get(signal.id, ()), marks)
            for signal in question.signals
        },
        words,
    )


class _Searched:
    """A page prepared for many signals."""

    def __init__(self, document: Document, page: Page) -> None:
        self.document = document
        self.page = page
        self.own = _PHASE_HEADING.sub(lambda line: " " * len(line.group()), page.own)
        self.text = Text(self.own, wide=True)

    def places(self, signal: Signal, words: OwnWords) -> Iterable[Place]:
        for match in heard(signal, self.text):
            yield self._place(match, words)

    def _place(self, match: Match, words: OwnWords) -> Place:
        start = self.page.text.rfind("\n", 0, match.start) + 1
        end = self.page.text.find("\n", match.start)
        end = len(self.page.text) if end < 0 else end
        line = self.page.text[start:end]
        born = self._born(match)
        return Place(
            self.document,
            self.page.text.count("\n", 0, start),
            line,
            (match.start - start, min(match.end, end) - start),
            words.elapsed_ms[born],
            born,
            match.end > end
            or match.end - match.start > _WIDE
            or (self.document == "notes" and line.lstrip().startswith("?")),
        )

    def _born(self, match: Match) -> int:
        """Return the event that completed a match: its first and last word always belong to it.

        A word is born with most of its letters, so that an ending put right later, or a plural,
        does not make it new.
        """
        found = self.own[match.start : match.end]
        first = match.start + len(found.split(maxsplit=1)[0])
        last = match.end - len(found.rsplit(maxsplit=1)[-1])
        births = []
        for low, high in ((match.start, first), (last, match.end)):
            ages = sorted(self.page.births[low:high])
            births.append(ages[len(ages) // 2])
        return max(births)


def _hear(
    signal: Signal,
    pages: Sequence[_Searched],
    words: OwnWords,
    cues: Sequence[tuple[Cue, str]],
    marks: Mapping[str, str],
) -> Heard:
    places = [place for page in pages for place in page.places(signal, words)]
    first = min(places, key=lambda place: (place.born, place.unsure), default=None)
    if first is not None and first.unsure:
        first = _surer(first, places, cues)
    before = [name for cue, name in cues if first is not None and cue.at < first.born]
    return _judged(signal, first, marks.get(signal.id, ""), before[-1] if before else "")


def _surer(first: Place, places: Sequence[Place], cues: Sequence[tuple[Cue, str]]) -> Place:
    """Return the place to show for a loose match: a sure one, if it came before any other cue.

    Words of two lines often meet by chance a moment before the line that says it.
    """
    soon = [
        place
        for place in places
        if not place.unsure
        and place.elapsed_ms - first.elapsed_ms <= _SOON_MS
        and not any(first.born <= cue.at < place.born for cue, _ in cues)
    ]
    return min(soon, key=lambda place: place.born, default=first)


def _judged(signal: Signal, place: Place | None, mark: str, cue: str) -> Heard:
    state: Hearing = "missed"
    if place is not None and mark != "not-so":
        state = "prompted" if cue else "unprompted"
    elif mark == "aloud":
        state = "aloud"
    return Heard(signal, state, mark, place, cue)


def _touching(question: Question, words: OwnWords) -> dict[str, list[tuple[Cue, str]]]:
    """Return, by signal, the cues that give it away, in order, with their names."""
    told = {one.id: one.touches for one in question.clarifications}
    pressed = {one.id: one.touches for one in question.followups}
    touching: dict[str, list[tuple[Cue, str]]] = {}
    shown = 0
    for cue in words.cues:
        touches: tuple[str, ...] = ()
        if cue.kind == "asked":
            name = "asked"
            touches = tuple(touch for one in cue.ids for touch in told.get(one, ()))
        elif cue.kind == "hint_taken":
            name = "hint"
            phase, rung = cue.ids
            ladder = question.hints.get(phase, ())
            if 1 <= int(rung) <= len(ladder):
                touches = ladder[int(rung) - 1].touches
        else:
            shown += 1
            name = f"F{shown}"
            touches = pressed.get(cue.ids[0], cue.ids[1:])
        for touch in touches:
            touching.setdefault(touch, []).append((cue, name))
    return touching
