"""The page for the day before, as lines of text and as a page to print."""

from collections.abc import Iterator

from sdcoach.history import html, svg
from sdcoach.history.brief import WHEN_STUCK, Brief, gap_words
from sdcoach.history.days import date, days_left
from sdcoach.text import minutes_seconds, short_title

LAST = "That is all for today: ten minutes of cards if you must, and no new question."


def headline(brief: Brief, now_ms: int, utc_offset: int) -> str:
    """Return what the page is for: `Tomorrow: Initech, senior, 45 min`."""
    told = f"{brief.seniority}, {brief.minutes} min"
    if brief.outcome is None:
        return f"The day before: {told}"
    left = days_left(brief.outcome.date, now_ms, utc_offset)
    when = {0: "Today", 1: "Tomorrow"}.get(left, f"In {left} days")
    return f"{when}: {brief.outcome.company}, {told}"


def brief_lines(brief: Brief, now_ms: int, utc_offset: int) -> Iterator[str]:
    """Return the page as plain lines."""
    yield headline(brief, now_ms, utc_offset)
    for title, lines in _sections(brief):
        yield ""
        name, colon, rest = title.partition(":")
        yield f"{name.upper()}{colon}{rest}"
        yield from (f"  {line}" for line in lines)
    yield ""
    yield LAST


def brief_html(brief: Brief, now_ms: int, utc_offset: int) -> str:
    """Return the page as HTML that needs nothing else."""
    title = headline(brief, now_ms, utc_offset)
    body = [html.heading(title, 1)]
    for name, lines in _sections(brief):
        body.append(html.heading(name))
        if name.startswith("Your clock"):
            body.append(
                svg.bars(
                    [
                        svg.Bar(one.name, one.yours_ms, one.budget_ms, _minutes(one.yours_ms))
                        for one in brief.clock
                    ],
                    "Your minutes per phase; the tick is the budget",
                )
            )
            lines = lines[1:]
        if lines:
            body.append(html.items(lines))
    body.append(html.paragraph(LAST, "soft"))
    return html.page(title, body)


def _sections(brief: Brief) -> Iterator[tuple[str, list[str]]]:
    opening = brief.opening
    if opening is not None:
        told = f"{short_title(opening.title)}, {date(opening.at, opening.utc_offset)}"
        took = minutes_seconds(opening.took_ms / 1000)
        yield f"Open like this: {told}, {took}, scored {opening.level}", list(opening.lines)
    if brief.practise:
        yield "To practise", [brief.practise]
    if brief.gaps:
        yield "You still forget", [gap_words(gap) for gap in brief.gaps]
    if brief.clock:
        lines = [
            "   ".join(
                f"{one.name} {_minutes(one.yours_ms)}/{_minutes(one.budget_ms)}"
                f"{' !' if one.over else ''}"
                for one in brief.clock
            )
        ]
        if brief.clock_says:
            lines.append(brief.clock_says)
        yield "Your clock: yours / budget, minutes", lines
    if brief.numbers:
        yield (
            "Numbers you looked up most",
            [f"{one.name} {one.value}" for one in brief.numbers],
        )
    if brief.sums:
        yield (
            "Sums that went wrong last time",
            [f"{one.asks} {one.key} (yours was {one.judgement})" for one in brief.sums],
        )
    yield "When stuck", [WHEN_STUCK]


def _minutes(ms: int) -> str:
    return str(round(ms / 60_000))
