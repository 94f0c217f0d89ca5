"""Draws diagrams in one spawned process, which is killed when it takes too long."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sdcoach.text import clean

_WORKER = Path(__file__).with_name("drawing_worker.py")
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
        self._lock = threading.Lock()

    def draw(self, source: str, width: int, *, ascii_only: bool = False) -> int:
        """Ask for a drawing of Mermaid `source` in `width` columns; return its number.

        Raises:
            OSError: When no process can be started.
        """
        with self._lock:
            self._asked += 1
            number = self._asked
            if self._process is None or self._process.poll() is not None:
                self._start()
            assert self._process is not None
            assert self._process.stdin is not None
            request = {"id": number, "source": source, "width": width, "ascii": ascii_only}
            try:
                self._process.stdin.write(json.dumps(request) + "\n")
                self._process.stdin.flush()
            except BrokenPipeError:
                self._end()
                return number
            if self._timer is None:
                self._timer = threading.Timer(LIMIT_SECONDS, self._too_long, (number,))
                self._timer.daemon = True
                self._timer.start()
        return number

    def close(self) -> None:
        """End the process."""
        with self._lock:
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
        reader = threading.Thread(target=self._read, args=(self._process,), daemon=True)
        reader.start()

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            answer = json.loads(line)
            with self._lock:
                if self._timer is not None:
                    self._timer.cancel()
                    self._timer = None
            self._on_drawn(Drawn(answer["id"], clean(answer["text"])))

    def _too_long(self, number: int) -> None:
        with self._lock:
            self._end()
        self._on_drawn(Drawn(number, ""))

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process = None
