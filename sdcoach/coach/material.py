"""What a judge is given of an attempt, and what it is held to afterwards."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sdcoach.bank.question import Dimension, Question
from sdcoach.coach.aimed import is_aimed
from sdcoach.coach.promptfile import neutral
from sdcoach.coach.report import Source
from sdcoach.errors import StateError
from sdcoach.scoring.debrief import Debrief
from sdcoach.scoring.own_words import OwnWords, Page

LEAST_CHARS = 200
"""Characters of the candidate's own; nothing is ever scored on fewer."""

FOREIGN = "\ufffc"
"""Stands in a source for a character that is not the candidate's; no quote holds it."""
_FOREIGN_RUN = re.compile(rf"[ \t]*{FOREIGN}[{FOREIGN} \t]*")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


class Material(NamedTuple):
    """One attempt, ready to be judged by somebody else.

    Attributes:
        dimensions: The rows of the rubric, in its order.
        seniority: What the candidate aims at.
        problem: Title and prompt.
        facts: What the candidate was told and met.
        reference: One good answer.
        source: The candidate's own words; quotes are held to them.
        far_off: Whether a paired estimate is off by ten times or more.
        whole: Whether it was a whole interview.
        aimed: Whether the notes hold text that is aimed at a grader.
    """

    dimensions: tuple[Dimension, ...]
    seniority: str
    problem: str
    facts: str
    reference: str
    source: Source
    far_off: bool
    whole: bool
    aimed: bool

    def values(self, dimensions: Sequence[Dimension]) -> dict[str, str]:
        """Return the inputs of the prompt `judge.report` for some of the dimensions."""
        return {
            # A rubric may have come with a stranger's history, as all the rest may have.
            "dimensions": neutral(
                "\n\n".join(_described(one, self.seniority) for one in dimensions)
            ),
            "seniority": self.seniority,
            "problem": self.problem,
            "facts": self.facts or "Nothing: the candidate asked for nothing.",
            "reference": self.reference or "There is none for this question.",
            "notes": tidied(self.source.notes),
            "sheet": tidied(self.source.sheet) or "The sheet is empty.",
        }


def material(debrief: Debrief) -> Material:
    """Gather what a judge is given.

    Args:
        debrief: The attempt, read for scoring.

    Raises:
        StateError: When there is too little of the candidate's own to judge.
    """
    words = debrief.evidence.words
    source = source_of(words)
    written = _written(words.notes) + _written(words.sheet)
    if written < LEAST_CHARS:
        raise StateError(
            f"There are {written} characters of your own; nothing is scored on fewer than "
            f"{LEAST_CHARS}.",
            hint="A second opinion needs notes to read.",
        )
    question = debrief.question
    return Material(
        debrief.rubric.dimensions,
        debrief.seniority,
        neutral(f"{question.title}\n{question.prompt}"),
        neutral("\n".join(_facts(debrief))),
        neutral("\n\n".join(_reference(question))),
        source,
        debrief.estimates.far_off,
        words.state.sprint is None,
        any(map(is_aimed, source)),
    )


def source_of(words: OwnWords) -> Source:
    """Return the candidate's own words, places kept, with `FOREIGN` for all that is not theirs.

    No quote can reach across such a place, as it could across a blank.
    """
    return Source(*(_own(page) for page in (words.notes, words.sheet)))


def tidied(text: str) -> str:
    """Return own words as they are sent: foreign text as `[...]`, at most one empty line in a row."""
    lines = "\n".join(
        _FOREIGN_RUN.sub(" [...] ", line).rstrip() if line.strip(f"{FOREIGN} ") else ""
        for line in text.split("\n")
    )
    return _BLANK_LINES.sub("\n\n", lines).strip("\n")


def _own(page: Page) -> str:
    return "".join(
        mark if birth >= 0 or mark == "\n" else FOREIGN
        for mark, birth in zip(page.text, page.births, strict=True)
    )


def _written(page: Page) -> int:
    """Return the candidate's own characters, white space left out."""
    return sum(not char.isspace() for char in page.own)


def _described(dimension: Dimension, seniority: str) -> str:
    anchors = next(four for name, four in dimension.anchors.items() if name == seniority)
    levels = "\n".join(f"{level}: {text}" for level, text in enumerate(anchors, start=1))
    return f"{dimension.id} ({dimension.name})\n{levels}"


def _facts(debrief: Debrief) -> Iterable[str]:
    state, question = debrief.evidence.words.state, debrief.question
    answers = {one.id: one for one in question.clarifications}
    told = [id for asked in state.asked for id in asked.heard if id in answers]
    for id in dict.fromkeys(told):
        yield f"- told when asked: {answers[id].answer}"
    for hint in state.hints:
        yield f"- hint taken: {hint.text}"
    for followup in state.followups:
        yield f"- the interviewer brought up: {followup.text}"


def _reference(question: Question) -> Iterable[str]:
    for phase, text in question.reference.outline.items():
        yield f"[{phase}]\n{text.strip()}"
    for one in question.reference.trade_offs:
        yield f"- {one.chosen}, not {one.rejected}: {one.because}"
