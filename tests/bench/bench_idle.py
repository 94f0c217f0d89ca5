"""What is sent to the terminal while nobody does anything.

A paused interview sends nothing at all. A running one may change its clock: once a minute, a few
cells of one row.
"""

from generate import fill
from probe import QUICK, SIZE, finish, running, scratch_home, sdcoach, verdict

PAUSED_SECONDS = 5 if QUICK else 60
RUNNING_SECONDS = 5 if QUICK else 130
ROW_BYTES = SIZE[0] * 8
"""What a whole row may cost with its colours."""


def main() -> None:
    """Count bytes and compare them with what may be sent."""
    with scratch_home() as home:
        fill(home / "sdcoach.db", attempts=6)
        with running(sdcoach("start", "pastebin", "--mode", "practice"), home) as program:
            program.until(b"Build that.")
            program.quiet(1.5)
            program.key(b"\x1b")
            program.key(b"p")
            program.until(b"paused")
            program.quiet(1.5)
            paused = program.sent(PAUSED_SECONDS)
        with running(sdcoach("start", "pastebin"), home) as program:
            program.until(b"Build that.")
            program.quiet(1.5)
            spent = program.sent(RUNNING_SECONDS)
    minutes = max(1.0, RUNNING_SECONDS / 60)
    finish(
        verdict(f"bytes of a paused interview in {PAUSED_SECONDS} s", paused, 0),
        verdict(
            "bytes of a running interview per idle minute, to one row",
            spent / minutes / ROW_BYTES,
            1.0,
            f"{spent} bytes in {RUNNING_SECONDS} s",
        ),
    )


if __name__ == "__main__":
    main()
