"""What the reference card says is what the calculator computes."""

import re
from fractions import Fraction

import pytest

from sdcoach.envelope.card import TABLES, Entry, entries, search
from sdcoach.envelope.sheet import evaluate_key


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.name)
def test_every_value_can_be_put_into_a_sheet(entry: Entry) -> None:
    assert evaluate_key(entry.value).ok


def test_latency_shows_all_four_tables_and_where_they_disagree() -> None:
    seek = search("compress")[0]
    assert seek.about == (
        "Bonér 2012 3 us · hellerbarde 2012 3 us · Primer 2017 10 us · High Scalability 2011 10 us"
    )
    assert len(TABLES) == 4
    assert sum(entry.group == "latency" for entry in entries()) == 16


@pytest.mark.parametrize(
    "entry", [e for e in entries() if e.group == "power"], ids=lambda e: e.name
)
def test_a_power_is_exact(entry: Entry) -> None:
    exact = re.match(r"[\d,]+", entry.about)
    if exact:
        power = int(entry.name.removeprefix("2^"))
        assert int(exact.group().replace(",", "")) == 2**power


@pytest.mark.parametrize(
    "entry", [e for e in entries() if e.group == "availability"], ids=lambda e: e.name
)
def test_downtime_is_what_the_nines_leave(entry: Entry) -> None:
    down = 1 - Fraction(entry.name.rstrip("%")) / 100
    stated = re.findall(r"([\d.]+) (days|hours|min|s)\b", entry.about)
    seconds = {"days": 86_400, "hours": 3_600, "min": 60, "s": 1}
    for (figure, unit), span in zip(
        [pair for pair in stated if pair[0] != "30"],
        (365 * 86_400, 30 * 86_400, 86_400),
        strict=True,
    ):
        exact = down * span
        assert abs(Fraction(figure) * seconds[unit] - exact) <= exact / 100


@pytest.mark.parametrize(
    ("name", "per_second"),
    [
        ("a million a day", 11.6),
        ("a billion a day", 11_600),
        ("100 million a month", 38.6),
        ("a billion a month", 386),
    ],
)
def test_a_rate_is_what_it_says(name: str, per_second: float) -> None:
    entry = search(name)[0]
    line = evaluate_key(f"{entry.value} to 1/s")
    assert line.quantity is not None
    assert float(line.quantity.value) == pytest.approx(per_second, rel=0.01)


def test_it_is_searched_by_any_of_its_words() -> None:
    assert [entry.name for entry in search("disk seek")] == ["disk seek"]
    assert {entry.group for entry in search("availability")} == {"availability"}
    assert search("no such thing") == []
