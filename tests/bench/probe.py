"""Measuring programs in a pseudo-terminal from outside, and printing one ratio a benchmark.

Absolute times prove nothing on noisy machines: every figure is a ratio to a floor that is
measured in the same run, round by round in turn.
"""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))  # a checkout need not be installed to be measured
QUICK = "--quick" in sys.argv
SIZE = (100, 30)
"""Columns and rows of the terminal."""
_ESCAPE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[@-_])")

# Python keeps what it has compiled, and so it does on people's machines.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

BARE_APP = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("MARKER")
Bare().run()
"""


class Program:
    """A program in a pseudo-terminal, read raw."""

    def __init__(self, command: Sequence[str], env: dict[str, str], size: tuple[int, int]) -> None:
        self.began = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
                os.chdir(ROOT)
                os.execvpe(command[0], list(command), {**os.environ, **env})
            finally:
                os._exit(127)
        self.seen = bytearray()

    def until(self, marker: bytes, seconds: float = 30) -> float:
        """Read until `marker` is among the printed text; return the seconds since the start."""
        end = time.perf_counter() + seconds
        while marker not in self.text():
            if time.perf_counter() > end:
                raise SystemExit(f"{marker!r} was not painted")
            self._take(0.5)
        return time.perf_counter() - self.began

    def text(self) -> bytes:
        """Return what it has printed since the last key, without control sequences."""
        return _ESCAPE.sub(b"", bytes(self.seen))

    def echoed(self, character: bytes) -> float:
        """Type a character that is not on the screen; return the seconds since the start.

        They count until it is painted.
        """
        del self.seen[:]
        os.write(self.fd, character)
        return self.until(character)

    def sent(self, seconds: float) -> int:
        """Return how many bytes come within `seconds`."""
        end = time.perf_counter() + seconds
        count = 0
        while (left := end - time.perf_counter()) > 0:
            count += self._take(left)
        return count

    def _take(self, seconds: float) -> int:
        if not select.select([self.fd], [], [], seconds)[0]:
            return 0
        chunk = os.read(self.fd, 1 << 20)
        self.seen += chunk
        return len(chunk)

    def quiet(self, seconds: float) -> int:
        """Read until nothing came for `seconds`; return how many bytes came."""
        count = 0
        while got := self._take(seconds):
            count += got
        return count

    def key(self, key: bytes, rest: float = 0.012) -> float:
        """Press a key; return the seconds until the last byte of what it paints.

        Args:
            key: What the terminal sends for it.
            rest: How many seconds without a byte end the painting.
        """
        del self.seen[:]
        began = time.perf_counter()
        os.write(self.fd, key)
        last = began
        wait = 1.0
        while self._take(wait):
            last = time.perf_counter()
            wait = rest
        return last - began

    def write(self, data: bytes) -> None:
        """Send bytes as a terminal does, reading meanwhile so that neither side waits for ever."""
        left = memoryview(data)
        while left:
            self._take(0.001)
            left = left[os.write(self.fd, left[:1024]) :]

    def memory(self) -> int:
        """Return the resident memory in kilobytes (Linux)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def end(self) -> None:
        """Kill it."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


@contextlib.contextmanager
def running(command: Sequence[str], home: Path, size: tuple[int, int] = SIZE) -> Iterator[Program]:
    """Run a program with a home of its own and end it afterwards."""
    env = {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "SDCOACH_HOME": str(home),
        "TEXTUAL_DISABLE_KITTY_KEY": "1",
        "PYTHONPATH": str(ROOT),
    }
    program = Program(command, env, size)
    try:
        yield program
    finally:
        program.end()


@contextlib.contextmanager
def scratch_home() -> Iterator[Path]:
    """Yield a folder for configuration and data that goes away."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def bare() -> list[str]:
    """Return the command of a bare Textual app."""
    return [sys.executable, "-c", BARE_APP]


def sdcoach(*words: str) -> list[str]:
    """Return the command of sdcoach."""
    return [sys.executable, "-m", "sdcoach", *words]


def verdict(name: str, ratio: float, limit: float, detail: str = "") -> bool:
    """Print a ratio and say whether it holds."""
    mark = "ok" if ratio <= limit else "OVER"
    print(f"{name}: ratio {ratio:.2f} (limit {limit:g}) {mark}{'  ' + detail if detail else ''}")
    return ratio <= limit


def finish(*held: bool) -> None:
    """Exit 1 when something did not hold, but for a quick run, which only shows that it works."""
    raise SystemExit(0 if QUICK or all(held) else 1)


def median(times: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(times)


def percentile(times: Sequence[float], share: float) -> float:
    """Return the value below which `share` of them lie."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]
