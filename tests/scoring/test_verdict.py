"""The verdict: golden ones for weak, middling and strong, and the rules behind the sentences."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.bank.index import open_bank
from sdcoach.bank.question import DIMENSIONS
from sdcoach.scoring.debrief import SAID_ALOUD, open_debrief
from sdcoach.scoring.sprint import look_back
from sdcoach.scoring.verdict import Verdict, give_verdict
from tests.scoring.acting import Played, pastebin, rubric

QUESTION, RUBRIC = pastebin(), rubric()
PHASES = open_bank().phases("system-design")


def score(
    play: Played,
    levels: str,
    *,
    evidence: dict[str, str] | None = None,
    gaps: dict[str, str] | None = None,
    forecast: int | None = None,
) -> Verdict:
    play.finish()
    if forecast:
        play.do("predicted", band=forecast)
    play.do(
        "scored",
        levels={
            name: None if mark == "-" else int(mark)
            for name, mark in zip(DIMENSIONS, levels, strict=True)
        },
        evidence=evidence or {},
        gaps=gaps or {},
        flags=[],
        seconds=340,
    )
    verdict = give_verdict(open_debrief(QUESTION, RUBRIC, play.events), PHASES)
    assert verdict is not None
    return verdict


def middling() -> Played:
    """The Monday of the design, minute by minute."""
    play = Played().at(1).write("## Scope\nOut: accounts, editing\np99 < 200 ms\n")
    play.at(2).do("asked", text="traffic", heard=["traffic"], offset=0)
    play.at(6).enter("estimate").write("= writes: 10M paste/month to paste/s\n")
    play.write("-> one primary takes the writes\n= stored: 457 GB\n")
    play.at(10).enter("data").at(16).enter("design")
    play.write("writer -> api -> primary\n").at(33).enter("depth", "\n## Deep dives\n")
    play.write("Cache: Redis for hot pastes, LRU\n").at(40).enter("failure").at(42).enter("recap")
    return play.at(45)


def test_the_drawn_verdict_in_three_sentences() -> None:
    verdict = score(
        middling(),
        "33332232",
        evidence={"depth": "Cache: Redis for hot pastes, LRU"},
        gaps={"depth": "key, value, size and lifetime of what it holds"},
        forecast=3,
    )
    assert (verdict.result.total, verdict.band_name) == (55, "leaning no")
    assert verdict.forecast == "you said leaning yes: one band too kind"
    assert (verdict.aimed, verdict.shown) == ("senior", "mid")
    assert verdict.sentences[0] == (
        "Depth is weakest, at 2: you wrote “Cache: Redis for hot pastes, LRU”; what was missing: "
        "key, value, size and lifetime of what it holds."
    )
    assert verdict.sentences[1] == (
        "Design took 17 of 13 minutes, so Depth got 7 of 12 and Failure got 2 of 3."
    )
    assert verdict.sentences[2].startswith("You never asked: “")
    assert verdict.way_up_says == "Depth and Reliability from 2 to 3 make 65, leaning yes."
    assert verdict.suggestions[0].startswith("Raise it unasked: key, value, size")
    assert verdict.suggestions[1] == "Leave Design after 13 minutes, whatever is missing."
    assert verdict.estimates_says.startswith("writes exact · read rate missing")
    assert verdict.decided_says == (
        "writes -> one primary takes the writes · stored -> nothing written"
    )
    assert verdict.seconds == 340


def test_a_weak_verdict() -> None:
    verdict = score(Played().at(20), "11111111", forecast=2)
    assert (verdict.result.total, verdict.band_name, verdict.shown) == (0, "strong no", "")
    assert verdict.forecast == "you said leaning no: one band too kind"
    assert verdict.sentences[0].startswith("Design is weakest, at 1: nothing that you wrote")
    assert verdict.way_up is not None
    assert verdict.way_up.band == "leaning-no"
    assert verdict.expected is not None
    assert verdict.expected.band == "strong-no"


def test_a_strong_verdict() -> None:
    play = Played()
    for one in QUESTION.clarifications:
        play.do("asked", text="x", heard=[one.id], offset=0)
    play.at(45)
    verdict = score(play, "44444444", forecast=3)
    assert verdict.forecast == "you said leaning yes: one band too harsh"
    assert verdict.sentences[0] == "No dimension is below 4."
    assert verdict.sentences[2] == "You asked for every fact that there was."
    assert (verdict.way_up, verdict.way_up_says) == (None, "")


def test_the_evidence_orders_weak_middling_and_strong() -> None:
    strong = Played()
    for one in QUESTION.signals:
        strong.write(f"{one.says}\n")
    totals = []
    for play in (Played(), middling(), strong):
        expected = score(play, "22222222").expected
        assert expected is not None
        totals.append(expected.total)
    assert totals == sorted(set(totals))


def test_the_question_never_asked_is_the_one_whose_points_were_missed_most() -> None:
    play = Played().write("p99 under 200 ms, failover to a standby, we assume one region\n")
    verdict = score(play.at(10), "22222222")
    heard = open_debrief(QUESTION, RUBRIC, play.events).evidence.by_signal
    weights = [
        sum(heard[name].state == "missed" for name in one.touches) for one in verdict.unasked
    ]
    assert weights[0] >= weights[-1]
    assert verdict.unasked[-1].id in {"regions", "speed", "availability"}


def test_a_misheard_question_is_credited_and_can_be_taken_back() -> None:
    play = middling().at(44)
    play.do("asked", text="is it just text?", heard=[], offset=0)
    play.finish()

    def unasked() -> set[str]:
        debrief = open_debrief(QUESTION, RUBRIC, play.events)
        return {one.id for one in look_back(debrief).unasked}

    before = unasked()
    assert "size" in before
    play.do("credited", clarification="size", asked=1)
    assert unasked() == before - {"size"}
    play.do("credited", clarification="size", asked=None)
    assert unasked() == before


def test_a_question_that_was_never_put_credits_nothing() -> None:
    play = middling()
    play.finish()
    skipped = play.session.state.skipped
    play.do("credited", clarification="size", asked=7)
    assert play.session.state.skipped == skipped + 1
    assert "size" not in play.session.state.credits


def test_what_was_said_aloud_is_quoted_as_said() -> None:
    verdict = score(
        Played().at(45),
        "33333233",
        evidence={"reliability": SAID_ALOUD + "Watch p99."},
        gaps={"reliability": "an alarm."},
    )
    assert verdict.sentences[0] == (
        "Reliability is weakest, at 2: you said “Watch p99”; what was missing: an alarm."
    )


def test_keeping_to_the_time_is_said_and_so_is_ending_early() -> None:
    play = Played()
    begins = 0.0
    for phase, budget in play.session.state.budgets:
        if phase != "scope":
            play.at(begins).enter(phase)
        begins += budget / 60_000
    assert score(play.at(45), "33333333").sentences[1] == "No phase ran over by a minute."
    early = Played().at(5)
    assert score(early, "33333333").sentences[1] == "You ended with 40 of 45 minutes left."


def test_what_is_left_at_the_end_is_no_fault_of_the_recap() -> None:
    play = Played().at(4).enter("estimate").at(8).enter("data").at(14).enter("design")
    play.at(16).enter("depth").at(28).enter("failure").at(31).enter("recap").at(44)
    verdict = score(play, "33333333")
    assert verdict.sentences[1] == (
        "13 minutes were left for Recap, but Design got 2 of 13 and Scope got 4 of 6."
    )
    assert not any(one.startswith("Leave ") for one in verdict.suggestions)


def test_a_recap_beyond_the_end_is_one() -> None:
    play = Played().at(6).enter("estimate").at(10).enter("data").at(16).enter("design")
    play.at(29).enter("depth").at(41).enter("failure").at(44).enter("recap").at(49)
    verdict = score(play, "33333333")
    assert verdict.sentences[1] == "Recap took 5 of 1 minute."
    assert "Leave Recap after 1 minute, whatever is missing." in verdict.suggestions


def test_a_level_that_bars_a_band_is_named_with_the_band() -> None:
    verdict = score(middling(), "31343333")
    assert (verdict.result.total, verdict.band_name) == (66, "leaning no")
    assert verdict.sentences[0].startswith(
        "Estimation is weakest, at 1, which keeps 66 from leaning yes: "
    )


@pytest.mark.parametrize(("forecast", "says"), [(1, "two bands too harsh"), (3, "exactly so")])
def test_the_forecast_is_set_against_the_result(forecast: int, says: str) -> None:
    assert score(Played(), "33333333", forecast=forecast).forecast.endswith(says)


def test_an_unscored_attempt_has_no_verdict() -> None:
    play = Played()
    assert give_verdict(open_debrief(QUESTION, RUBRIC, play.finish()), PHASES) is None


def test_what_was_not_shown_is_marked_in_the_table() -> None:
    rows = {row.dimension: row for row in score(Played(), "3333333-").rows}
    assert (rows["collaboration"].level, rows["collaboration"].not_shown) == (1, True)
    assert not rows["scope"].not_shown
    assert [row.letter for row in rows.values()] == list("ABCDEFGH")


def test_a_question_typed_on_the_spot_can_be_scored() -> None:
    bare = QUESTION._replace(clarifications=(), signals=(), hints={}, followups=(), estimates=())
    play = Played().at(45)
    play.finish()
    play.do(
        "scored",
        levels=dict.fromkeys(DIMENSIONS, 2),
        evidence={},
        gaps=dict.fromkeys(DIMENSIONS, "all"),
        flags=[],
        seconds=1,
    )
    verdict = give_verdict(open_debrief(bare, RUBRIC, play.events), PHASES)
    assert verdict is not None
    assert verdict.expected is None
    assert (verdict.estimates_says, verdict.decided_says, verdict.unasked) == ("", "", ())
    assert len(verdict.sentences) == 2


def test_the_practice_of_one_phase_has_no_verdict() -> None:
    play = Played(sprint="scope").at(3)
    play.finish()
    play.do("scored", levels={"scope": 3}, evidence={}, gaps={}, flags=[], seconds=1)
    debrief = open_debrief(QUESTION, RUBRIC, play.events)
    assert give_verdict(debrief, PHASES) is None
    back = look_back(debrief)
    assert (back.phase, back.dimension, len(back.asked)) == ("scope", "scope", 0)
    assert len(back.unasked) == len(QUESTION.clarifications)


LINES = [
    "## Design\n",
    "Redis with LRU\n",
    "= peak: 5 × 39 read/s\n",
    "= stored: 45 TB\n",
    "-> one primary\n",
    "### F1 hot\n",
    "a -> b -> c\n",
    "Out: accounts\n",
]
ACTS = st.one_of(
    st.sampled_from(LINES),
    st.sampled_from(["ask", "hint", "press", "phase", "mark", "pair", "clear"]),
    st.floats(0, 6).map(lambda minutes: round(minutes, 2)),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ACTS, max_size=14), st.text("-1234", min_size=8, max_size=8), st.booleans())
def test_any_interview_comes_to_a_verdict(acts: list[str | float], levels: str, cut: bool) -> None:
    play, minute = Played(), 0.0
    for act in acts:
        if isinstance(act, float):
            minute += act
            play.at(minute)
        elif act == "ask":
            play.do("asked", text="x", heard=["traffic", "gone"], offset=0)
        elif act == "hint":
            play.do("hint_taken", phase="design", rung=3, text="x")
        elif act == "press":
            play.do("followup_shown", id="on-the-news", text="x", deck=False)
        elif act == "phase":
            play.do("phase_entered", phase="depth", by="key")
        elif act == "mark":
            play.do("evidence_marked", signal="cache", mark="aloud")
        elif act == "pair":
            play.do("estimate_paired", estimate="rows", line="stored")
        elif act == "clear":
            play.edit("")
        else:
            play.write(act)
    verdict = score(play, levels, forecast=2)
    tallies = [row.tally for row in verdict.rows]
    assert sum(sum(tally) for tally in tallies) == len(QUESTION.signals)
    assert sum(pace.spent for pace in verdict.pace) == play.session.state.elapsed_ms
    assert 0 <= verdict.result.total <= 100
    assert all(sentence.endswith(".") or "”" in sentence for sentence in verdict.sentences)
    if cut:
        for end in range(0, len(play.events), 3):
            open_debrief(QUESTION, RUBRIC, play.events[:end]).page("depth")
