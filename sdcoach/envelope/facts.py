"""Numbers that people quote: latencies old and new, costs, and the sizes of common values.

`classic` is the table that interviewers know, in the form most copies agree on (Jeff Dean and
Peter Norvig; Jonas Bonér's gist, about 2012). `modern` was measured again in March 2026 by the
napkin-math project (MIT). Each value is written in the envelope language and read when used.
"""

CLASSIC, MODERN = "classic", "modern"
AGE = {
    CLASSIC: "classic table, about 2012",
    MODERN: "napkin-math, March 2026",
    "": "by definition",
}
"""Where the values of an era come from and how old they are."""


class Fact:
    """A constant.

    Attributes:
        classic: Its value in the classic table, empty when it is not in it.
        modern: Its value as measured lately, empty when nobody did.
        about: What it is, in a few words.
        fixed: Its value when it has no age, such as the size of a UUID.
    """

    __slots__ = ("about", "classic", "fixed", "modern")

    def __init__(
        self,
        classic: str,
        modern: str,
        about: str,
        fixed: str = "",
    ) -> None:
        self.classic = classic
        self.modern = modern
        self.about = about
        self.fixed = fixed


FACTS: dict[str, Fact] = {
    "l1_cache": Fact("0.5 ns", "", "reference to the L1 cache"),
    "branch_mispredict": Fact("5 ns", "", "branch guessed wrongly"),
    "l2_cache": Fact("7 ns", "", "reference to the L2 cache"),
    "mutex": Fact("25 ns", "", "lock or unlock a mutex"),
    "main_memory": Fact("100 ns", "20 ns", "random reference to main memory"),
    "compress_1kb": Fact("3 us", "1 KB / (500 MiB/s)", "compress 1 KB"),
    "send_1kb_1gbps": Fact("10 us", "", "send 1 KB over a 1 Gbps network"),
    "ssd_random_read": Fact("150 us", "100 us", "read 4 KB at random from an SSD"),
    "read_1mb_memory": Fact("250 us", "1 MB / (20 GiB/s)", "read 1 MB in a row from memory"),
    "dc_rtt": Fact("500 us", "250 us", "round trip inside a data centre or region"),
    "read_1mb_ssd": Fact("1 ms", "1 MB / (8 GiB/s)", "read 1 MB in a row from an SSD"),
    "disk_seek": Fact("10 ms", "10 ms", "seek of a spinning disk"),
    "read_1mb_disk": Fact("20 ms", "1 MB / (250 MiB/s)", "read 1 MB in a row from a spinning disk"),
    "ca_netherlands_rtt": Fact("150 ms", "", "round trip California to the Netherlands"),
    "ssd_seq": Fact("1 MB/ms", "8 GiB/s", "read in a row from an SSD"),
    "memory_seq": Fact("4 GB/s", "20 GiB/s", "read in a row from memory"),
    "disk_seq": Fact("50 MB/s", "250 MiB/s", "read in a row from a spinning disk"),
    "memory_random": Fact("", "20 ns", "random read from memory"),
    "syscall": Fact("", "300 ns", "system call"),
    "context_switch": Fact("", "10 us", "switch to another thread"),
    "ssd_seq_read": Fact("", "8 GiB/s", "read in a row from an SSD"),
    "tcp_echo": Fact("", "50 us", "echo over TCP on one machine"),
    "same_zone_net": Fact("", "10 GiB/s", "network inside one zone"),
    "region_net": Fact("", "250 us", "round trip inside a region"),
    "redis_query": Fact("", "500 us", "query of a Redis nearby"),
    "hdd_seq": Fact("", "250 MiB/s", "read in a row from a spinning disk"),
    "hdd_seek": Fact("", "10 ms", "seek of a spinning disk"),
    "blob_get": Fact("", "80 ms", "get a small object from a blob store"),
    "na_east_west": Fact("", "60 ms", "round trip across North America"),
    "compress": Fact("", "500 MiB/s", "compress data on one core"),
    "sort": Fact("", "500 MiB/s", "sort 64-bit integers on one core"),
    "cpu": Fact("", "$15/month", "price of a core"),
    "ram": Fact("", "$2/GB/month", "price of memory"),
    "blob": Fact("", "$0.02/GB/month", "price of blob storage"),
    "ssd": Fact("", "$0.2/GB/month", "price of SSD storage"),
    "char": Fact("", "", "one ASCII character", "1 B"),
    "int32": Fact("", "", "32-bit integer", "4 B"),
    "int64": Fact("", "", "64-bit integer", "8 B"),
    "double": Fact("", "", "double-precision float", "8 B"),
    "timestamp": Fact("", "", "64-bit time stamp", "8 B"),
    "uuid": Fact("", "", "UUID", "16 B"),
    "ipv4": Fact("", "", "IPv4 address", "4 B"),
    "ipv6": Fact("", "", "IPv6 address", "16 B"),
    "md5": Fact("", "", "MD5 digest", "16 B"),
    "sha256": Fact("", "", "SHA-256 digest", "32 B"),
}
ALIASES = {
    "memory_ref": "main_memory",
    "datacenter_rtt": "dc_rtt",
    "wan_rtt": "ca_netherlands_rtt",
}


def find(name: str) -> Fact | None:
    """Return the constant of that name or alias."""
    return FACTS.get(ALIASES.get(name, name))


def text_of(fact: Fact, era: str) -> tuple[str, str]:
    """Return the value of a constant as text and the era it is from.

    A constant that the wished era does not have is taken from the other one.
    """
    if fact.fixed:
        return fact.fixed, ""
    if era == MODERN:
        return (fact.modern, MODERN) if fact.modern else (fact.classic, CLASSIC)
    return (fact.classic, CLASSIC) if fact.classic else (fact.modern, MODERN)
