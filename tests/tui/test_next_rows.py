"""What to do now keeps its title apart from its terms, and says so when a reason is cut."""

import pytest
from textual.content import Content

from sdcoach.bank.index import open_bank
from sdcoach.history.next import Next
from sdcoach.text import short_title
from sdcoach.tui.next_rows import marked, next_rows
from sdcoach.tui.starting import Terms

TERMS = Terms("senior", 45, "interview")


def rows(title: str, why: str, width: int) -> list[str]:
    made: list[Content] = next_rows(
        Next("start", "x", title, why),
        TERMS,
        width,
        mark=marked("Enter", "▸"),
        change_key="m",
        phase_name=str,
    )
    return [row.plain for row in made]


@pytest.mark.parametrize("width", [50, 71, 72, 80, 96, 100, 160])
def test_the_title_of_every_question_stands_apart_from_the_terms(width: int) -> None:
    for header in open_bank().headers:
        made = rows(header.title, "New to you.", width)
        assert all(len(row) <= width for row in made)
        settled = next(row for row in made if "senior · 45 min" in row)
        before = settled.partition("senior")[0]
        assert before.endswith("  ")
        if width > 100:
            assert header.title in made[0] or short_title(header.title) in made[0]
            assert "…" not in made[0]


@pytest.mark.parametrize(("width", "most"), [(50, 3), (80, 2)])
def test_a_reason_that_is_cut_ends_in_a_sign(width: int, most: int) -> None:
    why = [row for row in rows("Design it", "why " * 80, width) if " why" in row]
    assert len(why) == most
    assert why[-1].endswith("why…")
    assert max(map(len, why)) <= width
    whole = rows("Design it", "why " * 8, width)
    assert not any("…" in row for row in whole)
