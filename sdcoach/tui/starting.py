"""What an interview needs before it starts or goes on: question, interviewer, level and length."""

import random
import time
import uuid
from typing import TYPE_CHECKING, NamedTuple

from sdcoach.bank.content import question_from_json, rubric_from_json
from sdcoach.bank.question import Kind, Question, Reference, Rubric, Scope, Source
from sdcoach.config import Config
from sdcoach.errors import ContentError, StorageError
from sdcoach.history.attempts import AttemptRow, content
from sdcoach.history.standing import read_standing
from sdcoach.text import clean, one_line
from sdcoach.tui.services import Services

if TYPE_CHECKING:
    # Home needs the terms alone; session, interviewer and matcher would double its imports.
    from sdcoach.interview.interviewer import Interviewer
    from sdcoach.interview.retry import Earlier
    from sdcoach.interview.session import Setup
    from sdcoach.interview.state import State
    from sdcoach.tui.held import Held

TYPED = "typed-"
"""Begins the id of a question that was typed on the spot."""


class Terms(NamedTuple):
    """Seniority, length in minutes, mode, and the one phase of a sprint."""

    seniority: str
    minutes: int
    mode: str
    sprint: str = ""
    """The phase to practise alone; empty for the whole interview."""


def usual_terms(config: Config, newest: list[AttemptRow]) -> Terms:
    """Return what to offer: the settings, and where they say nothing the level taken last."""
    usual = Config()
    last = next((row for row in newest if row.sprint is None and row.held == "here"), None)
    if last is None or _settled(config, usual):
        return Terms(config.seniority, config.minutes, config.mode)
    return Terms(last.seniority, last.minutes, config.mode)


def _settled(config: Config, usual: Config) -> bool:
    return (config.seniority, config.minutes) != (usual.seniority, usual.minutes)


def utc_offset(at_ms: int) -> int:
    """Return this machine's minutes east of UTC at a moment (UTC, milliseconds)."""
    return time.localtime(at_ms / 1000).tm_gmtoff // 60


def new_seed() -> int:
    """Return a seed that a person can type again."""
    return random.randrange(1, 10_000)  # noqa: S311 - chosen, not secret


def setup_for(
    services: Services, question: str, terms: Terms, *, seed: int | None = None, sprint: str = ""
) -> "Setup":
    """Return the setup of an interview that starts now.

    Raises:
        NotFoundError: When no question has this id.
        UsageError: When a term is none there is.
    """
    from sdcoach.interview.setup import make_setup

    return make_setup(
        services.bank,
        question,
        seniority=terms.seniority,
        minutes=terms.minutes,
        mode=terms.mode,
        seed=new_seed() if seed is None else seed,
        utc_offset=utc_offset(services.clock.tick().utc),
        sprint=sprint or terms.sprint or None,
    )


def retry_of(services: Services, held: "Held", phase: str) -> "tuple[Setup, Earlier]":
    """Return setup and earlier notes for doing one phase of an attempt again.

    The same seed gives the same interview, so that the retry is fair.

    Raises:
        NotFoundError: When the bank no longer has the question.
        UsageError: When the phase is none of this interview.
    """
    from sdcoach.interview.retry import before_phase

    state = held.state
    terms = Terms(state.seniority, state.minutes, state.mode)
    setup = setup_for(services, state.question, terms, seed=state.seed, sprint=phase)
    name = next(one.name for one in services.bank.phases(known_kind(state.kind)) if one.id == phase)
    earlier = before_phase(held.events, phase, name)
    return setup._replace(kept=len(earlier.notes)), earlier


def typed_setup(services: Services, title: str, prompt: str, terms: Terms) -> "Setup":
    """Return the setup of an interview on a question that was typed on the spot.

    Args:
        services: The core.
        title: Its name; must not be empty.
        prompt: What is asked; may be empty.
        terms: Seniority, length and mode.

    Raises:
        UsageError: When a term is none there is.
    """
    from sdcoach.interview.session import Setup
    from sdcoach.interview.setup import MINUTE_MS, known_mode, known_seniority

    bank = services.bank
    kind: Kind = "system-design"
    name = one_line(title)
    slug = "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())[:40]
    budgets = bank.format(kind, terms.minutes, known_seniority(terms.seniority)).budgets
    return Setup(
        question=TYPED + (slug.strip("-") or "question"),
        title=name,
        prompt=clean(prompt).strip(),
        kind=kind,
        question_hash="",
        rubric_hash=bank.rubric_hash(kind),
        minutes=terms.minutes,
        seniority=terms.seniority,
        mode=known_mode(terms.mode),
        seed=new_seed(),
        utc_offset=utc_offset(services.clock.tick().utc),
        phases=tuple((phase, round(given * MINUTE_MS)) for phase, given in budgets.items()),
    )


def keep_contents(services: Services, setup: "Setup") -> None:
    """Keep the versions of question and rubric that an attempt is held on."""
    bank, journal = services.bank, services.journal
    if setup.question_hash:
        journal.keep_content(setup.question_hash, "question", bank.content_json(setup.question))
    journal.keep_content(setup.rubric_hash, "rubric", bank.rubric_json(known_kind(setup.kind)))


def record_elsewhere(services: Services, setup: "Setup", notes: str) -> "Held":
    """Record an interview that was held elsewhere, with its notes, as finished.

    Args:
        services: The core.
        setup: The question and terms.
        notes: The notes as pasted.

    Returns:
        The attempt, open for scoring.
    """
    from sdcoach.interview.session import Session
    from sdcoach.tui.held import Held

    keep_contents(services, setup)
    tick = services.clock.tick()
    held = setup._replace(held="elsewhere")
    session, made = Session.start(str(uuid.uuid4()), services.origin, held, tick)
    made += session.edit("notes", clean(notes), "paste", tick)
    made += session.do("finished", tick, by="candidate")
    services.journal.append(made)
    return Held(services, session, made)


def question_of(services: Services, state: "State") -> Question:
    """Return the question as it was when the attempt was held.

    The version in the history counts; the bank's is taken when it is the same or when the
    history has none. A question typed on the spot has nothing but title and prompt.

    Raises:
        StorageError: When the history cannot be read.
    """
    bank = services.bank
    in_bank = any(header.id == state.question for header in bank.headers)
    if in_bank and bank.content_hash(state.question) == state.question_hash:
        return bank.question(state.question)
    kept = _kept(services, state.question_hash)
    if kept is not None:
        try:
            return question_from_json(kept)
        except ContentError:
            # Damaged in the history: the bank's present version is nearer than nothing.
            pass
    if in_bank and state.question_hash:
        return bank.question(state.question)
    return _typed_question(state)


def rubric_for(services: Services, state: "State") -> Rubric:
    """Return the rubric as it was when the attempt was held.

    Raises:
        StorageError: When the history cannot be read.
    """
    bank, kind = services.bank, known_kind(state.kind)
    if bank.rubric_hash(kind) != state.rubric_hash:
        kept = _kept(services, state.rubric_hash)
        if kept is not None:
            try:
                return rubric_from_json(kept)
            except ContentError:
                pass
    return bank.rubric(kind)


def interviewer_for(services: Services, state: "State") -> "Interviewer":
    """Return the interviewer of an attempt.

    Raises:
        StorageError: When the history cannot be read.
    """
    from sdcoach.interview.interviewer import Interviewer

    question = question_of(services, state)
    phases = services.bank.phases(known_kind(state.kind))
    deck = services.bank.deck if state.kind == "system-design" else ()
    return Interviewer(question, phases, state.budgets, state.seed, deck)


def reminder(services: Services) -> str:
    """Return the one thing last chosen to practise, or an empty string.

    A history that cannot be read reminds of nothing: the interview matters more.
    """
    now = services.clock.tick().utc
    try:
        with services.reader() as connection:
            if connection is None:
                return ""
            return read_standing(connection, now, utc_offset(now)).practise
    except StorageError:
        return ""


def _kept(services: Services, hash_: str) -> str | None:
    if not hash_:
        return None
    with services.reader() as connection:
        return None if connection is None else content(connection, hash_)


def known_kind(word: str) -> Kind:
    """Return the kind of question that an attempt names; a design where it names none we know."""
    return "object-oriented" if word == "object-oriented" else "system-design"


def _typed_question(state: "State") -> Question:
    return Question(
        id=state.question,
        title=state.title,
        kind=known_kind(state.kind),
        difficulty="medium",
        topics=(),
        source=Source("typed on the spot", "", ""),
        prompt=state.prompt,
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
