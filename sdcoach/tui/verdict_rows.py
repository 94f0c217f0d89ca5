"""The verdict as rows of text: band, three sentences, the table, one thing to practise."""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from sdcoach.bank.question import Phase
from sdcoach.history.days import date
from sdcoach.scoring.debrief import SPOKEN
from sdcoach.scoring.scorecard import Tally, held_back, weights_of
from sdcoach.scoring.verdict import Row, Verdict
from sdcoach.text import minutes_seconds, one_line, short_title
from sdcoach.tui.again import phase_words, weakest
from sdcoach.tui.page import column, cut_rows
from sdcoach.tui.palette import Signs
from sdcoach.tui.review import Review
from sdcoach.tui.widgets.paper import spread

OWN_WORDS = "own words…"
_TWO_TABLES = 78
"""From this width on, the table has two halves beside each other."""
_ONE_ROW = 96
_ANY = 99
"""Rows enough for any sentence."""
_JUDGEMENTS = ("exact", "right", "rough", "wrong", "missing")


class Sheet(NamedTuple):
    """Rows, and which of them can be chosen."""

    rows: list[Content]
    choices: list[int]
    """By number of the choice, its first row."""


def header(review: Review, width: int) -> Content:
    """Return what it is, when it was and how long the scoring took."""
    state = review.held.state
    left = Content.assemble(
        (f" {short_title(state.title)}", "bold"),
        (f" · {state.seniority} · {date(state.started_at, state.utc_offset)}", "dim"),
    )
    scores = state.latest_scores
    words = ["reference was known"] if review.reference_known else []
    if scores is not None and scores.seconds:
        words.append(f"scored in {minutes_seconds(scores.seconds)}")
    return spread(left, Content.styled(f"{' · '.join(words)} ", "dim"), width)


def hanging(
    label: str, text: str, width: int, *, indent: int = 3, style: str = ""
) -> list[Content]:
    """Return a quiet label and a text beside it, in as many rows as it needs."""
    front = " " * indent + label
    rows = textwrap.wrap(one_line(text), max(16, width - len(front) - 1)) or [""]
    return [
        Content.assemble((" " * len(front) if number else front, "dim"), (row, style))
        for number, row in enumerate(rows)
    ]


def verdict_sheet(
    review: Review, verdict: Verdict, signs: Signs, width: int, height: int, place: int
) -> Sheet:
    """Return the page of a scored attempt.

    Args:
        review: The attempt.
        verdict: Its verdict.
        signs: The signs that this terminal shows.
        width: Columns.
        height: Rows that are seen at once. Where they are too few, blank rows go first, then
            what is a key away; what cannot be seen even so follows below.
        place: The choice under the finger, from 0.
    """
    for tight in (False, True):
        heading, options, places = _practise(review, verdict, signs, width, place, tight=tight)
        blocks = [
            _band(review, verdict, width),
            _sentences(verdict, width),
            _way_up(verdict, width),
            table(verdict.rows, signs, width),
            _numbers(review, verdict, width, tight=tight),
            [heading, *options],
            _door(review, width, tight=tight),
        ]
        shown = [block for block in blocks if block]
        if sum(len(block) for block in shown) <= height:
            return _spaced(shown, heading, places, height)
    return _essentials_first(review, verdict, signs, width, height, place)


def _spaced(
    blocks: Sequence[list[Content]], heading: Content, places: Sequence[int], height: int
) -> Sheet:
    """Put blank rows between blocks; those around what is to be chosen are the last to go."""
    spare = height - sum(len(block) for block in blocks)
    kept = sorted(range(1, len(blocks)), key=lambda number: -number)[:spare]
    rows: list[Content] = []
    choices: list[int] = []
    for number, block in enumerate(blocks):
        if number in kept:
            rows.append(Content(""))
        if block[0] is heading:
            choices = [len(rows) + 1 + offset for offset in places]
        rows += block
    return Sheet(rows, choices)


def _essentials_first(
    review: Review, verdict: Verdict, signs: Signs, width: int, height: int, place: int
) -> Sheet:
    """Return the page of a terminal too low for it: what it says first, what it rests on below.

    Three sentences and the one thing to practise stand without scrolling. The sentences are cut
    where they must be, since what they quote is a key away, and the finger turns the things to
    practise over where there is one row for them.
    """
    heading, options, places = _practise(review, verdict, signs, width, place, tight=True)
    band, way_up = _band(review, verdict, width, alone=False), _way_up(verdict, width)
    sentences: list[Content] = []
    for most in (height, 3, 2):
        sentences = _sentences(verdict, width, most)
        used = len(band) + len(sentences) + len(way_up) + 1
        if used + 1 <= height:
            break
    choices = [used + offset for offset in places]
    if used + len(options) > height:
        _, options, places = _practise(review, verdict, signs, width, place, tight=False)
        here = min(place, len(places) - 1)
        count = f"   {here + 1} of {len(places)}"
        heading = Content.assemble((" ONE THING TO PRACTISE", "bold"), (count, "dim"))
        ends = [*places[1:], len(options)]
        options = cut_rows(options[places[here] : ends[here]], max(1, height - used))
        choices = [used] * len(places)
    words = _alone(review, verdict)
    below = [
        *([Content.styled(f"   {words}", "dim")] if words else []),
        *table(verdict.rows, signs, width),
        *_numbers(review, verdict, width, tight=True),
        *_door(review, width, tight=True),
    ]
    return Sheet([*band, *sentences, *way_up, heading, *options, *below], choices)


# --- the parts --------------------------------------------------------------------------------


def _band(review: Review, verdict: Verdict, width: int, *, alone: bool = True) -> list[Content]:
    """Return band, forecast and, unless left out, what the evidence alone comes to."""
    result = verdict.result
    name = verdict.band_name.upper()
    band = Content.styled(f" {name} · {result.total}", "bold")
    if review.held.state.sprint is not None:
        band = Content.styled(" ONE PHASE: levels, and no band", "bold")
    shown = Content.assemble(
        ("shown: ", "dim"), verdict.shown or "below mid", (" · aimed: ", "dim"), f"{verdict.aimed} "
    )
    forecast = Content.assemble("      ", (verdict.forecast, "dim"))
    words = _alone(review, verdict) if alone else ""
    rows = []
    if width >= _ONE_ROW:
        rows.append(spread(Content.assemble(band, forecast), shown, width))
        if words:
            rows.append(Content.assemble(" " * (band.cell_length + 6), (words, "dim")))
    else:
        rows.append(spread(band, shown, width))
        said = [one for one in (verdict.forecast, words) if one]
        if len(" · ".join(said)) + 4 <= width:
            said = [" · ".join(said)] if said else []
        rows += [Content.styled(f"   {one}", "dim") for one in said]
    if result.capped:
        capped = SPOKEN.get(result.capped, result.capped)
        rows.append(Content(f"   The total is capped, because {capped} is at 1."))
    return rows


def _alone(review: Review, verdict: Verdict) -> str:
    """Return what the evidence alone comes to; empty where a dimension has no signals."""
    expected = verdict.expected
    if expected is None:
        return ""
    names = {one.id: one.name for one in review.debrief.rubric.bands}
    held = held_back(expected, weights_of(review.debrief.rubric, review.debrief.seniority))
    bars = f" ({SPOKEN.get(held[0], held[0])} at {expected.levels[held[0]]})" if held else ""
    return f"evidence alone: {names.get(expected.band, expected.band)} · {expected.total}{bars}"


def _sentences(verdict: Verdict, width: int, most: int = _ANY) -> list[Content]:
    """Return the sentences, each in at most `most` rows."""
    rows = []
    for number, sentence in enumerate(verdict.sentences, 1):
        rows += cut_rows(hanging(f"{number}  ", sentence, width), most)
    return rows


def _way_up(verdict: Verdict, width: int) -> list[Content]:
    says = verdict.way_up_says
    return hanging("Nearest way up: ", says, width) if says else []


def table(rows: Sequence[Row], signs: Signs, width: int) -> list[Content]:
    """Return the dimensions with their levels and what was heard of each."""
    if width < _TWO_TABLES:
        return [Content.assemble("   ", _cell(row, signs, width - 4)) for row in rows]
    half = (len(rows) + 1) // 2
    room = (width - 3) // 2
    made = []
    for number in range(half):
        left = _cell(rows[number], signs, room - 1)
        cells = [Content.assemble("   ", column(left, room))]
        if half + number < len(rows):
            cells.append(_cell(rows[half + number], signs, room - 1))
        made.append(Content("").join(cells))
    return made


def _cell(row: Row, signs: Signs, room: int) -> Content:
    tally = tally_words(row.tally, signs, wide=room >= 44)
    level = "-" if row.not_shown else str(row.level)
    gap = 3 if room >= 44 else 1
    name = max(10, min(26, room - 4 - gap - tally.cell_length))
    return Content.assemble(
        (f"{row.letter} ", "dim"),
        column(row.short, name),
        " ",
        (level, "bold $warning" if row.level <= 2 else "bold"),
        " " * gap,
        tally,
    )


def tally_words(tally: Tally, signs: Signs, *, wide: bool) -> Content:
    """Return how many signals were heard, and how; nothing where there are none."""
    if not any(tally):
        return Content("")
    counts = [
        (signs.dot, tally.unprompted),
        (signs.half, tally.prompted),
        (signs.ring, tally.missed),
    ]
    if tally.aloud:
        counts.insert(2, (signs.aloud, tally.aloud))
    gap, between = (" ", "  ") if wide and not tally.aloud else ("", " ")
    return Content.styled(between.join(f"{sign}{gap}{count}" for sign, count in counts), "dim")


def _numbers(review: Review, verdict: Verdict, width: int, *, tight: bool) -> list[Content]:
    estimates, decided = verdict.estimates_says, verdict.decided_says
    if tight and estimates:
        # The names are one key away; how many is what counts here.
        judged: list[str] = [one.judgement for one in review.debrief.estimates.judged]
        counts = [(judged.count(word), word) for word in _JUDGEMENTS]
        estimates = " · ".join(f"{count} {word}" for count, word in counts if count)
    rows = []
    both = f"{estimates} · decided: {decided}"
    if tight and estimates and decided and len(both) + 16 <= width:
        return hanging("Estimates   ", both, width)
    for label, text in (("Estimates   ", estimates), ("Decided     ", decided)):
        if text:
            made = hanging(label, text, width)
            rows += cut_rows(made, 1) if tight else made
    return rows


def _practise(
    review: Review, verdict: Verdict, signs: Signs, width: int, place: int, *, tight: bool
) -> tuple[Content, list[Content], list[int]]:
    heading = Content.styled(" ONE THING TO PRACTISE", "bold")
    note = "   (goes to Home and to the top of the next interview)"
    if width >= len(note) + heading.cell_length:
        heading = Content.assemble(heading, (note, "dim"))
    options, places = practise_rows(review, verdict.suggestions, signs, width, place)
    if tight:
        ends = [*places[1:], len(options)]
        parted = zip(places, ends, strict=True)
        options = [row for start, end in parted for row in cut_rows(options[start:end], 1)]
        places = list(range(len(places)))
    return heading, options, places


def practise_rows(
    review: Review, suggestions: Sequence[str], signs: Signs, width: int, place: int
) -> tuple[list[Content], list[int]]:
    """Return what may be practised next, and on which row each begins."""
    chosen = review.held.state.practise
    rows: list[Content] = []
    places: list[int] = []
    for number, text in enumerate(practise_choices(suggestions, chosen)):
        here = f" {signs.here} " if number == place else "   "
        taken = text == chosen and bool(chosen)
        style = "bold $accent" if taken else "$accent" if number == place else ""
        if text == OWN_WORDS:
            style = style or "dim"
        texts = textwrap.wrap(one_line(text), max(16, width - 6)) or [""]
        places.append(len(rows))
        for part, row in enumerate(texts):
            mark = f"{signs.done} " if taken else "  "
            front = here + mark if not part else " " * 5
            rows.append(Content.assemble((front, "bold $accent"), (row, style)))
    return rows, places


def practise_choices(suggestions: Sequence[str], chosen: str) -> list[str]:
    """Return the texts to choose from, one's own words last."""
    own = [chosen] if chosen and chosen not in suggestions else []
    return [*suggestions, *own, OWN_WORDS]


def _door(review: Review, width: int, *, tight: bool) -> list[Content]:
    state = review.held.state
    phase = weakest(review.held.services, review)
    if tight:
        return _tight_door(review, phase, width)
    again = hanging("d   ", phase_words(review, phase), width) if phase else []
    if review.reference is None:
        return again
    title = short_title(state.title)
    if state.reference_opened_at is not None:
        return [*again, *hanging("o   ", "The reference answer; you opened it before.", width)]
    price = f"Later attempts at {title} are then marked “reference known”."
    return [*again, *hanging("o   ", f"Open the reference answer. {price}", width)]


def _tight_door(review: Review, phase: Phase | None, width: int) -> list[Content]:
    """Return what can be done next, in one row where that has room."""
    doors = []
    if phase is not None:
        minutes = round(dict(review.held.state.budgets)[phase.id] / 60_000)
        doors.append(hanging("d   ", f"{phase.name} again, {minutes} min", width))
    if review.reference is not None:
        opened = review.held.state.reference_opened_at is not None
        says = "The reference again" if opened else "The reference; it ends the fair retry"
        doors.append(hanging("o   ", says, width))
    if sum(one[0].cell_length for one in doors) + 4 <= width and all(len(o) == 1 for o in doors):
        return [Content("   ").join([one[0] for one in doors])] if doors else []
    return [row for one in doors for row in one]
