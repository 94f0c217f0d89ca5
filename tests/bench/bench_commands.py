"""What is called often from a shell, against `python -c pass`."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from generate import fill
from probe import QUICK, ROOT, finish, median, scratch_home, sdcoach, verdict

ROUNDS = 3 if QUICK else 41
COMMANDS: dict[str, tuple[list[str], float]] = {
    "--version": (sdcoach("--version"), 3.0),
    "history": (sdcoach("history"), 5.0),
    "bank list": (sdcoach("bank", "list"), 5.0),
    "bank list --json": (sdcoach("bank", "list", "--json"), 5.0),
}


def seconds(command: Sequence[str], home: Path) -> float:
    """Run a command and return how long it took."""
    env = {**os.environ, "SDCOACH_HOME": str(home), "PYTHONPATH": str(ROOT)}
    began = time.perf_counter()
    subprocess.run(command, env=env, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Measure round by round in turn and print the ratios of the medians."""
    floor: list[float] = []
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with scratch_home() as home:
        fill(home / "sdcoach.db", attempts=20)
        for command, _ in COMMANDS.values():
            seconds(command, home)  # compiles what is not compiled yet
        for _ in range(ROUNDS):
            floor.append(seconds([sys.executable, "-c", "pass"], home))
            for name, (command, _) in COMMANDS.items():
                taken[name].append(seconds(command, home))
    base = median(floor)
    finish(
        *(
            verdict(
                f"`{name}`, to `python -c pass`",
                median(taken[name]) / base,
                limit,
                f"{median(taken[name]) * 1e3:.0f} against {base * 1e3:.0f} ms",
            )
            for name, (_, limit) in COMMANDS.items()
        )
    )


if __name__ == "__main__":
    main()
