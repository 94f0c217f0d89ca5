"""What lies behind the verdict and is only read, as rows of text: scores, signals, time, notes."""

import re
import textwrap
from collections.abc import Callable
from enum import Enum

from textual.content import Content

from sdcoach.interview.pace import Cue, paces
from sdcoach.interview.state import State
from sdcoach.scoring.debrief import SAID_ALOUD
from sdcoach.scoring.evidence import Heard
from sdcoach.scoring.scorecard import add_up, weights_of
from sdcoach.scoring.sprint import look_back
from sdcoach.text import clean, duration, minutes_seconds, one_line, plural
from sdcoach.tui.page import column, heading
from sdcoach.tui.palette import Signs
from sdcoach.tui.review import Review
from sdcoach.tui.verdict_rows import hanging, tally_words

_BAR = 24
"""Columns of a bar whose phase took its budget exactly."""
_LONGEST_BAR = 36
_NOTE_LINE = re.compile(r"(#{1,6}\s)|([?=])|(->)")


class Part(Enum):
    """A part of the page, by the action that opens it."""

    VERDICT = "verdict"
    SCORES = "scores"
    SIGNALS = "signals"
    ESTIMATES = "estimates"
    TIME = "time"
    UNASKED = "unasked"
    NOTES = "notes"


def parts(review: Review) -> list[Part]:
    """Return the parts that this attempt has; what has no data is left out.

    What would tell the evidence or the keys stays shut until the attempt is scored.
    """
    state = review.held.state
    found = [Part.VERDICT]
    if state.latest_scores is not None:
        found.append(Part.SCORES)
    if review.judged and review.debrief.evidence.by_signal:
        found.append(Part.SIGNALS)
    estimates = review.debrief.estimates
    if review.judged and (estimates.judged or estimates.sums):
        found.append(Part.ESTIMATES)
    if state.held == "here":
        found.append(Part.TIME)
    if review.judged and state.held == "here" and review.debrief.question.clarifications:
        found.append(Part.UNASKED)
    if state.notes.strip() or state.sheet.strip():
        found.append(Part.NOTES)
    return found


def part_rows(part: Part, review: Review, signs: Signs, width: int) -> list[Content]:
    """Return one of the parts behind the first that are only read."""
    return _PARTS[part](review, signs, width)


# --- scores -----------------------------------------------------------------------------------


def _scores(review: Review, signs: Signs, width: int) -> list[Content]:
    state, verdict = review.held.state, review.verdict
    scores = state.latest_scores
    if scores is None or verdict is None:
        return []
    rows = [heading("SCORES"), Content("")]
    for row in verdict.rows:
        level = "not shown, counts as 1" if row.not_shown else str(row.level)
        expected = f"   evidence alone: {row.expected}" if row.expected else ""
        rows.append(
            Content.assemble(
                f" {row.letter} ",
                (column(row.name, min(30, max(12, width - 34))).plain, "bold"),
                (f" {level}", "bold $warning" if row.level <= 2 else "bold"),
                (expected, "dim"),
            )
        )
        words = scores.evidence.get(row.dimension, "")
        if words.startswith(SAID_ALOUD):
            rows += hanging(
                f"{signs.aloud} said aloud  ", words[len(SAID_ALOUD) :], width, indent=5
            )
        elif words:
            rows += hanging(f"{signs.dot} ", f"“{words}”", width, indent=5)
        taken = scores.taken.get(row.dimension)
        if taken is not None:
            origin = f"from the opinion of {state.model_of(taken.report)}, which you accepted"
            if taken.quoted and words:
                origin += "; the line is one it quoted"
            given = state.own_levels.get(row.dimension)
            origin += f"; you gave {'not shown' if given is None else given}"
            rows += hanging("", origin, width, indent=5, style="$accent")
        gap = scores.gaps.get(row.dimension, "")
        if gap:
            rows += hanging(f"{signs.ring} ", gap, width, indent=5)
    rows += _flags_and_moment(review, width)
    if len(state.scores) > 1 and state.sprint is None:
        weights = weights_of(review.debrief.rubric, state.seniority)
        totals = [str(add_up(version.levels, weights).total) for version in state.scores]
        rows += [Content(""), *hanging("Revised     ", " -> ".join(totals), width)]
    return rows + _study(review, width)


def _study(review: Review, width: int) -> list[Content]:
    names = {one.id: one.name for one in review.debrief.rubric.dimensions}
    rows = [Content(""), heading("TO READ")] if review.study else []
    for study in review.study:
        rows += [Content(""), *hanging("", f"for {names[study.dimension]}", width, style="dim")]
        for reading in study.readings:
            rows += hanging("", f"{reading.title}, {reading.by}", width, style="bold")
            rows += hanging("", reading.take, width, indent=5)
            rows += link_rows(reading.url, width)
    return rows


def link_rows(url: str, width: int) -> list[Content]:
    """Return an address in full, so that it can be copied."""
    text, room = one_line(url), max(20, width - 6)
    return [
        Content.styled(f"     {text[start : start + room]}", "dim")
        for start in range(0, len(text), room)
    ]


def _flags_and_moment(review: Review, width: int) -> list[Content]:
    state = review.held.state
    scores = state.latest_scores
    rows: list[Content] = []
    ticked = scores.flags if scores else ()
    says = [flag.says for flag in review.debrief.rubric.flags if flag.id in ticked]
    if says:
        rows.append(Content(""))
        for number, text in enumerate(says):
            rows += hanging("Red flags   " if not number else " " * 12, text, width)
    if state.pivot:
        rows += [Content(""), *hanging("The moment  ", state.pivot, width)]
    return rows


# --- signals ----------------------------------------------------------------------------------


def _signals(review: Review, signs: Signs, width: int) -> list[Content]:
    evidence = review.debrief.evidence
    legend = f"{signs.dot} unprompted   {signs.half} after a cue   {signs.ring} never"
    rows = [Content.assemble(heading("SIGNALS"), (f"   {legend}", "dim"))]
    for dimension in review.debrief.rubric.dimensions:
        signals = review.debrief.page(dimension.id).heard
        if not signals:
            continue
        tally = tally_words(evidence.tally(dimension.id), signs, wide=False)
        rows += [
            Content(""),
            Content.assemble(f" {dimension.letter} ", (dimension.name, "bold"), "   ", tally),
        ]
        for one in signals:
            rows += heard_rows(one, signs, width)
    return rows


def heard_rows(one: Heard, signs: Signs, width: int) -> list[Content]:
    """Return one signal: when and how it was heard, in which words, or what it would have been."""
    name = one.signal.id.replace("-", " ")
    told = one.state in ("unprompted", "prompted")
    moment = minutes_seconds((one.elapsed_ms or 0) / 1000) if told else ""
    wide = 20 if width >= 70 else 0
    label = f"{signs.heard(one.state)} {moment:<6}" + (
        column(f"{name} {one.cue}".strip(), wide).plain + " " if wide else ""
    )
    text = one.line if told else one.signal.says
    return hanging(label, text, width, style="" if told else "dim")


# --- time -------------------------------------------------------------------------------------


def _time(review: Review, signs: Signs, width: int) -> list[Content]:
    state = review.held.state
    return [heading("TIME"), Content(""), *time_rows(review, signs, width), *_talk(state, width)]


def time_rows(review: Review, signs: Signs, width: int) -> list[Content]:
    """Return minutes per phase against their budgets, over-runs with a word."""
    state = review.held.state
    names = {phase.id: phase.short for phase in review.phases}
    rows = []
    for pace in paces(state.budgets, state.spent()):
        minutes = f"{minutes_seconds(pace.spent / 1000):>6} of {pace.budget // 60_000:>2}"
        late = pace.spent - pace.budget
        style, over = "", ""
        if late >= 1_000:
            style = "$error" if pace.cue is Cue.RED else "$warning"
            over = f" ! {duration(late / 1000)} over"
        bar = 0
        if pace.budget and width >= 70:
            bar = min(_LONGEST_BAR, round(_BAR * pace.spent / pace.budget))
        rows.append(
            Content.assemble(
                f"   {names.get(pace.phase, pace.phase):<12}",
                (minutes, style),
                "   ",
                (signs.rule * bar, "$accent"),
                (over, style),
            )
        )
    whole = minutes_seconds(state.elapsed_ms / 1000)
    rows.append(
        Content.styled(f"   {'in all':<12}{whole:>6} of {state.total_ms // 60_000:>2}", "dim")
    )
    if state.paused_ms:
        rows.append(
            Content.styled(f"   away        {minutes_seconds(state.paused_ms / 1000):>6}", "dim")
        )
    return rows


def _talk(state: State, width: int) -> list[Content]:
    """Everything that passed between candidate and interviewer, by the minute."""
    said = [(one.elapsed_ms, "you asked", one.text) for one in state.asked]
    said += [(one.elapsed_ms, f"hint {one.rung}", one.text) for one in state.hints]
    said += [
        (one.elapsed_ms, f"asked F{number}", one.text)
        for number, one in enumerate(state.followups, 1)
    ]
    if not said:
        return []
    rows = [Content(""), heading("SAID")]
    for elapsed, label, text in sorted(said):
        moment = minutes_seconds(elapsed / 1000)
        rows += hanging(f"{moment:>5} {label:<10}", text, width)
    return rows


# --- the practice of one phase ------------------------------------------------------------------


def sprint_rows(review: Review, signs: Signs, width: int) -> list[Content]:
    """Return what the practice of one phase showed: no level, no band."""
    back = look_back(review.debrief)
    rows: list[Content] = []
    facts = len(back.asked) + len(back.unasked)
    if facts:
        rows.append(Content(f" You asked {len(back.asked)} of {facts} that matter."))
        rows += [row for one in back.asked for row in hanging(f"{signs.done} ", one.asks, width)]
        for one in back.unasked:
            rows += hanging(f"{signs.ring} ", one.asks, width)
            rows += hanging("", one.matters, width, indent=5, style="dim")
        rows.append(Content(""))
    if back.heard:
        heard = sum(one.state != "missed" for one in back.heard)
        rows.append(Content(f" Written: {heard} of {plural(len(back.heard), 'point')}."))
        for signal in back.heard:
            rows += heard_rows(signal, signs, width)
    return rows


# --- notes ------------------------------------------------------------------------------------


def _notes(review: Review, width: int) -> list[Content]:
    state = review.held.state
    rows = [heading("NOTES"), Content("")] if state.notes.strip() else []
    for line in state.notes.strip("\n").split("\n") if rows else []:
        rows += note_rows(line, width)
    if state.sheet.strip():
        rows += [Content(""), heading("SHEET"), Content("")]
        for line in state.sheet.strip("\n").split("\n"):
            rows += note_rows(line, width)
    return rows


def note_rows(line: str, width: int) -> list[Content]:
    """Return a line of the notes with the colours it was written in."""
    text = clean(line).expandtabs(4).rstrip()
    mark = _NOTE_LINE.match(text)
    style = "" if mark is None else "bold" if mark.group(1) else "$accent"
    room = max(16, width - 4)
    indent = len(text) - len(text.lstrip())
    rows = textwrap.wrap(
        text, room, subsequent_indent=" " * min(indent, room // 2), drop_whitespace=False
    )
    return [Content.assemble("   ", (row.rstrip(), style)) for row in rows or [""]]


_PARTS: dict[Part, Callable[[Review, Signs, int], list[Content]]] = {
    Part.SCORES: _scores,
    Part.SIGNALS: _signals,
    Part.TIME: _time,
    Part.NOTES: lambda review, _signs, width: _notes(review, width),
}
