"""Notes as candidates type them show the points they make, and few of another question's.

`notes/` holds two strong sheets for a question, in different words, and one of words that
fit everywhere and say nothing. The phrases were tuned on them: they guard what works and measure
nothing new.
"""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from sdcoach.bank.index import open_bank
from sdcoach.bank.phrases import Text, heard
from sdcoach.bank.question import DIMENSIONS, SENIORITIES

BANK = open_bank()
QUESTIONS = tuple(header.id for header in BANK.headers)
NOTES = Path(__file__).with_name("notes")
SHEETS = tuple(sorted(path.name for path in NOTES.glob("*.md")))
SECOND = tuple(name for name in SHEETS if name.removesuffix(".md") + ".b.md" not in SHEETS)
FEWEST, MOST = 20, 30
MOST_STRAYS = 4
"""Points that are true of two designs, such as a failover, are rightly heard in both."""
TWINS = (
    {"web-crawler", "polite-crawler"},
    {"query-cache", "memory-cache", "cache-tier", "content-delivery", "lru-cache"},
    {"pastebin", "short-link"},
    {
        "twitter-timeline",
        "front-page",
        "news-feed",
        "profile-timeline",
        "photo-sharing",
        "push-notifications",
    },
    {"chat-app", "presence-chat"},
    {"top-k", "trending-topics"},
    {"social-graph", "graph-search"},
    {"stock-exchange", "price-feed", "config-service"},
    {"card-game", "deck-of-cards"},
)
"""Neighbours share parts of an answer; half of it is the most."""


@cache
def text_of(sheet: str) -> Text:
    lines = (NOTES / sheet).read_text(encoding="utf-8").splitlines()
    return Text("\n".join("" if line.startswith("#") else line for line in lines))


def shown(question: str, text: Text) -> set[str]:
    """Return the signals of a question that a text shows."""
    return {one.id for one in BANK.question(question).signals if heard(one, text)}


def about(sheet: str) -> str:
    return sheet.split(".")[0]


@pytest.mark.parametrize("question", QUESTIONS)
def test_signals_are_few_enough_to_write_down_and_leave_nobody_without(question: str) -> None:
    signals = BANK.question(question).signals
    assert FEWEST <= len(signals) <= MOST
    assert min(Counter(one.seniority for one in signals)[name] for name in SENIORITIES) >= 5
    for dimension in DIMENSIONS:
        ranks = [one.seniority for one in signals if one.dimension == dimension]
        assert len(ranks) >= 2, dimension
        assert "mid" in ranks, dimension  # else a mid attempt has no expected total


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_signal_is_shown_by_its_own_sentence(question: str) -> None:
    signals = BANK.question(question).signals
    assert [one.id for one in signals if not heard(one, Text(one.says))] == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_reference_shows_four_signals_in_five(question: str) -> None:
    outline = Text("\n\n".join(BANK.question(question).reference.outline.values()))
    assert len(shown(question, outline)) >= 0.8 * len(BANK.question(question).signals)


@pytest.mark.parametrize("sheet", [name for name in SHEETS if about(name) in QUESTIONS])
def test_strong_notes_show_nine_signals_in_ten(sheet: str) -> None:
    question = about(sheet)
    assert len(shown(question, text_of(sheet))) >= 0.9 * len(BANK.question(question).signals)


@pytest.mark.parametrize("sheet", SECOND)  # one sheet a question: each is held to all of the bank
def test_notes_on_something_else_show_little(sheet: str) -> None:
    for question in QUESTIONS:
        if question != about(sheet):
            manners = {
                one.id
                for one in BANK.question(question).signals
                if one.dimension == "collaboration"  # an assumption marked is one anywhere
            }
            strays = shown(question, text_of(sheet)) - manners
            twins = {question, about(sheet)} <= next((t for t in TWINS if question in t), set())
            most = len(BANK.question(question).signals) // 2 if twins else MOST_STRAYS
            assert len(strays) <= most, (question, sorted(strays))


def test_strong_notes_come_in_two_sheets_of_different_words() -> None:
    written = Counter(about(sheet) for sheet in SHEETS if about(sheet) in QUESTIONS)
    assert len(written) >= 8
    assert set(written.values()) == {2}
