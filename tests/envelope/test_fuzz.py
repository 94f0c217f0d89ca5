"""Fifty thousand random and mutated lines in every run of the suite."""

from tests.envelope.fuzz import LIMIT_MS, run


def test_random_lines_give_only_the_typed_error_and_soon() -> None:
    worst, kinds = run(50_000, seed=2024)
    assert worst.milliseconds <= LIMIT_MS, worst
    assert kinds["value"] > 3000
    assert kinds["error"] > 10_000
