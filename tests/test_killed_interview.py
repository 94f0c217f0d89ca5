"""The real app, killed fifty times while somebody types: what was typed is there, and the time."""

import random
import re
import sqlite3
import threading
import time
import uuid
from contextlib import closing
from pathlib import Path

import pytest

from sdcoach import paths
from sdcoach.bank.index import open_bank
from sdcoach.history import attempts
from sdcoach.history.database import open_reader
from sdcoach.history.journal import Journal
from sdcoach.history.origin import read_origin
from sdcoach.interview.clock import Tick
from sdcoach.interview.fold import fold
from sdcoach.interview.pace import clock_words
from sdcoach.interview.session import GRACE_MS, Session
from sdcoach.interview.setup import make_setup
from sdcoach.interview.state import State
from tests.terminal import Terminal, sdcoach

pytestmark = pytest.mark.terminal

LANES = 3
ROUNDS = 17
TOLERANCE_MS = 2_000
DATABASE = paths.database_file().name


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def broken_off(home: Path, attempt: str, *, seconds_ago: int, worked: int) -> None:
    """Record an interview that began some seconds ago and broke off after `worked` seconds."""
    bank, began = open_bank(), now_ms() - seconds_ago * 1000
    setup = make_setup(
        bank, "pastebin", seniority="senior", minutes=60, mode="interview", seed=7, utc_offset=0
    )
    home.mkdir()
    origin = read_origin(home)
    session, events = Session.start(attempt, origin, setup, Tick(0, None, began))
    then = Tick(worked * 1000, None, began + worked * 1000)
    events += session.edit("notes", "## Scope\n", "typed", then)
    journal = Journal(home / DATABASE, on_trouble=lambda trouble: None)
    journal.append(events)
    assert journal.close(20)


def on_disk(home: Path, attempt: str) -> State:
    connection = open_reader(home / DATABASE)
    assert connection is not None
    with closing(connection):
        return fold(attempts.events(connection, attempt))


class Lane:
    """One attempt in a home of its own that is resumed, typed into and killed, again and again."""

    def __init__(self, number: int, home: Path, *, forgiven: bool) -> None:
        self.home = home
        self.attempt = str(uuid.uuid4())
        broken_off(home, self.attempt, seconds_ago=33 if forgiven else 400, worked=30)
        self._forgiven = forgiven
        self._moments = random.Random(number)
        self._count = 0
        self._kept: list[str] = []
        self.kills = self.due = 0
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Go through all rounds; keep what went wrong for the test."""
        try:
            for _ in range(ROUNDS):
                self._round()
            terminal = self._resume()
            terminal.send("\x11")
            terminal.wait("Enter leaves")
            terminal.send("\r")
            assert terminal.ended() == 0
            assert on_disk(self.home, self.attempt).status == "paused"
        except BaseException as error:  # noqa: BLE001 - handed to the test
            self.failure = error

    def _resume(self) -> Terminal:
        before = on_disk(self.home, self.attempt)
        terminal = sdcoach("resume", self.attempt, env={"SDCOACH_HOME": str(self.home)})
        terminal.wait("compute", 30)
        end = time.monotonic() + 15
        while len(on_disk(self.home, self.attempt).away) == len(before.away):
            assert time.monotonic() < end, "the resume is not on disk"
            terminal.read(0.05)
        state = on_disk(self.home, self.attempt)
        assert (state.status, state.skipped) == ("running", 0)
        self._check_time(before, state, terminal)
        return terminal

    def _check_time(self, before: State, state: State, terminal: Terminal) -> None:
        resumed = state.last_at
        if self._forgiven:
            # Less than two minutes away in all: the clock stood still at the last sign of life.
            assert abs(state.elapsed_ms - before.elapsed_ms) < TOLERANCE_MS
        else:
            wall = resumed - state.started_at
            assert abs(state.elapsed_ms - (wall - GRACE_MS)) < TOLERANCE_MS
        left = state.total_ms - state.elapsed_ms - (now_ms() - resumed)
        shown = {clock_words(left - TOLERANCE_MS), clock_words(left + TOLERANCE_MS)}
        assert any(terminal.rows[0].endswith(words) for words in shown), terminal.rows[0]

    def _round(self) -> None:
        terminal = self._resume()
        started, elapsed = now_ms(), on_disk(self.home, self.attempt).elapsed_ms
        unseen: list[str] = []
        seen: list[tuple[str, float]] = []
        stop = time.monotonic() + self._moments.uniform(0.3, 2.6)
        terminal.send("\r")
        while time.monotonic() < stop:
            self._count += 1
            token = f"w{self._count:04}"
            terminal.send(token + " ")
            unseen.append(token)
            terminal.read(self._moments.uniform(0.0, 0.03))
            # On a busy machine the app may not have been given a key that was sent long ago.
            text, now = terminal.text, time.monotonic()
            seen += [(token, now) for token in unseen if token in text]
            unseen = [token for token in unseen if token not in text]
        terminal.kill()
        died, killed = time.monotonic(), now_ms()
        self.kills += 1
        state = on_disk(self.home, self.attempt)
        assert (state.status, state.skipped) == ("running", 0)
        there = re.findall(r"w\d{4}", state.notes)
        assert there == sorted(set(there)), "out of order or twice"
        due = [token for token, at in seen if died - at > 1.0]
        self.due += len(due)
        assert set(self._kept) | set(due) <= set(there)
        self._kept = there
        # What the clock says it ran is what it ran, but for the part that was never written.
        assert -TOLERANCE_MS < (state.elapsed_ms - elapsed) - (killed - started) < TOLERANCE_MS


def test_fifty_kills_cost_at_most_a_second_of_typing_and_no_time(tmp_path: Path) -> None:
    lanes = [
        Lane(number, tmp_path / f"home-{number}", forgiven=number % 2 == 0)
        for number in range(LANES)
    ]
    threads = [threading.Thread(target=lane.run) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for lane in lanes:
        if lane.failure is not None:
            raise lane.failure
    assert sum(lane.kills for lane in lanes) == LANES * ROUNDS >= 50
    assert sum(lane.due for lane in lanes) > 200
    for lane in lanes:
        with closing(sqlite3.connect(lane.home / DATABASE)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
