"""A model's report as plain lines."""

from collections.abc import Iterator, Mapping

from sdcoach.coach.evaluation.badge import Badge
from sdcoach.coach.report import FLAGS, Opinion, Report, apart, level_word
from sdcoach.text import clean


def report_lines(
    told: Report, own: Mapping[str, int | None], badge: Badge | None = None
) -> list[str]:
    """Return a report as lines, each level beside the candidate's own.

    Args:
        told: The report.
        own: The candidate's levels by dimension; empty when there are none.
        badge: What the model has earned; one that earned nothing keeps its numbers to itself.
    """
    return [clean(line) for line in _lines(told, own, badge)]


def _lines(told: Report, own: Mapping[str, int | None], badge: Badge | None) -> Iterator[str]:
    origin = told.origin
    hidden = badge is not None and badge.grade == "hidden"
    times = "" if told.times == 1 else f", asked {told.times} times"
    yield f"Second opinion of {origin.get('model', 'a model')} at {origin.get('host', '?')}{times}"
    if badge is not None:
        yield badge.sentence[:1].upper() + badge.sentence[1:] + "."
    if told.total is not None and told.band is not None and not hidden:
        yield f"Its levels come to {told.total}, {told.band.replace('-', ' ')}, by our scorecard."
    for flag in told.flags:
        yield f"Beware: {FLAGS.get(flag, flag)}."
    for one in told.opinions:
        yield ""
        yield from _opinion(one, own, hidden)
    tokens = origin.get("tokens")
    if isinstance(tokens, dict):
        read, written, seconds = tokens.get("input"), tokens.get("output"), origin.get("seconds")
        yield ""
        yield f"{_count(read)} tokens read, {_count(written)} written, {_count(seconds)} s"


def _count(value: object) -> str:
    return f"{value:,}" if isinstance(value, (int, float)) else "?"


def _opinion(one: Opinion, own: Mapping[str, int | None], hidden: bool) -> Iterator[str]:
    yield one.dimension if hidden else f"{one.dimension}  {_levels(one, own)}"
    for quote in one.quotes:
        yield f'  "{quote.text}"'
    if one.dropped:
        yield f"  {one.dropped} quoted, but nowhere in your text: dropped"
    for text in one.missing:
        yield f"  missing: {text}"
    if one.why_not_higher:
        yield f"  not higher: {one.why_not_higher}"
    if one.why_not_lower:
        yield f"  not lower: {one.why_not_lower}"
    for flag in one.flags:
        yield f"  ({FLAGS.get(flag, flag)})"


def _levels(one: Opinion, own: Mapping[str, int | None]) -> str:
    said = level_word(one.level)
    if one.said != one.level:
        said += f" (it said {level_word(one.said)})"
    if one.dimension in own:
        level = own[one.dimension]
        said += f", you {level_word(level)}: {apart(level, one.level)}"
    if one.spread is not None and one.spread[0] != one.spread[1]:
        said += f"  between {one.spread[0]} and {one.spread[1]}"
    return said
