"""Number words that state no value: the pronoun "one", and counts of names ("the two amounts")."""

import re

from filters.numerals import Numeral

NAME_NOUNS = (
    "amounts", "values", "quantities", "numbers", "totals", "results", "sums", "products", "parts", "terms", "figures",
    "variables", "expressions", "equations", "conditions", "cases", "sides", "unknowns", "groups", "differences",
    "costs", "rates", "shares", "counts", "steps", "operations", "factors", "formulas",
)  # fmt: skip
"""Nouns that a reasoning counts its own names by (our choice)."""

STRUCTURE_NOUNS = (
    "variables", "terms", "expressions", "equations", "conditions", "cases", "unknowns", "sides", "formulas", "factors",
)  # fmt: skip
"""Those of them that never count a thing of the problem: "between two variables" is allowed without "the"."""

_ADJECTIVE = r"(?:previous|named|given|known|above|resulting|first|last|other|different|separate|individual|remaining)"
_COUNT = re.compile(rf"[\s-]+(?:{_ADJECTIVE}\s+)?(?:{'|'.join(NAME_NOUNS)})\b", re.IGNORECASE)
_STRUCTURE = re.compile(rf"[\s-]+(?:{_ADJECTIVE}\s+)?(?:{'|'.join(STRUCTURE_NOUNS)})\b", re.IGNORECASE)
_DEFINITE = re.compile(r"\b(?:the|these|those|both|all|all\sof\sthe|other|our|its|their)\s+$", re.IGNORECASE)
_LOOSE = re.compile(r"\b(?:any|of|between|into|with)\s+$", re.IGNORECASE)
_SMALL = frozenset({"two", "three", "four"})

_NOUNS = "number|value|digit|figure|integer|factor|constant|amount|total|sum|remainder|index|exponent|power"
"""Behind these "one" is a value: "the number one"."""
_BEFORE_ONE = re.compile(
    r"\b(?:each|every|no|any|some|this|that|which|another|other|next|last|latter|former|first|second|third|only|same|either|neither|"
    r"final|previous|larger|smaller|greater|bigger|older|younger|longer|shorter|taller|higher|lower|cheaper|dearer|faster|slower|"
    r"earlier|later|heavier|lighter|nearer|wider|newer|new|old|original|missing|right|wrong|correct|good|such|whichever|the"
    rf"|(?:the|its|their|his|her|our)\s+(?!(?:{_NOUNS})\b)[a-z]+)\s+$",
    re.IGNORECASE,
)
_AFTER_ONE = re.compile(
    r"\s+(?:of\s+(?:the|these|those|them|its|his|her|their|our|your|which|whom|two|any|several|many|\w+['\u2019]s)\b|another\b|by\s+one\b|at\sa\stime\b|"
    r"after\s+(?:the\sother|another)|"
    r"(?:can|could|must|should|would|may|might|needs?|has\sto|wants|who|that|which|whose|or\smore)\b)|['\u2019]s\b|-[a-z]",
    re.IGNORECASE,
)
_BY_ONE = re.compile(r"\bone\s+by\s+$", re.IGNORECASE)
_ARITHMETIC = re.compile(
    r"(?:\b(?:plus|minus|times|equals|negative|divided\sby|multiplied\sby)|[-+*/=\u00d7\u00f7\u2212])\s*$",
    re.IGNORECASE,
)
"""In front of "one" these make it a value whatever follows."""
_UNIT_BEFORE = re.compile(r"\b(?:of|for|in|per|from|on|does|do|would|within|during)\s+$", re.IGNORECASE)
_MONEY = r"dollars?|cents?|euros?|pounds?|pence|penny|pennies|rupees?|yen|francs?|pesos?|bucks?|coins?|percent"
_UNIT_AFTER = re.compile(
    rf"\s+(?!(?:and|or|plus|minus|times|to|from|is|more|less|fewer|half|third|quarter|{_MONEY})\b)[a-z]{{3,}}",
    re.IGNORECASE,
)
"""A unit behind "one". A sum of money is a price, and a price is a value."""
_LOOK = 40
"""Characters looked at on either side."""


def is_pronoun(text: str, numeral: Numeral) -> bool:
    """True for "one" that stands for a thing or a person: `each one`, `no one`, `one of the`, `one must`."""
    start, end = numeral.span
    if text[start:end].lower() != "one":
        return False
    before, after = text[max(0, start - _LOOK) : start], text[end : end + _LOOK]
    if _ARITHMETIC.search(before):
        return False
    return any(
        look is not None for look in (_BEFORE_ONE.search(before), _AFTER_ONE.match(after), _BY_ONE.search(before))
    )


def is_unit_one(text: str, numeral: Numeral) -> bool:
    """True for "one" that names a unit and no value of the problem: `the price of one pen`, `for one day`."""
    start, end = numeral.span
    if text[start:end].lower() != "one" or not _UNIT_AFTER.match(text, end):
        return False
    return _UNIT_BEFORE.search(text[max(0, start - _LOOK) : start]) is not None


def counts_names(text: str, numeral: Numeral) -> bool:
    """True for a small number that counts what the text itself has named: `the two amounts`."""
    start, end = numeral.span
    if text[start:end].lower() not in _SMALL or not _COUNT.match(text, end):
        return False
    before = text[max(0, start - _LOOK) : start]
    structure = _STRUCTURE.match(text, end) is not None and _LOOSE.search(before) is not None
    return structure or _DEFINITE.search(before) is not None


_THINGS = re.compile(r"[\s-]+(?:[a-z]{3,}\s+)?[a-z]{2,}s\b", re.IGNORECASE)
_ORDER = re.compile(r"\b(?:the|these|those|both|other|our|its|their)\s+(?:first|last|next)\s+$", re.IGNORECASE)


def counts_things(text: str, numeral: Numeral, most: int) -> bool:
    """True for a number word up to `most` that points back at so many things: `these two jars`, `the two ages`."""
    start, end = numeral.span
    if text[start:end].lower() not in _SMALL or numeral.value is None or numeral.value > most:
        return False
    before = text[max(0, start - _LOOK) : start]
    return bool(_THINGS.match(text, end) and (_DEFINITE.search(before) or _ORDER.search(before)))
