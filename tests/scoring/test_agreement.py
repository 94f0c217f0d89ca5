"""Evidence agrees with the labels of written interviews, on those it was never tuned on too.

`held` transcripts are only counted here, never named: what they show must not be tuned to.
"""

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

import pytest

from sdcoach.scoring.debrief import Debrief, open_debrief
from sdcoach.scoring.scorecard import BANDS, Result, add_up, weights_of
from tests.scoring.transcripts import (
    Transcript,
    played,
    question_of,
    read_fresh,
    read_transcripts,
    rubric_of,
)

TRANSCRIPTS = read_transcripts()
FRESH = read_fresh()
QUESTIONS = tuple(sorted({one.question for one in TRANSCRIPTS}))
QUALITIES = ("weak", "middling", "strong")
LABEL = {"unprompted": "heard", "prompted": "prompted", "missed": "missed"}
MADE = ("heard", "prompted")


class Agreement(NamedTuple):
    """How often the program and the labels say the same."""

    both: int
    program_only: int
    label_only: int

    @property
    def precision(self) -> float:
        return self.both / max(1, self.both + self.program_only)

    @property
    def recall(self) -> float:
        return self.both / max(1, self.both + self.label_only)

    @property
    def f1(self) -> float:
        return 2 * self.both / max(1, 2 * self.both + self.program_only + self.label_only)

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}  {tuple(self)}"


@cache
def debrief_of(name: str) -> Debrief:
    transcript = next(one for one in TRANSCRIPTS if one.name == name)
    return open_debrief(question_of(transcript), rubric_of(transcript), played(transcript))


def pairs(*, held: bool) -> list[tuple[str, str]]:
    """Return label and finding of every signal of the transcripts of one set."""
    return [
        (one.labels[signal], LABEL[heard.state])
        for one in TRANSCRIPTS
        if one.held == held
        for signal, heard in debrief_of(one.name).evidence.by_signal.items()
    ]


def agreement(states: Collection[str], *, held: bool) -> Agreement:
    """Count the signals in any of `states` by the label, by the program, and by both."""
    told = [(label in states, found in states) for label, found in pairs(held=held)]
    return Agreement(told.count((True, True)), told.count((False, True)), told.count((True, False)))


def expected(transcript: Transcript, seniority: str) -> Result:
    """Return what the evidence alone suggests for a seniority, as the verdict reckons it."""
    debrief = debrief_of(transcript.name)
    weights = weights_of(debrief.rubric, seniority)
    return add_up({name: debrief.evidence.expected(name, seniority) for name in weights}, weights)


def three_expected(question: str, yardstick: str) -> list[Result]:
    """Return what is expected of weak, middling and strong, each by its `own` seniority or one."""
    by_quality = {one.quality: one for one in TRANSCRIPTS if one.question == question}
    return [
        expected(one, one.seniority if yardstick == "own" else yardstick)
        for one in (by_quality[quality] for quality in QUALITIES)
    ]


def test_there_are_three_transcripts_a_question_and_one_of_them_is_held() -> None:
    assert len(QUESTIONS) >= 8
    for question in QUESTIONS:
        three = [one for one in TRANSCRIPTS if one.question == question]
        assert sorted(one.quality for one in three) == sorted(QUALITIES)
        assert sum(one.held for one in three) == 1


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda one: one.name)
def test_every_signal_has_a_label_and_its_line_stands_in_the_notes(transcript: Transcript) -> None:
    assert set(transcript.labels) == {one.id for one in question_of(transcript).signals}
    assert set(transcript.labels.values()) <= set(LABEL.values())
    made = {name for name, label in transcript.labels.items() if label in MADE}
    assert set(transcript.lines) == made
    assert all(line in transcript.written for line in transcript.lines.values())
    minutes = [step.minute for step in transcript.steps]
    assert minutes == sorted(minutes)


@pytest.mark.parametrize(
    ("held", "made", "heard", "prompted"), [(False, 0.95, 0.93, 0.85), (True, 0.85, 0.8, 0.65)]
)
def test_evidence_agrees_with_the_labels(
    held: bool, made: float, heard: float, prompted: float
) -> None:
    least = {MADE: made, ("heard",): heard, ("prompted",): prompted}
    found = {states: agreement(states, held=held) for states in least}
    print(f"\n{'held' if held else 'tuned on'}: both, program only, label only")
    for states, one in found.items():
        print(f"  {' or '.join(states):17} {one}")
    for states, floor in least.items():
        assert found[states].f1 >= floor, (states, str(found[states]))


def test_evidence_agrees_with_labels_that_came_after_all_tuning() -> None:
    """Counted once when they came: 0.845; with the held third 0.851. Never named either."""
    told = [
        (one.labels[signal] in MADE, LABEL[heard.state] in MADE)
        for one in FRESH
        for signal, heard in open_debrief(
            question_of(one), rubric_of(one), played(one)
        ).evidence.by_signal.items()
    ]
    assert {one.question for one in FRESH} == set(QUESTIONS)
    fresh = Agreement(
        told.count((True, True)), told.count((False, True)), told.count((True, False))
    )
    print(f"\nfresh: {fresh}")
    assert fresh.f1 >= 0.84
    held = agreement(MADE, held=True)
    both = Agreement(*(sum(pair) for pair in zip(fresh, held, strict=True)))
    print(f"fresh and held: {both}")
    assert both.f1 >= 0.85


OWN = "more is expected of a strong one aimed at senior or staff than of a middling one aimed lower"
LABELS = "the labels themselves do not order them, for the strong one is aimed at staff"
CEILING = "what mid asks for is nearly all heard in both"
NOT_ORDERED = {
    ("pastebin", "own"): OWN,
    ("query-cache", "own"): OWN,
    ("social-graph", "own"): LABELS,
    ("mint", "mid"): CEILING,
    ("pastebin", "mid"): CEILING,
}
"""Where the totals are not in order, and why; each is reported when it changes."""


@pytest.mark.parametrize(
    ("question", "yardstick"),
    [
        pytest.param(
            question,
            yardstick,
            marks=pytest.mark.xfail(
                (question, yardstick) in NOT_ORDERED,
                reason=NOT_ORDERED.get((question, yardstick), ""),
                strict=True,
            ),
        )
        for question in QUESTIONS
        for yardstick in ("senior", "staff", "mid", "own")
    ],
)
def test_evidence_alone_puts_weak_below_middling_below_strong(
    question: str, yardstick: str
) -> None:
    """The three are aimed at different seniorities; one yardstick makes them comparable."""
    totals = [one.total for one in three_expected(question, yardstick)]
    assert totals == sorted(set(totals))


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_band_from_evidence_alone_never_falls_from_weak_to_strong(question: str) -> None:
    for yardstick in ("own", "mid", "senior", "staff"):
        ranks = [BANDS.index(one.band) for one in three_expected(question, yardstick)]
        assert ranks == sorted(ranks), yardstick


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_band_from_evidence_alone_rises_from_weak_to_strong(question: str) -> None:
    """Asked of all three what a staff engineer is asked, where no band has reached its ceiling."""
    ranks = [BANDS.index(one.band) for one in three_expected(question, "staff")]
    assert ranks == sorted(set(ranks))
