"""A sheet: names, order, settings, and that an edit gives what a fresh sheet gives."""

import random
import time
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sdcoach.envelope.errors import CalcError
from sdcoach.envelope.sheet import Sheet, evaluate_key
from tests.envelope.corpus import LINES


def displays(text: str) -> list[str]:
    return [
        line.display or (line.error.message if line.error else "")
        for line in Sheet().evaluate(text)
    ]


def test_the_sheet_of_an_interview_reads_as_in_a_notebook() -> None:
    assert displays(
        "writes: 10M paste/month to paste/s\n"
        "reads: 100M read/month to read/s\n"
        "peak: 5 × reads\n"
        "stored: 1.27 KB/paste × 10M paste/month × 36 month\n"
        "links: 62^7\n"
        "hot: 20% of peak\n"
        "cache: 20% × 100M read/month × 1.27 KB/read to GB/day"
    ) == [
        "≈ 3.86 paste/s",
        "≈ 38.6 read/s",
        "≈ 193 read/s",
        "≈ 457 GB",
        "≈ 3.52T",
        "≈ 38.6 read/s",
        "≈ 0.847 GB/day",
    ]


def test_labels_and_assignments_name_the_same_value() -> None:
    sheet = Sheet()
    lines = sheet.evaluate(
        "Peak QPS: 3 × 10K QPS\ncache size = 5 GB\npeak qps × 2\nPEAK_QPS × 2\ncache_size + cache size"
    )
    assert [line.name for line in lines] == ["peak_qps", "cache_size", "", "", ""]
    assert lines[0].label == "Peak QPS"
    assert [line.display for line in lines[2:]] == ["= 60K QPS", "= 60K QPS", "= 10 GB"]
    assert set(sheet.names()) == {"peak_qps", "cache_size"}
    assert sheet.names()["cache_size"].number == 2


def test_a_label_before_an_assignment_names_it_too() -> None:
    lines = Sheet().evaluate("Daily users: dau = 5M users\ndaily users + dau")
    assert lines[1].display == "= 10M users"


def test_the_longest_name_wins() -> None:
    assert displays("cache = 1 GB\ncache size = 5 GB\ncache size × 2\ncache × 2")[2:] == [
        "= 10 GB",
        "= 2 GB",
    ]


def test_a_defined_name_comes_before_a_unit_and_a_unit_stays_one_behind_a_number() -> None:
    shown = displays("users = 500M users\n1 PB / users\n10 users + 5 users\n2 posts/s × 3")
    assert shown[1:3] == ["= 2 MB/user", "= 15 users"]


def test_a_function_s_name_is_free_where_no_bracket_follows() -> None:
    shown = displays(
        "avg: 12K req/s\nPeak QPS: 3 × avg\navg(2, 4) + 1\nmax = avg\nceil(max / (500 req/s))"
    )
    assert shown == ["= 12K req/s", "= 36K req/s", "= 4", "= 12K req/s", "= 24"]
    assert displays("b = 3 × avg\navg = 2")[0] == "'avg' is defined further down (line 2)"


@pytest.mark.parametrize("name", ["prev", "to", "per", "of"])
def test_a_word_of_the_grammar_is_no_name(name: str) -> None:
    assert displays(f"{name} = 5 GB") == [f"'{name}' cannot be a name"]


def test_a_value_further_down_is_named_as_such() -> None:
    found = Sheet().evaluate("b = a × 2\na = 3")[0]
    assert found.error is not None
    assert found.error.message == "'a' is defined further down (line 2)"
    assert found.error.hint == "move that line above this one"
    silent = Sheet().evaluate("servers = 12K req/s / capacity\ncapacity = 500 req/s/server")[0]
    assert silent.error is not None
    assert "further down (line 2)" in silent.error.message


def test_a_broken_line_breaks_what_depends_on_it_and_nothing_else() -> None:
    lines = Sheet().evaluate("avg = 5 GB + 3 s\npeak = 3 × avg\nother = 2")
    assert lines[1].error is not None
    assert lines[1].error.message == "'avg' has an error (line 1)"
    assert lines[2].display == "= 2"


def test_a_misspelt_name_is_suggested_with_its_line() -> None:
    found = Sheet().evaluate("peak = 5\nx = 3 × peek")[1]
    assert found.error is not None
    assert (found.error.message, found.error.hint) == (
        "unknown name 'peek'",
        "did you mean 'peak' (line 1)?",
    )


def test_x_between_spaces_multiplies_even_when_x_has_a_value() -> None:
    assert displays("x = 7\n3 x 4\nx x 2") == ["= 7", "= 12", "= 14"]


def test_prev_and_total_look_at_the_lines_above() -> None:
    text = "5 GB\n3 GB\ntotal\nprev × 2\n\n7 GB\ntotal\n# next\nprev"
    shown = displays(text)
    assert shown[2:4] == ["= 8 GB", "= 16 GB"]
    assert shown[6] == "= 7 GB"
    assert shown[8] == "no value above"


def test_settings_hold_from_their_line_on() -> None:
    text = "1/7\ndigits 5\n1/7\n1 year to days\ncalendar exact\n1 year to days\ndc_rtt\nlatency modern\ndc_rtt"
    shown = displays(text)
    assert (shown[0], shown[2]) == ("≈ 0.143", "≈ 0.14286")
    assert (shown[3], shown[5]) == ("= 365 days", "≈ 365.24 days")
    assert (shown[6], shown[8]) == ("= 500 us", "= 250 us")
    assert [line.kind for line in Sheet().evaluate(text)].count("setting") == 3


def test_one_more_line_is_evaluated_without_changing_the_sheet() -> None:
    sheet = Sheet()
    sheet.evaluate("peak = 5 GB")
    assert sheet.evaluate_line("twice = 2 × peak").display == "= 10 GB"
    assert set(sheet.names()) == {"peak"}
    assert sheet.evaluate_line("twice").kind == "prose"


def test_a_key_is_the_last_value_of_a_short_sheet() -> None:
    line = evaluate_key("writes = 10M paste/month to paste/s\n# peak\n5 × writes")
    assert line.quantity is not None
    assert line.quantity.value == Fraction(5 * 10**7, 2592000)
    for text in ("", "words only", "5 GB to s", "# nothing"):
        with pytest.raises(CalcError):
            evaluate_key(text)


def test_completions_offer_names_then_units_then_constants() -> None:
    sheet = Sheet()
    sheet.evaluate("Peak QPS: 5K QPS\nposts = 3")
    found = sheet.completions("p")
    assert [c.text for c in found[:2]] == ["peak_qps", "posts"]
    assert found[0].detail == "= 5,000 QPS"
    assert [c.text for c in sheet.completions("Peak")] == ["Peak QPS"]
    disk = {c.text: c for c in sheet.completions("disk_")}
    assert disk["disk_seek"].kind == "constant"
    assert disk["disk_seek"].detail == "10 ms (classic table, about 2012)"
    assert "seconds" in [c.text for c in sheet.completions("seco")]
    assert sheet.completions("cei")[0].text == "ceil("
    assert sheet.completions("") == []


PIECES = st.sampled_from(
    (
        *LINES,
        "",
        "a = 3 GB",
        "b = a × 2",
        "c: a + b",
        "a = 5 users",
        "a b = 7",
        "c = a b × 2",
        "d = 10..20 GB",
        "e = d × a",
        "total",
        "prev × 2",
        "solve a for b = 10 GB",
        "e ≈ 3 GB",
        "f = 3 / c",
        "digits 5",
        "calendar exact",
        "g = 1 year to days",
    )
)


def told(sheet: Sheet, text: str) -> list[tuple[object, ...]]:
    return [
        (
            line.number,
            line.input,
            line.kind,
            line.ok,
            line.name,
            line.display,
            line.unit,
            line.notes,
            line.quantity,
            line.unfinished,
            line.error and (line.error.message, line.error.hint, line.error.start, line.error.end),
        )
        for line in sheet.evaluate(text)
    ]


@settings(max_examples=150, deadline=None)
@example(["c = a b × 2", "500M users"], [(1, "a b = 7", 0)])
@given(
    st.lists(PIECES, min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 11), PIECES, st.integers(0, 2)), max_size=6),
)
def test_an_edited_sheet_says_what_a_fresh_sheet_says(
    lines: list[str], edits: list[tuple[int, str, int]]
) -> None:
    sheet = Sheet()
    sheet.evaluate("\n".join(lines))
    for at, piece, kind in edits:
        at = min(at, len(lines) - 1)
        if kind == 0:
            lines[at] = piece
        elif kind == 1:
            lines.insert(at, piece)
        elif len(lines) > 1:
            del lines[at]
        text = "\n".join(lines)
        assert told(sheet, text) == told(Sheet(), text)


def test_what_does_not_depend_on_an_edit_is_the_very_same_line() -> None:
    sheet = Sheet()
    before = sheet.evaluate("a = 3\nb = a × 2\nc = 5 GB\nd = c × 2")
    after = sheet.evaluate("a = 4\nb = a × 2\nc = 5 GB\nd = c × 2")
    assert after[1].display == "= 8"
    assert (after[2], after[3]) == (before[2], before[3])
    assert after[2] is before[2]


def test_typing_in_a_sheet_of_two_hundred_lines_costs_little() -> None:
    source = random.Random(3)
    lines = [f"n{i} = {source.randint(1, 900)} KB/user × {i + 1}M users to GB" for i in range(200)]
    for at in range(100, 108):
        lines[at] = f"n{at} = n99 × {at}"
    sheet = Sheet()
    text = "\n".join(lines)

    def spent(on: Sheet, edited: str) -> float:
        start = time.process_time()
        on.evaluate(edited)
        return time.process_time() - start

    cold = min(spent(Sheet(), text) for _ in range(5))
    sheet.evaluate(text)
    edits = []
    for turn in range(8):
        lines[99] = f"n99 = {turn + 1} KB/user × 100M users to GB"
        edits.append(spent(sheet, "\n".join(lines)))
    assert min(edits) <= 0.10 * cold
