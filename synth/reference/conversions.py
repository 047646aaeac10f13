"""Factors between units, told by the units on both sides of a computation: `240 minutes / 60 = 4 hours`.

A number that is such a factor is no other quantity, though the problem may state or compute one of the same value.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from synth.reference.expression import Node
from synth.reference.mentions import Mention
from synth.reference.solution import Step

_PAIRS = (
    ("60", "second minute", "number of seconds in a minute"),
    ("60", "minute hour", "number of minutes in an hour"),
    ("3600", "second hour", "number of seconds in an hour"),
    ("24", "hour day", "number of hours in a day"),
    ("7", "day week", "number of days in a week"),
    ("4", "week month", "number of weeks in a month"),
    ("52", "week year", "number of weeks in a year"),
    ("28", "day month", "number of days in February"),
    ("30", "day month", "number of days in a month"),
    ("31", "day month", "number of days in a long month"),
    ("365", "day year", "number of days in a year"),
    ("12", "month year", "number of months in a year"),
    ("10", "year decade", "number of years in a decade"),
    ("100", "year century", "number of years in a century"),
    ("100", "cent dollar", "number of cents in a dollar"),
    ("12", "inch foot", "number of inches in a foot"),
    ("3", "foot yard", "number of feet in a yard"),
    ("36", "inch yard", "number of inches in a yard"),
    ("5280", "foot mile", "number of feet in a mile"),
    ("10", "millimeter centimeter", "number of millimetres in a centimetre"),
    ("100", "centimeter meter", "number of centimetres in a metre"),
    ("1000", "meter kilometer", "number of metres in a kilometre"),
    ("1000", "gram kilogram", "number of grams in a kilogram"),
    ("1000", "milligram gram", "number of milligrams in a gram"),
    ("1000", "milliliter liter", "number of millilitres in a litre"),
    ("16", "ounce pound", "number of ounces in a pound"),
    ("2000", "pound ton", "number of pounds in a ton"),
    ("4", "quart gallon", "number of quarts in a gallon"),
    ("2", "pint quart", "number of pints in a quart"),
    ("2", "cup pint", "number of cups in a pint"),
    ("4", "cup quart", "number of cups in a quart"),
    ("16", "cup gallon", "number of cups in a gallon"),
    ("8", "pint gallon", "number of pints in a gallon"),
    ("8", "ounce cup", "number of ounces in a cup"),
    ("128", "ounce gallon", "number of ounces in a gallon"),
)
"""The factor, the smaller and the larger unit, and what the factor is (without its article)."""

_BY_VALUE: dict[Fraction, list[tuple[str, str, str]]] = {}
for _value, _units, _name in _PAIRS:
    _smaller, _larger = _units.split()
    _BY_VALUE.setdefault(Fraction(_value), []).append((_smaller, _larger, _name))

_SPELLED = {
    "feet": "foot", "ft": "foot", "inches": "inch", "centuries": "century", "min": "minute", "mins": "minute",
    "hr": "hour", "hrs": "hour", "sec": "second", "secs": "second", "cm": "centimeter", "mm": "millimeter",
    "m": "meter", "km": "kilometer", "kg": "kilogram", "kgs": "kilogram", "kilo": "kilogram", "kilos": "kilogram",
    "g": "gram", "mg": "milligram", "ml": "milliliter", "l": "liter", "lb": "pound", "lbs": "pound", "oz": "ounce",
    "centimetre": "centimeter", "metre": "meter", "kilometre": "kilometer", "litre": "liter",
    "millilitre": "milliliter",
}  # fmt: skip
_UNITS = frozenset(unit for pairs in _BY_VALUE.values() for smaller, larger, _ in pairs for unit in (smaller, larger))
_WORD = re.compile(r"[A-Za-z]+")
STATED_WITHIN = 30
"""So near behind a stated factor the problem names the larger unit: `4 weeks in a month`."""


def unit_of(text: str) -> str | None:
    """The unit that a text begins with: `minute` for `minutes working`."""
    found = _WORD.match(text.lstrip(" -"))
    if not found:
        return None
    word = found[0].lower()
    word = _SPELLED.get(word, word)
    singular = word.removesuffix("s")
    singular = _SPELLED.get(singular, singular)
    return word if word in _UNITS else singular if singular in _UNITS else None


def conversion(value: Fraction, parent: str, before: set[str], after: str | None) -> tuple[str, str, str] | None:
    """The smaller unit, the larger one and the name of a factor; None if a number is none.

    Args:
        value: the number.
        parent: the operation that takes it.
        before: units that the other number of the computation may have.
        after: the unit of the result.
    """
    for pair in _BY_VALUE.get(value, ()):
        smaller, larger, _ = pair
        if (parent == "*" and larger in before and after == smaller) or (
            parent == "/" and smaller in before and after == larger
        ):
            return pair
    return None


def result_unit(step: Step) -> str | None:
    """The unit of what a computation finds."""
    return "dollar" if step.money else unit_of(step.after)


def units_in(step: Step, other: Node) -> Iterator[str]:
    """The unit that the computation itself shows behind a number: `240 minutes / 60`."""
    if other.text and (found := re.search(rf"(?<![\d.,]){re.escape(other.text)}(?![\d.,])", step.visible)):
        unit = unit_of(step.visible[found.end() :])
        if unit is not None:
            yield unit


def mention_unit(mention: Mention) -> str | None:
    """The unit of a stated number."""
    if mention.kind == "money":
        return "cent" if "cent" in mention.text.lower() else "dollar"
    return unit_of(mention.counted)


def is_stated_factor(text: str, mention: Mention, smaller: str, larger: str) -> bool:
    """True if a stated number is the factor itself: `there are 4 weeks in a month`, `7 days a week`."""
    if mention_unit(mention) != smaller:
        return False
    around = text[max(0, mention.start - STATED_WITHIN) : mention.start + len(mention.text) + STATED_WITHIN]
    return any(unit_of(found[0]) == larger for found in _WORD.finditer(around))
