"""The charts of exported pages, as inline SVG. Shape and place tell all; colour only helps."""

from collections.abc import Sequence
from typing import NamedTuple

from sdcoach.history.html import text

WIDTH = 720
_ROW = 24
_LABEL = 150
_LEVELS = 4
_LETTER = 6.5
"""What a letter of a label takes at 12 px, on average."""


class Bar(NamedTuple):
    """One row of a bar chart, in any one unit."""

    label: str
    value: float
    mark: float
    """Where a tick stands, as for a budget."""
    says: str


class Dots(NamedTuple):
    """One row of levels: a full dot for what was given, a ring for what was expected."""

    label: str
    level: int | None
    expected: int | None


class Spot(NamedTuple):
    """Something to point out on a time line."""

    share: float
    """Where, from 0 to 1."""
    says: str


def bars(rows: Sequence[Bar], title: str) -> str:
    """Return bars with a tick each, such as minutes against their budget."""
    most = max((max(row.value, row.mark) for row in rows), default=0) or 1
    room = WIDTH - _LABEL - 110
    drawn = []
    for number, row in enumerate(rows):
        top = number * _ROW
        width, mark = (room * value / most for value in (row.value, row.mark))
        drawn.append(f'<text x="0" y="{top + 16}">{text(row.label)}</text>')
        drawn.append(
            f'<rect class="a" x="{_LABEL}" y="{top + 5}" width="{width:.1f}" height="14" rx="2"/>'
        )
        drawn.append(
            f'<line class="frame" x1="{_LABEL + mark:.1f}" x2="{_LABEL + mark:.1f}"'
            f' y1="{top + 1}" y2="{top + 23}"/>'
        )
        drawn.append(
            f'<text class="soft" x="{_LABEL + max(width, mark) + 8:.1f}" y="{top + 16}">'
            f"{text(row.says)}</text>"
        )
    return _svg(len(rows) * _ROW, title, drawn)


def levels(rows: Sequence[Dots], title: str) -> str:
    """Return levels from 1 to 4, a row each."""
    room = WIDTH - _LABEL - 60

    def across(level: int) -> float:
        return _LABEL + 10 + room * (level - 1) / (_LEVELS - 1)

    height = len(rows) * _ROW
    drawn = []
    for level in range(1, _LEVELS + 1):
        drawn.append(
            f'<line class="grid" x1="{across(level):.1f}" x2="{across(level):.1f}"'
            f' y1="4" y2="{height}"/>'
        )
        drawn.append(
            f'<text class="soft" x="{across(level) - 3:.1f}" y="{height + 15}">{level}</text>'
        )
    for number, row in enumerate(rows):
        middle = number * _ROW + 12
        drawn.append(f'<text x="0" y="{middle + 4}">{text(row.label)}</text>')
        if row.level is not None:
            drawn.append(f'<circle class="a" cx="{across(row.level):.1f}" cy="{middle}" r="5"/>')
        if row.expected is not None:
            drawn.append(
                f'<circle class="ring" cx="{across(row.expected):.1f}" cy="{middle}" r="8"/>'
            )
    return _svg(height + 22, title, drawn)


def time_line(
    counts: Sequence[int], phases: Sequence[Spot], spots: Sequence[Spot], title: str
) -> str:
    """Return how much was typed over time, where phases began and what happened when."""
    most = max(counts, default=0) or 1
    step = WIDTH / max(1, len(counts))
    drawn = [
        f'<rect class="a" x="{number * step:.1f}" y="{60 - 50 * count / most:.1f}"'
        f' width="{max(1.0, step - 1):.1f}" height="{50 * count / most:.1f}"/>'
        for number, count in enumerate(counts)
        if count
    ]
    drawn.append(f'<line class="frame" x1="0" x2="{WIDTH}" y1="60" y2="60"/>')
    ends = [spot.share for spot in phases[1:]] + [1.0]
    for spot, end in zip(phases, ends, strict=True):
        at = WIDTH * spot.share
        drawn.append(
            f'<line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="4" y2="78">'
            f"<title>{text(spot.says)}</title></line>"
        )
        # a name that would run into the next one is in the title alone
        if WIDTH * (end - spot.share) >= _LETTER * len(spot.says) + 6:
            drawn.append(f'<text class="soft" x="{at + 3:.1f}" y="76">{text(spot.says)}</text>')
    for spot in spots:
        at = WIDTH * spot.share
        drawn.append(
            f'<circle class="b" cx="{at:.1f}" cy="90" r="4"><title>{text(spot.says)}</title></circle>'
        )
    return _svg(98, title, drawn)


def _svg(height: float, title: str, drawn: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{text(title)}">'
        f"<title>{text(title)}</title>{''.join(drawn)}</svg>"
    )
