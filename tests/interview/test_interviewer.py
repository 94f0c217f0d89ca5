"""The offline interviewer tells what is asked, helps when asked, and presses by seed."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.bank.index import open_bank
from sdcoach.bank.question import Card, FollowUp
from sdcoach.interview.interviewer import LAST_QUIET_MS, TWO_ROWS, Interviewer
from sdcoach.interview.state import FollowUpShown, Span, State
from tests.scoring.acting import BUDGETS, Played, pastebin

QUESTION = pastebin()
PHASES = open_bank().phases("system-design")
TOTAL = sum(budget for _, budget in BUDGETS)


def interviewer(seed: int = 7) -> Interviewer:
    return Interviewer(QUESTION, PHASES, BUDGETS, seed)


def ask(room: Interviewer, play: Played, text: str) -> str:
    answer = room.answer(text, play.session.state)
    play.do("asked", text=text, heard=list(answer.heard), offset=0)
    return answer.text


def test_an_answer_says_first_what_it_understood() -> None:
    play = Played().at(2)
    said = ask(interviewer(), play, "How many users, and how much do they write and read?")
    traffic = next(one for one in QUESTION.clarifications if one.id == "traffic")
    assert said.startswith(f"On traffic: {traffic.answer}")
    assert play.session.state.asked[0].heard[0] == "traffic"


def test_an_answer_that_begins_with_its_topic_is_not_given_another() -> None:
    question = open_bank().question("stock-exchange")
    room = Interviewer(question, PHASES, BUDGETS, 7)
    play = Played().at(2)
    said = ask(room, play, "what latency do we need?")
    assert said.startswith("Speed: accepted or refused within 1 ms")
    again = ask(room, play.at(3), "what latency do we need?")
    assert again.startswith("As I said at 2:00: Speed: ")


def test_nothing_is_said_twice() -> None:
    room, play = interviewer(), Played().at(2)
    first = ask(room, play, "do pastes expire?")
    second = ask(room, play.at(9), "do pastes expire?")
    assert second.startswith("As I said at 2:00 on expiry: ")
    assert len(second) < len(first) + 40
    assert second != first


def test_what_the_question_leaves_open_is_the_candidates_call() -> None:
    room, play = interviewer(), Played()
    said = [ask(room, play, "? what colour should the logo have") for _ in range(3)]
    assert len(set(said)) == 3
    assert said[0] == "Your call; state what you assume."
    assert all(one.heard == () for one in play.session.state.asked)


@pytest.mark.parametrize(
    "text",
    [
        "? I would keep the order in one place",
        "I'll shard by user later.",
        "let me write the schema first",
        "ok, so I assume one region",
        "we’d put a cache in front",
    ],
)
def test_what_asks_nothing_is_taken_note_of(text: str) -> None:
    room, play = interviewer(), Played()
    assert ask(room, play, text) == "Noted; go on."
    asked = play.session.state.asked[0]
    assert asked.heard == ()
    assert room.told(asked) == "Noted; go on."


@pytest.mark.parametrize(
    "text",
    [
        "I assume the logo is blue?",
        "I would like the colour of the logo",
        "I'd need a mascot",
        "I will draw a blue logo, right",
        "I would guess blue",
        "let me know the colour of the logo",
        "I assume we choose what colour it has",
        "the logo is blue",
    ],
)
def test_what_may_ask_something_is_still_the_candidates_call(text: str) -> None:
    assert ask(interviewer(), Played(), text) == "Your call; state what you assume."


def test_an_empty_question_is_met_kindly() -> None:
    assert ask(interviewer(), Played(), "  ?? ").startswith("Yes?")


def test_no_figure_is_made_up() -> None:
    room, known = interviewer(), " ".join(one.answer for one in QUESTION.clarifications)
    for text in ("how many servers do we own?", "what is the budget in dollars?", "42?"):
        said = room.answer(text, Played().session.state).text
        digits = {word for word in said.split() if any(mark.isdigit() for mark in word)}
        assert digits <= set(known.split())


def test_every_answer_fits_two_rows() -> None:
    room = interviewer()
    for one in QUESTION.clarifications:
        answer = room.answer(one.asks, Played().session.state)
        assert one.id in answer.heard
        if len(answer.heard) == 1:
            assert len(answer.text) <= TWO_ROWS


def test_hints_come_one_rung_at_a_time_until_the_ladder_ends() -> None:
    room, play = interviewer(), Played()
    for number, hint in enumerate(QUESTION.hints["design"], start=1):
        rung = room.hint("design", play.session.state)
        assert rung is not None
        assert (rung.rung, rung.of, rung.text) == (number, 4, hint.says)
        play.do("hint_taken", phase="design", rung=rung.rung, text=rung.text)
    assert room.hint("design", play.session.state) is None
    other = room.hint("data", play.session.state)
    assert other is not None
    assert other.rung == 1


def hold(
    seed: int,
    minutes: dict[str, float] | None = None,
    notes: str = "",
    answered: bool = True,
) -> Iterator[tuple[float, str, FollowUp]]:
    """Run an interview, looking for a follow-up every ten seconds; yield minute and phase."""
    room, play = interviewer(seed), Played()
    play.write(notes)
    plan = minutes or {phase: budget / 60_000 for phase, budget in BUDGETS}
    begins, starts = 0.0, []
    for phase, length in plan.items():
        starts.append((begins, phase))
        begins += length
    for tenth in range(46 * 6):
        minute = tenth / 6
        play.at(minute)
        phase = [name for start, name in starts if start <= minute][-1]
        if phase != play.session.state.phase:
            play.enter(phase)
        due = room.due(play.session.state, play.ms, play.session.state.notes)
        if due is not None:
            play.do("followup_shown", id=due.id, text=due.says, deck=False)
            number = len(play.session.state.followups)
            play.write(f"\n### F{number} {due.says}\n", by="followup")
            if answered:
                play.write("my answer\n")
            yield minute, phase, due


def test_follow_ups_come_in_their_phases_and_never_at_the_edges() -> None:
    for seed in range(30):
        came = list(hold(seed))
        assert 3 <= len(came) <= 6
        assert len({due.id for _, _, due in came}) == len(came)
        for minute, phase, due in came:
            assert due.phase == phase != "scope"
            assert minute * 60_000 <= TOTAL - LAST_QUIET_MS


def test_the_same_seed_gives_the_same_interview_and_another_one_differs() -> None:
    assert list(hold(11)) == list(hold(11))
    assert len({tuple(due.id for _, _, due in hold(seed)) for seed in range(10)}) > 3
    assert len({hold_minutes(seed) for seed in range(10)}) > 3


def hold_minutes(seed: int) -> tuple[float, ...]:
    return tuple(minute for minute, _, _ in hold(seed))


def test_never_two_at_once_unless_one_has_waited_four_minutes() -> None:
    for seed in range(10):
        minutes = hold_minutes_unanswered(seed)
        assert all(later - sooner >= 4 for sooner, later in pairwise(minutes))


def hold_minutes_unanswered(seed: int) -> list[float]:
    return [minute for minute, _, _ in hold(seed, answered=False)]


def test_a_follow_up_whose_point_is_made_is_passed_over() -> None:
    made = "hot key: an edge copy; an empty cache, single flight\nwe purge every copy; abuse\n"
    for seed in range(10):
        ids = {due.id for _, _, due in hold(seed, notes=made)}
        assert "on-the-news" not in ids
        assert any(due.phase == "depth" for _, _, due in hold(seed, notes=made))


def test_who_never_leaves_the_design_is_pressed_all_the_same() -> None:
    stuck = {"scope": 6.0, "estimate": 4, "data": 6, "design": 30}
    came = list(hold(3, stuck))
    assert any(due.phase == "depth" for _, _, due in came)


def test_who_is_through_early_is_asked_in_the_recap() -> None:
    swift = {
        "scope": 4.0,
        "estimate": 2,
        "data": 2,
        "design": 4,
        "depth": 3,
        "failure": 1,
        "recap": 30,
    }
    for seed in range(10):
        came = list(hold(seed, swift))
        minutes = [minute for minute, _, _ in came]
        assert any(phase == "recap" and minute < 19 for minute, phase, _ in came)
        assert len(came) >= 3
        assert all(later - sooner >= 2 for sooner, later in pairwise(minutes))


def test_a_sprint_presses_within_its_phase_and_one_of_scope_never() -> None:
    depth = Interviewer(QUESTION, PHASES, (("depth", 720_000),), 5)
    assert {slot.phase for slot in depth.slots} == {"depth"}
    assert Interviewer(QUESTION, PHASES, (("scope", 360_000),), 5).slots == ()


def test_a_question_typed_on_the_spot_has_a_polite_interviewer() -> None:
    bare = QUESTION._replace(clarifications=(), signals=(), hints={}, followups=())
    room = Interviewer(bare, PHASES, BUDGETS, 1)
    state = Played().session.state
    assert room.answer("how many floors?", state).text.startswith("Your call")
    assert room.hint("scope", state) is None
    assert room.due(state, TOTAL // 2, "") is None


def test_a_paused_interview_is_not_interrupted() -> None:
    play = Played(mode="practice").at(20).enter("design").at(30)
    room = interviewer()
    assert room.due(play.session.state, play.ms, "") is not None
    play.events += play.session.pause(play._tick())
    assert room.due(play.session.state, play.ms, "") is None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_asked_gets_a_clean_answer(text: str) -> None:
    answer = interviewer().answer(text, Played().session.state)
    assert answer.text
    assert "\n" not in answer.text
    assert len(answer.heard) <= 2


@pytest.mark.parametrize("minutes", [15, 35, 60, 120])
def test_slots_keep_clear_of_the_end_in_every_length(minutes: int) -> None:
    budgets = tuple((phase, budget * minutes // 45) for phase, budget in BUDGETS)
    total = sum(budget for _, budget in budgets)
    for seed in range(10):
        for slot in Interviewer(QUESTION, PHASES, budgets, seed).slots:
            assert slot.planned_ms <= total - LAST_QUIET_MS


CARDS = (
    Card("cache-empty", ("depth",), ("cache",), ("cold-cache",), "The cache restarts empty."),
    Card("region-gone", ("failure",), (), (), "A whole region is gone."),
)


def cards_shown(notes: str) -> list[str]:
    """Play an interview that keeps to its budgets and return the ids of what was brought up."""
    room = Interviewer(QUESTION, PHASES, BUDGETS, 3, CARDS)
    state = State(status="running", budgets=tuple(BUDGETS))
    elapsed = 0
    for phase, budget in BUDGETS:
        state.spans.append(Span(phase, elapsed, elapsed))
        for _ in range(budget // 10_000):
            elapsed += 10_000
            state.elapsed_ms = state.spans[-1].end_ms = elapsed
            due = room.due(state, elapsed, notes)
            if due is not None:
                deck = due.id.startswith("deck:")
                state.followups.append(FollowUpShown(elapsed, due.id, due.says, deck))
    return [one.id for one in state.followups]


def test_a_card_of_the_deck_comes_only_where_the_notes_have_what_it_needs() -> None:
    assert "deck:cache-empty" in cards_shown("## Depth\nCache: Redis, LRU\n")
    assert "deck:cache-empty" not in cards_shown("## Depth\nNo store but the table\n")


def test_the_same_seed_deals_the_same_cards() -> None:
    assert cards_shown("a cache") == cards_shown("a cache")


def test_a_card_touches_the_signals_that_carry_its_tags() -> None:
    tagged = QUESTION._replace(
        signals=(QUESTION.signals[0]._replace(tags=("cold-cache",)), *QUESTION.signals[1:]),
        followups=(),
    )
    budgets = (("depth", 1_440_000),)
    room = Interviewer(tagged, PHASES, budgets, 1, CARDS)
    assert QUESTION.signals[0].id in room._order["depth"][0].touches
