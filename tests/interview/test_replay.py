"""Any second of an attempt can be seen again, and quickly."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.interview.clock import Tick
from sdcoach.interview.events import Event
from sdcoach.interview.fold import fold
from sdcoach.interview.replay import SILENCE_MS, Replay
from sdcoach.interview.session import Session, Setup
from tests.pace import cost

PHASES = (("scope", 360_000), ("estimate", 240_000), ("data", 360_000))


def begin() -> tuple[Session, list[Event]]:
    setup = Setup("q", "Q", "P", "system-design", "h", "r", 45, "senior", "interview", 1, 0, PHASES)
    return Session.start("00000000-0000-4000-8000-000000000009", "o", setup, Tick(0, 0, 0))


def at(ms: int) -> Tick:
    return Tick(ms, ms, ms)


def test_notes_phase_and_talk_are_as_they_were() -> None:
    session, events = begin()
    events += session.edit("notes", "## Scope\n", "typed", at(10_000))
    events += session.do("asked", at(20_000), text="size", heard=["size"], offset=0)
    events += session.do("said", at(20_000), text="A kilobyte.", by="script")
    events += session.do("phase_entered", at(60_000), phase="estimate", by="key")
    events += session.edit("notes", "## Scope\nmore", "typed", at(70_000))
    events += session.do("finished", at(80_000), by="candidate")
    replay = Replay(events)
    assert replay.at(9_999).notes == ""
    assert replay.at(10_000).notes == "## Scope\n"
    assert replay.at(19_000).asked == ()
    assert replay.at(20_000).said[0].text == "A kilobyte."
    assert replay.at(59_999).phase == "scope"
    assert (replay.at(75_000).phase, replay.at(75_000).phase_spent_ms) == ("estimate", 15_000)
    assert replay.at(10**9).notes == "## Scope\nmore"
    assert [mark.kind for mark in replay.marks()] == ["phase", "asked", "phase"]


def test_a_long_rest_is_marked() -> None:
    session, events = begin()
    events += session.edit("notes", "a", "typed", at(1_000))
    events += session.edit("notes", "ab", "typed", at(1_000 + SILENCE_MS))
    events += session.do("finished", at(2_000 + SILENCE_MS), by="candidate")
    assert Replay(events).silences() == [(1_000, SILENCE_MS)]


def test_the_density_counts_own_characters_alone() -> None:
    session, events = begin()
    events += session.edit("notes", "Core\n", "template", at(1_000))
    events += session.edit("notes", "Core\nabc", "typed", at(60_000))
    events += session.do("finished", at(100_000), by="candidate")
    assert Replay(events).density(10) == [0, 0, 0, 0, 0, 0, 3, 0, 0, 0]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20_000), st.text("ab\n", max_size=12)), max_size=60),
    st.integers(0, 10**6),
)
def test_any_moment_is_the_fold_of_what_came_before(
    typed: list[tuple[int, str]], moment: int
) -> None:
    session, events = begin()
    clock = 0
    for wait, text in typed:
        clock += wait
        events += session.edit("notes", text, "typed", at(clock))
    before = fold([event for event in events if event.elapsed_ms <= moment])
    assert Replay(events).at(moment).notes == before.notes


def test_twenty_thousand_edits_are_sought_in_no_time() -> None:
    session, events = begin()
    text = ""
    for number in range(20_000):
        text = text[-4_000:] + "x" if number % 50 else text + "\n"
        events += session.edit("notes", text, "typed", at(number * 180))
    replay = Replay(events)
    moments = itertools.cycle(number * 180 for number in range(0, 20_000, 1_000))
    assert cost(lambda: replay.at(next(moments)), tries=20) < 20
