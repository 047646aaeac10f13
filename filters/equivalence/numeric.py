r"""Numbers read exactly, as fractions, never through floats: when both answers are numbers, this decides.

Reads integers, decimals, thousands separators, `a/b`, `\frac{a}{b}`, mixed numbers, scientific notation, number words,
digits in a base (`204_5`) and plain arithmetic on numbers.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from filters.equivalence.arithmetic import evaluate
from filters.equivalence.words import number_from_words

MAX_CHARS = 400
"""A longer text is no number."""

PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
GROUPED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:(?:,\d{3})+(?![\d,])|(?: \d{3})+(?![ \d/]))")
DECIMAL_COMMA = re.compile(r"([+-]?\d+),(\d+)")
BASED = re.compile(r"(\d+)\s*_\s*(?:\{\s*(\d+)\s*\}|(\d+))")
REPEATING = re.compile(r"([+-]?\d*)\.(\d*)\\(?:overline|bar|dot)\s*\{(\d+)\}")
EXPONENT = re.compile(r"(?<=\d)[eE](?=[+-]?\d)")
TIMES = re.compile(r"\\times(?![A-Za-z])|\\cdot(?![A-Za-z])|(?<=[\d)]) ?[xX×] ?(?=10\^)")
DIVIDE = re.compile(r"\\div(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Number:
    """An exact rational and how it was written."""

    value: Fraction
    """Its exact value; for digits in a base, the digits read in base ten."""
    decimals: int | None = None
    """Digits after the point when it was written as one plain decimal; None for `1/3`, `2^3`, `5`."""
    digits: int = 0
    """Significant digits of that decimal, trailing zeros included."""
    base: int | None = None
    """The base its digits were said to be in; None when nothing was said."""


@lru_cache(maxsize=4_096)
def parse_number(text: str) -> Number | None:
    """The number a normalised text spells, or None. The whole text must be the number; units are not read here."""
    text = text.strip()
    if not text or len(text) > MAX_CHARS:
        return None
    if not any(character.isdigit() for character in text):
        value = number_from_words(text)
        return None if value is None else Number(value)
    if based := BASED.fullmatch(text):
        return Number(Fraction(based[1]), base=int(based[2] or based[3]))
    if repeating := REPEATING.fullmatch(text):
        return Number(_repeating(*repeating.groups()))
    if "(" not in text and "[" not in text:
        text = GROUPED.sub(lambda match: re.sub("[ ,]", "", match[0]), text)
    return _plain(text) if PLAIN.fullmatch(text) else _arithmetic(text)


def parse_decimal_comma(text: str) -> Number | None:
    """`1000,99` as continental Europe writes 1000.99; only the context can tell it from a list."""
    match = DECIMAL_COMMA.fullmatch(text.strip())
    return parse_number(f"{match[1]}.{match[2]}") if match else None


def same_number(one: Number, other: Number, rounding_digits: int | None) -> bool:
    """Are two numbers the same value? Exact, but for `rounds_to`; symmetric."""
    if one.base is not None and other.base is not None and one.base != other.base:
        values = _based_value(one), _based_value(other)
        return values[0] is not None and values[0] == values[1]
    return (
        one.value == other.value
        or rounds_to(one, other.value, rounding_digits)
        or rounds_to(other, one.value, rounding_digits)
    )


def rounds_to(decimal: Number, exact: Fraction, min_digits: int | None) -> bool:
    """Is the decimal a correct rounding of a value that no decimal spells? Our choice: docs/equivalence.md."""
    if min_digits is None or decimal.decimals is None or decimal.digits < min_digits or terminates(exact):
        return False
    return abs(decimal.value - exact) * 2 <= Fraction(1, 10**decimal.decimals)


def terminates(value: Fraction) -> bool:
    """Can a decimal spell it exactly?"""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _plain(text: str) -> Number:
    if "." not in text:
        return Number(Fraction(text))
    whole, part = text.lstrip("+-").split(".")
    return Number(Fraction(text), len(part) or None, len((whole + part).lstrip("0")))


def _repeating(whole: str, fixed: str, period: str) -> Fraction:
    r"""`0.1\overline{6}` is 1/6."""
    head = Fraction(f"{whole.lstrip('+-') or 0}.{fixed or 0}")
    value = head + Fraction(int(period), (10 ** len(period) - 1) * 10 ** len(fixed))
    return -value if whole.startswith("-") else value


def _arithmetic(text: str) -> Number | None:
    text = DIVIDE.sub("/", TIMES.sub("*", EXPONENT.sub("*10^", text)))
    try:
        return Number(evaluate(text))
    except (ValueError, ZeroDivisionError):
        return None


def _based_value(number: Number) -> int | None:
    try:
        return int(str(number.value), number.base or 10)
    except ValueError:  # a digit its base does not have
        return None
