"""The keys as a terminal really sends them: the table of bytes, with the real app in a pty."""

import os
import re
import signal
import stat
import string
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sdcoach import paths
from sdcoach.history import attempts
from sdcoach.history.database import open_reader
from sdcoach.interview.events import Event
from sdcoach.interview.fold import fold
from sdcoach.interview.state import State
from sdcoach.tui.actions import ACTIONS, actions
from tests.pressing import write_pressing
from tests.terminal import Terminal, sdcoach

pytestmark = pytest.mark.terminal

ESC = "\x1b"
F12 = "\x1b[24~"
CTRL = {letter: chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"}


@pytest.fixture
def interview() -> Iterator[Terminal]:
    """An interview that has just begun, at 80x24."""
    terminal = sdcoach("start", "pastebin", "--seed", "7", "--seniority", "senior")
    terminal.wait("compute")
    yield terminal
    terminal.close()


def journal() -> list[Event]:
    """Return the newest attempt's events as they are on disk."""
    connection = open_reader(paths.database_file())
    if connection is None:
        return []
    try:
        newest = attempts.page(connection, limit=1)
        return attempts.events(connection, newest[0].id) if newest else []
    finally:
        connection.close()


def saved(terminal: Terminal, notes: str) -> State:
    """Wait until the notes on disk read so; return the state they are in."""
    end = time.monotonic() + 10
    state = State()
    while time.monotonic() < end:
        terminal.read(0.1)
        state = fold(journal())
        if state.notes == notes:
            return state
    raise AssertionError(f"the notes read {state.notes!r}, not {notes!r};\n{terminal.text}")


def leave(terminal: Terminal) -> int:
    """Leave the interview and return the exit code."""
    terminal.send(CTRL["q"])
    terminal.wait("Enter leaves")
    terminal.send("\r")
    return terminal.ended()


# --- chords and letters -----------------------------------------------------------------------


def test_every_chord_arrives(interview: Terminal) -> None:
    interview.send(CTRL["t"] + "How many users?\r")
    interview.wait("Ten million users.")
    interview.send(CTRL["g"])
    interview.wait("> On traffic")
    interview.send(CTRL["l"])
    interview.wait("SHEET")
    interview.send(CTRL["l"])
    interview.wait(lambda text: "SHEET" not in text)
    interview.send(CTRL["o"])
    interview.wait("## Estimate")
    interview.send(CTRL["r"])
    interview.wait("Number")
    interview.send(ESC)
    interview.wait(lambda text: "Number" not in text)
    interview.send(CTRL["s"])
    interview.wait("aved")
    interview.send(CTRL["q"])
    interview.wait("Enter leaves")
    interview.send(F12)
    interview.wait(lambda text: "Enter leaves" not in text)
    interview.send(CTRL["p"])
    interview.wait("Search for commands")
    interview.send(ESC)
    interview.wait(lambda text: "Search for commands" not in text)
    interview.send("still here")
    interview.wait("still here")


ANSWER = "Ten million users."
LETTERS = {
    "a": "? ",
    "s": "SHEET",
    "n": "## Estimate",
    "u": "▸ Scope",
    "g": "Go to",
    "r": "Number",
    "h": "Enter takes hint 1",
    "i": "> On traffic",
    "v": "THE WHOLE TALK",
    "t": "TIME SO FAR",
    "d": "",
    "j": "Nothing to unfold",
    "l": "ENVELOPE",
    "m": "Core:",
    "e": "written elsewhere",
    "z": "",
    "y": "Sent ",
    "w": "Saved a copy",
    "p": "paused",
    "x": "Enter ends",
    "q": "Enter leaves",
    "c": "Search for commands",
    "k": "IN AN INTERVIEW",
}
"""Letter behind Esc to what the screen then says; nothing where 80 columns show no difference."""


def test_the_table_has_every_letter_of_the_registry() -> None:
    assert {action.letter for action in actions("interview") if action.letter} == set(LETTERS)


@pytest.mark.parametrize("slow", [False, True], ids=["fast", "slow"])
def test_escape_and_a_letter_work_at_any_speed(
    slow: bool, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = own_home / "editor"
    editor.write_text('#!/bin/sh\nprintf "written elsewhere\\n" >> "$1"\n')
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("EDITOR", str(editor))
    terminal = sdcoach("start", "pastebin", "--seed", "7", "--mode", "practice")
    terminal.wait("compute")
    terminal.send("." * 110 + "\r? How many users?\r")  # long enough to be kept
    terminal.wait(ANSWER)
    for letter, shows in LETTERS.items():
        if slow:
            terminal.send(ESC)
            terminal.wait("q leave")
            terminal.send(letter)
        else:
            terminal.send(ESC + letter)
        if shows:
            terminal.wait(shows)
        terminal.wait(lambda text: "q leave" not in text)
        if letter in "pdz":
            # A letter ends the pause, closes the drawing, or is simply typed.
            terminal.send("-")
            terminal.wait(lambda text: "paused" not in text)
        elif letter in "sgrhvtwxqckjly":
            terminal.send(ESC if letter in "sgrck" else F12)
            terminal.wait(lambda text, shows=shows: shows not in text)  # type: ignore[misc]
    assert leave(terminal) == 0
    state = fold(journal())
    # Nothing but what was meant to be written is in the notes: no letter behind an Esc.
    left = state.notes
    for meant in ("How many users?", "written elsewhere", "> On traffic", "## Estimate"):
        assert meant in left
    template = "Core:\nOut:\nTargets:\nAssume:\n"
    left = re.sub(r"> On traffic.*\n", "", left).replace(template, "")
    for meant in ("## Scope", "## Estimate", "written elsewhere"):
        left = left.replace(meant, "")
    assert set(re.sub(r"\? How many users\?", "", left)) <= set("?-. \n")
    assert (state.hints, state.status) == ([], "paused")


@pytest.mark.parametrize("pause", [0.0, 0.15], ids=["burst", "slow"])
def test_an_unbound_alt_types_nothing(interview: Terminal, pause: float) -> None:
    interview.send("one two ")
    taken = {action.letter for action in actions("interview")} | set("bf")  # b and f move by words
    starts = "NOPX[]_^\\"  # these begin sequences of the terminal's own
    signs = string.ascii_letters + string.digits + string.punctuation
    others = [one for one in signs if one not in taken and one not in starts]
    assert len(others) > 55
    for one in others:
        interview.send(ESC + one)
        interview.read(pause)
    interview.send("\x1b[F!")  # End, and a letter
    interview.wait("one two !")
    state = saved(interview, "one two !")
    assert (state.status, state.asked, state.hints, state.phase) == ("running", [], [], "scope")


@pytest.mark.parametrize("pause", [0.0, 0.15], ids=["burst", "slow"])
def test_alt_and_a_letter_may_be_pressed_twice_or_before_an_arrow(
    interview: Terminal, pause: float
) -> None:
    for key in (
        ESC + "n",
        ESC + "n",
        "\x1b[A",
        ESC + "u",
        "\x1b[B",
        ESC + "n",
        ESC + "n",
        "\x1bOA",
    ):
        interview.send(key)
        interview.read(pause)
    interview.wait("▸ Design")
    interview.send("\x1b[F!")
    interview.wait("!")
    state = saved(interview, "## Estimate\n\n## Data\n\n## Design!\n")
    assert [span.phase for span in state.spans] == [
        "scope", "estimate", "data", "estimate", "data", "design",
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["hello", "queue", "next", "xylophone", "proxy"])
def test_a_word_typed_right_after_escape_costs_nothing(interview: Terminal, word: str) -> None:
    interview.send(ESC + word)
    interview.wait(lambda text: word[1:] in text)
    interview.send(ESC)
    interview.wait("q leave")
    interview.send(F12)
    interview.wait(lambda text: "q leave" not in text)
    interview.send("!")
    interview.wait("!")
    state = fold(journal())
    assert state.status == "running"
    assert state.hints == []
    assert all(event.kind not in ("finished", "abandoned") for event in journal())


def test_escape_b_and_f_type_no_letter(interview: Terminal) -> None:
    interview.send("alpha beta")
    interview.send(ESC + "b")
    interview.read(0.2)
    interview.send(ESC + "f")
    interview.read(0.2)
    interview.send("\x1b[F.")
    saved(interview, "alpha beta.")


# --- typing -----------------------------------------------------------------------------------


def test_tab_indents_and_stays(interview: Terminal) -> None:
    interview.send("- a\rb\t\x1b[Z\t!\rc")
    saved(interview, "- a\n  - b!\n  - c")


def test_a_pasted_block_asks_nothing(interview: Terminal) -> None:
    block = "? How many users?\n? How big is a paste?\n## Design\n= 5 * 5\n"
    interview.send(f"{ESC}[200~{block.replace(chr(10), chr(13))}{ESC}[201~")
    interview.send("typed")
    state = saved(interview, block + "typed")
    assert (state.asked, state.phase, state.sheet) == ([], "scope", "")
    ways = [event.payload["by"] for event in journal() if event.kind == "notes_edited"]
    assert ways[0] == "paste"


def test_a_burst_keeps_its_order(interview: Terminal) -> None:
    burst = "the quick brown fox, over 13 lazy dog"
    assert len(burst) == 37
    interview.send(burst.encode())
    interview.send("\r")
    # Letters and editing keys in one write, as a slow line delivers them.
    interview.send(b"abc\x7f\x7fX\x1b[D\x1b[DY\x1b[F!\rone two\x17three\r")
    saved(interview, f"{burst}\nYaX!\none three\n")


def test_a_burst_of_sums_questions_and_headings_is_taken_line_by_line(interview: Terminal) -> None:
    interview.send(b"= a: 2 * 3\r= b: a * 7\r? How many users?\r## Design\r- x\ry\r\rz")
    state = saved(
        interview, "= a: 2 * 3 = 6\n= b: a * 7 = 42\n? How many users?\n## Design\n- x\n- y\nz"
    )
    assert (state.phase, len(state.asked), state.sheet) == ("design", 1, "a: 2 * 3\nb: a * 7")


def test_200_characters_a_second_lose_nothing_while_follow_ups_arrive() -> None:
    write_pressing()
    terminal = Terminal([sys.executable, "-m", "tests.hasty", "120", "pressing"])
    try:
        terminal.wait("compute")
        terminal.send("## Data\r")
        typed, phases = "## Data\n", iter(("Design", "Deep dives"))
        began = time.monotonic()
        for number in range(3000):
            character = "\r" if number % 60 == 59 else "abcdefghijklmnopqrstuvwxy"[number % 25]
            terminal.send(character)
            typed += "\n" if character == "\r" else character
            if number % 1000 == 999:
                heading = f"\r## {next(phases, 'Recap')}\r"
                terminal.send(heading)
                typed += heading.replace("\r", "\n")
            terminal.read(max(0.0, began + number / 200 - time.monotonic()))
        state = saved(terminal, typed)
        assert len(state.followups) >= 3
        # Each came between two keys, not before the first or after the last.
        edits = [event.elapsed_ms for event in journal() if event.kind == "notes_edited"]
        assert all(edits[0] < shown.elapsed_ms < edits[-1] for shown in state.followups)
        assert state.skipped == 0
        assert leave(terminal) == 0
    finally:
        terminal.close()


# --- what a person can do without --------------------------------------------------------------


def test_every_action_of_the_interview_has_a_chord_or_a_letter() -> None:
    for action in actions("interview"):
        assert action.letter or any(re.fullmatch(r"ctrl\+[a-z]", key) for key in action.keys)
        # b and f move by words behind Esc; capitals need Shift and digits are other signs.
        assert not action.letter or re.fullmatch("[acdeg-z]", action.letter), action.id


BY_PALETTE = {"home.sprint", "list.filter", "replay.mark_before", "replay.next_mark"}
"""Their key is a digit or a sign; the palette of their screen has them by name."""
NUMBERED = {"scoring", "attempt", "compare", "trends"}
"""Screens whose levels or parts are chosen by the number that stands before them."""


def test_no_other_action_needs_alt_a_function_key_a_digit_or_a_sign() -> None:
    plain = re.compile(
        r"[a-zA-Z]|enter|escape|space|tab|shift\+tab|backspace|ctrl\+[a-z]"
        r"|up|down|left|right|home|end|pageup|pagedown"
    )
    others = [action for action in ACTIONS if action.where != "interview"]
    bare = {
        action.id
        for action in others
        if action.keys and not any(plain.fullmatch(key) for key in action.keys)
    }
    help_keys = {action_id for action_id in bare if action_id.endswith(".keys")}
    numbered = {
        action.id
        for action in others
        if action.where in NUMBERED and all(key.isdigit() for key in action.keys)
    }
    assert bare - help_keys - numbered <= BY_PALETTE


def test_a_whole_interview_runs_from_home_to_the_verdict_by_keyboard_alone() -> None:
    terminal = sdcoach()
    try:
        terminal.wait("Enter")
        terminal.wait("Write as on a whiteboard")
        terminal.send("\r")
        terminal.wait("compute")
        terminal.send("## Scope\r- paste a text, get a link\ropen the link\r\r")
        terminal.send("? How many users are there?\r")
        terminal.wait("? How many users are there?")
        terminal.send(CTRL["o"])
        terminal.send("= writes: 10M paste/month to paste/s\r-> one machine takes them\r")
        terminal.wait("≈ 3.86 paste/s")
        for lines in (
            "paste(link, expires_at, body)\r",
            "writer -> api -> primary\rreader -> cache -> replica\r",
            "Cache: the hot ones, least recently used go\r",
            "primary dies: promote a replica\r",
            "one primary, one cache\r",
        ):
            terminal.send(CTRL["o"])
            terminal.send(lines)
        terminal.wait("▸ Recap")
        terminal.send(ESC + "x")
        terminal.wait("Enter ends the interview")
        terminal.send("\r")
        terminal.wait("what would the interviewer have said")
        terminal.send("3")
        terminal.wait("debrief now")
        terminal.send("I never said what the cache holds\r")
        for number, level in enumerate("22222222", 1):
            terminal.wait(f"{number} of 8")
            terminal.send(level)
            terminal.send("\r")
        terminal.wait(lambda text: "you said leaning yes" in text)
        terminal.send(ESC)
        terminal.wait("LATEST")
        terminal.send("q")
        assert terminal.ended() == 0
    finally:
        terminal.close()
    state = fold(journal())
    assert (state.status, state.predicted, state.skipped) == ("finished", 3, 0)
    assert state.latest_scores is not None
    assert len(state.latest_scores.levels) == 8
    assert [span.phase for span in state.spans][-1] == "recap"


# --- at rest, and at the end --------------------------------------------------------------------


def test_an_idle_paused_interview_sends_no_bytes() -> None:
    terminal = sdcoach("start", "pastebin", "--mode", "practice")
    try:
        terminal.wait("compute")
        terminal.send("a few words")
        terminal.wait("a few words")
        terminal.send(ESC + "p")
        terminal.wait("paused")
        while terminal.read(1.0):
            pass
        assert terminal.read(3.0) == b""
        assert "paused" in terminal.text
    finally:
        terminal.close()


def assert_restored(raw: bytes) -> None:
    """Assert that the last word on every mode of the terminal is to switch it off."""
    assert raw.rfind(b"\x1b[?1049l") > raw.rfind(b"\x1b[?1049h") >= 0, "the other screen stays"
    assert raw.rfind(b"\x1b[?25h") > raw.rfind(b"\x1b[?25l"), "the cursor stays hidden"
    for mode in (b"1000", b"1003", b"1006", b"2004"):
        off, on = raw.rfind(b"\x1b[?" + mode + b"l"), raw.rfind(b"\x1b[?" + mode + b"h")
        assert on < 0 or off > on, f"mode {mode.decode()} stays on"


def test_the_terminal_is_as_before_after_leaving(interview: Terminal) -> None:
    interview.send("x" * 120)
    interview.wait("xxx")
    assert leave(interview) == 0
    assert_restored(bytes(interview.raw))
    assert b"sdcoach resume" in interview.raw.rpartition(b"\x1b[?1049l")[2]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a terminal")
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP])
def test_a_closed_window_or_a_polite_kill_loses_nothing(
    interview: Terminal, sign: signal.Signals
) -> None:
    interview.send("the last words" + "." * 100)
    saved(interview, "the last words" + "." * 100)
    os.kill(interview.pid, sign)
    interview.ended()
    assert fold(journal()).notes == "the last words" + "." * 100
