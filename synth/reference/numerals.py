"""Numbers in English prose: finding them, reading number words, and saying a phrase without them."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
UNITS = tuple(SMALL.split())
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12}
ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)
PARTS = {"half": 2, "third": 3, "quarter": 4} | {word: n for n, word in enumerate(ORDINALS, 1) if n > 3}
"""Words for parts of a whole, in the singular."""

VALUES = {word: value for value, word in enumerate(UNITS)} | {word: 10 * n for n, word in enumerate(TENS, 2)} | SCALES

CARDINAL = "(?:" + "|".join(sorted({*UNITS[2:], *TENS, *SCALES}, key=len, reverse=True)) + ")"
"""Number words but `zero` and `one`: the latter is a pronoun more often than a value."""

WORDED = rf"(?:{CARDINAL}(?:[\s-](?:and\s)?(?:{CARDINAL}|one)(?![a-z]))*)"
DIGITS = r"(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)"
PART = rf"(?:half|halves|(?:{'|'.join(list(PARTS)[1:])})s?)"
DIGIT_FRACTION = rf"{DIGITS}\s?/\s?{DIGITS}(?:rds?|ths?)?"
WORD_FRACTION = rf"(?:an?|one|{CARDINAL})[\s-]{PART}"
FRACTION = rf"(?:{DIGIT_FRACTION}|(?<![A-Za-z]){WORD_FRACTION})"
IN_DIGITS = rf"(?=[\d.$\u20ac\u00a3])(?:[$\u20ac\u00a3]\s?{DIGITS}|{DIGIT_FRACTION}\b|{DIGITS}%?)"
IN_WORDS = rf"(?<![A-Za-z])(?=[A-Za-z])(?:{WORD_FRACTION}\b|{WORDED}\b)"
DIGITS_ONLY = re.compile(IN_DIGITS)
NUMBER = re.compile(f"{IN_DIGITS}|{IN_WORDS}", re.IGNORECASE)
"""A number in prose, as digits or as words."""


class Numeral(NamedTuple):
    """A number in a text."""

    start: int
    """Offset of its first character."""
    end: int
    """Offset after its last character."""
    text: str
    """As written."""
    value: Fraction | None
    """What it says; a percentage counts as written (20% is 20)."""


NUMBER_WORDS = frozenset({*VALUES, *PARTS, *(f"{part}s" for part in PARTS), "halves"}) - {"zero", "one"}
ORDINAL_END = re.compile(r"(?<=\d)(?:rd|th)s?$")
DIGIT = re.compile(r"\d")
LETTERS = re.compile(r"[a-z]+")


def may_hold_number(text: str) -> bool:
    """A quick test: False only if there is no number in the text, neither in digits nor in words."""
    return bool(DIGIT.search(text)) or may_hold_number_word(text)


def may_hold_number_word(text: str) -> bool:
    """A quick test: False only if there is no number in words."""
    return not NUMBER_WORDS.isdisjoint(LETTERS.findall(text.lower()))


def holds_number(text: str) -> bool:
    """True if there is a number in the text, in digits of any kind (also `\u00bd`, `\u00b3`) or in words."""
    odd = not text.isascii() and any(map(str.isnumeric, text))
    return odd or next(find_numerals(text), None) is not None


def find_numerals(text: str) -> Iterator[Numeral]:
    """The numbers in a text, in order."""
    pattern = NUMBER if may_hold_number_word(text) else DIGITS_ONLY
    for found in pattern.finditer(text):
        yield Numeral(found.start(), found.end(), found[0], read_numeral(found[0]))


def read_numeral(text: str) -> Fraction | None:
    """The value of a number as people write it: `1,250`, `$3.50`, `2/3`, `forty-two`, `one third`, `a dozen`."""
    if text.isdecimal():
        return Fraction(int(text))
    cleaned = ORDINAL_END.sub("", text.strip().lower()).strip("$\u20ac\u00a3% ").replace(",", "")
    if "/" in cleaned:
        cleaned = cleaned.replace(" ", "")
    if cleaned[:1].isdigit() or cleaned.startswith("."):
        try:
            return Fraction(cleaned.rstrip("."))
        except (ValueError, ZeroDivisionError):
            return None
    return _read_words(re.split(r"[\s-]+", cleaned))


def _read_words(words: list[str]) -> Fraction | None:
    part = PARTS.get(words[-1].removesuffix("s")) or (2 if words[-1] == "halves" else None)
    if part and len(words) > 1:
        top = Fraction(1) if words[0] in ("a", "an") else _read_words(words[:-1])
        return top / part if top is not None else None
    total = current = 0
    for word in words:
        value = VALUES.get(word)
        if value is None:
            if word in ("and", "a"):
                continue
            return None
        if word in SCALES:
            current = max(current, 1) * value
            total, current = (total + current, 0) if value >= 1000 else (total, current)
        else:
            current += value
    return Fraction(total + current)
