"""Which steps of the plan a sentence tells: finer than `plan_overlap`, which asks for the whole text.

Operations are compared by kind, as loosely as `telling` reads them; what they are done to by the beginnings of words.
All of it is our choice.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import and_

from filters.leaks.telling import kind_of, upto
from filters.leaks.tokens import Table
from filters.leaks.wording import stems
from filters.steps import units

_WORD = re.compile(r"[a-z]{3,}")
_COMMON = frozenset(
    {
        "the",
        "and",
        "for",
        "with",
        "that",
        "this",
        "each",
        "from",
        "its",
        "find",
        "there",
        "these",
        "those",
        "then",
        "how",
    }
    | {"many", "much", "what", "which", "both", "all", "one", "two", "was", "are", "has", "have", "were", "her", "his"}
)
MOST = 12
"""Steps that are looked at, so that a hostile plan stays cheap."""


@dataclass(frozen=True, slots=True)
class Steps:
    """A plan, read."""

    kinds: tuple[frozenset[str], ...]
    """The kinds of operations of each step."""
    words: tuple[frozenset[str], ...]
    """The beginnings of each step's other words."""
    own: frozenset[str]
    """Those that the question does not have."""


NO_STEPS = Steps((), (), frozenset())


@lru_cache(maxsize=256)
def steps_of(plan: str, question: str) -> Steps:
    """The steps of a plan."""
    kinds, words = [], []
    for unit in units(plan)[:MOST]:
        found = _WORD.findall(plan[unit.span.start : unit.span.end].lower())
        kinds.append(frozenset(kind for word in found if (kind := kind_of(word))))
        words.append(frozenset(word[:5] for word in found if word not in _COMMON and not kind_of(word)))
    own = frozenset().union(*words) - stems(question)
    return Steps(tuple(kinds), tuple(words), own)


_STEMS = Table(lambda word: word[:5] if len(word) > 2 and word.isalpha() and word not in _COMMON else "")
_KINDS = Table(kind_of)


@dataclass(frozen=True, slots=True)
class Said:
    """What of a sentence can be found in a plan."""

    words: frozenset[str]
    """The beginnings of its words."""
    kinds: tuple[str, ...]
    """The kinds of operations that it tells, in their order."""

    def __add__(self, other: "Said") -> "Said":
        return Said(self.words | other.words, self.kinds + other.kinds)


def said_of(stream: Sequence[str]) -> Said:
    """Of a sentence's words."""
    return Said(frozenset(map(_STEMS.__getitem__, stream)), tuple(filter(None, map(_KINDS.__getitem__, stream))))


def alignment(said: Said, steps: Steps, where: str = "") -> list[str]:
    """How many steps a sentence tells, as features; none without a plan. `where` is put before their names."""
    if not steps.words:
        return []
    words, kinds = said.words, said.kinds
    named = set(kinds)
    shared = [len(one & words) for one in steps.words]
    told = [count > 0 and not kind.isdisjoint(named) for count, kind in zip(shared, steps.kinds, strict=True)]
    near = [2 * count >= len(one) > 0 for count, one in zip(shared, steps.words, strict=True)]
    found = [
        f"#{where}plan",
        *upto(f"{where}plan-words", len(words & steps.own), 4),
        *upto(f"{where}plan-told", sum(told), 4),
        *upto(f"{where}plan-near", sum(near), 4),
        *upto(f"{where}plan-both", sum(map(and_, told, near)), 4),
        *upto(f"{where}plan-order", _in_order(kinds, steps.kinds), 4),
    ]
    return [*found, f"#{where}plan-all"] if sum(told) == len(told) > 1 else found


def _in_order(kinds: Sequence[str], steps: Sequence[frozenset[str]]) -> int:
    """How many of the steps' operations stand in the sentence in the plan's order; found greedily."""
    at, found = 0, 0
    for step in steps:
        place = next((n for n in range(at, len(kinds)) if kinds[n] in step), None)
        if place is not None:
            at, found = place + 1, found + 1
    return found
