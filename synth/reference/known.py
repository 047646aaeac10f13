"""Factors that problems leave unsaid because everybody knows them: days of a week, cents of a dollar."""

import re
from fractions import Fraction

_UNITS = (
    ("3", r"yards?\b", "number of feet in a yard"),
    ("4", r"months?\b", "number of weeks in a month"),
    ("7", r"weeks?\b|days?\b|daily", "number of days in a week"),
    ("10", r"decades?\b", "number of years in a decade"),
    ("10", r"\bdimes?\b", "number of cents in a dime"),
    ("12", r"dozens?\b", "number of items in each of the dozens"),
    ("12", r"years?\b|months?\b|annual", "number of months in a year"),
    ("12", r"\bfoot\b|\bfeet\b|inch", "number of inches in a foot"),
    ("16", r"pounds?\b|ounces?\b", "number of ounces in a pound"),
    ("24", r"days?\b|hours?\b|daily", "number of hours in a day"),
    ("25", r"quarters\b", "number of cents in a quarter"),
    ("28", r"february", "number of days in February"),
    ("30", r"months?\b|april|june|september|november", "number of days in a month"),
    ("31", r"months?\b|january|march|\bmay\b|july|august|october|december", "number of days in a long month"),
    ("52", r"weeks?\b|years?\b", "number of weeks in a year"),
    ("60", r"minutes?[\s\S]*seconds?|seconds?[\s\S]*minutes?", "number of seconds in a minute"),
    ("60", r"hours?|minutes?", "number of minutes in an hour"),
    ("100", r"percent|%", "whole as a percentage"),
    ("100", r"\bcents?\b|penn(?:y|ies)|dollar|\$", "number of cents in a dollar"),
    ("100", r"met(?:er|re)", "number of centimetres in a metre"),
    ("100", r"centur", "number of years in a century"),
    ("180", r"degrees?|angle", "number of degrees in a straight angle"),
    ("360", r"degrees?|angle|circle", "number of degrees in a full turn"),
    ("365", r"years?\b|days?\b", "number of days in a year"),
    ("1000", r"kilo|\bkm\b|\bkg\b|lit(?:er|re)|gram|tonne", "factor between the units"),
    ("2000", r"\btons?\b", "number of pounds in a ton"),
    ("3600", r"hours?", "number of seconds in an hour"),
    ("5280", r"miles?", "number of feet in a mile"),
    ("1/4", r"quarters?\b", "value of a quarter in dollars"),
    ("1/10", r"\bdimes?\b", "value of a dime in dollars"),
    ("1/20", r"\bnickels?\b", "value of a nickel in dollars"),
    ("1/100", r"\bpenn(?:y|ies)\b|\bcents?\b", "value of a cent in dollars"),
    ("1/100", r"percent|%", "part of the whole that a percent is"),
)
"""Value, what must occur in the problem, and what the factor is (without its article)."""

_THINGS = (
    ("2", r"round[\s-]trip|there and back|back and forth|both ways|to and from", "number of ways of a round trip"),
    ("2", r"weekends?\b", "number of days in a weekend"),
    ("2", r"\bpairs?\b", "number of pieces in a pair"),
    ("2", r"\bcouples?\b", "number of people in a couple"),
    ("2", r"\btwins\b", "number of twins"),
    ("2", r"\bbicycles?\b|\bbikes?\b", "number of wheels of a bicycle"),
    ("2", r"every other\b|\balternat", "length of the pattern in which one is skipped"),
    ("3", r"triplets", "number of triplets"),
    ("3", r"triang", "number of sides of a triangle"),
    ("3", r"tricycle", "number of wheels of a tricycle"),
    ("4", r"\bsquare\b(?! (?:feet|foot|met|inch|yard|mile))", "number of sides of a square"),
    ("4", r"\blegs?\b|\bpaws?\b", "number of legs that each has"),
    ("4", r"\bcars?\b", "number of wheels of a car"),
    ("5", r"weekdays?\b|workdays?\b|monday", "number of days in a working week"),
    ("6", r"\bcubes?\b", "number of faces of a cube"),
    ("6", r"\binsects?\b|\bants?\b|\bbees?\b", "number of legs of an insect"),
    ("8", r"spiders?\b", "number of legs of a spider"),
)
"""The same, where the line that computes has to speak of it."""

_BY_VALUE: dict[Fraction, list[tuple[bool, re.Pattern[str], str]]] = {}
for _thing, _rows in ((False, _UNITS), (True, _THINGS)):
    for _value, _wording, _name in _rows:
        _BY_VALUE.setdefault(Fraction(_value), []).append((_thing, re.compile(_wording), _name))


def known_factor(value: Fraction, question: str, line: str) -> str | None:
    """What a factor is that is called for without being stated; None if nothing calls for it.

    Args:
        value: the factor.
        question: the problem's text, in lower case.
        line: what the solution says around the computation, in lower case.
    """
    known = [
        (wording, name)
        for thing, wording, name in _BY_VALUE.get(value, ())
        if wording.search(line if thing else question)
    ]
    said = (name for wording, name in known if wording.search(line))
    return next(said, known[0][1] if known else None)
