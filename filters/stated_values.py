"""The values that a question states, so that a value of a generated text can be looked up among them.

A first step may use what stands in the problem and what everybody knows of its units, and nothing else. What counts as
the same value is our choice (methods.md 2.4).
"""

import re
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from filters.numerals import Numeral, find_numerals

KNOWN = {
    r"seconds?|minutes?|mins?|hours?|hrs?": (60, 3600),
    r"hours?|days?|daily": (24,),
    r"days?|weeks?|daily|weekly|weekdays?|weekends?": (7, 5, 2),
    r"weeks?|weekly|months?|monthly|years?|yearly|annual(?:ly)?": (4, 52, 12, 30, 365),
    r"dozens?|noon|midnight|morning|afternoon|evening": (12,),
    r"dice|die|cubes?": (6,),
    r"decades?": (10,),
    r"century|centuries": (100,),
    r"foot|feet|inch(?:es)?|yards?": (12, 3, 36),
    r"miles?": (5280,),
    r"ounces?|oz|pounds?|lbs?": (16,),
    r"tons?|tonnes?": (2000, 1000),
    r"gallons?|quarts?|pints?|cups?": (4, 2, 16, 8),
    r"cm|m|met(?:er|re)s?|centimet(?:er|re)s?": (100,),
    r"mm|km|kilomet(?:er|re)s?|kg|kilos?|kilograms?|grams?|ml|millilit(?:er|re)s?|lit(?:er|re)s?|millimet(?:er|re)s?": (
        1000,
    ),
    r"dollars?|bucks?|cents?|euros?|%|percent(?:age)?|per\scent|discount": (100,),
    r"quarters?": (25, 4),
    r"dimes?": (10,),
    r"nickels?": (5,),
    r"pairs?|couples?|both|twins?|double|average|mean|midpoint": (2,),
    r"triangle|triangular|triplets?|trio": (3,),
    r"square|rectang(?:le|ular)|perimeter": (4, 2),
    r"angles?|degrees?|triangle": (90, 180, 360),
}
"""Words of a question, and the constants that they bring with them though no digit says so (our choice)."""

_KNOWN = [
    (re.compile(rf"(?<![^\W\d_])(?:{pattern})(?![^\W\d_])", re.IGNORECASE), values) for pattern, values in KNOWN.items()
]


@lru_cache(maxsize=512)
def stated_values(question: str, conversions: bool = True) -> frozenset[Fraction]:
    """Every value that `question` states in whatever form, and 1, which articles and "each" state.

    Args:
        question: the problem's text.
        conversions: also the constants that its units imply, such as 60 where it speaks of minutes.
    """
    values, numerals = {Fraction(1)}, find_numerals(question)
    for numeral in numerals:
        values |= readings(numeral)
    for one, other in pairwise(numerals):  # half a dozen
        if (
            one.value
            and other.value
            and one.kind == "fraction"
            and not question[one.span.end : other.span.start].strip()
        ):
            values.add(one.value * other.value)
    if conversions:
        values.update(Fraction(value) for pattern, known in _KNOWN if pattern.search(question) for value in known)
        if "$" in question:
            values.add(Fraction(100))
    return frozenset(values)


def readings(numeral: Numeral) -> set[Fraction]:
    """What a number may be called: `25%` is 25 and 1/4, `half` is 1/2 and a division by 2; `3/4` is no 3."""
    value = numeral.value
    if value is None:
        return set()
    if numeral.kind == "percent":
        return {value, value / 100}
    if numeral.kind in ("fraction", "multiple") and value:
        return {value, 1 / value}
    return {value, value / numeral.scale, Fraction(numeral.scale)} if numeral.scale > 1 else {value}


def is_stated(numeral: Numeral, values: frozenset[Fraction]) -> bool:
    """Whether a number of a text is among the values of its question; a percentage also as its fraction."""
    return numeral.value is None or not values.isdisjoint(
        {numeral.value} | ({numeral.value / 100} if numeral.kind == "percent" else set())
    )
