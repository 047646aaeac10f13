"""Numeric expressions are found and evaluated, in whatever form they are written."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.leaks.amounts import find_amounts


def values(text: str) -> list[float]:
    return [amount.value for amount in find_amounts(text) if amount.use == "value"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("forty-two", 42),
        ("a hundred and sixty euros", 160),
        ("thirteen hundred", 1300),
        ("two thousand three hundred and five", 2305),
        ("two and a half", 2.5),
        ("eleven sixteenths", 11 / 16),
        ("one and five sixths of an hour", 11 / 6),
        ("zero point three seven five", 0.375),
        ("three score", 60),
        ("a dozen dozen", 144),
        ("one short of a score.", 19),
        ("1,234.5", 1234.5),
        (r"12{,}000", 12000),
        ("25%", 0.25),
        ("seventy-five percent", 0.75),
        (r"$\frac{168}{2}$", 84),
        (r"\frac12", 0.5),
        (r"2\frac{3}{4}", 2.75),
        (r"$3\sqrt{5}$", 3 * math.sqrt(5)),
        (r"36\pi", 36 * math.pi),
        (r"$7.8 \times 10^{1}$", 78),
        (r"2^4 \cdot 3", 48),
        ("(4+1)(2+1)(1+1)", 30),
        (r"\binom{5}{3}", 10),
        ("5! = x", 120),
        ("12 · 70", 840),
        ("$5 + $7", 12),
        ("half of ninety-six", 48),
        ("half a dozen", 6),
        ("just one short of fifty", 49),
        ("the square of six", 36),
        ("seven squared", 49),
        ("the sum of forty and eight", 48),
        ("twice the number of days in a week", 14),
        ("two minutes more than a full day has hours", 26),
        ("a third of the square of nine", 27),
        ("four score and ten", 90),
        ("the first prime after 40", 41),
        ("a baker's dozen", 13),
        ("halfway between ten and twenty", 15),
    ],
)
def test_an_expression_has_its_value(text: str, value: float) -> None:
    assert values(text)[0] == pytest.approx(value)


@pytest.mark.parametrize(
    "text", ["1. Add\n2. Subtract", "Step 3 follows", "the second of them", "x_1 and a_{2}", "on the 3rd day", "x2"]
)
def test_marks_places_and_indices_say_no_value(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize("text", ["x - 5 + 7 = 20", "20 = x + 5 + 7", "5 + 7x"])
def test_what_is_bound_to_a_letter_is_not_worked_out(text: str) -> None:
    assert 12 not in values(text) and 2 not in values(text)


@pytest.mark.parametrize(
    "text",
    [
        "9^9^9^9",
        "(" * 500 + "1",
        "1/0",
        r"\frac{1}{0}",
        "9" * 500,
        "2^" * 300 + "2",
        "10!!!!",
        "-" * 9000,
        "\\frac" * 9000,
        "\\sqrt" * 9000,
    ],
)
def test_hostile_arithmetic_is_left_alone(text: str) -> None:
    assert all(math.isfinite(value) for value in values(text))


@given(st.text(alphabet="0123456789+-*/^(){}\\fracsqt .=x,%ab\n", max_size=80))
def test_amounts_lie_in_the_text(text: str) -> None:
    for amount in find_amounts(text):
        assert 0 <= amount.span.start < amount.span.end <= len(text)
        assert math.isfinite(amount.value)


@given(st.integers(min_value=0, max_value=999_999))
def test_a_number_reads_the_same_with_and_without_separators(number: int) -> None:
    assert values(f"it is {number:,} here") == values(f"it is {number} here") == [number]
