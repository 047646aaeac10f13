"""Which options of a question a passage speaks of: by letter, by value, by place ("the last one") or as an extreme.

A passage that speaks of every option but the right one has said which is left, whatever its words; so has one that
names everybody but the winner, or excludes every number of a row but the gold.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from filters.leaks.amounts import PLAIN, Amount, find_amounts
from filters.leaks.gates import Cued, Line
from filters.leaks.goal import STEM
from filters.leaks.golds import key
from filters.leaks.known import Known
from filters.leaks.lexicon import SMALL_WORDS
from filters.leaks.tokens import tokenise
from filters.spans import Span

_LETTER = re.compile(
    r"\(([A-Ha-h])\)|(?<![\w.$])\\?(?:text\{)?([B-H])(?![\w'.)$])|\b(?:[Oo]ption|[Cc]hoice|[Aa]nswer)s?\s\(?([A-H])\b"
    r"|(?:\b(?:and|or|nor|than|by)|,)\s\(?([B-H])\b(?!['(])|(?<![\w.])(A)(?=(?:,|,?\s(?:and|or|nor|through|to))\s\(?[B-H]\b)"
)
_PLACE = re.compile(
    r"\b(?:the|its|their)\s(first|second|third|fourth|fifth|last|final)\b(?!\s(?:step|thing|term|digit))", re.I
)
_PLACES_IN_A_ROW = re.compile(r"\b(first|last)\s(two|three|four)\b", re.IGNORECASE)
_EXTREME = re.compile(
    r"\bthe\s(?:(smallest|shortest|lowest|least|cheapest|slowest)|(largest|longest|highest|greatest|biggest|fastest))\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[a-z]{4,}")
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
    for match in _PLACES_IN_A_ROW.finditer(sentence):
        count = SMALL_WORDS[match[2].lower()]
        letters |= {*(known.options[:count] if match[1].lower() == "first" else known.options[-count:])}
    if known.called:
        stems = {word[:STEM] for word in _WORDS.findall(sentence.lower())}
        letters |= {letter for stem, letter in known.called if stem in stems}
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
    for at, end in _windows(spoken):
        if frozenset().union(*spoken[at:end]) == others:
            return [span for span, letters in zip(sentences[at:end], spoken[at:end], strict=True) if letters]
    return []


def _windows(held: Sequence[Collection[object]]) -> Iterator[tuple[int, int]]:
    """Every few sentences in a row of which the first and the last hold something."""
    for at in range(len(held)):
        for end in range(at + 1, min(at + WINDOW, len(held)) + 1):
            if held[at] and held[end - 1]:
                yield at, end


def all_names_but_one(text: str, said: Sequence[Line], known: Known, out: Cued) -> list[Span]:
    """The sentences that together name everybody of the question but the gold, one of them at least excluding."""
    gold = known.gold.text.lower() if known.gold else ""
    if gold not in known.names or len(known.names) < 3:
        return []
    words = tokenise(text).words
    spoken = [known.names.intersection(words[line.at : line.end]) for line in said]
    for at, end in _windows(spoken):
        named = frozenset().union(*spoken[at:end])
        if named == known.names - {gold} and any(out.bit & line.bits for line in said[at:end]):
            return [line.span for line, names in zip(said[at:end], spoken[at:end], strict=True) if names]
    return []


LEAST_STRUCK = 3
"""Numbers in a row that must be excluded for the one that is missing among them to be told (our choice)."""


def all_numbers_but_one(text: str, said: Sequence[Line], known: Known, out: Cued) -> list[Span]:
    """The sentences that exclude numbers which, with the gold, are evenly spaced: 0, 1, 3 and 4 leave 2."""
    gold = next(iter(known.gold.values), 0.5) if known.gold and len(known.gold.values) == 1 else 0.5
    numbers = [one for one in find_amounts(text) if one.form in PLAIN and float(one.value).is_integer()]
    if not gold.is_integer() or known.options or len(numbers) < LEAST_STRUCK:
        return []
    values = _by_line(numbers, said)
    for line, held in zip(said, values, strict=True):
        if held and not (line.bits & out.bit and out.search(text[line.span.start : line.span.end])):
            held.clear()
    for at, end in _windows(values):
        row = set[float]().union(*values[at:end])
        if gold not in row and _is_even(sorted({*row, gold})):
            return [line.span for line, part in zip(said[at:end], values[at:end], strict=True) if part]
    return []


def _by_line(numbers: Sequence[Amount], said: Sequence[Line]) -> list[set[float]]:
    """The values in each sentence."""
    values: list[set[float]] = [set() for _ in said]
    starts = [line.span.start for line in said]
    for one in numbers:
        values[max(0, bisect_right(starts, one.span.start) - 1)].add(one.value)
    return values


def _is_even(row: Sequence[float]) -> bool:
    return len(row) > LEAST_STRUCK and len({after - before for before, after in pairwise(row)}) == 1
