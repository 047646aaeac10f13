"""Saying a phrase without its numbers: `spent on 3 shirts` becomes `spent on the shirts`."""

import re
from collections.abc import Callable

from synth.reference import units
from synth.reference.numerals import CARDINAL, DIGITS, FRACTION, ORDINALS, WORDED, may_hold_number

DETERMINERS = (
    "the|his|her|its|their|my|your|our|these|those|this|that|all|other|another|remaining|first|last|next|"
    "past|each|every|"
    "any|some|both|more|additional|extra|only|previous|following|new|old|no|than"
)
"""Words in front of a number that make an article needless when it goes."""

LABELLED = (
    "day|week|month|year|team|grade|class|group|room|box|level|player|route|stage|phase|round|game|test|quiz|chapter|"
    "type|part|section|step|house|bus|car|person|store|floor|lane|row|shelf|bag|bin|tank|page|hour|train|plane|pond|"
    "tree|book|shop|number"
)
"""Nouns that a number names rather than counts: `day 3`."""

FUNCTION = (
    "of|in|on|at|for|and|to|is|are|was|were|per|from|while|when|as|than|that|which|who|with|by|after|before|"
    "she|he|they|"
    "it|or|into|among|because|if|so|then|but|will|would|can|since|until|each|apiece|left|more|less|fewer|has|have|had|"
    "does|do|did"
)
"""Words that do not begin what a number counts."""

PRICED = "bills?|coins?|notes?|tickets?|coupons?|gift|discount|rebate|allowance|budget|bonus|deposit|card|tip|fee"
"""Things that an amount of money describes: `a $5 bill`."""

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
AMOUNT = rf"[$\u20ac\u00a3]\s?{DIGITS}(?:\s(?:million|thousand|billion))?"
N = rf"(?:{DIGITS}|{WORDED}\b)"
"""A number without a currency sign, as digits or as words."""

Replacement = str | Callable[[re.Match[str]], str]


def _ordinal(found: re.Match[str]) -> str:
    number, label = int(found["n"]), found["label"].lower()
    return f"{ORDINALS[number - 1]} {label}" if 1 <= number <= len(ORDINALS) else label


def _ordinal_digits(found: re.Match[str]) -> str:
    if found[1]:
        return "another"  # "a fourth" would be a fraction
    number = int(found[2])
    return ORDINALS[number - 1] if 1 <= number <= len(ORDINALS) else "given"


def _labelled(found: re.Match[str]) -> str:
    return f"{found['det'] or 'the '}{_ordinal(found)}"


def _counted(found: re.Match[str]) -> str:
    """A number in front of a noun becomes an article, unless a determiner is there already."""
    return found["det"] or "the "


def _of_them(found: re.Match[str]) -> str:
    whole = {"them": "they", "us": "we"}[found[2].lower()]
    return f"all of {found[2]}" if found[1] else whole


def _a_unit(found: re.Match[str]) -> str:
    return "an " if found.string[found.end() :].startswith(("hour", "inch", "ounce", "acre")) else "a "


def _fraction(found: re.Match[str]) -> str:
    following = (found[1] or "").lower()
    return "the given fraction of" if following and following not in FUNCTION.split("|") else "the given fraction"


CURRENCY = ("$", "\u20ac", "\u00a3")
RULES: tuple[tuple[tuple[str, ...], re.Pattern[str], Replacement], ...] = tuple(
    (needs, re.compile(pattern, re.IGNORECASE), replacement)
    for needs, pattern, replacement in (
        (("ratio",), rf"\b(an?)\s{N}[\s-]to[\s-]{N}\s(ratio)", r"\1 \2"),
        (
            (":", "am", "pm", "a.m", "p.m"),
            rf"{DIGITS}\s?:\s?\d\d\s?(?:[ap]\.?m\b\.?)?|{DIGITS}\s?(?:[ap]\.m\.|[ap]m\b)",
            "the given time",
        ),
        ((" ",), r"\b(in|of|since|until)\s(?:the\syear\s)?(?:1[5-9]|20)\d\d\b(?!\s\w+s\b)", r"\1 the given year"),
        (
            tuple(MONTHS.lower().split("|")),
            rf"\b({MONTHS})\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,\s\d{{4}})?",
            r"\1",
        ),
        (("st", "nd", "rd", "th"), r"\b(an?\s)?(\d{1,3})(?:st|nd|rd|th)\b", _ordinal_digits),
        (
            tuple(f" {digit}" for digit in range(10)) + (" #",),
            rf"(?P<det>\b(?:{DETERMINERS})\s)?\b(?P<label>{LABELLED})\s\#?(?P<n>\d{{1,2}})\b(?!\s?[%/.:\d-])",
            _labelled,
        ),
        (
            ("/", "hal", "third", "quarter", *ORDINALS[3:]),
            rf"\b(?:the\s)?(?:other\s)?{FRACTION}\b(?:\sof\b)?(?=\s(\w+))?",
            _fraction,
        ),
        (("%", "percent"), rf"\b(an?|the|his|her|their|its)\s{N}\s?(?:%|percent\b)\s(?=[a-z])", r"\1 "),
        (("%", "percent"), rf"(?<![\w$])(?:the\s)?{N}\s?(?:%|percent\b)", "the given percentage"),
        (("-",), rf"(?<![\w$]){N}(?:-(?!fold|one\b|{CARDINAL}\b)[a-z]+)+\s(?=[a-z])", ""),
        (("times", "fold"), rf"(?<![\w$]){N}[\s-]?(?:times|fold)\b", "several times"),
        (CURRENCY, rf"{AMOUNT}(?:\sand\s{AMOUNT})?\s(?=(?:\w+\s)?(?:{PRICED})\b)", ""),
        (CURRENCY, rf"\b(the|his|her|their|that|this|remaining)\s{AMOUNT}", r"\1 amount"),
        (CURRENCY, AMOUNT, "the stated amount"),
        ((" of them", " of us"), rf"\b(?:the\s)?(all\s)?{N}\sof\s(them|us)\b", _of_them),
        (
            ("of ", "between ", "among ", "by ", "for ", "with "),
            rf"\b(of|between|among|by|for|with)\s(?:the\s|all\s)?{WORDED}(?=\s?(?:[?.!,]|$))",
            r"\1 them",
        ),
        ((" has",), rf"\bthe\s{N}\shas\b", "they have"),
        (
            ("the ",),
            rf"\bthe\s{N}\s(?=(?:have|had|will|would|together|combined|do|did|can|could|must)\b)",
            "they ",
        ),
        (("1 ",), rf"(?<![\w$.,])1\s(?=(?:{units.ANY})\b)", _a_unit),
        (
            (" ",),
            rf"(?<!\bthe\s)(?<![\w$.,]){N}\s(?=(?:more\s|additional\s|extra\s)?(?:{units.ANY})\b)",
            "the given number of ",
        ),
        (
            (" ",),
            rf"\b(?:(?:half\s)?an?\s)?(?P<det>\b(?:{DETERMINERS})\s)?{N}\s(?=[a-z])(?!(?:{FUNCTION})\b)",
            _counted,
        ),
        (("",), rf"(?<![\w$])(?:the\s)?{N}(?!\w)", "the given number"),
    )
)
"""Tried in this order on the whole phrase; each only where one of its fragments occurs (a quick test)."""

REPAIRS = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"\ba\s(?=[aeio]\w)(?!one\b|once\b|eu|use)", "an "),
        (r"\ban\s(?=[bcdfgjklmnpqrstvwxyz])(?!hour|honest|heir)", "a "),
        (r"\bthe the\b", "the"),
        (r"\b(?:these|those|the (?:last|next|past|first)) (the given)\b", r"\1"),
        (r"\b(of) of\b", r"\1"),
        (r"\(\s*\)", ""),
        (r"\s+([,.;:?!])", r"\1"),
        (r"\s{2,}", " "),
    )
)
"""What the rules may leave behind."""


def without_numbers(phrase: str) -> str:
    """The phrase with every number said in words that hold no value, or left out; may be empty."""
    if not may_hold_number(phrase):
        return " ".join(phrase.split())
    text, lowered = phrase, phrase.lower()
    for needs, pattern, replacement in RULES:
        if any(fragment in lowered for fragment in needs):
            text = pattern.sub(replacement, text)
    for pattern, repair in REPAIRS:
        text = pattern.sub(repair, text)
    return text.strip()
