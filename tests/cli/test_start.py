import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sdcoach import paths
from sdcoach.cli import main
from sdcoach.cli.start import settle
from sdcoach.config import Config
from sdcoach.history.attempts import events, interrupted
from sdcoach.history.database import open_reader
from sdcoach.interview.fold import fold
from sdcoach.interview.state import State
from tests.terminal import ROOT, Terminal, sdcoach
from tests.tui.past import hold, write
from tests.tui.support import make_services


def piped(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sdcoach", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def waiting() -> list[State]:
    connection = open_reader(paths.database_file())
    if connection is None:
        return []
    with connection:
        return [fold(events(connection, row.id)) for row in interrupted(connection)]


@pytest.mark.parametrize("words", [(), ("start", "pastebin"), ("resume",)])
def test_without_a_terminal_it_says_what_to_do_instead(words: tuple[str, ...]) -> None:
    done = piped(*words)
    assert done.returncode == 1
    assert "needs a terminal" in done.stderr
    assert "sdcoach start --plain" in done.stderr
    assert done.stdout == ""


def test_a_dumb_terminal_is_refused() -> None:
    terminal = sdcoach(env={"TERM": "dumb"})
    terminal.wait("TERM=dumb")
    assert terminal.ended() == 1
    assert "\x1b" not in terminal.raw.decode()


def test_an_unknown_question_is_refused_with_the_nearest_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["start", "pastbin"]) == 1
    told = capsys.readouterr().err
    assert "pastbin" in told
    assert "Did you mean `pastebin`?" in told
    assert not paths.database_file().exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--minutes", "5"], "5 minutes"),
        (["--minutes", "many"], "invalid int"),
        (["--seniority", "lead"], "invalid choice"),
        (["--mode", "fun"], "invalid choice"),
        (["--frobnicate"], "unrecognized"),
    ],
)
def test_what_no_interview_can_have_is_a_usage_error(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["start", "pastebin", *words]) == 2
    assert told in capsys.readouterr().err


def test_an_unknown_phase_is_refused_before_anything_is_drawn() -> None:
    terminal = sdcoach("start", "pastebin", "--phase", "lunch", size=(100, 30))
    text = terminal.wait("recap")
    assert "lunch" in text
    assert terminal.ended() == 2
    assert b"\x1b[?1049h" not in terminal.raw


def test_a_folder_that_is_not_there_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["start", "pastebin", "--bank", str(tmp_path / "none")]) == 1
    assert str(tmp_path / "none") in capsys.readouterr().err


@pytest.mark.parametrize("words", [(), ("start", "pastebin")])
def test_a_newer_history_is_refused_before_the_screen_is_taken(words: tuple[str, ...]) -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=1)
    write(services)
    assert services.journal.close()
    database = paths.database_file()
    data = bytearray(database.read_bytes())
    data[60:64] = (999).to_bytes(4, "big")
    database.write_bytes(data)
    terminal = sdcoach(*words)
    terminal.wait("newer version")
    assert terminal.ended() == 1
    assert b"\x1b[?1049h" not in terminal.raw
    assert database.read_bytes() == bytes(data)


def test_settings_that_cannot_be_used_are_refused_with_their_place() -> None:
    paths.config_dir().mkdir(parents=True)
    paths.config_file().write_text("minuts = 45\n")
    terminal = sdcoach()
    assert "config.toml" in terminal.wait("minuts").replace("\n", "")
    assert terminal.ended() == 1


def started(terminal: Terminal) -> None:
    terminal.wait("Begin with what it must do")


@pytest.mark.terminal
def test_it_goes_straight_into_the_notes_and_says_how_to_resume() -> None:
    words = ["--level", "staff", "--minutes", "60", "--mode", "practice", "--seed", "77"]
    terminal = sdcoach("start", "pastebin", *words, size=(100, 30))
    started(terminal)
    terminal.type("A first line of notes, long enough to count as an attempt at the question, ")
    terminal.type("because it has well over a hundred characters of my own.")
    terminal.send("\x11")
    terminal.wait("Enter leaves")
    terminal.send("\r")
    terminal.wait("sdcoach resume")
    assert terminal.ended() == 0
    [state] = waiting()
    assert state.notes.startswith("A first line of notes")
    assert (state.seniority, state.minutes, state.mode, state.seed) == ("staff", 60, "practice", 77)

    again = sdcoach("resume", size=(100, 30))
    again.wait("A first line of notes")
    again.type("!")
    again.send("\x11")
    again.wait("Enter leaves")
    again.send("\r")
    assert again.ended() == 0
    assert "!" in waiting()[0].notes


@pytest.mark.terminal
def test_home_starts_in_a_terminal_and_quits() -> None:
    terminal = sdcoach(size=(80, 24))
    assert "Design a paste-and-share" in terminal.wait("q quit")
    terminal.send("q")
    assert terminal.ended() == 0
    assert not waiting()


@pytest.mark.terminal
def test_an_interview_left_at_once_leaves_nothing() -> None:
    terminal = sdcoach("start", "pastebin", size=(80, 24))
    started(terminal)
    terminal.send("\x11")
    terminal.wait("Enter leaves")
    terminal.send("\r")
    assert terminal.ended() == 0
    assert "resume" not in terminal.text
    assert not waiting()


def test_nothing_to_resume_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = sdcoach("resume")
    terminal.wait("no attempt yet")
    assert terminal.ended() == 1
    services = make_services()
    hold(services, "pastebin", days_ago=1)
    write(services)
    terminal = sdcoach("resume")
    terminal.wait("no interview waits")
    assert terminal.ended() == 1
    terminal = sdcoach("resume", "last")
    terminal.wait("has ended")
    assert terminal.ended() == 1


def test_an_interview_that_is_open_elsewhere_is_refused_with_where() -> None:
    from sdcoach.history.locks import AttemptLock

    services = make_services()
    name = hold(services, "pastebin", days_ago=0.01, ends="left", minutes_in=5)
    write(services)
    with AttemptLock(services.database.parent) as lock:
        lock.acquire(name)
        terminal = sdcoach("resume", name[:8], size=(100, 24))
        terminal.wait(f"process {os.getpid()}")
        assert terminal.ended() == 1
        assert b"\x1b[?1049h" not in terminal.raw


def test_a_keymap_that_names_no_action_is_refused_with_the_nearest() -> None:
    paths.config_dir().mkdir(parents=True)
    paths.config_file().write_text('[keys]\n"interview.nextphase" = "f4"\n')
    terminal = sdcoach(size=(100, 24))
    terminal.wait("Did you mean `interview.next_phase`?")
    assert terminal.ended() == 1


class Said:
    """Options that say nothing."""

    question = seniority = minutes = mode = seed = phase = None


def test_what_is_not_said_comes_from_settings_and_what_is_next() -> None:
    services = make_services(config=Config(seniority="mid", minutes=35))
    setup = settle(services, Said())  # type: ignore[arg-type]
    assert (setup.question, setup.seniority, setup.minutes) == ("pastebin", "mid", 35)


def test_without_settings_the_level_taken_last_comes_again() -> None:
    services = make_services()
    hold(services, "pastebin", days_ago=1, seniority="staff", mode="practice")
    write(services)
    setup = settle(services, Said())  # type: ignore[arg-type]
    assert setup.question != "pastebin"
    assert (setup.seniority, setup.minutes, setup.mode) == ("staff", 45, "interview")


def test_keys_prints_every_action_once(capsys: pytest.CaptureFixture[str]) -> None:
    from sdcoach.tui.actions import ACTIONS, GROUPS

    paths.config_dir().mkdir(parents=True)
    paths.config_file().write_text('[keys]\n"interview.next_phase" = "f4"\n')
    assert main(["keys"]) == 0
    told = capsys.readouterr().out
    for action in ACTIONS:
        assert told.count(f"({action.id})") == 1
    assert "  F4  Esc n" in told
    assert {action.where for action in ACTIONS} == {group for group, _ in GROUPS}
    assert main(["keys", "--json"]) == 0
    assert {item["id"] for item in json.loads(capsys.readouterr().out)} == {
        action.id for action in ACTIONS
    }


def test_config_prints_path_and_settings_that_can_be_read_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    import tomllib

    assert main(["config", "path"]) == 0
    assert capsys.readouterr().out.strip() == str(paths.config_file())
    paths.config_dir().mkdir(parents=True)
    paths.config_file().write_text('theme = "dark"\n[keys]\n"home.bank" = "B"\n')
    assert main(["config", "show"]) == 0
    settings = tomllib.loads(capsys.readouterr().out)
    assert settings["theme"] == "dark"
    assert settings["minutes"] == 45
    assert settings["keys"] == {"home.bank": "B"}
    assert main(["config", "show", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {**settings, "llm": {}}
    assert main(["config", "wash"]) == 2
