"""What is sent, as a value; and the schema that is sent as the one that checks."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdcoach.coach.abilities import BOUNDS, RUNGS, Abilities, first_guess
from sdcoach.coach.request import SPELLED, body, estimate_tokens, prompt_tokens, was_cut
from sdcoach.coach.shape import require_shape
from tests.coach.asking import NOTES, asked, profile
from tests.coach.test_structured import GOOD, REPORT

LOCAL = profile("http://127.0.0.1:1/v1")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://api.openai.com/v1", "max_completion_tokens"),
        ("https://mine.openai.azure.com/openai/v1", "max_completion_tokens"),
        ("https://api.openai.com.example/v1", "max_tokens"),
        ("http://127.0.0.1:11434/v1", "max_tokens"),
        ("https://openrouter.ai/api/v1", "max_tokens"),
    ],
)
def test_the_limit_has_the_name_that_the_host_knows(url: str, name: str) -> None:
    assert name in body(asked(profile(url)), first_guess(profile(url)))


def test_a_plain_request_holds_nothing_that_a_host_may_refuse() -> None:
    assert set(body(asked(LOCAL), Abilities())) == {"model", "messages", "max_tokens"}


@pytest.mark.parametrize("rung", RUNGS)
def test_the_prompt_begins_the_same_on_every_rung(rung: Any) -> None:
    """A host keeps what it has read of a prompt as long as its beginning stays."""
    request = asked(LOCAL)._replace(schema_name="report", schema=REPORT)
    built = body(request, Abilities(rung=rung))
    assert [one["role"] for one in built["messages"]] == ["system", "user"]
    last = built["messages"][-1]["content"]
    assert last.startswith(NOTES)
    assert (SPELLED in last) is (rung != "json_schema")
    expected = {"json_schema": "json_schema", "json_object": "json_object", "text": None}[rung]
    assert built.get("response_format", {}).get("type") == expected


def test_the_lower_of_wish_and_ability_is_the_rung() -> None:
    request = asked(LOCAL)._replace(schema_name="report", schema=REPORT)
    for wish in RUNGS:
        for able in RUNGS:
            used = request._replace(top_rung=wish).rung(Abilities(rung=able))
            assert RUNGS.index(used) == max(RUNGS.index(wish), RUNGS.index(able))


def test_bounds_leave_the_schema_but_not_the_answer() -> None:
    named = {"type": "object", "properties": {"maxItems": {"type": "string", "maxLength": 3}}}
    request = asked(LOCAL)._replace(schema_name="report", schema=named)
    built = body(request, Abilities(rejected=frozenset({BOUNDS})))
    sent = built["response_format"]["json_schema"]["schema"]
    assert sent == {"type": "object", "properties": {"maxItems": {"type": "string"}}}


def test_control_characters_never_go_out() -> None:
    built = body(asked(LOCAL, "a\x1b\u202e\ud800b"), Abilities())
    assert built["messages"][-1]["content"] == "ab"


@given(st.text(max_size=200))
def test_an_estimate_never_shrinks_as_the_text_grows(text: str) -> None:
    assert estimate_tokens(text) <= estimate_tokens(text + "x") <= estimate_tokens(text) + 1


def test_a_prompt_that_was_cut_is_seen_by_its_count() -> None:
    long = body(asked(LOCAL, "word " * 8000), Abilities())
    assert was_cut(prompt_tokens(long), 4096)
    assert not was_cut(prompt_tokens(long), 8001)
    assert was_cut(prompt_tokens(long), 8192)
    assert was_cut(prompt_tokens(long), 8000, 192)
    assert not was_cut(6400, 8192)
    assert not was_cut(prompt_tokens(long), 37)  # it had read the rest before
    assert not was_cut(prompt_tokens(body(asked(LOCAL), Abilities())), 1)


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)


def complained(value: Any) -> str:
    """Return what is wrong with it as a report, or nothing."""
    try:
        require_shape(value, REPORT)
    except ValueError as error:
        return str(error) or "without a word"
    return ""


@given(VALUES)
def test_only_what_has_the_form_passes(value: Any) -> None:
    complaint = complained(value)
    assert complaint or set(value) == {"scope", "depth"}


@given(
    st.sampled_from(
        [("scope",), ("depth", "evidence"), ("depth", "level"), ("scope", "evidence", 0)]
    ),
    VALUES,
)
def test_whatever_is_put_into_a_report_it_is_a_report_or_told_where_not(
    where: tuple[str | int, ...], value: Any
) -> None:
    report = json.loads(GOOD)
    inner = report
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = value
    complaint = complained(report)
    if complaint:
        assert str(where[0]) in complaint
        return
    for one in report.values():
        assert one["level"] in (1, 2, 3, 4, None)
        assert not isinstance(one["level"], bool)
        assert len(one["evidence"]) <= 2
        assert all(len(text) <= 80 for text in one["evidence"])
