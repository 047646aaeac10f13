"""Which options of a question a passage speaks of: by letter, by value, by place ("the last one") or as an extreme.

A passage that speaks of every option but the right one has said which is left, whatever its words.
"""

import re
from collections.abc import Sequence

from filters.leaks.amounts import find_amounts
from filters.leaks.golds import key
from filters.leaks.known import Known
from filters.spans import Span

_LETTER = re.compile(
    r"\(([A-Ha-h])\)|(?<![\w.$])\\?(?:text\{)?([B-H])(?![\w'.)$])|\b(?:option|choice|answer)s?\s\(?([A-H])\b"
    r"|(?<![\w.])(A)(?=(?:,|,?\s(?:and|or|nor|through|to))\s\(?[B-H]\b)"
)
_PLACE = re.compile(
    r"\b(?:the|its|their)\s(first|second|third|fourth|fifth|last|final)\b(?!\s(?:step|thing|term|digit))", re.I
)
_EXTREME = re.compile(
    r"\bthe\s(?:(smallest|shortest|lowest|least|cheapest|slowest)|(largest|longest|highest|greatest|biggest|fastest))\b",
    re.IGNORECASE,
)
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1, "final": -1}
_RANGE = re.compile(r"\b(?:options|choices|answers)?\s?\(?([A-H])\)?\s(?:through|to)\s\(?([A-H])\b")
WINDOW = 3
"""Sentences one after the other that may share the options among them (our choice)."""


def mentioned(sentence: str, known: Known) -> frozenset[str]:
    """The letters of the options that a sentence speaks of."""
    letters = {next(filter(None, match.groups())).upper() for match in _LETTER.finditer(sentence)}
    for match in _RANGE.finditer(sentence):
        letters |= {letter for letter in known.options if match[1] <= letter <= match[2]}
    offers = {value: letter for letter, value in zip(known.options, known.offered, strict=True) if value is not None}
    if offers:
        letters |= {offers[value] for amount in find_amounts(sentence) if (value := key(amount.value)) in offers}
        letters |= _extremes(sentence, offers) if len(offers) == len(known.options) else set()
    for match in _PLACE.finditer(sentence):
        at = _PLACES[match[1].lower()]
        letters |= {known.options[at]} if at < len(known.options) else set()
    return frozenset(letters) & frozenset(known.options)


def _extremes(sentence: str, offers: dict[float, str]) -> set[str]:
    found = _EXTREME.finditer(sentence)
    return {offers[min(offers)] if match[1] else offers[max(offers)] for match in found}


def all_but_one(text: str, sentences: Sequence[Span], known: Known) -> list[Span]:
    """The sentences that together speak of every option but the right one, and not of that; empty if none do."""
    gold = known.gold.choice if known.gold else None
    if gold is None or gold not in known.options or len(known.options) < 4:
        return []
    others = frozenset(known.options) - {gold}
    spoken = [mentioned(text[span.start : span.end], known) for span in sentences]
    for at in range(len(spoken)):
        for end in range(at + 1, min(at + WINDOW, len(spoken)) + 1):
            if spoken[at] and spoken[end - 1] and frozenset().union(*spoken[at:end]) == others:
                return [span for span, letters in zip(sentences[at:end], spoken[at:end], strict=True) if letters]
    return []
