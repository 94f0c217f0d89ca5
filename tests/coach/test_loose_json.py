"""Objects are found wherever they stand, and nothing is ever mended or thrown."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdcoach.coach.loose_json import first_valid, objects
from sdcoach.coach.thinking import Parting, part
from tests.pace import cost


def has_a(value: dict[str, Any]) -> int:
    if not isinstance(value.get("a"), int):
        raise ValueError("a is missing")
    return int(value["a"])


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1}',
        'Here:\n```json\n{"a": 1}\n```\nbye',
        'Here:\n```\n{"a": 1}\n```',
        '<think>{maybe} {"a":9}</think>\n{"a": 1}',
        'it is open in the prompt {"a": 9}</think>{"a": 1}',
        '{"a": 1} Hope {this} helps',
        '{"b":1} {"a":1}',
        '\ufeff{"a":1}',
        '{"a": 1, "b": "{x} \n y"}',
        '[{"a": 1}]',
    ],
)
def test_an_object_is_found(text: str) -> None:
    assert first_valid(text, has_a) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "prose",
        '{"a": [1,2',
        '{"a": NaN}',
        "[1, 2]",
        '{"a":' * 5000,
        '{"a": ' + "1" * 9000 + "}",
    ],
)
def test_what_is_no_object_is_not_mended(text: str) -> None:
    with pytest.raises(ValueError, match="no JSON object"):
        first_valid(text, has_a)


def test_the_complaint_is_about_the_largest_object() -> None:
    def picky(value: dict[str, Any]) -> None:
        raise ValueError(f"not {sorted(value)}")

    with pytest.raises(ValueError, match=r"not \['b', 'c'\]"):
        first_valid('{"a": 1} {"b": 1, "c": 2}', picky)


BITS = st.sampled_from(
    ['{"a":', "{", "}", "[", "]", '"', "1", ",", "```json\n", "```", "\n", "<think>", "</think>"]
)


@given(st.lists(st.one_of(BITS, st.text(max_size=5)), max_size=40).map("".join))
def test_any_text_gives_objects_or_nothing(text: str) -> None:
    for one in objects(text):
        assert isinstance(one, dict)
        json.dumps(one)


@given(
    st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=20), min_size=1),
    st.text(alphabet=st.characters(exclude_characters="{}`<>"), max_size=40),
    st.text(alphabet=st.characters(exclude_characters="{}`<>"), max_size=40),
    st.booleans(),
)
def test_an_object_survives_the_prose_around_it(
    value: dict[str, Any], before: str, after: str, fenced: bool
) -> None:
    shown = json.dumps(value)
    if "<" in shown or "`" in shown:
        return
    text = f"{before}\n```json\n{shown}\n```{after}" if fenced else f"{before}{shown}{after}"
    assert value in objects(text)


@pytest.mark.parametrize(
    "text", ["{" * 64_000, '{"a' * 21_000, '{"a":[' * 10_000, "```json\n{" * 7000]
)
def test_a_hostile_answer_takes_no_time(text: str) -> None:
    assert cost(lambda: objects(text)) < 500


@given(st.lists(st.one_of(BITS, st.text(max_size=6)), max_size=12).map("".join), st.data())
def test_parting_does_not_depend_on_where_the_pieces_end(text: str, data: st.DataObject) -> None:
    def parted(pieces: list[str]) -> tuple[str, str]:
        parting = Parting()
        found = [one for piece in pieces for one in parting.feed(piece)] + list(parting.rest())
        said = "".join(one for one, thinking in found if not thinking)
        return said, "".join(one for one, thinking in found if thinking)

    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert parted(pieces) == parted([text])


def test_thinking_is_parted_from_what_is_said() -> None:
    assert part("<think>hm</think> So.") == ("So.", "hm")
    assert part("hm</think> So.") == ("So.", "hm")
    assert part("So <reasoning>hm") == ("So", "hm")
    assert part("a < b and b > c") == ("a < b and b > c", "")
