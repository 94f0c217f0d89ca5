"""Files of content become questions, or problems with a place; never an exception."""

import random
from pathlib import Path

import pytest
import yaml

from sdcoach import paths
from sdcoach.bank.document import MAX_BYTES
from sdcoach.bank.load import (
    load_formats,
    load_library,
    load_question,
    load_rubric,
    load_topics,
)
from sdcoach.bank.problem import Problem
from sdcoach.bank.question import DIMENSIONS, KINDS, SENIORITIES
from tests.bank import sample


def problems_of(tmp_path: Path, data: str | bytes) -> tuple[Problem, ...]:
    path = tmp_path / "lamps.yaml"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    loaded = load_question(path)
    assert loaded.value is None
    assert loaded.problems
    lines = path.read_bytes().count(b"\n") + 1
    for problem in loaded.problems:
        assert problem.file == str(path)
        assert 1 <= problem.line <= lines
        assert problem.column >= 1
        assert problem.message
    return loaded.problems


def test_a_whole_question_is_read_with_all_its_fields(tmp_path: Path) -> None:
    loaded = load_question(sample.file(tmp_path))
    assert loaded.problems == ()
    assert loaded.value is not None
    assert loaded.value.scope.inside == ("Show lit lamps",)
    assert loaded.value.signals[0].heard == ("amber lamp", "`amber=1`")
    assert loaded.value.clarifications[0].touches == ()
    assert loaded.places["signals[basil-point].says"][0] > loaded.places["signals[amber-point]"][0]


def test_words_that_yaml_takes_for_other_things_stay_text(tmp_path: Path) -> None:
    text = sample.written(sample.fields())
    text = text.replace("- traffic\n", "- no\n  - on\n  - 12:30\n  - 1_000\n  - 0x1F\n  - 301\n")
    path = tmp_path / "lamps.yaml"
    path.write_text(text)
    question = load_question(path).value
    assert question is not None
    cues = question.clarifications[0].cues
    assert cues[1:] == ("no", "on", "12:30", "1_000", "0x1F", "301")


def test_every_problem_of_a_file_is_named(tmp_path: Path) -> None:
    def change(question: sample.Fields) -> None:
        question["difficulty"] = "simple"
        question["kind"] = "system-desing"
        del question["title"]
        question["signals"][2]["sayz"] = question["signals"][2].pop("says")
        question["estimates"] = "none"

    found = {item.path: item for item in load_question(sample.file(tmp_path, change)).problems}
    assert set(found) >= {"difficulty", "kind", "title", "estimates", "signals[cedar-point].sayz"}
    assert found["kind"].hint == "Did you mean `system-design`?"
    assert found["signals[cedar-point].sayz"].hint == "Did you mean `says`?"


def test_a_problem_points_at_the_line_and_column(tmp_path: Path) -> None:
    text = sample.written(sample.fields()).replace("difficulty: easy", "difficulty:   simple")
    (problem,) = problems_of(tmp_path, text)
    assert text.split("\n")[problem.line - 1][problem.column - 1 :] == "simple"


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"", 1, "empty"),
        (b"id: a\n\tkind: b\n", 2, "tab"),
        (b"id: a\nid: b\n", 2, "second time"),
        (b"id: &x a\n", 1, "Anchors"),
        (b"id: a\nkind: *x\n", 2, "Anchors"),
        (b"id: !!python/object/apply:os.system [ls]\n", 1, "tag"),
        (b"id: \xff\xfe\n", 1, "UTF-8"),
        ("id: a\ntitle: größe \udcff".encode("utf-8", "surrogateescape"), 2, "UTF-8"),
        (b"id: a\x00b\n", 1, "U+0000"),
        (b"id: a\ntitle: \x1b[31m\n", 2, "U+001B"),
        (b"id: [a\ntitle: b\n", 1, "not"),
        (b'id: "a\n', 1, "closed"),
        (b"id: a: b\n", 1, "YAML"),
        (b"id: `a`\n", 1, "YAML"),
        (b"--- a\n--- b\n", 2, "second document"),
        (b"? [a]\n: b\n", 1, "key"),
        (b"[" * 3000, 1, "deep"),
        (b"%YAML 9\n---\nid: a\n", 1, "YAML"),
        (b"just words\n", 1, "fields"),
        (b"- a\n", 1, "fields"),
        (b"<<: {id: a}\n", 1, ""),
        (b"a" * 10_000_000, 1, "bytes"),
        (b"id: " + b"x" * MAX_BYTES, 1, "bytes"),
    ],
)
def test_hostile_files_are_refused_with_a_place(
    tmp_path: Path, data: bytes, line: int, says: str
) -> None:
    problems = problems_of(tmp_path, data)
    assert any(problem.line == line and says in str(problem) for problem in problems)


def test_one_look_names_every_fault_of_the_writing(tmp_path: Path) -> None:
    text = sample.written(sample.fields())
    text = text.replace("difficulty: easy", "difficulty: simple\ndifficulty: easy\nkind: &k x")
    text = text.replace("scope:", "scope:\n\tin: [\x07bell]", 1)
    said = [problem.message for problem in problems_of(tmp_path, text)]
    assert sum("a second time" in message for message in said) >= 2
    for fault in ("A tab stands here", "U+0007", "Anchors", "`simple`"):
        assert any(fault in message for message in said), fault


def test_a_billion_laughs_stay_small(tmp_path: Path) -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 10) + "]" for n in range(1, 10)]
    problems = problems_of(tmp_path, "\n".join(lines))
    assert len(problems) < 200
    assert any("Anchors" in problem.message for problem in problems)


def test_hostile_text_loses_its_controls(tmp_path: Path) -> None:
    def change(question: sample.Fields) -> None:
        question["prompt"] = "See \x1b[2Jwhich\u202e lamps\x9b are [/x] lit."

    question = load_question(sample.file(tmp_path, change)).value
    assert question is not None
    assert question.prompt == "See [2Jwhich lamps are [/x] lit."


def test_a_missing_file_and_a_folder_are_problems(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        loaded = load_question(path)
        assert loaded.value is None
        assert "cannot be read" in loaded.problems[0].message


def test_phases_are_those_of_the_kind(tmp_path: Path) -> None:
    def change(question: sample.Fields) -> None:
        question["followups"][0]["phase"] = "objects"
        question["hints"]["walkthrough"] = question["hints"].pop("scope")

    found = load_question(sample.file(tmp_path, change)).problems
    assert {item.path for item in found} == {"followups[turn-0].phase", "hints.walkthrough"}


def test_ids_stand_once_and_are_plain(tmp_path: Path) -> None:
    def change(question: sample.Fields) -> None:
        question["signals"][1]["id"] = question["signals"][0]["id"]
        question["estimates"][0]["id"] = "Not An Id"

    messages = [item.message for item in load_question(sample.file(tmp_path, change)).problems]
    assert any("used twice" in message for message in messages)
    assert any("cannot be an id" in message for message in messages)


def mutated(text: str, chance: random.Random) -> bytes:
    """Break a file the way people and disks break files."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    match chance.randrange(9):
        case 0:
            del lines[at]
        case 1:
            lines[at] = "\t" + lines[at]
        case 2:
            lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
        case 3:
            lines[at] = lines[at].replace(": ", ": &a ", 1).replace("- ", "- *a ", 1)
        case 4:
            lines[at] = " " * chance.randrange(5) + lines[at]
        case 5:
            lines.insert(at, chance.choice(lines))
        case 6:
            lines[at] = chance.choice(("- [", "}: {", '"', "? :", "!!x y", "a: b: c", ": :", "%x"))
        case 7:
            del lines[at : at + chance.randrange(20)]
        case _:
            data = bytearray(text.encode())
            data[chance.randrange(len(data))] = chance.randrange(256)
            return bytes(data)
    return "\n".join(lines).encode()


def test_three_hundred_broken_files_give_a_question_or_a_place(tmp_path: Path) -> None:
    text = sample.written(sample.fields())
    chance = random.Random(7)
    path = tmp_path / "lamps.yaml"
    broken = 0
    for _ in range(300):
        data = mutated(text, chance)
        path.write_bytes(data)
        loaded = load_question(path)
        assert (loaded.value is None) == bool(loaded.problems)
        broken += loaded.value is None
        for problem in loaded.problems:
            assert 1 <= problem.line <= data.count(b"\n") + 2
            assert problem.message
    assert broken > 150


def test_every_field_with_another_type_gives_a_place(tmp_path: Path) -> None:
    for name in sample.fields():
        for other in (None, 5, "text", [], [1], {}, {"a": 1}, [[]], True):

            def change(question: sample.Fields, name: str = name, other: object = other) -> None:
                question[name] = other

            path = tmp_path / "lamps.yaml"
            question = sample.fields()
            change(question)
            path.write_text(yaml.safe_dump(question))
            loaded = load_question(path)
            assert (loaded.value is None) == bool(loaded.problems)


def test_the_shipped_rubric_formats_topics_and_library_load() -> None:
    folder = paths.questions_dir()
    rubric = load_rubric(folder / "rubric.yaml").value
    assert rubric is not None
    assert [item.id for item in rubric["object-oriented"].dimensions] == list(DIMENSIONS)
    formats = load_formats(folder / "formats.yaml").value
    assert formats is not None
    for kind in KINDS:
        for seniority in SENIORITIES:
            for minutes, budgets in formats.budgets[kind][seniority].items():
                assert sum(budgets.values()) == minutes
    assert load_topics(folder / "topics.yaml").value is not None
    assert load_library(folder / "library.yaml").value is not None


def test_minutes_that_do_not_sum_are_a_problem(tmp_path: Path) -> None:
    text = (paths.questions_dir() / "formats.yaml").read_text()
    path = tmp_path / "formats.yaml"
    path.write_text(text.replace("mid: {design: 12, depth: 7}", "mid: {design: 12, depth: 8}"))
    loaded = load_formats(path)
    assert loaded.value is None
    assert "sum to 36" in loaded.problems[0].message
    assert loaded.problems[0].line > 1


def test_a_rubric_without_one_seniority_is_a_problem(tmp_path: Path) -> None:
    text = (paths.questions_dir() / "rubric.yaml").read_text()
    path = tmp_path / "rubric.yaml"
    path.write_text(text.replace("system-design: {mid: 15, senior: 15, staff: 15}", "", 1))
    loaded = load_rubric(path)
    assert loaded.value is None
    assert loaded.problems[0].path.startswith("dimensions[scope].weights")
