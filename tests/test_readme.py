"""The README tells the truth: its tables are made from the program, its examples run.

`python tests/test_readme.py` writes the tables anew.
"""

import re
import shlex
from pathlib import Path

import pytest

from sdcoach.cli import COMMANDS, main
from sdcoach.config import SETTINGS
from sdcoach.tui.actions import actions
from sdcoach.tui.keyboard import key_name

README = Path(__file__).parent.parent / "README.md"


def tables() -> dict[str, list[str]]:
    """Return the rows that each table must have."""
    keys = [
        f"| {' '.join(f'`{key_name(key)}`' for key in action.keys[:1])} "
        f"| {f'`{action.letter}`' if action.letter else ''} | {action.help} |"
        for action in actions("interview")
    ]
    commands = ["| `sdcoach` | the app, at Home |"]
    commands += [f"| `sdcoach {name}` | {does} |" for name, (_, does) in COMMANDS.items()]
    settings = [
        f"| `{setting.name}` | `{setting.shown}` | {setting.help} |" for setting in SETTINGS
    ]
    return {"keys": keys, "commands": commands, "settings": settings}


def written(text: str, name: str) -> list[str]:
    match = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.S)
    assert match, f"README.md has no table {name}"
    return match.group(1).strip().split("\n")


@pytest.mark.parametrize("name", ["keys", "commands", "settings"])
def test_a_table_is_what_the_program_says(name: str) -> None:
    assert written(README.read_text(encoding="utf-8"), name)[2:] == tables()[name]


def test_the_calculators_example_comes_to_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    text = README.read_text(encoding="utf-8")
    examples = re.findall(r"^(sdcoach calc .*?)\s+# (.*)$", text, re.M)
    assert examples
    for command, result in examples:
        assert main(shlex.split(command)[1:]) == 0
        assert result in capsys.readouterr().out


def test_the_first_screen_holds_both_commands() -> None:
    first = README.read_text(encoding="utf-8").split("\n")[:24]
    assert sum(line.startswith("python3 -m venv .venv") for line in first) == 2


if __name__ == "__main__":
    whole = README.read_text(encoding="utf-8")
    for table, rows in tables().items():
        head = written(whole, table)[:2]
        body = "\n".join([*head, *rows])
        whole = re.sub(
            rf"(<!-- {table} -->\n).*?(<!-- /{table} -->)",
            lambda m, body=body: f"{m.group(1)}{body}\n{m.group(2)}",
            whole,
            flags=re.S,
        )
    README.write_text(whole, encoding="utf-8")
