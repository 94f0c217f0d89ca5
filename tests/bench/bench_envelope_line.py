"""A line read, evaluated and written, against one call of simpleeval or a loop of that length."""

import time
from collections.abc import Callable

from probe import QUICK, finish, verdict

from sdcoach.envelope.sheet import Sheet

ROUNDS = 3 if QUICK else 40
LINES = """
500M users * 2 posts/user/day to posts/s
100M DAU × 10 req/user/day → QPS
1 KB * 10K/s * 30 days to TB
100 ms / 10 us
$0.023/GB/month * 50 TB to $/month
10 Gbps to GB/hour
100M × 10 / 86400 = 12K
1 TB to GiB
300M users × 20% × 5 photos/user/day × 2 MB/photo to TB/day
600 TB/day * 5 years to PB
12K req/s / 500 req/s
ceil(11574 req/s / (1000 req/s/server))
20% of 1 TB to GB
1 TB / 100 MB/s to hours
1 GB / 1 Gbps to s
(1 - 99.9%) × 30 days to min
62^7
$1150/month to $/year
ceil(1.1 * 1.1 / 0.11)
3 × dc_rtt + ssd_random_read to ms
""".strip().split("\n")


def best(work: Callable[[], object], repeat: int) -> float:
    """Return the least processor time of one call in microseconds, of several rounds."""
    least = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(repeat):
            work()
        least = min(least, (time.process_time() - began) / repeat)
    return least * 1e6


def loop() -> int:
    """Do what takes as long as one call of simpleeval did where this was written."""
    total = 0
    for i in range(210):
        total += i * i % 7
    return total


def main() -> None:
    """Measure and print the ratio."""
    sheet = Sheet()

    def evaluate_all() -> None:
        for line in LINES:
            sheet.evaluate_line(line)

    try:
        from simpleeval import SimpleEval
    except ImportError:
        print("simpleeval is not installed: a loop of about the same length stands for it")
        floor = best(loop, 2000)
    else:
        evaluator = SimpleEval()
        floor = best(lambda: evaluator.eval("500e6 * 2 / 86400"), 1000)
    line = best(evaluate_all, 20) / len(LINES)
    detail = f"{line:.1f} µs to {floor:.1f} µs"
    finish(verdict("a line / one simpleeval call", line / floor, 6.5, detail))


main()
