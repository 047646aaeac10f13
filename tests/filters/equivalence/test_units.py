"""Units are dropped where one side leaves them out, and compared exactly where both have them."""

import pytest

from filters.equivalence.normalise import normalise
from filters.equivalence.quantities import parse_quantity, same_quantity, same_ratio
from filters.equivalence.settings import EquivalenceSettings
from filters.equivalence.units import COUNT, PERCENT, parse_unit


def same(one: str, other: str, **policy: bool) -> bool:
    """Are two quantities the same?"""
    left, right = parse_quantity(normalise(one)), parse_quantity(normalise(other))
    assert left and right
    return same_quantity(left, right, EquivalenceSettings(**policy))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"15\mbox{ cm}^2", "15"),
        (r"864 \mbox{ inches}^2", "864 square inches"),
        (r"\$18.00", "18 dollars"),
        ("$36", "36"),
        ("1,000.99€", "1000.99"),
        ("5 apples", "5"),
        ("120 minutes", "2 hours"),
        ("60 mph", "60 miles per hour"),
        ("5 million dollars", r"\$5,000,000"),
        ("50%", r"50\%"),
        ("28 percent", r"28\%"),
        (r"90^\circ", "90 degrees"),
        ("about 5", "5"),
        (r"12^{\text{th}}\text{ grade}", "12"),
        (r"\frac{270}7\text{ degrees}", r"\frac{270}{7}"),
        ("50%", "0.5"),
        (r"33\frac13\%", "1/3"),
        ("188 units", "188 cm"),
    ],
)
def test_same_quantity(one: str, other: str) -> None:
    assert same(one, other) and same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"5.4\text{ cents}", r"5.4\text{ dollars}"),
        ("15 cm", r"15\text{ cm}^2"),
        ("5 cm", "5 m"),
        ("2 hours", "2 minutes"),
        ("50%", "50 dollars"),
        ("0.5", "50"),
        ("5 million", "5"),
        ("3 apples", "4 apples"),
    ],
)
def test_different_quantities(one: str, other: str) -> None:
    assert not same(one, other) and not same(other, one)


def test_a_percentage_is_no_fraction_when_the_policy_says_so() -> None:
    assert same("50%", "50", percent_as_fraction=False)
    assert not same("50%", "1/2", percent_as_fraction=False)


@pytest.mark.parametrize("text", ["2ab", "2 ab", "2x", "3m", r"2\pi", "2 sin x", "5i", "3 plus 2", "2 x"])
def test_letters_behind_a_number_are_mathematics_unless_they_spell_a_unit(text: str) -> None:
    assert parse_quantity(normalise(text)) is None


def test_short_words_are_units_only_among_units() -> None:
    assert parse_unit("in") == parse_unit("inches")
    assert parse_unit("in total") == COUNT
    assert parse_unit("miles in all") == parse_unit("miles")


def test_the_words_for_percent_are_one_unit() -> None:
    assert {parse_unit(word) for word in ("%", "percent", "per cent", "pct", "percentage points")} == {PERCENT}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("11:21", "11:21", True),
        ("1:2", "3:6", True),
        ("1:2", "2:1", False),
        ("12:30", "12:45", False),
        ("3:10", "6:20", False),
        ("7:30 AM", "7:30 a.m.", True),
        ("7:30 AM", "7:30 PM", False),
        ("7:30", "7:30 PM", True),
        ("1/2", "1:2", None),
    ],
)
def test_ratios_reduce_and_clock_times_do_not(one: str, other: str, expected: bool | None) -> None:
    assert same_ratio(one, other) is expected
