"""The floors hold, and what must come late comes late: seen in fresh processes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def modules_after(code: str) -> set[str]:
    """Run code in a fresh interpreter and return the modules it has loaded."""
    script = f"import sys\n{code}\nimport json\nprint('\\n' + json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(json.loads(done.stdout.strip().splitlines()[-1]))


def package_files(*folders: str) -> list[str]:
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for folder in folders
        for path in sorted((ROOT / "sdcoach" / folder).rglob("*.py"))
        if path.name != "__init__.py"
    ]


BELOW_TUI = ("envelope", "bank", "interview", "drills", "scoring", "history", "coach")
BELOW_HISTORY = ("envelope", "bank", "interview", "drills", "scoring")


def test_nothing_below_the_screens_loads_textual() -> None:
    code = "\n".join(f"import {name}" for name in package_files(*BELOW_TUI))
    loaded = modules_after(code)
    assert "textual" not in loaded
    assert "rich" not in loaded


def test_nothing_below_the_coach_loads_openai() -> None:
    code = "\n".join(f"import {name}" for name in package_files(*BELOW_TUI[:-1]))
    assert "openai" not in modules_after(code)


def test_the_coach_itself_loads_openai_only_when_it_asks() -> None:
    code = "\n".join(f"import {name}" for name in package_files("coach"))
    assert not modules_after(code) & {"openai", "httpx2", "pydantic"}


def test_nothing_below_the_history_loads_a_database() -> None:
    code = "\n".join(f"import {name}" for name in package_files(*BELOW_HISTORY))
    loaded = modules_after(code)
    assert "sqlite3" not in loaded
    assert "sqlite_utils" not in loaded


LATE = {
    "openai",
    "pydantic",
    "httpx2",
    "sqlite_utils",
    "yaml",
    "importlib.metadata",
    "termaid",
    "plotext",
}


@pytest.mark.parametrize(
    ("words", "beside"),
    [
        (["--version"], {"textual", "rich", "dataclasses", "sqlite3", "argparse", "tomllib"}),
        (["calc", "2 + 2"], {"textual", "rich", "dataclasses", "sqlite3", "tomllib", "numpy"}),
        (["bank", "list"], {"textual", "rich", "dataclasses", "sqlite3", "tomllib"}),
        (["history"], {"textual", "rich", "dataclasses", "tomllib"}),
    ],
)
def test_a_quick_command_loads_little(words: list[str], beside: set[str]) -> None:
    loaded = modules_after(f"from sdcoach.cli import main\nassert main({words!r}) == 0")
    assert not loaded & (LATE | beside)
    assert not any(name.startswith("sdcoach.coach") for name in loaded)


def test_importing_the_whole_program_loads_nothing_late() -> None:
    code = (
        "import sdcoach.cli, sdcoach.cli.app, sdcoach.cli.start, sdcoach.tui.app, "
        "sdcoach.tui.screens.home, sdcoach.tui.screens.interview, sdcoach.tui.screens.attempt"
    )
    loaded = modules_after(code)
    assert not loaded & LATE
    assert not any(name.startswith("sdcoach.coach") for name in loaded)
