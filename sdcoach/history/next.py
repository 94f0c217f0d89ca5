"""What to do next, and why: one sentence that is true of this history.

An interrupted interview comes first, then one that is finished and not scored, then a question:
one with a weak dimension that is due again, else one never tried, else the one tried longest ago.
Where the reference of what is due was opened, a question that shares its topics stands in, because
a retry would not be fair; among untried ones those go first that share topics with what went
badly. On the day before a real interview there is no new question, only the page about oneself.
"""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from sdcoach.bank.question import DIFFICULTIES, DIMENSION_OF, KINDS, PHASES, Header
from sdcoach.errors import StateError
from sdcoach.history.attempts import AttemptRow, Tried, interrupted, tried
from sdcoach.history.database import path_of
from sdcoach.history.days import days_between, days_left, when
from sdcoach.history.due import WEAK, Due, read_due, read_opened
from sdcoach.history.outcomes import Outcome
from sdcoach.history.rows import event_of
from sdcoach.history.standing import counts
from sdcoach.history.troubles import from_sqlite
from sdcoach.interview.clock import Tick
from sdcoach.interview.events import Event
from sdcoach.text import short_title

if TYPE_CHECKING:
    from sdcoach.interview.state import State

SPACING_DAYS = 3
"""A question is not taken again before so many midnights have passed."""
NEAR_DAYS = 7
"""From so many days before a real interview on, weak dimensions do not wait."""
UNSCORED_DAYS = 14
"""An attempt is not worth scoring from memory for longer."""
_DAY_MS = 86_400_000
FIRST = "pastebin"
"""Of several easy ones the first: everybody has used such a service, and its answer is small."""

_PHASE_OF = {
    kind: tuple((phase, DIMENSION_OF[phase]) for phase in phases) for kind, phases in PHASES.items()
}
_DIMENSIONS = {
    "scope": "scope",
    "estimation": "estimation",
    "api-data": "the data model",
    "design": "the end-to-end design",
    "depth": "depth",
    "reliability": "reliability",
    "decisions": "decisions",
    "collaboration": "structure",
}


class Next(NamedTuple):
    """One thing that could be done now."""

    does: Literal["continue", "close", "score", "start", "brief"]
    """`close`: go on with an interview whose time ran out meanwhile, which ends and scores it.
    `brief`: read the page for the day before; only when `recommend` was told of a real interview.
    """
    question: str
    title: str
    why: str
    attempt: str = ""
    """What to continue or to score."""
    phase: str = ""
    """Where a continued interview stands."""
    left_ms: int = 0
    """What is left of it, time away counted."""
    sprint: str = ""
    """The one phase that would do, when it is for a dimension that is due."""


def recommend(
    connection: sqlite3.Connection | None,
    headers: Sequence[Header],
    newest: Sequence[AttemptRow],
    now: Tick,
    utc_offset: int,
    outcome: Outcome | None = None,
) -> list[Next]:
    """Return what to do next, the most pressing first; empty only without any question.

    Args:
        connection: The history; None while there is none.
        headers: The questions there are.
        newest: The newest attempts, newest first.
        now: The present.
        utc_offset: Minutes east of UTC here.
        outcome: The real interview that is near, when one is noted.

    Raises:
        StorageError: When the history cannot be read.
    """
    made: list[Next] = []
    if connection is not None:
        made += [_unfinished(connection, row, now) for row in interrupted(connection, limit=1)]
    made += _unscored(newest, now.utc, utc_offset)[:1]
    left = None if outcome is None else days_left(outcome.date, now.utc, utc_offset)
    if outcome is not None and left is not None:
        made += _eve(outcome, left)
    known = {} if connection is None else tried(connection)
    question = None
    if connection is not None:
        waiting = read_due(connection)
        if waiting:
            opened = read_opened(connection)
            question = due_question(waiting, opened, known, headers, now.utc, utc_offset, left)
    question = question or next_question(known, headers, newest, now.utc, utc_offset)
    return made if question is None else [*made, question]


def due_question(
    waiting: Sequence[Due],
    opened: Collection[str],
    known: Mapping[str, Tried],
    headers: Sequence[Header],
    now_ms: int,
    utc_offset: int,
    left: int | None = None,
) -> Next | None:
    """Return the question whose weak dimension has waited longest for its day; None without one.

    A question that was held a moment ago waits: an answer that one remembers shows nothing. In
    the last days before a real interview it does not wait.

    Args:
        waiting: What is scheduled, the most pressing first; see `due.read_due`.
        opened: Questions whose reference was opened.
        known: How often each question was tried.
        headers: The questions there are.
        now_ms: UTC, milliseconds.
        utc_offset: Minutes east of UTC here.
        left: Days until the real interview, where one is noted.
    """
    near = left is not None and 0 <= left <= NEAR_DAYS
    by_id = {header.id: header for header in headers}
    for one in waiting:
        if days_between(one.due_at, now_ms, utc_offset) < 0:
            return None  # and so are all that follow
        header = by_id.get(one.question)
        if header is None or one.level > WEAK:
            continue
        past = known.get(one.question)
        if past and not near and days_between(past.last_at, now_ms, utc_offset) < SPACING_DAYS:
            continue
        told = when(one.last_at, now_ms, utc_offset)
        name = _DIMENSIONS.get(one.dimension, one.dimension)
        sprint = next(
            (s for s, dimension in _PHASE_OF[header.kind] if dimension == one.dimension), ""
        )
        if one.question not in opened:
            soon = f"; the interview is in {left} days" if near and left and left > 1 else ""
            why = f"{_capital(name)} was {one.level} here {told}, and it is due again{soon}."
            return Next("start", header.id, header.title, why, sprint=sprint)
        other = _sibling(header, opened, known, headers)
        if other is not None:
            shared = next(topic for topic in header.topics if topic in other.topics)
            why = (
                f"{_capital(name)} is due, and at {short_title(header.title)} you know the"
                f" reference; this one meets {shared.replace('-', ' ')} too."
            )
            return Next("start", other.id, other.title, why, sprint=sprint)
    return None


def _sibling(
    header: Header,
    opened: Collection[str],
    known: Mapping[str, Tried],
    headers: Sequence[Header],
) -> Header | None:
    """Return a question of the same topics and another story, whose reference is closed."""

    def rank(other: Header) -> tuple[int, int]:
        past = known.get(other.id)
        return -len(set(header.topics) & set(other.topics)), past.last_at if past else 0

    fair = [
        other
        for other in headers
        if other.id != header.id
        and other.id not in opened
        and other.kind == header.kind
        and set(header.topics) & set(other.topics)
    ]
    return min(fair, key=rank, default=None)


def _eve(outcome: Outcome, left: int) -> list[Next]:
    if left not in (0, 1):
        return []
    when_it_is = "today" if left == 0 else "tomorrow"
    why = f"{outcome.company} is {when_it_is}: your own page, no new question."
    return [Next("brief", "", "The day before", why)]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def next_question(
    known: dict[str, Tried],
    headers: Sequence[Header],
    newest: Sequence[AttemptRow],
    now_ms: int,
    utc_offset: int,
) -> Next | None:
    """Return the question to take next; None only when there is none at all."""
    untried = [header for header in headers if header.id not in known]
    if untried:
        return _new_question(untried, headers, newest, now_ms, utc_offset)
    if not headers:
        return None
    header = min(headers, key=lambda one: known[one.id].last_at)
    past = known[header.id]
    told = when(past.last_at, now_ms, utc_offset)
    best = "" if past.best_total is None else f"; your best is {past.best_total}"
    return Next(
        "start",
        header.id,
        header.title,
        f"You have tried every question; this one last {told}{best}.",
    )


def _new_question(
    untried: Sequence[Header],
    headers: Sequence[Header],
    newest: Sequence[AttemptRow],
    now_ms: int,
    utc_offset: int,
) -> Next:
    by_id = {header.id: header for header in headers}
    scored = [row for row in newest if counts(row) and row.question in by_id]
    weak: dict[str, tuple[AttemptRow, str]] = {}
    for row in reversed(scored):
        low = [name for name, level in row.levels.items() if level is not None and level <= WEAK]
        if low:
            worst = min(low, key=lambda name: row.levels[name] or 0)
            weak.update((topic, (row, worst)) for topic in by_id[row.question].topics)

    kinds = {by_id[row.question].kind for row in newest if row.question in by_id} or {KINDS[0]}

    def rank(header: Header) -> tuple[int, bool, int, bool]:
        shared = sum(topic in weak for topic in header.topics)
        level = DIFFICULTIES.index(header.difficulty)
        return -shared, header.kind not in kinds, level, header.id != FIRST

    chosen = min(untried, key=rank)
    topic = next((topic for topic in chosen.topics if topic in weak), None)
    if topic is None:
        why = f"New to you, and {chosen.difficulty}."
    else:
        row, dimension = weak[topic]
        told = when(row.started_at, now_ms, utc_offset)
        why = (
            f"New to you, and it meets {topic.replace('-', ' ')} again: {told} "
            f"{_DIMENSIONS.get(dimension, dimension)} was {row.levels[dimension]}."
        )
    return Next("start", chosen.id, chosen.title, why)


def _unscored(newest: Sequence[AttemptRow], now_ms: int, utc_offset: int) -> list[Next]:
    found = []
    for row in newest:
        recent = now_ms - row.last_at < UNSCORED_DAYS * _DAY_MS
        if row.status == "finished" and row.sprint is None and recent:
            told = when(row.last_at, now_ms, utc_offset)
            why = f"You finished it {told}; scoring takes about six minutes."
            if row.scoring_started:
                why = f"You began to score it; it ended {told}, and the rest takes a few minutes."
            found.append(Next("score", row.question, row.title, why, row.id))
    return found


def _unfinished(connection: sqlite3.Connection, row: AttemptRow, now: Tick) -> Next:
    state, left_ms = standing_of(connection, row, now)
    made = Next("continue", row.question, row.title, "", row.id, state.phase, left_ms)
    if state.over:
        return made._replace(does="close", why="Its time ran out while you were away.")
    if row.mode == "practice":
        return made._replace(why="You left it, and its clock stands still until you are back.")
    return made._replace(why="You left it; beyond two minutes away, its clock runs on.")


def standing_of(connection: sqlite3.Connection, row: AttemptRow, now: Tick) -> tuple["State", int]:
    """Return how an interrupted attempt would stand if it went on now, and its time left in ms.

    Only what tells time and phase is read: an hour's typing would take too long to fold for a
    line on Home.

    Raises:
        StorageError: When the history cannot be read.
    """
    # Only who left something pays for what a session is made of.
    from sdcoach.interview.session import Session
    from sdcoach.interview.state import State

    query = """
        SELECT o.uuid, e.seq, e.kind, e.v, e.elapsed_ms, e.at, e.payload
        FROM attempts a JOIN events e ON e.attempt_id = a.id JOIN origins o ON o.id = e.origin_id
        WHERE a.uuid = ? AND e.kind IN ('started', 'phase_entered', 'paused', 'resumed')
    """
    try:
        rows = connection.execute(query, [row.id]).fetchall()
    except sqlite3.Error as error:
        raise from_sqlite(error, path_of(connection), writing=False) from error
    events = [event_of(row.id, found) for found in rows]
    if events:
        last = max(events, key=lambda event: event.seq)
        # Stands for whatever was written last: it only tells the time.
        newest = (row.elapsed_ms, row.last_at)
        events.append(Event(row.id, last.origin, last.seq + 1, "heartbeat", 1, *newest, {}))
    try:
        session, _ = Session.resume(events, "", now)
    except StateError:
        return State(attempt=row.id), row.total_ms - row.elapsed_ms
    return session.state, session.left_ms(now)
