"""The numbers behind the charts of the trends, as tables."""

from collections.abc import Callable, Sequence

from textual.content import Content

from sdcoach.bank.question import DIMENSIONS
from sdcoach.history.trends import JUDGEMENTS
from sdcoach.text import duration, minutes_seconds
from sdcoach.tui.page import column
from sdcoach.tui.trend_rows import Part, Story, nothing
from sdcoach.tui.verdict_rows import hanging

MOST = 200
"""Rows of a table, the newest first; `sdcoach trends --json` has them all."""
_LEAST = 8
"""Columns below which the second column is left out."""


def number_rows(part: Part, story: Story, width: int) -> list[Content]:
    """Return the numbers behind a part, the newest first."""
    rows = _TABLES[part](story, width)
    if not rows:
        return nothing(width, "There is no number yet.")
    return rows


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[Content]:
    """Return rows under their heads, the first `MOST` of them.

    The second column takes what is left, and goes where that is too little; the third and those
    after it are right-aligned.
    """
    if not rows:
        return []
    sizes = [max(len(cells[place]) for cells in (heads, *rows)) for place in range(len(heads))]
    rest = width - 4 - sizes[0] - 2 - sum(size + 1 for size in sizes[2:])
    second = min(sizes[1], rest) if rest >= _LEAST else 0
    made = []
    for number, cells in enumerate([heads, *rows[:MOST]]):
        text = Content.assemble(
            "   ",
            column(cells[0], sizes[0] + 2),
            column(cells[1], second) if second else "",
            *(f" {cell:>{size}}" for cell, size in zip(cells[2:], sizes[2:], strict=True)),
        )
        made.append(text if number else Content.styled(text.plain, "dim"))
    if len(rows) > MOST:
        told = f"The newest {MOST}; `sdcoach trends --json` has all {len(rows)}."
        made += [Content(""), *hanging("", told, width, style="dim")]
    return made


def _score(story: Story, width: int) -> list[Content]:
    rows = [
        (
            story.day(one.at),
            story.names.questions.get(one.question, one.question),
            f"({one.total})" if one.hollow else f"{one.total} ",
            one.band.replace("-", " "),
        )
        for one in reversed(story.trends.totals)
    ]
    made = table(("DAY", "QUESTION", "SCORE", "BAND"), rows, width)
    if any(one.hollow for one in story.trends.totals):
        made += [Content(""), *hanging("( )  ", "the reference was known", width, style="dim")]
    return made


def _levels(story: Story, width: int) -> list[Content]:
    by_attempt: dict[str, dict[str, str]] = {}
    when: dict[str, int] = {}
    for trend in story.trends.dimensions:
        for point in trend.points:
            mark = f"({point.level})" if point.hollow else f"{point.level} "
            by_attempt.setdefault(point.attempt, {})[trend.dimension] = mark
            when[point.attempt] = point.at
    titles = {one.attempt: one.question for one in story.trends.totals}
    rows = []
    for name in sorted(by_attempt, key=lambda one: -when[one]):
        question = titles.get(name, "")
        levels = (by_attempt[name].get(dimension, "- ") for dimension in DIMENSIONS)
        rows.append((story.day(when[name]), story.names.questions.get(question, question), *levels))
    letters = (f"{story.names.dimensions[name][0]} " for name in DIMENSIONS)
    return table(("DAY", "QUESTION", *letters), rows, width)


def _minutes(story: Story, width: int) -> list[Content]:
    when: dict[str, int] = {}
    spent: dict[str, dict[str, str]] = {}
    for trend in story.trends.phases:
        for point in trend.points:
            when[point.attempt] = point.at
            over = "!" if point.spent_ms >= point.budget_ms + 60_000 else " "
            told = minutes_seconds(point.spent_ms / 1000) + over
            spent.setdefault(point.attempt, {})[trend.phase] = told
    phases = [trend.phase for trend in story.trends.phases]
    names = [story.names.phases.get(phase, phase)[:7] + " " for phase in phases]
    rows = [
        (story.day(when[name]), "", *(spent[name].get(phase, "- ") for phase in phases))
        for name in sorted(when, key=lambda one: -when[one])
    ]
    made = table(("DAY", "", *names), rows, width)
    if made:
        made += [
            Content(""),
            *hanging("!  ", "a minute or more over the budget", width, style="dim"),
        ]
    return made


def _estimates(story: Story, width: int) -> list[Content]:
    rows = [
        (story.day(one.at), "", *(str(one.counts[name]) for name in JUDGEMENTS))
        for one in reversed(story.trends.estimates.points)
    ]
    return table(("DAY", "", *JUDGEMENTS), rows, width)


def _practice(story: Story, width: int) -> list[Content]:
    rows = [
        (
            story.day(one.began),
            "",
            str(one.interviews),
            str(one.sprints),
            duration(one.ms / 1000) if one.ms else "-",
        )
        for one in reversed(story.trends.weeks)
    ]
    return table(("WEEK OF", "", "INTERVIEWS", "SPRINTS", "TIME"), rows, width)


def _coverage(story: Story, width: int) -> list[Content]:
    letters = (story.names.dimensions[name][0] for name in DIMENSIONS)
    rows = [
        (
            f"{one.times:>4} ",
            story.names.topics.get(one.topic, one.topic),
            *(f"{one.cells[name].level:.1f}" if name in one.cells else "-" for name in DIMENSIONS),
        )
        for one in story.trends.coverage
        if one.times
    ]
    return table(("   ×", "TOPIC", *letters), rows, width)


_TABLES: dict[Part, Callable[[Story, int], list[Content]]] = {
    Part.SCORE: _score,
    Part.LEVELS: _levels,
    Part.MINUTES: _minutes,
    Part.ESTIMATES: _estimates,
    Part.PRACTICE: _practice,
    Part.COVERAGE: _coverage,
}
