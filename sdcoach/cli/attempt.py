"""An attempt as the command line prints it: what `history` and `show` have in common."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sdcoach.history.attempts import AttemptRow
from sdcoach.history.database import Reader, open_reader
from sdcoach.history.days import local
from sdcoach.paths import database_file

if TYPE_CHECKING:
    # `history` must start in a few bare interpreters; both would bring dataclasses.
    from sdcoach.interview.replay import Moment
    from sdcoach.interview.state import State


@contextmanager
def reading() -> Iterator[Reader | None]:
    """Open the user's history for reading, and close it.

    Raises:
        StorageError: When it cannot be read.
    """
    connection = open_reader(database_file())
    try:
        yield connection
    finally:
        if connection is not None:
            connection.close()


def utc(at_ms: int) -> str:
    """Render a moment in UTC: `2026-06-13T10:15:00Z`."""
    year, month, day, hour, minute, second = local(at_ms, 0)[:6]
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"


def there(at_ms: int, utc_offset: int) -> str:
    """Render a moment by the clock of the place where it was: `2026-06-13 12:15`."""
    year, month, day, hour, minute = local(at_ms, utc_offset)[:5]
    return f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"


def band_of(forecast: int | None) -> str | None:
    """Return the band that a forecast from 1 to 4 stands for."""
    from sdcoach.scoring.scorecard import BANDS  # with the types of all content; text needs none

    return None if forecast is None or not 0 < forecast <= len(BANDS) else BANDS[forecast - 1]


def result(row: AttemptRow) -> str:
    """Render total and band, or how far it came: `62 leaning yes`, `interrupted`."""
    if row.band is None:
        return row.status
    return f"{row.total} {row.band.replace('-', ' ')}"


def as_json(row: AttemptRow) -> dict[str, Any]:
    """Return an attempt as `history --json` lists it. Times are UTC, durations seconds."""
    return {
        "id": row.id,
        "question": row.question,
        "title": row.title,
        "seniority": row.seniority,
        "minutes": row.minutes,
        "mode": row.mode,
        "seed": row.seed,
        "sprint": row.sprint,
        "held": row.held,
        "status": row.status,
        "started_at": utc(row.started_at),
        "elapsed_seconds": row.elapsed_ms / 1000,
        "predicted": band_of(row.predicted),
        "band": row.band,
        "total": row.total,
        "reference_known": row.reference_known,
        "practise": row.practise,
        "tags": list(row.tags),
        "note": row.note,
    }


def talk_record(talk: "State | Moment") -> dict[str, list[dict[str, Any]]]:
    """Return the conversation with the interviewer for JSON, times in seconds."""
    return {
        "asked": [
            {"elapsed_seconds": one.elapsed_ms / 1000, "text": one.text, "heard": list(one.heard)}
            for one in talk.asked
        ],
        "said": [
            {"elapsed_seconds": one.elapsed_ms / 1000, "text": one.text, "by": one.by}
            for one in talk.said
        ],
        "hints": [
            {
                "elapsed_seconds": one.elapsed_ms / 1000,
                "phase": one.phase,
                "rung": one.rung,
                "text": one.text,
            }
            for one in talk.hints
        ],
        "followups": [
            {
                "elapsed_seconds": one.elapsed_ms / 1000,
                "id": one.id,
                "text": one.text,
                "deck": one.deck,
            }
            for one in talk.followups
        ],
    }
