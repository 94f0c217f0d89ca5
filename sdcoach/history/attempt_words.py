"""What the written forms of an attempt have in common: its lines and rows, as plain text."""

from typing import Any, NamedTuple

from sdcoach.bank.question import Phase
from sdcoach.history.attempts import AttemptRow
from sdcoach.history.days import date, local
from sdcoach.interview.state import State
from sdcoach.scoring.debrief import Debrief
from sdcoach.text import duration, minutes_seconds, one_line


def headline(row: AttemptRow) -> str:
    """Return the result: `Leaning no, 55`, or how far it came."""
    if row.band is None:
        return row.status.capitalize()
    return f"{row.band.replace('-', ' ').capitalize()}, {row.total}"


def subline(row: AttemptRow) -> str:
    """Return what it was: `senior · 45 minutes · interview · Mon 23 Nov 2026 · took 44 min`."""
    there = local(row.started_at, row.utc_offset)
    parts = [
        row.seniority,
        f"{row.minutes} minutes",
        f"the phase {row.sprint} alone" if row.sprint else row.mode,
        f"{date(row.started_at, row.utc_offset)} {there.tm_year}",
        f"took {duration(row.elapsed_ms / 1000)}",
    ]
    if row.reference_known:
        parts.append("reference known")
    parts += [f"#{tag}" for tag in row.tags]
    return " · ".join(parts)


def phase_name(phase: str, phases: tuple[Phase, ...]) -> str:
    """Return what a phase is called."""
    return next((one.short for one in phases if one.id == phase), phase)


def talk_rows(state: State) -> list[tuple[str, str, str]]:
    """Return what went between candidate and interviewer: time, who, what; by the clock."""
    said = [(one.elapsed_ms, 0, "you", one.text) for one in state.asked]
    said += [(one.elapsed_ms, 1, "interviewer", one.text) for one in state.said]
    said += [(one.elapsed_ms, 2, f"hint {one.rung}", one.text) for one in state.hints]
    said += [(one.elapsed_ms, 3, "follow-up", one.text) for one in state.followups]
    said.sort(key=lambda one: one[:2])
    return [(minutes_seconds(ms / 1000), who, text) for ms, _, who, text in said]


def heard_rows(debrief: Debrief) -> list[tuple[str, str, str, str]]:
    """Return every signal: how it was heard, when, what it is, the line."""
    return [
        (
            one.state,
            "" if one.elapsed_ms is None else minutes_seconds(one.elapsed_ms / 1000),
            one.signal.says,
            one.line,
        )
        for one in debrief.evidence.by_signal.values()
    ]


def judged_rows(debrief: Debrief) -> list[tuple[str, str, str, str, str]]:
    """Return every estimate: judgement, what was asked, the candidate's, the key's, what it decided."""
    return [
        (
            one.judgement,
            one.estimate.asks,
            one.line.display if one.line else "",
            one.key,
            one.decided,
        )
        for one in debrief.estimates.judged
    ]


OPINION_HEADERS = ("Dimension", "You", "Model", "Why not higher", "Weighed")
"""What stands above `opinion_rows`."""


class Earned(NamedTuple):
    """What the model of the newest opinion has earned; it is a floor above that knows."""

    numbered: bool = True
    """Whether its numbers may be shown."""
    sentence: str = ""


UNKNOWN = Earned()
"""Nobody looked, or the model was never evaluated: its numbers stand as they are."""


def opinion_line(state: State, earned: Earned) -> str:
    """Return whose the newest second opinion is and what it comes to; empty without one.

    A report is read as it lies there: it may be another version's, or a stranger's.
    """
    if not state.reports:
        return ""
    told = state.reports[-1]
    line = f"{_word(told.get('model'), 'A model')} at {_word(told.get('host'), 'an unknown host')}"
    total, band = told.get("total"), told.get("band")
    if type(total) is int and isinstance(band, str) and earned.numbered:
        line += f": {total}, {one_line(band).replace('-', ' ')}, by our scorecard"
    return f"{line}. {earned.sentence}" if earned.sentence else line


def opinion_rows(state: State, earned: Earned) -> list[tuple[str, str, str, str, str]]:
    """Return the newest second opinion: dimension, own level, model's, why not higher, answer."""
    told = state.reports[-1] if state.reports else {}
    levels, said = told.get("levels"), told.get("dimensions")
    if not isinstance(levels, dict):
        return []
    own = state.own_levels
    taken = state.latest_scores.taken if state.latest_scores is not None else {}
    id = str(told.get("id", ""))
    rows = []
    for dimension in map(str, levels):
        one = said.get(dimension) if isinstance(said, dict) else None
        why = one.get("why_not_higher") if isinstance(one, dict) else None
        answer = one_line(state.weighed.get((id, dimension), ""))
        if dimension in taken and taken[dimension].report == id:
            answer += ", and it counts"
        rows.append(
            (
                one_line(dimension),
                _level(own.get(dimension)) if dimension in own else "",
                _level(levels[dimension]) if earned.numbered else "",
                _word(why, ""),
                answer,
            )
        )
    return rows


def _level(value: Any) -> str:
    return str(value) if type(value) is int and 1 <= value <= 4 else "not shown"


def _word(value: Any, otherwise: str) -> str:
    return one_line(value) if isinstance(value, str) and value.strip() else otherwise
