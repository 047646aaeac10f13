"""What may be compared with a text's amounts: what the question states, the gold, and what the solution arrives at."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from filters.folding import AnyCase
from filters.leaks.amounts import Amount, find_amounts
from filters.leaks.compounds import lasting, stated_compounds
from filters.leaks.conversions import clock_times
from filters.leaks.goal import goals
from filters.leaks.golds import AROUND, Gold, bare, key, read_gold, readings
from filters.leaks.lexicon import unit_of
from filters.leaks.offers import OPTION, called, names
from filters.leaks.reached import MARKED, NOWHERE, UNSTATED, Arrivals, Givens, arrivals, givens
from filters.leaks.tokens import Table, tokenise
from filters.leaks.wording import stems
from filters.marked_computations import ANY_MARK

_RESULT = re.compile(
    r"(?:=|is(?<!\wis)\b|are(?<!\ware)\b|gives?(?<!\wgive)(?<!\wgives)\b|equals(?<!\wequals)\b|makes(?<!\wmakes)\b)"
    r"\s*\\?[$\u20ac\u00a3]?\s?(-?\d[\d,]*(?:\.\d+)?)"
)
_NO_NOUNS = frozenset(
    {"are", "is", "do", "does", "did", "will", "can", "was", "were", "has", "have", "the", "of", "in"}
)
"""Words behind a noun that is asked for."""
_SO = re.compile(r"\b(?:so|[Nn]eeds?)\s(\d+)\s[a-z]{2,}")
"""`so 4 buses are needed`."""
_ASKED = AnyCase(
    r"\b(?:how\s(?:many|much)|(?:number|amount)\sof)\s(?:more\s|fewer\s|different\s|total\s)?([a-z]+)(?:\s([a-z]+))?"
    r"|\bin\s(?:how\smany\s)?([a-z]+)\b\s?[?.]",
)
MONEY = "dolla"
"""The stem of the noun that a question about prices asks for."""
_SUM = AnyCase(
    r"\bhow\smuch\s(?:(?:more|less|total|extra)\s){0,2}(?:money|is|was|are|were|will|would|do|does|did|can|could|should|has|have|had|must|"
    r"in)\b|\bhow\smuch[?,]|\b(?:total|final|sale)\s(?:price|cost|bill|earnings|revenue|profit|salary|amount)\b"
)
"""A question about prices that asks for a sum of money without naming its unit."""


_RATES = {"/h": ("hour",), "mph": ("mile", "hour"), "/s": ("second",), "/min": ("minute",)}
"""Signs of rates, with the units that they name."""
_LETTERS = re.compile("[a-z]+")
_UNITS_IN = Table(lambda word: frozenset(unit for run in _LETTERS.findall(word.lower()) if (unit := unit_of(run))))
"""The units that a token names."""
_NOUN = re.compile(r"[\s$-]{1,3}([A-Za-z]{2,})")


class Known(NamedTuple):
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
    offered: tuple[float | None, ...]
    """The value of each option, None where it is no number."""
    clocks: frozenset[int]
    """Times of day that the question states, in minutes on a clock face."""
    words: frozenset[str] = frozenset()
    """Stems of the question's longer words."""
    due: int | None = None
    """The gold, if it is a time of day, in minutes on a clock face."""
    lasts: tuple[str, float] | None = None
    """The gold, if it is told in two units: the dimension and its size there."""
    compounds: frozenset[tuple[str, float]] = frozenset()
    """What the question tells in two units."""
    reached: Arrivals = NOWHERE
    """What the solution arrives at, line by line."""
    givens: Givens = UNSTATED
    """What the question says around its values, and what it asks for."""
    goal: frozenset[str] = frozenset()
    """Stems of the words in the sentence that asks."""
    called: frozenset[tuple[str, str]] = frozenset()
    """Stems of words that only one option has, with its letter."""
    names: frozenset[str] = frozenset()
    """Names of people and things in the question, in lower case."""

    @property
    def golds(self) -> frozenset[float]:
        """The gold's values; none where it is no number, or unknown."""
        return self.gold.values if self.gold else frozenset()

    @property
    def answers(self) -> frozenset[float]:
        """The same, or the value of the option that the gold names."""
        if self.gold and self.gold.choice in self.options:
            offer = self.offered[self.options.index(self.gold.choice)]
            return frozenset() if offer is None else frozenset({offer})
        return self.golds


def known_of(question: str, gold: str | None, sources: Iterable[str]) -> Known:
    """Collects what is known of a problem.

    Args:
        question: its text.
        gold: its answer, if there is one.
        sources: texts whose results are secrets: the reference solution, an accepted execution.
    """
    asked = _asked(question)
    stated = asked[0]
    read = read_gold(gold) if gold else None
    known = stated | (read.values if read else frozenset()) | _fraction_parts(question)
    sources = tuple(sources)
    results = frozenset(value for source in sources for value in _results(source) if value not in known)
    due, lasts = _told(gold or "")
    return Known(
        bare(question),
        stated,
        read,
        results,
        *asked[1:],
        words=stems(question),
        due=due,
        lasts=lasts,
        compounds=stated_compounds(question),
        reached=arrivals(sources),
        givens=givens(question),
        goal=goals(question),
        called=called(question),
        names=names(question),
    )


_FRACTION = re.compile(r"(\d{1,4})\s?/\s?(\d{1,4})|frac\{?(\d{1,4})\}?\{?(\d{1,4})")


def _fraction_parts(question: str) -> set[float]:
    """Numerators and denominators of the question: the 7 of 22/7 is no result."""
    return {float(part) for match in _FRACTION.finditer(question) for part in match.groups() if part}


@lru_cache(maxsize=256)
def _told(gold: str) -> tuple[int | None, tuple[str, float] | None]:
    """A gold that is a time of day, or told in two units."""
    times = list(clock_times(f"{gold} ").values())
    return (times[0] if len(times) == 1 else None), lasting(gold)


Asked = tuple[
    frozenset[float],
    frozenset[tuple[float, str]],
    frozenset[str],
    frozenset[str],
    tuple[str, ...],
    tuple[float | None, ...],
    frozenset[int],
]
"""What `_asked` finds: `Known.stated`, and its fields from `things` on."""


@lru_cache(maxsize=256)
def _asked(question: str) -> Asked:
    stated, things = {0.0, 1.0}, set()
    for amount in find_amounts(question):
        if amount.use not in ("value", "ordinal") and not _is_long_index(amount) or amount.form == "phrase":
            continue
        if amount.form != "expression":
            stated |= readings(amount)
        elif not key(amount.value).is_integer():
            stated.add(key(amount.value))  # a root or a multiple of pi is a given; what a product comes to is not
        noun = _NOUN.match(question, amount.span.end)
        if noun:
            things.add((key(amount.value), noun[1][:5].lower()))
    spans = (span for match in _ASKED.finditer(question) for span in match.regs[1:] if span[0] >= 0)
    wanted = {question[start:end].lower()[:5] for start, end in spans} - _NO_NOUNS
    units = frozenset[str]().union(*filter(None, map(_UNITS_IN.__getitem__, tokenise(question).words)))
    units |= {unit for sign, spoken in _RATES.items() if sign in question for unit in spoken}
    if "$" in question:
        units |= {"dollar"}
        if _SUM.search(question):
            wanted.add(MONEY)
    listed = {match[1]: match[2] for match in OPTION.finditer(question)} if _may_list(question) else {}
    options = tuple(listed) if tuple(listed)[:2] == ("A", "B") else ()
    return (
        frozenset(stated),
        frozenset(things),
        frozenset(wanted),
        units,
        options,
        tuple(_offer(listed[letter]) for letter in options),
        frozenset(clock_times(question).values()),
    )


def _may_list(question: str) -> bool:
    """Whether a first option may stand in it."""
    return "A)" in question or "A." in question or "A:" in question


def _is_long_index(amount: Amount) -> bool:
    """The 2002 of `z_{2002}` is stated like any number; the 2 of a square is not."""
    return amount.use == "index" and amount.value >= 10


def _offer(option: str) -> float | None:
    """The value of an option that is one number."""
    amounts = find_amounts(option) if len(option) <= AROUND else ()
    return key(amounts[0].value) if len(amounts) == 1 else None


@lru_cache(maxsize=256)
def _results(source: str) -> frozenset[float]:
    """What a solution arrives at: its marked computations, or else every amount of it."""
    marked = MARKED.findall(source)
    if marked:
        plain = [value.replace(",", "").rstrip(".") for value in marked]
        found = {_quotient(value) for value in plain}
        bare_source = ANY_MARK.sub("", source)
        said = (*_RESULT.findall(bare_source), *_SO.findall(bare_source))
        found |= {float(value.replace(",", "")) for value in said}
        return frozenset(key(value) for value in found if value is not None)
    amounts = find_amounts(source)
    return frozenset(key(amount.value) for amount in amounts if amount.use == "value" and amount.form != "named")


def _quotient(text: str) -> float | None:
    top, _, bottom = text.partition("/")
    try:
        return float(top) / float(bottom or 1)
    except (ValueError, ZeroDivisionError):
        return None


MOST_STATED = 14
"""Stated values that are combined."""


@lru_cache(maxsize=128)
def pairwise(stated: frozenset[float]) -> frozenset[float]:
    """Every value one operation on two stated ones leads to."""
    values = sorted(value for value in stated if value > 1 or 0 < value < 1)[:MOST_STATED]
    found = set()
    for index, left in enumerate(values):
        for right in values[index:]:
            found |= {left + right, left * right, right - left, right / left}
            if right < 1e6 and left < 1:
                found.add(right * (1 + left))
    return frozenset(key(value) for value in found)
