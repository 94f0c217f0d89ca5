"""Searching, trends and memory with 10,000 attempts and one of 20,000 events.

What must hold in milliseconds is printed, and asserted as a multiple of a floor of the same run:
looking at every attempt once with sqlite3 alone.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from generate import QUESTIONS, fill
from probe import QUICK, ROOT, finish, median, scratch_home, verdict

from sdcoach.history import attempts
from sdcoach.history.calibration import calibration
from sdcoach.history.database import Reader, open_reader
from sdcoach.history.due import read_due
from sdcoach.history.exchange import check_export, write_export
from sdcoach.history.merge import merge_file
from sdcoach.history.past import read_past, read_tally
from sdcoach.history.search import find_words
from sdcoach.history.trends import trends

ATTEMPTS = 500 if QUICK else 10_000
LONG = 2_000 if QUICK else 20_000
ROUNDS = 3 if QUICK else 15
WORDS = (
    "primary",
    "cac",
    "deep dive",
    "cache expire hash",
    "nothing-of-the-kind",
    "p",
    "web-crawler",
)
TOPICS = {question: ("caching", "queues", question) for question, _ in QUESTIONS}

MEMORY = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from sdcoach.history.attempts import page, interrupted, tried
from sdcoach.history.database import open_reader
from sdcoach.history.search import find_words
from sdcoach.history.past import read_past, read_tally
from sdcoach.history.standing import read_standing
from sdcoach.history.trends import trends
now = 1_795_460_400_000
connection = open_reader(Path(sys.argv[1]))
kept = [page(connection), interrupted(connection), tried(connection), read_standing(connection, now, 0)]
kept += [page(connection, text="primary"), find_words(connection, "primary")]
kept.append(trends(read_past(connection), read_tally(connection), {}, now, 0))
status = Path("/proc/self/status").read_text()  # a child's ru_maxrss would be its parent's
print(int(status.split("VmHWM:")[1].split()[0]))
"""


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds that some work takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000


def memory(database: Path) -> int:
    """Return the most kilobytes a process holds that looks at everything once."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", MEMORY, str(database), str(ROOT)]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return int(done.stdout)


def opened(path: Path) -> Reader:
    """Open a history that is there."""
    connection = open_reader(path)
    if connection is None:
        raise SystemExit("the history is not there")
    return connection


def all_trends(connection: Reader) -> None:
    """Do what `sdcoach trends` does."""
    now = 1_795_460_400_000
    past = read_past(connection)
    trends(past, read_tally(connection), TOPICS, now, 60)
    calibration(past, [], 60)


def floor(connection: Reader) -> None:
    """Look at every attempt once, and at nothing else."""
    connection.execute("SELECT sum(length(levels)), sum(started_at) FROM attempt_rows").fetchall()


def main() -> None:
    """Measure round by round in turn and print what must hold."""
    with scratch_home() as folder:
        full, empty = folder / "full.db", folder / "empty.db"
        fill(full, attempts=ATTEMPTS, long=LONG)
        fill(empty, attempts=0)
        first, found, lines, whole, due, bare, small, large = ([] for _ in range(8))
        for _ in range(ROUNDS):
            with closing(opened(full)) as connection:
                bare.append(timed(lambda: floor(connection)))
                first.append(timed(lambda: attempts.page(connection)))
                worst = [timed(partial(attempts.page, connection, text=text)) for text in WORDS]
                found.append(max(worst))
                worst = [timed(partial(find_words, connection, text)) for text in WORDS]
                lines.append(max(worst))
                whole.append(timed(lambda: all_trends(connection)))
                due.append(timed(lambda: read_due(connection)))
        for _ in range(min(ROUNDS, 5)):
            small.append(memory(empty))
            large.append(memory(full))
        export = folder / "all.jsonl"
        with closing(opened(full)) as connection, export.open("wb") as stream:
            out = timed(lambda: write_export(connection, stream))
        checked = timed(lambda: check_export(export))
        back = timed(lambda: merge_file(export, folder / "other.db"))
        again = timed(lambda: merge_file(export, full))
    print(
        f"{ATTEMPTS:,} attempts and one of {LONG:,} events: export {out / 1_000:.1f} s,"
        f" check {checked / 1_000:.1f} s, import {back / 1_000:.1f} s, again {again / 1_000:.1f} s"
    )
    base = median(bare)
    held = []
    # In milliseconds the limits are meant on an idle machine; as multiples they hold on any.
    for name, times, most_ms, most in (
        ("first page", first, 100, 5),
        ("full-text search", found, 50, 8),
        ("full-text search with the lines found", lines, 50, 8),
        ("trends and calibration", whole, 300, 30),
        ("what is due", due, 20, 2),
    ):
        told = f"{median(times):.1f} ms of {most_ms}"
        held.append(verdict(f"{name}, to one look at every row", median(times) / base, most, told))
    held.append(
        verdict(
            "memory, to an empty history's",
            median(large) / median(small),
            1.5,
            f"{median(large) / 1_024:.1f} against {median(small) / 1_024:.1f} MB",
        )
    )
    finish(*held)


if __name__ == "__main__":
    main()
