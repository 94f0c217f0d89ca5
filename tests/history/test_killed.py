"""Processes that die, share the file or run out of room: seen from outside."""

import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from sdcoach.history import attempts
from sdcoach.history.database import open_reader
from sdcoach.history.journal import Journal
from sdcoach.interview.fold import fold
from tests.bench.generate import name, played

ROOT = Path(__file__).parents[2]
TOKENS = """
import sys, time
from pathlib import Path
from sdcoach.history.journal import Journal
from tests.bench.generate import Played
one = Played(int(sys.argv[2]))
journal = Journal(Path(sys.argv[1]), on_trouble=lambda trouble: print("trouble", trouble))
journal.append(one.events)
journal.start()
count = 0
while True:
    count += 1
    before = len(one.events)
    one.wait(20).type(f"t{count} ")
    if count % 10 == 0:
        one.do("tagged", tags=[str(count)])
    print(count, time.monotonic(), flush=True)
    journal.append(one.events[before:])
    time.sleep(0.002)
"""


def python(code: str, *arguments: str, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload,no-any-return]
    )


def test_killed_at_any_moment_all_but_the_last_second_is_there(tmp_path: Path) -> None:
    path = tmp_path / "sdcoach.db"
    moments = random.Random(4)
    for number in range(6):
        with python(TOKENS, str(path), str(number)) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(moments.uniform(0.05, 1.5))
            process.send_signal(signal.SIGKILL)
            died = time.monotonic()
            lines = [first, *process.stdout.read().splitlines()]
        typed = [line.split() for line in lines if len(line.split()) == 2]
        due = [int(count) for count, at in typed if died - float(at) > 1.0]
        connection = open_reader(path)
        found = [] if connection is None else attempts.events(connection, name(number))
        if connection is not None:
            with closing(connection):
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        state = fold(found)
        assert state.skipped == 0
        tokens = state.notes.split()
        assert tokens == [f"t{count}" for count in range(1, len(tokens) + 1)]
        assert len(tokens) >= max(due, default=0)
        if connection is not None and found:
            with closing(open_reader(path) or sys.exit("gone")) as again:
                row = attempts.find(again, name(number))
            assert (row.status, row.elapsed_ms) == ("interrupted", state.elapsed_ms)


def test_four_processes_writing_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "sdcoach.db"
    code = """
import sys
from pathlib import Path
from sdcoach.history.journal import Journal
from tests.bench.generate import played
troubles = []
journal = Journal(Path(sys.argv[1]), on_trouble=troubles.append)
journal.start()
for number in range(int(sys.argv[2]), int(sys.argv[2]) + 10):
    for event in played(number).events:
        journal.append([event])
        if event.seq % 7 == 0:
            journal.flush(10)
sys.exit(0 if journal.close(60) else 1)
"""
    processes = [python(code, str(path), str(first)) for first in (0, 100, 200, 300)]
    reads = 0
    while any(process.poll() is None for process in processes):
        connection = open_reader(path)
        if connection is not None:
            with closing(connection):
                reads += len(attempts.page(connection))
        time.sleep(0.01)
    for process in processes:
        assert process.stdout is not None
        process.stdout.close()
    assert [process.returncode for process in processes] == [0, 0, 0, 0]
    assert reads > 0
    connection = open_reader(path)
    assert connection is not None
    with closing(connection):
        assert attempts.count(connection) == 40
        for first in (0, 100, 200, 300):
            for number in range(first, first + 10):
                assert attempts.events(connection, name(number)) == played(number).events


def test_four_processes_at_one_attempt_lose_nothing_either(tmp_path: Path) -> None:
    path = tmp_path / "sdcoach.db"
    journal = Journal(path, on_trouble=lambda trouble: None)
    journal.append(played(1).events)
    assert journal.close(20)
    code = """
import sys
from pathlib import Path
from sdcoach.history.journal import Journal
from tests.bench.generate import played
last = played(1).events[-1]
journal = Journal(Path(sys.argv[1]), on_trouble=lambda trouble: None)
journal.start()
for count in range(1, 26):
    text = f"{sys.argv[2]}-{count}"
    noted = last._replace(seq=last.seq + count, kind="noted", payload={"text": text})
    journal.append([noted])
    if count % 5 == 0:
        journal.flush(10)
sys.exit(0 if journal.close(60) else 1)
"""
    processes = [python(code, str(path), str(number)) for number in range(4)]
    assert [process.wait(60) for process in processes] == [0, 0, 0, 0]
    for process in processes:
        assert process.stdout is not None
        process.stdout.close()
    connection = open_reader(path)
    assert connection is not None
    with closing(connection):
        found = attempts.events(connection, name(1))
        row = attempts.find(connection, name(1))
    assert [event.seq for event in found] == list(range(1, 40 + 100 + 1))
    texts = {event.payload["text"] for event in found[40:]}
    assert texts == {f"{number}-{count}" for number in range(4) for count in range(1, 26)}
    assert row.note == fold(found).note


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_without_room_events_wait_in_memory_until_there_is_room(tmp_path: Path) -> None:
    path = tmp_path / "sdcoach.db"
    code = """
import resource, signal, sys, time
from pathlib import Path
from sdcoach.history.journal import Journal
from tests.bench.generate import played
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
events = played(1, 3000).events
troubles = []
journal = Journal(Path(sys.argv[1]), on_trouble=troubles.append)
journal.start()
journal.append(events[:40])
assert journal.flush(20)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
for event in events[40:]:
    journal.append([event])
while not troubles:
    time.sleep(0.01)
assert not journal.flush(0.5)
kept = journal.unsaved()
assert kept and kept == events[len(events) - len(kept):], len(kept)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert journal.flush(20)
assert journal.close(20)
# Closing the file may win some room back for a while; each change is told once.
assert [trouble is None for trouble in troubles] == [False, True] * (len(troubles) // 2)
print(troubles[0].message, "|", troubles[0].hint)
"""
    with python(code, str(path)) as process:
        assert process.stdout is not None
        told = process.stdout.read()
    assert process.returncode == 0
    assert "memory" in told
    connection = open_reader(path)
    assert connection is not None
    with closing(connection):
        assert attempts.events(connection, name(1)) == played(1, 3000).events
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
