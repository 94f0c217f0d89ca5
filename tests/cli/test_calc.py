"""`sdcoach calc` as a person or a script calls it."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from sdcoach.cli import main

KEYS = {
    "line",
    "kind",
    "input",
    "ok",
    "display",
    "value",
    "unit",
    "lo",
    "hi",
    "p5",
    "p95",
    "notes",
    "error",
}
Out = pytest.CaptureFixture[str]


def stdin(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))


def test_words_join_to_one_expression(capsys: Out) -> None:
    assert main(["calc", "500M", "users", "x", "2", "posts/user/day", "to", "posts/s"]) == 0
    assert capsys.readouterr().out == "≈ 11.6K posts/s\n"


def test_json_of_an_expression_is_one_exact_object(capsys: Out) -> None:
    assert main(["calc", "--json", "500M users × 2 posts/user/day to posts/s"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) >= KEYS
    assert (told["value"], told["unit"], told["display"]) == (
        "312500/27",
        "posts/s",
        "≈ 11.6K posts/s",
    )
    assert told["error"] is None
    assert told["ok"] is True


def test_json_of_a_range_has_its_ends_and_percentiles(capsys: Out) -> None:
    main(["calc", "--json", "100M..300M users * 2 posts/user/day to posts/s"])
    told = json.loads(capsys.readouterr().out)
    assert (told["lo"], told["hi"], told["value"]) == ("62500/27", "62500/9", None)
    assert told["p5"] == pytest.approx(62500 / 27)


def test_a_failing_expression_shows_its_place_and_exits_with_one(capsys: Out) -> None:
    assert main(["calc", "5 users + 3 GB"]) == 1
    assert capsys.readouterr().out == (
        "5 users + 3 GB\n        ^\n"
        "can't add data (GB) to users: both sides of + must measure the same thing\n"
    )
    assert main(["calc", "--json", "3 sceonds"]) == 1
    assert json.loads(capsys.readouterr().out)["error"] == {
        "message": "unknown unit 'sceonds'",
        "hint": "did you mean 'seconds'?",
        "start": 2,
        "end": 9,
    }


def test_a_sheet_comes_from_standard_input(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(
        monkeypatch,
        "# Estimate\nwrites: 10M paste/month to paste/s\n\nso one primary is enough\nwrites × 5\n",
    )
    assert main(["calc", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(line["line"], line["kind"]) for line in told] == [
        (1, "prose"),
        (2, "value"),
        (4, "prose"),
        (5, "value"),
    ]
    assert all(set(line) >= KEYS for line in told)
    assert told[3]["display"] == "≈ 19.3 paste/s"


def test_a_sheet_comes_from_a_file_and_one_failed_line_makes_one(
    capsys: Out, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.txt"
    sheet.write_text("\ufeffa = 5 GB\r\nb = a + 3 s\r\n100 = 3 × 50\r\n", encoding="utf-8")
    assert main(["calc", "--file", str(sheet)]) == 1
    out = capsys.readouterr().out
    assert "= 5 GB" in out
    assert "can't add time (s) to data (GB)" in out
    assert "✓ computed = 100; yours is within ×1.5" in out


def test_a_claim_that_is_off_is_no_failure(capsys: Out) -> None:
    assert main(["calc", "5 GB = 5 TB"]) == 0
    assert "✗" in capsys.readouterr().out


def test_prose_and_nothing_are_refused_as_an_expression(capsys: Out) -> None:
    assert main(["calc", "hello", "there"]) == 1
    assert "unknown name 'hello'" in capsys.readouterr().out
    assert main(["calc", "--json", "hello"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["error"]["message"]) == (False, "unknown name 'hello'")
    assert main(["calc", ""]) == 2


@pytest.mark.parametrize("words", [["--nope"], ["--file"], ["5", "--file", "x"]])
def test_a_wrong_call_exits_with_two(words: list[str], capsys: Out) -> None:
    assert main(["calc", *words]) == 2
    assert "sdcoach:" in capsys.readouterr().err


def test_a_file_that_does_not_exist_is_named(capsys: Out) -> None:
    assert main(["calc", "--file", "/nowhere/sheet"]) == 1
    assert "/nowhere/sheet: no such file" in capsys.readouterr().err


def test_what_cannot_be_seen_is_never_sent_raw(capsys: Out) -> None:
    for text in ("5 \u202e GB", "5\x1b[2J", "1\u200b0", "a\nb", "5\udcff"):
        for words in (["calc", text], ["calc", "--json", text]):
            assert main(words) == 1
            out = capsys.readouterr().out
            assert text not in out
            assert not any(c in out for c in "\u202e\x1b\u200b\udcff")


def test_steps_and_shares_can_be_had_as_text(capsys: Out) -> None:
    assert main(["calc", "--steps", "1..3 GB × 2..9"]) == 0
    out = capsys.readouterr().out
    assert "1 GB–3 GB" in out or "1–3 GB" in out
    assert "2..9" in out
    main(["calc", "--steps", "--json", "1..3 GB × 2..9"])
    told = json.loads(capsys.readouterr().out)
    assert told["sensitivity"][0]["label"] == "2..9"
    assert told["steps"][-1].endswith(told["display"][2:])


def test_an_expression_may_begin_with_a_dash(capsys: Out) -> None:
    assert main(["calc", "--", "-5", "+", "8"]) == 0
    assert main(["calc", "-5 + 8"]) == 0
    assert capsys.readouterr().out == "= 3\n= 3\n"


def test_help_and_cheat_sheet_fit_a_small_terminal(capsys: Out) -> None:
    assert main(["calc", "--help"]) == 0
    assert main(["calc", "--cheat"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert max(map(len, out)) <= 80


def test_a_calculation_loads_nothing_that_is_slow_to_load() -> None:
    script = (
        "import sys\nfrom sdcoach.cli import main\nmain(['calc', '500M users × 2 posts/user/day to posts/s'])\n"
        "slow = {'textual', 'rich', 'dataclasses', 'typing', 'fractions', 'decimal', 'argparse', 'json',"
        " 'tomllib', 'yaml', 'difflib', 'numpy', 'pint', 'lark', 'importlib.metadata', 'inspect'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[1] == "[]"


def test_a_terminal_without_our_signs_gets_an_answer() -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "sdcoach", "calc", "1/3"],
        cwd=root,
        capture_output=True,
        check=True,
        env={"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin"},
    )
    assert done.stdout == b"? 0.333\n"
