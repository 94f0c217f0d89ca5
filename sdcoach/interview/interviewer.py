"""The interviewer that needs no model: answers, hints and follow-ups out of the question.

It is pure and seeded: the same question, format and seed, met with the same notes at the same
minutes, give the same interview, so that a retry is fair. A question typed on the spot has
neither facts nor follow-ups; it is then the candidate's call all the way.
"""

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sdcoach.bank.question import Card, Clarification, FollowUp, Phase, Question
from sdcoach.interview.notes import NoteLine, read_notes
from sdcoach.interview.state import Asked, State
from sdcoach.text import minutes_seconds, one_line

if TYPE_CHECKING:
    # Nobody asks before the first frame, which is 7 ms earlier without the words to listen for.
    from sdcoach.bank.ask import Listener
    from sdcoach.bank.phrases import Text

TWO_ROWS = 156
"""What two rows of 80 columns hold; longer texts end in an ellipsis there."""
LAST_QUIET_MS = 120_000
"""No follow-up comes this close to the end."""
LATE_MS = 30_000
"""How long the screen may wait for a typing pause before it shows a follow-up."""
PATIENCE_MS = 240_000
"""After this long an unanswered follow-up no longer holds the next one back."""
BREATH_MS = 120_000
"""The least time between two follow-ups."""
PRESS_LATE_MS = 180_000
"""How long past its planned minute a follow-up waits for its phase to be entered."""
DECK = "deck:"
"""Before the id of a card, so that it cannot be taken for one of the question's own."""
_BUDGET_PER_FOLLOWUP = 480_000
_REMINDER = 90
_TOPIC_WORDS = 3

_YOUR_CALL = (
    "Your call; state what you assume.",
    "I leave that to you; write down what you assume.",
    "Decide it yourself, and say what you take for granted.",
)
_NOTED = "Noted; go on."
"""To what asks nothing: no judgement of it."""


class Answer(NamedTuple):
    """What the interviewer says to a question."""

    text: str
    heard: tuple[str, ...]
    """Ids of the clarifications it was understood as; empty for "your call"."""


class Rung(NamedTuple):
    """One step of a phase's ladder of hints."""

    phase: str
    rung: int
    """From 1, as `hint_taken` records it."""
    of: int
    text: str


class Slot(NamedTuple):
    """A place for a follow-up."""

    phase: str
    spent_ms: int
    """It is due when this much was spent in the phase."""
    planned_ms: int
    """The interview clock then, for somebody who keeps to the budgets."""


class Interviewer:
    """One interview's interviewer.

    Attributes:
        slots: Where follow-ups are planned, by their minute.
    """

    def __init__(
        self,
        question: Question,
        phases: Sequence[Phase],
        budgets: Sequence[tuple[str, int]],
        seed: int,
        deck: Sequence[Card] = (),
    ) -> None:
        """Plan the interview.

        Args:
            question: What is asked; may be one typed on the spot.
            phases: The phases of its kind, with the headings that mean them.
            budgets: Phase and milliseconds, in order, as the attempt records them.
            seed: Fixes the order of follow-ups and their minutes.
            deck: Changes to the world that any question may meet.
        """
        self.question = question
        self._phases = tuple(phases)
        self._listener: Listener | None = None
        self._passed_over: set[str] = set()
        self._total_ms = sum(budget for _, budget in budgets)
        self._order: dict[str, tuple[FollowUp, ...]] = {}
        chance = random.Random(f"{seed}:{question.id}")  # noqa: S311 - chosen, not secret
        slots: list[Slot] = []
        begins = 0
        for phase, budget in budgets:
            mine = [one for one in question.followups if one.phase == phase]
            chance.shuffle(mine)
            self._order[phase] = tuple(mine)
            slots += self._plan(phase, begins, budget, len(mine), chance)
            begins += budget
        self.slots: tuple[Slot, ...] = tuple(slots)
        self._needs = {DECK + card.id: card.needs for card in deck}
        self._deal(deck, chance)

    def _deal(self, deck: Sequence[Card], chance: random.Random) -> None:
        """Give each card to one of its phases: after the question's first, before its others."""
        dealt: dict[str, list[FollowUp]] = {}
        for card in chance.sample(tuple(deck), len(deck)):
            fitting = [phase for phase in card.phases if phase in self._order]
            if fitting:
                phase = chance.choice(fitting)
                dealt.setdefault(phase, []).append(_pressed(card, phase, self.question))
        for phase, cards in dealt.items():
            mine = self._order[phase]
            self._order[phase] = (*mine[:1], *cards, *mine[1:])

    def _plan(
        self, phase: str, begins: int, budget: int, available: int, chance: random.Random
    ) -> list[Slot]:
        if phase == "scope":
            return []
        count = min(available, 1 + budget // _BUDGET_PER_FOLLOWUP)
        latest = self._total_ms - LAST_QUIET_MS - LATE_MS - begins
        slots = []
        for number in range(count):
            share = (number + 0.15 + 0.6 * chance.random()) / count
            spent = min(int(share * budget), latest)
            if spent > 0:
                slots.append(Slot(phase, spent, begins + spent))
        return slots

    def prepare(self) -> "Listener":
        """Make ready for the first question; worth a tenth of a second, so done ahead in a thread."""
        from sdcoach.bank.ask import Listener

        listener = Listener(self.question)
        listener.hear("x")
        self._listener = listener
        return listener

    # --- answers ----------------------------------------------------------------------------

    def answer(self, asked: str, state: State) -> Answer:
        """Answer a question in the candidate's own words, from the facts of the question.

        It says first what it understood, gives two facts at most, points back to what it said
        already instead of saying it again, and leaves open what the question does not settle.
        What asks nothing it only takes note of. It never makes up a figure.
        """
        words = one_line(asked).strip("? ")
        if not words:
            return Answer("Yes? Put your question behind the question mark.", ())
        listener = self._listener or self.prepare()
        understood = [one.clarification for one in listener.hear(words)]
        if not understood:
            if _asks_nothing(asked):
                return Answer(_NOTED, ())
            unanswered = sum(1 for one in state.asked if not one.heard)
            return Answer(_YOUR_CALL[unanswered % len(_YOUR_CALL)], ())
        said = {fact: one.elapsed_ms for one in reversed(state.asked) for fact in one.heard}
        fresh = [one for one in understood if one.id not in said]
        if fresh:
            return Answer(" ".join(_told(one) for one in fresh), tuple(one.id for one in fresh))
        first = understood[0]
        when = minutes_seconds(said[first.id] / 1000)
        on = "" if _names_topic(first) else f" on {_topic(first)}"
        return Answer(f"As I said at {when}{on}: {_shortened(first.answer)}", (first.id,))

    def facts(self, asked: Asked) -> tuple[str, ...]:
        """Return in the script's words each fact that a question was answered with."""
        known = {one.id: one for one in self.question.clarifications}
        return tuple(_told(known[id]) for id in asked.heard if id in known)

    def told(self, asked: Asked) -> str:
        """Return in the script's words what a question was answered with when it was asked."""
        nothing = _NOTED if _asks_nothing(asked.text) else _YOUR_CALL[0]
        return " ".join(self.facts(asked)) or nothing

    # --- hints ------------------------------------------------------------------------------

    def hint(self, phase: str, state: State) -> Rung | None:
        """Return the next rung of a phase's ladder, without taking it.

        Returns:
            None when the ladder is used up, or the question has none for this phase.
        """
        ladder = self.question.hints.get(phase, ())
        taken = max((one.rung for one in state.hints if one.phase == phase), default=0)
        if taken >= len(ladder):
            return None
        return Rung(phase, taken + 1, len(ladder), ladder[taken].says)

    # --- follow-ups -------------------------------------------------------------------------

    def due(self, state: State, elapsed_ms: int, notes: str) -> FollowUp | None:
        """Return the follow-up that should be shown at the next pause in typing, if any.

        One is due once its minute in its phase has come, or the planned minute is long past in
        another one, or the last phase has begun ahead of it. Never in the scope phase, never in
        the last two minutes, and never while one is waiting, unless that is four minutes old.
        One whose signals the notes already hold is passed over for good. The notes are only read
        when a minute has come.

        Args:
            state: The attempt as recorded.
            elapsed_ms: The interview clock now.
            notes: The notes as they stand on the screen.
        """
        if state.status != "running" or not state.spans or state.phase == "scope":
            return None
        if elapsed_ms > self._total_ms - LAST_QUIET_MS:
            return None
        spent = state.spent()
        spent[state.phase] += max(0, elapsed_ms - state.elapsed_ms)
        waiting = self._ripe(state, spent, elapsed_ms)
        if not waiting:
            return None
        from sdcoach.bank.phrases import Text

        lines = read_notes(notes, self._phases)
        if self._busy(state, elapsed_ms, lines):
            return None
        own = [line.raw if line.kind not in ("followup", "phase") else "" for line in lines]
        text = Text("\n".join(own))
        for one in waiting:
            if self._answered_already(one, text):
                self._passed_over.add(one.id)
            elif self._fits(one, text):
                return one
        return None

    def _ripe(self, state: State, spent: dict[str, int], elapsed_ms: int) -> list[FollowUp]:
        """Return those not shown of every phase whose next minute has come, this phase's first.

        Whoever is in the last phase is through with the others and waits for no minute of theirs.
        """
        shown = {one.id for one in state.followups}
        gone = shown | self._passed_over
        is_through = state.phase == list(self._order)[-1]
        waiting: list[FollowUp] = []
        for phase in sorted(self._order, key=lambda name: name != state.phase):
            order = self._order[phase]
            slots = [slot for slot in self.slots if slot.phase == phase]
            used = sum(1 for one in order if one.id in shown)
            if used >= len(slots):
                continue
            slot = slots[used]
            late = is_through or elapsed_ms >= slot.planned_ms + PRESS_LATE_MS
            if (spent.get(phase, 0) >= slot.spent_ms) if phase == state.phase else late:
                waiting += [one for one in order if one.id not in gone]
        return waiting

    def _busy(self, state: State, elapsed_ms: int, lines: Sequence[NoteLine]) -> bool:
        if not state.followups:
            return False
        ago = elapsed_ms - state.followups[-1].elapsed_ms
        if ago < BREATH_MS:
            return True
        answered = answered_followups(lines)
        return ago < PATIENCE_MS and len(state.followups) not in answered

    def _fits(self, followup: FollowUp, text: "Text") -> bool:
        """Say whether the notes have what a card needs; a question's own needs nothing."""
        from sdcoach.bank.phrases import compile_phrase

        needs = self._needs.get(followup.id, ())
        return not needs or any(compile_phrase(phrase).find(text) for phrase in needs)

    def _answered_already(self, followup: FollowUp, text: "Text") -> bool:
        from sdcoach.bank.phrases import heard

        signals = [one for one in self.question.signals if one.id in followup.touches]
        return bool(signals) and all(heard(one, text) for one in signals)


def _pressed(card: Card, phase: str, question: Question) -> FollowUp:
    """Return a card of the deck as a follow-up of this question."""
    tags = set(card.tags)
    touches = tuple(one.id for one in question.signals if tags.intersection(one.tags))
    return FollowUp(DECK + card.id, phase, card.says, touches)


def answered_followups(lines: Sequence[NoteLine]) -> set[int]:
    """Return the numbers of the follow-ups that have words under their heading."""
    return {line.followup for line in lines if line.followup and line.kind not in _NO_ANSWER}


_NO_ANSWER = ("followup", "blank", "ask")


def _asks_nothing(asked: str) -> bool:
    """Whether a line is a plan or an assumption; the mark that begins the line is no question."""
    from sdcoach.bank.elsewhere import is_statement

    return is_statement(one_line(asked).lstrip("? "))


def _topic(clarification: Clarification) -> str:
    return clarification.id.replace("-", " ")


def _names_topic(clarification: Clarification) -> bool:
    """Whether an answer begins with its own topic, as `Speed: within 200 ms` does."""
    head, colon, _ = clarification.answer.partition(": ")
    asked = f"{clarification.asks.strip('?')} {_topic(clarification)}"
    said, known = ({word.rstrip("s") for word in it.lower().split()} for it in (head, asked))
    return bool(colon) and len(said) <= _TOPIC_WORDS and not said.isdisjoint(known)


def _told(clarification: Clarification) -> str:
    if _names_topic(clarification):
        return clarification.answer
    text = f"On {_topic(clarification)}: {clarification.answer}"
    return text if len(text) <= TWO_ROWS else f"{text[3:].capitalize()[:1]}{text[4:]}"


def _shortened(text: str) -> str:
    """The first sentence, and those that still fit on a row after it."""
    kept, _, rest = text.partition(". ")
    while rest:
        following, _, later = rest.partition(". ")
        if len(kept) + len(following) > _REMINDER:
            break
        kept, rest = f"{kept}. {following}", later
    return kept if kept.endswith((".", "!", "?")) else f"{kept}."
