"""Reading the notes: headings, marks, sums, arrows and bullets."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.bank.question import Phase
from sdcoach.interview.notes import (
    Arrow,
    continue_bullet,
    drawing,
    expression,
    followup_heading,
    heading_phase,
    read_notes,
)

PHASES = (
    Phase("scope", "Scope", "Scope", ("scope", "requirements"), ""),
    Phase("data", "Data", "Data", ("data", "api", "entities"), ""),
    Phase("design", "Design", "Design", ("design", "hld", "high-level", "high"), ""),
    Phase("depth", "Deep dives", "Depth", ("deep", "deep-dive"), ""),
)


@pytest.mark.parametrize(
    ("line", "phase"),
    [
        ("## Scope", "scope"),
        ("# scope", "scope"),
        ("## 1. Requirements and targets", "scope"),
        ("## 2) API & data", "data"),
        ("## Phase 3: HLD", "design"),
        ("## High-level design", "design"),
        ("##  Deep dives", "depth"),
        ("## Déep", "depth"),
        ("## (4) Entities", "data"),
        ("## Thoughts", ""),
        ("### Scope", ""),
        ("##Scope", ""),
        ("Scope", ""),
        ("## 12", ""),
    ],
)
def test_the_first_word_of_a_heading_decides_the_phase(line: str, phase: str) -> None:
    assert heading_phase(line, PHASES) == phase


def test_every_line_knows_its_kind_phase_and_follow_up() -> None:
    text = "\n".join(
        [
            "before",
            "## Scope",
            "? How many users?",
            "## Design",
            "= peak: 5 × reads ≈ 193 read/s",
            "-> one primary",
            "client -> api -> db",
            "### F2 It is on the news.",
            "an edge copy",
            "",
            "## Deep dives",
            "text",
        ]
    )
    lines = read_notes(text, PHASES)
    assert [(line.kind, line.phase, line.followup) for line in lines] == [
        ("text", "", 0),
        ("phase", "scope", 0),
        ("ask", "scope", 0),
        ("phase", "design", 0),
        ("compute", "design", 0),
        ("decide", "design", 0),
        ("arrow", "design", 0),
        ("followup", "design", 2),
        ("text", "design", 2),
        ("blank", "design", 2),
        ("phase", "depth", 0),
        ("text", "depth", 0),
    ]
    assert [lines[at].body for at in (2, 4, 5, 7)] == [
        "How many users?",
        "peak: 5 × reads ≈ 193 read/s",
        "one primary",
        "It is on the news.",
    ]
    assert all(text.startswith(line.raw, line.offset) for line in lines)


def test_a_follow_up_heading_reads_back_as_itself() -> None:
    (line,) = read_notes(followup_heading(3, "A court\ngives you  a minute."), PHASES)
    assert (line.kind, line.followup, line.body) == ("followup", 3, "A court gives you a minute.")


def test_marks_inside_a_fence_mean_nothing() -> None:
    lines = read_notes("```mermaid\n## Scope\n? why\na -> b\n```\n## Scope", PHASES)
    assert [line.kind for line in lines] == ["fence"] * 5 + ["phase"]


@pytest.mark.parametrize(
    ("body", "bare"),
    [
        ("reads: 100M read/month to read/s ≈ 38.6 read/s", "reads: 100M read/month to read/s"),
        ("disks: 3 × 4 = 12", "disks: 3 × 4"),
        ("disks = 3 × 4 = 12", "disks = 3 × 4"),
        ("disks = 12", "disks = 12"),
        ("Peak QPS = 12", "Peak QPS = 12"),
        ("3 × 4 = 12", "3 × 4"),
        ("3 × 4", "3 × 4"),
    ],
)
def test_an_appended_result_is_taken_off_again(body: str, bare: str) -> None:
    assert expression(body) == bare


def test_arrow_lines_are_a_diagram() -> None:
    text = "\n".join(
        [
            "Write: Writer -> lb -> write api -> primary (link, expiry)",
            "- write api -> object store: body",
            "a <-> b",
            "Core   paste text -> short link;  open link -> text",
        ]
    )
    drawn = drawing(read_notes(text, PHASES))
    assert drawn.arrows == (
        Arrow("Writer", "lb", "", 0),
        Arrow("lb", "write api", "", 0),
        Arrow("write api", "primary", "", 0),
        Arrow("write api", "object store", "body", 1),
        Arrow("a", "b", "", 2),
        Arrow("b", "a", "", 2),
        Arrow("paste text", "short link", "", 3),
        Arrow("open link", "text", "", 3),
    )
    assert drawn.nodes[:4] == ("Writer", "lb", "write api", "primary")


@pytest.mark.parametrize(
    "line",
    [
        "we go from here ->",
        "x > y",
        "a long sentence that merely happens to hold an arrow somewhere -> and then it goes on",
    ],
)
def test_prose_with_an_arrow_draws_nothing(line: str) -> None:
    assert drawing(read_notes(line, PHASES)).arrows == ()


@pytest.mark.parametrize(
    ("line", "next_line"),
    [
        ("- one", "- "),
        ("  * one", "  * "),
        ("3. three", "4. "),
        ("9) nine", "10) "),
        ("- [x] done", "- [ ] "),
        ("- ", ""),
        ("-", ""),
        ("4. ", ""),
        ("-> decided", None),
        ("plain", None),
        ("", None),
        ("1.5 GB", None),
    ],
)
def test_enter_continues_a_bullet_and_ends_an_empty_one(line: str, next_line: str | None) -> None:
    assert continue_bullet(line) == next_line


@settings(max_examples=100)
@given(st.text(alphabet="ab #?=->→:;\n`(1.F", max_size=80))
def test_any_text_is_read_line_by_line(text: str) -> None:
    lines = read_notes(text, PHASES)
    assert "\n".join(line.raw for line in lines) == text
    for arrow in drawing(lines).arrows:
        assert arrow.source
        assert arrow.target
