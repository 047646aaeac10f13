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
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
PARTS = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "twelfth": 12, "twentieth": 20, "hundredth": 100,
}  # fmt: skip
MULTIPLES = {"twice": 2, "thrice": 3, "doubl": 2, "tripl": 3, "quadrupl": 4}

ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
ORDINAL = rf"(?:(?:{'|'.join(ORDINALS)})(?:ly)?)"

GAP = r"(?:[\s-]{1,3})"
SCALE = f"(?:{'|'.join(SCALES)})"
SMALL = rf"(?:(?:{TENS}){GAP}(?:{ONES})(?![a-z])|{TENS}|{TEENS}|zero|{ONES})(?![a-z])"
"""`five`, `twelve`, `forty`, `forty-two`."""
CARDINAL = rf"(?:(?:(?:{SMALL}|an?){GAP})?{SCALE}(?![a-z])(?:(?:\sand)?{GAP}(?:{SMALL}|{SCALE}(?![a-z])))*|{SMALL})"
"""Also `a dozen`, `two hundred and five thousand`."""
PART = r"(?:halves|half|(?:third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|twentieth|hundredth)s?)"
AND_PART = rf"(?:\sand\s(?:an?|one){GAP}(?:half|third|quarter))"
FRACTION = (
    rf"(?:(?:an?|one){GAP})?half(?![a-z])|(?:{SMALL}){GAP}{PART}(?![a-z])"
    rf"|an?{GAP}{PART}(?=\s+(?:of|as|the|that|more|less|fewer|larger|his|her|their|its)\b|\s*(?:[,;.)]|$))"
)
"""`half`, `two thirds`, `one-quarter`, `a third of`; but `the third one` and `a quarter dollar` are none."""
MULTIPLE = (
    rf"(?:twice|thrice|(?:{TENS}|{TEENS}|{ONES})[\s-]?fold|(?:doubl|tripl|quadrupl)(?:es|ed|ing|e|y)(?![\s-]{{0,2}}(?:check|count))"
    r"|halv(?:es|ed|ing|e))(?![a-z])"
)


def read_cardinal(text: str) -> Fraction | None:
    """`forty-two` is 42, `a dozen` 12, `two and a half` 5/2."""
    words = re.split(r"[\s-]+", text.lower())
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
    words = re.split(r"[\s-]+", text.lower())
    part = PARTS.get(words[-1].removesuffix("s"))
    head = " ".join(words[:-1])
    count = Fraction(1) if head in ("", "a", "an") else read_cardinal(head)
    return None if part is None or count is None else count / part


def read_ordinal(text: str) -> Fraction:
    """`third` and `thirdly` are 3: the place, which a computation may use ("on the tenth day")."""
    return Fraction(ORDINALS.index(text.lower().removesuffix("ly")) + 1)


def read_multiple(text: str) -> Fraction | None:
    """`twice` is 2, `tripled` 3, `fivefold` 5, `halved` 1/2."""
    word = text.lower()
    if word.startswith("halv"):
        return Fraction(1, 2)
    if word.endswith("fold"):
        return read_cardinal(word.removesuffix("fold").strip(" -"))
    return next((Fraction(value) for stem, value in MULTIPLES.items() if word.startswith(stem)), None)
