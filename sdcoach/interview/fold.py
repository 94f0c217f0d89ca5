"""From events to state, and nothing else.

`fold` takes any list of events, whole or cut off, merged or damaged, and never fails: what it
cannot use it counts in `State.skipped`.
"""

from collections.abc import Callable, Iterable

from sdcoach.interview.edits import Edit, apply, fits, moved
from sdcoach.interview.events import (
    KINDS,
    OWN_WORDS,
    Event,
    Payload,
    fault,
    in_order,
    kept,
    said_to,
    touched,
)
from sdcoach.interview.state import (
    Asked,
    Away,
    FollowUpShown,
    HintTaken,
    Said,
    Scores,
    Span,
    State,
)
from sdcoach.interview.taking import still_taken, weigh


def apply_event(state: State, event: Event) -> bool:
    """Take one event into the state; return whether it was of use.

    What is unknown, malformed or out of place is counted in `state.skipped` and changes
    nothing else but the newest sequence number of its origin.
    """
    seen = state.last_seq.get(event.origin, 0)
    state.last_seq[event.origin] = max(seen, event.seq)
    if fault(event) or not _in_place(state, event):
        state.skipped += 1
        return False
    if KINDS[event.kind].during:
        _pass_time(state, event)
    if not _APPLY[event.kind](state, event, event.payload):
        state.skipped += 1
        return False
    if not KINDS[event.kind].during:
        state.settled = max(state.settled, (event.at, event.origin))
    return True


def fold(events: Iterable[Event]) -> State:
    """Return the state that the events tell. Any list will do; it never raises."""
    state = State()
    for event in in_order(list(events)):
        apply_event(state, event)
    return state


def _in_place(state: State, event: Event) -> bool:
    if event.kind == "started":
        return state.status == "new"
    if state.status == "new" or event.attempt != state.attempt:
        return False
    return not (KINDS[event.kind].during and state.over)


def _pass_time(state: State, event: Event) -> None:
    state.elapsed_ms = max(state.elapsed_ms, event.elapsed_ms)
    state.last_at = event.at
    if state.spans:
        state.spans[-1].end_ms = state.elapsed_ms


def _started(state: State, event: Event, payload: Payload) -> bool:
    state.attempt = event.attempt
    state.status = "running"
    state.question = payload["question"]
    state.title = payload["title"]
    state.prompt = payload["prompt"]
    state.kind = payload["kind"]
    state.question_hash = payload["question_hash"]
    state.rubric_hash = payload["rubric_hash"]
    state.minutes = payload["minutes"]
    state.seniority = payload["seniority"]
    state.mode = payload["mode"]
    state.seed = payload["seed"]
    state.utc_offset = payload["utc_offset"]
    state.budgets = tuple((phase, budget) for phase, budget in payload["phases"])
    state.sprint = payload["sprint"]
    state.held = payload["held"]
    state.kept = kept(payload)
    state.started_at = event.at
    state.elapsed_ms = 0
    first = state.sprint or state.budgets[0][0]
    state.spans = [Span(first, 0, 0)]
    return True


def _phase_entered(state: State, event: Event, payload: Payload) -> bool:
    phase = payload["phase"]
    if phase not in {name for name, _ in state.budgets}:
        return False
    if phase != state.phase:
        state.spans.append(Span(phase, state.elapsed_ms, state.elapsed_ms))
    return True


def _edit(payload: Payload) -> Edit:
    return Edit(payload["offset"], payload["removed"], payload["inserted"])


def _count_own(state: State, payload: Payload) -> None:
    if payload["by"] in OWN_WORDS:
        state.own_characters += len(payload["inserted"])


def _notes_edited(state: State, event: Event, payload: Payload) -> bool:
    edit = _edit(payload)
    if not fits(state.notes, edit):
        return False
    state.notes = apply(state.notes, edit)
    offsets = moved([asked.offset for asked in state.asked], edit)
    for asked, offset in zip(state.asked, offsets, strict=True):
        asked.offset = offset
    _count_own(state, payload)
    return True


def _sheet_edited(state: State, event: Event, payload: Payload) -> bool:
    edit = _edit(payload)
    if not fits(state.sheet, edit):
        return False
    state.sheet = apply(state.sheet, edit)
    _count_own(state, payload)
    return True


def _asked(state: State, event: Event, payload: Payload) -> bool:
    state.asked.append(
        Asked(state.elapsed_ms, payload["text"], tuple(payload["heard"]), payload["offset"])
    )
    return True


def _said(state: State, event: Event, payload: Payload) -> bool:
    to, number = said_to(payload) or ("asked", len(state.asked) - 1)
    state.said.append(Said(state.elapsed_ms, payload["text"], payload["by"], to, number))
    return True


def _hint_taken(state: State, event: Event, payload: Payload) -> bool:
    state.hints.append(
        HintTaken(state.elapsed_ms, payload["phase"], payload["rung"], payload["text"])
    )
    return True


def _followup_shown(state: State, event: Event, payload: Payload) -> bool:
    state.followups.append(
        FollowUpShown(
            state.elapsed_ms, payload["id"], payload["text"], payload["deck"], touched(payload)
        )
    )
    return True


def _paused(state: State, event: Event, payload: Payload) -> bool:
    if state.status != "running":
        return False
    state.status = "paused"
    return True


def _resumed(state: State, event: Event, payload: Payload) -> bool:
    away, counted = payload["away_ms"], payload["counted_ms"]
    if state.status != "paused" or counted > away:
        return False
    state.status = "running"
    state.paused_ms += away - counted
    state.away.append(Away(payload["by"], state.elapsed_ms - counted, away, counted))
    return True


def _heartbeat(state: State, event: Event, payload: Payload) -> bool:
    return True


def _finished(state: State, event: Event, payload: Payload) -> bool:
    state.status = "finished"
    state.finished_by = payload["by"]
    return True


def _abandoned(state: State, event: Event, payload: Payload) -> bool:
    state.status = "abandoned"
    return True


def _predicted(state: State, event: Event, payload: Payload) -> bool:
    state.predicted = payload["band"]
    return True


def _pivot_named(state: State, event: Event, payload: Payload) -> bool:
    state.pivot = payload["text"]
    return True


def _evidence_marked(state: State, event: Event, payload: Payload) -> bool:
    if payload["mark"] == "none":
        state.marks.pop(payload["signal"], None)
    else:
        state.marks[payload["signal"]] = payload["mark"]
    return True


def _estimate_paired(state: State, event: Event, payload: Payload) -> bool:
    state.pairs[payload["estimate"]] = payload["line"]
    return True


def _credited(state: State, event: Event, payload: Payload) -> bool:
    asked = payload["asked"]
    if asked is None:
        state.credits.pop(payload["clarification"], None)
        return True
    if asked >= len(state.asked):
        return False
    state.credits[payload["clarification"]] = asked
    return True


def _scores(event: Event, payload: Payload) -> Scores:
    return Scores(
        event.at,
        dict(payload["levels"]),
        dict(payload["evidence"]),
        dict(payload["gaps"]),
        tuple(payload["flags"]),
        payload["seconds"],
        {},
    )


def _scoring_drafted(state: State, event: Event, payload: Payload) -> bool:
    state.draft = _scores(event, payload)
    return True


def _scored(state: State, event: Event, payload: Payload) -> bool:
    scores, before = _scores(event, payload), state.latest_scores
    if before is not None:
        # What a revision leaves as it was taken over still comes from where it came from.
        scores = scores._replace(taken=still_taken(before, scores))
    state.scores.append(scores)
    state.draft = None
    return True


def _practise_chosen(state: State, event: Event, payload: Payload) -> bool:
    state.practise = payload["text"]
    return True


def _reference_opened(state: State, event: Event, payload: Payload) -> bool:
    if state.reference_opened_at is None:
        state.reference_opened_at = event.at
    return True


def _coached(state: State, event: Event, payload: Payload) -> bool:
    state.reports.append(dict(payload["report"]))
    return True


def _opinion_weighed(state: State, event: Event, payload: Payload) -> bool:
    weigh(state, event.at, payload)
    return True


def _tagged(state: State, event: Event, payload: Payload) -> bool:
    state.tags = tuple(payload["tags"])
    return True


def _noted(state: State, event: Event, payload: Payload) -> bool:
    state.note = payload["text"]
    return True


def _deleted(state: State, event: Event, payload: Payload) -> bool:
    state.deleted = True
    return True


def _restored(state: State, event: Event, payload: Payload) -> bool:
    state.deleted = False
    return True


_APPLY: dict[str, Callable[[State, Event, Payload], bool]] = {
    "started": _started,
    "phase_entered": _phase_entered,
    "notes_edited": _notes_edited,
    "sheet_edited": _sheet_edited,
    "asked": _asked,
    "said": _said,
    "hint_taken": _hint_taken,
    "followup_shown": _followup_shown,
    "paused": _paused,
    "resumed": _resumed,
    "heartbeat": _heartbeat,
    "finished": _finished,
    "abandoned": _abandoned,
    "predicted": _predicted,
    "pivot_named": _pivot_named,
    "evidence_marked": _evidence_marked,
    "estimate_paired": _estimate_paired,
    "credited": _credited,
    "scoring_drafted": _scoring_drafted,
    "scored": _scored,
    "practise_chosen": _practise_chosen,
    "reference_opened": _reference_opened,
    "coached": _coached,
    "opinion_weighed": _opinion_weighed,
    "tagged": _tagged,
    "noted": _noted,
    "deleted": _deleted,
    "restored": _restored,
}
