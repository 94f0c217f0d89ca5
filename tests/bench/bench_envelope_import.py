"""Importing the calculator after Textual, against the start of a bare interpreter."""

import os
import subprocess
import sys
import time

from probe import QUICK, ROOT, finish, median, verdict

ROUNDS = 3 if QUICK else 21
IMPORT = """
import time
import textual.app
began = time.perf_counter()
import sdcoach.envelope.sheet
print(time.perf_counter() - began)
"""
HEAVY = """
import sys
import sdcoach.envelope.sheet
print(sorted({"numpy", "pint", "lark", "textual"} & set(sys.modules)))
"""


def output(script: str) -> str:
    """Run a script in a fresh interpreter and return what it prints."""
    # Compiled modules are part of an installed program; some machines switch them off.
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> None:
    """Measure in turn and print the ratio of the medians; 15 ms are about one bare start."""
    output(IMPORT)
    bare, ours = [], []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        output("pass")
        bare.append(time.perf_counter() - began)
        ours.append(float(output(IMPORT)))
    detail = f"{median(ours) * 1000:.1f} ms to {median(bare) * 1000:.1f} ms"
    ratio = median(ours) / median(bare)
    loaded = output(HEAVY)
    print(f"loaded of numpy, pint, lark, textual: {loaded}")
    finish(verdict("import after textual / python -c pass", ratio, 1.0, detail), loaded == "[]")


main()
