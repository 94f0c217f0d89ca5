"""Check lines, `?`, `solve`, and the steps of a sum."""

import pytest

from sdcoach.envelope.line import Line
from sdcoach.envelope.sheet import Sheet


def last(text: str) -> Line:
    return Sheet().evaluate(text)[-1]


CHECKS = [
    ("100M × 10 / 86400 = 12K", "✓ computed ≈ 11.6K; yours is within ×1.04"),
    ("200 QPS × 500 bytes = 100 KB/s", "✓ computed = 100 KB·req/s; yours is spot on"),
    ("7 bytes = 56 bits", "✓ computed = 7 B; yours is spot on"),
    (
        "400,000,000 × 3 GB = 1,200,000 GB",
        "✗ computed = 1.2 EB; yours is 1,000× low — prefix slip?",
    ),
    ("10 GB = 80 GB", "✗ computed = 10 GB; yours is 8× high — bits for bytes?"),
    (
        "100M posts/day = 100M posts/s",
        "✗ computed = 100M posts/day; yours is 86,400× high — seconds in a day?",
    ),
    ("1 TB/day = 24 TB/day", "✗ computed = 1 TB/day; yours is 24× high — hours in a day?"),
    ("5 TB × 3 = 5 TB", "✓ computed = 15 TB; yours is 3× low — replication or peak?"),
    ("$1K/month = $12K/month", "✗ computed = $1,000/month; yours is 12× high — months in a year?"),
    ("5 GB = 0 GB", "✗ computed = 5 GB; yours is far off"),
    ("0 GB = 0 GB", "✓ computed = 0 GB; yours is spot on"),
    ("100 × 10 = 1900", "✓ computed = 1,000; yours is within ×1.9"),
]


@pytest.mark.parametrize(("line", "display"), CHECKS, ids=[c[0] for c in CHECKS])
def test_a_claim_is_judged_and_the_slip_named(line: str, display: str) -> None:
    found = last(line)
    assert found.kind == "check"
    assert found.ok
    assert found.display == display


def test_the_worst_claim_of_a_chain_is_judged() -> None:
    assert "✓" in last("1B / 86400 ≈ 11,574 ≈ 12K").display
    assert "✗" in last("1B / 86400 ≈ 11,574 ≈ 12M").display


def test_a_lost_time_is_forgiven_and_noted() -> None:
    found = last("500M posts × 2 / 86400 = 11.6K posts/s")
    assert found.display.startswith("✓")
    assert found.notes == ("86400 has no unit: write `to posts/s`",)
    missing = last("100,000 × 500 = 50 MB")
    assert missing.display.startswith("✓")
    assert missing.notes == ("only the claim is in MB: give a factor its unit",)


def test_a_named_check_defines_what_was_computed() -> None:
    lines = Sheet().evaluate("Peak QPS: 3 × 11,574 req/s = 36K QPS\npeak qps × 2")
    assert lines[0].kind == "check"
    assert lines[0].result == "≈ 34.7K req/s"
    assert lines[1].display == "≈ 69.4K req/s"


def test_approximately_a_known_name_is_a_claim_about_it() -> None:
    assert last("peak = 5K QPS\npeak ≈ 5100 QPS").kind == "check"
    assert last("peak ≈ 5100 QPS").kind == "value"


MISSING = [
    ("500M users * ? to posts/s = 11.6K posts/s", "? ≈ 2 posts/user/day"),
    ("500M users × ? to posts/s", "? is in posts/user/s"),
    ("? / 5 GB = 3", "? = 15 GB"),
    ("3 GB + ? = 10 GB", "? = 7 GB"),
    ("10 GB - ? = 3 GB", "? = 7 GB"),
    ("100 GB / ? = 10 s", "? = 10 GB/s"),
    ("? + 20% = 120 GB", "? = 100 GB"),
    ("?% of 5 GB = 1 GB", "? = 20"),
    ("2^? = 1024", "? = 10"),
    ("?^2 = 16 GB^2", "? = 4 GB"),
    ("sqrt(?) = 4", "? = 16"),
    ("sum(1 GB, ?, 2 GB) = 10 GB", "? = 7 GB"),
    ("5 x 3 = ?", "? = 15"),
    ("1 TB / ? to hours", "? is in B/hour"),
    ("10 = 5 × ?", "? = 2"),
    ("ceil(? / 500 req/s) = 24", "? = 12K req/s"),
]


@pytest.mark.parametrize(("line", "display"), MISSING, ids=[m[0] for m in MISSING])
def test_a_question_mark_says_what_is_missing(line: str, display: str) -> None:
    found = last(line)
    assert found.kind == "missing"
    assert found.error is None
    assert found.display == display


SHEET = """users = 500M users
size = 2 KB/user
cache = 20% × users × size
total = 3 × cache
"""
SOLVED = [
    (SHEET + "solve size for total = 1 TB", "size ≈ 3.33 KB/user"),
    (SHEET + "solve cache for total = 1 TB", "cache ≈ 333 GB"),
    (SHEET + "solve users for total × 2 = 1 PB", "users ≈ 417B users"),
    ("a = 3\nb = a + 2×a\nsolve a for b = 18", "a = 6"),
    ("a = 3\nb = a × a\nc = b × a\nsolve a for c = 64", "a ≈ 4"),
    ("a = 3\nd = 1/a + 1/a + 2\nsolve a for d = 3", "a = 2"),
    ("x = 5 GB\ny = 3 GB\ntotal\nsolve x for total = 10 GB", "x = 7 GB"),
    ("x = 5 GB\nprev × 2\nsolve x for prev = 30 GB", "x = 15 GB"),
    (
        "replicas = 3\nstore = 5 TB × replicas\n"
        "cost = store × $0.02/GB/month + replicas × $100/month\n"
        "solve replicas for cost = $1000/month",
        "replicas = 5",
    ),
]


@pytest.mark.parametrize(("text", "display"), SOLVED, ids=[s[1] for s in SOLVED])
def test_solve_says_what_an_input_must_be(text: str, display: str) -> None:
    found = last(text)
    assert found.kind == "solve"
    assert found.error is None, found.error
    assert found.display == display


def test_solve_gives_the_value_that_makes_it_true() -> None:
    sheet = Sheet()
    sheet.evaluate(SHEET)
    value = sheet.evaluate_line("solve size for total = 1 TB").quantity
    assert value is not None
    again = SHEET.replace("size = 2 KB/user", f"size = {value.num} bits/user / {value.den}")
    assert last(again + "total to TB").display == "= 1 TB"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("solve nope for total = 1 TB", "unknown name 'nope'"),
        ("solve total for users = 3", "the left side does not depend on 'total'"),
        ("solve size for total = 5 s", "can't compare time (s) with data (KB)"),
    ],
)
def test_solve_says_why_there_is_no_answer(line: str, message: str) -> None:
    sheet = Sheet()
    sheet.evaluate(SHEET)
    error = sheet.evaluate_line(line).error
    assert error is not None
    assert error.message == message


def steps(text: str) -> list[str]:
    sheet = Sheet()
    return sheet.steps(len(sheet.evaluate(text)))


def test_the_steps_are_what_a_candidate_says_aloud() -> None:
    assert steps("500M users × 2 posts/user/day to posts/s") == [
        "500M users × 2 posts/user/day → posts/s",
        "  500,000,000 users × 2 posts/(user·day)   users cancel",
        "  = 1,000,000,000 posts/day",
        "  ÷ 86,400 s/day                           (≈ 10⁵)",
        "  = 11,574.07 posts/s ≈ 11.6K posts/s",
    ]
    assert steps("(100M × 2 KB + 5 GB) / 12 hours to MB/s") == [
        "(100M × 2 KB + 5 GB) / 12 hours → MB/s",
        "  (100,000,000 × 2 KB + 5 GB) ÷ 12 hours",
        "  = (200,000,000 KB + 5 GB) ÷ 12 hours",
        "  = 205,000,000 KB ÷ 12 hours",
        "  = 17,083,333.33 KB/hour",
        "  ÷ 1,000 KB/MB",
        "  ÷ 3,600 s/hour",
        "  ≈ 4.75 MB/s",
    ]


def test_the_steps_say_where_a_name_comes_from() -> None:
    assert steps("peak = 3 × 11,574 req/s\npeak × 20 KB/req to Gbps")[1] == (
        "  peak = 34,722 req/s                      line 1"
    )
    assert steps("3 × dc_rtt to ms")[1] == "  dc_rtt = 500 us"


@pytest.mark.parametrize(
    "text",
    [
        "12K req/s / 500 req/s",
        "62^7",
        "$1150/month to $/year",
        "10..20 GB × 3",
        "5 GB",
        "20% of 1 TB to GB",
        "ceil(11574 req/s / (1000 req/s/server))",
    ],
)
def test_steps_end_with_the_value_shown(text: str) -> None:
    assert steps(text)[-1].endswith(last(text).result[2:])


def test_what_has_no_value_has_no_steps() -> None:
    assert steps("hello there") == []
    assert steps("5 GB + 3 s") == []


def test_a_copy_of_a_value_is_not_that_value() -> None:
    found = last("b = 5 GB\na = b\nboth = b × 2\nsolve a for both = 20 GB")
    assert found.error is not None
    assert found.error.message == "the left side does not depend on 'a'"
    assert last("b = 5 GB\na = b\nboth = a × 2\nsolve b for both = 20 GB").display == "b = 10 GB"


def test_solving_goes_through_a_thousand_lines() -> None:
    chain = "\n".join(["x0 = 1 GB"] + [f"x{i} = x{i - 1} + 1 MB" for i in range(1, 1000)])
    assert last(f"{chain}\nsolve x0 for x999 = 3 GB").display == "x0 ≈ 2 GB"
    doubled = "\n".join(["y0 = 1"] + [f"y{i} = y{i - 1} + y{i - 1}" for i in range(1, 150)])
    assert last(f"{doubled}\nsolve y0 for y149 = 2^150").display == "y0 = 2"


def test_solving_holds_after_lines_were_removed_above() -> None:
    sheet = Sheet()
    top = "# one\n# two\n# three\n"
    below = "a = 3 GB\nb = 2 × a\nc = b + a\nsolve a for c = 18 GB"
    sheet.evaluate(top + below)
    assert sheet.evaluate(below)[-1].display == "a = 6 GB"
