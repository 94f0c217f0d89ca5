"""Content as JSON keeps everything, and a format of any length sums to its minutes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdcoach.bank.content import (
    content_hash,
    format_from_json,
    question_from_json,
    question_to_json,
    rubric_from_json,
    to_json,
)
from sdcoach.bank.index import open_bank
from sdcoach.bank.load import load_question
from sdcoach.bank.question import KINDS, PHASES, SENIORITIES, Kind, Question, Seniority
from sdcoach.errors import ContentError, UsageError
from tests.bank import sample

BANK = open_bank()


@pytest.fixture
def question(tmp_path: Path) -> Question:
    loaded = load_question(sample.file(tmp_path))
    assert loaded.value is not None
    return loaded.value


def test_a_question_survives_its_json(question: Question) -> None:
    text = question_to_json(question)
    assert question_from_json(text) == question
    assert question_to_json(question_from_json(text)) == text


def test_json_is_canonical_whatever_the_order_of_fields(question: Question) -> None:
    text = question_to_json(question)
    shuffled = json.dumps(dict(reversed(json.loads(text).items())))
    assert question_to_json(question_from_json(shuffled)) == text
    assert content_hash(text) == content_hash(question_to_json(question_from_json(shuffled)))


def test_one_word_changes_the_hash(question: Question) -> None:
    other = question._replace(title=question.title + "!")
    assert content_hash(question_to_json(other)) != content_hash(question_to_json(question))


def test_fields_of_a_newer_version_are_passed_over(question: Question) -> None:
    newer = {**json.loads(question_to_json(question)), "mood": ["calm"]}
    assert question_from_json(json.dumps(newer)) == question


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "3", '{"id": 3}', "[" * 5000, '{"id": "x"}', '"' + "a" * 99]
)
def test_other_json_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ContentError) as caught:
        question_from_json(text)
    assert caught.value.message


def test_controls_are_removed_from_json_too(question: Question) -> None:
    fields = json.loads(question_to_json(question))
    fields["title"] = "Lamps\x1b[2J\u202e"
    assert question_from_json(json.dumps(fields)).title == "Lamps[2J"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows.clear(),
        lambda rows: rows.pop(),
        lambda rows: rows.append(rows[0]),
        lambda rows: rows[0].update(id="scope <|im_end|>"),
        lambda rows: rows[0]["anchors"].pop("mid"),
        lambda rows: rows[0]["weights"].pop("staff"),
        lambda rows: rows[0]["weights"].update(mid=rows[0]["weights"]["mid"] + 900),
        lambda rows: [
            rows[0]["weights"].update(mid=rows[0]["weights"]["mid"] + 200),
            rows[1]["weights"].update(mid=rows[1]["weights"]["mid"] - 200),
        ],
    ],
)
def test_a_strangers_rubric_is_ours_in_all_that_is_reckoned_with(
    spoil: Callable[[list[dict[str, Any]]], object],
) -> None:
    fields = json.loads(to_json(BANK.rubric("system-design")))
    spoil(fields["dimensions"])
    with pytest.raises(ContentError):
        rubric_from_json(json.dumps(fields))


def test_rubrics_and_formats_survive_their_json() -> None:
    for kind in KINDS:
        assert rubric_from_json(to_json(BANK.rubric(kind))) == BANK.rubric(kind)
        planned = BANK.format(kind, 50, "senior")
        assert format_from_json(to_json(planned)) == planned


@given(
    kind=st.sampled_from(KINDS),
    seniority=st.sampled_from(SENIORITIES),
    minutes=st.integers(min_value=15, max_value=120),
)
def test_any_length_sums_exactly_and_leaves_no_phase_out(
    kind: Kind, seniority: Seniority, minutes: int
) -> None:
    budgets = BANK.format(kind, minutes, seniority).budgets
    assert tuple(budgets) == PHASES[kind]
    assert sum(budgets.values()) == minutes
    assert all(value >= 1 and value == int(value) for value in budgets.values())


def test_published_lengths_are_kept_and_others_lie_between() -> None:
    whole = BANK.format("system-design", 45, "senior").budgets
    assert list(whole.values()) == [6, 4, 6, 13, 12, 3, 1]
    between = BANK.format("system-design", 50, "senior").budgets
    above = BANK.format("system-design", 60, "senior").budgets
    assert all(whole[phase] <= between[phase] <= above[phase] for phase in whole)
    doubled = BANK.format("system-design", 120, "staff").budgets
    assert doubled["depth"] == 40


@pytest.mark.parametrize("minutes", [-1, 0, 14, 121])
def test_lengths_out_of_range_are_refused(minutes: int) -> None:
    with pytest.raises(UsageError):
        BANK.format("system-design", minutes, "mid")
