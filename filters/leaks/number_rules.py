"""Riddles about numbers themselves: "the eighth prime", "the only square between 40 and 50", "a 4 followed by a 2"."""

import math
import re
from collections.abc import Callable, Iterator

MOST = 100_000
"""No member of a sequence above this is looked for."""
ORDINALS = {
    word: place
    for place, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
         "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
         "twentieth"),
        1,
    )
}  # fmt: skip
"""Places in a sequence, by their word."""


def is_prime(value: int) -> bool:
    """Trial division; callers keep `value` below `MOST`."""
    return value > 1 and all(value % divisor for divisor in range(2, math.isqrt(value) + 1))


def _fibonacci() -> Iterator[int]:
    one, other = 1, 1
    while True:
        yield one
        one, other = other, one + other


MEMBER: dict[str, Callable[[int], bool]] = {
    "odd prime": lambda value: value > 2 and is_prime(value),
    "prime": is_prime,
    "square": lambda value: math.isqrt(value) ** 2 == value,
    "cube": lambda value: round(value ** (1 / 3)) ** 3 == value,
    "even": lambda value: value % 2 == 0,
    "odd": lambda value: value % 2 == 1,
    "triangular": lambda value: math.isqrt(8 * value + 1) ** 2 == 8 * value + 1,
    "palindrome": lambda value: str(value) == str(value)[::-1],
    "": lambda value: True,
}
"""Which positive whole numbers belong to a kind."""


def kind_of(words: str) -> str:
    """The kind that a phrase names: `perfect square` is square."""
    return next((kind for kind in MEMBER if kind and kind in words), "")


def place_in(kind: str, place: int) -> float:
    """The member of a sequence at a place, counted from one; ValueError where that is no small matter."""
    if "fibonacci" in kind:
        return float(next(value for at, value in enumerate(_fibonacci(), 1) if at == min(place, 40)))
    belongs = MEMBER[kind_of(kind)]
    found = (value for value in range(1, MOST) if belongs(value))
    return float(next(value for at, value in enumerate(found, 1) if at == place)) if place <= 100 else _none()


def between(kind: str, low: float, high: float, last: bool = False, factor: float = 0) -> float:
    """The first (or last) member strictly between two numbers; of the multiples of `factor`, if it is given."""
    if not 0 <= low < high <= MOST:
        return _none()
    belongs = (lambda value: value % factor == 0) if factor >= 1 else MEMBER[kind_of(kind)]
    values = range(int(low) + 1, math.ceil(high))
    return float(next((value for value in (reversed(values) if last else values) if belongs(value)), 0)) or _none()


def with_digits(kind: str, digits: float, last: bool, factor: float = 0) -> float:
    """The smallest or largest number of so many digits."""
    if not 1 <= digits <= 4 or digits != int(digits):
        return _none()
    low, high = 10.0 ** (digits - 1), 10.0**digits
    return between(kind, low - 1, high, last, factor)


def multiple_near(factor: float, start: float, way: str) -> float:
    """The next multiple `above`, `below` or `near` a number."""
    if factor < 1:
        return _none()
    if way == "near":
        return round(start / factor) * factor
    return (math.floor(start / factor) + 1) * factor if way == "above" else (math.ceil(start / factor) - 1) * factor


def first_primes(count: float) -> list[int]:
    """At most the first twenty primes."""
    return [int(place_in("prime", place)) for place in range(1, min(int(count), 20) + 1)]


def joined(left: float, right: float) -> float:
    """Digits written one after the other: a four followed by a two."""
    whole = left == int(left) and right == int(right) and 0 <= left < 1000 and 0 <= right < 1000
    return float(f"{int(left)}{int(right)}") if whole else _none()


def repeated(count: float, digit: float) -> float:
    """A number of `count` equal digits."""
    return float(f"{int(digit)}" * int(count)) if 0 < digit < 10 and 1 < count < 7 else _none()


def digit_sum(value: float) -> float:
    """The sum of the digits of a whole number."""
    return float(sum(map(int, str(int(value))))) if value == int(value) else _none()


def turned(value: float) -> float:
    """The digits in reverse order."""
    return float(str(int(value))[::-1]) if value == int(value) and value > 9 else _none()


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_IS_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")


def roman(letters: str) -> float:
    """A number in Roman letters."""
    if not _IS_ROMAN.fullmatch(letters):
        return _none()
    values = [_ROMAN[letter] for letter in letters]
    return float(sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True)))


def choose(count: float, of: float) -> float:
    """Binomial coefficient of two small whole numbers."""
    whole = count == int(count) and of == int(of) and 0 <= of <= count <= 60
    return float(math.comb(int(count), int(of))) if whole else _none()


def _none() -> float:
    raise ValueError
