"""Signals are unprompted, prompted or missed, by the candidate's own words alone."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.interview.edits import difference
from sdcoach.interview.events import Event
from sdcoach.scoring.evidence import Evidence, gather
from sdcoach.scoring.own_words import replay
from tests.pace import cost
from tests.scoring.acting import Played, pastebin

QUESTION = pastebin()


def judge(play: Played) -> Evidence:
    return gather(QUESTION, play.finish())


def test_a_point_made_unasked_is_unprompted_with_its_line_and_moment() -> None:
    play = Played().at(15).write("## Design\n").at(15.5).write("Cache: Redis, LRU\n")
    heard = judge(play).by_signal["cache"]
    assert heard.state == "unprompted"
    assert heard.elapsed_ms == 15.5 * 60_000
    assert heard.line == "Cache: Redis, LRU"
    assert heard.span is not None
    assert heard.line[slice(*heard.span)] in ("Redis", "LRU")
    assert heard.cue == ""


def test_the_line_that_says_it_is_shown_before_words_that_met_by_chance() -> None:
    play = Played().at(10).write("an index is built\nexpiry: a day\n")
    play.at(11).write("an index on expires_at lets a sweep find what is due\n")
    heard = judge(play).by_signal["expiry-index"]
    assert heard.elapsed_ms == 11 * 60_000
    assert heard.line.startswith("an index on expires_at")


def test_chance_words_stand_where_the_line_that_says_it_came_late_or_after_a_cue() -> None:
    play = Played().at(10).write("an index is built\nexpiry: a day\n")
    play.at(20).write("an index on expires_at\n")
    assert judge(play).by_signal["expiry-index"].elapsed_ms == 10 * 60_000


def test_after_a_follow_up_that_touches_it_a_point_is_prompted() -> None:
    play = Played().at(36).do("followup_shown", id="on-the-news", text="…", deck=False)
    play.at(37).write("### F1 One paste is on the news\n", by="followup")
    play.at(37.5).write("hot key: an edge copy\n")
    heard = judge(play).by_signal["hot-key"]
    assert (heard.state, heard.followup, heard.elapsed_ms) == ("prompted", "F1", 37.5 * 60_000)


def test_what_was_raised_before_the_follow_up_stays_unprompted() -> None:
    play = Played().at(20).write("hot key: an edge copy\n")
    play.at(36).do("followup_shown", id="on-the-news", text="…", deck=False)
    play.at(37).write("more on the hot key\n")
    assert judge(play).by_signal["hot-key"].state == "unprompted"


def test_an_answered_question_and_a_hint_prompt_too() -> None:
    play = Played().at(1).do("asked", text="do they expire?", heard=["expiry"], offset=0)
    play.at(2).write("a sweeper deletes\n")
    play.at(5).do("hint_taken", phase="design", rung=3, text="…")
    play.at(6).write("text first, then the row\n")
    evidence = judge(play)
    assert [evidence.by_signal[one].cue for one in ("expiry", "write-order")] == ["asked", "hint"]
    assert evidence.by_signal["expiry"].state == "prompted"


def test_an_unanswered_question_prompts_nothing() -> None:
    play = Played().at(1).do("asked", text="?", heard=[], offset=0).write("a sweeper\n")
    assert judge(play).by_signal["expiry"].state == "unprompted"


@pytest.mark.parametrize("by", ["template", "followup", "card"])
def test_words_that_are_not_the_candidates_count_for_nothing(by: str) -> None:
    play = Played().at(1).write("Redis with LRU, 62^7 links\n", by=by).write("mine\n")
    assert judge(play).by_signal["cache"].state == "missed"


@pytest.mark.parametrize("by", ["typed", "paste", "editor"])
def test_every_way_of_writing_oneself_counts(by: str) -> None:
    assert judge(Played().write("Redis with LRU\n", by=by)).by_signal["cache"].state == "unprompted"


def test_the_sheet_is_heard_too() -> None:
    heard = judge(Played().at(8).write("links: 62^7\n", document="sheet")).by_signal["key-space"]
    assert heard.state == "unprompted"
    assert heard.place is not None
    assert heard.place.document == "sheet"


def test_text_after_the_bell_is_no_evidence_and_cannot_take_any_away() -> None:
    play = Played().at(44).write("Redis with LRU\n").at(46).edit("a sweeper\n")
    evidence = judge(play)
    assert evidence.by_signal["cache"].state == "unprompted"
    assert evidence.by_signal["expiry"].state == "missed"


def test_a_point_raised_in_a_question_counts_but_is_worth_asking_about() -> None:
    heard = judge(Played().write("? must we handle abuse\n")).by_signal["abuse"]
    assert heard.state == "unprompted"
    assert heard.place is not None
    assert heard.place.unsure


def test_a_heading_is_no_evidence() -> None:
    play = Played().write("## Failover and cache with LRU\n### Redis with LRU\nfine\n")
    evidence = judge(play)
    assert evidence.by_signal["failover"].state == "missed"
    assert evidence.by_signal["cache"].line == "### Redis with LRU"


def test_what_was_taken_back_was_not_said() -> None:
    play = Played().at(3).write("Redis with LRU\n").at(4).edit("nothing here\n")
    assert judge(play).by_signal["cache"].state == "missed"


def test_moved_text_keeps_the_moment_it_was_first_written() -> None:
    play = Played().at(3).write("cached texts: Redis with LRU\nother line\n")
    play.at(30).edit("other line\n").at(31).write("cached texts: Redis with LRU\n", by="paste")
    assert judge(play).by_signal["cache"].elapsed_ms == 3 * 60_000


def test_an_editors_round_trip_keeps_what_it_did_not_change() -> None:
    before = "## Scope\nCore: save and open a link\nRedis with LRU evicts\nlast line of it\n"
    after = "# Scope\nCore: save and open a link\nRedis with LRU evicts\nlast line, edited\n"
    play = Played().at(3).write(before).at(30).edit(after, by="editor")
    assert judge(play).by_signal["cache"].elapsed_ms == 3 * 60_000


def test_a_template_stays_foreign_through_an_editors_round_trip() -> None:
    template = "Store, because of Redis with LRU:\n"
    play = Played().at(3).write("first\n").write(template, by="template").write("last\n")
    play.at(4).edit("First\n" + template + "Last\n", by="editor")
    assert judge(play).by_signal["cache"].state == "missed"


def test_putting_an_ending_right_does_not_make_a_word_new() -> None:
    play = Played().at(3).write("a sweep of old ones").at(30).edit("a sweeps of old ones")
    assert judge(play).by_signal["expiry"].elapsed_ms == 3 * 60_000


def test_corrections_are_kept_as_such() -> None:
    play = Played().at(1).write("Redis with LRU\n")
    play.finish()
    for signal, mark in (("cache", "not-so"), ("purge", "aloud"), ("cache", "use")):
        play.do("evidence_marked", signal=signal, mark=mark)
    evidence = gather(QUESTION, play.events)
    assert (evidence.by_signal["cache"].state, evidence.by_signal["cache"].mark) == (
        "unprompted",
        "use",
    )
    assert evidence.by_signal["purge"].state == "aloud"
    play.do("evidence_marked", signal="cache", mark="not-so")
    assert gather(QUESTION, play.events).by_signal["cache"].state == "missed"
    play.do("evidence_marked", signal="cache", mark="none")
    assert gather(QUESTION, play.events).by_signal["cache"].state == "unprompted"


def test_counts_and_the_expected_level_follow_from_the_evidence() -> None:
    empty = judge(Played())
    depth = [one for one in QUESTION.signals if one.dimension == "depth"]
    assert empty.tally("depth").missed == len(depth)
    assert empty.expected("depth", "senior") == 1
    play = Played()
    for one in depth:
        play.write(f"{one.says}\n")
    assert judge(play).expected("depth", "senior") in (3, 4)


def test_aloud_is_not_evidence_of_a_level() -> None:
    play = Played()
    play.finish()
    for one in QUESTION.signals:
        play.do("evidence_marked", signal=one.id, mark="aloud")
    evidence = gather(QUESTION, play.events)
    assert evidence.expected("depth", "senior") == 1
    assert evidence.tally("depth").aloud > 0


def test_any_cut_of_the_journal_can_be_judged() -> None:
    play = Played().at(1).write("## Scope\nRedis\n").do("asked", text="x", heard=["no"], offset=0)
    play.do("hint_taken", phase="depth", rung=9, text="x")
    play.do("followup_shown", id="unknown", text="x", deck=True)
    events = play.finish()
    for end in range(len(events) + 1):
        gather(QUESTION, events[:end])
    gather(QUESTION, events[::-1])


WORDS = st.lists(
    st.sampled_from(["Redis", "\n", " ", "cache", "line of text here", "x"]), max_size=12
).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WORDS, st.sampled_from(["typed", "editor", "template"])), max_size=8))
def test_the_replay_keeps_text_and_births_in_step(edits: list[tuple[str, str]]) -> None:
    play = Played()
    for number, (text, by) in enumerate(edits):
        play.at(number).edit(text, by=by)
    words = replay(play.events)
    assert words.notes.text == play.session.state.notes
    assert len(words.notes.births) == len(words.notes.text)
    assert len(words.notes.own) == len(words.notes.text)
    assert all(birth < len(play.events) for birth in words.notes.births)


def typed_by_hand(edits: int) -> list[Event]:
    """An hour of typing in small pieces, here and there."""
    random.seed(5)
    play = Played()
    play.finish()
    words = [
        "cache",
        "replica",
        "primary",
        "the",
        "of",
        "and",
        "hot",
        "key",
        "base",
        "62",
        "sweep",
        "index",
        "reads",
        "writes",
    ]
    started, text, events = play.events[0], "", []
    for number in range(edits):
        if random.random() < 0.15 and len(text) > 40:
            cut = random.randrange(len(text) - 5)
            new = text[:cut] + text[cut + 3 :]
        else:
            end = random.choice(["", " ", " ", "\n"])
            place = random.randrange(len(text) + 1) if random.random() < 0.2 else len(text)
            new = text[:place] + random.choice(words)[:2] + end + text[place:]
        edit = difference(text, new)
        text = new
        if edit is None:
            continue
        payload = {**edit._asdict(), "by": "typed"}
        sequence, elapsed = len(events) + 2, number * 2_600_000 // edits
        events.append(
            started._replace(seq=sequence, kind="notes_edited", elapsed_ms=elapsed, payload=payload)
        )
    return [started, *events]


def test_twenty_thousand_edits_take_well_under_two_seconds() -> None:
    events = typed_by_hand(20_000)
    assert len(gather(QUESTION, events).words.notes.text) > 20_000
    assert cost(lambda: gather(QUESTION, events), tries=2) < 1_500
