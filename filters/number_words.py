"""English number words: their patterns, and what they come to.

One place for `twenty-five`, `two thirds`, `a dozen`, `half` and `twice`, since a question may state its values in any
of these forms and a meta-thought must hold none of them.
"""

import re
from fractions import Fraction

from filters.equivalence.words import number_from_words

ONES = "one|two|three|four|five|six|seven|eight|nine"
TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
SCALES = {
    "dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}  # fmt: skip
PARTS = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "twelfth": 12, "twentieth": 20, "hundredth": 100,
}  # fmt: skip
MULTIPLES = {"twice": 2, "thrice": 3, "doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4, "quintupl": 5, "sextupl": 6}

ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
            "twentieth"]  # fmt: skip
HYPHENS = "\u2010-\u2013-"
GAP = rf"(?:[\s{HYPHENS}]{{1,3}})"
_SPLIT = re.compile(rf"[\s{HYPHENS}]+")
_TENTHS = "|".join(f"{name[:-1]}ieth" for name in TENS.split("|"))
ORDINAL = rf"(?:{_TENTHS}|(?:(?:{TENS}){GAP}?)?(?:{'|'.join(ORDINALS)})(?:ly)?)"
"""`third`, `thirdly`, `twenty-third`, `thirtieth`."""
SCALE = f"(?:{'|'.join(SCALES)})"
SMALL = rf"(?:(?:{TENS}){GAP}?(?:{ONES})(?![a-z])|{TENS}|{TEENS}|zero|{ONES})(?![a-z])"
"""`five`, `twelve`, `forty`, `forty-two`."""
CARDINAL = rf"(?:(?:(?:{SMALL}|an?){GAP})?{SCALE}(?![a-z])(?:(?:\sand)?{GAP}(?:{SMALL}|{SCALE}(?![a-z])))*|{SMALL})"
"""Also `a dozen`, `two hundred and five thousand`."""
PLURALS = {
    "twos": 2, "threes": 3, "fours": 4, "fives": 5, "sixes": 6, "sevens": 7, "eights": 8, "nines": 9, "tens": 10,
    "elevens": 11, "twelves": 12, "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60,
    "seventies": 70, "eighties": 80, "nineties": 90, **{f"{scale}s": value for scale, value in SCALES.items()},
}  # fmt: skip
PLURAL = (
    rf"(?<!\bnumber\sof\s)(?<!\bmany\s)(?<!\bthe\s)(?:{'|'.join(PLURALS)})"
    r"(?!\s+(?:digits?|places?|columns?|positions?)\b)"
)
"""`dozens of eggs`, `in fives`; but the tens digit is a place, and in "the number of dozens" they are a unit."""
_PARTS = "third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|twentieth|hundredth|thousandth"
PART = rf"(?:halves|half|(?:quarter|{_PARTS})s?)"
AND_PART = rf"(?:\sand\s(?:an?|one){GAP}(?:half|third|quarter))"
_MEASURES = "pound|ounce|mile|hour|minute|inch|yard|acre|cup|gallon|quart|pint|tank|teaspoon|tablespoon|kilo|kilogram"
_MEASURES += "|kilometer|kilometre|liter|litre|meter|metre"
FRACTION = (
    rf"(?:(?:an?|one){GAP})?half(?![a-z])"
    rf"|(?:{SMALL}){GAP}(?:halves|half|quarters?|(?:{_PARTS})s)(?![a-z])"
    rf"|(?:{ONES}|{TEENS}){GAP}(?:{_PARTS})(?![a-z])"
    rf"|an?{GAP}{PART}(?=\s+(?:of|as|the|that|more|less|fewer|larger|his|her|their|its|(?:{_MEASURES})s?)\b|\s*(?:[,;.)]|$))"
    rf"|quarters?(?=\s+of\b)|(?:{_PARTS})s(?![a-z])"
)
"""`half`, `two thirds`, `one-quarter`, `a third of`, `quarter of`, `tenths`; not `the third one`, `a quarter
dollar` or `twenty-third`."""
MULTIPLE = (
    rf"(?:twice|thrice|(?:{TENS}|{TEENS}|{ONES})[\s-]?fold"
    r"|(?:doubl|tripl|trebl|quadrupl|quintupl|sextupl)(?:es|ed|ing|e|y)(?![\s-]{0,2}(?:check|count))"
    r"|halv(?:es|ed|ing|e))(?![a-z])"
)
_IN_NAMES = (
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand dozen"
)
IN_NAME = (
    rf"(?-i:(?<=[a-z])(?:{'|'.join(map(str.capitalize, _IN_NAMES.split()))})(?![a-z])"
    rf"|(?<![A-Za-z])(?:{'|'.join(_IN_NAMES.split())})(?=[A-Z]))"
)
"""`priceOfTwo`, `fiveApples`."""


_NAMES = f"zero|{ONES}|{TEENS}|{TENS}|{_PARTS}|{_TENTHS}|halv".split("|")
STARTS = sorted({word[:4] for word in [*_NAMES, *SCALES, *PARTS, *MULTIPLES, *ORDINALS, *PLURALS]})
"""What the words begin with, in lower case; articles apart."""
AFTER_ARTICLE = sorted({word[:2] for word in [*PARTS, *SCALES, *_PARTS.split("|")]})
"""What the word behind an article begins with where both are a number: `a dozen`, `a third`."""


def read_cardinal(text: str) -> Fraction | None:
    """`forty-two` is 42, `a dozen` 12, `two and a half` 5/2."""
    words = _words(text)
    if words[0] in PLURALS:
        return Fraction(PLURALS[words[0]])
    if len(words) > 3 and words[-3] == "and" and words[-1] in PARTS:
        whole = read_cardinal(" ".join(words[:-3]))
        return None if whole is None else whole + Fraction(1, PARTS[words[-1]])
    if words[0] in ("a", "an"):
        words[0] = "one"
    if words[0] in SCALES:
        words.insert(0, "one")
    if "dozen" in words:
        count = number_from_words(" ".join(words[: words.index("dozen")]))
        return None if count is None else count * 12
    return number_from_words(" ".join(words))


def read_fraction(text: str) -> Fraction | None:
    """`half` is 1/2, `two thirds` 2/3, `a quarter` 1/4."""
    words = _words(text)
    part = PARTS.get(words[-1].removesuffix("s"))
    head = " ".join(words[:-1])
    count = Fraction(1) if head in ("", "a", "an") else read_cardinal(head)
    return None if part is None or count is None else count / part


def read_ordinal(text: str) -> Fraction:
    """`third` and `thirdly` are 3, `twenty-third` 23: the place, which a computation may use ("on the tenth day")."""
    tens, word = _tens(text.lower().removesuffix("ly"))
    return Fraction(tens + (ORDINALS.index(word) + 1 if word else 0))


def _tens(word: str) -> tuple[int, str]:
    """`twenty-third` is 20 and `third`, `thirtieth` 30 and nothing."""
    for number, name in enumerate(TENS.split("|"), 2):
        if word == f"{name[:-1]}ieth":
            return 10 * number, ""
        if word.startswith(name):
            return 10 * number, _SPLIT.sub("", word.removeprefix(name))
    return 0, word


def _words(text: str) -> list[str]:
    """`seventy-five` and `seventyfive` are two words."""
    apart = re.sub(rf"\b({TENS})(?=(?:{ONES})\b)", r"\1 ", text.lower())
    return _SPLIT.split(apart)


def read_multiple(text: str) -> Fraction | None:
    """`twice` is 2, `tripled` 3, `fivefold` 5, `halved` 1/2."""
    word = text.lower()
    if word.startswith("halv"):
        return Fraction(1, 2)
    if word.endswith("fold"):
        return read_cardinal(word.removesuffix("fold").strip(" -"))
    return next((Fraction(value) for stem, value in MULTIPLES.items() if word.startswith(stem)), None)
