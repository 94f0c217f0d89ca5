"""`sdcoach start --plain`: a whole interview in lines, with the clock set by hand."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from sdcoach.cli.plain import StartOptions, resume_plain, run_plain
from sdcoach.cli.typed_lines import TypedLines
from sdcoach.history.attempts import AttemptRow, events, page
from sdcoach.history.database import open_reader
from sdcoach.interview.clock import Tick
from sdcoach.interview.fold import fold
from sdcoach.interview.state import State
from sdcoach.paths import database_file

OPTIONS = StartOptions("pastebin", "senior", 45, "interview", 3)


class Wrist:
    """A clock that the script moves."""

    def __init__(self) -> None:
        self.ms = 1_000_000

    def tick(self) -> Tick:
        return Tick(self.ms, self.ms, 1_750_000_000_000 + self.ms)


class Script:
    """Lines, and minutes that pass before one of them (a number) without a line."""

    def __init__(self, wrist: Wrist, steps: Sequence[str | float]) -> None:
        self._wrist = wrist
        self._steps = list(steps)

    def next(self, meanwhile: Callable[[], object], seconds: float) -> str | None:
        while self._steps:
            step = self._steps.pop(0)
            if isinstance(step, str):
                return step
            for _ in range(round(step * 60)):
                self._wrist.ms += 1_000
                meanwhile()
        return None


def hold(*steps: str | float, options: StartOptions = OPTIONS) -> list[str]:
    """Hold an interview by a script and return what was said."""
    wrist, said = Wrist(), list[str]()
    code = run_plain(options, lines=Script(wrist, steps), say=said.append, clock=wrist)
    assert code == 0
    return said


def newest() -> tuple[AttemptRow, State]:
    connection = open_reader(database_file())
    assert connection is not None
    with closing(connection):
        row = page(connection)[0]
        return row, fold(events(connection, row.id))


def test_it_begins_with_question_terms_and_the_first_phase() -> None:
    said = hold(":help")
    assert said[0].startswith("Design a paste-and-share text service. senior, 45 minutes")
    assert said[3] == "Scope. 45 left."
    assert any(":leave" in line for line in said)


def test_lines_are_notes_questions_sums_and_phases() -> None:
    said = hold(
        3,
        "## Requirements",
        "Core: save, open",
        "? how big is a typical paste",
        "## Estimate",
        "= reads: 100M read/month to read/s",
        "= 3 +",
        "= oops: 3 GB + 2 s",
        "-> replicas",
        ":sheet",
        ":end",
    )
    assert any(line.startswith("Interviewer: On size:") for line in said)
    assert "Estimate, 4 minutes. 42 left." in said
    assert "reads ≈ 38.6 read/s" in said
    unsaid = [line for line in said if line.startswith("Not computed:")]
    assert unsaid[1] == (
        "Not computed: can't add time (s) to data (GB); both sides of + must measure the same thing."
    )
    row, state = newest()
    assert row.status == "finished"
    assert state.notes.split("\n")[-4:] == [
        "= reads: 100M read/month to read/s ≈ 38.6 read/s",
        "= 3 +",
        "= oops: 3 GB + 2 s",
        "-> replicas",
    ]
    assert state.sheet == "reads: 100M read/month to read/s"
    assert [span.phase for span in state.spans] == ["scope", "estimate"]
    assert state.asked[0].heard == ("size",)


def test_follow_ups_are_said_between_lines_and_answered_under_their_heading() -> None:
    steps: list[str | float] = [6, ":next", ":next", ":next", "writer -> api -> db"]
    for _ in range(12):
        steps += [1.0, "thinking"]
    said = hold(*steps, ":answer", "one edge copy", ":answer", ":time", ":end")
    asked = [line for line in said if line.startswith("Interviewer, F1:")]
    assert len(asked) == 1
    assert any(line.startswith("Answering F1") for line in said)
    assert "Nothing waits for an answer." in said
    _, state = newest()
    assert f"### F1 {state.followups[0].text}\none edge copy" in state.notes


def test_the_time_is_told_in_words() -> None:
    said = hold(7, "a", 16, "b", 18, "c", 5, "d", ":time", ":end")
    assert "Scope is over its 6 minutes." in said
    assert "Half of the time has gone." in said
    assert "Five minutes left." in said
    assert any(line.startswith("Time is up;") for line in said)
    assert "Scope: 46:00 of 6:00, now" in said
    assert "1 over." in said


def test_practice_pauses_and_an_interview_does_not() -> None:
    practice = OPTIONS._replace(mode="practice")
    said = hold(1, "a", ":pause", 10, "", "b", ":time", ":end", options=practice)
    assert "Paused. Enter goes on." in said
    assert "The clock runs. 44 left." in said
    assert any("no pause" in line for line in hold(1, ":pause", ":end"))


def test_without_a_question_the_recommended_one_is_taken() -> None:
    said = hold(3, ":time", ":end", options=StartOptions())
    assert "senior, 45 minutes, interview" in said[0]


def test_a_taken_back_line_is_gone() -> None:
    hold(3, "one", "two", ":undo", ":end")
    assert newest()[1].notes == "one"


def test_hints_are_told_one_rung_at_a_time() -> None:
    said = hold(3, *[":hint"] * 5, ":end")
    assert [line[:11] for line in said if line.startswith("Hint")] == [
        f"Hint {number} of 4" for number in range(1, 5)
    ]
    assert "There is no further hint for this phase." in said
    assert len(newest()[1].hints) == 4


def test_who_goes_away_can_go_on_in_plain_lines() -> None:
    said = hold(5, "Core: save and open", "## Estimate")
    assert said[-1] == "The interview waits: sdcoach resume --plain"
    row, _ = newest()
    assert row.status == "interrupted"
    wrist, again = Wrist(), list[str]()
    wrist.ms += 6 * 60_000
    script = Script(wrist, ["more", ":end"])
    assert resume_plain(row.id, lines=script, say=again.append, clock=wrist) == 0
    assert "Core: save and open\n## Estimate" in again
    assert newest()[1].notes == "Core: save and open\n## Estimate\nmore"
    assert newest()[0].status == "finished"


def test_two_minutes_without_a_word_leave_nothing_behind() -> None:
    said = hold(1, "hm", ":leave")
    assert "nothing of it was kept" in said[-1]
    connection = open_reader(database_file())
    if connection is not None:
        with closing(connection):
            assert page(connection) == []


SCORED = ["3", "I lost time", *["2", ""] * 8]


def test_it_is_scored_to_the_verdict_and_one_thing_to_practise() -> None:
    said = hold(20, "Redis, LRU", ":end", *SCORED, "1")
    assert "LEANING NO · 33 · you said leaning yes: one band too kind" in "\n".join(said)
    row, state = newest()
    assert (row.status, row.total, row.band, row.predicted) == ("scored", 33, "leaning-no", 3)
    assert state.pivot == "I lost time"
    assert state.practise
    assert f"To practise: {state.practise}" in said


def test_scoring_holds_to_the_rules_and_takes_corrections() -> None:
    said = hold(
        *(20, "Redis, LRU", ":end", "2", ""),
        *("", "x", "3", "5", "f 1", "f 9", "g what I left out", "-", ":help", ""),
        *("2", "", "2", "", "2", ""),
        *("e 1", "e 3", "x 1", "3", "x 1", "3", "g 3", "g 1", "s 3", ":back", "", ":later"),
    )
    assert "A level first: 1 to 4, or - for not shown." in said
    assert any(line.startswith("A 3 needs a line of your own.") for line in said)
    assert any(line.startswith("Ticked: ") for line in said)
    assert "There is no such flag here." in said
    assert "Gap: what I left out" in said
    assert "Not shown; it counts as 1." in said
    assert "That is the evidence already." in said
    assert "Only a line of yours is evidence." in said
    assert "Level 3." in said
    row, state = newest()
    assert row.status == "finished"
    assert state.draft is not None
    assert state.draft.levels["scope"] is None
    assert state.draft.levels["depth"] == 3
    assert state.draft.evidence["depth"] == "Redis, LRU"
    assert "aloud" in state.marks.values()


def test_a_sprint_ends_with_what_was_and_was_not_asked() -> None:
    said = hold(
        2, "? how big is a paste", ":end", options=OPTIONS._replace(phase="scope", mode="practice")
    )
    assert "sprint of Scope" in said[0]
    facts = [line for line in said if line.startswith("You asked for 1 of ")]
    assert len(facts) == 1
    assert any(line.startswith("never asked: ") for line in said)
    assert newest()[0].sprint == "scope"


def test_control_characters_never_come_back_out() -> None:
    wrist, said = Wrist(), list[str]()

    lines = ["a\x1b[2Jb\x9b31m\u202e\n", ":notes\n", ":\x1b]0;x\x07\n", ":end\n"]
    run_plain(OPTIONS, lines=TypedLines(lines), say=said.append, clock=wrist)
    assert "a[2Jb31m" in said
    assert not any(mark in "".join(said) for mark in "\x1b\x9b\x07\u202e")


@pytest.mark.parametrize("unknown", ["pastebinn", "x" * 300])
def test_an_unknown_question_is_refused_before_the_clock_starts(
    unknown: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sdcoach", "start", unknown, "--plain"],
        capture_output=True,
        text=True,
        env={**os.environ, "SDCOACH_HOME": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 1
    assert "pastebin" in done.stderr or "bank list" in done.stderr
    assert done.stdout == ""


def test_a_pipe_holds_a_whole_interview_without_an_escape_code(tmp_path: Path) -> None:
    lines = ["## Scope", "Core: save, open", "? do pastes expire", ":end", *SCORED, "be quick"]
    done = subprocess.run(
        [sys.executable, "-m", "sdcoach", "start", "pastebin", "--plain", "--seed", "3"],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        env={**os.environ, "SDCOACH_HOME": str(tmp_path), "TERM": "dumb"},
        check=True,
    )
    assert "\x1b" not in done.stdout
    assert "LEANING NO · 33" in done.stdout
    assert "To practise: be quick" in done.stdout
    assert done.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_control_c_leaves_with_everything_kept(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "sdcoach", "start", "pastebin", "--plain"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "SDCOACH_HOME": str(tmp_path)},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("a line of the notes " * 10 + "\n= 3 * 4\n")
        process.stdin.flush()
        for line in process.stdout:
            if line == "result = 12\n":
                break
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "The interview waits: sdcoach resume --plain\n"
        assert process.wait(10) == 0
    connection = open_reader(tmp_path / "sdcoach.db")
    assert connection is not None
    with closing(connection):
        row = page(connection)[0]
        assert row.status == "interrupted"
        assert fold(events(connection, row.id)).notes.endswith("= 3 * 4 = 12")
