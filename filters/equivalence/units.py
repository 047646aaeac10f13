"""Units after a number: what they measure and how large they are, exactly, so that 2 hours are 120 minutes.

Known units carry a dimension and a factor. Any other words after a number (`5 apples`) name what is counted and say
nothing about the value. A percent sign is a unit of its own; what it equals is a policy (settings.py).
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

Dimension = tuple[tuple[str, int], ...]
"""Exponents of base quantities, sorted by name, none of them zero: speed is `(("length", 1), ("time", -1))`."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement; `Unit()` is a pure number or a count."""

    dimension: Dimension = ()
    """What it measures."""
    factor: Fraction = Fraction(1)
    """How many of the base unit it is."""

    def __mul__(self, other: "Unit") -> "Unit":
        """The product of two units."""
        powers = dict(self.dimension)
        for name, power in other.dimension:
            powers[name] = powers.get(name, 0) + power
        return Unit(tuple(sorted((n, p) for n, p in powers.items() if p)), self.factor * other.factor)

    def __pow__(self, power: int) -> "Unit":
        """A square or cubic unit, or the inverse."""
        return Unit(tuple((name, p * power) for name, p in self.dimension), self.factor**power)


PERCENT = Unit((("percent", 1),))
COUNT = Unit()
"""Words that name what is counted."""

LENGTH = "length"
BASES: dict[str, tuple[Dimension, dict[str, str]]] = {
    LENGTH: (
        ((LENGTH, 1),),
        {
            "mm millimeter millimetre": "1/1000", "cm centimeter centimetre": "1/100", "dm decimeter decimetre": "1/10",
            "m meter metre": "1", "km kilometer kilometre": "1000", "in inch inches": "127/5000",
            "ft foot feet": "381/1250", "yd yard": "1143/1250", "mi mile": "201168/125",
        },
    ),
    "volume": (
        ((LENGTH, 3),),
        {"ml milliliter millilitre": "1/1000000", "cl": "1/100000", "l liter litre": "1/1000"},
    ),
    "time": (
        (("time", 1),),
        {
            "ms millisecond": "1/1000", "s sec second": "1", "min minute": "60", "h hr hour": "3600", "day": "86400",
            "week": "604800",
        },
    ),
    "years": ((("years", 1),), {"month": "1/12", "yr year": "1", "decade": "10", "century centuries": "100"}),
    "mass": (
        (("mass", 1),),
        {
            "mg milligram": "1/1000", "g gram": "1", "kg kilogram": "1000", "oz ounce": "45359237/1600000",
            "lb pound": "45359237/100000",
        },
    ),
    "dollars": ((("dollars", 1),), {"cent": "1/100", "dollar usd buck": "1"}),
    "euros": ((("euros", 1),), {"euro eur": "1"}),
    "yen": ((("yen", 1),), {"yen": "1"}),
    "yuan": ((("yuan", 1),), {"yuan rmb": "1"}),
    "rupees": ((("rupees", 1),), {"rupee": "1"}),
    "degrees": ((("degrees", 1),), {"degree deg": "1"}),
    "radians": ((("radians", 1),), {"radian rad": "1"}),
}  # fmt: skip
"""Kinds of quantity with their units; an `s` at the end is understood."""

CLOCK = {"am": Unit((("am", 1),)), "pm": Unit((("pm", 1),))}
COMPOUND = {"mph": "miles per hour", "kmh": "km per hour", "kph": "km per hour", "cc": "cm^3", "sqft": "square feet"}
POWER_WORDS = {"square": 2, "squared": 2, "sq": 2, "cubic": 3, "cubed": 3, "cu": 3}
DIVIDERS = frozenset({"per", "/", "a", "an"})
ANY = frozenset({"unit", "units", "u"})
"""Says only that there is a unit."""

WORD = re.compile(r"[A-Za-z]+|\^\{?-?\d\}?|[%/*]")


@cache
def known_units() -> dict[str, Unit]:
    """Every spelling of every unit, lower-case, singular and plural."""
    table = dict(CLOCK)
    for dimension, spellings in BASES.values():
        for names, factor in spellings.items():
            for name in names.split():
                table[name] = table[f"{name}s"] = Unit(dimension, Fraction(factor))
    return table


def parse_unit(text: str) -> Unit | None:
    """The unit a text spells, `COUNT` if it holds words that are no known unit, None if it is no unit at all."""
    text = text.replace("^\\circ", " degrees ").replace(".", " ").replace("-", " ").replace("\\cdot", "*").strip()
    text = re.sub(r"\b(percentage points?|per ?cent(age)?|pct)\b", "%", text, flags=re.IGNORECASE)
    words = [word.lower() for word in WORD.findall(text)]
    if not words or WORD.sub("", text).strip():
        return None
    if "%" in words:
        return PERCENT
    words = " ".join(COMPOUND.get(word, word) for word in words).replace("^", " ^").split()
    return _product(words) if not ANY & set(words) else COUNT


def _product(words: list[str]) -> Unit:
    """The known units among the words multiplied; `per` and `/` divide, `square` and `^2` raise."""
    unit, sign, power = COUNT, 1, 1
    last: Unit | None = None
    for word in _meaningful(words):
        if word in DIVIDERS:
            sign, power, last = -1, 1, None
        elif word in POWER_WORDS and last is None:
            power = POWER_WORDS[word]
        elif last is not None and (word in POWER_WORDS or word.startswith("^")):
            unit = unit * last ** (POWER_WORDS.get(word) or int(word.strip("^{}"))) * last**-1
        elif word in known_units():
            last = known_units()[word] ** (sign * power)
            unit, power = unit * last, 1
    return unit


def _meaningful(words: list[str]) -> list[str]:
    """Short words such as `in` or `am` are units only where every word is one: not in `5 in total`."""
    if all(word in known_units() or word in POWER_WORDS or word in DIVIDERS or word[0] in "^*" for word in words):
        return words
    return [word for word in words if len(word) > 2 or word[0] in "^/"]
