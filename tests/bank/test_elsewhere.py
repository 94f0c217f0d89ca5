"""Plans and remarks are told from questions, and other subjects from those a question knows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.bank.ask import Listener
from sdcoach.bank.elsewhere import is_remark
from sdcoach.bank.index import open_bank

REMARKS = [
    "I will use Kafka",
    "I'd shard by user",
    "ok, so I think I'd keep a copy in memory",
    "I'm thinking of a cache here",
    "let's put a load balancer in front",
    "we could add replicas",
    "my plan is to partition by id",
    "can I move on?",
    "can we move to the design now?",
    "ok, shall we move?",
    "shall I start drawing",
    "am I on the right track?",
    "could you repeat that",
]
QUESTIONS = [
    "how many users are there",
    "I'd like to know how many users there are",
    "I was wondering whether links expire",
    "can I assume one region?",
    "can we move objects",
    "may we move an object while it is used?",
    "so it is read only, right",
    "could you clarify how fast it must be",
    "should I plan for three years",
    "let me check: is there a limit",
]


@pytest.mark.parametrize("text", REMARKS)
def test_a_plan_or_a_word_about_the_interview_is_no_question(text: str) -> None:
    assert is_remark(text)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_in_a_sentence_stays_a_question(text: str) -> None:
    assert not is_remark(text)


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_a_wish_to_know_is_never_a_plan(text: str) -> None:
    assert not is_remark(f"I want to know {text}")


@pytest.mark.parametrize(
    "text",
    ["how many people are on the team", "what is our budget", "who runs the service"],
)
def test_a_subject_is_answered_only_by_the_question_that_knows_it(text: str) -> None:
    bank = open_bank()
    assert Listener(bank.question("scaling-aws")).hear(text)
    assert Listener(bank.question("twitter-timeline")).hear(text) == []


def test_a_shared_word_does_not_answer_for_another_subject() -> None:
    listener = Listener(open_bank().question("twitter-timeline"))
    assert listener.hear("do we send push notifications")
    assert listener.hear("is there a mobile app") == []
