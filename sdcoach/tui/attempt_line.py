"""One attempt in one row, as Home and the history show it."""

from collections.abc import Collection, Sequence

from textual.content import Content

from sdcoach.bank.question import DIMENSIONS
from sdcoach.history.attempts import AttemptRow
from sdcoach.history.days import listed_day
from sdcoach.scoring.scorecard import BANDS
from sdcoach.text import duration, short_title
from sdcoach.tui.page import WIDE, column

_WORDS = {"running": "open now", "finished": "not scored yet", "abandoned": "abandoned"}
_DAY = 7
_LEVEL = 12
_ROOMY = 64
"""From this width on, a row holds more than day, title and band."""
_TITLE = (12, 34)
"""The least and the most columns of a title."""


def attempt_rows(
    attempts: Sequence[AttemptRow],
    chosen: int,
    now_ms: int,
    offset: int,
    width: int,
    here: str,
    *,
    marked: Collection[str] = (),
    mark: str = "",
    blocks: str = "",
) -> list[Content]:
    """Return attempts as rows with common columns.

    Args:
        attempts: In the order in which they are shown.
        chosen: The place of the chosen one, or -1.
        now_ms: UTC, milliseconds.
        offset: Minutes east of UTC here.
        width: Columns there are.
        here: The sign before the chosen one.
        marked: Ids of those that are marked.
        mark: The sign before them.
        blocks: Four signs for the levels 1 to 4, to show those of each dimension in a row; empty
            for none.
    """
    days = [listed_day(row.started_at, now_ms, offset) for row in attempts]
    # Where there is no room for both, the levels say more than the forecast.
    forecast = width >= (WIDE if blocks else _ROOMY)
    ends = [came_out(row, forecast=forecast) for row in attempts]
    day = max([_DAY, *(len(text) for text in days)])
    level = _LEVEL if width >= WIDE else 0
    spark = len(DIMENSIONS) + 2 if blocks and width >= _ROOMY else 0
    needed = max((end.cell_length for end in ends), default=0)
    title = max(_TITLE[0], min(_TITLE[1], width - 3 - day - 2 - level - spark - needed - 3))
    made = []
    for number, (row, end) in enumerate(zip(attempts, ends, strict=True)):
        style = "bold" if number == chosen else ""
        made.append(
            Content.assemble(
                " ",
                (here if number == chosen else " ", "$accent"),
                (mark if row.id in marked else " ", "$accent"),
                days[number].ljust(day),
                "  ",
                column(Content.styled(short_title(row.title), style), title),
                "  ",
                column(f"{row.seniority} {row.minutes}", level) if level else "",
                column(_levels(row, blocks), spark) if spark else "",
                end,
            )
        )
    return made


def _levels(row: AttemptRow, blocks: str) -> str:
    """Return the level of each dimension as the height of one block."""
    if not row.levels:
        return ""
    return "".join(blocks[(row.levels.get(name) or 1) - 1] for name in DIMENSIONS)


def aside(attempts: Sequence[AttemptRow]) -> str:
    """Return what the parentheses in these rows mean, or an empty string without any."""
    known = any(row.reference_known and row.total is not None for row in attempts)
    return "( )  the reference was known" if known else ""


def came_out(row: AttemptRow, *, forecast: bool) -> Content:
    """Return how an attempt came out: total, band and forecast, or why there are none.

    A total in parentheses is one of an attempt after the reference was opened.

    Args:
        row: The attempt.
        forecast: Whether there is room for it.
    """
    if row.sprint:
        return Content.styled(f" {row.sprint} sprint", "dim")
    if row.status != "scored" or row.band is None:
        words = _WORDS.get(row.status, row.status)
        if row.status == "interrupted":
            words = f"left after {duration(row.elapsed_ms / 1000)}"
        return Content.styled(f" {words}", "dim")
    total = f"({row.total})" if row.reference_known else f"{row.total} "
    told = Content(f"{total:>5}  {row.band.replace('-', ' '):<11}")
    if not forecast or row.predicted is None or not 1 <= row.predicted <= len(BANDS):
        return told
    said = BANDS[row.predicted - 1].replace("-", " ")
    return Content.assemble(told, (f"  you said {said}", "dim"))
