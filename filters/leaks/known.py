"""What may be compared with a text's amounts: what the question states, the gold, and what the solution arrives at."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from filters.leaks.amounts import Amount, find_amounts
from filters.leaks.lexicon import unit_of

_CHOICE = re.compile(r"^\W*(?:choice|option|answer)?\W*([A-H])\W*$", re.IGNORECASE)
_OPTION = re.compile(r"(?:^|[\s(])\(?([A-H])[).:]\s*(.*?)(?=(?:[\s,;(]+\(?[A-H][).:]\s)|$)", re.DOTALL)
_MARKED = re.compile(r"=\s?([-\d.,/]+)>>")
_RESULT = re.compile(
    r"(?:=|\bis\b|\bare\b|\bgives?\b|\bequals\b|\bmakes\b)\s*\\?[$\u20ac\u00a3]?\s?(-?\d[\d,]*(?:\.\d+)?)"
)
_BARE = re.compile(r"[\s$]|\\(?:left|right|,|!)")
_ASKED = re.compile(
    r"\b(?:how\s(?:many|much)|(?:number|amount)\sof)\s(?:more\s|fewer\s|different\s|total\s)?([a-z]+)(?:\s([a-z]+))?"
    r"|\bin\s(?:how\smany\s)?([a-z]+)\b\s?[?.]",
    re.IGNORECASE,
)


AROUND = 15
"""A gold with more characters than these beside its number is a wording and not a number (our choice)."""
_LETTERS = re.compile(
    r"[a-z]\^|[,;]\s?-?[\d\\(]|(?<![a-z\\])[a-z]\s?[-+*/(]|[-+*/]\s?[a-z](?![a-z])|\d[a-z]\b", re.IGNORECASE
)
_NOUN = re.compile(r"[\s$-]{1,3}([A-Za-z]{2,})")


def key(value: float) -> float:
    """Values that agree to nine places are the same; so are a number and its negative."""
    value = abs(value)
    return round(value, 9) if value < 1e6 else round(value, 3)


@dataclass(frozen=True, slots=True)
class Gold:
    """The gold answer as it may be looked for."""

    values: frozenset[float]
    """Its value; for a percentage also the number before the sign."""
    parts: frozenset[float]
    r"""Numbers that it is made of: 1 and 4 of `(1, 4)`, 36 of `36\pi`. Weaker evidence."""
    choice: str | None
    """The letter, if the gold is one of the question's options."""
    text: str
    """Without spaces and dollar signs, to be looked for as it is written; empty for a plain number."""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything a text's amounts are compared with."""

    question: str
    """The question without spaces and dollar signs."""
    stated: frozenset[float]
    """What the question states, in every reading: 25% is also 25, a half also 2."""
    gold: Gold | None
    """The gold answer, if there is one."""
    results: frozenset[float]
    """What solution and execution arrive at and the question does not state; the gold left out."""
    things: frozenset[tuple[float, str]]
    """What the question states, with the stem of the noun behind it."""
    asked: frozenset[str]
    """Stems of the nouns that the question asks for: `how many apples`."""
    units: frozenset[str]
    """Units of measurement that the question names."""
    options: tuple[str, ...]
    """Letters of the question's options."""


def known_of(question: str, gold: str | None, sources: Iterable[str]) -> Known:
    """Collects what is known of a problem.

    Args:
        question: its text.
        gold: its answer, if there is one.
        sources: texts whose results are secrets: the reference solution, an accepted execution.
    """
    stated, things, asked, units, options = _asked(question)
    read = _gold(gold) if gold else None
    known = stated | (read.values if read else frozenset())
    results = frozenset(value for source in sources for value in _results(source) if value not in known)
    return Known(_BARE.sub("", question), stated, read, results, things, asked, units, options)


@lru_cache(maxsize=256)
def _asked(
    question: str,
) -> tuple[frozenset[float], frozenset[tuple[float, str]], frozenset[str], frozenset[str], tuple[str, ...]]:
    stated, things = {0.0, 1.0}, set()
    for amount in find_amounts(question):
        if amount.use not in ("value", "ordinal") or amount.form == "phrase":
            continue
        if amount.form != "expression":
            stated |= readings(amount)
        elif not key(amount.value).is_integer():
            stated.add(key(amount.value))  # a root or a multiple of pi is a given; what a product comes to is not
        noun = _NOUN.match(question, amount.span.end)
        if noun:
            things.add((key(amount.value), noun[1][:5].lower()))
    nouns = (noun for match in _ASKED.finditer(question) for noun in match.groups() if noun)
    words = set(re.findall(r"[a-z]+", question.lower()))
    units = frozenset(unit for word in words if (unit := unit_of(word)))
    if "$" in question:
        units |= {"dollar"}
    options = tuple(dict.fromkeys(match[1] for match in _OPTION.finditer(question)))
    return (
        frozenset(stated),
        frozenset(things),
        frozenset(noun.lower()[:5] for noun in nouns),
        units,
        options if options[:2] == ("A", "B") else (),
    )


def readings(amount: Amount) -> set[float]:
    """What an amount may be called: 25% is 0.25 and 25, a third is a division by 3."""
    value = amount.value
    found = {key(value)}
    if amount.form == "percent":
        found.add(key(value * 100))
    elif 0 < value < 1 and amount.form == "fraction":
        found.add(key(1 / value))
    return found


@lru_cache(maxsize=256)
def _gold(gold: str) -> Gold:
    choice = _CHOICE.match(gold)
    if choice:
        return Gold(frozenset(), frozenset(), choice[1].upper(), "")
    right = gold.rpartition("=")[2]
    amounts = [amount for amount in find_amounts(right) if amount.use == "value"]
    widest = max(amounts, key=lambda amount: amount.span.end - amount.span.start, default=None)
    bare = _BARE.sub("", gold)
    if widest is None:
        return Gold(frozenset(), frozenset(), None, bare if len(bare) > 1 else "")
    beside = right[: widest.span.start] + right[widest.span.end :]
    whole = len(re.sub(r"\\[a-z]+|[\W_]", "", beside)) <= AROUND and not _LETTERS.search(beside)
    parts = frozenset(key(amount.value) for amount in amounts)
    if whole and not (len(parts) > 1 and widest.form == "number"):
        symbolic = widest.form == "expression"
        return Gold(
            frozenset(readings(widest)),
            parts - readings(widest) if symbolic else frozenset(),
            None,
            bare if symbolic else "",
        )
    return Gold(frozenset(), parts, None, bare)


@lru_cache(maxsize=256)
def _results(source: str) -> frozenset[float]:
    """What a solution arrives at: its marked computations, or else every amount of it."""
    marked = _MARKED.findall(source)
    if marked:
        plain = [value.replace(",", "").rstrip(".") for value in marked]
        found = {_quotient(value) for value in plain}
        found |= {float(value.replace(",", "")) for value in _RESULT.findall(re.sub(r"<<[^<>]*>>", "", source))}
        return frozenset(key(value) for value in found if value is not None)
    amounts = find_amounts(source)
    return frozenset(key(amount.value) for amount in amounts if amount.use == "value" and amount.form != "named")


def _quotient(text: str) -> float | None:
    top, _, bottom = text.partition("/")
    try:
        return float(top) / float(bottom or 1)
    except (ValueError, ZeroDivisionError):
        return None
