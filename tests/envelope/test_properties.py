"""Laws that hold whatever the numbers are."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sdcoach.envelope.figures import figure, in_full, money
from sdcoach.envelope.judge import verdict
from sdcoach.envelope.quantity import ratio
from sdcoach.envelope.sheet import Sheet, evaluate_key
from sdcoach.envelope.units import HARD, UNITS

NUMBERS = st.one_of(
    st.integers(0, 10**9).map(str),
    st.decimals(0, 10**6, places=4, allow_nan=False).map(str),
    st.tuples(st.integers(1, 999), st.sampled_from("KMBT")).map(lambda p: f"{p[0]}{p[1]}"),
)
TAILS = st.sampled_from(
    (
        "",
        " GB",
        " req/s",
        " posts/user/day",
        " KB/post",
        " users",
        " $/month",
        " ms",
        " MiB",
        " years",
    )
)
AMOUNTS = st.tuples(NUMBERS, TAILS).map("".join)
TIMES = ("ns", "us", "ms", "s", "min", "hours", "days", "weeks")
DATA = ("B", "KB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "bits", "Mb", "Gb")


def value(text: str) -> tuple[Fraction, dict[str, int]]:
    quantity = evaluate_key(text).quantity
    assert quantity is not None
    return quantity.value, dict(quantity.dims)


@settings(max_examples=80, deadline=None)
@given(AMOUNTS, AMOUNTS)
def test_multiplication_commutes(a: str, b: str) -> None:
    assert value(f"{a} × {b}") == value(f"{b} × {a}")


@settings(max_examples=80, deadline=None)
@given(NUMBERS, NUMBERS, TAILS)
def test_addition_commutes(a: str, b: str, tail: str) -> None:
    assert value(f"{a}{tail} + {b}{tail}") == value(f"{b}{tail} + {a}{tail}")


@settings(max_examples=80, deadline=None)
@given(AMOUNTS, AMOUNTS)
def test_division_undoes_multiplication(a: str, b: str) -> None:
    first = evaluate_key(a).quantity
    assert first is not None
    assume(value(b)[0])
    again = evaluate_key(f"({a}) × ({b}) / ({b})").quantity
    assert again is not None
    assert again.num == first.num == 0 or ratio(again, first) == 1


@settings(max_examples=80, deadline=None)
@given(NUMBERS, st.sampled_from([TIMES, DATA]), st.data())
def test_a_conversion_in_two_steps_is_the_conversion_in_one(
    number: str, family: tuple[str, ...], data: st.DataObject
) -> None:
    u, v, w = (data.draw(st.sampled_from(family)) for _ in range(3))
    two = evaluate_key(f"a = {number} {u} to {v}\na to {w}")
    one = evaluate_key(f"{number} {u} to {w}")
    assert two.quantity is not None
    assert one.quantity is not None
    assert two.quantity.value == one.quantity.value
    assert two.result == one.result


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 999), st.integers(0, 3))
def test_scaling_by_a_thousand_is_the_next_prefix(number: int, step: int) -> None:
    small, large = ("B", "KB", "MB", "GB", "TB")[step : step + 2]
    assert value(f"{number * 1000} {small}") == value(f"{number} {large}")
    assert value(f"{number}K {small}") == value(f"{number} {large}")


@settings(max_examples=200, deadline=None)
@given(
    st.fractions(min_value=Fraction(1, 10**9), max_value=10**14), st.integers(3, 6), st.booleans()
)
def test_a_figure_reads_back_within_half_a_percent(
    number: Fraction, digits: int, grouped: bool
) -> None:
    text, exact = figure(number.numerator, number.denominator, digits, grouped=grouped)
    again, _ = value(text)
    assert abs(again - number) <= number * Fraction(5, 1000)
    assert exact == (again == number)


@settings(max_examples=100, deadline=None)
@given(AMOUNTS)
def test_what_is_shown_reads_back(text: str) -> None:
    line = evaluate_key(text)
    assert line.quantity is not None
    again = evaluate_key(line.result[2:])
    assert again.quantity is not None
    assert again.quantity.dims == line.quantity.dims
    bound = Fraction(5, 1000) if "$" not in text else Fraction(5, 100)
    assert abs(again.quantity.value - line.quantity.value) <= bound * line.quantity.value
    if line.result.startswith("="):
        assert again.quantity.value == line.quantity.value


@settings(max_examples=80, deadline=None)
@given(st.fractions(min_value=-(10**20), max_value=10**20))
def test_figures_are_symmetric_and_rounded_half_up(number: Fraction) -> None:
    text, exact = figure(abs(number).numerator, number.denominator, 3)
    if number:
        assert figure(-abs(number).numerator, number.denominator, 3) == ("-" + text, exact)
    assert in_full(number.numerator, number.denominator)[0]
    assert money(abs(number).numerator, number.denominator, 3)[0]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0.0005", "5e-4"),
        ("1.005", "1.01"),
        ("1.0049", "1"),
        ("2.5e-7", "2.5e-7"),
        ("999.5", "1,000"),
        ("12.35", "12.4"),
        ("12345", "12.3K"),
        ("12350", "12.4K"),
        ("1e-3", "0.001"),
        ("123456789012", "123B"),
    ],
)
def test_half_goes_up_on_the_exact_value(number: str, text: str) -> None:
    exact = Fraction(number)
    assert figure(exact.numerator, exact.denominator, 3)[0] == text


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n"), max_size=60))
def test_any_text_gives_a_line_with_its_error_inside(text: str) -> None:
    line = Sheet().evaluate(text)[0]
    error = line.error or line.reason
    if error is not None:
        assert 0 <= error.start < error.end <= max(1, len(text))
        assert len(error.message) <= 60
        assert error.message.isprintable()


@settings(max_examples=80, deadline=None)
@given(st.fractions(min_value=Fraction(1, 10**12), max_value=10**12))
def test_a_verdict_is_the_same_either_way_round(ratio: Fraction) -> None:
    one = verdict(ratio.numerator, ratio.denominator)
    other = verdict(ratio.denominator, ratio.numerator)
    assert one.factor == pytest.approx(other.factor)
    assert (one.word, one.slip) == (other.word, other.slip)
    assert one.factor >= 1


def test_no_unit_of_the_table_is_soft_and_hard_at_once() -> None:
    for name, unit in UNITS.items():
        assert min(unit.num, unit.den) > 0, name
        if unit.family:
            assert "bit" in unit.dims
        assert len([atom for atom in unit.dims if atom in HARD]) <= 2
