"""Fifty thousand random and mutated lines in every run of the suite."""

from sdcoach.envelope.sheet import Sheet
from tests.envelope.fuzz import ABOVE, run
from tests.pace import MOST_OF_A_LINE, cost


def test_random_lines_give_only_the_typed_error_and_soon() -> None:
    worst, kinds = run(50_000, seed=2024)
    sheet = Sheet()
    sheet.evaluate(ABOVE)
    assert cost(lambda: sheet.evaluate_line(worst.line)) <= MOST_OF_A_LINE, worst
    assert kinds["value"] > 3000
    assert kinds["error"] > 10_000
