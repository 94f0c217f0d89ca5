"""Charts as rows of text, drawn by plotext without its colours: shape and place tell all.

plotext costs 60 ms to import, so it is imported by the first chart; a page that is going to show
some calls `warm` in the thread in which it reads.
"""

import re
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import NamedTuple

from textual.content import Content

from sdcoach.tui.palette import Signs

Point = tuple[float, float]
Label = tuple[float, str]

MOST = 150
"""Points of one chart; further back the newest would be told from nothing."""
_RUN = re.compile(r"(.)\1*", re.DOTALL)
_ASCII_AXES = str.maketrans("│┤├─┬┴┼└┘┌┐", "|||-+++++++")
_BLOCK, _ASCII_BLOCK = "█", "#"
_TRACE, _ASCII_TRACE = "·", "."


class Plot(NamedTuple):
    """Points over time. A *hollow* one is shown and counts for nothing."""

    points: Sequence[Point]
    hollow: Sequence[Point]
    low: float
    high: float
    ticks: Sequence[Label]
    """Values that are named at the left."""
    dates: Sequence[Label] = ()
    """Moments that are named below; none leaves the row out."""
    span: Point | None = None
    """The moments of the left and the right end; by default those of the points."""
    traced: bool = False
    """Whether the points that count are joined."""


def warm() -> ModuleType:
    """Import what draws, and return it."""
    import plotext

    return plotext  # type: ignore[no-any-return]


def plot(told: Plot, width: int, height: int, signs: Signs) -> list[Content]:
    """Return points in exactly `height` rows."""
    drawn = _figure(width, height, bare=not told.dates)
    points, hollow = told.points[-MOST:], told.hollow[-MOST:]
    times = [at for at, _ in (*points, *hollow)] or [0.0]
    first, last = told.span or (min(times), max(times))
    if first == last:
        first, last = first - 1, last + 1
    drawn.xlim(first, last)
    drawn.ylim(told.low, told.high)
    drawn.yticks([value for value, _ in told.ticks], [name for _, name in told.ticks])
    drawn.xticks([at for at, _ in told.dates], [name for _, name in told.dates])
    if told.traced and len(points) > 1:
        trace = _ASCII_TRACE if signs.ascii_only else _TRACE
        drawn.plot(*_axes(points), marker=trace)
    # What counts is drawn last: where two fall into one cell, it is what is seen.
    for found, mark in ((hollow, signs.ring), (points, signs.dot)):
        if found:
            drawn.scatter(*_axes(found), marker=mark)
    styles = {signs.dot: "$accent"}
    return _rows(drawn, height, signs, lambda sign: styles.get(sign, "dim"))


def columns(
    values: Sequence[float], names: Sequence[Label], width: int, height: int, signs: Signs
) -> list[Content]:
    """Return values as columns side by side, the first at the left, in exactly `height` rows.

    Args:
        values: From 0 on.
        names: Which column, from 0, is called how.
        width: Columns of the terminal.
        height: Rows, that of the names among them.
        signs: The signs that this terminal shows.
    """
    block = _ASCII_BLOCK if signs.ascii_only else _BLOCK
    drawn = _figure(width, height, bare=False)
    most = max([*values, 0]) or 1
    # The bars first: drawing them sets marks of its own.
    drawn.bar(list(range(len(values))), list(values), width=0.6, marker=block)
    drawn.ylim(0, most)
    drawn.yticks([0, most], ["0", f"{most:g}"])
    drawn.xlim(-0.5, len(values) - 0.5)
    drawn.xticks([at for at, _ in names], [name for _, name in names])
    return _rows(drawn, height, signs, lambda sign: "$accent" if sign == block else "dim")


def _figure(width: int, height: int, *, bare: bool) -> ModuleType:
    drawn = warm()
    drawn.clear_figure()
    drawn.theme("clear")
    drawn.limit_size(False, False)  # the page knows its room; plotext would ask the terminal
    drawn.plot_size(width, height)
    drawn.frame(False)
    drawn.yaxes(True, False)
    drawn.xaxes(not bare, False)
    return drawn


def _axes(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    return [at for at, _ in points], [value for _, value in points]


def _rows(
    drawn: ModuleType, height: int, signs: Signs, style: Callable[[str], str]
) -> list[Content]:
    whole = str(drawn.uncolorize(drawn.build()))
    if signs.ascii_only:
        whole = whole.translate(_ASCII_AXES)
    text = whole.split("\n")[:height]
    text += [""] * (height - len(text))
    made = []
    for row in text:
        runs = [(match.group(), style(match.group(1))) for match in _RUN.finditer(row.rstrip())]
        made.append(Content.assemble(*runs))
    return made
