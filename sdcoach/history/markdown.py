"""One attempt as Markdown, for a folder of notes or a repository."""

import re
from collections.abc import Iterator, Sequence

from sdcoach.bank.question import Phase
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
from sdcoach.text import clean, minutes_seconds, one_line

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")
_FENCE = re.compile(r"`{3,}")


def attempt_markdown(
    report: Report, phases: tuple[Phase, ...] = (), earned: Earned = UNKNOWN
) -> str:
    """Return an attempt as Markdown.

    Args:
        report: The attempt.
        phases: The phases of its kind, for their names.
        earned: What the model of its newest opinion has earned.
    """
    return "\n".join(_lines(report, phases, earned)) + "\n"


def plain(text: str) -> str:
    """Return one line of text so that Markdown shows it as it is."""
    return _SIGNS.sub(r"\\\1", one_line(text))


def _lines(report: Report, phases: tuple[Phase, ...], earned: Earned) -> Iterator[str]:
    row, state = report.row, report.state
    yield f"# {plain(row.title)}"
    yield ""
    yield plain(subline(row))
    yield ""
    yield f"**{plain(headline(row))}**"
    verdict = report.verdict(phases)
    if verdict is not None:
        if verdict.forecast:
            yield f"({plain(verdict.forecast)})"
        yield ""
        for number, sentence in enumerate(verdict.sentences, 1):
            yield f"{number}. {plain(sentence)}"
        if verdict.way_up_says:
            yield ""
            yield f"Nearest way up: {plain(verdict.way_up_says)}"
    if row.practise:
        yield from ("", "## To practise", "", plain(row.practise))
    if row.note:
        yield from ("", "## Note", "", *_verbatim(row.note))
    yield from ("", "## Time", "")
    spent = state.spent()
    yield from _table(
        ("Phase", "Spent", "Budget"),
        [
            (
                phase_name(phase, phases),
                minutes_seconds(spent.get(phase, 0) / 1000),
                minutes_seconds(budget / 1000),
            )
            for phase, budget in state.budgets
        ],
    )
    if verdict is not None:
        yield from ("", "## Levels", "")
        yield from _table(
            ("Dimension", "Level", "Unprompted", "Prompted", "Missed", "Suggested"),
            [
                (
                    one.name,
                    "not shown" if one.not_shown else str(one.level),
                    str(one.tally.unprompted),
                    str(one.tally.prompted),
                    str(one.tally.missed),
                    "" if one.expected is None else str(one.expected),
                )
                for one in verdict.rows
            ],
        )
        if verdict.taken_says:
            yield from ("", plain(verdict.taken_says))
    elif row.levels:
        yield from ("", "## Levels", "")
        yield from _table(
            ("Dimension", "Level"),
            [(name, str(level or "not shown")) for name, level in row.levels.items()],
        )
    opinion = opinion_line(state, earned)
    if opinion:
        yield from ("", "## A model's opinion", "", plain(opinion), "")
        yield from _table(OPINION_HEADERS, opinion_rows(state, earned))
    yield from _rest(report)
    yield from ("", f"Attempt {row.id}.")


def _rest(report: Report) -> Iterator[str]:
    state = report.state
    talk = talk_rows(state)
    if talk:
        yield from ("", "## Asked and shown", "")
        yield from _table(("Time", "Who", "What"), talk)
    yield from ("", "## Notes", "", *_verbatim(state.notes))
    if state.sheet:
        yield from ("", "## Sheet", "", *_verbatim(state.sheet))
    if report.debrief is None or report.row.sprint is not None:
        return
    yield from ("", "## Evidence", "")
    yield from _table(("How", "Time", "Point", "Line"), heard_rows(report.debrief))
    judged = judged_rows(report.debrief)
    if judged:
        yield from ("", "## Estimates", "")
        yield from _table(("How", "Asked", "Yours", "Key", "Decided"), judged)


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headers)} |"
    yield f"|{'---|' * len(headers)}"
    for row in rows:
        yield f"| {' | '.join(plain(cell) for cell in row)} |"


def _verbatim(text: str) -> list[str]:
    """Return text in a fence that nothing inside it can close."""
    longest = max((len(found) for found in _FENCE.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return [f"{fence}text", *clean(text).split("\n"), fence]
