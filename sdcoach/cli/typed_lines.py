"""Lines that a person types, or a pipe brings, waited for without holding up the clock."""

import queue
import sys
import threading
from collections.abc import Callable, Iterable
from io import TextIOWrapper
from typing import Protocol

from sdcoach.text import clean


class Lines(Protocol):
    """Where a dialogue gets its lines from."""

    def next(self, meanwhile: Callable[[], object], seconds: float) -> str | None:
        """Return the next line, cleaned; None at the end.

        Args:
            meanwhile: Called each time that `seconds` pass without a line.
            seconds: How long to wait in between.
        """
        ...


def standard_input() -> "TypedLines":
    """Return the lines of standard input; bytes that are no text become question marks."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    return TypedLines(sys.stdin)


class TypedLines:
    """Lines from a stream, waited for in a thread of their own, so that the clock can go on."""

    def __init__(self, stream: Iterable[str]) -> None:
        self._stream = stream
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._ended = False
        threading.Thread(target=self._read, name="lines", daemon=True).start()

    def _read(self) -> None:
        try:
            for line in self._stream:
                self._queue.put(line)
        except (OSError, ValueError):
            pass  # the terminal has gone, which is the end of the lines
        self._queue.put(None)

    def next(self, meanwhile: Callable[[], object], seconds: float) -> str | None:
        """Return the next line, cleaned; None at the end.

        Args:
            meanwhile: Called each time that `seconds` pass without a line.
            seconds: How long to wait in between.
        """
        while not self._ended:
            try:
                line = self._queue.get(timeout=seconds)
            except queue.Empty:
                meanwhile()
                continue
            if line is not None:
                return clean(line).rstrip("\n").replace("\n", " ")
            self._ended = True
        return None
