"""Eight levels while they are given: what is chosen, what that allows, what comes next.

Evidence is a line of the candidate's own, or what they say they said; the rules for both are
`scoring.debrief`'s.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sdcoach.bank.question import Dimension
from sdcoach.interview.events import Event
from sdcoach.interview.state import State
from sdcoach.scoring.debrief import (
    SAID_ALOUD,
    Debrief,
    DimensionPage,
    FlagOffer,
    evidence_words,
    objection,
)
from sdcoach.scoring.evidence import Heard
from sdcoach.scoring.own_words import OwnWords, Page

SHORTEST = 3
"""Fewer characters than this are found in any notes."""


class OwnLine(NamedTuple):
    """A line of the notes or the sheet that holds words of the candidate's own."""

    text: str
    elapsed_ms: int


class Change(NamedTuple):
    """What a key came to."""

    marks: tuple[tuple[str, str], ...] = ()
    """Signals and their marks, to be recorded as `evidence_marked`."""
    said: str = ""
    """Why it could not be done, or what it brought with it."""
    done: bool = True


class Scoring:
    """One version of the scores in the making.

    Attributes:
        debrief: What was heard, under the corrections so far.
        dimensions: The rows of the rubric.
        place: The one that is open, from 0.
        levels: By dimension; None is "not shown". What is not in it is undecided.
        chosen: The evidence by dimension.
        gaps: The gap by dimension.
        flags: The red flags that are ticked.
    """

    def __init__(self, debrief: Debrief, state: State) -> None:
        """Begin where the last draft, or else the latest scores, ended."""
        self.debrief = debrief
        self.dimensions = debrief.rubric.dimensions
        self.place = 0
        self._own = own_lines(debrief.evidence.words)
        pages = [debrief.page(one.id) for one in self.dimensions]
        # A correction changes a line's sign but not its row: nothing moves under the finger.
        self._order = {page.dimension.id: [one.signal.id for one in page.heard] for page in pages}
        start = state.draft or state.latest_scores
        self.levels: dict[str, int | None] = dict(start.levels) if start else {}
        self.chosen: dict[str, str] = dict(start.evidence) if start else {}
        self.gaps: dict[str, str] = dict(start.gaps) if start else {}
        self.flags: list[str] = list(start.flags) if start else list(debrief.proofs)
        if start is None:
            for page in pages:
                self._choose_evidence(page)
                self._choose_gap(page)

    # --- where one is ---------------------------------------------------------------------

    @property
    def dimension(self) -> Dimension:
        """The dimension that is open."""
        return self.dimensions[self.place]

    @property
    def page(self) -> DimensionPage:
        """All that scoring the open dimension needs."""
        return self.debrief.page(self.dimension.id)

    @property
    def level(self) -> int | None:
        """The level of the open dimension, or None."""
        return self.levels.get(self.dimension.id)

    @property
    def decided(self) -> bool:
        """Whether the open dimension has a level, or was said not to have been shown."""
        return self.dimension.id in self.levels

    @property
    def undecided(self) -> int | None:
        """The first dimension without a decision; None when all have one."""
        for number, one in enumerate(self.dimensions):
            if one.id not in self.levels:
                return number
        return None

    def go_to(self, dimension: str) -> None:
        """Open a dimension; an unknown name opens the first that is undecided."""
        ids = [one.id for one in self.dimensions]
        self.place = ids.index(dimension) if dimension in ids else self.undecided or 0

    def lines(self) -> list[Heard]:
        """Return the signals of the open dimension, in the order in which they were first shown."""
        return [self.debrief.evidence.by_signal[name] for name in self._order[self.dimension.id]]

    # --- evidence and gap -----------------------------------------------------------------

    @property
    def evidence(self) -> str:
        """The evidence of the open dimension, as it is recorded."""
        return self.chosen.get(self.dimension.id, "")

    @property
    def gap(self) -> str:
        """The gap of the open dimension; without a choice, what the level aimed at asks for."""
        return self._gap(self.dimension)

    @property
    def aim(self) -> int:
        """The level that the open dimension's gap leads to: the next, but 3 at least.

        The anchor of a 2 says what is wanting in it, and is nothing to reach for.
        """
        return self._aim(self.dimension)

    def _aim(self, dimension: Dimension) -> int:
        return max(3, (self.levels.get(dimension.id) or 1) + 1)

    def _gap(self, dimension: Dimension) -> str:
        if self.levels.get(dimension.id) == 4:
            return ""
        anchors = self.debrief.page(dimension.id).anchors
        return self.gaps.get(dimension.id) or anchors[self._aim(dimension) - 1]

    def line_of(self, evidence: str) -> OwnLine | None:
        """Return the candidate's own line that holds these words, or None."""
        wanted = _bare(evidence)
        if len(wanted) < SHORTEST or evidence.startswith(SAID_ALOUD):
            return None
        return next((line for line in self._own if wanted in _bare(line.text)), None)

    def used_as(self, one: Heard) -> str:
        """Return what a line of the open dimension is chosen for: `evidence`, `gap` or nothing."""
        words = _words(one)
        if words and words == self.evidence:
            return "evidence"
        if one.state == "missed" and one.signal.says == self.gaps.get(self.dimension.id):
            return "gap"
        return ""

    def _choose_evidence(self, page: DimensionPage) -> None:
        self.chosen.pop(page.dimension.id, None)
        if page.evidence is not None:
            self.chosen[page.dimension.id] = evidence_words(page.evidence)

    def _choose_gap(self, page: DimensionPage) -> None:
        self.gaps.pop(page.dimension.id, None)
        if page.gap is not None:
            self.gaps[page.dimension.id] = page.gap.signal.says

    # --- what the keys do -----------------------------------------------------------------

    def give(self, level: int) -> str:
        """Give the open dimension a level; return why not, or an empty string."""
        page = self.page
        if level > page.most:
            return f"No more than {page.most} here: {page.most_because[:1].lower()}{page.most_because[1:]}"
        why = objection(level, self.evidence, "the next level's anchor", most=page.most)
        if not why:
            self.levels[self.dimension.id] = level
            return ""
        if self.evidence:
            return f"{why} Space takes one."
        return f"{why} Space, s or w; without one it is 1 or 2."

    def leave_out(self) -> None:
        """Decide that the open dimension was not shown; it counts as 1."""
        self.levels[self.dimension.id] = None

    def use(self, one: Heard) -> Change:
        """Take a line as evidence, or a missed signal as the gap; a second time takes it back."""
        name = self.dimension.id
        if one.state == "missed":
            if self.gaps.get(name) == one.signal.says:
                del self.gaps[name]
            else:
                self.gaps[name] = one.signal.says
            return Change()
        marks = {other.signal.id: "none" for other in self.lines() if other.mark == "use"}
        if self.used_as(one):
            del self.chosen[name]
        else:
            self.chosen[name] = _words(one)
            if one.state != "aloud":
                marks[one.signal.id] = "use"
        return Change(tuple(marks.items()), self._lowered())

    def not_so(self, one: Heard) -> Change:
        """Say that a match is wrong, or take that back."""
        if one.mark == "not-so":
            return Change(((one.signal.id, "none"),))
        if one.state not in ("unprompted", "prompted"):
            return Change(said="Nothing in your notes was taken for this one.", done=False)
        return Change(((one.signal.id, "not-so"),))

    def aloud(self, one: Heard) -> Change:
        """Say that a missed signal was said aloud, or take that back."""
        if one.state == "aloud":
            return Change(((one.signal.id, "none"),))
        if one.mark == "not-so":
            return Change(said="It is marked as not so; w writes what you said.", done=False)
        if one.state != "missed":
            return Change(said="This one is in your notes already.", done=False)
        return Change(((one.signal.id, "aloud"),))

    def remark(self, marks: Mapping[str, str], one: Heard) -> str:
        """Take the corrections as they stand now, after one about `one`.

        Returns:
            A sentence when a level had to be taken back, else an empty string.
        """
        name, before, evidence = self.dimension.id, _words(one), self.evidence
        self.debrief = self.debrief.remarked(marks)
        new = self.debrief.evidence.by_signal[one.signal.id]
        if evidence and evidence == before != _words(new):
            self._choose_evidence(self.page)
        elif not evidence and not before and _words(new):
            self.chosen[name] = _words(new)
        if self.gaps.get(name) == one.signal.says and new.state != "missed":
            self._choose_gap(self.page)
        return self._lowered()

    def write(self, text: str, *, gap: bool) -> str:
        """Take evidence, or the gap, in the candidate's own words; an empty text clears it.

        Words that stand in the notes become that line; others count as said aloud.

        Returns:
            A sentence when a level had to be taken back, else an empty string.
        """
        name, texts = self.dimension.id, self.gaps if gap else self.chosen
        if not text:
            texts.pop(name, None)
        elif gap:
            texts[name] = text
        else:
            line = self.line_of(text)
            texts[name] = line.text if line else SAID_ALOUD + text
        return self._lowered()

    def _lowered(self) -> str:
        level = self.level
        if not objection(level, self.evidence, "the next level's anchor"):
            return ""
        del self.levels[self.dimension.id]
        return f"The {level} is taken back: it has no evidence any more."

    @property
    def offered(self) -> tuple[FlagOffer, ...]:
        """The red flags of the open dimension."""
        return self.page.flags

    def flip(self, flag: str) -> None:
        """Tick a red flag, or take the tick away."""
        if flag in self.flags:
            self.flags.remove(flag)
        else:
            self.flags.append(flag)

    # --- what is recorded -----------------------------------------------------------------

    def draft(self, seconds: int) -> dict[str, Any]:
        """Return what `scoring_drafted` records, with the dimension that is open."""
        return {
            "levels": dict(self.levels),
            "evidence": dict(self.chosen),
            "gaps": dict(self.gaps),
            "flags": list(self.flags),
            "seconds": seconds,
            "dimension": self.dimension.id,
        }

    def result(self, seconds: int) -> dict[str, Any]:
        """Return what `scored` records; every level of 3 or less names its gap."""
        gaps = {one.id: self._gap(one) for one in self.dimensions}
        return {
            "levels": {one.id: self.levels.get(one.id) for one in self.dimensions},
            "evidence": dict(self.chosen),
            "gaps": {name: gap for name, gap in gaps.items() if gap},
            "flags": list(self.flags),
            "seconds": seconds,
        }


def left_at(events: Sequence[Event]) -> str:
    """Return the dimension that was open when a scoring was interrupted; empty if none was."""
    for event in reversed(events):
        if event.kind == "scored":
            return ""
        if event.kind == "scoring_drafted":
            dimension = event.payload.get("dimension")
            return dimension if isinstance(dimension, str) else ""
    return ""


def own_lines(words: OwnWords) -> list[OwnLine]:
    """Return every line that holds words of the candidate's own, the notes before the sheet."""
    return [*_lines(words.notes, words), *_lines(words.sheet, words)]


def _lines(page: Page, words: OwnWords) -> list[OwnLine]:
    made = []
    start = 0
    for whole, own in zip(page.text.split("\n"), page.own.split("\n"), strict=True):
        births = [birth for birth in page.births[start : start + len(whole)] if birth >= 0]
        if own.strip() and births:
            made.append(OwnLine(whole.strip(), words.elapsed_ms[max(births)]))
        start += len(whole) + 1
    return made


def _words(one: Heard) -> str:
    return "" if one.state == "missed" else evidence_words(one)


def _bare(text: str) -> str:
    return " ".join(text.casefold().split())
