"""What lines mean and how their values are shown."""

from fractions import Fraction

import pytest

from sdcoach.envelope.quantity import comparable, ratio
from sdcoach.envelope.sheet import Sheet, evaluate_key

SHOWN = [
    # quantities are greedy
    ("12K req/s / 500 req/s", "= 24"),
    ("1 TB / 100 MB/s to s", "= 10K s"),
    ("100 ms / 10 us", "= 10K"),
    ("100 GB / 1 day", "= 100 GB/day"),
    ("5 posts per user per day", "= 5 posts/user/day"),
    ("2 posts/(user·day) × 5 users", "= 10 posts/day"),
    ("10^9 req/day / 10^5 s/day to req/s", "= 10K req/s"),
    # magnitudes
    ("500M users", "= 500M users"),
    ("5 million users", "= 5M users"),
    ("10mil users", "= 10M users"),
    ("3bn req", "= 3B req"),
    ("1.5e9 req", "= 1.5B req"),
    (".1e-1", "= 0.01"),
    ("64Ki", "≈ 65.5K"),
    ("64Ki × 16 B to MiB", "= 1 MiB"),
    ("1_000 + 1,000", "= 2,000"),
    ("3 B", "= 3 B"),
    ("10⁶ users", "= 1M users"),
    # data
    ("1000 kb", "= 1 MB"),
    ("5 mbs", "= 5 MB"),
    ("10 GiB + 1 GiB", "= 11 GiB"),
    ("10 GiB + 1 GB", "≈ 11.7 GB"),
    ("10 Gbps × 1 hour", "= 36 Tb"),
    ("100 mbps to MB/s", "= 12.5 MB/s"),
    ("999.6 MB", "≈ 1 GB"),
    ("1 TiB to MB", "≈ 1,099,512 MB"),
    ("10 GB to MB", "= 10,000 MB"),
    ("0 GB", "= 0 GB"),
    ("3000 IOPS × 4 KB to MB/s", "= 12 MB/s"),
    # the interview calendar
    ("1 year to months", "= 12 months"),
    ("12 months to days", "= 360 days"),
    ("1 year to days", "= 365 days"),
    ("1 quarter to days", "= 90 days"),
    ("$12K/month × 3 years", "= $432K"),
    ("day to s", "= 86.4K s"),
    # time reads well
    ("1 TB / 100 MB/s", "≈ 2.78 h"),
    ("3600 s to hours", "= 1 hour"),
    ("36 month", "= 36 months"),
    ("5 min", "= 5 min"),
    # nouns
    ("ceil(11.2) servers", "= 12 servers"),
    ("1 servers", "= 1 server"),
    ("5 server", "= 5 servers"),
    ("12 req", "= 12 req"),
    ("1 boxes", "= 1 box"),
    ("2 caches / 1 cache", "= 2"),
    ("5 queries", "= 5 queries"),
    ("40 pings/driver × 10 drivers", "= 400 pings"),
    ("5 users + 3", "= 8 users"),
    ("5 users to posts", "= 5 posts"),
    ("10 people + 5 users", "= 15 people"),
    ("500M DAU / 5M users", "= 100"),
    ("10K QPS / (500 QPS/server)", "= 20 servers"),
    ("10K QPS × 1 day", "= 864M req"),
    ("500 QPM to QPS", "≈ 8.33 QPS"),
    # money
    ("$0.0234", "≈ $0.023"),
    ("-$5 + $2", "= -$3"),
    ("0.02$ per GB × 40 TB", "= $800"),
    ("100 cents to $", "= $1"),
    ("$340k", "= $340K"),
    # percent
    ("20% + 5%", "= 25%"),
    ("100 + 10%", "= 110"),
    ("100 GB - 20%", "= 80 GB"),
    ("3/4 to %", "= 75%"),
    ("1M users × 5%", "= 50K users"),
    ("nines(3)", "= 99.9%"),
    ("(1 - nines(3)) × 30 days to min", "= 43.2 min"),
    ("99.99%", "= 99.99%"),
    ("nines(5)", "= 99.999%"),
    # powers and functions
    ("ceil(log2(100M))", "= 27"),
    ("10^6 pings", "= 1M pings"),
    ("-2^2", "= -4"),
    ("2^-1", "= 0.5"),
    ("2^3^2", "= 512"),
    ("2^40 B to TiB", "= 1 TiB"),
    ("4^0.5", "= 2"),
    ("2^0.5", "≈ 1.41"),
    ("sqrt(16 GB^2)", "= 4 GB"),
    ("ceil(3 * 1.1 / 0.3)", "= 11"),
    ("ceil(1.5 GB)", "= 2 GB"),
    ("round(2.5)", "= 3"),
    ("floor(-3.2)", "= -4"),
    ("min(1 GB, 500 MB)", "= 500 MB"),
    ("sum(1, 2, 3)", "= 6"),
    ("avg(10 ms, 20 ms)", "= 15 ms"),
    ("log2(1024)", "= 10"),
    ("log10(1000)", "= 3"),
    ("abs(-5 GB)", "= 5 GB"),
    # figures
    ("1/3", "≈ 0.333"),
    ("999.9", "≈ 1,000"),
    ("1234.5", "≈ 1,235"),
    ("9999.6", "≈ 10K"),
    ("99999", "≈ 100K"),
    ("999.96K", "≈ 1M"),
    ("1e14", "= 100T"),
    ("1e15", "= 1e15"),
    ("0.001", "= 0.001"),
    ("0.0009", "= 9e-4"),
    ("62^7 to exact", "= 3,521,614,606,208"),
    ("2/3 to sci", "≈ 6.67e-1"),
    # x between spaces always multiplies
    ("10 x 3", "= 30"),
    ("3x 5", "= 15"),
    ("= 5 GB", "= 5 GB"),
    # conversions
    ("10 posts/s to posts/day", "= 864K posts/day"),
    ("1 MB/s to bps", "= 8M bps"),
    ("5 per minute to 1/hour", "= 300/hour"),
    ("5 GB # a comment", "= 5 GB"),
    ("5 GB // a comment", "= 5 GB"),
    ("~5 GB", "= 5 GB"),
    ("Storage per year (3 copies): 5 TB × 3", "= 15 TB"),
]


@pytest.mark.parametrize(("line", "display"), SHOWN, ids=[pair[0] for pair in SHOWN])
def test_a_line_shows_its_value(line: str, display: str) -> None:
    found = Sheet().evaluate(line)[0]
    assert found.error is None
    assert found.kind == "value"
    assert found.display == display


def notes(line: str) -> tuple[str, ...]:
    return Sheet().evaluate(line)[0].notes


def test_what_was_assumed_is_noted() -> None:
    assert "30-day month" in notes("10M paste/month to paste/s")
    assert "365-day year" in notes("1 PB/year to MB/s")
    assert "QPS dropped" in notes("200 QPS × 500 bytes to KB/s")
    assert "read 500B as 500 billion" in notes("500B × 2")
    assert "86400 has no unit: write `to posts/s`" in notes("500M posts / 86400")
    assert "≈ 3.86/s" in notes("10M paste/month")
    assert "= 800 Mbps" in notes("100 MB/s")
    assert "= 10K s" in notes("1 TB / 100 MB/s")
    assert "a-b subtracts; a range is a..b" in notes("5-10")


def test_a_constant_shows_its_value_and_age() -> None:
    assert notes("disk_seek") == ("disk_seek = 10 ms (classic table, about 2012)",)
    assert notes("main_memory@modern") == ("main_memory = 20 ns (napkin-math, March 2026)",)
    assert notes("10M × uuid")[0] == "uuid = 16 B (by definition)"


def test_a_word_near_a_known_noun_counts_and_is_noted() -> None:
    line = Sheet().evaluate("10 usrs")[0]
    assert line.display == "= 10 usrs"
    assert line.notes == ("'usrs' counts as a thing of its own, not as 'users'",)


def test_ordinary_nouns_are_never_taken_for_slips() -> None:
    from sdcoach.envelope.nouns import NOUNS

    assert len(set(NOUNS.values())) >= 300
    for word in ("notes", "shares", "sites", "tiles", "matches", "retweets", "rents", *NOUNS):
        if len(word) < 3 or not word.islower():
            continue
        line = Sheet().evaluate(f"3 {word}")[0]
        assert line.error is None, word
        assert line.notes == (), word


def test_exact_values_are_exact() -> None:
    line = evaluate_key("300M users × 20% × 5 photos/user/day × 2 MB/photo to TB/day")
    assert line.quantity is not None
    assert line.quantity.value == Fraction(600 * 8 * 10**12, 86400)


def test_amounts_compare_by_their_hard_units_only() -> None:
    def q(text: str):  # type: ignore[no-untyped-def]
        return evaluate_key(text).quantity

    assert comparable(q("5 posts/s"), q("3 req/month"))
    assert not comparable(q("5 GB"), q("5 GB/s"))
    assert ratio(q("1 month"), q("1 day")) == 30
    assert ratio(q("1 year"), q("1 month")) == 12
    assert ratio(q("5 users"), q("3 posts")) == Fraction(5, 3)
    assert ratio(q("5 GB"), q("3 s")) is None
    assert ratio(q("5 GB"), q("0 GB")) is None
