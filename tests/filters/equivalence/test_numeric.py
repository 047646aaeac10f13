r"""Numbers are read exactly, whatever their spelling, and hostile ones are refused, not worked out."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.equivalence.normalise import normalise
from filters.equivalence.numeric import parse_number, rounds_to, same_number

RATIONALS = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**4)


def value(text: str) -> Fraction | None:
    """The number a text spells."""
    number = parse_number(normalise(text))
    return None if number is None else number.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,000", 1000),
        ("1 000", 1000),
        ("14{,}916", 14916),
        (r"11,\! 111,\! 111,\! 100", 11111111100),
        (".35625", Fraction(57, 160)),
        ("2 1/2", Fraction(5, 2)),
        (r"2\frac12", Fraction(5, 2)),
        ("-2½", Fraction(-5, 2)),
        (r"1.2 \times 10^3", 1200),
        ("1.2e-3", Fraction(3, 2500)),
        (r"2^{10}", 1024),
        ("(9+1)", 10),
        ("1,234/2", 617),
        (r"\dfrac{1}{1+\frac12}", Fraction(2, 3)),
        ("twenty-five", 25),
        ("two thirds", Fraction(2, 3)),
        (r"0.1\overline{6}", Fraction(1, 6)),
        ("−5", -5),
        ("004", 4),
    ],
)
def test_reads_a_number(text: str, expected: Fraction | int) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    "text",
    ["3x", "1/0", "2020-01-02", "1/2/3", "(12,102)", "1,22", "1.2.3", "", "-", "AZYUK2A", "1 2", "9^9^9", "2 5/3"],
)
def test_reads_no_number(text: str) -> None:
    assert value(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "9^{9^{9^{9}}}",
        "10^{10000000}",
        "1e999999999",
        "1e-999999999",
        "9" * 100_000,
        "(" * 5_000 + "1" + ")" * 5_000,
        "((((((2^999)^999)^999)^999)^999)^999)",
        "*".join(["9" * 20] * 15) + "^8000",
        "1" + "0" * 350 + "^99",
    ],
)
def test_hostile_numbers_are_refused_without_being_worked_out(text: str) -> None:
    assert parse_number(text) is None


@given(RATIONALS)
def test_every_spelling_of_a_rational_is_that_rational(number: Fraction) -> None:
    over, under = number.numerator, number.denominator
    assert value(f"{over}/{under}") == number
    assert value(rf"\frac{{{over}}}{{{under}}}") == number
    assert value(rf"$\boxed{{\dfrac{{{over}}}{{{under}}}}}$") == number


@given(st.integers(1, 10**5), RATIONALS.map(abs).filter(lambda f: f.numerator % f.denominator))
def test_a_mixed_number_is_the_sum_of_its_parts(whole: int, part: Fraction) -> None:
    part %= 1
    assert value(f"{whole} {part.numerator}/{part.denominator}") == whole + part
    assert value(rf"-{whole}\frac{{{part.numerator}}}{{{part.denominator}}}") == -(whole + part)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
def test_separators_and_trailing_zeros_change_nothing(decimal: object) -> None:
    plain = f"{decimal:f}"
    assert value(plain) == Fraction(plain)
    assert value(f"{decimal:,f}000") == Fraction(plain)
    assert value(f"{decimal:e}") == Fraction(plain)


@given(RATIONALS, RATIONALS)
def test_same_number_is_symmetric_and_exact(one: Fraction, other: Fraction) -> None:
    left, right = parse_number(str(one)), parse_number(str(other))
    assert left and right
    assert same_number(left, right, 15) == same_number(right, left, 15) == (one == other)


def test_a_decimal_agrees_with_what_it_rounds_only_with_enough_digits() -> None:
    third, short, long = Fraction(1, 3), parse_number("0.3333"), parse_number("0." + "3" * 15)
    assert short and long
    assert rounds_to(long, third, 15) and not rounds_to(short, third, 15)
    assert rounds_to(short, third, 4) and not rounds_to(short, third, None)


def test_a_truncated_decimal_is_no_rounding() -> None:
    number = parse_number("0.6666")
    assert number and not rounds_to(number, Fraction(2, 3), 4)


def test_a_decimal_never_agrees_with_another_decimal_by_rounding() -> None:
    number = parse_number("5.0001")
    assert number and not rounds_to(number, Fraction(5), 4)
    assert not rounds_to(number, Fraction("5.00012"), 4)


def test_digits_in_different_bases_are_compared_by_value() -> None:
    ten, two, octal, unsaid = (parse_number(text) for text in ("10_2", "2_{10}", "10_8", "10"))
    assert ten and two and octal and unsaid
    assert same_number(ten, two, 15)
    assert not same_number(ten, octal, 15)
    assert same_number(octal, unsaid, 15)
