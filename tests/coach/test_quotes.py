"""A quote counts only when it stands in the candidate's text, letter for letter once folded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdcoach.coach.quotes import locate

NOTES = """## Capacity
- 100M DAU × 10 reads/day → **~11.6k QPS** avg, peak 3x
- Redis cache, TTL 60s; invalidate on write
system:
  API gateway “edge”, rate-limit per user
"""


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("100M DAU x 10 reads/day -> ~11.6k QPS", True),
        ("100m dau × 10 reads/day → ~11.6k qps avg", True),
        ("Redis cache, TTL 60s ... rate-limit per user", True),
        ("Redis cache, TTL 60s […] rate-limit per user", True),
        ("rate-limit per user ... Redis cache, TTL 60s", False),
        ("cache", False),
        ("They used a write-through cache", False),
        ('API gateway "edge"', True),
        ("“API gateway ‘edge’”", False),
        ("11.6k QPS avg, peak 3x\n- Redis cache", True),
        ("100M DAU x 10 writes/day", False),
        ("00M DAU × 10 reads", False),
        ("TTL 60s; invalidate on writ", False),
        ("", False),
        ("…", False),
        ("... ...", False),
        ("100M ... cache ... user", False),
        ("Redis cache, TTL 60s ... user", False),
        ("Redis ca\u00adche, TTL\u200b 60s", True),
    ],
)
def test_a_quote_stands_or_does_not(quote: str, stands: bool) -> None:
    assert (locate(quote, NOTES) is not None) == stands


def test_spans_are_those_of_the_text_as_it_was_written() -> None:
    spans = locate("redis CACHE, ttl 60s ... rate-limit per user", NOTES)
    assert spans is not None
    assert [NOTES[one.start : one.end] for one in spans] == [
        "Redis cache, TTL 60s",
        "rate-limit per user",
    ]


@given(st.text(max_size=60), st.text(max_size=200))
def test_what_is_found_is_there_and_in_order(quote: str, source: str) -> None:
    spans = locate(quote, source)
    if spans is not None:
        assert spans
        assert all(0 <= one.start < one.end <= len(source) for one in spans)
        assert [*spans] == sorted(spans)


@given(st.text(alphabet="abc xyz 019-*_#", min_size=30, max_size=120), st.data())
def test_whole_words_of_a_text_are_found_in_it(source: str, data: st.DataObject) -> None:
    words = source.split()
    start = data.draw(st.integers(0, max(0, len(words) - 1)))
    end = data.draw(st.integers(start, len(words)))
    quote = " ".join(words[start:end])
    bare = "".join(char for char in quote if char.isalnum())
    if len(bare) >= 14:
        assert locate(quote, source) is not None


def test_signs_that_nobody_sees_and_that_are_not_sent_hide_no_quote() -> None:
    source = "a ca\u00adche in front\u200b of the \u2066database"
    spans = locate("a cache in front of the database", source)
    assert spans is not None
    assert (spans[0].start, spans[0].end) == (0, len(source))
