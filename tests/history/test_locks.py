"""One window at an attempt: locks that name their holder and die with it."""

import os
import pty
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sdcoach.errors import AttemptBusyError, StorageError
from sdcoach.history.locks import AttemptLock, held
from tests.bench.generate import name

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from pathlib import Path
from sdcoach.history.locks import AttemptLock
lock = AttemptLock(Path(sys.argv[1]))
lock.acquire(sys.argv[2])
print("held", flush=True)
sys.stdin.read()
"""


def test_a_lock_is_held_until_it_is_released(tmp_path: Path) -> None:
    assert not held(tmp_path, name(1))
    lock = AttemptLock(tmp_path)
    lock.acquire(name(1))
    assert held(tmp_path, name(1))
    assert not held(tmp_path, name(2))
    lock.release()
    lock.release()
    assert not held(tmp_path, name(1))
    assert list((tmp_path / "locks").iterdir()) == []


def test_the_second_window_is_told_which_one_has_it(tmp_path: Path) -> None:
    with AttemptLock(tmp_path) as lock:
        lock.acquire(name(1))
        with pytest.raises(AttemptBusyError, match=f"process {os.getpid()}") as caught:
            AttemptLock(tmp_path).acquire(name(1))
        assert caught.value.hint
        AttemptLock(tmp_path).acquire(name(2))
    AttemptLock(tmp_path).acquire(name(1))


def test_one_lock_holds_one_attempt_at_a_time(tmp_path: Path) -> None:
    with AttemptLock(tmp_path) as lock:
        lock.acquire(name(1))
        lock.acquire(name(2))
        assert not held(tmp_path, name(1))
        assert held(tmp_path, name(2))


def test_a_lock_dies_with_its_process_and_names_its_terminal(tmp_path: Path) -> None:
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path), name(1)],
        cwd=ROOT,
        stdin=child,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    terminal = os.ttyname(child)
    with pytest.raises(AttemptBusyError, match=f"terminal {terminal}, process {process.pid}"):
        AttemptLock(tmp_path).acquire(name(1))
    assert held(tmp_path, name(1))
    process.kill()
    process.wait()
    process.stdout.close()
    os.close(parent)
    os.close(child)
    assert not held(tmp_path, name(1))
    AttemptLock(tmp_path).acquire(name(1))


def test_looking_at_a_lock_never_keeps_anyone_from_taking_it(tmp_path: Path) -> None:
    (tmp_path / "locks").mkdir()
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            held(tmp_path, name(1))
            time.sleep(0.0005)

    watchers = [threading.Thread(target=look) for _ in range(2)]
    for watcher in watchers:
        watcher.start()
    try:
        for _ in range(100):
            with AttemptLock(tmp_path) as lock:
                lock.acquire(name(1))
    finally:
        stop.set()
        for watcher in watchers:
            watcher.join()


def test_of_many_that_want_an_attempt_one_has_it_at_a_time(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work(number: int) -> None:
        done = 0
        while done < 20:
            lock = AttemptLock(tmp_path)
            try:
                lock.acquire(name(1))
            except AttemptBusyError:
                continue
            inside.append(number)
            most.append(len(inside))
            inside.remove(number)
            lock.release()
            done += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 80
    assert max(most) == 1


def test_a_name_that_is_no_id_reaches_no_file(tmp_path: Path) -> None:
    for odd in ("../../etc/passwd", "", "a/b", name(1) + "\n", name(1).upper()):
        assert not held(tmp_path, odd)
        with pytest.raises(StorageError):
            AttemptLock(tmp_path).acquire(odd)
    assert not (tmp_path / "locks").exists()


def test_where_no_lock_can_be_made_the_error_says_so(tmp_path: Path) -> None:
    (tmp_path / "locks").write_text("in the way")
    with pytest.raises(StorageError, match="cannot be locked") as caught:
        AttemptLock(tmp_path).acquire(name(1))
    assert "SDCOACH_HOME" in caught.value.hint


def test_what_stands_in_a_lock_file_is_not_trusted(tmp_path: Path) -> None:
    with AttemptLock(tmp_path) as lock:
        lock.acquire(name(1))
        (tmp_path / "locks" / f"{name(1)}.lock").write_bytes(b"\xb2\n\x1b[2J\xff\n")
        with pytest.raises(AttemptBusyError) as caught:
            AttemptLock(tmp_path).acquire(name(1))
        assert str(caught.value).isprintable()
