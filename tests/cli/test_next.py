"""`sdcoach next`, run as a person or a program would."""

import json

import pytest

from sdcoach.cli import main
from tests.tui.past import hold, write
from tests.tui.support import make_services


def test_without_a_history_it_names_an_easy_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["next"]) == 0
    title, why, command = capsys.readouterr().out.splitlines()
    assert title.startswith("Design ")
    assert why == "  New to you, and easy."
    assert command.startswith("  sdcoach start ")


def test_it_tells_what_is_open_and_what_is_scheduled(capsys: pytest.CaptureFixture[str]) -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=9, levels=(3, 3, 3, 3, 1, 3, 3, 3))
    hold(services, "mint", days_ago=1, ends="left", minutes_in=10, mode="practice")
    write(services)
    services.journal.close()
    assert main(["next", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [item["does"] for item in told["next"]] == ["continue", "start"]
    assert told["next"][0]["command"].startswith("sdcoach resume ")
    assert all(item["why"].endswith(".") for item in told["next"])
    (one,) = told["schedule"]
    assert (one["question"], one["dimension"], one["level"]) == ("pastebin", "depth", 1)
    assert one["due_at"] > one["last_at"]
    assert main(["next"]) == 0
    assert "--phase depth" in capsys.readouterr().out


def test_a_real_interview_that_has_passed_is_asked_about_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["outcome", "add", "Initech", "2020-01-02"]) == 0
    capsys.readouterr()
    assert main(["next"]) == 0
    assert "How did Initech on 2020-01-02 go?" in capsys.readouterr().out
    assert main(["outcome", "result", "initech", "unknown"]) == 0
    capsys.readouterr()
    assert main(["next", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ask"] is None
    assert told["next"][0]["does"] == "start"
