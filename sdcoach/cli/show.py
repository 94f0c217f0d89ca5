"""`sdcoach show`: one attempt, all of it."""

from collections.abc import Iterator
from typing import Any

from sdcoach.bank.index import open_bank
from sdcoach.cli.attempt import as_json, band_of, reading, result, talk_record, there, utc
from sdcoach.cli.columns import table_lines
from sdcoach.cli.verdict_text import heard_words, look_back_lines, verdict_lines
from sdcoach.errors import UsageError
from sdcoach.history.attempts import find, no_attempts
from sdcoach.history.report import Report, read_report
from sdcoach.interview.state import Scores, State
from sdcoach.scoring.debrief import Debrief
from sdcoach.scoring.estimates import Judged
from sdcoach.scoring.evidence import Heard
from sdcoach.scoring.sprint import look_back
from sdcoach.text import minutes_seconds

HELP = """\
usage: sdcoach show ATTEMPT [--json]

Prints one attempt: result, time per phase, what was asked and shown, notes, sheet, evidence.
ATTEMPT is an id, the beginning of one, or `last`. Evidence and estimates come with the end of
the interview: before, they would give the answer away.

  --json   print one object

Exit codes: 0 done, 1 not found or the history cannot be read, 2 usage.
"""


def run(argv: list[str]) -> int:
    """Print one attempt.

    Raises:
        UsageError: When it is not said which.
        NotFoundError: When there is no such attempt.
        AmbiguousError: When several are called so.
        StorageError: When the history cannot be read.
    """
    if "--help" in argv or "-h" in argv:
        print(HELP, end="")
        return 0
    names = [word for word in argv if word != "--json"]
    odd = next((word for word in names if word.startswith("-")), None)
    if odd is not None:
        raise UsageError(f"show has no option {odd}", hint="`sdcoach show --help` lists them")
    if len(names) != 1:
        raise UsageError("show needs one attempt", hint="`sdcoach show last` prints the newest")
    with reading() as connection:
        if connection is None:
            raise no_attempts()
        shown = read_report(connection, find(connection, names[0]))
    if "--json" in argv:
        from json import dumps

        print(dumps(shown_object(shown), ensure_ascii=False, indent=1))
    else:
        for line in _lines(shown):
            print(line)
    return 0


# --- as JSON --------------------------------------------------------------------------------


def shown_object(shown: Report) -> dict[str, Any]:
    """Return an attempt as `show --json` prints it. Times are UTC, durations seconds."""
    state, debrief = shown.state, shown.debrief
    scores = state.latest_scores
    spent = state.spent()
    return as_json(shown.row) | {
        "phases": [
            {
                "id": phase,
                "budget_seconds": budget / 1000,
                "spent_seconds": spent.get(phase, 0) / 1000,
            }
            for phase, budget in state.budgets
        ],
        "paused_seconds": state.paused_ms / 1000,
        "notes": state.notes,
        "sheet": state.sheet,
        **talk_record(state),
        "credits": [
            {"clarification": name, "asked": asked, "text": state.asked[asked].text}
            for name, asked in state.credits.items()
        ],
        "evidence": [_signal(one) for one in debrief.evidence.by_signal.values()]
        if debrief
        else [],
        "estimates": [_estimate(one) for one in debrief.estimates.judged] if debrief else [],
        "scores": _scores(scores) if scores else {},
        "flags": list(scores.flags) if scores else [],
        "scored_at": utc(scores.at) if scores else None,
        "from_opinions": _from_opinions(scores) if scores else {},
        "versions": len(state.scores),
        "earlier_scores": [
            {
                "scored_at": utc(one.at),
                "scores": _scores(one),
                "flags": list(one.flags),
                "from_opinions": _from_opinions(one),
            }
            for one in state.scores[:-1]
        ],
        "pivotal": state.pivot,
        "feedback": _feedback(state),
    }


def _scores(scores: Scores) -> dict[str, dict[str, Any]]:
    """Return levels with their reasons, in the form that `sdcoach score` reads."""
    return {
        dimension: {
            "level": level,
            "evidence": scores.evidence.get(dimension, ""),
            "gap": scores.gaps.get(dimension, ""),
        }
        for dimension, level in scores.levels.items()
    }


def _from_opinions(scores: Scores) -> dict[str, dict[str, Any]]:
    """Return the dimensions whose level was taken over from a model's opinion, and from which."""
    return {
        dimension: {"report": one.report, "evidence_quoted": one.quoted}
        for dimension, one in scores.taken.items()
    }


def _feedback(state: State) -> list[dict[str, Any]]:
    """Return a model's reports, each with what its numbers are worth and what was made of it."""
    if not state.reports:
        return []
    from sdcoach.coach.evaluation.badge import with_trust

    return [
        with_trust(report)
        | {
            "weighed": {
                dimension: answer
                for (id, dimension), answer in state.weighed.items()
                if id == report.get("id") and answer
            }
        }
        for report in state.reports
    ]


def _signal(one: Heard) -> dict[str, Any]:
    return {
        "signal": one.signal.id,
        "dimension": one.signal.dimension,
        "seniority": one.signal.seniority,
        "says": one.signal.says,
        "state": one.state,
        "elapsed_seconds": None if one.elapsed_ms is None else one.elapsed_ms / 1000,
        "line": one.line,
        "document": one.place.document if one.place else "",
        "prompted_by": one.cue,
        "mark": one.mark,
    }


def _estimate(one: Judged) -> dict[str, Any]:
    return {
        "id": one.estimate.id,
        "asks": one.estimate.asks,
        "judgement": one.judgement,
        "key": one.key,
        "line": one.line.text if one.line else "",
        "result": one.line.display if one.line else "",
        "factor": one.factor,
        "decided": one.decided,
    }


# --- as text --------------------------------------------------------------------------------


def _lines(shown: Report) -> Iterator[str]:
    row, state = shown.row, shown.state
    yield row.title
    what = f"the phase {row.sprint} alone" if row.sprint else row.mode
    yield f"{row.question}, {row.seniority}, {row.minutes} minutes, {what}, seed {row.seed}"
    took, given = (minutes_seconds(ms / 1000) for ms in (state.elapsed_ms, state.total_ms))
    told = [there(row.started_at, row.utc_offset), result(row), f"{took} of {given}"]
    forecast = band_of(row.predicted)
    if forecast:
        told.append(f"forecast {forecast.replace('-', ' ')}")
    if row.reference_known:
        told.append("reference known")
    yield " · ".join(told)
    yield f"id {row.id}"
    if row.tags:
        yield f"tags {', '.join(row.tags)}"
    yield from _section("NOTE", row.note.splitlines())
    yield from _section("VERDICT", _verdict(shown))
    yield from _section("PRACTISE", row.practise.splitlines())
    yield from _section("PHASES", _phases(state))
    yield from _section("ASKED AND SHOWN", _talk(state))
    yield from _section("NOTES", state.notes.splitlines())
    yield from _section("SHEET", state.sheet.splitlines())
    if shown.debrief is not None and row.sprint is None:
        heard = shown.debrief.evidence.by_signal.values()
        yield from _section("EVIDENCE", [heard_words(one) for one in heard])
        yield from _section("ESTIMATES", _estimates(shown.debrief))


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield title
        yield from lines


def _verdict(shown: Report) -> list[str]:
    if shown.debrief is None:
        return []
    if shown.row.sprint is not None:
        return list(look_back_lines(look_back(shown.debrief)))
    verdict = shown.verdict(open_bank().phases(shown.debrief.question.kind))
    return [] if verdict is None else list(verdict_lines(verdict, shown.row.title))


def _phases(state: State) -> list[str]:
    spent = state.spent()
    return table_lines(
        [
            (phase, minutes_seconds(spent.get(phase, 0) / 1000), minutes_seconds(budget / 1000))
            for phase, budget in state.budgets
        ],
        ("PHASE", "SPENT", "BUDGET"),
    )


def _talk(state: State) -> list[str]:
    """Return what went between candidate and interviewer, by the clock."""
    # An answer comes in the same millisecond as its question, and belongs below it.
    said = [(one.elapsed_ms, 2 * n, f"you: {one.text}") for n, one in enumerate(state.asked)]
    said += [(one.elapsed_ms, 2 * n + 1, one.text) for n, one in enumerate(state.said)]
    said += [(one.elapsed_ms, -1, f"hint: {one.text}") for one in state.hints]
    said += [(one.elapsed_ms, -1, f"follow-up: {one.text}") for one in state.followups]
    said.sort(key=lambda one: one[:2])
    return [f"{minutes_seconds(ms / 1000)} {text}" for ms, _, text in said]


def _estimates(debrief: Debrief) -> list[str]:
    lines = []
    for one in debrief.estimates.judged:
        yours = f"yours {one.line.display}, " if one.line else ""
        decided = f"; decided: {one.decided}" if one.decided else ""
        lines.append(f"{one.judgement}: {one.estimate.asks} {yours}key {one.key}{decided}")
    return lines
