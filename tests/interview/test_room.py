"""A running interview without a screen: what Enter means, who asks, what time does."""

import pytest

from sdcoach.bank.index import open_bank
from sdcoach.errors import StateError
from sdcoach.interview.clock import Tick
from sdcoach.interview.events import Event
from sdcoach.interview.fold import fold
from sdcoach.interview.interviewer import Interviewer
from sdcoach.interview.room import PATIENCE_MS, PAUSE_MS, Room
from sdcoach.interview.session import Session
from sdcoach.interview.setup import make_setup


class Hands:
    """A room with its clock, its journal and the notes that somebody types into it."""

    def __init__(self, *, mode: str = "interview", sprint: str | None = None) -> None:
        self.now = 1_000
        self.events: list[Event] = []
        self.notes = ""
        bank = open_bank()
        setup = make_setup(
            bank,
            "pastebin",
            seniority="senior",
            minutes=45,
            mode=mode,
            seed=7,
            utc_offset=0,
            sprint=sprint,
        )
        session, made = Session.start("a", "o", setup, self.tick())
        self.events += made
        phases = bank.phases("system-design")
        interviewer = Interviewer(
            bank.question("pastebin"), phases, session.state.budgets, session.state.seed
        )
        self.room = Room(session, self, self.events.extend, phases, interviewer)

    def tick(self) -> Tick:
        return Tick(self.now, self.now, self.now)

    def wait(self, seconds: float) -> "Hands":
        self.now += round(seconds * 1000)
        return self

    def enter(self, line: str) -> str:
        """Type a line at the end and press Enter, as the notes do; return what stands there."""
        self.notes += line
        entered = self.room.enter(self.notes, len(self.notes))
        if entered.replacement is not None:
            self.notes = self.notes[: len(self.notes) - len(line)] + entered.replacement
            self.room.write("notes", self.notes, "sheet")
        self.notes += "\n" + entered.prefix
        self.room.write("notes", self.notes)
        return self.notes

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]


def test_what_is_recorded_folds_to_the_live_state() -> None:
    hands = Hands()
    for line in ("## Scope", "? How many users?", "## Estimate", "= reads: 10 * 20", "- a"):
        hands.wait(30).enter(line)
    hands.room.take_hint()
    assert fold(hands.events) == hands.room.state
    assert hands.room.state.skipped == 0


def test_a_question_is_answered_and_recorded_once() -> None:
    hands = Hands()
    hands.enter("? How many users?")
    assert [one.text for one in hands.room.state.asked] == ["How many users?"]
    assert hands.room.state.asked[0].heard == ("traffic",)
    assert "Ten million" in hands.room.state.said[0].text
    hands.room.enter(hands.notes, len("? How many users?"))
    assert len(hands.room.state.asked) == 1


@pytest.mark.parametrize("line", ["?", "?   ", "what?", "  ? indented", "## Other ?"])
def test_what_is_no_question_asks_nothing(line: str) -> None:
    hands = Hands()
    hands.enter(line)
    assert "asked" not in hands.kinds


def test_a_named_sum_goes_to_the_sheet_and_replaces_its_namesake() -> None:
    hands = Hands()
    assert hands.enter("= reads: 10 * 20") == "= reads: 10 * 20 = 200\n"
    hands.enter("= peak: 5 * reads")
    hands.enter("= reads: 10 * 30")
    assert hands.room.state.sheet == "reads: 10 * 30\npeak: 5 * reads"
    assert [line.display for line in hands.room.sheet_lines] == ["= 300", "= 1,500"]


def test_a_sum_entered_twice_does_not_pile_up_its_results() -> None:
    hands = Hands()
    hands.enter("= 10 * 20")
    assert hands.room.enter("= 10 * 20 = 200", len("= 10 * 20 = 200")).replacement == (
        "= 10 * 20 = 200"
    )


@pytest.mark.parametrize("asking", ["", "=", " =", " = ", " ≈", "  ="])
def test_a_sign_at_the_end_asks_and_is_the_result_s_own(asking: str) -> None:
    hands = Hands()
    assert hands.enter(f"= 500M * 2{asking}") == "= 500M * 2 = 1B\n"
    hands = Hands()
    assert hands.enter(f"= peak: 7 users / 3{asking}") == "= peak: 7 users / 3 ≈ 2.33 users\n"
    assert hands.room.state.sheet == "peak: 7 users / 3"


def test_a_name_that_waits_for_its_value_is_left_alone() -> None:
    assert Hands().enter("= peak =") == "= peak =\n"


def test_a_sum_without_a_result_leaves_its_line_alone() -> None:
    hands = Hands()
    entered = hands.room.enter("= 3 KB + 5 s", len("= 3 KB + 5 s"))
    assert entered.replacement is None
    assert entered.line is not None
    assert entered.line.error is not None
    assert hands.room.state.sheet == ""


def test_the_live_value_of_a_line_changes_nothing() -> None:
    hands = Hands()
    before = list(hands.events)
    live = hands.room.live("= 6 * 7")
    assert live is not None
    assert live.display == "= 42"
    assert hands.room.live("six times seven") is None
    assert hands.room.live("=") is None
    assert hands.events == before


@pytest.mark.parametrize(
    ("line", "phase"),
    [("## Design", "design"), ("## 3. HLD", "design"), ("## Requirements", "scope"),
     ("### Design", "scope"), ("# Design", "scope"), ("## My thoughts", "scope")],
)  # fmt: skip
def test_a_heading_of_the_second_level_enters_its_phase(line: str, phase: str) -> None:
    hands = Hands()
    hands.enter(line)
    assert hands.room.state.phase == phase


def test_neighbours_end_at_the_first_and_the_last_phase() -> None:
    hands = Hands()
    assert hands.room.neighbour(-1) is None
    onward = hands.room.neighbour(1)
    assert onward is not None
    assert onward.id == "estimate"
    hands.room.enter_phase("recap")
    assert hands.room.neighbour(1) is None
    hands.room.enter_phase("no-such-phase")
    assert hands.room.state.phase == "recap"


def test_a_follow_up_waits_for_a_pause_in_the_typing() -> None:
    hands = Hands()
    hands.room.enter_phase("depth")
    hands.wait(600)
    assert hands.room.tick(idle_ms=100) is None
    shown = hands.wait(1).room.tick(idle_ms=PAUSE_MS)
    assert shown is not None
    waiting = hands.room.waiting()
    assert waiting is not None
    assert (waiting[0], waiting[1].text) == (1, shown.says)


def test_a_follow_up_waits_no_longer_than_its_patience() -> None:
    hands = Hands()
    hands.room.enter_phase("depth")
    hands.wait(600)
    assert hands.room.tick(idle_ms=0) is None
    assert hands.wait(PATIENCE_MS / 1000 - 1).room.tick(idle_ms=0) is None
    assert hands.wait(1).room.tick(idle_ms=0) is not None


def test_a_follow_up_with_its_heading_in_the_notes_waits_no_more() -> None:
    hands = Hands()
    hands.room.enter_phase("depth")
    hands.wait(600).room.tick(idle_ms=PAUSE_MS)
    assert hands.room.waiting() is not None
    hands.room.write("notes", "### F1 what about it\n")
    assert hands.room.waiting() is None


def test_of_two_that_wait_the_older_is_answered_first() -> None:
    hands = Hands()
    hands.room.enter_phase("depth")
    while len(hands.room.state.followups) < 2:
        hands.wait(60).room.tick(idle_ms=PAUSE_MS)
    waiting = hands.room.waiting()
    assert waiting is not None
    assert waiting[0] == 1
    hands.room.write("notes", "### F1 what about it\n")
    waiting = hands.room.waiting()
    assert waiting is not None
    assert waiting[0] == 2


def test_a_sprint_has_no_follow_ups() -> None:
    hands = Hands(sprint="depth")
    for _ in range(40):
        assert hands.wait(30).room.tick(idle_ms=PAUSE_MS) is None


def test_silence_writes_a_heartbeat_every_five_seconds_and_nothing_else() -> None:
    hands = Hands()
    for _ in range(20):
        hands.wait(1).room.tick(idle_ms=60_000)
    assert hands.kinds == ["started"] + ["heartbeat"] * 4


def test_a_pause_ends_with_a_change_and_not_with_the_same_text() -> None:
    hands = Hands(mode="practice")
    hands.room.write("notes", "before")
    hands.room.pause()
    hands.wait(300)
    hands.room.write("notes", "before")
    hands.room.write("sheet", "")
    assert hands.room.state.status == "paused"
    hands.room.write("notes", "before and after")
    assert hands.room.state.status == "running"
    assert (hands.room.state.elapsed_ms, hands.room.state.paused_ms) == (0, 300_000)


@pytest.mark.parametrize("act", ["ask", "hint", "phase"])
def test_whatever_the_candidate_does_ends_a_pause(act: str) -> None:
    hands = Hands(mode="practice")
    hands.room.pause()
    hands.wait(60)
    if act == "ask":
        hands.room.ask("How many users?")
    elif act == "hint":
        hands.room.take_hint()
    else:
        hands.room.enter_phase("design")
    assert hands.room.state.status == "running"
    assert hands.room.state.skipped == 0


def test_an_interview_cannot_be_paused() -> None:
    hands = Hands()
    with pytest.raises(StateError, match="no pause"):
        hands.room.pause()


def test_leaving_early_with_hardly_a_word_is_no_attempt() -> None:
    hands = Hands()
    hands.room.write("notes", "x" * 99)
    assert hands.wait(119).room.leave() is False
    assert hands.room.state.status == "running"
    assert hands.wait(1).room.leave() is True
    assert hands.room.state.status == "paused"


def test_giving_up_early_with_hardly_a_word_is_no_attempt_either() -> None:
    hands = Hands()
    hands.room.write("notes", "x")
    assert hands.wait(60).room.abandon() is False
    assert hands.room.state.status == "running"
    assert hands.wait(60).room.abandon() is True
    assert hands.room.state.status == "abandoned"


def test_a_hundred_own_characters_make_an_attempt_and_a_template_none() -> None:
    hands = Hands()
    hands.room.write("notes", "x" * 500, "template")
    assert hands.room.leave() is False
    hands.room.write("notes", "x" * 500 + "y" * 100, "typed")
    assert hands.room.leave() is True


def test_after_the_end_nothing_more_is_taken() -> None:
    hands = Hands()
    hands.room.write("notes", "words")
    hands.room.finish()
    before = list(hands.events)
    hands.room.write("notes", "more words")
    hands.room.finish()
    hands.wait(60).room.tick(idle_ms=60_000)
    assert hands.events == before
    with pytest.raises(StateError):
        hands.room.abandon()


def test_hints_climb_the_ladder_to_its_end() -> None:
    hands = Hands()
    rungs = []
    while (hint := hands.room.take_hint()) is not None:
        rungs.append((hint.rung, hint.of))
        assert len(rungs) < 10
    assert rungs == [(number, len(rungs)) for number in range(1, len(rungs) + 1)]
    assert len(hands.room.state.hints) == len(rungs) >= 3
