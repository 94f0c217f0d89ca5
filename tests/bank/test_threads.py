"""Words are stemmed in several threads at once: the screen's, the writer's, and workers'."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from sdcoach.bank.words import stem

WORDS = [
    "requirements",
    "sharding",
    "replication",
    "consistency",
    "idempotent",
    "caching",
    "latencies",
    "availability",
    "partitioned",
    "timelines",
    "followers",
    "monitoring",
    "rebuilding",
    "queued",
]


@pytest.fixture(autouse=True)
def hasty_switches() -> Iterator[None]:
    """Let threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_a_stem_is_the_same_in_every_thread() -> None:
    plain = stem.__wrapped__
    expected = [plain(word) for word in WORDS]

    def stems(_: int) -> list[str]:
        return [plain(word) for _ in range(60) for word in WORDS]

    with ThreadPoolExecutor(4) as threads:
        for found in threads.map(stems, range(8)):
            assert found == expected * 60
