"""Phrases are found by stems, order, distance and literal text; negations are marked."""

import string
from functools import partial

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sdcoach.bank.index import open_bank
from sdcoach.bank.phrases import (
    Match,
    PhraseError,
    Text,
    can_be_heard,
    compile_phrase,
    heard,
    shows,
)
from sdcoach.bank.question import Signal
from tests.pace import cost


def found(phrase: str, text: str) -> list[tuple[str, bool]]:
    matches = compile_phrase(phrase).find(Text(text))
    return [(text[match.start : match.end], match.negated) for match in matches]


def says(phrase: str, text: str) -> bool:
    return any(not negated for _, negated in found(phrase, text))


@pytest.mark.parametrize(
    ("phrase", "text", "stretch"),
    [
        ("read replica", "Add read replicas.", "read replicas"),
        ("cache aside", "caching, on the aside", "caching, on the aside"),
        ("read heavy", "This is read-heavy.", "read-heavy"),
        ("read-heavy", "a read heavy load", "read heavy"),
        ("normalise", "We normalized it", "normalized"),
        ("base 62", "base62 codes", "base62"),
        ("base62", "in base 62", "base 62"),
        ("p99", "P99 < 200 ms", "P99"),
        ("10x", "10 × more", "10 ×"),
        ("10M users", "10 million users", "10 million users"),
        ("10 million users", "10M users", "10M users"),
        ("1000 rows", "1,000 rows a batch", "1,000 rows"),
        ("99.9 %", "99.9% of the time", "99.9%"),
        ("99.9 percent", "99.9 %", "99.9 %"),
        ("PostgreSQL", "in postgresql", "postgresql"),
        ("postgresql", "PostgreSQL 16", "PostgreSQL"),
        ("create paste", "createPaste(text)", "createPaste"),
        ("expires at", "index (expires_at)", "expires_at"),
        ("R+W>N", "with R + W > N", "R + W > N"),
        ("c++", "in C++ then", "C++"),
        ("api -> cache", "lb -> api -> cache", "api -> cache"),
        ("`62^7`", "= links: 62 ^ 7", "62 ^ 7"),
        ("`62^7`", "62^7 is 3.5T", "62^7"),
        ("`R+W>N`", "r+w>n", "r+w>n"),
        ("`Set-Cookie`", "a set-cookie header", "set-cookie"),
        ("`404` expired", "404 when expired", "404 when expired"),
        ("hot paste + reads", "reads all go to one hot paste", "reads all go to one hot paste"),
        ("cache + `lru`", "LRU evicts from the cache", "LRU evicts from the cache"),
        ("idempotency key", "an idempotent key", "idempotent key"),
        ("größe", "Die GRÖSSE? nein, Größe", "Größe"),
    ],
)
def test_a_phrase_is_found_where_it_is_said(phrase: str, text: str, stretch: str) -> None:
    assert (stretch, False) in found(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("read replica", "replica of what we read"),
        ("cache miss", "cache one two three miss"),
        ("base62", "base 64, 62"),
        ("`62^7`", "162^7"),
        ("`62^7`", "62^77"),
        ("`99`", "99.9"),
        ("`lru`", "an lrux"),
        ("hot + reads", "hot " + "word " * 16 + "reads"),
        ("reads + reads", "reads once"),
        ("cache aside", "a cache\n\naside from that"),
        ("cache aside", "a cache\n## Aside"),
    ],
)
def test_a_phrase_is_not_found_where_it_is_not_said(phrase: str, text: str) -> None:
    assert found(phrase, text) == []


@pytest.mark.parametrize("between", range(5))
def test_two_words_may_stand_between_two_words_of_a_phrase(between: int) -> None:
    assert bool(found("cache miss", "cache " + "word " * between + "miss")) == (between <= 2)


@pytest.mark.parametrize("between", [0, 5, 14, 15, 20])
def test_two_sides_may_stand_fifteen_words_apart(between: int) -> None:
    text = "alpha " + "word " * between + "omega"
    assert bool(found("alpha + omega", text)) == (between < 15)
    assert bool(found("omega + alpha", text)) == (between < 15)


@pytest.mark.parametrize(
    "text",
    [
        "no cache",
        "not a cache",
        "never a second cache",
        "without any cache",
        "we don't need a cache",
        "we won’t cache",
        "it cant cache",
        "a table instead of a cache",
        "a table rather than a cache",
        "w/o cache",
        "neither queue nor cache",
    ],
)
def test_a_negation_shortly_before_is_marked(text: str) -> None:
    assert [negated for _, negated in found("cache", text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "no five words stand before cache",
        "not only a cache",
        "no more than one cache",
        "no shards. A cache",
        "no shards, a cache",
        "no shards but a cache",
        "no shards\na cache",
        "no shards -> cache",
        "a cache, not a queue",
    ],
)
def test_a_negation_of_something_else_is_not(text: str) -> None:
    assert [negated for _, negated in found("cache", text)] == [False]


def test_a_negation_among_the_words_counts() -> None:
    assert found("reads cached", "reads are not cached") == [("reads are not cached", True)]


def test_a_negation_that_belongs_to_the_phrase_does_not() -> None:
    assert says("no sharding", "There is no sharding.")
    assert says("never + lost", "A paste is never lost.")
    assert not says("sharding", "There is no sharding.")


def signal(heard_phrases: list[str], heard_not: list[str]) -> Signal:
    return Signal("s", "depth", "mid", "", tuple(heard_phrases), tuple(heard_not), ())


def test_a_signal_is_heard_unless_negated_and_by_the_negations_that_are_its_point() -> None:
    shard = signal(["one primary"], ["shard"])
    assert heard(shard, Text("One primary will do."))
    assert heard(shard, Text("We do not shard."))
    assert not heard(shard, Text("We shard by user."))
    assert not heard(shard, Text("There is no one primary."))
    assert heard(signal([], ["without cache"]), Text("It runs without a cache."))


@pytest.mark.parametrize("phrase", ["", "  ", "+", "a +", "+ a", "`a", "``", "...", "a + `", "-"])
def test_a_phrase_that_can_match_nothing_is_refused(phrase: str) -> None:
    with pytest.raises(PhraseError) as caught:
        compile_phrase(phrase)
    assert caught.value.hint


def test_a_phrase_of_a_whole_paragraph_is_refused() -> None:
    with pytest.raises(PhraseError):
        compile_phrase("word " * 13)


words = st.text(string.ascii_letters + "0123456789'-%^+é", min_size=1, max_size=8)
phrases = st.lists(words, min_size=1, max_size=4).map(" ".join)
pieces = st.sampled_from([*"abcno 0.'+`^\n#->,%İß🙂", "not ", "cache ", "\n\n", "never"])
texts = st.lists(pieces, max_size=40).map("".join)


@settings(max_examples=150)
@given(phrase=st.one_of(phrases, texts), text=texts)
@example(phrase="i", text="İi")
def test_matches_lie_inside_the_text_whatever_the_input(phrase: str, text: str) -> None:
    try:
        compiled = compile_phrase(phrase)
    except PhraseError:
        return
    matches = compiled.find(Text(text))
    assert matches == sorted(matches)
    for match in matches:
        assert 0 <= match.start < match.end <= len(text)
        assert not text[match.start].isspace()
        assert not text[match.end - 1].isspace()


@settings(max_examples=100)
@given(
    chosen=st.lists(st.sampled_from(["cache", "reads", "62", "p99", "hot-key"]), min_size=1),
    before=st.sampled_from(["", "word ", "so ", "First. "]),
    after=st.sampled_from(["", " word", ".", "\n\nmore"]),
)
def test_a_phrase_matches_itself_in_any_case(chosen: list[str], before: str, after: str) -> None:
    phrase = " ".join(chosen[:6])
    text = before + phrase.upper() + after
    spans = [(match.start, match.end) for match in compile_phrase(phrase).find(Text(text))]
    assert (len(before), len(before) + len(phrase)) in spans


SAID = (
    "cache Reads not a DAU w 1.8 36 m no base62 PostgreSQL don't 90 % w/o robots.txt + É 1,000 x×y"
)
said_words = st.sampled_from([*SAID.split(), "`a + b`"])


def _heard_said(phrase: str) -> bool | None:
    """None when it cannot be read."""
    try:
        return bool(compile_phrase(phrase).find(Text(phrase.replace("`", " "))))
    except PhraseError:
        return None


@settings(max_examples=300)
@given(words=st.lists(said_words, max_size=28), blank=st.sampled_from([" ", "  ", "\n", " \n- "]))
@example(["a"] * 12 + ["+"] + ["a"] * 12, " ")
@example(["a"] * 13, " ")
@example(["a", "+", "a", "+", *["b"] * 12], " ")
@example(["cache", "+"], " ")
def test_whether_a_phrase_can_be_heard_is_whether_it_is_found_when_said(
    words: list[str], blank: str
) -> None:
    phrase = blank.join(words)
    expected = _heard_said(phrase)
    if expected is None:
        with pytest.raises(PhraseError):
            can_be_heard(phrase)
    else:
        assert can_be_heard(phrase) == expected


def test_a_text_shows_a_signal_where_the_signal_is_heard_in_it() -> None:
    question = open_bank().question("pastebin")
    outline = question.reference.outline.values()
    told = [[shows(Text(text), item) for item in question.signals] for text in outline]
    assert told == [
        [bool(heard(item, Text(text))) for item in question.signals] for text in outline
    ]
    assert {True, False} == {one for row in told for one in row}


@settings(max_examples=100)
@given(text=texts, more=texts)
def test_a_new_paragraph_changes_no_match_before_it(text: str, more: str) -> None:
    phrase = compile_phrase("cache + not")
    whole = phrase.find(Text(f"{text}\n\n{more}"))
    assert [match for match in whole if match.end <= len(text)] == phrase.find(Text(text))


def test_repeated_words_cost_no_more_than_their_number() -> None:
    some, more = Text("a " * 500), Text("a " * 2_000)
    for phrase in ("a a a a a a a a b", "a a a a a a a a", "a + a + a"):
        seek = compile_phrase(phrase).find
        assert bool(seek(more)) == (" b" not in phrase)
        assert cost(partial(seek, more)) < 8 * cost(partial(seek, some)) + 1


def test_all_signals_of_a_question_are_sought_in_long_notes_quickly() -> None:
    bank = open_bank()
    question = bank.question("pastebin")
    notes = "\n".join(question.reference.outline.values()) * 3
    notes = notes[:10_000]

    def seek() -> list[Match]:
        text = Text(notes)
        return [match for item in question.signals for match in heard(item, text)]

    assert len(seek()) > 20
    assert cost(seek) < 200


@pytest.mark.parametrize(
    ("phrase", "written"),
    [
        ("primary dies", "the master dies"),
        ("cache + restart", "redis after a restart"),
        ("queue + worker", "worker <- sqs"),
        ("bigger machine", "a bigger box"),
    ],
)
def test_a_wide_text_is_heard_in_other_words_for_the_same(phrase: str, written: str) -> None:
    assert compile_phrase(phrase).find(Text(written, wide=True))
    assert compile_phrase(phrase).find(Text(written)) == []


def test_a_product_is_heard_as_its_kind_but_a_kind_is_no_product() -> None:
    assert compile_phrase("redis").find(Text("a cache", wide=True)) == []


def test_the_words_of_a_phrase_do_not_run_on_into_the_next_item_of_a_list() -> None:
    phrase = compile_phrase("not sharded")
    assert phrase.find(Text("answer not\nsharded"))
    assert phrase.find(Text("- answer not found\n- sharding by key")) == []
    assert compile_phrase("not + sharding").find(Text("- not found\n- sharding by key"))


def test_without_may_be_cut_short() -> None:
    assert [m.negated for m in compile_phrase("cache").find(Text("w/out a cache"))] == [True]
