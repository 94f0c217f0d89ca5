"""One row an attempt, derived from its journal: all that lists, trends and the bank ask for."""

from collections.abc import Callable
from typing import TypeAlias

from sdcoach.bank.question import DIMENSIONS
from sdcoach.history.rows import storable, whole
from sdcoach.interview.state import Scores, State

PROJECTION_VERSION = 5
"""Raise it when a row would come out differently: the writer then makes all rows anew."""
MEASURE_VERSION = 1
"""Raise it when a row of `measured` would come out differently."""

Cell: TypeAlias = str | int | None
Verdict: TypeAlias = Callable[[State, Scores], tuple[int, str] | None]
"""Tells total and band of a version of an attempt's scores."""

COLUMNS = (
    "attempt_id",
    "version",
    "question",
    "title",
    "kind",
    "seniority",
    "minutes",
    "mode",
    "seed",
    "sprint",
    "held",
    "status",
    "started_at",
    "utc_offset",
    "last_at",
    "total_ms",
    "elapsed_ms",
    "paused_ms",
    "predicted",
    "band",
    "total",
    "levels",
    "practise",
    "scoring_started",
    "reference_opened_at",
    "tags",
    "note",
    "deleted",
    "phases",
    "model_levels",
    "basis",
    "first_levels",
    "first_total",
    "first_band",
)

PUT_MEASURED = """
    INSERT INTO measured (attempt_id, version, basis, expected, expected_total, expected_band,
                          unprompted, prompted, missed, judged)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (attempt_id) DO UPDATE SET version = excluded.version, basis = excluded.basis,
        expected = excluded.expected, expected_total = excluded.expected_total,
        expected_band = excluded.expected_band, unprompted = excluded.unprompted, prompted = excluded.prompted,
        missed = excluded.missed, judged = excluded.judged
"""


def upsert(rows: str = "") -> str:
    """Return the statement that writes a row, or those that a query gives."""
    names = ", ".join(COLUMNS)
    rows = rows or f"VALUES ({', '.join('?' for _ in COLUMNS)})"
    changes = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
    return (
        f"INSERT INTO attempt_rows ({names}) {rows}"
        f" ON CONFLICT (attempt_id) DO UPDATE SET {changes}"
    )


def status_of(state: State) -> str:
    """Return the status as kept: new, open, finished, abandoned or scored.

    Whether an open attempt is running is known by its lock alone.
    """
    if state.status == "new":
        return "new"
    if not state.over:
        return "open"
    return "scored" if state.scores else state.status


def row_of(attempt_id: int, state: State, verdict: Verdict) -> tuple[Cell, ...]:
    """Return the row of an attempt, in the order of `COLUMNS`.

    Args:
        attempt_id: Its key inside the database.
        state: The fold of its journal.
        verdict: Asked for total and band when there are scores.
    """
    scores = state.latest_scores
    result = verdict(state, scores) if scores else None
    cells: tuple[Cell, ...] = (
        attempt_id,
        PROJECTION_VERSION,
        state.question,
        state.title,
        state.kind,
        state.seniority,
        state.minutes,
        state.mode,
        state.seed,
        state.sprint,
        state.held,
        status_of(state),
        state.started_at,
        state.utc_offset,
        state.last_at,
        state.total_ms,
        state.elapsed_ms,
        state.paused_ms,
        state.predicted,
        result[1] if result else None,
        result[0] if result else None,
        levels_text(scores.levels) if scores else None,
        state.practise,
        int(bool(state.scores or state.draft or state.predicted)),
        state.reference_opened_at,
        "\n".join(state.tags),
        state.note,
        int(state.deleted),
        _phases(state),
        _model_levels(state),
        basis_of(state),
        *_first(state, verdict),
    )
    return tuple(_cell(cell) for cell in cells)


def basis_of(state: State) -> str | None:
    """Return a name for all that the evidence of an attempt is made from.

    It begins with the hashes of question and rubric, so that one sees without the journal
    whether they are kept.

    Returns:
        None for what has not come to its end.
    """
    if state.status != "finished":
        return None
    import hashlib

    told = repr((state.marks, state.pairs)).encode("utf-8", "replace")
    words = (state.question_hash, state.rubric_hash, hashlib.sha256(told).hexdigest()[:16])
    return " ".join(word.replace(" ", "_") for word in words)


def _first(state: State, verdict: Verdict) -> tuple[Cell, Cell, Cell]:
    """Return levels, total and band as first given, where a later version changed a level."""
    if not state.scores or state.scores[0].levels == state.scores[-1].levels:
        return None, None, None
    first = state.scores[0]
    total, band = verdict(state, first) or (None, None)
    return levels_text(first.levels), total, band


def _cell(value: Cell) -> Cell:
    if isinstance(value, str):
        return value if value.isascii() else storable(value)
    return whole(value) if isinstance(value, int) else None


def _phases(state: State) -> str:
    """Render milliseconds spent and given as `scope=361000/360000 estimate=0/240000`."""
    spent = state.spent()
    return " ".join(f"{phase}={spent.get(phase, 0)}/{budget}" for phase, budget in state.budgets)


def _model_levels(state: State) -> str | None:
    """Return the levels of the newest report that has any."""
    for report in reversed(state.reports):
        levels = report.get("levels")
        if isinstance(levels, dict):
            known = {
                name: level if type(level) is int and 1 <= level <= 4 else None
                for name, level in levels.items()
                if isinstance(name, str) and name in DIMENSIONS
            }
            if any(known.values()):
                return levels_text(known)
    return None


def levels_text(levels: dict[str, int | None]) -> str:
    """Render levels as `scope=3 depth=-`, which tools without JSON can read too."""
    return " ".join(
        f"{dimension}={'-' if level is None else level}" for dimension, level in levels.items()
    )
