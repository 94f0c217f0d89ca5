"""The linter names every weakness of a question, with its place and what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sdcoach import paths
from sdcoach.bank.check import check, inspect
from sdcoach.bank.index import open_bank, refresh
from sdcoach.bank.load import load_rubric
from sdcoach.bank.problem import Problem
from sdcoach.cli.bank import run
from sdcoach.errors import NotFoundError
from sdcoach.paths import questions_dir
from tests.bank import sample

Change = Callable[[sample.Fields], object]


def found(folder: Path, change: Change | None = None) -> list[Problem]:
    return check([sample.file(folder, change)])


def test_the_shipped_bank_is_clean() -> None:
    report = inspect()
    assert [str(problem) for problem in report.problems] == []
    assert report.files >= 12


def test_a_sound_question_is_clean(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def put(path: str, value: object) -> Change:
    """Return a change that sets one field: `signals.0.says`."""

    def change(question: sample.Fields) -> None:
        *parts, last = path.split(".")
        at: object = question
        for part in parts:
            at = at[int(part)] if isinstance(at, list) else at[part]  # type: ignore[index]
        at[int(last) if isinstance(at, list) else last] = value  # type: ignore[index]

    return change


def cut(name: str, count: int) -> Change:
    """Return a change that takes entries away from a list."""

    def change(question: sample.Fields) -> None:
        del question[name][-count:]

    return change


WIDE = "flowchart LR\n  " + " --> ".join(f"n{n}[Some service {n}]" for n in range(12))
EDGE = "flowchart LR\n  A --> B\n  A ~> B\n"

WEAKNESSES: list[tuple[Change, str, str]] = [
    (put("topics", ["cachng"]), "topics[0]", "Did you mean `caching`?"),
    (put("topics", []), "topics", "topics.yaml"),
    (put("study", ["primer-pastbin"]), "study[0]", "Did you mean `primer-pastebin`?"),
    (put("source.url", "example.org"), "source.url", "https"),
    (put("prompt", "Keep them in Redis."), "prompt", "allows"),
    (put("prompt", "x" * 151), "prompt", "150"),
    (put("clarifications.0.answer", "x" * 151), "clarifications[traffic].answer", "150"),
    (
        put("clarifications.0.touches", ["amber"]),
        "clarifications[traffic].touches[0]",
        "amber-point",
    ),
    (put("clarifications.0.cues", []), "clarifications[traffic].cues", "phrases"),
    (put("clarifications.0.cues", ["a + "]), "clarifications[traffic].cues[0]", "each side"),
    (cut("clarifications", 1), "clarifications", "8"),
    (put("estimates.0.key", "10M look/month to fish"), "estimates[looks].key", ""),
    (put("estimates.0.key", "10M look/"), "estimates[looks].key", ""),
    (put("estimates.0.unit", "GB"), "estimates[looks].unit", "look/s"),
    (put("estimates.0.unit", ""), "estimates[looks].unit", "look/s"),
    (cut("estimates", 1), "estimates", "5"),
    (put("signals.0.dimension", "scop"), "signals[amber-point].dimension", "`scope`"),
    (put("signals.0.heard", []), "signals[amber-point].heard", "phrases"),
    (put("signals.0.heard", ["other words"]), "signals[amber-point].heard", "own sentence"),
    (put("signals.0.heard", ["amber lamp", "`x"]), "signals[amber-point].heard[1]", "backticks"),
    (cut("signals", 5), "signals", "20"),
    (put("hints.scope", [{"says": "Once."}]), "hints.scope", "four"),
    (put("hints.scope.0.says", "x" * 151), "hints.scope[0].says", "150"),
    (put("hints.scope.0.touches", ["x"]), "hints.scope[0].touches[0]", "known signal"),
    (cut("followups", 1), "followups", "6"),
    (put("followups.0.says", "x" * 141), "followups[turn-0].says", "140"),
    (put("followups.0.phase", "scope"), "followups[turn-0].phase", "later"),
    (put("reference.outline", {"scope": "x"}), "reference.outline", "recap"),
    (put("reference.pitfalls", {"mid": ["x"]}), "reference.pitfalls", "staff"),
    (put("reference.trade_offs", []), "reference.trade_offs", "2"),
    (put("study", []), "study", "`sdcoach library`"),
    (put("reference.diagrams", []), "reference.diagrams", "1"),
    (put("reference.diagrams.0.mermaid", EDGE), "reference.diagrams[0].mermaid", "Edges"),
    (put("reference.diagrams.0.mermaid", WIDE), "reference.diagrams[0].mermaid", "120"),
    (put("scope.in", []), "scope.in", "1"),
    (put("signals.0.says", ""), "signals[amber-point].says", "Write it."),
]


@pytest.mark.parametrize(("change", "path", "hint"), WEAKNESSES)
def test_each_weakness_is_named_with_a_place_and_a_hint(
    tmp_path: Path, change: Change, path: str, hint: str
) -> None:
    named = [problem for problem in found(tmp_path, change) if problem.path == path]
    assert named
    assert any(hint in problem.hint for problem in named)
    assert all(problem.line >= 1 and problem.hint for problem in named)


def test_the_file_bears_the_name_of_the_question(tmp_path: Path) -> None:
    path = sample.file(tmp_path)
    renamed = path.rename(tmp_path / "lights.yaml")
    (problem,) = check([renamed])
    assert problem.path == "id"
    assert problem.line == 1


def test_technology_is_named_in_a_prompt_only_when_allowed(tmp_path: Path) -> None:
    def change(question: sample.Fields) -> None:
        question["prompt"] = "Show which Redis lamps are lit."
        question["allows"] = ["redis"]

    assert found(tmp_path, change) == []
    assert found(tmp_path, put("prompt", "Rediscover which lamps are lit.")) == []


def test_a_grid_with_a_hole_names_the_dimension_and_the_seniority(tmp_path: Path) -> None:
    def change(question: sample.Fields) -> None:
        for signal in question["signals"]:
            if signal["dimension"] == "depth":
                signal["dimension"] = "design"
            if signal["seniority"] == "staff":
                signal["seniority"] = "senior"

    messages = [problem.message for problem in found(tmp_path, change)]
    assert "There are 0 signals of depth." in messages
    assert "There are 0 signals for staff." in messages


def test_one_is_told_as_one(tmp_path: Path) -> None:
    def change(question: sample.Fields) -> None:
        del question["estimates"][1:]
        del question["followups"][1:]
        question["hints"] = {"scope": question["hints"]["scope"][:1]}

    messages = [problem.message for problem in found(tmp_path, change)]
    assert messages == [
        "There is 1 estimate.",
        "There is 1 ladder of hints.",
        "This ladder has 1 rung.",
        "There is 1 follow-up.",
    ]


def test_a_private_question_with_less_than_the_shipped_ones_can_be_practised(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(question: sample.Fields) -> None:
        for name in ("clarifications", "signals", "followups"):
            del question[name][1:]
        question["hints"], question["reference"]["diagrams"], question["study"] = {}, [], []
        question["reference"]["pitfalls"] = {"mid": ["Haste."]}
        for one in (*question["clarifications"], *question["followups"]):
            one["touches"] = []

    path = sample.file(tmp_path, change)
    problems = check([path])
    assert problems
    assert all(problem.warning for problem in problems)
    assert all("warning: " in str(problem) for problem in problems)
    assert run(["check", str(path)]) == 0
    assert "warnings in 1 file; all of it can be practised." in capsys.readouterr().out
    bank = refresh(open_bank([tmp_path]))
    assert bank is not None
    assert bank.question("lamps").title in {header.title for header in bank.headers}

    path.write_text(path.read_text("utf-8").replace("amber lamp", "[", 1), "utf-8")
    assert run(["check", str(path)]) == 1


def test_what_is_shipped_must_have_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "questions"
    path = sample.file(shipped, cut("followups", 1))
    for name in ("topics.yaml", "library.yaml"):
        (shipped / name).write_bytes((questions_dir() / name).read_bytes())
    monkeypatch.setattr(paths, "questions_dir", lambda: shipped)
    (problem,) = check([path])
    assert not problem.warning
    assert problem.hint == "At least 6 are needed."


@pytest.mark.parametrize("unit", ["look/s", "looks/s", "looks/second"])
def test_a_unit_may_name_what_it_counts_in_the_singular_or_plural(
    tmp_path: Path, unit: str
) -> None:
    named = [problem.message for problem in found(tmp_path, put("estimates.0.unit", unit))]
    assert named == (
        [] if unit.endswith("/s") else [f"The key comes out in `look/s`, not in `{unit}`."]
    )


def test_a_unit_without_a_denominator_may_be_singular(tmp_path: Path) -> None:
    def change(question: sample.Fields) -> None:
        question["estimates"][0] |= {"key": "30 look/s * 10 s", "unit": "look"}

    assert found(tmp_path, change) == []


def test_a_faulty_line_of_a_diagram_is_pointed_at(tmp_path: Path) -> None:
    path = sample.file(tmp_path)
    text = path.read_text()
    start = text.index("    mermaid:")
    end = text.index("  trade_offs:")
    block = "    mermaid: |\n      flowchart LR\n        A --> B\n        A ~> B\n"
    path.write_text(text[:start] + block + text[end:])
    (problem,) = check([path])
    assert path.read_text().split("\n")[problem.line - 1].strip() == "A ~> B"


def test_a_sentence_of_eight_words_stands_in_one_file_only(tmp_path: Path) -> None:
    sentence = "One two three four five six seven eight."

    def first(question: sample.Fields) -> None:
        question["clarifications"][0]["matters"] = sentence

    def second(question: sample.Fields) -> None:
        question["id"] = "lights"
        question["signals"][0]["says"] = f"The amber lamp. {sentence.upper()}"

    sample.file(tmp_path, first)
    sample.file(tmp_path, second)
    repeated = [problem for problem in check([tmp_path]) if "This sentence" in problem.message]
    assert [Path(problem.file).name for problem in repeated] == ["lights.yaml"]
    assert repeated[0].path == "signals[amber-point].says"
    assert "lamps.yaml" in repeated[0].message


def test_one_id_in_two_files_is_named(tmp_path: Path) -> None:
    sample.file(tmp_path / "a")
    sample.file(tmp_path / "b")
    messages = [problem.message for problem in check([tmp_path])]
    assert any("belongs to" in message for message in messages)


def test_a_shipped_id_is_taken_unless_the_file_says_that_it_shadows(tmp_path: Path) -> None:
    def take(question: sample.Fields) -> None:
        question["id"] = "pastebin"

    path = sample.file(tmp_path, take)
    shipped = questions_dir() / "system_design" / "pastebin.yaml"
    (problem,) = [item for item in check([shipped, path]) if item.path == "id"]
    assert "shadows: true" in problem.hint
    path.write_text("shadows: true\n" + path.read_text())
    assert check([shipped, path]) == []
    sample.file(tmp_path / "again", take)
    (problem,) = check([path, tmp_path / "again"])
    assert problem.hint == "Give it another id."


@pytest.mark.parametrize(
    ("written", "hint"), [("shadow", "Did you mean `shadows`?"), ("zebra", ", study, shadows.")]
)
def test_a_field_that_is_unknown_is_told_the_one_of_the_file_too(
    tmp_path: Path, written: str, hint: str
) -> None:
    path = sample.file(tmp_path)
    path.write_text(f"{written}: true\n" + path.read_text())
    (problem,) = check([path])
    assert problem.path == written
    assert problem.hint.endswith(hint)


def test_only_the_file_itself_shadows(tmp_path: Path) -> None:
    def nest(question: sample.Fields) -> None:
        question["scope"]["shadows"] = "true"

    (problem,) = check([sample.file(tmp_path, nest)])
    assert problem.path == "scope.shadows"
    assert "shadows" not in problem.hint


def test_invisible_characters_are_pointed_at(tmp_path: Path) -> None:
    path = sample.file(tmp_path)
    path.write_text(path.read_text().replace("lamps are lit", "lamps\u202e are lit"))
    (problem,) = check([path])
    line = path.read_text().split("\n")[problem.line - 1]
    assert line[problem.column - 1] == "\u202e"
    assert "U+202E" in problem.message


def test_problems_of_all_files_come_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: a\nbad: 1\n")
    (tmp_path / "b.yaml").write_bytes(b"\xff")
    report = inspect([tmp_path])
    assert report.files == 2
    places = [(problem.file, problem.line, problem.column) for problem in report.problems]
    assert places == sorted(places)
    assert {Path(file).name for file, _, _ in places} == {"a.yaml", "b.yaml"}


def test_shared_files_are_checked_too(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("topics: []\ntechnologies: [Redis]\n")
    (tmp_path / "library.yaml").write_text(
        "sources:\n"
        "  - {id: a, group: talks, title: A, url: nowhere, by: B, take: Much.}\n"
        "  - {id: b, group: talks, title: A, url: https://example.org/b c, by: B, take: ''}\n"
        "  - {id: c, group: unidentified, title: A, url: https://example.org, by: B, take: Much.}\n"
        "  - {id: d, group: unidentified, title: A, url: https://example.org, by: B, take: ''}\n"
    )
    messages = {problem.path: problem.message for problem in check([tmp_path])}
    assert set(messages) == {
        "technologies[0]",
        "sources[a].url",
        "sources[b].url",
        "sources[b].take",
        "sources[c].take",
    }


def test_the_rubric_is_checked_for_both_kinds(tmp_path: Path) -> None:
    shipped = (questions_dir() / "rubric.yaml").read_text(encoding="utf-8")
    path = tmp_path / "rubric.yaml"
    flag = "id: one-class, only: object-oriented, dimension: "
    path.write_text(shipped.replace(f"{flag}design", f"{flag}desing"), encoding="utf-8")
    (problem,) = check([path])
    assert problem.path == "flags[one-class].dimension"
    assert flag in path.read_text(encoding="utf-8").split("\n")[problem.line - 1]


def test_a_sentence_of_either_kinds_anchors_stands_in_one_file_only(tmp_path: Path) -> None:
    shipped = (questions_dir() / "rubric.yaml").read_text(encoding="utf-8")
    (tmp_path / "rubric.yaml").write_text(shipped, encoding="utf-8")
    rubrics = load_rubric(tmp_path / "rubric.yaml").value
    assert rubrics is not None

    def change(question: sample.Fields) -> None:
        for item, rubric in zip(question["clarifications"], rubrics.values(), strict=False):
            item["matters"] = rubric.dimensions[0].anchors["staff"][3]

    sample.file(tmp_path, change)
    repeated = [problem for problem in check([tmp_path]) if "This sentence" in problem.message]
    assert len({problem.line for problem in repeated}) == 2


def test_an_entry_of_the_library_stands_in_a_known_group(tmp_path: Path) -> None:
    (tmp_path / "library.yaml").write_text(
        "sources:\n  - {id: a, group: talk, title: A, url: https://a.org, by: B, take: Much.}\n"
    )
    (problem,) = check([tmp_path])
    assert problem.path == "sources[a].group"
    assert problem.hint == "Did you mean `talks`?"


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        check([tmp_path / "none"])
