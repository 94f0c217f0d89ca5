"""Reading the history: lists, one attempt, its journal, its content.

Plain sqlite3 on a connection of `database.open_reader`. What comes out is foreign text and is
cleaned here. Any function raises a `StorageError` when the file turns out unreadable.

What only a journal needs is imported where it is read: a list would pay half a `python -c pass`
for JSON, events and locks.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sdcoach.errors import NotFoundError, SdcoachError
from sdcoach.history.database import path_of
from sdcoach.history.troubles import from_sqlite
from sdcoach.text import clean, one_line, plural

if TYPE_CHECKING:
    from sdcoach.interview.edits import Edit
    from sdcoach.interview.events import Event

PAGE = 200
SHORT_ID = 8
"""How many characters of an id are shown where it may be shortened."""


class AmbiguousError(SdcoachError):
    """A shortened id that several attempts begin with."""

    kind = "ambiguous"


class AttemptRow(NamedTuple):
    """One attempt as lists show it. Times are UTC or durations, in milliseconds."""

    id: str
    """UUID."""
    question: str
    title: str
    kind: str
    seniority: str
    minutes: int
    mode: str
    seed: int
    sprint: str | None
    """The one phase practised; None for a whole interview."""
    held: str
    """here or elsewhere."""
    status: str
    """running, interrupted, finished, abandoned or scored."""
    started_at: int
    utc_offset: int
    """Minutes east of UTC where it was held."""
    last_at: int
    total_ms: int
    elapsed_ms: int
    paused_ms: int
    predicted: int | None
    """The candidate's forecast, 1–4 along the bands."""
    band: str | None
    total: int | None
    levels: dict[str, int | None]
    """By dimension, None for "not shown"; empty when it was not scored."""
    practise: str
    scoring_started: bool
    reference_known: bool
    """Whether the reference of its question had been opened before it began."""
    tags: tuple[str, ...]
    note: str
    deleted: bool

    @property
    def short_id(self) -> str:
        """As much of the id as is shown."""
        return self.id[:SHORT_ID]


class Tried(NamedTuple):
    """What is known of the whole interviews on one question."""

    times: int
    last_at: int
    """When the newest began; UTC, milliseconds."""
    best_band: str | None
    """Of those held before its reference was opened."""
    best_total: int | None


_KNOWN = """
    EXISTS (SELECT 1 FROM attempt_rows k WHERE k.question = r.question
            AND k.reference_opened_at IS NOT NULL AND k.reference_opened_at < r.started_at)
"""
_ROWS = f"""
    SELECT a.uuid, r.question, r.title, r.kind, r.seniority, r.minutes, r.mode, r.seed, r.sprint,
           r.held, r.status, r.started_at, r.utc_offset, r.last_at, r.total_ms, r.elapsed_ms,
           r.paused_ms, r.predicted, r.band, r.total, r.levels, r.practise, r.scoring_started,
           {_KNOWN}, r.tags, r.note, r.deleted
    FROM attempt_rows r CROSS JOIN attempts a ON a.id = r.attempt_id
    WHERE r.status != 'new'
"""  # noqa: S608 - constants; CROSS JOIN keeps the order of the index
_NEWEST = " ORDER BY r.started_at DESC, r.attempt_id DESC LIMIT ? OFFSET ?"
SORTS = {
    "newest": "",
    "oldest": "r.started_at, r.attempt_id,",
    "best": "r.total DESC NULLS LAST,",
    "worst": "r.total NULLS LAST,",
    "question": "r.question,",
    "longest": "r.elapsed_ms DESC,",
}
"""Ways to order a list and the columns that come first in each."""


def page(
    connection: sqlite3.Connection,
    *,
    limit: int = PAGE,
    offset: int = 0,
    question: str | None = None,
    text: str = "",
    tag: str = "",
    sort: str = "newest",
    deleted: bool = False,
) -> list[AttemptRow]:
    """Return attempts, newest first unless asked otherwise; deleted ones are left out.

    Args:
        connection: The history.
        limit: The most rows; below 0 for all.
        offset: How many of the first to skip.
        question: Only those on this question.
        text: Only those with every word of it, or its beginning, in notes, sheet, title,
            question, moment, tags, note or what to practise.
        tag: Only those with this tag.
        sort: One of `SORTS`.
        deleted: Only those that were deleted, instead.
    """
    where, values = f" AND r.deleted = {int(deleted)}", list[Any]()
    if question is not None:
        where += " AND r.question = ?"
        values.append(question)
    if tag:
        where += " AND instr(char(10) || r.tags || char(10), char(10) || ? || char(10)) > 0"
        values.append(tag)
    if text.strip():
        from sdcoach.history.search import match_of

        wanted = match_of(text)
        if not wanted:
            return []
        where += " AND r.attempt_id IN (SELECT rowid FROM text_index WHERE text_index MATCH ?)"
        values.append(wanted)
    order = _NEWEST.replace(" ORDER BY ", f" ORDER BY {SORTS[sort]} ")
    return _attempts(connection, where + order, [*values, limit, offset])


def latest(connection: sqlite3.Connection) -> AttemptRow | None:
    """Return the newest attempt, or None."""
    return next(iter(page(connection, limit=1)), None)


def interrupted(connection: sqlite3.Connection, *, limit: int = 20) -> list[AttemptRow]:
    """Return attempts that nobody is at and that have not ended, newest first."""
    found = _attempts(connection, " AND r.status = 'open' AND r.deleted = 0" + _NEWEST, [limit, 0])
    return [row for row in found if row.status == "interrupted"]


def count(connection: sqlite3.Connection) -> int:
    """Return how many attempts there are, without the deleted ones."""
    query = "SELECT count(*) FROM attempt_rows WHERE deleted = 0 AND status != 'new'"
    return int(_select(connection, query)[0][0])


def tried(connection: sqlite3.Connection) -> dict[str, Tried]:
    """Return, by question, how often it was tried and how well; sprints do not count."""
    whole = "FROM attempt_rows r WHERE r.deleted = 0 AND r.status != 'new' AND r.sprint IS NULL"
    times = _select(
        connection,
        f"SELECT r.question, count(*), max(r.started_at) {whole} GROUP BY r.question",
    )
    # SQLite takes the other columns of a max() from the row that has it.
    best = {
        question: (band, total)
        for question, band, total in _select(
            connection,
            f"SELECT r.question, r.band, max(r.total) {whole} AND r.total IS NOT NULL"
            f" AND NOT {_KNOWN} GROUP BY r.question",
        )
    }
    return {
        one_line(question): Tried(number, newest, *best.get(question, (None, None)))
        for question, number, newest in times
    }


def find(connection: sqlite3.Connection, name: str, *, deleted: bool = False) -> AttemptRow:
    """Return the attempt that a person means.

    Args:
        connection: The history.
        name: An id, the beginning of one, or `last` for the newest.
        deleted: Look among those that were deleted, instead.

    Raises:
        NotFoundError: When there is none.
        AmbiguousError: When several begin so.
    """
    wanted = name.strip().lower()
    if wanted == "last":
        newest = next(iter(page(connection, limit=1, deleted=deleted)), None)
        if newest is None:
            raise NotFoundError("no attempt is deleted") if deleted else no_attempts()
        return newest
    found: list[AttemptRow] = []
    if wanted and not wanted.strip("0123456789abcdef-"):
        # "g" follows every digit of an id.
        where = f" AND r.deleted = {int(deleted)} AND a.uuid >= ? AND a.uuid < ?"
        found = _attempts(connection, where + _NEWEST, [wanted, wanted + "g", 10, 0])
    if not found:
        raise NotFoundError(
            f"there is no {'deleted ' if deleted else ''}attempt {one_line(name)[:40]!r}",
            hint=f"`sdcoach history{' --deleted' if deleted else ''}` lists them;"
            " `last` is the newest",
        )
    if len(found) > 1:
        raise AmbiguousError(
            f"{plural(len(found), 'attempt')} begin with {wanted!r}",
            hint="say more of it: " + ", ".join(f"{row.id[:13]} ({row.title})" for row in found),
        )
    return found[0]


def tag_of(text: str) -> str:
    """Return a tag as it is kept: one word in lower case, without a `#` before it."""
    return "-".join(one_line(text).lstrip("#").lower().split())


def no_attempts() -> NotFoundError:
    """Return the error for a history that has no attempt yet."""
    return NotFoundError("there is no attempt yet", hint="`sdcoach start` begins one")


def events(connection: sqlite3.Connection, attempt: str) -> "list[Event]":
    """Return the journal of an attempt by origin and number; empty when there is none."""
    from sdcoach.history.rows import event_of

    query = """
        SELECT o.uuid, e.seq, e.kind, e.v, e.elapsed_ms, e.at, e.payload
        FROM attempts a JOIN events e ON e.attempt_id = a.id JOIN origins o ON o.id = e.origin_id
        WHERE a.uuid = ? ORDER BY o.uuid, e.seq
    """
    return [event_of(attempt, row) for row in _select(connection, query, [attempt])]


def content(connection: sqlite3.Connection, hash: str) -> str | None:  # noqa: A002
    """Return the JSON of a version of content, or None when it was never kept."""
    rows = _select(connection, "SELECT json FROM contents WHERE hash = ?", [hash])
    return clean(rows[0][0]) if rows else None


def text_at(connection: sqlite3.Connection, attempt: str, elapsed_ms: int) -> tuple[str, str]:
    """Return notes and sheet as they stood at a moment of the interview clock.

    It goes on from the nearest snapshot before, so any moment of a long attempt is near.
    """
    from sdcoach.history.rows import loaded
    from sdcoach.interview.edits import apply, fits

    snapshot = _select(
        connection,
        """
        SELECT s.origin_id, s.seq, s.notes, s.sheet
        FROM snapshots s JOIN attempts a ON a.id = s.attempt_id
        WHERE a.uuid = ? AND s.elapsed_ms < ? ORDER BY s.seq DESC LIMIT 1
        """,
        [attempt, elapsed_ms],
    )
    origin_id, seq, notes, sheet = snapshot[0] if snapshot else (None, 0, "", "")
    edits = _select(
        connection,
        """
        SELECT e.kind, e.payload
        FROM events e JOIN attempts a ON a.id = e.attempt_id
        WHERE a.uuid = ?1 AND e.seq > ?3 AND e.elapsed_ms <= ?4
          AND e.kind IN ('notes_edited', 'sheet_edited')
          AND e.origin_id = coalesce(?2, (SELECT s.origin_id FROM events s
              WHERE s.attempt_id = a.id AND s.kind = 'started' LIMIT 1))
        ORDER BY e.seq
        """,
        [attempt, origin_id, seq, elapsed_ms],
    )
    texts = {"notes_edited": clean(notes), "sheet_edited": clean(sheet)}
    for kind, payload in edits:
        edit = _edit(loaded(payload))
        if edit is not None and fits(texts[kind], edit):
            texts[kind] = apply(texts[kind], edit)
    return texts["notes_edited"], texts["sheet_edited"]


def _edit(payload: dict[str, Any]) -> "Edit | None":
    from sdcoach.interview.edits import Edit

    offset, removed, inserted = (payload.get(name) for name in Edit._fields)
    if type(offset) is int and offset >= 0 and isinstance(removed, str):
        return Edit(offset, removed, inserted) if isinstance(inserted, str) else None
    return None


def _select(
    connection: sqlite3.Connection, query: str, values: Sequence[Any] = ()
) -> list[tuple[Any, ...]]:
    try:
        return connection.execute(query, values).fetchall()
    except sqlite3.Error as error:
        raise from_sqlite(error, path_of(connection), writing=False) from error


def _attempts(connection: sqlite3.Connection, rest: str, values: Sequence[Any]) -> list[AttemptRow]:
    folder = path_of(connection).parent
    return [_attempt(row, folder) for row in _select(connection, _ROWS + rest, values)]


def _attempt(row: tuple[Any, ...], folder: Path) -> AttemptRow:
    found = AttemptRow._make(one_line(cell) if isinstance(cell, str) else cell for cell in row)
    *_, levels, _, _, _, tags, note, _ = row
    status = found.status
    if status == "open":
        from sdcoach.history.locks import held

        status = "running" if held(folder, found.id) else "interrupted"
    return found._replace(
        status=status,
        levels=_levels(levels),
        scoring_started=bool(found.scoring_started),
        reference_known=bool(found.reference_known),
        tags=tuple(one_line(tag) for tag in tags.split("\n") if tag),
        note=clean(note),
        deleted=bool(found.deleted),
    )


def _levels(text: str | None) -> dict[str, int | None]:
    pairs = (pair.partition("=") for pair in (text or "").split())
    return {name: int(level) if level.isdecimal() else None for name, _, level in pairs}
