"""Numbers that say no value though they look it: names, divisors, ends of ranges; and what a number counts.

All of it is our choice.
"""

from collections.abc import Collection, Sequence
from itertools import takewhile

NAMES = frozenset(
    {"grade", "exercise", "base", "bases", "modulo", "mod", "size", "denominator", "denominators", "numerator",
     "numerators", "chapter", "page", "room", "radix"}
)  # fmt: skip
"""Nouns that a number behind them only names."""
LISTED = frozenset({"and", "or", ",", "$"})
"""What stands between the numbers of a list."""
TESTS = frozenset({"division", "divisible", "divisibility", "multiple", "multiples", "divisor", "factor", "factors"})
"""Words in front of `by` or `of` that speak of a number as a divisor."""
LONGEST = 24
"""Words of a list that are gone back over: a hostile text is nothing else (our choice)."""
LARGEST_DIVISOR = 12
"""A larger number behind them is news."""


def is_name(words: Sequence[str], at: int, value: float) -> bool:
    """Whether a number names a thing, a divisor, or the end of the digits: base 10, divisible by nine, from 0 to 9.

    Args:
        words: of the text.
        at: its place among them.
        value: what it comes to.
    """
    if value == 10 and words[at + 1 : at + 2] == ["digits"]:
        return True
    first = at
    while first and at - first < LONGEST and (words[first - 1] in LISTED or words[first - 1][0].isdigit()):
        first -= 1
    before = words[max(0, first - 2) : first]
    if before[-1:] == ["between"] and words[first] in ("zero", "0"):
        return value == 9
    if not before or first < at and words[first] in LISTED:
        return False
    if before[-1] in NAMES or before[-1] == "-" and before[0] in NAMES or before == ["such", "as"]:
        return True
    if before[0] in ("zero", "0") and before[-1] in ("to", "through"):
        return value == 9
    tested = before[-1] == "divisor" or before[-1] in ("by", "of") and before[0] in TESTS
    return tested and value <= LARGEST_DIVISOR


BESIDE = frozenset({"of", "the", "these", "those", "its", "their", "her", "his", "more", "full", "whole"})
"""Words between a number and its noun."""
BEHIND = frozenset({"in", "on", "at", "a", "an", "per", "for", "and", "or", "to", "is", "are", "from", "by"})
"""Words that no noun of the number before them follows."""


def counts_other(
    behind: Sequence[str], value: float, asked: Collection[str], things: Collection[tuple[float, str]]
) -> bool:
    """Whether a number that the question states counts what is asked and not what it counts there: `4 large packs`.

    Args:
        behind: words behind it.
        value: what it comes to.
        asked: stems of the nouns that the question asks for.
        things: what the question states, with the stem of the noun behind it.
    """
    words = [word for word in behind if word not in BESIDE]
    nouns = [word[:5] for word in takewhile(lambda word: word.isalpha() and word not in BEHIND, words)][:2]
    if not nouns or (value, nouns[0]) in things:
        return False
    return any(noun in asked and (value, noun) not in things for noun in nouns)


_EACH = frozenset(
    {"a", "an", "per", "each", "every", "daily", "hourly", "weekly", "monthly", "at", "for", "rate", "pace"}
)


def is_no_rate(
    behind: Sequence[str], value: float, asked: Collection[str], rates: Collection[tuple[float, str]]
) -> bool:
    """Whether a number that the question states of one is said of all: `24 pages in front of her`, read 24 a day."""
    noun = behind[0][:5] if behind else ""
    return noun in asked and (value, noun) in rates and _EACH.isdisjoint(behind[1:])
