"""Bad surroundings: each gets a clear message, never a traceback, and nothing is lost."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sdcoach import paths
from sdcoach.history import attempts
from sdcoach.history.database import open_reader
from sdcoach.interview.fold import fold
from sdcoach.interview.state import State
from tests.terminal import ROOT, Terminal, sdcoach

SHIPPED = 8


def command(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command line without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "sdcoach", *words],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        timeout=60,
        check=False,
    )


def assert_told(output: str, *words: str) -> None:
    """Assert that a message says these words and no traceback is there."""
    assert "Traceback" not in output, output
    assert 'File "' not in output, output
    for word in words:
        assert word in output, output


def newest() -> State:
    connection = open_reader(paths.database_file())
    if connection is None:
        return State()
    with closing(connection):
        rows = attempts.page(connection, limit=1)
        return fold(attempts.events(connection, rows[0].id)) if rows else State()


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    """A list for terminals that must not outlive the test."""
    made: list[Terminal] = []
    yield made
    for terminal in made:
        terminal.close()


# --- the user's own questions -------------------------------------------------------------------


def own_question(text: str, name: str = "own.yaml") -> Path:
    folder = paths.user_questions_dir()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def shipped(question: str) -> str:
    file = paths.questions_dir() / "system_design" / f"{question}.yaml"
    return file.read_text(encoding="utf-8")


BROKEN = {
    "syntax": ("id: own\ntitle: [unclosed\n", "own.yaml"),
    "no mapping": ("- just\n- a list\n", "own.yaml"),
    "unknown field": (
        shipped("pastebin").replace("id: pastebin", "id: own\ncolour: red", 1),
        "colour",
    ),
    "duplicate id": (shipped("pastebin"), "pastebin"),
    "missing field": ("id: own\ntitle: Design a thing\n", "own.yaml"),
    "empty": ("", "own.yaml"),
    "binary": ("\x01\x02", "own.yaml"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_question_file_is_reported_and_the_rest_is_there(kind: str) -> None:
    text, word = BROKEN[kind]
    file = own_question(text)
    checked = command("bank", "check")
    assert checked.returncode == 1
    assert_told(checked.stdout + checked.stderr, word, file.name)
    assert re.search(rf"{re.escape(str(file))}:\d+:\d+", checked.stdout + checked.stderr)
    listed = command("bank", "list")
    assert listed.returncode == 0
    assert_told(listed.stdout + listed.stderr, "pastebin", "mint")


@pytest.mark.terminal
def test_the_app_starts_beside_a_broken_question_file(terminals: list[Terminal]) -> None:
    own_question(BROKEN["syntax"][0])
    terminal = sdcoach()
    terminals.append(terminal)
    terminal.wait("Enter")
    terminal.send("b")
    terminal.wait("Paste-and-share")
    terminal.send("\x1b")
    terminal.wait("Write as on a whiteboard")
    terminal.send("q")
    assert terminal.ended() == 0
    assert_told(terminal.raw.decode())


# --- the history ----------------------------------------------------------------------------------


def make_newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 999")
        connection.commit()


def make_damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[:100] = b"not a database at all" + bytes(79)
    path.write_bytes(data)


def make_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def make_foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes(name TEXT)")
        connection.commit()


def history() -> Path:
    """Make a history with one attempt, and nothing of it left in the log of SQLite."""
    from tests.tui.past import hold
    from tests.tui.support import Wrist, make_services

    services = make_services(clock=Wrist())
    services.journal.start()
    hold(services, "pastebin", days_ago=1)
    assert services.journal.close(20)
    path = paths.database_file()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    return path


TROUBLES = {
    "newer": (make_newer, "newer version"),
    "damaged": (make_damaged, "damaged"),
    "unreadable": (make_a_folder, "cannot be read"),
    "foreign": (make_foreign, "another program"),
}


@pytest.mark.terminal
@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_history_that_cannot_be_used_is_refused_and_left_alone(
    trouble: str, terminals: list[Terminal]
) -> None:
    spoil, word = TROUBLES[trouble]
    path = history()
    spoil(path)
    before = path.read_bytes() if path.is_file() else None
    for words in ([], ["start", "pastebin"], ["resume"]):
        terminal = sdcoach(*words)
        terminals.append(terminal)
        assert terminal.ended(20) == 1, terminal.text
        assert_told(terminal.text, "sdcoach:", word)
        # It is said before the screen is taken, so that it stays readable.
        assert b"\x1b[?1049h" not in terminal.raw
    listed = command("history")
    assert listed.returncode == 1
    assert_told(listed.stderr, word)
    told = command("history", "--json")
    assert told.returncode == 1
    assert '"error"' in told.stdout
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.mark.terminal
@pytest.mark.parametrize("home", ["{file}/sdcoach", "/proc/sdcoach-nowhere"], ids=["file", "proc"])
def test_a_home_that_cannot_be_written_is_told_and_typing_goes_on(
    home: str, own_home: Path, terminals: list[Terminal]
) -> None:
    file = own_home / "a-file"
    file.write_text("in the way")
    place = home.format(file=file)
    terminal = sdcoach("start", "pastebin", env={"SDCOACH_HOME": place})
    terminals.append(terminal)
    terminal.wait(lambda text: "sdcoach:" in text or "compute" in text)
    assert "Traceback" not in terminal.text
    if "compute" not in terminal.text:
        assert terminal.ended() == 1
        assert_told(terminal.text.replace("\n", ""), "sdcoach:", "cannot be", place)
        return
    terminal.send("words that must not be lost, whatever the disk says " * 3)
    terminal.wait("be written")
    terminal.send("\x11")
    terminal.wait("Enter leaves")
    terminal.send("\r")
    terminal.ended()
    kept = "".join(one.read_text() for one in own_home.glob("sdcoach-*.md"))
    assert "words that must not be lost" in kept


@pytest.mark.terminal
def test_a_read_only_home_is_told_and_loses_nothing(
    own_home: Path, terminals: list[Terminal]
) -> None:
    path = history()
    folder = paths.data_home()
    (folder / "locks").mkdir(exist_ok=True)
    path.chmod(0o444)
    (folder / "locks").chmod(0o555)
    folder.chmod(0o555)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write anywhere")
        listed = command("history")
        assert listed.returncode == 0, listed.stderr
        assert "55" in listed.stdout
        terminal = sdcoach()
        terminals.append(terminal)
        terminal.wait("LATEST")
        terminal.send("\r")
        terminal.wait(lambda text: "cannot be" in text or "compute" in text)
        assert "Traceback" not in terminal.text
        if "cannot be" in terminal.text:
            terminal.wait("SDCOACH_HOME")
            terminal.send("q")
            assert terminal.ended() == 0
        else:
            terminal.send("x" * 120)
            terminal.wait("saves a copy")
    finally:
        folder.chmod(0o755)
        (folder / "locks").chmod(0o755)


STARVED = """
import resource, sys
from sdcoach.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.terminal
@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_on_a_full_disk_typing_goes_on_and_every_word_is_somewhere(
    own_home: Path, terminals: list[Terminal]
) -> None:
    limit = history().stat().st_size + 90_000
    terminal = Terminal([sys.executable, "-c", STARVED, str(limit), "start", "pastebin"])
    terminals.append(terminal)
    terminal.wait("compute")
    typed = 0
    end = time.monotonic() + 60
    while "disk" not in terminal.rows[-1].lower():
        assert time.monotonic() < end, terminal.text
        typed += 1
        terminal.send(f"w{typed:05} ")
        terminal.read(0.02)
    assert "Esc w saves a copy" in terminal.rows[-1]
    for _ in range(20):
        typed += 1
        terminal.send(f"w{typed:05} ")
    terminal.wait(f"w{typed:05}")
    terminal.send("\x1bw")
    terminal.wait("Saved a copy")
    copies = list(own_home.glob("sdcoach-pastebin-*.md"))
    tokens = [f"w{number:05}" for number in range(1, typed + 1)]
    assert re.findall(r"w\d{5}", copies[0].read_text()) == tokens
    terminal.send("\x1b[24~\x11")
    terminal.wait("Enter leaves")
    terminal.send("\r")
    terminal.ended(30)
    rescued = "".join(file.read_text() for file in own_home.glob("sdcoach-unsaved-*.md"))
    on_disk = newest().notes
    assert_told(terminal.text)
    assert set(tokens) <= set(re.findall(r"w\d{5}", on_disk + rescued))


@pytest.mark.terminal
def test_the_home_of_a_full_disk_is_sound_afterwards(terminals: list[Terminal]) -> None:
    path = history()
    limit = path.stat().st_size + 60_000
    terminal = Terminal([sys.executable, "-c", STARVED, str(limit), "start", "pastebin"])
    terminals.append(terminal)
    terminal.wait("compute")
    end = time.monotonic() + 60
    while "disk" not in terminal.rows[-1].lower():
        assert time.monotonic() < end, terminal.text
        terminal.send("some more words ")
        terminal.read(0.05)
    terminal.kill()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    resumed = sdcoach("resume")
    terminals.append(resumed)
    resumed.wait("compute")
    resumed.wait("more words")


# --- the terminal ---------------------------------------------------------------------------------


@pytest.mark.terminal
@pytest.mark.parametrize("words", [(), ("start", "pastebin")], ids=["home", "interview"])
def test_a_small_terminal_gets_one_notice_and_grows_again(
    words: tuple[str, ...], terminals: list[Terminal]
) -> None:
    terminal = sdcoach(*words, size=(40, 10))
    terminals.append(terminal)
    text = terminal.wait("too small")
    assert "50x15" in text
    assert "40x10" in text
    assert text.count("too small") == 1
    terminal.resize(45, 12)
    terminal.wait("45x12")
    terminal.resize(80, 24)
    terminal.wait("compute" if words else "Enter")
    terminal.wait(lambda text: "too small" not in text)


@pytest.mark.terminal
def test_an_interview_goes_on_after_the_window_was_small(terminals: list[Terminal]) -> None:
    terminal = sdcoach("start", "pastebin", size=(80, 24))
    terminals.append(terminal)
    terminal.wait("compute")
    terminal.send("before the squeeze, " + "x" * 100)
    terminal.wait("squeeze")
    for columns, rows in ((40, 10), (30, 5), (80, 4), (120, 40), (40, 10), (80, 24)):
        terminal.resize(columns, rows)
        if columns < 50 or rows < 15:
            terminal.wait("small")
        else:
            terminal.wait("squeeze")
    terminal.send(" and after it")
    terminal.wait("after it")
    terminal.send("\x11")
    terminal.wait("Enter leaves")
    terminal.send("\r")
    assert terminal.ended() == 0
    assert newest().notes == "before the squeeze, " + "x" * 100 + " and after it"


@pytest.mark.terminal
@pytest.mark.parametrize("words", [(), ("start", "pastebin")], ids=["home", "interview"])
def test_a_dumb_terminal_is_told_what_to_do(
    words: tuple[str, ...], terminals: list[Terminal]
) -> None:
    terminal = sdcoach(*words, env={"TERM": "dumb"})
    terminals.append(terminal)
    assert terminal.ended() == 1
    assert_told(terminal.text, "sdcoach:", "TERM=dumb", "--plain")
    assert b"\x1b" not in terminal.raw


@pytest.mark.parametrize("words", [(), ("start", "pastebin"), ("resume",)])
def test_without_a_terminal_it_is_told_what_to_do(words: tuple[str, ...]) -> None:
    result = command(*words)
    assert result.returncode == 1
    assert_told(result.stderr, "terminal")
    assert result.stdout == ""
    assert "\x1b" not in result.stderr


@pytest.mark.terminal
def test_output_into_a_pipe_is_told_too(terminals: list[Terminal]) -> None:
    terminal = Terminal(["sh", "-c", f"{sys.executable} -m sdcoach start pastebin | cat"])
    terminals.append(terminal)
    terminal.ended()
    assert_told(terminal.text, "sdcoach:", "terminal")
    assert b"\x1b[?1049h" not in terminal.raw


@pytest.mark.terminal
def test_a_second_window_is_told_where_the_first_is(terminals: list[Terminal]) -> None:
    first = sdcoach("start", "pastebin")
    terminals.append(first)
    first.wait("compute")
    first.send("the first window has it " + "x" * 100)
    end = time.monotonic() + 10
    while "xxx" not in newest().notes:
        assert time.monotonic() < end
        first.read(0.1)
    attempt = newest().attempt
    second = sdcoach("resume", attempt)
    terminals.append(second)
    assert second.ended(20) == 1
    assert_told(second.text, "sdcoach:", "open in another window", "/dev/")
    first.send(" still")
    first.wait("still")
    first.send("\x11")
    first.wait("Enter leaves")
    first.send("\r")
    assert first.ended() == 0
    # Free again.
    third = sdcoach("resume", attempt)
    terminals.append(third)
    third.wait("still")


@pytest.mark.terminal
def test_a_killed_window_frees_its_attempt(terminals: list[Terminal]) -> None:
    first = sdcoach("start", "pastebin")
    terminals.append(first)
    first.wait("compute")
    first.send("killed soon " + "x" * 100)
    end = time.monotonic() + 10
    while "xxx" not in newest().notes:
        assert time.monotonic() < end
        first.read(0.1)
    first.kill()
    second = sdcoach("resume")
    terminals.append(second)
    second.wait("killed soon")


@pytest.mark.terminal
def test_a_missing_home_folder_is_made(own_home: Path, terminals: list[Terminal]) -> None:
    shutil.rmtree(paths.data_home(), ignore_errors=True)
    terminal = sdcoach()
    terminals.append(terminal)
    terminal.wait("Write as on a whiteboard")
    terminal.send("q")
    assert terminal.ended() == 0
