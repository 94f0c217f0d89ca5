"""The bank with 10,000 questions of one's own: one key in its filter, and its list from the index.

A key's limit in milliseconds is 10 on an idle machine; the ratio is what is asserted: a hundred
times the questions may cost at most as many times the time, and in fact cost far less. The list
has 100 ms, against reading the same facts as JSON, a list for each question, and making nothing
of them.
"""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

from probe import QUICK, finish, median, scratch_home, verdict

from sdcoach.bank import filters
from sdcoach.bank.compiled import compile_folder, empty
from sdcoach.bank.index import cache_file, open_bank
from sdcoach.bank.question import DIFFICULTIES, KINDS, Header, Source
from sdcoach.bank.search import Finder
from sdcoach.paths import user_questions_dir
from sdcoach.text import short_title
from tests.bank import sample

TYPED = ("d", "des", "design", "design w", "design word1", "wrod12", "people part6")
FILTERED = (
    "level:easy",
    "topic:cach",
    "source:exam",
    "is:new",
    "is:due kind:obj",
    "is:new level:easy topic:cach source:exam",
    "level:med design",
    "source:exam is:new word1",
)
ROUNDS = 2 if QUICK else 15
MANY, FEW = 10_000, 100
TOPICS = ("caching", "queues", "search")


def headers(count: int) -> list[Header]:
    """Return the headers of so many made-up questions."""
    return [
        Header(
            f"q{n}",
            f"Design word{n % 400} thing{n % 90}",
            KINDS[n % 2],
            DIFFICULTIES[n % 3],
            (TOPICS[n % 3],),
            Source("a source", "https://example.org", "CC BY 4.0"),
            f"People want part{n % 700}.",
        )
        for n in range(count)
    ]


class Shelf:
    """So many questions, a tenth of them tried, and what the bank's page does with them."""

    def __init__(self, count: int) -> None:
        self.headers = headers(count)
        self.finder = Finder(self.headers)
        self.tried = frozenset(header.id for header in self.headers[::10])
        self.due = frozenset(header.id for header in self.headers[::50])

    def one_key(self, typed: str) -> float:
        """Return the seconds that one key takes."""
        began = time.perf_counter()
        wanted = filters.parse(typed)
        keep = filters.matcher(wanted, {"caching": "Caching"}, self.tried, self.due)
        if wanted.words:
            self.finder.find(wanted.words, 200, keep if wanted.narrows else None)
        else:
            list(filter(keep, self.headers))
        return time.perf_counter() - began


def keys(name: str, typed: tuple[str, ...], large: Shelf, small: Shelf) -> bool:
    """Compare both shelves, key by key in turn."""
    worst = 0.0
    ratios = []
    for words in typed:
        pairs = [(large.one_key(words), small.one_key(words)) for _ in range(ROUNDS)]
        mine = median([pair[0] for pair in pairs])
        worst = max(worst, mine)
        ratios.append(mine / median([pair[1] for pair in pairs]))
    return verdict(f"{name}, 10,000 to 100", max(ratios), 100, f"worst {worst * 1000:.1f} ms")


def index_of(folder: Path) -> Path:
    """Write the index of a folder with many questions, all of which have the same body."""
    sample.file(folder)
    line, _, body = compile_folder(folder, empty(folder)).partition(b"\n")
    index = json.loads(line)
    index["questions"] = [column * MANY for column in index["questions"]]
    made = headers(MANY)
    index["questions"][:2] = [one.id for one in made], [one.title for one in made]
    target = cache_file(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(json.dumps(index).encode() + b"\n" + body)
    return target


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def first_list() -> int:
    """Open the bank and put its questions in the order of the list."""
    listed = sorted(
        open_bank().headers,
        key=lambda one: (DIFFICULTIES.index(one.difficulty), short_title(one.title).casefold()),
    )
    return len(listed)


def listing() -> bool:
    """Compare the first list with reading the index as JSON."""
    with scratch_home() as folder:
        os.environ["SDCOACH_HOME"] = str(folder)
        with index_of(user_questions_dir()).open("rb") as lines:
            columns = json.loads(lines.readline())["questions"]
        rows = folder / "rows.json"
        source = ["a source", "https://example.org", "CC BY 4.0"]
        facts = [[[*row[:5], source, row[6]], *row[7:]] for row in zip(*columns, strict=True)]
        rows.write_text(json.dumps(facts))
        assert first_list() > MANY

        def bare() -> None:
            json.loads(rows.read_bytes())

        pairs = [(seconds(first_list), seconds(bare)) for _ in range(ROUNDS)]
    mine, floor = (median(list(times)) for times in zip(*pairs, strict=True))
    return verdict("first list, 10,000 to bare JSON", mine / floor, 3, f"{mine * 1000:.0f} ms")


def main() -> None:
    """Measure keys and the first list."""
    large, small = Shelf(MANY), Shelf(FEW)
    finish(
        keys("search key", TYPED, large, small),
        keys("filter key", FILTERED, large, small),
        listing(),
    )


if __name__ == "__main__":
    main()
