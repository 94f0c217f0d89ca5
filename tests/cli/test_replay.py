"""`sdcoach replay` prints an attempt as it stood."""

import json

import pytest

from sdcoach.cli import main
from tests.tui.sitting import pastebin_sitting
from tests.tui.support import Wrist, make_services


@pytest.fixture
def attempt() -> str:
    clock = Wrist()
    services = make_services(clock=clock)
    held = pastebin_sitting(services, clock)
    assert services.journal.close()
    return held.state.attempt


def test_json_has_the_promised_keys(attempt: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", attempt, "--at", "10:00", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == [
        "elapsed_seconds",
        "phase",
        "notes",
        "sheet",
        "asked",
        "said",
        "hints",
        "followups",
    ]
    assert told["elapsed_seconds"] == 600
    assert told["notes"].startswith("## Scope")


def test_text_shows_notes_and_talk(attempt: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "last", "--at", "45:00"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("45:00  ")
    assert "## Deep dives" in said
    assert "asks you:" in said


def test_an_answer_stands_below_its_question(
    attempt: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", "last", "--at", "45:00"]) == 0
    talk = capsys.readouterr().out.partition("TALK\n")[2].splitlines()
    assert talk[:2] == [
        "  3:00  ? How many users, and how much do they write and read?",
        "  3:00    Ten million users.",
    ]


def test_what_is_no_moment_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "last", "--at", "noon"]) == 2
    assert "minutes and seconds" in capsys.readouterr().err


def test_without_a_history_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "last", "--at", "1:00", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "not-found"
