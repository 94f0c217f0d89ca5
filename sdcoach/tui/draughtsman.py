"""Draws diagrams in one spawned process, which is killed when it takes too long."""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, NamedTuple

from sdcoach.text import clean

LIMIT_SECONDS = 2.0
"""After this the process is killed; the last good drawing stays."""


class Drawn(NamedTuple):
    """An answer of the process."""

    number: int
    """Of the request, from 1."""
    text: str
    """Empty when it could not be drawn."""


class Draughtsman:
    """One process that draws one diagram after the other.

    Args:
        on_drawn: Is told every answer, from a thread of its own.
    """

    def __init__(self, on_drawn: Callable[[Drawn], object]) -> None:
        self._on_drawn = on_drawn
        self._process: subprocess.Popen[str] | None = None
        self._timer: threading.Timer | None = None
        self._asked = 0
        self._waiting: dict[int, str] = {}
        """By number, the requests without an answer; the process has the first in hand."""
        self._lock = threading.Lock()

    def draw(self, source: str, width: int, *, ascii_only: bool = False) -> int:
        """Ask for a drawing of Mermaid `source` in `width` columns; return its number.

        Raises:
            OSError: When no process can be started.
        """
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._end()
                self._start()
            self._asked += 1
            request = {"id": self._asked, "source": source, "width": width, "ascii": ascii_only}
            self._waiting[self._asked] = json.dumps(request) + "\n"
            self._send(self._waiting[self._asked])
            if self._timer is None:
                self._limit()
            return self._asked

    def close(self) -> None:
        """End the process; what it has not drawn yet is dropped."""
        with self._lock:
            self._waiting.clear()
            self._end()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sdcoach.tui.drawing_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        assert self._process.stdout is not None
        threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True).start()
        for request in self._waiting.values():
            self._send(request)

    def _send(self, request: str) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        # A process that has just died gives no answer, which its time limit tells.
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(request)
            self._process.stdin.flush()

    def _limit(self) -> None:
        """Give the first of those that wait its time."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            self._timer = threading.Timer(
                LIMIT_SECONDS, self._too_long, (next(iter(self._waiting)),)
            )
            self._timer.daemon = True
            self._timer.start()

    def _read(self, answers: IO[str]) -> None:
        # Nobody else closes what this thread reads: it ends when the process has.
        with answers:
            for line in answers:
                if not line.endswith("\n"):
                    return  # killed in the middle of an answer
                answer = json.loads(line)
                with self._lock:
                    if self._waiting.pop(answer["id"], None) is None:
                        continue
                    self._limit()
                self._on_drawn(Drawn(answer["id"], clean(answer["text"])))

    def _too_long(self, number: int) -> None:
        given_up = [number]
        with self._lock:
            if self._waiting.pop(number, None) is None:
                return
            self._end()
            if self._waiting:
                try:
                    self._start()
                except OSError:
                    given_up += self._waiting
                    self._waiting.clear()
            self._limit()
        for one in given_up:
            self._on_drawn(Drawn(one, ""))

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdin is not None
            # What a dead process has not read cannot be written any more.
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
            self._process = None
