"""Where one stands, in rows: two levels a dimension, and what was done this week."""

from collections.abc import Mapping

from textual.content import Content

from sdcoach.history.standing import Standing
from sdcoach.text import duration, plural
from sdcoach.tui.page import column, heading

MIDDLE = 57
"""The column at which a remark on a heading stands, where there is room."""
_TWO_COLUMNS = 72
_NAME = 26


def beside(title: Content, text: str, width: int) -> Content:
    """Return a heading with a quiet remark at its right, if there is room for one."""
    if not text or width < 60:
        return title
    return Content.assemble(column(title, min(MIDDLE, width - len(text) - 2)), (text, "dim"))


def standing_rows(
    levels: Mapping[str, tuple[int, ...]], names: Mapping[str, str], remark: str, width: int
) -> list[Content]:
    """Return the latest levels by dimension; nothing without any.

    Args:
        levels: By dimension, the older first.
        names: What each dimension is called, in order.
        remark: Beside the heading.
        width: Columns there are.
    """
    if not levels:
        return []
    title = beside(heading("WHERE YOU STAND"), remark, width)
    cells = [
        Content.assemble(column(name, _NAME), " ", _levels(levels.get(dimension, ())))
        for dimension, name in names.items()
    ]
    if width < _TWO_COLUMNS:
        return [title, *(Content.assemble("   ", cell) for cell in cells)]
    half = -(-len(cells) // 2)
    pairs = zip(cells[:half], [*cells[half:], Content("")][:half], strict=True)
    return [title, *(Content.assemble("   ", column(left, 36), right) for left, right in pairs)]


def week_row(standing: Standing) -> Content | None:
    """Return what was done this week, or None when that is nothing."""
    parts = []
    if standing.interviews:
        parts.append(plural(standing.interviews, "interview"))
    if standing.sprints:
        parts.append(plural(standing.sprints, "sprint"))
    if not parts:
        return None
    parts.append(duration(standing.week_ms / 1000))
    return Content.styled(" This week   " + " · ".join(parts), "dim")


def _levels(levels: tuple[int, ...]) -> Content:
    """Return levels side by side; a 1 stands out."""
    if not levels:
        return Content.styled("–", "dim")
    marked = [
        Content.styled(str(level), "bold $warning") if level == 1 else Content(str(level))
        for level in levels
    ]
    return Content(" ").join(marked)
