"""Red flags that the journal itself proves.

They are ticked beforehand and can be unticked; what only a person can judge is left to the
person. Each proof says what was found, in a few words.
"""

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import NamedTuple

from sdcoach.bank.question import Question
from sdcoach.interview.interviewer import answered_followups
from sdcoach.interview.notes import NoteLine, drawing, read_notes
from sdcoach.scoring.estimates import Estimates
from sdcoach.scoring.evidence import Evidence
from sdcoach.text import duration, minutes_seconds, plural

LONG_SILENCE_MS = 180_000
_WORTH_TIMING_MS = 600_000
"""In shorter attempts shares of time say nothing."""
_OUT = re.compile(r"\W*(?:out|excluded?|excluding|skip|later|no|not|non-?goals?|won't)\b", re.I)
_OUT_INSIDE = re.compile(r"out of scope|non-goals?|left out|not in scope|leave out", re.I)
_PEAK = re.compile(r"\b(?:peaks?|busiest|busy hour|bursts?|spik(?:es?|y)|rush)\b", re.I)
_HOT = re.compile(r"\b(?:hot|celebrit(?:y|ies)|viral|skew(?:ed)?)\b", re.I)


class _Case(NamedTuple):
    """What the proofs look at."""

    question: Question
    evidence: Evidence
    estimates: Estimates
    lines: list[NoteLine]
    own: list[str]
    """The candidate's own words, by line of the notes."""

    @property
    def own_text(self) -> str:
        return "\n".join(self.own) + "\n" + self.evidence.words.sheet.own


def proven_flags(question: Question, evidence: Evidence, estimates: Estimates) -> dict[str, str]:
    """Return the ids of red flags that the journal proves, with the proof in a few words.

    An interview held elsewhere proves only what its text shows.
    """
    words = evidence.words
    lines = read_notes(words.notes.text, ())
    case = _Case(question, evidence, estimates, lines, words.notes.own.split("\n"))
    here = words.state.held == "here"
    checks = {**_OF_TEXT, **(_OF_TIME if here else {})}
    if words.state.sprint is not None:
        checks = {name: check for name, check in checks.items() if name in _OF_ANY_PART}
    found = {name: check(case) for name, check in checks.items()}
    return {name: proof for name, proof in found.items() if proof}


def _no_cut_list(case: _Case) -> str:
    for line, own in zip(case.lines, case.own, strict=True):
        if not own.strip():
            continue
        opened = _OUT.match(line.raw)
        if opened and line.raw[opened.end() :].strip(" :-") and own[opened.end() :].strip(" :-"):
            return ""
        if _OUT_INSIDE.search(line.raw):
            return ""
    return "no line says what is out"


def _numbers_unused(case: _Case) -> str:
    if not case.estimates.sums or any(one.text for one in case.estimates.decisions):
        return ""
    return f"{plural(len(case.estimates.sums), 'sum')}, no -> line"


def _averages_only(case: _Case) -> str:
    rates = [one for one in case.estimates.sums if dict(one.quantity.dims).get("s", 0) < 0]
    if not rates or _PEAK.search(case.own_text):
        return ""
    return f"{plural(len(rates), 'rate')}, and no word of a peak"


def _no_path(case: _Case) -> str:
    if drawing(case.lines).arrows:
        return ""
    tally = case.evidence.tally("design")
    heard = tally.unprompted + tally.prompted + tally.aloud
    return "" if heard or not tally.missed else "no arrow line, nothing of the design heard"


def _hot_key(case: _Case) -> str:
    asked = [
        one
        for one in case.evidence.by_signal.values()
        if one.signal.id == "hot-key" or "hot-key" in one.signal.tags
    ]
    if not asked or any(one.state != "missed" for one in asked) or _HOT.search(case.own_text):
        return ""
    return "no word of it"


def _asked_nothing(case: _Case) -> str:
    if case.evidence.words.state.asked or not case.question.clarifications:
        return ""
    return f"0 of {plural(len(case.question.clarifications), 'fact')}"


def _prompt_skipped(case: _Case) -> str:
    answered = answered_followups(case.lines)
    touches = {one.id: one.touches for one in case.question.followups}
    skipped = []
    for number, shown in enumerate(case.evidence.words.state.followups, 1):
        said = any(
            one.state == "prompted"
            and one.elapsed_ms is not None
            and one.elapsed_ms >= shown.elapsed_ms
            for name in touches.get(shown.id, shown.touches)
            if (one := case.evidence.by_signal.get(name)) is not None
        )
        if number not in answered and not said:
            skipped.append(f"F{number}")
    return f"{', '.join(skipped)} unanswered" if skipped else ""


def _one_phase(case: _Case) -> str:
    state = case.evidence.words.state
    if state.elapsed_ms < _WORTH_TIMING_MS:
        return ""
    spent_in = state.spent()
    last = state.budgets[-1][0]
    if state.elapsed_ms <= state.total_ms and last != state.budgets[0][0]:
        # whoever is through early has nowhere else to be
        del spent_in[last]
    phase, spent = max(spent_in.items(), key=lambda item: item[1])
    if 2 * spent <= state.elapsed_ms:
        return ""
    return f"{phase.capitalize()}: {duration(spent / 1000)} of {duration(state.elapsed_ms / 1000)}"


def _long_silence(case: _Case) -> str:
    words = case.evidence.words
    end = min(words.state.elapsed_ms, words.state.total_ms)
    silences = list(_silences([0, *words.active_ms, end]))
    if len(silences) < 2:
        return ""
    return ", ".join(
        f"{minutes_seconds((later - sooner) / 1000)} from {minutes_seconds(sooner / 1000)}"
        for sooner, later in silences[:3]
    )


def _silences(moments: Iterable[int]) -> Iterable[tuple[int, int]]:
    return (
        (sooner, later) for sooner, later in pairwise(moments) if later - sooner >= LONG_SILENCE_MS
    )


_Check = Callable[[_Case], str]
_OF_TEXT: dict[str, _Check] = {
    "no-cut-list": _no_cut_list,
    "numbers-unused": _numbers_unused,
    "averages-only": _averages_only,
    "no-path": _no_path,
    "hot-key": _hot_key,
}
_OF_TIME: dict[str, _Check] = {
    "asked-nothing": _asked_nothing,
    "prompt-skipped": _prompt_skipped,
    "one-phase": _one_phase,
    "long-silence": _long_silence,
}
_OF_ANY_PART = frozenset({"numbers-unused", "prompt-skipped", "long-silence"})
"""What the practice of a single phase can prove."""
PROVABLE = frozenset(_OF_TEXT) | frozenset(_OF_TIME)
"""Every red flag that a journal can prove."""
