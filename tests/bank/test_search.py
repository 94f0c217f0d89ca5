"""Search finds questions by the beginnings of words, forgives an error, and ranks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.bank.index import open_bank
from sdcoach.bank.question import Header, Source
from sdcoach.bank.search import Finder

SOURCE = Source("Ours", "https://example.org", "CC BY 4.0")


def header(name: str, title: str, prompt: str, *topics: str) -> Header:
    return Header(name, title, "system-design", "easy", topics, SOURCE, prompt)


HEADERS = (
    header("pastebin", "Design a paste service", "Keep a block of text.", "caching"),
    header("cache", "Design the cache of a search engine", "Queries come again.", "caching"),
    header("crawler", "Design a web crawler", "A search engine needs pages.", "queues"),
    header("feed", "Design a timeline", "People follow people.", "fan-out", "search"),
)
FINDER = Finder(HEADERS)


def ids(text: str) -> list[str]:
    return [hit.header.id for hit in FINDER.find(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("pas", ["pastebin"]),
        ("PASTE", ["pastebin"]),
        ("caching", ["pastebin", "cache"]),
        ("search", ["cache", "feed", "crawler"]),
        ("web crawl", ["crawler"]),
        ("awler", ["crawler"]),
        ("crwaler", ["crawler"]),
        ("timelnie", ["feed"]),
        ("fan-out", ["feed"]),
        ("zzz", []),
    ],
)
def test_the_best_match_comes_first(text: str, wanted: list[str]) -> None:
    assert ids(text) == wanted


def test_nothing_typed_shows_everything_in_order() -> None:
    assert ids("") == ids(" -,") == [item.id for item in HEADERS]


def test_when_none_has_all_words_those_with_most_come_first() -> None:
    assert ids("web crawler timeline")[0] == "crawler"
    assert set(ids("crawler timeline")) == {"crawler", "feed"}


def test_a_limit_cuts_the_end() -> None:
    assert len(FINDER.find("design", 2)) == 2
    assert len(FINDER.find("", 3)) == 3


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_any_text_gives_hits_in_falling_order(text: str) -> None:
    scores = [hit.score for hit in FINDER.find(text)]
    assert scores == sorted(scores, reverse=True)


def test_ten_thousand_questions_are_searched_like_ten() -> None:
    many = [
        header(
            f"q{n}", f"Design word{n % 400} thing{n % 90}", f"People want part{n % 700}.", "caching"
        )
        for n in range(10_000)
    ]
    finder = Finder(many)
    for typed in ("d", "des", "design", "design w", "design word1", "wrod12", "people part6"):
        assert 0 < len(finder.find(typed, 200)) <= 200


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("instagram", "photo-sharing"),
        ("whatsapp", "chat-app"),
        ("dropbox", "file-sync"),
        ("tinyurl", "short-link"),
        ("snowflake", "id-generator"),
        ("dynamo", "key-value-store"),
        ("pastebin", "pastebin"),
        ("twitter", "twitter-timeline"),
        ("parking lot", "parking-lot"),
    ],
)
def test_a_company_or_product_leads_to_the_question_after_it(typed: str, first: str) -> None:
    bank = open_bank()
    assert Finder(bank.headers, bank.to_read()).find(typed)[0].header.id == first
