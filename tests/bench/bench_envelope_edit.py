"""An edit with eight dependants in a sheet of 200 lines, against evaluating it from cold."""

import time

from probe import QUICK, finish, verdict

from sdcoach.envelope.sheet import Sheet

ROUNDS = 5 if QUICK else 60


def sheet_text(first: int) -> str:
    """Return 200 lines, of which eight depend on the first."""
    lines = [f"base = {first}M users"]
    lines += [f"rate {i}: base × {i + 1} posts/user/day to posts/s" for i in range(8)]
    lines += [f"store {i}: {i + 1}M users × 2 KB/user / {i % 7 + 1} to GB" for i in range(191)]
    return "\n".join(lines)


def main() -> None:
    """Measure in turn and print the ratio of the least times."""
    texts = [sheet_text(first) for first in (5, 6)]
    live = Sheet()
    live.evaluate(texts[0])
    cold = edit = float("inf")
    for turn in range(ROUNDS):
        began = time.process_time()
        Sheet().evaluate(texts[turn % 2])
        between = time.process_time()
        live.evaluate(texts[(turn + 1) % 2])
        edit = min(edit, time.process_time() - between)
        cold = min(cold, between - began)
    detail = f"{edit * 1000:.2f} ms to {cold * 1000:.2f} ms"
    finish(verdict("an edit of 200 lines / from cold", edit / cold, 0.10, detail))


main()
