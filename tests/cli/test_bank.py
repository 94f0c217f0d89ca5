"""`sdcoach bank` prints text for people and JSON for programs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sdcoach import paths
from sdcoach.cli import main
from sdcoach.cli.columns import display_width, table_lines
from tests.bank import sample

Captured = pytest.CaptureFixture[str]


def run(capsys: Captured, *argv: str) -> tuple[int, str, str]:
    code = main(["bank", *argv])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_list_has_a_line_for_every_question(capsys: Captured) -> None:
    code, out, err = run(capsys, "list")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].split() == ["ID", "DIFFICULTY", "KIND", "TITLE", "TOPICS"]
    assert any(line.startswith("pastebin ") for line in lines)


def test_a_list_is_narrowed_and_a_wrong_filter_refused(capsys: Captured) -> None:
    code, out, _ = run(capsys, "list", "level:easy", "--json")
    assert code == 0
    assert {one["difficulty"] for one in json.loads(out)} == {"easy"}
    code, out, _ = run(capsys, "search", "crawler", "level:easy")
    assert (code, out) == (1, "No question matches.\n")
    assert run(capsys, "list", "is:due")[0] == 1
    code, out, _ = run(capsys, "list", "is:new", "--json")
    assert "pastebin" in {one["id"] for one in json.loads(out)}
    code, _, err = run(capsys, "list", "level:simple")
    assert code == 2
    assert "easy, medium, hard" in err
    assert run(capsys, "list", "words")[0] == 2


def test_a_large_folder_is_announced_while_it_is_read(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sdcoach.cli.bank.MANY", 2)
    text = sample.written(sample.fields())
    for number in range(3):
        path = tmp_path / f"lamps-{number}.yaml"
        path.write_text(text.replace("id: lamps", f"id: lamps-{number}", 1), "utf-8")
    code, out, err = run(capsys, "list", "--bank", str(tmp_path))
    assert code == 0
    assert "lamps-2" in out
    assert "reading 3 question files" in err
    assert run(capsys, "list", "--bank", str(tmp_path))[2] == ""


def test_a_template_is_written_once_and_found_broken_until_filled(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDCOACH_HOME", str(tmp_path))
    code, out, _ = run(capsys, "new", "ride-sharing")
    assert code == 0
    path = tmp_path / "questions" / "ride-sharing.yaml"
    assert str(path) in out
    assert path.exists()
    code, out, _ = run(capsys, "check", str(path))
    assert code == 1
    assert "still blank" in out
    code, _, err = run(capsys, "new", "ride-sharing")
    assert code == 1
    assert "already" in err
    assert "ride-sharing.yaml" in run(capsys, "list")[2]
    assert run(capsys, "new")[0] == 2
    other = tmp_path / "elsewhere"
    assert run(capsys, "new", "stack", "object-oriented", "--bank", str(other))[0] == 0
    assert "classDiagram" in (other / "stack.yaml").read_text("utf-8")


def test_the_list_as_json_has_the_promised_keys(capsys: Captured) -> None:
    code, out, _ = run(capsys, "list", "--json")
    assert code == 0
    questions = json.loads(out)
    assert len(questions) >= 8
    for question in questions:
        assert set(question) >= {"id", "title", "kind", "difficulty", "topics", "source"}


def test_a_question_is_shown_without_what_an_interview_hides(capsys: Captured) -> None:
    code, out, _ = run(capsys, "show", "pastebin")
    assert code == 0
    assert "hand a short link to someone else" in out
    assert "Ten million" not in out
    code, out, _ = run(capsys, "show", "pastebin", "--json")
    shown = json.loads(out)
    assert shown["prompt"].startswith("People want")
    assert "signals" not in shown
    assert "clarifications" not in shown


def test_spoilers_show_the_rest(capsys: Captured) -> None:
    _, out, _ = run(capsys, "show", "pastebin", "--spoilers")
    for heading in ("CLARIFICATIONS", "SIGNALS", "REFERENCE: DEPTH", "TRADE-OFFS", "PITFALLS"):
        assert heading in out
    _, out, _ = run(capsys, "show", "pastebin", "--spoilers", "--json")
    shown = json.loads(out)
    assert set(shown) >= {"clarifications", "signals", "reference", "prompt", "estimates"}


def test_spoilers_draw_the_diagrams_where_there_is_room(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    _, out, _ = run(capsys, "show", "parking-lot", "--spoilers")
    _, _, diagram = out.partition("DIAGRAM: ")
    drawing, _, rest = diagram.partition("classDiagram")
    assert "┌" in drawing
    assert "TRADE-OFFS" in rest
    monkeypatch.setenv("COLUMNS", "20")
    _, out, _ = run(capsys, "show", "parking-lot", "--spoilers")
    assert "┌" not in out
    assert "classDiagram" in out


def test_search_ranks_and_forgives(capsys: Captured) -> None:
    code, out, _ = run(capsys, "search", "web", "crwaler", "--json")
    assert code == 0
    assert json.loads(out)[0]["id"] == "web-crawler"
    code, out, _ = run(capsys, "search", "zzzz")
    assert code == 1
    assert out == "No question matches.\n"
    assert run(capsys, "search", "zzzz", "--json")[1] == "[]\n"


def test_check_is_silent_about_nothing(capsys: Captured, tmp_path: Path) -> None:
    sample.file(tmp_path)
    code, out, _ = run(capsys, "check", str(tmp_path))
    assert (code, out) == (0, "1 file checked, no problem found.\n")
    assert run(capsys, "check", str(tmp_path), "--json")[1] == "[]\n"


def test_check_prints_place_message_and_hint(capsys: Captured, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: bad\n\ttitle: x\n")
    code, out, _ = run(capsys, "check", str(tmp_path))
    assert code == 1
    assert out.startswith(f"{bad}:2:1: ")
    assert "    Indent with spaces." in out
    code, out, _ = run(capsys, "check", str(bad), "--json")
    assert code == 1
    (problem,) = json.loads(out)
    assert set(problem) == {"file", "line", "column", "path", "message", "hint", "warning"}
    assert problem["warning"] is False
    assert problem["line"] == 2


def test_broken_questions_of_ones_own_are_told_apart_from_data(capsys: Captured) -> None:
    folder = paths.user_questions_dir()
    sample.file(folder)
    (folder / "bad.yaml").write_text("id: [\n")
    code, out, err = run(capsys, "list")
    assert code == 0
    assert "lamps" in out
    assert "bad.yaml" in err


def test_another_folder_joins_for_one_command(capsys: Captured, tmp_path: Path) -> None:
    sample.file(tmp_path / "team")
    assert run(capsys, "show", "lamps", f"--bank={tmp_path / 'team'}")[0] == 0
    assert run(capsys, "list", "--bank", str(tmp_path / "team"))[0] == 0
    assert run(capsys, "show", "lamps")[0] == 1


@pytest.mark.parametrize(
    "argv",
    [[], ["lst"], ["show"], ["show", "a", "b"], ["search"], ["list", "x"], ["list", "--spoilers"],
     ["check", "--bank", "x"], ["list", "--bank"]],
)  # fmt: skip
def test_a_command_line_that_makes_no_sense_exits_with_two(
    capsys: Captured, argv: list[str]
) -> None:
    code, out, err = run(capsys, *argv)
    assert (code, out) == (2, "")
    assert err.startswith("sdcoach: ")


def test_what_is_not_there_exits_with_one_and_says_so_in_json(capsys: Captured) -> None:
    code, out, _ = run(capsys, "show", "pastbin", "--json")
    assert code == 1
    error = json.loads(out)["error"]
    assert error["kind"] == "not-found"
    assert "pastebin" in error["hint"]
    assert run(capsys, "check", "/nowhere/at/all")[0] == 1


def test_help_names_every_command(capsys: Captured) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert all(f"bank {name}" in out for name in ("list", "show", "search", "check"))


def test_a_list_imports_nothing_heavy() -> None:
    code = (
        "import sys; from sdcoach.cli import main; main(['bank', 'list']);"
        "print([m for m in ('yaml', 'rich', 'textual', 'dataclasses', 'argparse', 'tomllib',"
        " 'snowballstemmer', 'importlib.metadata', 'sqlite3') if m in sys.modules])"
    )
    subprocess.run(
        [sys.executable, "-m", "sdcoach", "bank", "list"], check=True, capture_output=True
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    lines = table_lines([("a", "10"), ("日本", "7")], ("NAME", "N"), right=(1,))
    assert lines == ["NAME   N", "a     10", "日本   7"]
    assert display_width("日本") == 4


def test_a_table_ends_where_the_line_ends() -> None:
    (_, line) = table_lines([("one", "a long cell")], ("A", "B"), width=10)
    assert line == "one  a lo…"
    assert table_lines([("a\x1b[2Jb\nc",)], ("A",))[1] == "a[2Jb c"
