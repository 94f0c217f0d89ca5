"""The list of attempts with 10,000 of them, and one of 20,000 events, against an empty history."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from generate import fill, name
from probe import QUICK, ROOT, finish, median, scratch_home, sdcoach, verdict

from sdcoach.history import attempts
from sdcoach.history.database import open_reader

ATTEMPTS = 500 if QUICK else 10_000
LONG = 2_000 if QUICK else 20_000
ROUNDS = 3 if QUICK else 21
HALF_MS = 1_000_000
"""A moment in the middle of the long interview."""


def process(command: list[str], home: Path) -> float:
    """Run a program and return its seconds."""
    env = {**os.environ, "SDCOACH_HOME": str(home), "PYTHONPATH": str(ROOT)}
    began = time.perf_counter()
    subprocess.run(command, env=env, check=True, capture_output=True)
    return time.perf_counter() - began


def first_page(home: Path) -> int:
    """Open a history as a screen does, and return how many rows there are to show."""
    connection = open_reader(home / "sdcoach.db")
    if connection is None:
        raise SystemExit("the history is not there")
    with closing(connection):
        return len(attempts.page(connection)) + len(attempts.interrupted(connection))


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Measure round by round in turn and print the ratios of the medians."""
    with scratch_home() as folder:
        full, empty = folder / "full", folder / "empty"
        fill(full / "sdcoach.db", attempts=ATTEMPTS, long=LONG)
        fill(empty / "sdcoach.db", attempts=0)
        bare, none, many, page_none, page_many, whole, seek = ([] for _ in range(7))
        listing = sdcoach("history", "--limit", "200")
        for _ in range(ROUNDS):
            bare.append(process([sys.executable, "-c", "pass"], empty))
            none.append(process(listing, empty))
            many.append(process(listing, full))
            page_none.append(timed(lambda: first_page(empty)))
            page_many.append(timed(lambda: first_page(full)))
        connection = open_reader(full / "sdcoach.db")
        if connection is None:
            raise SystemExit("the history is not there")
        with closing(connection):
            long = name(ATTEMPTS)
            for _ in range(ROUNDS):
                whole.append(timed(lambda: attempts.events(connection, long)))
                seek.append(timed(lambda: attempts.text_at(connection, long, HALF_MS)))
    added = (median(page_many) - median(page_none)) * 1_000
    count = f"{ATTEMPTS:,} attempts"
    finish(
        verdict(
            f"`history` with {count}, to an empty one",
            median(many) / median(none),
            1.5,
            f"a first page adds {added:.1f} ms",
        ),
        verdict(
            "`history`, to `python -c pass`",
            median(many) / median(bare),
            5.0,
            f"{median(many) * 1_000:.0f} against {median(bare) * 1_000:.0f} ms",
        ),
        verdict(
            f"texts half-way through {LONG:,} events, to reading them all",
            median(seek) / median(whole),
            0.25,
            f"{median(seek) * 1_000:.1f} against {median(whole) * 1_000:.0f} ms",
        ),
    )


if __name__ == "__main__":
    main()
