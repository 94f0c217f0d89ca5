"""A real terminal for tests: a pty from the standard library, its screen kept by pyte."""

import errno
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte

ROOT = Path(__file__).parent.parent


class Terminal:
    """A program running in a pseudo-terminal.

    Attributes:
        raw: Every byte it has written.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
    ) -> None:
        columns, rows = size
        self.raw = bytearray()
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": str(ROOT),
            "TEXTUAL_DISABLE_KITTY_KEY": "1",
            **(env or {}),
        }
        # pytest-xdist tells its workers a width, which would count for more than the terminal's.
        for told in ("COLUMNS", "LINES"):
            environment.pop(told, None)
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                os.execvpe(command[0], list(command), environment)
            finally:
                os._exit(127)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds: float = 0.05) -> bytes:
        """Take what arrives within `seconds`; return it."""
        got = bytearray()
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            ready, _, _ = select.select([self._fd], [], [], left)
            if not ready:
                break
            try:
                chunk = os.read(self._fd, 65536)
            except OSError as error:
                if error.errno == errno.EIO:
                    break
                raise
            if not chunk:
                break
            got += chunk
        self.raw += got
        self._stream.feed(bytes(got))
        return bytes(got)

    def send(self, text: str | bytes) -> None:
        """Type."""
        data = text.encode() if isinstance(text, str) else text
        while data:
            written = os.write(self._fd, data)
            data = data[written:]
            self.read(0.001)

    def type(self, text: str, pause: float = 0.004) -> None:
        """Type as a person does: a key at a time."""
        for character in text:
            self.send(character)
            self.read(pause)

    @property
    def rows(self) -> list[str]:
        """The screen, row by row."""
        return [row.rstrip() for row in self._screen.display]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.rows)

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the terminal's cursor."""
        return self._screen.cursor.x, self._screen.cursor.y

    def wait(self, wanted: str | Callable[[str], bool], seconds: float = 15) -> str:
        """Wait until a text is on the screen and return the screen.

        Raises:
            AssertionError: When it does not come.
        """
        there = (lambda text: wanted in text) if isinstance(wanted, str) else wanted
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(0.05)
            if there(self.text):
                return self.text
        raise AssertionError(f"{wanted!r} did not come up; the screen reads:\n{self.text}")

    def resize(self, columns: int, rows: int) -> None:
        """Change the size, as dragging a window does."""
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)

    def kill(self) -> None:
        """Kill it as nothing can prevent: no handler runs."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)

    def close(self) -> None:
        """End it if it still runs, and give the terminal back; for the end of a test."""
        try:
            self.kill()
        except (ProcessLookupError, ChildProcessError, OSError):
            # It has ended, and `ended` or `kill` has seen to the rest.
            return

    def ended(self, seconds: float = 10) -> int:
        """Wait for its end and return the exit code.

        Raises:
            AssertionError: When it goes on.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.read(0.2)
                os.close(self._fd)
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"it still runs; the screen reads:\n{self.text}")


def sdcoach(
    *words: str, size: tuple[int, int] = (80, 24), env: Mapping[str, str] | None = None
) -> Terminal:
    """Start sdcoach in a terminal."""
    return Terminal([sys.executable, "-m", "sdcoach", *words], size=size, env=env)
