"""`sdcoach calc` as a process against a bare interpreter, and against qalc where it is installed."""

import os
import shutil
import subprocess
import sys
import time

from probe import QUICK, ROOT, finish, median, sdcoach, verdict

ROUNDS = 5 if QUICK else 41
LINE = "500M users x 2 posts/user/day to posts/s"


def seconds(command: list[str]) -> float:
    """Run a program and return how long it took."""
    # Compiled modules are part of an installed program; some machines switch them off.
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Measure in turn and print the ratios of the medians."""
    bare = [sys.executable, "-c", "pass"]
    calc = sdcoach("calc", LINE)
    qalc = ["qalc", "-t", "500000000 * 2 / 86400"] if shutil.which("qalc") else []
    commands = [bare, calc, *([qalc] if qalc else [])]
    for command in commands:
        seconds(command)
    times: list[list[float]] = [[] for _ in commands]
    for _ in range(ROUNDS):
        for found, command in zip(times, commands, strict=True):
            found.append(seconds(command))
    medians = [median(found) for found in times]
    detail = f"{medians[1] * 1000:.1f} ms to {medians[0] * 1000:.1f} ms"
    held = [verdict("calc as a process / python -c pass", medians[1] / medians[0], 3.0, detail)]
    if qalc:
        held.append(verdict("calc as a process / qalc", medians[1] / medians[2], 1.0))
    else:
        print("qalc is not installed: not compared")
    finish(*held)


main()
