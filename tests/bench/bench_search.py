"""One key in the bank's filter: 10,000 questions against 100, each key of a few words in turn.

The limit in milliseconds is 10 on an idle machine; the ratio is what is asserted: a hundred times
the questions may cost at most as many times the time, and in fact cost far less.
"""

import time

from probe import QUICK, finish, median, verdict

from sdcoach.bank.question import Header, Source
from sdcoach.bank.search import Finder

TYPED = ("d", "des", "design", "design w", "design word1", "wrod12", "people part6")
ROUNDS = 2 if QUICK else 15


def shelf(count: int) -> Finder:
    """Return a finder over so many made-up questions."""
    source = Source("a source", "https://example.org", "CC BY 4.0")
    return Finder(
        [
            Header(
                f"q{n}",
                f"Design word{n % 400} thing{n % 90}",
                "system-design",
                "easy",
                ("caching",),
                source,
                f"People want part{n % 700}.",
            )
            for n in range(count)
        ]
    )


def one_key(finder: Finder, typed: str) -> float:
    """Return the seconds that one key takes."""
    began = time.perf_counter()
    finder.find(typed, 200)
    return time.perf_counter() - began


def main() -> None:
    """Measure both shelves in turn."""
    large, small = shelf(10_000), shelf(100)
    worst = 0.0
    ratios = []
    for typed in TYPED:
        pairs = [(one_key(large, typed), one_key(small, typed)) for _ in range(ROUNDS)]
        mine = median([pair[0] for pair in pairs])
        worst = max(worst, mine)
        ratios.append(mine / median([pair[1] for pair in pairs]))
    finish(verdict("search key, 10,000 to 100", max(ratios), 100, f"worst {worst * 1000:.1f} ms"))


if __name__ == "__main__":
    main()
