"""The interview core: any journal folds, the clock never runs back, the phases sum."""

import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.errors import StateError
from sdcoach.interview.clock import Tick
from sdcoach.interview.edits import apply, difference, fits
from sdcoach.interview.events import KINDS, Event
from sdcoach.interview.fold import fold
from sdcoach.interview.session import GRACE_MS, LATE_MS, Session, Setup

PHASES = (
    ("scope", 360_000),
    ("estimate", 240_000),
    ("data", 360_000),
    ("design", 780_000),
    ("depth", 720_000),
    ("failure", 180_000),
    ("recap", 60_000),
)
ATTEMPT = str(uuid.UUID(int=1))
ORIGIN = str(uuid.UUID(int=2))


def setup(mode: str = "interview") -> Setup:
    return Setup(
        "pastebin",
        "Paste",
        "Build that.",
        "system-design",
        "q",
        "r",
        45,
        "senior",
        mode,
        7,
        60,
        PHASES,
    )


class Wrist:
    """A clock that a test sets by hand."""

    def __init__(self) -> None:
        self.mono, self.boot, self.utc = 1_000, 5_000, 1_700_000_000_000

    def tick(self) -> Tick:
        return Tick(self.mono, self.boot, self.utc)

    def wait(self, ms: int) -> Tick:
        self.mono += ms
        self.boot += ms
        self.utc += ms
        return self.tick()

    def sleep(self, ms: int) -> Tick:
        self.boot += ms
        self.utc += ms
        return self.tick()


def begin(mode: str = "interview") -> tuple[Wrist, Session, list[Event]]:
    wrist = Wrist()
    session, events = Session.start(ATTEMPT, ORIGIN, setup(mode), wrist.tick())
    return wrist, session, events


def test_typing_becomes_edits_and_the_fold_reads_the_same() -> None:
    wrist, session, events = begin()
    events += session.edit("notes", "## Scope\n", "typed", wrist.wait(900))
    events += session.edit("notes", "## Scope\nCore", "typed", wrist.wait(900))
    events += session.edit("notes", "## Scope\nCore", "typed", wrist.wait(900))
    events += session.edit("sheet", "a = 1", "typed", wrist.wait(900))
    assert [event.kind for event in events] == [
        "started",
        "notes_edited",
        "notes_edited",
        "sheet_edited",
    ]
    assert events[2].payload == {"offset": 9, "removed": "", "inserted": "Core", "by": "typed"}
    assert [event.seq for event in events] == [1, 2, 3, 4]
    assert fold(events) == session.state
    assert session.state.notes == "## Scope\nCore"


def test_a_template_is_not_the_candidates_own() -> None:
    wrist, session, _ = begin()
    session.edit("notes", "Core\nOut\n", "template", wrist.wait(10))
    session.edit("notes", "Core\nOut\nmine", "typed", wrist.wait(10))
    assert session.state.own_characters == 4


def test_entering_a_phase_splits_the_time_exactly() -> None:
    wrist, session, events = begin()
    events += session.do("phase_entered", wrist.wait(61_234), phase="estimate", by="heading")
    events += session.do("phase_entered", wrist.wait(10_001), phase="scope", by="key")
    tick = wrist.wait(777)
    spent = session.spent(tick)
    assert spent["scope"] == 61_234 + 777
    assert spent["estimate"] == 10_001
    assert sum(spent.values()) == session.elapsed_ms(tick)


def test_an_interview_has_no_pause_and_practice_has_one() -> None:
    wrist, session, _ = begin()
    with pytest.raises(StateError, match="no pause"):
        session.pause(wrist.wait(1_000))
    wrist, session, events = begin("practice")
    events += session.pause(wrist.wait(10_000))
    events += session.pass_time(wrist.wait(600_000))
    events += session.come_back(wrist.wait(120_000))
    tick = wrist.wait(5_000)
    assert session.elapsed_ms(tick) == 15_000
    assert fold(events).paused_ms == 720_000
    assert session.state.away[0].away_ms == 720_000


def test_nothing_can_be_written_while_paused() -> None:
    wrist, session, _ = begin("practice")
    session.pause(wrist.wait(1))
    with pytest.raises(StateError, match="paused"):
        session.edit("notes", "x", "typed", wrist.wait(1))


def test_a_suspend_is_forgiven_for_two_minutes_in_all() -> None:
    wrist, session, events = begin()
    wrist.wait(60_000)
    events += session.pass_time(wrist.sleep(100_000))
    assert session.elapsed_ms(wrist.tick()) == 60_000
    events += session.pass_time(wrist.sleep(50_000))
    assert session.elapsed_ms(wrist.tick()) == 60_000 + 30_000
    assert session.state.grace_used_ms == GRACE_MS
    assert [gap.counted_ms for gap in session.state.away] == [0, 30_000]
    assert fold(events) == session.state


def test_a_short_lead_of_the_wall_clock_is_drift() -> None:
    wrist, session, events = begin()
    events += session.pass_time(wrist.sleep(29_000))
    assert [event.kind for event in events] == ["started"]


def test_a_crash_is_resumed_with_the_right_time_left() -> None:
    wrist, session, events = begin()
    events += session.edit("notes", "hello", "typed", wrist.wait(300_000))
    wrist.mono, wrist.boot = 5, 6  # another boot
    wrist.utc += 200_000
    again, made = Session.resume(events, ORIGIN, wrist.tick())
    assert [event.kind for event in made] == ["paused", "resumed"]
    assert again.elapsed_ms(wrist.tick()) == 300_000 + 80_000
    assert again.left_ms(wrist.tick()) == 45 * 60_000 - 380_000
    assert fold([*events, *made]) == again.state
    assert again.state.notes == "hello"


def test_practice_does_not_count_time_away() -> None:
    wrist, session, events = begin("practice")
    events += session.edit("notes", "hello", "typed", wrist.wait(300_000))
    wrist.utc += 86_400_000
    again, _ = Session.resume(events, ORIGIN, wrist.tick())
    assert again.elapsed_ms(wrist.tick()) == 300_000


def test_a_wall_clock_set_back_gives_no_time() -> None:
    wrist, session, events = begin()
    events += session.edit("notes", "hello", "typed", wrist.wait(300_000))
    wrist.utc -= 10_000_000
    again, _ = Session.resume(events, ORIGIN, wrist.tick())
    assert again.elapsed_ms(wrist.tick()) == 300_000


def test_an_interview_resumed_too_late_is_over() -> None:
    wrist, session, events = begin()
    events += session.leave(wrist.wait(600_000))
    wrist.wait(86_400_000)
    again, made = Session.resume(events, ORIGIN, wrist.tick())
    assert made[-1].kind == "finished"
    assert made[-1].payload == {"by": "late"}
    assert again.state.elapsed_ms == 45 * 60_000 + LATE_MS
    assert again.state.elapsed_ms + again.state.paused_ms == 600_000 + 86_400_000


def test_overtime_never_ends_by_itself() -> None:
    wrist, session, _ = begin()
    session.pass_time(wrist.wait(90 * 60_000))
    assert session.state.status == "running"
    assert session.left_ms(wrist.tick()) == -45 * 60_000


def test_an_ended_interview_takes_no_more_words() -> None:
    wrist, session, _ = begin()
    session.do("finished", wrist.wait(1), by="candidate")
    with pytest.raises(StateError, match="has ended"):
        session.edit("notes", "late", "typed", wrist.wait(1))
    with pytest.raises(StateError):
        Session.resume([], ORIGIN, wrist.tick())


def test_two_minutes_and_hardly_a_word_are_no_attempt() -> None:
    wrist, session, _ = begin()
    assert session.discardable(wrist.wait(119_000))
    assert not session.discardable(wrist.wait(2_000))
    wrist, session, _ = begin()
    session.edit("notes", "x" * 100, "typed", wrist.wait(10))
    assert not session.discardable(wrist.wait(10))


def test_a_heartbeat_comes_only_when_nothing_else_was_written() -> None:
    wrist, session, _ = begin()
    assert session.pass_time(wrist.wait(4_000)) == []
    session.edit("notes", "x", "typed", wrist.tick())
    assert session.pass_time(wrist.wait(4_000)) == []
    assert [event.kind for event in session.pass_time(wrist.wait(1_000))] == ["heartbeat"]


def test_an_asked_line_keeps_its_place_when_text_moves() -> None:
    wrist, session, events = begin()
    events += session.edit("notes", "? size\n", "typed", wrist.wait(1))
    events += session.do("asked", wrist.wait(1), text="size", heard=["size"], offset=1)
    events += session.edit("notes", "Core\n? size\n", "typed", wrist.wait(1))
    assert session.state.asked[0].offset == 6
    assert fold(events) == session.state


def test_unknown_kinds_and_unfit_edits_are_counted_and_skipped() -> None:
    wrist, session, events = begin()
    events += session.edit("notes", "abc", "typed", wrist.wait(1))
    odd = [
        events[-1]._replace(seq=3, kind="telepathy"),
        events[-1]._replace(seq=4, v=9),
        events[-1]._replace(
            seq=5, payload={"offset": 77, "removed": "", "inserted": "x", "by": "typed"}
        ),
        events[-1]._replace(
            seq=6, payload={"offset": 0, "removed": "zzz", "inserted": "x", "by": "typed"}
        ),
        events[-1]._replace(seq=7, payload={"offset": "0"}),
    ]
    state = fold([*events, *odd])
    assert state.notes == "abc"
    assert state.skipped == 5


def test_later_registers_fold_alike_in_any_order() -> None:
    wrist, session, events = begin()
    events += session.do("finished", wrist.wait(1), by="candidate")
    later = [
        Event(ATTEMPT, ORIGIN, 3, "tagged", 1, 0, 50, {"tags": ["one"]}),
        Event(ATTEMPT, "other", 1, "tagged", 1, 0, 60, {"tags": ["two"]}),
        Event(ATTEMPT, "other", 2, "deleted", 1, 0, 40, {}),
        Event(ATTEMPT, ORIGIN, 4, "restored", 1, 0, 45, {}),
    ]
    forwards, backwards = fold([*events, *later]), fold([*later[::-1], *events[::-1]])
    assert forwards == backwards
    assert forwards.tags == ("two",)
    assert not forwards.deleted


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_difference_turns_one_text_into_the_other(old: str, new: str) -> None:
    edit = difference(old, new)
    if edit is None:
        assert old == new
    else:
        assert fits(old, edit)
        assert apply(old, edit) == new


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "type",
                "sheet",
                "phase",
                "ask",
                "hint",
                "followup",
                "pause",
                "leave",
                "back",
                "pass",
                "finish",
                "abandon",
                "crash",
                "score",
            ]
        ),
        st.integers(0, 400_000),  # time awake
        st.sampled_from([0, 0, 0, 20_000, 31_000, 90_000, 4_000_000]),  # time asleep
        st.integers(-3_600_000, 3_600_000) | st.just(0),  # a jump of the wall clock
        st.integers(-5_000, 0) | st.just(0),  # a broken monotonic clock
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(ACTIONS, st.sampled_from(["interview", "practice"]), st.booleans())
def test_whatever_happens_the_clock_and_the_phases_hold(
    actions: list[tuple[str, int, int, int, int]], mode: str, has_boot: bool
) -> None:
    wrist = Wrist()

    def tick() -> Tick:
        return Tick(wrist.mono, wrist.boot if has_boot else None, wrist.utc)

    session, events = Session.start(ATTEMPT, ORIGIN, setup(mode), tick())
    span = 0
    highest = 0
    text = ""
    for action, awake, asleep, jump, broken in actions:
        before, at_pause = tick(), session.state.status
        wrist.mono += awake + broken
        wrist.boot += awake + asleep
        wrist.utc += awake + asleep + jump
        now = tick()
        if action == "crash" and not session.state.over:
            # What the dead process measured after its last event is gone; UTC replaces it.
            highest = session.state.elapsed_ms
            session, made = Session.resume(events, ORIGIN, now)
            span = session.state.elapsed_ms + session.state.paused_ms
        else:
            made = run(session, action, now, text)
            text = session.state.notes
            gone = max(0, now.mono - before.mono)
            ahead = (now.boot - before.boot if has_boot else now.utc - before.utc) - gone  # type: ignore[operator]
            if at_pause in ("running", "paused"):
                span += gone + (ahead if ahead > 30_000 else 0)
        events += made
        assert session.elapsed_ms(now) >= highest
        highest = session.elapsed_ms(now)
        assert sum(session.spent(now).values()) == highest
        pending = session._pause_ms if session.state.status == "paused" else 0
        if not session.state.over:
            assert highest + session.state.paused_ms + pending == span
    assert fold(events) == session.state
    clock = [event.elapsed_ms for event in events]
    assert clock == sorted(clock)
    for cut in range(len(events) + 1):
        state = fold(events[:cut])
        assert sum(state.spent().values()) == state.elapsed_ms
        assert state.skipped == 0


def run(session: Session, action: str, now: Tick, text: str) -> list[Event]:
    """Do what a person might; a refused action leaves only the time that passed."""
    made: list[Event] = []
    payloads: dict[str, tuple[str, dict[str, Any]]] = {
        "phase": ("phase_entered", {"phase": PHASES[now.mono % 7][0], "by": "key"}),
        "ask": ("asked", {"text": "size?", "heard": [], "offset": 0}),
        "hint": ("hint_taken", {"phase": "scope", "rung": 1, "text": "look"}),
        "followup": ("followup_shown", {"id": "f", "text": "ten times", "deck": False}),
        "finish": ("finished", {"by": "candidate"}),
        "abandon": ("abandoned", {}),
        "score": ("tagged", {"tags": ["x"]}),
    }
    made += session.pass_time(now)
    try:
        if action in ("type", "sheet"):
            made += session.edit(
                "notes" if action == "type" else "sheet", text + "word ", "typed", now
            )
        elif action == "pause":
            made += session.pause(now)
        elif action == "leave":
            made += session.leave(now)
        elif action == "back":
            made += session.come_back(now)
        elif action in payloads:
            kind, payload = payloads[action]
            made += session.do(kind, now, **payload)
    except StateError:
        pass
    return made


JSONISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
ODD_EVENTS = st.builds(
    Event,
    st.sampled_from([ATTEMPT, "x"]),
    st.sampled_from([ORIGIN, "other"]),
    st.integers(0, 20),
    st.sampled_from([*KINDS, "telepathy"]),
    st.integers(0, 2),
    st.integers(-5, 10**7),
    st.integers(0, 10**13),
    st.dictionaries(
        st.sampled_from(
            [
                "offset",
                "removed",
                "inserted",
                "by",
                "phase",
                "text",
                "levels",
                "away_ms",
                "counted_ms",
            ]
        ),
        JSONISH,
        max_size=6,
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ODD_EVENTS, max_size=30))
def test_folding_garbage_never_fails(events: list[Event]) -> None:
    _, _, good = begin()
    state = fold([*good, *events])
    assert sum(state.spent().values()) == state.elapsed_ms
