"""`sdcoach library` lists what there is to read, and for which questions."""

import json
from typing import Any, get_args

import pytest

from sdcoach.bank.index import open_bank
from sdcoach.bank.question import Group
from sdcoach.cli import main
from sdcoach.cli.library import NAMES

Captured = pytest.CaptureFixture[str]


def run(capsys: Captured, *argv: str) -> tuple[int, str]:
    code = main(["library", *argv])
    return code, capsys.readouterr().out


def entries(capsys: Captured, *argv: str) -> list[dict[str, Any]]:
    code, out = run(capsys, *argv, "--json")
    found: list[dict[str, Any]] = json.loads(out)
    assert code == (0 if found else 1)
    return found


def test_every_entry_is_listed_once_group_by_group(capsys: Captured) -> None:
    found = entries(capsys)
    assert sorted(one["id"] for one in found) == sorted(one.id for one in open_bank().library)
    groups = [one["group"] for one in found]
    assert list(dict.fromkeys(groups)) == list(NAMES) == list(get_args(Group))
    assert groups == sorted(groups, key=list(NAMES).index)


def test_an_entry_names_the_questions_whose_study_list_names_it(capsys: Captured) -> None:
    (one,) = (one for one in entries(capsys) if one["id"] == "primer-pastebin")
    assert list(one) == ["id", "group", "title", "url", "by", "take", "questions"]
    assert "pastebin" in one["questions"]
    _, out = run(capsys, "primer-pastebin")
    assert "\n  For: pastebin" in out


def test_words_narrow_the_list_and_match_where_words_begin(capsys: Captured) -> None:
    ids = [one["id"] for one in entries(capsys, "Raft")]
    assert "raft" in ids
    assert "blog-etsy" not in ids  # Code as Craft
    both = {one["id"] for one in entries(capsys, "kleppmann", "consens")}
    assert both == {"kleppmann-6-consensus"}
    assert {one["id"] for one in entries(capsys, "kleppmann consens")} == both
    assert {"primer-pastebin"} <= {one["id"] for one in entries(capsys, "pastebin")}


def test_the_text_has_groups_titles_addresses_and_sentences(capsys: Captured) -> None:
    code, out = run(capsys, "raft.pdf")
    assert code == 0
    lines = out.splitlines()
    assert lines[:3] == ["PAPERS", "", "raft"]
    assert lines[3].startswith("  In search of an understandable consensus algorithm, Diego")
    assert lines[4] == "  https://raft.github.io/raft.pdf"


def test_a_video_that_nobody_identified_has_a_link_and_no_sentence(capsys: Captured) -> None:
    _, out = run(capsys, "zbhrtO2gapY")
    assert out.splitlines()[2:] == [
        "video-zbhrto2gapy",
        "  Video zbhrtO2gapY (title not known), speaker not known",
        "  https://www.youtube.com/watch?v=zbhrtO2gapY",
    ]


def test_nothing_found_is_said_and_exits_with_one(capsys: Captured) -> None:
    assert run(capsys, "zzzz") == (1, "No entry matches.\n")
    assert run(capsys, "zzzz", "--json") == (1, "[]\n")
    assert run(capsys, "[(", "--json") == (1, "[]\n")


def test_an_unknown_option_is_a_question_of_usage(capsys: Captured) -> None:
    assert main(["library", "--grp"]) == 2
    assert capsys.readouterr().err.startswith("sdcoach: ")
