"""Number words that state no value: the pronoun "one", and counts of names ("the two amounts")."""

import re

from filters.numerals import Numeral

NAME_NOUNS = (
    "amounts", "values", "quantities", "numbers", "totals", "results", "sums", "products", "parts", "terms", "figures",
    "variables", "expressions", "equations", "conditions", "cases", "sides", "unknowns", "groups", "differences",
    "costs", "rates", "shares", "counts", "steps", "operations", "factors",
)  # fmt: skip
"""Nouns that a reasoning counts its own names by (our choice)."""

_ADJECTIVE = r"(?:previous|named|given|known|above|resulting|first|last|other|different|separate|individual|remaining)"
_COUNT = re.compile(
    rf"[\s-]+(?:{_ADJECTIVE}\s+)?(?:{'|'.join(NAME_NOUNS)})\b",
    re.IGNORECASE,
)
_DETERMINER = re.compile(
    r"\b(?:the|these|those|both|all|all\sof\sthe|any|of|between|into|with|other|our|its|their)\s+$", re.IGNORECASE
)
_SMALL = frozenset({"two", "three", "four"})

_BEFORE_ONE = re.compile(
    r"\b(?:each|every|no|any|some|this|that|which|another|other|next|last|latter|former|first|second|third|only|same|either|neither|"
    r"final|previous|larger|smaller|greater|bigger|new|old|original|missing|right|wrong|correct|good|such|whichever|the|\w+er|\w+est)"
    r"\s+$",
    re.IGNORECASE,
)
_AFTER_ONE = re.compile(
    r"\s+(?:of\s+(?:the|these|those|them|its|his|her|their|our|your|which|whom|two|any|several|many|\w+['\u2019]s)\b|another\b|by\s+one\b|at\sa\stime\b|"
    r"after\s+(?:the\sother|another)|"
    r"(?:can|could|must|should|would|may|might|needs?|has\sto|wants|who|that|which|whose|or\smore)\b)|['\u2019]s\b|-[a-z]",
    re.IGNORECASE,
)
_BY_ONE = re.compile(r"\bone\s+by\s+$", re.IGNORECASE)
_UNIT_BEFORE = re.compile(
    r"\b(?:of|for|in|per|from|than|on|with|to|just|only|exactly|as|does|and|makes?|takes?)\s+$", re.IGNORECASE
)
_UNIT_AFTER = re.compile(r"\s+(?!(?:and|plus|minus|times|to|from|is|more|less)\b)[a-z]{3,}", re.IGNORECASE)
_LOOK = 40
"""Characters looked at on either side."""


def is_pronoun(text: str, numeral: Numeral) -> bool:
    """True for "one" that stands for a thing or a person: `each one`, `no one`, `one of the`, `one must`."""
    start, end = numeral.span
    if text[start:end].lower() != "one":
        return False
    before, after = text[max(0, start - _LOOK) : start], text[end : end + _LOOK]
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
    return _DETERMINER.search(text[max(0, start - _LOOK) : start]) is not None
