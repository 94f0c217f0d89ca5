"""From a key to the last byte of its paint: the scratchpad of a running interview, a bare TextArea.

Both have the same text, in a region of the same size, wrapped alike, with the terminal's own
colours and without a blinking cursor. They take the same keys, key by key in turn: words, and
Enter at the end of a line. The bare one keeps Python's own habits of collecting garbage.
"""

import random
import sys
import time
from pathlib import Path

from probe import (
    QUICK,
    Program,
    finish,
    median,
    percentile,
    running,
    scratch_home,
    sdcoach,
    verdict,
)

KEYS = 60 if QUICK else 2_000
SIZES = (200, 1_000)
"""Lines of notes."""
LINE = 48
"""Keys before an Enter."""
WORDS = ["reads", "go", "through", "a", "cache", "of", "hot", "keys", "in", "two", "zones"]
BARE_TEXT_AREA = """
import sys
from pathlib import Path
from textual.app import App
from textual.widgets import TextArea

class Bare(App):
    CSS = "TextArea { width: 65; height: 28; border: none; padding: 0 0 0 1; }"
    CSS += "TextArea:focus { border: none; } TextArea { scrollbar-size-vertical: 1; }"
    CSS += "Screen, TextArea, TextArea:focus { background: ansi_default; color: ansi_default; }"

    def compose(self):
        area = TextArea(Path(sys.argv[1]).read_text(), soft_wrap=True, tab_behavior="indent",
            show_line_numbers=False, highlight_cursor_line=False)
        area.cursor_blink = False
        yield area

    def on_mount(self):
        self.theme = "ansi-dark"
        area = self.query_one(TextArea)
        area.focus()
        area.move_cursor(area.document.end)

Bare().run()
"""


def notes(lines: int) -> str:
    """Return notes of so many lines: headings, bullets, sums, prose of different lengths."""
    chance = random.Random(lines)
    made = []
    for number in range(lines):
        text = " ".join(chance.choices(WORDS, k=chance.randrange(2, 18)))
        mark = ("## ", "", "- ", "- ", "-> ", "", "- **bold** ", "`code` ")[number % 8]
        made.append(mark + text)
    return "\n".join(made)


def keys() -> list[bytes]:
    """Return the keys to press."""
    chance = random.Random(7)
    made: list[bytes] = []
    line = 0
    while len(made) < KEYS:
        word = chance.choice(WORDS) + " "
        made += [letter.encode() for letter in word]
        line += len(word)
        if line > LINE:
            made.append(b"\r")
            line = 0
    return made[:KEYS]


def paste(program: Program, text: str) -> None:
    """Put a text into the scratchpad the way a terminal does."""
    program.until(b"Build that.")
    program.quiet(1.5)
    program.write(b"\x1b[200~" + text.replace("\n", "\r").encode() + b"\x1b[201~")
    program.quiet(2)


def measure(lines: int, folder: Path) -> tuple[list[float], list[float]]:
    """Return the seconds of every key in the bare TextArea and in the scratchpad."""
    text = notes(lines)
    file = folder / f"{lines}.md"
    file.write_text(text)
    floor, ours = [], []
    bare = [sys.executable, "-c", BARE_TEXT_AREA, str(file)]
    with running(bare, folder) as one, running(sdcoach("start", "pastebin"), folder) as other:
        paste(other, text)
        one.quiet(1)
        for key in (b"\r", *b"warm"):
            for program in (one, other):
                program.key(bytes([key]) if isinstance(key, int) else key)
        for key in keys():
            floor.append(one.key(key))
            ours.append(other.key(key))
    return floor, ours


def main() -> None:
    """Measure both sizes and print the ratios."""
    held = []
    with scratch_home() as folder:
        for lines in SIZES:
            began = time.perf_counter()
            floor, ours = measure(lines, folder)
            spent = time.perf_counter() - began
            for name, share, limit in (("p50", 0.5, 1.15), ("p99", 0.99, 1.0)):
                base = median(floor) if share == 0.5 else percentile(floor, share)
                mine = median(ours) if share == 0.5 else percentile(ours, share)
                held.append(
                    verdict(
                        f"key to paint with {lines:,} lines, {name}",
                        mine / base,
                        limit,
                        f"{mine * 1e3:.1f} against {base * 1e3:.1f} ms, {KEYS} keys in {spent:.0f} s",
                    )
                )
    finish(*held)


if __name__ == "__main__":
    main()
