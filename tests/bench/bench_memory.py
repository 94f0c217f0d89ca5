"""Resident memory against a bare Textual app: at the first frame, and into an interview (Linux)."""

import sys
import time

from generate import fill
from probe import QUICK, bare, finish, median, running, scratch_home, sdcoach, verdict

ROUNDS = 1 if QUICK else 5
SECONDS = 2 if QUICK else 10
LINE = b"reads go through a cache of hot keys and a replica\r"


def main() -> None:
    """Measure round by round in turn and print the ratios of the medians."""
    if not sys.platform.startswith("linux"):
        print("memory is only measured on Linux")
        return
    floor, home, begun, later = [], [], [], []
    with scratch_home() as folder:
        fill(folder / "sdcoach.db", attempts=6)
        for _ in range(ROUNDS):
            with running(bare(), folder) as program:
                program.until(b"MARKER")
                floor.append(program.memory())
            with running(sdcoach(), folder) as program:
                program.until(b"Web crawler")
                home.append(program.memory())
            with running(sdcoach("start", "pastebin"), folder) as program:
                program.until(b"Build that.")
                begun.append(program.memory())
                began = time.perf_counter()
                while time.perf_counter() - began < SECONDS:
                    for key in LINE:
                        program.key(bytes([key]))
                later.append(program.memory())
    base = median(floor)
    finish(
        verdict("memory at the first frame of Home", median(home) / base, 1.35, told(home, floor)),
        verdict(
            "memory at the first frame of an interview",
            median(begun) / base,
            1.35,
            told(begun, floor),
        ),
        verdict(
            f"memory {SECONDS} seconds into an interview",
            median(later) / base,
            1.55,
            told(later, floor),
        ),
    )


def told(sizes: list[int], floor: list[int]) -> str:
    """Return the medians in megabytes."""
    return f"{median(sizes) / 1024:.1f} against {median(floor) / 1024:.1f} MB"


if __name__ == "__main__":
    main()
