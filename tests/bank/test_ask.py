"""A candidate's own words reach the clarification they mean, or none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.bank.ask import MAX_ANSWERS, THRESHOLD, Listener, match
from sdcoach.bank.index import open_bank
from sdcoach.bank.words import is_typo

QUESTION = open_bank().question("pastebin")
LISTENER = Listener(QUESTION)

REACHES = {
    "traffic": ["how many users are there?", "is it read heavy", "what load do we expect a month"],
    "size": ["how big is a paste", "max length of a paste?", "do we store images"],
    "peak": ["should I expect spikes", "does the load fluctuate over the day?"],
    "expiry": ["can the author set a lifetime", "do pastes ever expire?"],
    "visits": ["do we need view counts", "are there any statistics"],
    "accounts": ["do users have to log in?", "is it anonymous"],
    "links": ["can users pick their own url?", "are links guessable"],
    "editing": ["can a paste be modified later?", "are pastes immutable"],
    "abuse": ["what about spam", "is moderation required?"],
    "speed": ["latency targets?", "how quickly must it respond"],
    "availability": ["what SLA do we promise", "how many nines"],
    "regions": ["one data center or worldwide?", "which countries are our users in"],
    "retention": ["how long do we store pastes", "how many years should I plan for"],
}
REACH_NOTHING = [
    "should I use Kafka?",
    "can I draw now?",
    "which programming language do we use",
    "what would you do?",
    "is there a mobile app?",
    "how long is the interview",
    "do you have any hints for me",
    "does this make sense?",
    "what's the weather like",
    "who is the product owner",
    "",
    "?",
    "??? !!",
    "the of and",
]


@pytest.mark.parametrize(
    ("wanted", "text"), [(name, text) for name, texts in REACHES.items() for text in texts]
)
def test_a_question_reaches_its_clarification(wanted: str, text: str) -> None:
    assert wanted in [item.clarification.id for item in LISTENER.hear(text)]


@pytest.mark.parametrize("text", REACH_NOTHING)
def test_what_no_clarification_knows_is_not_answered(text: str) -> None:
    assert LISTENER.hear(text) == []


def test_its_own_wording_reaches_every_clarification_of_every_question() -> None:
    bank = open_bank()
    for header in bank.headers:
        listener = Listener(bank.question(header.id))
        for item in bank.question(header.id).clarifications:
            answers = listener.hear(item.asks)
            assert item.id in [answer.clarification.id for answer in answers], (header.id, item.id)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("how many ppl use it", "how many people use it"),
        ("how many dcs", "how many data centers"),
        ("one data centre?", "one data center?"),
        ("are pastes anonymised", "are pastes anonymized"),
        ("avg paste sizes", "average paste size"),
        ("what's the dau", "daily active users"),
    ],
)
def test_short_forms_and_spellings_are_heard_as_the_long_ones(one: str, other: str) -> None:
    heard, meant = LISTENER.hear(one), LISTENER.hear(other)
    assert heard
    assert heard[0].clarification == meant[0].clarification


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("what is the latnecy", "speed"), ("availabilty?", "availability"), ("moderaton?", "abuse")],
)
def test_one_typing_error_a_word_is_forgiven(text: str, wanted: str) -> None:
    assert [item.clarification.id for item in LISTENER.hear(text)] == [wanted]


def test_two_questions_in_one_get_two_answers() -> None:
    answers = LISTENER.hear("? How many users are there, and do pastes expire?")
    assert {item.clarification.id for item in answers} == {"traffic", "expiry"}


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("stock-exchange", "Which order types: limit, market, stop, cancel?", "order-kinds"),
        ("stock-exchange", "Which order types, limit or market?", "order-kinds"),
        ("parking-lot", "How is the fee computed, hourly or flat?", "fees"),
    ],
)
def test_the_choices_that_a_question_names_are_no_questions_of_their_own(
    question: str, text: str, wanted: str
) -> None:
    assert [one.clarification.id for one in match(open_bank().question(question), text)] == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Who answers the calls?", "ranks"),
        ("If everybody is on the phone what happens to a new call?", "nobody-free"),
        ("When an escalated call finds the manager busy, where does it go?", "too-hard"),
        ("How does my code get told about calls?", "telephony"),
        ("What do we do with a caller when nobody is available?", "nobody-free"),
        ("Can an operator take a break in the middle of a call?", "breaks"),
        ("does it matter which free operator we pick?", "order"),
    ],
)
def test_a_call_center_is_asked_about_in_plain_words(text: str, wanted: str) -> None:
    assert match(open_bank().question("call-center"), text)[0].clarification.id == wanted


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("call-center", "Do we need billing?"),
        ("call-center", "How are callers billed?"),
        ("call-center", "Do we handle payments?"),
        ("hash-map", "Do we handle payments?"),
        ("online-chat", "Is there a holiday calendar?"),
    ],
)
def test_a_subject_of_its_own_is_not_answered_through_its_synonyms(
    question: str, text: str
) -> None:
    assert match(open_bank().question(question), text) == []


def test_who_says_a_long_cue_word_for_word_gets_its_answer_alone() -> None:
    answers = match(open_bank().question("call-center"), "which free operator do we pick?")
    assert [one.clarification.id for one in answers] == ["order"]


def test_the_question_mark_of_the_notes_makes_no_difference() -> None:
    assert LISTENER.hear("? how big is a paste") == LISTENER.hear("how big is a paste")


def test_a_second_answer_is_nearly_as_sure_as_the_first() -> None:
    for text in (text for texts in REACHES.values() for text in texts):
        scores = [item.score for item in LISTENER.hear(text)]
        assert scores[-1] >= 0.6 * scores[0], text


def test_match_answers_for_the_question_given() -> None:
    other = open_bank().question("web-crawler")
    assert match(QUESTION, "do pastes expire?")[0].clarification.id == "expiry"
    assert match(other, "do we obey robots.txt?")[0].clarification.id == "politeness"


def test_a_question_without_clarifications_answers_nothing() -> None:
    assert match(QUESTION._replace(clarifications=()), "how many users?") == []


@settings(max_examples=60)
@given(st.text(max_size=600))
def test_whatever_is_asked_at_most_two_sure_answers_come(text: str) -> None:
    answers = LISTENER.hear(text)
    assert len(answers) <= MAX_ANSWERS
    scores = [item.score for item in answers]
    assert scores == sorted(scores, reverse=True)
    assert all(THRESHOLD - 0.001 <= score <= 1 for score in scores)


@settings(max_examples=100)
@given(st.text("abc", min_size=1, max_size=6), st.text("abc", min_size=1, max_size=6))
def test_a_typing_error_is_seen_from_both_sides(left: str, right: str) -> None:
    assert is_typo(left, right) == is_typo(right, left)
    assert is_typo(left, left + "x")
    assert not is_typo(left, left + "xx")
