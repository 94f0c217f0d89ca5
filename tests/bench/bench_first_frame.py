"""From the start of the process to the first frame, against a bare Textual app.

Home counts when the rows of the latest attempts are painted; an interview when its prompt is, and
once more when the scratchpad has painted a key that was pressed then.
"""

from generate import fill
from probe import QUICK, bare, finish, median, running, scratch_home, sdcoach, verdict

ROUNDS = 2 if QUICK else 25
ATTEMPTS = 6
ROW = b"Web crawler"
"""The last row of the latest attempts."""
PROMPT = b"Build that."


def main() -> None:
    """Measure round by round in turn and print the ratios of the medians."""
    floor, home, prompt, key = [], [], [], []
    with scratch_home() as folder:
        fill(folder / "sdcoach.db", attempts=ATTEMPTS)
        for number in range(ROUNDS + 1):
            with running(bare(), folder) as program:
                one = program.until(b"MARKER")
            with running(sdcoach(), folder) as program:
                two = program.until(ROW)
            with running(sdcoach("start", "pastebin"), folder) as program:
                three = program.until(PROMPT)
                four = program.echoed(b"~")
            if number:  # the first round compiles what is not compiled yet
                floor.append(one)
                home.append(two)
                prompt.append(three)
                key.append(four)
    base = median(floor)
    finish(
        verdict("first frame of Home, to a bare app", median(home) / base, 1.4, told(home, floor)),
        verdict(
            "prompt of an interview, to a bare app", median(prompt) / base, 1.6, told(prompt, floor)
        ),
        verdict(
            "first key in an interview, to a bare app", median(key) / base, 1.7, told(key, floor)
        ),
    )


def told(times: list[float], floor: list[float]) -> str:
    """Return medians and the fastest of both."""
    return (
        f"{median(times) * 1e3:.0f} against {median(floor) * 1e3:.0f} ms, "
        f"at best {min(times) * 1e3:.0f} against {min(floor) * 1e3:.0f}"
    )


if __name__ == "__main__":
    main()
