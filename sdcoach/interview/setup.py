"""From a question and a format to what is settled before the clock starts."""

from sdcoach.bank.content import content_hash, question_to_json
from sdcoach.bank.index import Bank
from sdcoach.bank.question import (
    MODES,
    PHASES,
    SENIORITIES,
    Kind,
    Mode,
    Question,
    Reference,
    Scope,
    Seniority,
    Source,
)
from sdcoach.errors import UsageError
from sdcoach.interview.session import Setup
from sdcoach.text import one_line

MINUTE_MS = 60_000
TYPED_ID = "own-question"
"""The id of every question that was typed on the spot; its content hash tells them apart."""
_TITLE_WIDTH = 60


def make_setup(
    bank: Bank,
    question_id: str,
    *,
    seniority: str,
    minutes: int,
    mode: str,
    seed: int,
    utc_offset: int,
    sprint: str | None = None,
) -> Setup:
    """Return the setup of an interview on a question of the bank.

    Args:
        bank: Where the question, the rubric and the formats are.
        question_id: Which question.
        seniority: `mid`, `senior` or `staff`.
        minutes: The length of the whole interview, 15 to 120, also for a sprint.
        mode: `interview` or `practice`.
        seed: Fixes the follow-ups and their minutes.
        utc_offset: Minutes east of UTC, for the day and hour it was.
        sprint: One phase to practise alone, with the minutes it has in the whole.

    Raises:
        NotFoundError: When no question has this id.
        UsageError: When seniority, mode, length or phase is none there is.
    """
    return setup_of(
        bank,
        bank.question(question_id),
        bank.content_hash(question_id),
        seniority=seniority,
        minutes=minutes,
        mode=mode,
        seed=seed,
        utc_offset=utc_offset,
        sprint=sprint,
    )


def typed_question(prompt: str, kind: Kind = "system-design") -> Question:
    """Return a question typed on the spot: a prompt, with no facts, signals or follow-ups.

    Raises:
        UsageError: When there is no prompt.
    """
    words = one_line(prompt)
    if not words:
        raise UsageError("A question needs at least a sentence.", hint="Type what to design.")
    title = words if len(words) <= _TITLE_WIDTH else words[: _TITLE_WIDTH - 1].rstrip() + "…"
    return Question(
        id=TYPED_ID,
        title=title,
        kind=kind,
        difficulty="medium",
        topics=(),
        source=Source("typed on the spot", "", ""),
        prompt=words,
        allows=(),
        clarifications=(),
        scope=Scope((), ()),
        estimates=(),
        signals=(),
        hints={},
        followups=(),
        reference=Reference({}, (), (), {}),
        study=(),
    )


def typed_setup(
    bank: Bank,
    question: Question,
    *,
    seniority: str,
    minutes: int,
    mode: str,
    seed: int,
    utc_offset: int,
) -> Setup:
    """Return the setup of an interview on a question typed on the spot.

    Its content is to be kept in the history under the setup's `question_hash`, as
    `question_to_json` writes it.

    Raises:
        UsageError: When seniority, mode or length is none there is.
    """
    return setup_of(
        bank,
        question,
        content_hash(question_to_json(question)),
        seniority=seniority,
        minutes=minutes,
        mode=mode,
        seed=seed,
        utc_offset=utc_offset,
    )


def setup_of(
    bank: Bank,
    question: Question,
    question_hash: str,
    *,
    seniority: str,
    minutes: int,
    mode: str,
    seed: int,
    utc_offset: int,
    sprint: str | None = None,
) -> Setup:
    """Return the setup of an interview on any question; see `make_setup`.

    Raises:
        UsageError: When seniority, mode, length or phase is none there is.
    """
    level = known_seniority(seniority)
    chosen_mode = known_mode(mode)
    budgets = bank.format(question.kind, minutes, level).budgets
    if sprint is not None:
        budgets = {known_phase(sprint, question.kind): budgets[sprint]}
    return Setup(
        question=question.id,
        title=question.title,
        prompt=question.prompt,
        kind=question.kind,
        question_hash=question_hash,
        rubric_hash=bank.rubric_hash(question.kind),
        minutes=minutes,
        seniority=level,
        mode=chosen_mode,
        seed=seed,
        utc_offset=utc_offset,
        phases=tuple((phase, round(given * MINUTE_MS)) for phase, given in budgets.items()),
        sprint=sprint,
    )


def known_seniority(word: str) -> Seniority:
    """Return a word as a seniority.

    Raises:
        UsageError: When it is none.
    """
    for seniority in SENIORITIES:
        if word == seniority:
            return seniority
    raise UsageError(
        f"“{word[:40]}” is no seniority.", hint=f"Choose one of {', '.join(SENIORITIES)}."
    )


def known_mode(word: str) -> Mode:
    """Return a word as a mode.

    Raises:
        UsageError: When it is none.
    """
    for mode in MODES:
        if word == mode:
            return mode
    raise UsageError(f"“{word[:40]}” is no mode.", hint=f"Choose one of {', '.join(MODES)}.")


def known_phase(word: str, kind: Kind) -> str:
    """Return a word as a phase of a kind of interview.

    Raises:
        UsageError: When it is none.
    """
    if word not in PHASES[kind]:
        raise UsageError(
            f"“{word[:40]}” is no phase of this interview.",
            hint=f"Choose one of {', '.join(PHASES[kind])}.",
        )
    return word
