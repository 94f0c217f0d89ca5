"""The keys of the shipped estimates come to the figures that their sources give."""

from fractions import Fraction
from typing import NamedTuple

import pytest

from sdcoach.bank.index import open_bank
from sdcoach.envelope.sheet import evaluate_key

BANK = open_bank()


class Unit(NamedTuple):
    """How many atoms it holds, and the exponents of those that are no counted nouns."""

    atoms: Fraction
    dims: dict[str, int]


BYTE = 8
COUNT = Unit(Fraction(1), {})
PER_SECOND = Unit(Fraction(1), {"s": -1})
SECONDS = Unit(Fraction(1), {"s": 1})
MB = Unit(Fraction(BYTE * 10**6), {"bit": 1})
GB = Unit(Fraction(BYTE * 10**9), {"bit": 1})
TB = Unit(Fraction(BYTE * 10**12), {"bit": 1})
PB = Unit(Fraction(BYTE * 10**15), {"bit": 1})
MILLISECONDS = Unit(Fraction(1, 1_000), {"s": 1})
MICROSECONDS = Unit(Fraction(1, 1_000_000), {"s": 1})
MBPS = Unit(Fraction(10**6), {"bit": 1, "s": -1})
GB_A_MONTH = Unit(GB.atoms, {"bit": 1, "mo": -1})
TB_A_MONTH = Unit(TB.atoms, {"bit": 1, "mo": -1})
PB_A_MONTH = Unit(PB.atoms, {"bit": 1, "mo": -1})


class Figure(NamedTuple):
    """What a source says that an estimate should come to."""

    question: str
    estimate: str
    value: Fraction
    unit: Unit
    within: Fraction
    """The relative difference that the source's own rounding explains."""
    source: str


EXACT = Fraction(0)
CLOSE = Fraction(1, 100)
"""Given to two or three digits."""
ROUNDED = Fraction(15, 100)
"""The primer counts 2.5 M seconds to a month and rounds to one digit."""
SLIGHT = Fraction(2, 100)
"""About 450 for 457, or a month of 30.44 days instead of 30."""


def figure(
    question: str, estimate: str, value: str, unit: Unit, within: Fraction, source: str
) -> Figure:
    return Figure(question, estimate, Fraction(value), unit, within, source)


# `S21` is the System Design Primer, `P` its worked solution and `D` a drill worked out from it or
# from another source: `S1` the envelope post, `S3` the ZeroMQ guide, `S4` the latency numbers, `S9`
# the talk on Twitter's notifications, `S10` Dropbox, `S12` Reddit, `S16` YouTube.
FIGURES = (
    figure("pastebin", "write-rate", "4", PER_SECOND, ROUNDED, "S21 P1"),
    figure("pastebin", "write-rate", "3.858", PER_SECOND, CLOSE, "S21 D5"),
    figure("pastebin", "read-rate", "40", PER_SECOND, ROUNDED, "S21 P1"),
    figure("pastebin", "stored", "457.2", GB, EXACT, "S21 D5"),
    figure("pastebin", "stored", "450", GB, SLIGHT, "S21 P1"),
    figure("pastebin", "key-space", "3521614606208", COUNT, EXACT, "S21 D6, 62^7"),
    figure("pastebin", "guess-odds", "10000", COUNT, ROUNDED, "S21 D6, 10^4 spare"),
    figure("twitter-timeline", "post-rate", "5800", PER_SECOND, CLOSE, "S21 D7"),
    figure("twitter-timeline", "delivery-rate", "58000", PER_SECOND, CLOSE, "S21 D7"),
    figure("twitter-timeline", "read-rate", "100000", PER_SECOND, ROUNDED, "S21 P2"),
    figure("twitter-timeline", "search-rate", "4000", PER_SECOND, ROUNDED, "S21 P2"),
    figure("twitter-timeline", "stored", "5.4", PB, EXACT, "S21 D7"),
    figure("twitter-timeline", "celebrity", "95", SECONDS, EXACT, "S9 D16"),
    figure("web-crawler", "fetch-rate", "1540", PER_SECOND, CLOSE, "S21 D8"),
    figure("web-crawler", "fetch-rate", "1600", PER_SECOND, ROUNDED, "S21 P3"),
    figure("web-crawler", "month-storage", "2", PB_A_MONTH, EXACT, "S21 D8"),
    figure("web-crawler", "three-years", "72", PB, EXACT, "S21 D8"),
    figure("web-crawler", "search-rate", "40000", PER_SECOND, ROUNDED, "S21 P3"),
    figure("mint", "write-rate", "1930", PER_SECOND, CLOSE, "S21 D9"),
    figure("mint", "read-rate", "200", PER_SECOND, ROUNDED, "S21 P4"),
    figure("mint", "month-size", "250", GB_A_MONTH, EXACT, "S21 D9"),
    figure("mint", "three-years", "9", TB, EXACT, "S21 D9"),
    figure("mint", "seller-map", "12.75", MB, EXACT, "S21 D10"),
    figure("query-cache", "mean-rate", "3860", PER_SECOND, CLOSE, "S21 D11"),
    figure("query-cache", "mean-rate", "4000", PER_SECOND, ROUNDED, "S21 P6"),
    figure("query-cache", "all-unique", "2.7", TB_A_MONTH, EXACT, "S21 D11"),
    figure("sales-rank", "sale-rate", "386", PER_SECOND, CLOSE, "S21 D12"),
    figure("sales-rank", "sale-rate", "400", PER_SECOND, ROUNDED, "S21 P7"),
    figure("sales-rank", "read-rate", "38600", PER_SECOND, CLOSE, "S21 D12"),
    figure("sales-rank", "raw-storage", "1.44", TB, EXACT, "S21 D12"),
    figure("social-graph", "entries", "5000000000", COUNT, EXACT, "S21 D13"),
    figure("social-graph", "searches", "400", PER_SECOND, ROUNDED, "S21 P5"),
    figure("scaling-aws", "write-rate", "386", PER_SECOND, CLOSE, "S21 D14"),
    figure("scaling-aws", "read-rate", "38600", PER_SECOND, CLOSE, "S21 D14"),
    figure("scaling-aws", "row-storage", "36", TB, EXACT, "S21 P8"),
    figure("scaling-aws", "downtime", "2629.7", SECONDS, SLIGHT, "S21, 99.9 % a month"),
    figure("file-sync", "change-rate", "3500", PER_SECOND, CLOSE, "S10, 300 M a day"),
    figure("push-notifications", "announcement", "95", SECONDS, EXACT, "S9 D16"),
    figure("push-notifications", "event-rate", "23148", PER_SECOND, CLOSE, "S21, 1 B a day"),
    figure("front-page", "vote-rate", "868", PER_SECOND, CLOSE, "S12 D15"),
    figure("video-sharing", "view-rate", "1160", PER_SECOND, CLOSE, "S16 D25"),
    figure("price-feed", "stream-bits", "80", MBPS, EXACT, "S3"),
    figure("price-feed", "day", "288", GB, EXACT, "S3 D17"),
    figure("price-feed", "quiet-wait", "1000", SECONDS, EXACT, "S3 D18"),
    figure("thumbnail-page", "serial", "556", MILLISECONDS, EXACT, "S1 D1"),
    figure("thumbnail-page", "serial", "560", MILLISECONDS, CLOSE, "S1, as quoted"),
    figure("thumbnail-page", "parallel", "18.5", MILLISECONDS, CLOSE, "S1 D1"),
    figure("thumbnail-page", "one-seek", "266", MILLISECONDS, EXACT, "S1, one seek"),
    figure("thumbnail-page", "from-memory", "64", MICROSECONDS, CLOSE, "S1 D2"),
    figure("short-link", "click-rate", "11574", PER_SECOND, CLOSE, "S21, 1 B a day"),
    figure("presence-chat", "message-rate", "11574", PER_SECOND, CLOSE, "S21, 1 B a day"),
    figure("polite-crawler", "fetch-rate", "11574", PER_SECOND, CLOSE, "S21, 1 B a day"),
    figure("trending-topics", "post-rate", "5800", PER_SECOND, CLOSE, "S21 D7"),
    figure("photo-sharing", "upload-rate", "1157", PER_SECOND, CLOSE, "S21, 1 M a day"),
    figure("profile-timeline", "view-rate", "23148", PER_SECOND, CLOSE, "S21, 1 B a day"),
    figure("profile-timeline", "joined-year", "5", SECONDS, EXACT, "S4, a seek"),
    figure("video-sharing", "file-by-file", "2000000", SECONDS, EXACT, "S4, a seek"),
    figure("hash-map", "resize", "1", SECONDS, EXACT, "S4, memory"),
    figure("hash-map", "clearing", "33.6", MILLISECONDS, CLOSE, "S4, 1 MB of memory"),
    figure("lru-cache", "scan", "10", MILLISECONDS, EXACT, "S4, memory"),
    figure("parking-lot", "scan", "150", MICROSECONDS, EXACT, "S4, memory"),
)

SOURCED = {
    "file-sync",
    "front-page",
    "mint",
    "pastebin",
    "price-feed",
    "push-notifications",
    "query-cache",
    "sales-rank",
    "scaling-aws",
    "social-graph",
    "thumbnail-page",
    "twitter-timeline",
    "video-sharing",
    "web-crawler",
}
"""Questions whose sources give figures of their own."""


def name_of(row: Figure) -> str:
    return f"{row.question}-{row.estimate}-{row.source}"


@pytest.mark.parametrize("row", FIGURES, ids=name_of)
def test_a_key_comes_to_the_figure_of_its_source(row: Figure) -> None:
    estimates = {one.id: one for one in BANK.question(row.question).estimates}
    quantity = evaluate_key(estimates[row.estimate].key).quantity
    assert quantity is not None
    plain = {atom: power for atom, power in quantity.dims.items() if atom in ("bit", "s", "mo")}
    assert plain == row.unit.dims
    found = Fraction(quantity.num, quantity.den) / row.unit.atoms
    assert abs(found - row.value) <= row.within * row.value


def test_sixty_figures_cover_every_question_whose_source_gives_any() -> None:
    assert len(FIGURES) >= 60
    assert {row.question for row in FIGURES} >= SOURCED


def test_five_points_of_hit_rate_double_what_reaches_the_databases() -> None:
    """S20 D19: from 95 to 90 % hits."""
    estimates = {one.id: one for one in BANK.question("cache-tier").estimates}
    before, after = (evaluate_key(estimates[name].key).quantity for name in ("misses", "fallen"))
    assert before is not None
    assert after is not None
    assert Fraction(after.num, after.den) == 2 * Fraction(before.num, before.den)
