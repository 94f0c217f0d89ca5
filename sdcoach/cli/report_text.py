"""A model's report as plain lines."""

from collections.abc import Iterator, Mapping

from sdcoach.coach.cost import cost_words
from sdcoach.coach.report import FLAGS, Opinion, Report, apart, level_word
from sdcoach.coach.weighing import answer_words
from sdcoach.interview.state import State
from sdcoach.text import clean


def report_lines(told: Report, state: State, earned: str = "") -> list[str]:
    """Return a report as lines, each level beside the candidate's own.

    Args:
        told: The report, as it may be shown.
        state: The attempt, with the candidate's levels and what was made of the opinions.
        earned: What the model has earned, as a sentence; empty when nobody knows.
    """
    return [clean(line) for line in _lines(told, state, earned)]


def _lines(told: Report, state: State, earned: str) -> Iterator[str]:
    origin = told.origin
    times = "" if told.times == 1 else f", asked {told.times} times"
    yield f"Second opinion of {origin.get('model', 'a model')} at {origin.get('host', '?')}{times}"
    if earned:
        yield earned
    if told.total is not None and told.band is not None:
        yield f"Its levels come to {told.total}, {told.band.replace('-', ' ')}, by our scorecard."
    for flag in told.flags:
        yield f"Beware: {FLAGS.get(flag, flag)}."
    for one in told.opinions:
        yield ""
        yield from _opinion(one, told, state)
    tokens = origin.get("tokens")
    if isinstance(tokens, dict):
        read, written, seconds = tokens.get("input"), tokens.get("output"), origin.get("seconds")
        yield ""
        took = f"{_count(read)} tokens read, {_count(written)} written, {_count(seconds)} s"
        yield ", ".join(filter(None, (took, cost_words(origin.get("cost")))))


def _count(value: object) -> str:
    return f"{value:,}" if isinstance(value, (int, float)) else "?"


def _opinion(one: Opinion, told: Report, state: State) -> Iterator[str]:
    yield f"{one.dimension}  {_levels(one, state.own_levels)}" if told.numbered else one.dimension
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
    answer = answer_words(one.dimension, str(told.origin.get("id", "")), state)
    if answer:
        yield f"  you {answer}"


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
