"""Scoring one dimension: what is preselected, what is proven, what is allowed."""

from collections.abc import Callable

import pytest

from sdcoach.bank.question import DIMENSIONS
from sdcoach.scoring.debrief import SAID_ALOUD, Debrief, evidence_words, objection, open_debrief
from sdcoach.scoring.draft import Scoring
from sdcoach.scoring.flags import PROVABLE
from tests.scoring.acting import Played, pastebin, rubric

QUESTION, RUBRIC = pastebin(), rubric()


def opened(play: Played) -> Debrief:
    return open_debrief(QUESTION, RUBRIC, play.finish())


def depth_play() -> Played:
    play = Played().at(15).write("link = base62 of a counter range\n")
    play.at(35).enter("depth").write("Cache: Redis for hot pastes, LRU\n")
    play.at(36).do("followup_shown", id="on-the-news", text="…", deck=False)
    play.at(37).write("### F1 On the news\n", by="followup").write("hot key: edge copies\n")
    return play


def test_lines_stand_by_their_minute_and_what_was_missed_comes_last() -> None:
    page = opened(depth_play()).page("depth")
    assert [(one.signal.id, one.state) for one in page.heard[:3]] == [
        ("link-allocation", "unprompted"),
        ("cache", "unprompted"),
        ("hot-key", "prompted"),
    ]
    missed = [one.signal.seniority for one in page.heard if one.state == "missed"]
    assert missed == sorted(missed, key=["mid", "senior", "staff"].index)
    assert page.weight == 20
    assert len(page.anchors) == 4


def test_the_latest_unprompted_line_and_the_first_gap_are_chosen_beforehand() -> None:
    page = opened(depth_play()).page("depth")
    assert page.evidence is not None
    assert evidence_words(page.evidence) == "Cache: Redis for hot pastes, LRU"
    assert page.gap is not None
    assert page.gap.state == "missed"
    assert page.gap.signal.id == "expiry"


def test_a_gap_without_a_line_is_what_a_passing_answer_has() -> None:
    debrief = opened(depth_play())
    scoring = Scoring(debrief, debrief.evidence.words.state)
    scoring.gaps.clear()
    for level, aim in ((1, 3), (2, 3), (3, 4)):
        scoring.levels[scoring.dimension.id] = level
        assert scoring.aim == aim
        assert scoring.gap == scoring.page.anchors[aim - 1]


def test_corrections_change_the_choice_at_once() -> None:
    debrief = opened(depth_play()).remarked({"cache": "not-so", "expiry": "aloud"})
    page = debrief.page("depth")
    assert page.evidence is not None
    assert page.evidence.signal.id == "link-allocation"
    assert page.gap is not None
    assert page.gap.signal.id != "cache" or page.gap.mark == "not-so"
    aloud = next(one for one in page.heard if one.signal.id == "expiry")
    assert evidence_words(aloud).startswith(SAID_ALOUD)


def test_every_dimension_has_a_page_even_of_an_empty_interview() -> None:
    debrief = opened(Played())
    for dimension in DIMENSIONS:
        page = debrief.page(dimension)
        assert page.evidence is None
        assert page.gap is not None
        assert all(one.state == "missed" for one in page.heard)


@pytest.mark.parametrize(
    ("level", "evidence", "gap", "says"),
    [
        (4, "a line", "", ""),
        (3, "a line", "a gap", ""),
        (2, "", "a gap", ""),
        (None, "", "", ""),
        (3, "", "a gap", "line of your own"),
        (4, " ", "", "line of your own"),
        (3, "a line", " ", "what was missing"),
        (1, "", "", "what was missing"),
        (3, SAID_ALOUD + "so", "a gap", ""),
        (4, SAID_ALOUD + "so", "", "not for a 4"),
    ],
)
def test_the_evidence_rule(level: int | None, evidence: str, gap: str, says: str) -> None:
    objected = objection(level, evidence, gap)
    assert (says in objected) if says else not objected


def test_a_sum_far_off_leaves_only_a_one_for_estimation() -> None:
    debrief = opened(Played().write("stored: 45 TB", document="sheet"))
    assert debrief.page("estimation").most == 1
    assert debrief.page("estimation").most_because
    assert debrief.page("scope").most == 4
    assert "1" in objection(2, "x", "y", most=1)


def nothing(play: Played) -> None:
    play.at(44)


def sums_without_decision(play: Played) -> None:
    play.write("= reads: 100M read/month to read/s\n")


def skipped(play: Played) -> None:
    play.at(30).do("followup_shown", id="on-the-news", text="…", deck=False)


def stuck(play: Played) -> None:
    play.at(5).enter("design").at(44).write("text\n")


@pytest.mark.parametrize(
    ("act", "proven"),
    [
        (nothing, {"no-cut-list", "no-path", "hot-key", "asked-nothing", "one-phase"}),
        (sums_without_decision, {"numbers-unused", "averages-only"}),
        (skipped, {"prompt-skipped"}),
        (stuck, {"one-phase"}),
    ],
)
def test_the_journal_proves_what_it_can(act: Callable[[Played], None], proven: set[str]) -> None:
    play = Played()
    act(play)
    assert proven <= set(opened(play).proofs)


def test_a_proof_names_the_phase_as_a_word() -> None:
    play = Played()
    stuck(play)
    assert opened(play).proofs["one-phase"].startswith("Design: ")


def test_who_is_through_early_did_not_dwell_on_the_recap() -> None:
    play = Played().at(5).enter("estimate").at(9).enter("design").at(19).enter("recap").at(44)
    assert "one-phase" not in opened(play).proofs


def test_a_tidy_interview_proves_nothing_against_anyone() -> None:
    play = Played().at(1).write("Core: save and open\nOut: accounts, editing\n")
    play.do("asked", text="x", heard=["traffic"], offset=0).at(4)
    play.write("= reads: 100M read/month to read/s\n= peak: 5 × reads\n-> one primary\n")
    for minute in range(5, 45, 2):
        play.at(minute).write(f"line {minute}\n")
        if minute in (7, 13, 19, 31, 41):
            play.enter(
                ["estimate", "data", "design", "depth", "failure"][
                    [7, 13, 19, 31, 41].index(minute)
                ]
            )
    play.write("client -> api -> db\n").at(42)
    play.do("followup_shown", id="on-the-news", text="…", deck=False)
    play.write("### F1 On the news\n", by="followup").write("hot key: an edge copy\n")
    assert opened(play.at(44.9)).proofs == {}


def test_a_template_line_is_no_cut_list_until_it_is_filled() -> None:
    play = Played().write("Core:\nOut:\n", by="template")
    assert "no-cut-list" in opened(play).proofs
    play = Played().write("Core:\nOut:", by="template").write(" accounts\n")
    assert "no-cut-list" not in opened(play).proofs


def test_two_long_silences_are_told_with_their_times() -> None:
    play = Played()
    for minute in (1, 2, 8, 9, 20, 21):
        play.at(minute).write("word\n")
    assert opened(play.at(22)).proofs["long-silence"] == "6:00 from 2:00, 11:00 from 9:00"


def test_every_proven_flag_is_one_of_the_rubric() -> None:
    assert {flag.id for flag in RUBRIC.flags} >= PROVABLE


def test_the_sprint_of_one_phase_is_not_blamed_for_the_others() -> None:
    play = Played(sprint="scope").at(5)
    assert set(opened(play).proofs) <= {"long-silence", "prompt-skipped", "numbers-unused"}
