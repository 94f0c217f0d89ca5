"""Random and mutated lines: only the typed error, its place inside the line, and soon.

`python -m tests.envelope.fuzz 1000000 [SEED]` runs any number of lines and prints what it found.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from sdcoach.envelope.line import Line
from sdcoach.envelope.record import record
from sdcoach.envelope.sheet import Sheet
from sdcoach.envelope.units import UNITS
from tests.envelope.corpus import LINES

ABOVE = "users = 500M users\npeak qps: 34.7K req/s\nsize: 1..3 KB/post\nx = 7\nbroken = 1 / 0"
"""A sheet above every line, so that names mean something."""

_WORDS = """
0 1 2 3 7 10 12 24 30 86400 11,574 1_000 .5 1.5 99.9 1e3 1e-3 2E6 007 1e999 10K 500M 1B 3T 64Ki 5P
+ - * / × · ÷ − ^ ** ( ) , % = ≈ == ~= ~ ± .. – -> → to in as of per x ? $ ¢ ² ⁵ # // : ;
users peak qps size x broken prev total ceil floor round min max sqrt log2 log10 ln abs sum avg
nines exact sci solve for digits calendar latency million billion mil bn K M m B
l1_cache dc_rtt disk_seek read_1mb_ssd@modern uuid memory_seq ram nosuch@modern
drivers pings sceonds yers usrs Users GBs µs μs é ５ ٣ 🙂 _ . @ \\ " ! ;
"""
_ODD = ("\u200b", "\u202e", "\x00", "\x1b", "\u00a0", "\t", " ", "  ")
TOKENS = (*_WORDS.split(), *_ODD, *sorted(UNITS)[::7])
LIMIT_MS = 20.0


class Finding(NamedTuple):
    """A line that took longest."""

    milliseconds: float
    line: str


def lines(count: int, seed: int) -> Iterator[str]:
    """Generate lines: half from the alphabet of tokens, half real lines, mutated."""
    source = random.Random(seed)
    for _ in range(count):
        yield _from_tokens(source) if source.random() < 0.5 else _mutated(source)


def _from_tokens(source: random.Random) -> str:
    joint = source.choice(("", " ", " "))
    return joint.join(source.choices(TOKENS, k=source.randint(1, source.choice((4, 8, 16, 60)))))


def _mutated(source: random.Random) -> str:
    line = source.choice(LINES)
    for _ in range(source.randint(1, 4)):
        at = source.randint(0, len(line))
        kind = source.randrange(6)
        if kind == 0:
            line = line[:at] + line[at + 1 :]
        elif kind == 1:
            line = line[:at] + source.choice(TOKENS) + line[at:]
        elif kind == 2:
            line = (
                line[:at]
                + chr(source.choice((source.randint(32, 126), source.randint(0, 0x2FFF))))
                + line[at:]
            )
        elif kind == 3:
            line = line[: source.randint(0, at)]
        elif kind == 4:
            other = source.choice(LINES)
            line = line[:at] + other[source.randint(0, len(other)) :]
        else:
            line = line[:at] + line[:at]
    return line.replace("\n", " ")


def check(line: Line) -> None:
    """Complain when a result is not one that a person could be shown."""
    assert line.ok == (line.error is None), line
    error = line.error or line.reason
    if error is not None:
        assert 0 <= error.start < error.end <= max(1, len(line.input)), (
            line.input,
            error.start,
            error.end,
        )
        assert 0 < len(error.message) <= 60, error.message
        assert error.message.isprintable(), ascii(error.message)
        assert error.hint.isprintable(), ascii(error.hint)
        assert not line.display, line
    elif line.kind in ("value", "check", "missing", "solve"):
        assert line.display.isprintable(), ascii(line.display)
        assert line.display, line
    for note in line.notes:
        assert note.isprintable(), ascii(note)


def run(count: int, seed: int = 1) -> tuple[Finding, Counter[str]]:
    """Evaluate that many lines; return the slowest, best of three, and how they came out."""
    sheet = Sheet()
    sheet.evaluate(ABOVE)
    sheet.evaluate_line("3 sceonds")  # the table of long names is made once
    sheet.evaluate_line("1..2 - 1..2")
    worst = Finding(0.0, "")
    kinds: Counter[str] = Counter()
    clock = time.process_time
    for text in lines(count, seed):
        start = clock()
        line = sheet.evaluate_line(text)
        spent = clock() - start
        check(line)
        if spent * 1000 > worst.milliseconds:
            spent = min(spent, *(_timed(sheet, text) for _ in range(2)))
            worst = max(worst, Finding(spent * 1000, text))
        kinds["error" if line.error else line.kind] += 1
        if line.quantity is not None and kinds["seen"] % 16 == 0:
            record(line)
            sheet.steps_of(text)
        kinds["seen"] += 1
    return worst, kinds


def _timed(sheet: Sheet, text: str) -> float:
    start = time.process_time()
    sheet.evaluate_line(text)
    return time.process_time() - start


def main() -> int:
    """Run from the command line."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    start = time.process_time()
    worst, kinds = run(count, seed)
    spent = time.process_time() - start
    print(
        f"{count:,} lines, seed {seed}, {spent:.1f} s of CPU, {spent / count * 1e6:.0f} µs a line"
    )
    print(", ".join(f"{kind} {kinds[kind]:,}" for kind in sorted(kinds) if kind != "seen"))
    print(f"slowest {worst.milliseconds:.2f} ms (limit {LIMIT_MS:g}): {worst.line!a}")
    return 0 if worst.milliseconds <= LIMIT_MS else 1


if __name__ == "__main__":
    raise SystemExit(main())
