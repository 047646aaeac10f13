"""Words that stand for numbers, and the counts that everybody knows (a week has seven days). All of it our choice."""

import math
from functools import lru_cache

_UP_TO_19 = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SMALL_WORDS = {word: value for value, word in enumerate(_UP_TO_19)} | {
    word: 10 * value for value, word in enumerate(_TENS, 2)
}
"""Words that add up: `forty-two`."""
SMALL_WORDS |= {"nought": 0, "fourty": 40}

SCALE_WORDS = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
COUNT_WORDS = {"dozen": 12, "dozens": 12, "score": 20, "gross": 144, "tens": 10}
"""Words that multiply what stands before them: `three score`, `a dozen dozen`."""

PART_WORDS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "sixteenth": 16, "twentieth": 20, "twentyfifth": 25, "thirtieth": 30, "fiftieth": 50, "hundredth": 100,
    "thousandth": 1000,
}  # fmt: skip
PART_WORDS |= {f"{word}s": value for word, value in PART_WORDS.items() if word not in ("half", "halves")}
"""`three quarters`; alone and without an article most of them are ordinals."""

MULTIPLE_WORDS = {
    "twice": 2, "double": 2, "doubling": 2, "thrice": 3, "triple": 3, "quadruple": 4, "half": 0.5, "third": 1 / 3,
    "quarter": 0.25, "square": None, "cube": None,
}  # fmt: skip

UNITS = {
    "second": ("time", 1), "sec": ("time", 1), "minute": ("time", 60), "min": ("time", 60), "hour": ("time", 3600),
    "hr": ("time", 3600), "day": ("time", 86400), "week": ("time", 604800), "fortnight": ("time", 1209600),
    "month": ("months", 1), "year": ("months", 12), "decade": ("months", 120), "century": ("months", 1200),
    "mm": ("length", 1), "millimetre": ("length", 1), "cm": ("length", 10), "centimetre": ("length", 10),
    "dm": ("length", 100), "decimetre": ("length", 100),
    "m": ("length", 1000), "metre": ("length", 1000), "km": ("length", 1e6), "kilometre": ("length", 1e6),
    "inch": ("length_us", 1), "foot": ("length_us", 12), "feet": ("length_us", 12), "yard": ("length_us", 36),
    "mile": ("length_us", 63360),
    "mg": ("mass", 1), "milligram": ("mass", 1), "g": ("mass", 1e3), "gram": ("mass", 1e3), "gramme": ("mass", 1e3),
    "kg": ("mass", 1e6), "kilo": ("mass", 1e6), "kilogram": ("mass", 1e6), "tonne": ("mass", 1e9),
    "ton": ("mass", 1e9), "ounce": ("mass_us", 1), "oz": ("mass_us", 1), "pound": ("mass_us", 16),
    "lb": ("mass_us", 16), "ml": ("volume", 1), "millilitre": ("volume", 1), "cl": ("volume", 10),
    "centilitre": ("volume", 10), "dl": ("volume", 100), "decilitre": ("volume", 100),
    "litre": ("volume", 1000), "l": ("volume", 1000), "cup": ("volume_us", 1), "pint": ("volume_us", 2),
    "quart": ("volume_us", 4), "gallon": ("volume_us", 16), "cent": ("money", 1), "penny": ("money", 1),
    "pence": ("money", 1), "nickel": ("money", 5), "dime": ("money", 10), "quarter": ("money", 25),
    "dollar": ("money", 100), "buck": ("money", 100), "euro": ("money", 100), "crown": ("money", 100),
    "rupee": ("money", 100), "rand": ("money", 100), "franc": ("money", 100), "peso": ("money", 100),
    "pair": ("count", 2), "couple": ("count", 2), "dozen": ("count", 12), "score": ("count", 20),
    "gross": ("count", 144), "degree": ("angle", 180),
    "radian": ("angle", 180 * 180 / math.pi), "quintal": ("mass", 1e8),
    "turn": ("angle", 64800),
}  # fmt: skip
"""Unit to its dimension and size there. American spelling is mapped by `unit_of`."""

_SPELLINGS = {
    "centuries": "century", "inches": "inch", "pennies": "penny", "meter": "metre", "kilometer": "kilometre",
    "centimeter": "centimetre", "millimeter": "millimetre", "liter": "litre", "milliliter": "millilitre",
    "decimeter": "decimetre",
}  # fmt: skip


@lru_cache(maxsize=8192)  # a text has few words, and the same ones again and again
def unit_of(word: str) -> str | None:
    """The unit that a word names, in its base form; None if it names none."""
    if word in UNITS:
        return word
    if word in _SPELLINGS:
        return _SPELLINGS[word]
    if word.endswith("s"):
        word = word[:-1]
        word = _SPELLINGS.get(word, word)
        return word if word in UNITS and len(word) > 2 else None
    return None


NAMED_COUNTS = {
    ("day", "week"): 7, ("day", "fortnight"): 14, ("day", "year"): 365, ("hour", "day"): 24, ("minute", "hour"): 60,
    ("second", "minute"): 60, ("second", "hour"): 3600, ("month", "year"): 12, ("week", "year"): 52,
    ("month", "quarter"): 3, ("season", "year"): 4, ("minute", "day"): 1440, ("hour", "week"): 168,
    ("year", "decade"): 10, ("year", "century"): 100, ("cent", "dollar"): 100, ("cent", "euro"): 100,
    ("inch", "foot"): 12, ("letter", "alphabet"): 26, ("state", "union"): 50, ("card", "deck"): 52,
    ("leg", "spider"): 8, ("leg", "insect"): 6, ("leg", "dog"): 4, ("leg", "cat"): 4, ("leg", "octopus"): 8,
    ("arm", "octopus"): 8, ("finger", "hand"): 5, ("finger", "person"): 10, ("toe", "foot"): 5,
    ("wheel", "car"): 4, ("wheel", "bicycle"): 2, ("wheel", "tricycle"): 3, ("player", "football"): 11,
    ("player", "soccer"): 11, ("string", "guitar"): 6, ("string", "violin"): 4, ("key", "piano"): 88,
    ("square", "chessboard"): 64, ("field", "chessboard"): 64, ("pawn", "side"): 8, ("planet", "system"): 8,
    ("egg", "dozen"): 12, ("item", "dozen"): 12, ("face", "die"): 6, ("face", "cube"): 6, ("edge", "cube"): 12,
    ("corner", "cube"): 8, ("vertex", "cube"): 8, ("degree", "circle"): 360, ("degree", "angle"): 90,
    ("gram", "kilogram"): 1000, ("metre", "kilometre"): 1000, ("continent", "world"): 7, ("colour", "rainbow"): 7,
    ("color", "rainbow"): 7, ("degree", "triangle"): 180, ("degree", "line"): 180, ("degree", "turn"): 360,
    ("degree", "quadrilateral"): 360, ("percent", "whole"): 100, ("centimetre", "metre"): 100, ("day", "january"): 31,
    ("day", "april"): 30, ("day", "june"): 30, ("day", "july"): 31, ("day", "september"): 30, ("gram", "kilo"): 1000,
    ("day", "february"): 28, ("day", "december"): 31, ("millilitre", "litre"): 1000,
    ("millimetre", "centimetre"): 10,
    ("penny", "pound"): 100, ("ounce", "pound"): 16, ("degree", "water"): 100, ("inch", "yard"): 36,
    ("foot", "yard"): 3,
    ("day", "month"): 30, ("week", "month"): 4, ("cent", "quarter"): 25, ("cent", "dime"): 10, ("cent", "nickel"): 5,
    ("hour", "clock"): 12, ("year", "millennium"): 1000, ("face", "tetrahedron"): 4, ("edge", "tetrahedron"): 6,
    ("vertex", "tetrahedron"): 4, ("face", "octahedron"): 8, ("edge", "octahedron"): 12, ("vertex", "octahedron"): 6,
    ("face", "dodecahedron"): 12, ("edge", "dodecahedron"): 30, ("face", "icosahedron"): 20, ("pip", "die"): 21,
    ("spot", "die"): 21, ("card", "suit"): 13, ("suit", "deck"): 4, ("hole", "golf"): 18, ("player", "basketball"): 5,
    ("player", "baseball"): 9, ("player", "volleyball"): 6, ("player", "rugby"): 15, ("player", "cricket"): 11,
    ("month", "decade"): 120, ("side", "coin"): 2, ("wing", "bird"): 2, ("wing", "bee"): 4, ("leg", "bee"): 6,
    ("leg", "crab"): 10, ("leg", "horse"): 4, ("leg", "cow"): 4, ("leg", "table"): 4, ("leg", "ant"): 6,
    ("tentacle", "squid"): 10, ("line", "sonnet"): 14, ("line", "limerick"): 5, ("syllable", "haiku"): 17,
    ("string", "cello"): 4, ("note", "octave"): 8, ("pawn", "chess"): 16, ("piece", "chess"): 32, ("king", "deck"): 4,
    ("wheel", "unicycle"): 1, ("second", "day"): 86400, ("day", "may"): 31, ("day", "march"): 31,
    ("day", "august"): 31, ("day", "october"): 31, ("day", "november"): 30, ("minute", "week"): 10080,
    ("bottle", "crate"): 24, ("sheet", "ream"): 500, ("hour", "fortnight"): 336, ("week", "fortnight"): 2,
    ("month", "calendar"): 12, ("semitone", "octave"): 12, ("semitone", "scale"): 12,
}  # fmt: skip
"""(what is counted, what has so many of it) to the count."""
_SIDES = {
    "triangle": 3, "square": 4, "rectangle": 4, "quadrilateral": 4, "pentagon": 5, "hexagon": 6, "heptagon": 7,
    "octagon": 8, "decagon": 10, "dodecagon": 12,
}  # fmt: skip
NAMED_COUNTS |= {
    (part, shape): count for shape, count in _SIDES.items() for part in ("side", "corner", "angle", "edge", "vertex")
}
