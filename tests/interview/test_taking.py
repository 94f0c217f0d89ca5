"""Levels taken over from a model's opinion: each a version of its own, each to be taken back."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.interview.events import Event
from sdcoach.interview.fold import fold
from sdcoach.interview.session import Session
from sdcoach.interview.state import Taken
from tests.interview.test_session import ATTEMPT, ORIGIN, Wrist, begin

SCORED: dict[str, Any] = {
    "levels": {"design": 3, "depth": 2},
    "evidence": {"design": "writer -> api", "depth": "one key, one node"},
    "gaps": {"design": "the read path", "depth": "the next limit"},
    "flags": [],
    "seconds": 300,
}


def scored() -> tuple[Wrist, Session, list[Event]]:
    wrist, session, events = begin()
    events += session.do("finished", wrist.wait(1_000), by="candidate")
    events += session.do("scored", wrist.wait(1_000), **SCORED)
    return wrist, session, events


def weigh(answer: str, dimension: str = "design", report: str = "a", **more: Any) -> dict[str, Any]:
    return {"report": report, "dimension": dimension, "answer": answer, **more}


def test_accepting_makes_a_version_and_taking_it_back_restores_what_stood_before() -> None:
    wrist, session, events = scored()
    state = session.state
    events += session.do(
        "opinion_weighed",
        wrist.wait(5),
        **weigh("accepted", level=2, evidence="writer -> api", gap="no path for reads"),
    )
    latest = state.latest_scores
    assert latest is not None
    assert latest.levels == {"design": 2, "depth": 2}
    assert latest.gaps == {"design": "no path for reads", "depth": "the next limit"}
    assert latest.taken == {"design": Taken("a", quoted=False)}
    assert latest.at == wrist.utc
    assert state.own_levels == {"design": 3, "depth": 2}
    events += session.do("opinion_weighed", wrist.wait(5), **weigh(""))
    assert [one.levels["design"] for one in state.scores] == [3, 2, 3]
    assert state.scores[-1]._replace(at=0) == state.scores[0]._replace(at=0)
    assert fold(events) == state


def test_rejecting_and_what_earlier_versions_accepted_leave_the_scores_alone() -> None:
    wrist, session, _ = scored()
    for answer in ("rejected", "accepted", ""):
        session.do("opinion_weighed", wrist.wait(5), **weigh(answer))
        assert session.state.weighed == {("a", "design"): answer}
    assert len(session.state.scores) == 1


def test_a_later_revision_of_that_level_is_ones_own_and_stays() -> None:
    wrist, session, _ = scored()
    session.do("opinion_weighed", wrist.wait(5), **weigh("accepted", level=2))
    session.do("opinion_weighed", wrist.wait(5), **weigh("accepted", "depth", level=4))
    state = session.state
    latest = state.latest_scores
    assert latest is not None
    revised = {
        **SCORED,
        "levels": {"design": 1, "depth": 4},
        "evidence": latest.evidence,
        "gaps": latest.gaps,
    }
    session.do("scored", wrist.wait(5), **revised)
    latest = state.latest_scores
    assert latest is not None
    assert latest.taken == {"depth": Taken("a", quoted=False)}
    assert state.own_levels == {"design": 1, "depth": 2}
    session.do("opinion_weighed", wrist.wait(5), **weigh(""))
    assert state.scores[-1].levels == {"design": 1, "depth": 4}


def test_taking_back_a_second_opinion_brings_the_first_unless_it_was_taken_back_too() -> None:
    for first_goes, back in ((False, 2), (True, 3)):
        wrist, session, _ = scored()
        session.do("opinion_weighed", wrist.wait(5), **weigh("accepted", level=2))
        session.do("opinion_weighed", wrist.wait(5), **weigh("accepted", report="b", level=1))
        if first_goes:
            session.do("opinion_weighed", wrist.wait(5), **weigh(""))
            assert session.state.scores[-1].levels["design"] == 1
        session.do("opinion_weighed", wrist.wait(5), **weigh("rejected", report="b"))
        assert session.state.scores[-1].levels["design"] == back


def test_two_machines_that_accepted_apart_hold_both() -> None:
    _, _, events = scored()
    after = events[-1].at
    here = Event(ATTEMPT, ORIGIN, 9, "opinion_weighed", 1, 0, after + 5, weigh("accepted", level=1))
    there = here._replace(
        origin="other", seq=1, at=after + 3, payload=weigh("accepted", "depth", level=4)
    )
    for journal in ([*events, here, there], [there, here, *events]):
        assert fold(journal).scores[-1].levels == {"design": 1, "depth": 4}


def test_what_answers_another_machine_comes_behind_it_whatever_the_clocks_say() -> None:
    wrist, _, events = scored()
    ahead = wrist.utc + 3_600_000
    events.append(Event(ATTEMPT, "other", 1, "scored", 1, 0, ahead, SCORED))
    again = Session.review(events, ORIGIN, wrist.tick())
    events += again.do("opinion_weighed", wrist.wait(5), **weigh("accepted", level=1))
    wrist.utc -= 7_200_000
    events += again.do("tagged", wrist.wait(5), tags=["late"])
    assert [event.at for event in events[-2:]] == [ahead + 1, ahead + 2]
    assert again.state.scores[-1].levels["design"] == 1
    assert fold(events) == again.state


def test_a_date_beyond_all_clocks_is_not_gone_along_with() -> None:
    wrist, _, events = scored()
    events.append(Event(ATTEMPT, "other", 1, "noted", 1, 0, 2**63 - 1, {"text": "x"}))
    again = Session.review(events, ORIGIN, wrist.tick())
    (made,) = again.do("tagged", wrist.wait(5), tags=["late"])
    assert made.at == wrist.utc


DIMENSION = st.sampled_from(["design", "depth", "scope"])
LEVEL = st.none() | st.integers(1, 4)
WEIGHED = st.builds(
    lambda answer, dimension, report, more: ("opinion_weighed", weigh(answer, dimension, report) | more),
    st.sampled_from(["accepted", "accepted", "rejected", ""]),
    DIMENSION,
    st.sampled_from(["a", "b"]),
    st.fixed_dictionaries(
        {}, optional={"level": LEVEL, "evidence": st.sampled_from(["", "x"]), "gap": st.just("y")}
    ),
)  # fmt: skip
REVISED = st.builds(
    lambda levels: ("scored", {**SCORED, "levels": levels}),
    st.dictionaries(DIMENSION, LEVEL, max_size=3),
)
ODD = st.sampled_from(
    [
        ("opinion_weighed", weigh("accepted", level=9)),
        ("opinion_weighed", weigh("accepted", level=True)),
        ("opinion_weighed", weigh("accepted", level=2, evidence=3)),
        ("opinion_weighed", weigh("accepted", level=2, quoted="yes")),
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(WEIGHED | REVISED | ODD, st.integers(0, 2)), max_size=14),
    st.randoms(use_true_random=False),
)
def test_whatever_is_accepted_every_version_stays_and_all_can_be_taken_back(
    done: list[tuple[tuple[str, dict[str, Any]], int]], chance: Any
) -> None:
    wrist, session, events = scored()
    state = session.state
    for (kind, payload), later in done:
        before, own = list(state.scores), state.own_levels
        events += session.do(kind, wrist.wait(later), **payload)
        assert state.scores[: len(before)] == before
        if kind == "opinion_weighed":
            assert state.own_levels == own
    mixed = [
        event._replace(origin="other") if event.kind == "scored" and event.seq % 2 else event
        for event in events
    ]
    first = fold(mixed)
    chance.shuffle(mixed)
    assert fold(mixed) == first
    assert fold(events) == state
    own = state.own_levels
    for (report, dimension), answer in list(state.weighed.items()):
        if answer == "accepted":
            session.do("opinion_weighed", wrist.wait(1), **weigh("", dimension, report))
    latest = state.latest_scores
    assert latest is not None
    assert (latest.levels, latest.taken) == (own, {})
