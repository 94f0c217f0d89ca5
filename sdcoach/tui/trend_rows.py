"""How it goes over time, as charts: score, levels, minutes, estimates, practice, coverage."""

from collections.abc import Callable, Sequence
from enum import Enum
from statistics import mean
from typing import NamedTuple

from textual.content import Content

from sdcoach.bank.index import Bank
from sdcoach.bank.question import DIMENSIONS, KINDS
from sdcoach.history.days import listed_day
from sdcoach.history.trends import RECENT, Cell, Trends
from sdcoach.scoring.scorecard import LEAST
from sdcoach.text import duration, plural, short_title
from sdcoach.tui.charts import Label, Plot, columns, plot
from sdcoach.tui.page import column, heading
from sdcoach.tui.palette import Signs
from sdcoach.tui.verdict_rows import hanging

TWO_COLUMNS = 76
"""From this width on, small charts stand in two columns."""
_HOUR_MS = 3_600_000
_TALLEST = 16
_SHADES, _ASCII_SHADES = " ░▒▓█", " .:+#"
_NAME = 24


class Part(Enum):
    """A part of the page, by the action that opens it."""

    SCORE = "score"
    LEVELS = "levels"
    MINUTES = "minutes"
    ESTIMATES = "estimates"
    PRACTICE = "practice"
    COVERAGE = "coverage"


class Names(NamedTuple):
    """What things are called."""

    dimensions: dict[str, tuple[str, str]]
    """Letter and short name."""
    phases: dict[str, str]
    topics: dict[str, str]
    questions: dict[str, str]


class Story(NamedTuple):
    """Trends, and what it takes to tell them."""

    trends: Trends
    names: Names
    now_ms: int
    utc_offset: int

    def day(self, at_ms: float) -> str:
        """Return a day as lists write it."""
        return listed_day(round(at_ms), self.now_ms, self.utc_offset)


def names_of(bank: Bank) -> Names:
    """Return what a bank calls its dimensions, phases, topics and questions."""
    rubric = bank.rubric("system-design")
    return Names(
        {one.id: (one.letter, one.short) for one in rubric.dimensions},
        {phase.id: phase.short for kind in reversed(KINDS) for phase in bank.phases(kind)},
        {topic.id: topic.name for topic in bank.topics},
        {header.id: short_title(header.title) for header in bank.headers},
    )


def chart_rows(part: Part, story: Story, signs: Signs, width: int, height: int) -> list[Content]:
    """Return a part as charts.

    Args:
        part: Which.
        story: What it tells.
        signs: The signs that this terminal shows.
        width: Columns.
        height: Rows that are seen at once; a part may have more.
    """
    return _CHARTS[part](story, signs, width, height)


def nothing(width: int, text: str) -> list[Content]:
    """Return what to do so that a part has something to show."""
    return hanging("", text, width)


# --- score ------------------------------------------------------------------------------------


def _score(story: Story, signs: Signs, width: int, height: int) -> list[Content]:
    totals = story.trends.totals
    if not totals:
        return nothing(width, "A scored interview makes the first point. Enter on Home starts one.")
    told = Plot(
        [(one.at, one.total) for one in totals if not one.hollow],
        [(one.at, one.total) for one in totals if one.hollow],
        0,
        100,
        [(0, "0"), *((least, str(least)) for least in LEAST.values()), (100, "100")],
        _ends(story, [one.at for one in totals], width),
        traced=True,
    )
    says = _score_words(story, width)
    rows = plot(told, width - 4, max(6, min(_TALLEST, height - len(says) - 1)), signs)
    return [*(Content.assemble("  ", row) for row in rows), Content(""), *says]


def _score_words(story: Story, width: int) -> list[Content]:
    trends = story.trends
    counted = [one.total for one in trends.totals if not one.hollow]
    rows = []
    if counted:
        now, before = counted[-RECENT:], counted[-2 * RECENT : -RECENT]
        earlier = f"; the {len(before)} before them {mean(before):.0f}" if before else ""
        text = f"The last {len(now)} average {mean(now):.0f}{earlier}."
        rows += hanging("Score      ", text if len(counted) > 1 else f"{counted[0]}.", width)
    marks = [f"{least} {band.replace('-', ' ')}" for band, least in LEAST.items()]
    rows += hanging("Bands      ", " · ".join(marks), width)
    if trends.unprompted is not None:
        text = f"{trends.unprompted:.0%} of what was heard lately was raised unasked."
        rows += hanging("Unasked    ", text, width)
    if trends.sprints:
        made = ", ".join(
            f"{story.names.phases.get(one.phase, one.phase)} {one.times}" for one in trends.sprints
        )
        rows += hanging("Sprints    ", f"{made}; they are in none of this.", width)
    return rows


def _ends(story: Story, times: Sequence[int], width: int) -> list[Label]:
    """Return the first and the last day, where both have room."""
    first, last = min(times), max(times)
    if first == last or width < 40:
        return [(first, story.day(first))]
    return [(first, story.day(first)), (last, story.day(last))]


# --- small charts beside each other -----------------------------------------------------------


def _small(title: Content, told: Plot, width: int, signs: Signs) -> list[Content]:
    rows = plot(told, width - 3, 4, signs)
    return [title, *(Content.assemble("  ", row) for row in rows)]


def _tiles(tiles: Sequence[list[Content]], width: int) -> list[Content]:
    """Lay charts of the same height into one or two columns."""
    if width < TWO_COLUMNS:
        return [row for tile in tiles for row in tile]
    half = width // 2
    rows = []
    for number in range(0, len(tiles), 2):
        pair = tiles[number : number + 2]
        right = pair[1] if len(pair) > 1 else [Content("")] * len(pair[0])
        rows += [
            Content.assemble(column(one, half), other)
            for one, other in zip(pair[0], right, strict=True)
        ]
    return rows


def _tile(width: int) -> int:
    return width // 2 if width >= TWO_COLUMNS else width


def _change(now: float | None, before: float | None, form: str) -> str:
    if now is None:
        return ""
    return format(now, form) if before is None else f"{before:{form}} -> {now:{form}}"


def _titled(text: str, change: str, width: int) -> Content:
    room = max(8, width - len(change) - 4)
    return Content.assemble(" ", (column(text, room).plain, "bold"), " ", (change, "dim"))


# --- levels -----------------------------------------------------------------------------------


def _levels(story: Story, signs: Signs, width: int, _height: int) -> list[Content]:
    dimensions = story.trends.dimensions
    times = [point.at for one in dimensions for point in one.points]
    if not times:
        return nothing(width, "Levels come with scoring: open a finished interview and press s.")
    span = (min(times), max(times))
    tiles = []
    for one in dimensions:
        letter, name = story.names.dimensions[one.dimension]
        told = Plot(
            [(point.at, point.level) for point in one.points if not point.hollow],
            [(point.at, point.level) for point in one.points if point.hollow],
            1,
            4,
            [(level, str(level)) for level in (1, 2, 3, 4)],
            span=span,
        )
        title = _titled(f"{letter} {name}", _change(one.now, one.before, ".1f"), _tile(width))
        tiles.append(_small(title, told, _tile(width), signs))
    return _tiles(tiles, width)


# --- minutes ----------------------------------------------------------------------------------


def _minutes(story: Story, signs: Signs, width: int, _height: int) -> list[Content]:
    phases = story.trends.phases
    if not phases:
        return nothing(width, "Minutes per phase come with the first interview that you end.")
    times = [point.at for one in phases for point in one.points]
    span = (min(times), max(times))
    tiles = []
    for one in phases:
        shares = [
            (point.at, min(2.0, point.spent_ms / point.budget_ms))
            for point in one.points
            if point.budget_ms
        ]
        told = Plot(shares, (), 0, 2, [(0, "0"), (1, "1"), (2, "2")], span=span)
        share = "" if one.share is None else f"{one.share:.0%} of its budget"
        name = story.names.phases.get(one.phase, one.phase)
        tiles.append(_small(_titled(name, share, _tile(width)), told, _tile(width), signs))
    note = "1 is the budget; 2 is twice as long, or longer."
    return [*_tiles(tiles, width), *hanging("", note, width, style="dim")]


# --- estimates --------------------------------------------------------------------------------


def _estimates(story: Story, signs: Signs, width: int, height: int) -> list[Content]:
    found = story.trends.estimates
    if not found.points:
        return nothing(
            width, "Estimates are judged when an interview with sums (= lines) is scored."
        )
    shares = [
        (one.at, 100 * (one.counts["exact"] + one.counts["right"]) / sum(one.counts.values()))
        for one in found.points
    ]
    ticks = [(0, "0 %"), (50, "50 %"), (100, "100 %")]
    dates = _ends(story, [one.at for one in found.points], width)
    told = Plot(shares, (), 0, 100, ticks, dates, traced=True)
    most = max(found.counts.values()) or 1
    rows = [heading("WITHIN A FACTOR OF TWO"), Content("")]
    chart = plot(told, width - 4, max(6, min(_TALLEST, height - 12)), signs)
    rows += [Content.assemble("  ", row) for row in chart]
    change = _change(found.now, found.before, ".0%")
    rows += [Content(""), *hanging("Lately    ", change, width), Content("")]
    room = max(10, width - 24)
    for name, count in found.counts.items():
        bar = signs.rule * round(room * count / most)
        style = "$warning" if name in ("wrong", "missing") else "$accent"
        rows.append(Content.assemble(f"   {name:<9}{count:>4}  ", (bar, style)))
    return rows


# --- practice ---------------------------------------------------------------------------------


def _practice(story: Story, signs: Signs, width: int, height: int) -> list[Content]:
    weeks = story.trends.weeks
    if not weeks:
        return nothing(width, "An interview, or six minutes of a sprint, makes the first week.")
    room = max(6, min(_TALLEST, height - 8))
    shown = weeks[-max(1, (width - 8) // 3) :]
    hours = [round(one.ms / _HOUR_MS, 1) for one in shown]
    names = [(0, story.day(shown[0].began))]
    if len(shown) > 1:
        names.append((len(shown) - 1, "this week"))
    rows = [heading("HOURS A WEEK"), Content("")]
    wide = min(width - 4, max(24, 6 * len(shown)))
    rows += [Content.assemble("  ", row) for row in columns(hours, names, wide, room, signs)]
    this = weeks[-1]
    told = [plural(this.interviews, "interview"), plural(this.sprints, "sprint")]
    rows += [
        Content(""),
        *hanging("This week  ", f"{', '.join(told)}, {duration(this.ms / 1000)}", width),
    ]
    whole = sum(one.ms for one in weeks)
    return rows + hanging(
        "In all     ",
        f"{duration(whole / 1000)} in {plural(len(weeks), 'week')}",
        width,
    )


# --- coverage ---------------------------------------------------------------------------------


def _coverage(story: Story, signs: Signs, width: int, _height: int) -> list[Content]:
    met = [one for one in story.trends.coverage if one.times]
    if not met:
        return nothing(width, "Each interview covers the topics of its question; none is met yet.")
    shades = _ASCII_SHADES if signs.ascii_only else _SHADES
    wide = 5 if width >= TWO_COLUMNS else 3
    room = min(34, width - 8 - wide * len(DIMENSIONS))
    letters = [story.names.dimensions[name][0] for name in DIMENSIONS]
    head = "".join(f"{letter:<{wide}}" for letter in letters)
    rows = [Content.styled(f"   {'':<{room}}  ×  {head}", "dim")]
    for one in met:
        cells: list[tuple[str, str]] = []
        for name in DIMENSIONS:
            cell = one.cells.get(name)
            text, style = _shaded(cell, shades, wide)
            cells.append((text, style))
        name = story.names.topics.get(one.topic, one.topic)
        rows.append(Content.assemble("   ", column(name, room), f"{one.times:>3}  ", *cells))
    key = "   ".join(f"{shades[level] * 2} {level}" for level in (1, 2, 3, 4))
    rows += [Content(""), *hanging("Level      ", key, width)]
    legend = ", ".join(" ".join(story.names.dimensions[name]) for name in DIMENSIONS)
    rows += hanging("Columns    ", legend, width, style="dim")
    never = [
        story.names.topics.get(one.topic, one.topic) for one in story.trends.coverage[len(met) :]
    ]
    if never:
        rows += [Content(""), heading("NEVER MET"), *hanging("", " · ".join(never), width)]
    return rows


def _shaded(cell: Cell | None, shades: str, wide: int) -> tuple[str, str]:
    """Return a cell of the heat map: the better the average level, the fuller."""
    if cell is None:
        return ("·" if shades is _SHADES else "-").ljust(wide), "dim"
    level = max(1, min(4, round(cell.level)))
    style = "$warning" if level == 1 else "$accent"
    return (shades[level] * (wide - 1)).ljust(wide), style


_CHARTS: dict[Part, Callable[[Story, Signs, int, int], list[Content]]] = {
    Part.SCORE: _score,
    Part.LEVELS: _levels,
    Part.MINUTES: _minutes,
    Part.ESTIMATES: _estimates,
    Part.PRACTICE: _practice,
    Part.COVERAGE: _coverage,
}
