"""One attempt as a page to keep or to print: verdict, charts, talk, notes, evidence."""

from collections.abc import Iterator

from sdcoach.bank.question import Phase
from sdcoach.history import html, svg
from sdcoach.history.attempt_words import (
    OPINION_HEADERS,
    UNKNOWN,
    Earned,
    headline,
    heard_rows,
    judged_rows,
    opinion_line,
    opinion_rows,
    phase_name,
    subline,
    talk_rows,
)
from sdcoach.history.report import Report
from sdcoach.interview.replay import Replay
from sdcoach.scoring.verdict import Verdict
from sdcoach.text import minutes_seconds

_COLUMNS = 90


def attempt_page(report: Report, phases: tuple[Phase, ...] = (), earned: Earned = UNKNOWN) -> str:
    """Return the page of an attempt as HTML that needs nothing else.

    Args:
        report: The attempt.
        phases: The phases of its kind, for their names.
        earned: What the model of its newest opinion has earned.
    """
    return html.page(report.row.title, _body(report, phases, earned))


def _body(report: Report, phases: tuple[Phase, ...], earned: Earned) -> Iterator[str]:
    row, state = report.row, report.state
    yield html.heading(row.title, 1)
    yield html.paragraph(subline(row), "soft")
    yield html.paragraph(headline(row), "big")
    verdict = report.verdict(phases)
    if verdict is not None:
        yield from _verdict(verdict)
    opinion = opinion_line(state, earned)
    if opinion:
        yield html.heading("A model's opinion")
        yield html.paragraph(opinion)
        yield html.table(OPINION_HEADERS, opinion_rows(state, earned))
    if row.practise:
        yield html.heading("To practise")
        yield html.paragraph(row.practise)
    if row.note:
        yield html.heading("Note")
        yield html.verbatim(row.note)
    if state.budgets:
        yield html.heading("Time")
        spent = state.spent()
        yield svg.bars(
            [
                svg.Bar(
                    phase_name(phase, phases),
                    spent.get(phase, 0),
                    budget,
                    f"{minutes_seconds(spent.get(phase, 0) / 1000)} of"
                    f" {minutes_seconds(budget / 1000)}",
                )
                for phase, budget in state.budgets
            ],
            "Time per phase; the tick is its budget",
        )
        yield _time_line(report, phases)
    if row.levels and verdict is None:
        yield html.heading("Levels")
        yield html.table(
            ("Dimension", "Level"),
            [(name, level or "not shown") for name, level in row.levels.items()],
        )
    talk = talk_rows(state)
    if talk:
        yield html.heading("Asked and shown")
        yield html.table(("Time", "", ""), talk)
    yield html.heading("Notes")
    yield html.verbatim(state.notes)
    if state.sheet:
        yield html.heading("Sheet")
        yield html.verbatim(state.sheet)
    if report.debrief is not None and row.sprint is None:
        yield html.heading("Evidence")
        yield html.table(("", "Time", "Point", "Line"), heard_rows(report.debrief))
        judged = judged_rows(report.debrief)
        if judged:
            yield html.heading("Estimates")
            yield html.table(("", "Asked", "Yours", "Key", "Decided"), judged)
    yield html.paragraph(f"sdcoach · attempt {row.id}", "soft")


def _verdict(verdict: Verdict) -> Iterator[str]:
    if verdict.forecast:
        yield html.paragraph(verdict.forecast)
    yield html.items(verdict.sentences)
    if verdict.way_up_says:
        yield html.paragraph(f"Nearest way up: {verdict.way_up_says}")
    yield html.heading("Levels")
    yield svg.levels(
        [
            svg.Dots(one.short, None if one.not_shown else one.level, one.expected)
            for one in verdict.rows
        ],
        "Levels given (dot) and what the evidence alone suggests (ring)",
    )
    yield html.table(
        ("Dimension", "Level", "Unprompted", "Prompted", "Missed", "Suggested"),
        [
            (
                one.name,
                "not shown" if one.not_shown else one.level,
                one.tally.unprompted,
                one.tally.prompted,
                one.tally.missed,
                "" if one.expected is None else one.expected,
            )
            for one in verdict.rows
        ],
    )
    if verdict.taken_says:
        yield html.paragraph(verdict.taken_says)


def _time_line(report: Report, phases: tuple[Phase, ...]) -> str:
    replay = Replay(report.events)
    end = max(1, replay.end_ms)
    marks = replay.marks()
    return svg.time_line(
        replay.density(_COLUMNS),
        [
            svg.Spot(mark.elapsed_ms / end, phase_name(mark.text, phases))
            for mark in marks
            if mark.kind == "phase"
        ],
        [
            svg.Spot(
                mark.elapsed_ms / end,
                f"{minutes_seconds(mark.elapsed_ms / 1000)} {mark.kind}: {mark.text}",
            )
            for mark in marks
            if mark.kind in ("asked", "hint", "followup")
        ],
        "What was typed over time; a dot is a question, a hint or a follow-up",
    )
