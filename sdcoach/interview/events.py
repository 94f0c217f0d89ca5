"""The events that an interview is made of.

An attempt is its journal: what cannot be derived from these events is not known. The table
`KINDS` is the whole vocabulary; its checks guard what is written and what is read alike.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

Payload: TypeAlias = Mapping[str, Any]
Check: TypeAlias = Callable[[Any], bool]

OWN_WORDS = frozenset({"typed", "paste", "editor", "sheet"})
"""The ways text arrives that make it the candidate's own: for evidence, for quotes."""
NOT_OWN_WORDS = frozenset({"template", "followup", "card"})


class Event(NamedTuple):
    """One thing that happened. Key: (attempt, origin, seq)."""

    attempt: str
    """UUID of the attempt."""
    origin: str
    """UUID of the installation that wrote it."""
    seq: int
    """From 1, without gaps, per attempt and origin."""
    kind: str
    v: int
    """Version of the payload."""
    elapsed_ms: int
    """The interview clock."""
    at: int
    """UTC, milliseconds since 1970."""
    payload: Payload


class Kind(NamedTuple):
    """What is known of one kind of event."""

    v: int
    during: bool
    """Whether it belongs to the running interview, which has one origin."""
    fields: Mapping[str, Check]


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _optional_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _optional_count(value: Any) -> bool:
    return value is None or _count(value)


def _integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _one_of(*words: str) -> Check:
    return lambda value: isinstance(value, str) and value in words


def _level(value: Any) -> bool:
    return _integer(value) and 1 <= value <= 4


def _levels(value: Any) -> bool:
    """Levels by dimension; `None` is "not shown"."""
    return isinstance(value, dict) and all(
        isinstance(key, str) and (item is None or _level(item)) for key, item in value.items()
    )


def _text_by_name(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(key, str) and isinstance(item, str) for key, item in value.items()
    )


def _budgets(value: Any) -> bool:
    """A list of [phase, budget in milliseconds], at least one."""
    return (
        isinstance(value, list)
        and len(value) > 0
        and all(
            isinstance(pair, list) and len(pair) == 2 and _text(pair[0]) and _count(pair[1])
            for pair in value
        )
    )


_AUTHOR = _one_of(*sorted(OWN_WORDS | NOT_OWN_WORDS))
_EDIT = {"offset": _count, "removed": _text, "inserted": _text, "by": _AUTHOR}
_SCORES = {
    "levels": _levels,
    "evidence": _text_by_name,
    "gaps": _text_by_name,
    "flags": _texts,
    "seconds": _count,
}
"""A draft holds all that scores do, so that nothing is lost between them."""

KINDS: dict[str, Kind] = {
    "started": Kind(
        1,
        True,
        {
            "question": _text,
            "title": _text,
            "prompt": _text,
            "kind": _text,
            "question_hash": _text,
            "rubric_hash": _text,
            "minutes": _count,
            "seniority": _one_of("mid", "senior", "staff"),
            "mode": _one_of("interview", "practice"),
            "seed": _integer,
            "utc_offset": _integer,  # minutes east of UTC, for the day and hour it was
            "phases": _budgets,
            "sprint": _optional_text,
            "held": _one_of("here", "elsewhere"),
        },
    ),
    "phase_entered": Kind(1, True, {"phase": _text, "by": _one_of("heading", "key")}),
    "notes_edited": Kind(1, True, _EDIT),
    "sheet_edited": Kind(1, True, _EDIT),
    "asked": Kind(1, True, {"text": _text, "heard": _texts, "offset": _count}),
    "said": Kind(1, True, {"text": _text, "by": _one_of("script", "model")}),
    "hint_taken": Kind(1, True, {"phase": _text, "rung": _count, "text": _text}),
    "followup_shown": Kind(1, True, {"id": _text, "text": _text, "deck": _flag}),
    "paused": Kind(1, True, {"by": _one_of("candidate", "suspend", "crash")}),
    "resumed": Kind(
        1,
        True,
        {
            "by": _one_of("candidate", "suspend", "crash"),
            "away_ms": _count,
            "counted_ms": _count,  # the part of the time away that the interview clock took
        },
    ),
    "heartbeat": Kind(1, True, {}),
    "finished": Kind(1, True, {"by": _one_of("candidate", "late")}),
    "abandoned": Kind(1, True, {}),
    "predicted": Kind(1, False, {"band": _level}),
    "pivot_named": Kind(1, False, {"text": _text}),
    "evidence_marked": Kind(
        1, False, {"signal": _text, "mark": _one_of("use", "not-so", "aloud", "none")}
    ),
    "estimate_paired": Kind(1, False, {"estimate": _text, "line": _optional_text}),
    # The interviewer misheard: the question of that number, from 0, did ask for this fact. None
    # takes it back.
    "credited": Kind(1, False, {"clarification": _text, "asked": _optional_count}),
    "scoring_drafted": Kind(1, False, _SCORES),
    "scored": Kind(1, False, _SCORES),
    # Chosen on the verdict page, after `scored`: a register of its own, so that choosing it is
    # no new version of the scores.
    "practise_chosen": Kind(1, False, {"text": _text}),
    "reference_opened": Kind(1, False, {}),
    "coached": Kind(1, False, {"report": lambda value: isinstance(value, dict)}),
    # What the candidate makes of one opinion of a report: `accepted`, `rejected` or, taken back, "".
    # One that changes the scores says what the dimension becomes; see `taken_over`.
    "opinion_weighed": Kind(1, False, {"report": _text, "dimension": _text, "answer": _text}),
    "tagged": Kind(1, False, {"tags": _texts}),
    "noted": Kind(1, False, {"text": _text}),
    "deleted": Kind(1, False, {}),
    "restored": Kind(1, False, {}),
}


def touched(payload: Payload) -> tuple[str, ...]:
    """Return the signals that a `followup_shown` says it touches; earlier ones say none."""
    touches = payload.get("touches", [])
    return tuple(touches) if _texts(touches) else ()


def said_to(payload: Payload) -> tuple[str, int] | None:
    """Return what a `said` says it was said to, and which of those; most say nothing of it."""
    to, number = payload.get("to"), payload.get("number")
    fits = to in ("asked", "hint", "followup") and _count(number)
    return (payload["to"], payload["number"]) if fits else None


class TakenOver(NamedTuple):
    """What a dimension becomes when an opinion of it is accepted."""

    level: int | None
    evidence: str
    gap: str
    quoted: bool
    """Whether the evidence is a passage that the model quoted, not one the candidate chose."""


def taken_over(payload: Payload) -> TakenOver | None:
    """Return what an `opinion_weighed` makes of the scores; None when it leaves them alone.

    Those of earlier versions all do: accepting was noted then, and no more.
    """
    if "level" not in payload:
        return None
    level, evidence, gap = payload["level"], payload.get("evidence", ""), payload.get("gap", "")
    quoted = payload.get("quoted", False)
    fits = (level is None or _level(level)) and _text(evidence) and _text(gap) and _flag(quoted)
    return TakenOver(level, evidence, gap, quoted) if fits else None


def kept(payload: Payload) -> int:
    """Return how much of the notes a `started` says is from an earlier attempt; mostly none."""
    count = payload.get("kept", 0)
    return count if _count(count) else 0


def fault(event: Event) -> str:
    """Return what is wrong with an event's form, or an empty string.

    A version newer than known, a missing field and a field of the wrong type are faults;
    further fields are not.
    """
    kind = KINDS.get(event.kind)
    if kind is None:
        return f"unknown kind {event.kind!r}"
    if event.v > kind.v:
        return f"{event.kind} has version {event.v}, known is {kind.v}"
    for name, check in kind.fields.items():
        if name not in event.payload:
            return f"{event.kind} lacks {name!r}"
        if not check(event.payload[name]):
            return f"{event.kind} has an unfit {name!r}"
    return ""


def home_of(events: Iterable[Event]) -> str:
    """Return the origin that began the attempt; empty when none did."""
    return min((event.origin for event in events if event.kind == "started"), default="")


def place(event: Event, home: str) -> tuple[int, int, int, str, int]:
    """Return where an event belongs in its journal, as a key to sort by.

    Events of the interview come first by (origin, seq), those of the origin that began it
    before any other; the rest follow by (at, origin, seq), so that merged histories fold alike
    everywhere.
    """
    kind = KINDS.get(event.kind)
    if kind is not None and kind.during:
        return (0, 0 if event.origin == home else 1, 0, event.origin, event.seq)
    return (1, 0, event.at, event.origin, event.seq)


def in_order(events: list[Event]) -> list[Event]:
    """Sort a journal for folding; see `place`."""
    home = home_of(events)
    return sorted(events, key=lambda event: place(event, home))
