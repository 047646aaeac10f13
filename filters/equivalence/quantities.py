"""Numbers with what is said around them: units, percent signs, counted things, `about`, clock times and ratios."""

import math
import re
from dataclasses import dataclass, replace
from fractions import Fraction

from filters.equivalence.numeric import Number, parse_number, same_number
from filters.equivalence.settings import EquivalenceSettings
from filters.equivalence.units import PERCENT, Unit, known_units, parse_unit

HEDGE = re.compile(
    r"(?:(?:about|approximately|approx\.?|around|roughly|nearly|exactly|only|just|a total of|total of)\s+|\\approx\s*)",
    re.IGNORECASE,
)
TAIL = re.compile(r"(?P<unit>(?:%|\^\\circ|[A-Za-z])[A-Za-z%/*^{}\d\s.\\'-]*)$")
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "dozen": 12}
NO_UNIT = re.compile(
    r"(?<![A-Za-z])(?:(?:arc)?(?:sin|cos|tan)|cot|csc|log|ln|exp|mod|max|gcd|lcm|det|and|plus)(?![A-Za-z])"
)
"""Functions and connectives: what follows the number is more mathematics."""
MAX_TAIL = 80
"""Characters of a unit."""

CLOCK = re.compile(r"(\d+)\s*:\s*(\d+)\s*(?:([ap])\.?\s?m\.?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit."""

    number: Number
    """Its exact value, as many of its unit."""
    unit: Unit | None = None
    """None without a unit; `COUNT` when the words after it are no unit of measurement."""


def parse_quantity(text: str) -> Quantity | None:
    """The quantity a normalised text spells, or None."""
    text = HEDGE.sub("", text, count=1) if HEDGE.match(text) else text
    number = parse_number(text)
    if number is not None:
        return Quantity(number)
    body, unit, scale = split_unit(text)
    number = None if unit is None else parse_number(body)
    if number is None:
        return None
    return Quantity(number if scale == 1 else Number(number.value * scale), unit)


def split_unit(text: str) -> tuple[str, Unit | None, int]:
    """A text's number or expression, the unit behind it, and the scale of `million`; no unit leaves it as it is."""
    start = max(0, len(text) - MAX_TAIL)
    for match in re.finditer(r"(?<=[\d)}\]\s])(?=[A-Za-z%]|\^\\circ)", text[start:]):
        body, tail = text[: start + match.start()], text[start + match.start() :]
        unit = _unit(tail, attached=not body[-1:].isspace()) if body.strip() else None
        if unit is None:
            continue
        if parse_number(body) is not None or unit.dimension:
            return body.strip(), unit, _scale(tail)
    return text, None, 1


def _unit(tail: str, attached: bool) -> Unit | None:
    """The unit a tail spells; letters right behind a number are variables unless they spell a known unit."""
    words = [word.lower() for word in re.findall("[A-Za-z]+", tail)]
    unit = parse_unit(tail) if TAIL.fullmatch(tail) and not NO_UNIT.search(tail) else None
    if unit is None or any(len(word) == 1 and word not in known_units() and word != "a" for word in words):
        return None
    if attached and (not unit.dimension or len("".join(words)) == 1):
        return None
    return unit if unit.dimension or len(words[0]) > 2 else None


def _scale(tail: str) -> int:
    words = [word.lower().rstrip("s") for word in re.findall("[A-Za-z]+", tail)]
    return math.prod(SCALES.get(word, 1) for word in words)


def same_quantity(one: Quantity, other: Quantity, settings: EquivalenceSettings) -> bool:
    """Are two quantities the same? A missing unit agrees with any; two known ones must measure the same thing."""
    digits = settings.rounding_digits
    units = [unit for unit in (one.unit, other.unit) if unit is not None and unit.dimension]
    if len(units) < 2:
        return same_number(one.number, other.number, digits) or (
            PERCENT in units and settings.percent_as_fraction and _percent_is_fraction(one, other, digits)
        )
    if units[0].dimension != units[1].dimension:
        return False
    if units[0].factor == units[1].factor:
        return same_number(one.number, other.number, digits)
    return one.number.value * units[0].factor == other.number.value * units[1].factor


def _percent_is_fraction(one: Quantity, other: Quantity, digits: int | None) -> bool:
    percent, plain = (one, other) if one.unit == PERCENT else (other, one)
    decimals = percent.number.decimals
    shifted = None if decimals is None else decimals + 2
    hundredth = replace(percent.number, value=percent.number.value / 100, decimals=shifted)
    return same_number(hundredth, plain.number, digits)


def same_ratio(one: str, other: str) -> bool | None:
    """Do `3:6` and `1:2` say the same? Texts that may be clock times must match digit by digit; None: no such texts."""
    left, right = CLOCK.fullmatch(one), CLOCK.fullmatch(other)
    if left is None or right is None:
        return None
    sides = [(int(match[1]), int(match[2])) for match in (left, right)]
    if sides[0] == sides[1]:
        return not (left[3] and right[3]) or left[3].lower() == right[3].lower()
    if any(len(match[2]) == 2 or match[3] or 0 in side for match, side in zip((left, right), sides, strict=True)):
        return False
    return Fraction(*sides[0]) == Fraction(*sides[1])
