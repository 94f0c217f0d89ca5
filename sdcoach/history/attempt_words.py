"""What the written forms of an attempt have in common: its lines and rows, as plain text."""

from sdcoach.bank.question import Phase
from sdcoach.history.attempts import AttemptRow
from sdcoach.history.days import date, local
from sdcoach.interview.state import State
from sdcoach.scoring.debrief import Debrief
from sdcoach.text import duration, minutes_seconds


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
