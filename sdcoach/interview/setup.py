"""From a question and a format to what is settled before the clock starts."""

from sdcoach.bank.index import Bank
from sdcoach.bank.question import MODES, PHASES, SENIORITIES, Kind, Mode, Seniority
from sdcoach.errors import UsageError
from sdcoach.interview.session import Setup

MINUTE_MS = 60_000


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
    question = bank.question(question_id)
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
        question_hash=bank.content_hash(question.id),
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
