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
    """Measure round by round in turn and print the medians of the ratios."""
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
    finish(
        compared("first frame of Home, to a bare app", home, floor, 1.4),
        compared("prompt of an interview, to a bare app", prompt, floor, 1.6),
        compared("first key in an interview, to a bare app", key, floor, 1.6),
    )


def compared(name: str, times: list[float], floor: list[float], limit: float) -> bool:
    """Print the median of the ratios of each round: what slows a round down slows both."""
    ratios = [one / base for one, base in zip(times, floor, strict=True)]
    return verdict(
        name,
        median(ratios),
        limit,
        f"{median(times) * 1e3:.0f} against {median(floor) * 1e3:.0f} ms, "
        f"at best {min(times) / min(floor):.2f}",
    )


if __name__ == "__main__":
    main()
