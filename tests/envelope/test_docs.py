"""The reference page and the cheat sheet say what the program does."""

import re
from pathlib import Path

import pytest

from sdcoach.envelope.cheatsheet import CHEAT_SHEET
from sdcoach.envelope.facts import ALIASES, FACTS
from sdcoach.envelope.scope import FUNCTIONS
from sdcoach.envelope.sheet import Sheet

PAGE = (Path(__file__).parents[2] / "docs" / "envelope.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```calc\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def constants_table() -> str:
    names = {name: [alias for alias, to in ALIASES.items() if to == name] for name in FACTS}
    rows = ["| name | classic | modern | what it is |", "|---|---|---|---|"]
    for name, fact in FACTS.items():
        label = ", ".join(f"`{word}`" for word in (name, *names[name]))
        rows.append(f"| {label} | {fact.classic or fact.fixed} | {fact.modern} | {fact.about} |")
    return "\n".join(rows)


def test_the_page_has_examples_of_every_kind() -> None:
    assert len(BLOCKS) >= 15


@pytest.mark.parametrize("block", BLOCKS, ids=[block.split("\n")[0][:40] for block in BLOCKS])
def test_every_example_is_what_the_program_shows(block: str) -> None:
    rows = [re.fullmatch(r"(.*?) +([|!]) (.*)", row) for row in block.rstrip("\n").split("\n")]
    assert all(rows)
    lines = Sheet().evaluate("\n".join(row[1] for row in rows if row))
    for row, line in zip(rows, lines, strict=True):
        assert row
        if row[2] == "!":
            assert line.error is not None
            assert line.error.message == row[3]
        else:
            assert line.error is None, line.error
            assert line.display == row[3]


def test_the_table_of_constants_is_the_program_s_own() -> None:
    assert f"<!-- constants -->\n{constants_table()}\n<!-- /constants -->" in PAGE


def test_the_cheat_sheet_fits_and_names_every_function() -> None:
    rows = CHEAT_SHEET.rstrip("\n").split("\n")
    assert len(rows) <= 22
    assert max(map(len, rows)) <= 80
    for name in FUNCTIONS:
        assert re.search(rf"\b{name}\b", CHEAT_SHEET), name


@pytest.mark.parametrize(
    "line",
    [
        "500M users × 2 posts/user/day to posts/s",
        "12K req/s / 500 req/s",
        "$0.02/GB/month × 40 TB to $/year",
        "100M × 10 / 86400 = 12K",
        "100M..300M users",
        "50 ± 20%",
        "20% of 1 TB",
        "9 GB + 20%",
        "nines(3)",
    ],
)
def test_what_the_cheat_sheet_shows_computes(line: str) -> None:
    assert line in CHEAT_SHEET
    assert Sheet().evaluate(line)[0].display


def test_the_latencies_on_the_cheat_sheet_are_the_constants() -> None:
    for name, value in re.findall(
        r"([a-z0-9]+_[a-z0-9_]+|uuid|int64|md5|sha256) ([0-9]+ [a-zB]+)", CHEAT_SHEET
    ):
        assert value in (FACTS[name].classic, FACTS[name].fixed), name
