"""Ranges against the truth of many thousand samples, correlation, and bounds."""

import random
from math import exp, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdcoach.envelope.line import Line
from sdcoach.envelope.record import record
from sdcoach.envelope.sampling import normal_quantile
from sdcoach.envelope.sheet import Sheet


def worked(text: str) -> Line:
    line = Sheet().evaluate(text)[-1]
    assert line.error is None, line.error
    return line


def percentiles(text: str) -> tuple[float, float, float]:
    found = record(worked(text))
    return found["p5"], found["mid"], found["p95"]  # type: ignore[return-value]


def truth(*ends: tuple[float, float]):  # type: ignore[no-untyped-def]
    """Return a sampler of independent log-normals with these 90 % intervals."""
    source = random.Random(11)
    scales = [((log(a) + log(b)) / 2, (log(b) - log(a)) / 3.289707) for a, b in ends]
    return lambda: [exp(source.gauss(mu, sigma)) for mu, sigma in scales]


def sampled_truth(draw, combine, count: int = 60_000) -> tuple[float, float, float]:  # type: ignore[no-untyped-def]
    values = sorted(combine(*draw()) for _ in range(count))
    return values[count // 20], values[count // 2], values[-count // 20]


MODELS = [
    (
        "1..3 × 2..8 × 10..20 / 3..5",
        [(1, 3), (2, 8), (10, 20), (3, 5)],
        lambda a, b, c, d: a * b * c / d,
        0.02,
    ),
    ("1..3 + 2..8", [(1, 3), (2, 8)], lambda a, b: a + b, 0.05),
    ("1..100 + 1..100 + 5..10", [(1, 100), (1, 100), (5, 10)], lambda a, b, c: a + b + c, 0.04),
    ("10..20 - 5..8", [(10, 20), (5, 8)], lambda a, b: a - b, 0.04),
    ("max(1..3, 2..5)", [(1, 3), (2, 5)], max, 0.02),
    ("min(1..3, 2..5)", [(1, 3), (2, 5)], min, 0.02),
    ("(1..4)^2 × 3", [(1, 4)], lambda a: a * a * 3, 0.02),
    ("sqrt(4..100)", [(4, 100)], lambda a: a**0.5, 0.02),
    ("5 / (2..10)", [(2, 10)], lambda a: 5 / a, 0.02),
]


@pytest.mark.parametrize(("text", "ends", "combine", "near"), MODELS, ids=[m[0] for m in MODELS])
def test_percentiles_agree_with_many_samples(text, ends, combine, near) -> None:  # type: ignore[no-untyped-def]
    expected = sampled_truth(truth(*ends), combine)
    assert percentiles(text) == pytest.approx(expected, rel=near)


def test_the_same_range_used_twice_is_fully_correlated() -> None:
    assert worked("a = 2..8 GB\na / a × 5").display == "≈ 5"
    low, mid, high = percentiles("a = 2..8\na × a")
    assert (low, mid, high) == pytest.approx((4, 16, 64), rel=1e-6)


def test_a_single_range_keeps_its_ends_exactly() -> None:
    assert worked("10..20 GB × 3").display == "≈ 30–60 GB (mid ≈ 42.4)"
    assert worked("$5..10/month").display == "≈ $5–$10/month (mid ≈ $7.07)"
    assert worked("100..300 ms").unit == "ms"


def test_several_ranges_show_ninety_percent_and_the_bounds() -> None:
    assert worked("1..3 GB × 2..4").display == "≈ 2.56–9.38 GB (90%; mid ≈ 4.9, bounds 2–12)"


def test_plus_minus_and_words_write_ranges_too() -> None:
    assert worked("100 ± 20 ms").display == worked("80..120 ms").display
    assert worked("100 ms ± 20%").display == worked("80..120 ms").display
    assert worked("10 to 20 GB").display == worked("10–20 GB").display


def test_a_range_that_touches_zero_has_bounds_only() -> None:
    line = worked("0..10 users × 2")
    assert line.display == "≈ 0–20 users (bounds)"
    assert "a range that touches zero has bounds only" in line.notes
    assert record(line)["p5"] is None
    assert record(line)["lo"] == "0"


def test_sampling_gives_the_same_answer_every_time() -> None:
    text = "ceil(100K..300K req/s / 5K..10K req/s/server) - 1..3 servers"
    assert worked(text).display == worked(text).display


def test_fewer_samples_are_taken_of_long_lines() -> None:
    low, mid, high = percentiles(" + ".join(["1..100"] * 30))
    assert low < mid < high


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 500), st.integers(1, 500), st.sampled_from("+-*/")),
        min_size=1,
        max_size=4,
    )
)
def test_percentiles_are_in_order(parts: list[tuple[int, int, str]]) -> None:
    text = "7..9"
    for a, b, sign in parts:
        text += f" {sign} {min(a, b)}..{max(a, b)}"
    found = record(worked(text))
    if found["p5"] is not None:
        assert found["p5"] <= found["mid"] <= found["p95"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("p", "z"),
    [
        (0.05, -1.6448536269514722),
        (0.5, 0.0),
        (0.975, 1.959963984540054),
        (0.001, -3.090232306167813),
    ],
)
def test_the_normal_quantile_is_right(p: float, z: float) -> None:
    assert normal_quantile(p) == pytest.approx(z, abs=1e-9)


def test_sensitivity_names_the_range_that_matters_most() -> None:
    sheet = Sheet()
    sheet.evaluate(
        "users: 100M..300M users\nposts: 1..10 posts/user/day\nsize = 2..3 KB/post\nstored: users × posts × size to TB/day\nplain = 5"
    )
    found = sheet.sensitivity(4)
    assert [share.label for share in found] == ["posts", "users", "size"]
    assert sum(share.share for share in found) == pytest.approx(1)
    assert len(found[0].bar) > len(found[1].bar)
    assert found[0].text == "1..10 posts/user/day"
    assert sheet.sensitivity(5) == []
