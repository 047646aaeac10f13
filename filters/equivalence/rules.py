"""The judgement that the caller's process and the workers share: exact rules first, `leaf` for what is left.

Answers are taken apart (parts.py) until strings, words or exact numbers decide. In the caller's process the leaf cannot
tell; in a worker it is math-verify. Numbers that both sides spell out never reach it.
"""

import re
from collections.abc import Callable

from filters.equivalence.judgement import Judgement, known
from filters.equivalence.normalise import key
from filters.equivalence.numeric import parse_decimal_comma, same_number
from filters.equivalence.parts import by_name, by_shape, by_unit
from filters.equivalence.quantities import parse_quantity, same_quantity, same_ratio
from filters.equivalence.settings import EquivalenceSettings
from filters.equivalence.structure import Kind, parse_shape, ungrouped
from filters.equivalence.words import is_words, word_key

Leaf = Callable[[str, str], Judgement]
"""Compares two expressions, gold first, that no rule takes further apart."""

MAX_DEPTH = 12
"""Lists within tuples within names: what is deeper is left to the leaf."""
CHOICE = re.compile(r"\(([A-Ja-j])\)[.:]?|([A-J])\)?[.:]?")
"""A bare choice letter."""
LABELLED = re.compile(r"\(([A-J])\)\s*\S.*|([A-J])(?:[.:)]\s*\S.*|\s+[A-Z][a-z].*)", re.DOTALL)
"""A choice letter and the choice."""


def unknown(gold: str, pred: str) -> Judgement:
    """The leaf that cannot tell."""
    return Judgement.UNKNOWN


def decide(gold: str, pred: str, settings: EquivalenceSettings, leaf: Leaf = unknown, depth: int = 0) -> Judgement:
    """Are two normalised answers the same? Never raises unless the leaf does."""
    gold, pred = ungrouped(gold), ungrouped(pred)
    judgement = by_string(gold, pred) or by_value(gold, pred, settings)
    if judgement is not None:
        return judgement

    def judge(one: str, other: str) -> Judgement:
        return decide(one, other, settings, leaf, depth + 1)

    if depth < MAX_DEPTH:
        judgement = (
            by_shape(gold, pred, judge, settings.ordered_lists)
            or by_name(gold, pred, judge)
            or by_unit(gold, pred, judge)
        )
    return judgement or leaf(gold, pred)


def by_string(gold: str, pred: str) -> Judgement | None:
    """The string tier on normalised answers: equal strings, choice letters and words; None if it cannot tell."""
    if key(gold) == key(pred):
        return Judgement.SAME
    if len(gold) == len(pred) == 1 and (gold + pred).isalpha():
        return Judgement.DIFFERENT
    letters = _choices(gold, pred)
    if letters is not None:
        return known(letters[0] == letters[1])
    if not (is_words(gold) and is_words(pred)):
        return None
    if word_key(gold) == word_key(pred):
        return Judgement.SAME
    lists = parse_shape(gold) and parse_shape(pred)
    return None if lists or parse_quantity(gold) or parse_quantity(pred) else Judgement.DIFFERENT


def by_value(gold: str, pred: str, settings: EquivalenceSettings) -> Judgement | None:
    """Exact numbers with their units, ratios and clock times; None unless one side is a number."""
    ratios = same_ratio(gold, pred)
    if ratios is not None:
        return known(ratios)
    one, other = parse_quantity(gold), parse_quantity(pred)
    if one and other:
        return known(same_quantity(one, other, settings))
    number, rest = (one, pred) if one else (other, gold)
    if number is None:
        return None
    comma = parse_decimal_comma(rest)
    if comma is not None:
        return known(same_number(number.number, comma, settings.rounding_digits))
    return Judgement.DIFFERENT if _is_no_number(rest) else None


def _is_no_number(text: str) -> bool:
    """Surely no single number: words, or several numbers."""
    shape = parse_shape(text)
    if shape is None:
        return is_words(text)
    several = shape.kind in (Kind.LIST, Kind.TUPLE, Kind.MATRIX) and len(shape.items) > 1
    return several and all(parse_quantity(item) for item in shape.items)


def _choices(gold: str, pred: str) -> tuple[str, str] | None:
    """The letters of `C` and `(C) Cecile`; None unless one side is a bare letter and the other has one too."""
    bare = CHOICE.fullmatch(gold), CHOICE.fullmatch(pred)
    letters = [_letter(text) for text in (gold, pred)]
    return (letters[0], letters[1]) if any(bare) and all(letters) else None


def _letter(text: str) -> str:
    match = CHOICE.fullmatch(text) or LABELLED.fullmatch(text)
    return next(filter(None, match.groups()), "").upper() if match else ""
