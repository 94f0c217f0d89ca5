"""What is loaded when the first frame is painted: seen in a real terminal, beside a bare app."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.generate import fill
from tests.terminal import Terminal

pytestmark = pytest.mark.terminal

WATCH = """
import json, re, sys
from pathlib import Path
from textual.drivers.linux_driver import LinuxDriver

paint, marker, seen = LinuxDriver.write, sys.argv[1], Path(sys.argv[2])

def write(self, data):
    if not seen.exists() and marker in re.sub(r"\\x1b\\[[0-9;]*m", "", data):
        seen.write_text(json.dumps(sorted(sys.modules)))
    paint(self, data)

LinuxDriver.write = write
"""
BARE = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("MARKER")

Bare().run()
"""
OURS = "from sdcoach.cli import main\nmain(sys.argv[3:])"
LATE = {
    "argparse",
    "click",
    "httpx2",
    "importlib.metadata",
    "importlib.resources",
    "markdown_it",
    "openai",
    "platformdirs",
    "pydantic",
    "pygments",
    "sqlite_utils",
    "termaid",
    "plotext",
    "tomllib",
    "tree_sitter",
    "yaml",
}
"""What must come after the first frame, if ever."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home with a few attempts."""
    folder = tmp_path / "past"
    fill(folder / "sdcoach.db", attempts=6)
    return folder


def loaded(program: str, marker: str, home: Path, *words: str) -> set[str]:
    """Return the modules a program has loaded when it paints `marker`."""
    seen = home / f"{len(list(home.iterdir()))}.json"
    terminal = Terminal(
        [sys.executable, "-c", WATCH + program, marker, str(seen), *words],
        size=(100, 30),
        env={"SDCOACH_HOME": str(home)},
    )
    try:
        terminal.wait(marker)
    finally:
        terminal.close()
    return set(json.loads(seen.read_text()))


def own(names: set[str]) -> Iterator[str]:
    """Yield those that are neither Python's, Textual's nor ours."""
    known = sys.stdlib_module_names | {"sdcoach", "textual", "rich"}
    for name in names:
        if name.partition(".")[0] not in known:
            yield name


def test_home_is_painted_before_anything_that_can_wait(home: Path) -> None:
    bare = loaded(BARE, "MARKER", home)
    added = loaded(OURS, "Web crawler", home) - bare
    assert not added & LATE
    assert not list(own(added))
    waiting = ("envelope", "drills", "coach", "interview.session", "interview.room", "bank.load")
    assert not [name for name in added if name.startswith(tuple(f"sdcoach.{x}" for x in waiting))]
    assert not [name for name in added if name.startswith("textual.widgets._")]


def test_an_interview_is_painted_before_anything_that_can_wait(home: Path) -> None:
    bare = loaded(BARE, "MARKER", home)
    added = loaded(OURS, "Build that.", home, "start", "pastebin") - bare
    assert not added & (LATE - {"argparse"})
    assert not list(own(added))
    waiting = ("envelope", "drills", "coach", "scoring.evidence", "bank.ask", "bank.load")
    assert not [name for name in added if name.startswith(tuple(f"sdcoach.{x}" for x in waiting))]
    assert "textual.widgets._markdown" not in added
