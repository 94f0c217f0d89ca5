"""A model's report after we have gone through it: quotes verified, levels capped, flags raised.

No figure in it is the model's but the eight levels, and those only as far as its quotes carry
them. Total and band come from our own scorecard.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sdcoach.bank.question import Rubric
from sdcoach.coach.aimed import touches_aimed
from sdcoach.coach.quotes import Span, locate
from sdcoach.scoring.scorecard import add_up, weights_of
from sdcoach.text import clean, one_line

UNSUPPORTED_CAP = 2
"""The most a dimension can have that no quote carries."""
SINGLE_CAP = 3
"""The most that one quote carries."""
MOST = 4
UNSURE_SPREAD = 2
"""Levels between the repeats of a report from which it counts as unsure."""
FLAGS = {
    "unsupported": "none of its quotes stands in your text, so it counts as 2 at most",
    "one-quote": "one quote of yours carries it, so it counts as 3 at most",
    "estimate-off": "an estimate is off by ten times or more, which makes estimation 1",
    "unsure": "asked again, it gave levels two or more apart",
    "flat": "it gave every dimension the same level",
    "aimed": "the notes hold text that is aimed at a grader; such a line is no evidence",
    "cut": "the notes were longer than what was sent",
    "unread": "the host read only a part of what was sent; give it more context (docs/model.md)",
}
"""Flags of a dimension or a report, in words."""
_LONGEST = 400
_LARGEST = 10**9


class Quote(NamedTuple):
    """A verified passage of the candidate's own."""

    text: str
    """As it stands in the candidate's text."""
    where: str
    """`notes` or `sheet`."""
    spans: tuple[Span, ...]


class Opinion(NamedTuple):
    """What a model thinks of one dimension, as far as we let it stand."""

    dimension: str
    level: int | None
    """1 to 4; None is "not shown"."""
    said: int | None
    """The level before any cap."""
    quotes: tuple[Quote, ...]
    dropped: int
    """Quotes that stand nowhere in the candidate's own text."""
    missing: tuple[str, ...]
    why_not_higher: str
    why_not_lower: str
    flags: tuple[str, ...]
    spread: tuple[int, int] | None = None
    """Lowest and highest level, where it was asked more than once."""


class Report(NamedTuple):
    """A second opinion on one attempt."""

    opinions: tuple[Opinion, ...]
    total: int | None
    band: str | None
    flags: tuple[str, ...]
    times: int
    """How often it was asked."""
    origin: dict[str, Any]
    """Profile, host, model, rung, hashes of prompt and rubric, seconds, tokens, cost."""
    numbered: bool = True
    """Whether its levels may be shown; without, they and what follows from them are left out."""

    @property
    def levels(self) -> dict[str, int | None]:
        """Level by dimension."""
        return {one.dimension: one.level for one in self.opinions}


class Source(NamedTuple):
    """Where a quote may come from: the candidate's own words, foreign text blanked out."""

    notes: str
    sheet: str


def opinion(dimension: str, told: Mapping[str, Any], source: Source) -> Opinion:
    """Go through what a model said of one dimension.

    Args:
        dimension: Its id.
        told: `evidence`, `missing`, `why_not_higher`, `why_not_lower` and `score`.
        source: The candidate's own words.
    """
    quotes: list[Quote] = []
    for words in told["evidence"]:
        quote = _verified(str(words), source)
        if quote is not None and all(quote.spans != one.spans for one in quotes):
            quotes.append(quote)
    said: int | None = told["score"]
    level, flags = said, list[str]()
    if said is not None and not quotes and said > UNSUPPORTED_CAP:
        level = UNSUPPORTED_CAP
    elif said is not None and len(quotes) == 1 and said > SINGLE_CAP:
        level, flags = SINGLE_CAP, ["one-quote"]
    if said is not None and not quotes and said > 1:
        flags = ["unsupported"]
    return Opinion(
        dimension,
        level,
        said,
        tuple(quotes),
        len(told["evidence"]) - len(quotes),
        tuple(_sentence(text) for text in told["missing"] if _sentence(text)),
        _sentence(told["why_not_higher"]),
        _sentence(told["why_not_lower"]),
        tuple(flags),
    )


def report(
    rounds: Sequence[Sequence[Opinion]],
    rubric: Rubric,
    seniority: str,
    *,
    far_off: bool,
    whole: bool,
    flags: Sequence[str] = (),
    origin: Mapping[str, Any],
) -> Report:
    """Make one report of one or several rounds of opinions.

    Args:
        rounds: Each with one opinion per dimension; several when it was asked again.
        rubric: The attempt's.
        seniority: What the candidate aims at.
        far_off: Whether a paired estimate is off by ten times or more.
        whole: Whether it was a whole interview: a sprint has no total.
        flags: Of the whole report.
        origin: Where it comes from.
    """
    opinions = [_median([one[place] for one in rounds]) for place in range(len(rounds[0]))]
    if far_off:
        opinions = [_estimate_off(one) for one in opinions]
    levels = {one.dimension: one.level for one in opinions}
    raised = list(flags)
    shown = [level for level in levels.values() if level is not None]
    if len(shown) == len(opinions) > 1 and len(set(shown)) == 1:
        raised.append("flat")
    result = add_up(levels, weights_of(rubric, seniority)) if whole else None
    return Report(
        tuple(opinions),
        None if result is None else result.total,
        None if result is None else result.band,
        tuple(raised),
        len(rounds),
        dict(origin),
    )


def _verified(words: str, source: Source) -> Quote | None:
    for where, text in (("notes", source.notes), ("sheet", source.sheet)):
        spans = locate(words, text)
        if spans is not None and not any(touches_aimed(text, *span) for span in spans):
            shown = " ... ".join(one_line(text[span.start : span.end]) for span in spans)
            return Quote(shown, where, spans)
    return None


def _median(repeats: Sequence[Opinion]) -> Opinion:
    """Return the opinion in the middle, with the spread of all."""
    if len(repeats) == 1:
        return repeats[0]
    # "Not shown" counts as the lowest here, as it does in the total.
    ranked = sorted(repeats, key=lambda one: one.level or 0)
    middle = ranked[(len(ranked) - 1) // 2]
    lowest, highest = ranked[0].level or 1, ranked[-1].level or 1
    flags = middle.flags
    if highest - lowest >= UNSURE_SPREAD:
        flags = (*flags, "unsure")
    return middle._replace(flags=flags, spread=(lowest, highest))


def _estimate_off(one: Opinion) -> Opinion:
    if one.dimension != "estimation" or one.level in (None, 1):
        return one
    return one._replace(level=1, flags=(*one.flags, "estimate-off"))


def _sentence(text: Any) -> str:
    return one_line(clean(str(text)))[:_LONGEST].strip()


# --- in words ---------------------------------------------------------------------------------


def level_word(level: int | None) -> str:
    """Return a level as it is shown: 1 to 4, or `not shown`."""
    return "not shown" if level is None else str(level)


def apart(mine: int | None, theirs: int | None) -> str:
    """Return in words how a model's level stands to the candidate's own."""
    if theirs is None or mine is None:
        return "the same" if theirs == mine else "not comparable"
    if mine == theirs:
        return "the same"
    return f"{abs(theirs - mine)} {'higher' if theirs > mine else 'lower'} than yours"


def rechecked(
    told: Report, source: Source, rubric: Rubric, seniority: str, *, far_off: bool, whole: bool
) -> Report:
    """Return a kept report as far as it still holds: it may come from another machine.

    Quotes are looked up again, levels stay within what they carry, and the sums are our own.
    """
    opinions = []
    for one in told.opinions:
        found = (_verified(quote.text, source) for quote in one.quotes)
        quotes = tuple(quote for quote in found if quote is not None)
        level = one.level
        if level is not None:
            most = (UNSUPPORTED_CAP, SINGLE_CAP, MOST)[min(2, len(quotes))]
            level = min(level, most)
        lost = len(one.quotes) - len(quotes)
        one = one._replace(quotes=quotes, level=level, dropped=one.dropped + lost)
        opinions.append(_estimate_off(one) if far_off else one)
    levels = {one.dimension: one.level for one in opinions}
    result = add_up(levels, weights_of(rubric, seniority)) if whole else None
    return told._replace(
        opinions=tuple(opinions),
        total=None if result is None else result.total,
        band=None if result is None else result.band,
    )


def unnumbered(told: Report) -> Report:
    """Return a report without its levels: those of a model that has earned no trust."""
    opinions = tuple(
        one._replace(level=None, said=None, spread=None, flags=()) for one in told.opinions
    )
    return told._replace(opinions=opinions, total=None, band=None, numbered=False)


# --- as the payload of a `coached` event ------------------------------------------------------


def payload(told: Report) -> dict[str, Any]:
    """Return a report as JSON keeps it; `levels` is what calibration reads."""
    return {
        "levels": told.levels,
        "total": told.total,
        "band": told.band,
        "flags": list(told.flags),
        "times": told.times,
        "dimensions": {
            one.dimension: {
                "level": one.level,
                "said": one.said,
                "quotes": [
                    {"text": quote.text, "where": quote.where, "spans": [[*s] for s in quote.spans]}
                    for quote in one.quotes
                ],
                "dropped": one.dropped,
                "missing": list(one.missing),
                "why_not_higher": one.why_not_higher,
                "why_not_lower": one.why_not_lower,
                "flags": list(one.flags),
                "spread": None if one.spread is None else list(one.spread),
            }
            for one in told.opinions
        },
        **told.origin,
    }


_OURS = frozenset({"levels", "total", "band", "flags", "times", "dimensions"})


def read_report(kept: Mapping[str, Any]) -> Report | None:
    """Return a report that the history kept; None when it is not one that we understand.

    A history may come from a stranger: no text of it has more than one line.
    """
    try:
        opinions = tuple(
            Opinion(
                _sentence(name),
                _level(one["level"]),
                _level(one["said"]),
                tuple(
                    Quote(
                        one_line(str(quote["text"])),
                        _sentence(quote["where"]),
                        tuple(Span(int(start), int(end)) for start, end in quote["spans"]),
                    )
                    for quote in one["quotes"]
                ),
                _within(one["dropped"], 0, 1_000),
                tuple(_sentence(text) for text in one["missing"]),
                _sentence(one["why_not_higher"]),
                _sentence(one["why_not_lower"]),
                tuple(_sentence(flag) for flag in one["flags"]),
                None if one["spread"] is None else (int(one["spread"][0]), int(one["spread"][1])),
            )
            for name, one in kept["dimensions"].items()
        )
        total = kept["total"]
        return Report(
            opinions,
            None if total is None else _within(total, 0, 100),
            None if kept["band"] is None else _sentence(kept["band"]),
            tuple(_sentence(flag) for flag in kept["flags"]),
            _within(kept["times"], 1, 100),
            {name: _plain(value) for name, value in kept.items() if name not in _OURS},
        )
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError):
        return None


def _plain(value: Any, *, inside: bool = False) -> Any:
    """Return what a report's origin says as far as it can be shown; None for anything else."""
    if isinstance(value, dict) and not inside:  # the tokens; nothing of ours lies deeper
        return {name: _plain(one, inside=True) for name, one in value.items()}
    if isinstance(value, str):
        return _sentence(value)
    return value if type(value) in (int, float) and 0 <= value <= _LARGEST else None


def _within(value: Any, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ValueError("no such number")
    return value


def _level(value: Any) -> int | None:
    if value is not None and (type(value) is not int or not 1 <= value <= 4):
        raise ValueError("no level")
    return value
