"""The reference card: latency, powers of two, availability and rates, to look up and to put in.

Latency stands in all four published tables side by side, because they disagree: Jonas Bonér's
gist (2012), hellerbarde's (2012), the System Design Primer (2017) and the High Scalability post
on Jeff Dean's numbers (2011). Powers, availability and rates are exact.
"""

from typing import NamedTuple

TABLES = ("Bonér 2012", "hellerbarde 2012", "Primer 2017", "High Scalability 2011")
_ABSENT = "–"


class Entry(NamedTuple):
    """One line of the card.

    Attributes:
        group: `latency`, `power`, `availability` or `rate`.
        name: What it is.
        value: What is put in, in the envelope language.
        about: The values of all tables, or what the value means.
    """

    group: str
    name: str
    value: str
    about: str


_LATENCY: tuple[tuple[str, tuple[str, str, str, str]], ...] = (
    ("L1 cache reference", ("0.5 ns", "0.5 ns", "0.5 ns", "0.5 ns")),
    ("branch mispredict", ("5 ns", "5 ns", "5 ns", "5 ns")),
    ("L2 cache reference", ("7 ns", "7 ns", "7 ns", "7 ns")),
    ("mutex lock or unlock", ("25 ns", "25 ns", "25 ns", "100 ns")),
    ("main memory reference", ("100 ns", "100 ns", "100 ns", "100 ns")),
    ("compress 1 KB", ("3 us", "3 us", "10 us", "10 us")),
    ("send 1 KB over 1 Gbps", ("10 us", "", "10 us", "")),
    ("send 2 KB over 1 Gbps", ("", "20 us", "", "20 us")),
    ("read 4 KB at random from SSD", ("150 us", "150 us", "150 us", "")),
    ("read 1 MB in a row from memory", ("250 us", "250 us", "250 us", "250 us")),
    ("round trip inside a data centre", ("500 us", "500 us", "500 us", "500 us")),
    ("read 1 MB in a row from SSD", ("1 ms", "1 ms", "1 ms", "")),
    ("disk seek", ("10 ms", "10 ms", "10 ms", "10 ms")),
    ("read 1 MB in a row over 1 Gbps", ("", "", "10 ms", "10 ms")),
    ("read 1 MB in a row from disk", ("20 ms", "20 ms", "30 ms", "30 ms")),
    ("packet California, Netherlands and back", ("150 ms", "150 ms", "150 ms", "150 ms")),
)
_POWERS = (
    (7, "128"),
    (8, "256"),
    (10, "1,024, about a thousand: 1 KB"),
    (16, "65,536: 64 KB"),
    (20, "1,048,576, about a million: 1 MB"),
    (30, "1,073,741,824, about a billion: 1 GB"),
    (32, "4,294,967,296: 4 GB"),
    (40, "1,099,511,627,776, about a trillion: 1 TB"),
    (50, "about 1.126 × 10^15: 1 PB"),
    (64, "about 1.845 × 10^19"),
)
_AVAILABILITY = (
    ("99%", "down 3.65 days a year, 7.2 hours a month of 30 days, 14.4 min a day"),
    ("99.9%", "down 8.76 hours a year, 43.2 min a month of 30 days, 86.4 s a day"),
    ("99.99%", "down 52.6 min a year, 4.32 min a month of 30 days, 8.64 s a day"),
    ("99.999%", "down 5.26 min a year, 25.9 s a month of 30 days, 0.86 s a day"),
)
_RATES = (
    ("a day", "86,400 s", "about 10^5 seconds"),
    ("a month", "2,592,000 s", "30 days, about 2.5 million seconds"),
    ("a million a day", "1M/day", "11.6 a second"),
    ("a billion a day", "1B/day", "11.6K a second"),
    ("100 million a month", "100M/month", "38.6 a second"),
    ("a billion a month", "1B/month", "386 a second"),
    ("base 62, six characters", "62^6", "56.8 billion"),
    ("base 62, seven characters", "62^7", "3.52 trillion"),
)


def entries() -> list[Entry]:
    """Return the whole card, in the order of its groups."""
    made = []
    for name, values in _LATENCY:
        about = " · ".join(
            f"{table} {value or _ABSENT}" for table, value in zip(TABLES, values, strict=True)
        )
        made.append(Entry("latency", name, next(value for value in values if value), about))
    made += [Entry("power", f"2^{power}", f"2^{power}", about) for power, about in _POWERS]
    made += [Entry("availability", nines, nines, about) for nines, about in _AVAILABILITY]
    made += [Entry("rate", name, value, about) for name, value, about in _RATES]
    return made


def search(typed: str) -> list[Entry]:
    """Return the entries that hold every word that was typed, in group, name or value."""
    wanted = typed.casefold().split()
    return [
        entry
        for entry in entries()
        if all(word in f"{entry.group} {entry.name} {entry.value}".casefold() for word in wanted)
    ]
