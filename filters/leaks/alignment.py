"""Which steps of the plan a sentence tells: finer than `plan_overlap`, which asks for the whole text.

Operations are compared by kind, as loosely as `telling` reads them; what they are done to by the beginnings of words.
All of it is our choice.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from filters.leaks.telling import Told, kind_bits, kind_of, ladder
from filters.leaks.tokens import Table
from filters.leaks.wording import stems as stems_of
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


class Step(NamedTuple):
    """One step of a plan."""

    kinds: str
    """The kinds of its operations, a letter for each."""
    bits: int
    """The same, a bit for each."""
    words: int
    """Its other words."""
    size: int
    """How many these are."""


@dataclass(frozen=True, slots=True)
class Steps:
    """A plan, read. Each beginning of its words has a bit, so that words are compared as numbers."""

    steps: tuple[Step, ...]
    """In order."""
    bits: Mapping[str, int]
    """The bit of each beginning."""
    own: int
    """The words that the question does not have."""
    kinds: int
    """The kinds of all operations, a bit for each."""


NO_STEPS = Steps((), {}, 0, 0)


@lru_cache(maxsize=256)
def steps_of(plan: str, question: str) -> Steps:
    """The steps of a plan."""
    found: list[tuple[str, frozenset[str]]] = []
    for unit in units(plan)[:MOST]:
        words = _WORD.findall(plan[unit.span.start : unit.span.end].lower())
        stems = frozenset(map(_OTHERS.__getitem__, words)) - {""}
        found.append(("".join({*map(_KINDS.__getitem__, words)}), stems))
    bits: dict[str, int] = {}
    for _, stems in found:
        bits |= {stem: 1 << place for place, stem in enumerate(stems - bits.keys(), len(bits))}
    own = bits.keys() - stems_of(question)
    steps = [Step(kinds, kind_bits(kinds), sum(map(bits.__getitem__, stems)), len(stems)) for kinds, stems in found]
    every = kind_bits("".join([kinds for kinds, _ in found]))
    return Steps(tuple(steps), bits, sum(map(bits.__getitem__, own)), every)


_KINDS = Table(kind_of)
_OTHERS = Table(lambda word: "" if word in _COMMON or kind_of(word) else word[:5])
STEMS = Table(lambda word: word[:5] if len(word) > 2 and word.isalpha() and word not in _COMMON else "")


class Said(NamedTuple):
    """What of a sentence can be found in a plan."""

    words: int
    """Its words that the plan has, as bits of `Steps.bits`."""
    bits: int
    """The kinds of operations that it tells, a bit for each."""
    kinds: str
    """The same in their order, a letter for each."""


NOTHING = Said(0, 0, "")
"""What of any sentence can be found in no plan."""


def said_of(stream: Sequence[str], told: Told, plan: Steps) -> Said:
    """What of a sentence of these words, which tell `told`, can be found in a plan."""
    bits = plan.bits
    words = sum([bits[stem] for stem in set(map(STEMS.__getitem__, stream)) if stem in bits])
    return Said(words, told.bits, told.kinds)


def together(parts: Sequence[Said]) -> Said:
    """Of several sentences."""
    words = kinds = 0
    for part in parts:
        words, kinds = words | part.words, kinds | part.bits
    return Said(words, kinds, "".join([part.kinds for part in parts]) if kinds else "")


class _Names(NamedTuple):
    """The names of the features of one place."""

    plan: str
    words: tuple[str, ...]
    told: tuple[str, ...]
    near: tuple[str, ...]
    both: tuple[str, ...]
    order: tuple[str, ...]
    all: str


def _names(where: str) -> _Names:
    words, told, near, both, order = (
        ladder(f"{where}plan-{sort}", 4) for sort in ("words", "told", "near", "both", "order")
    )
    return _Names(f"#{where}plan", words, told, near, both, order, f"#{where}plan-all")


_NAMES = Table(_names)


def alignment(said: Said, plan: Steps, where: str = "") -> list[str]:
    """How many steps a sentence tells, as features; none without a plan. `where` is put before their names."""
    if not plan.steps:
        return []
    names = _NAMES[where]
    found = [names.plan]
    if said.words:
        found += _shared(said.words, said.bits, plan, names)
    if said.bits & plan.kinds:
        found += names.order[: _in_order(said.kinds, plan.steps)]
    return found


def _shared(words: int, kinds: int, plan: Steps, names: _Names) -> list[str]:
    """How many steps a sentence tells that shares words with the plan."""
    told = near = both = 0
    for step in plan.steps:
        if shared := words & step.words:
            is_near = 2 * shared.bit_count() >= step.size
            near += is_near
            if kinds & step.bits:
                told += 1
                both += is_near
    found = [*names.words[: (words & plan.own).bit_count()], *names.told[:told], *names.near[:near], *names.both[:both]]
    return [*found, names.all] if told == len(plan.steps) > 1 else found


def _in_order(kinds: str, steps: Sequence[Step]) -> int:
    """How many of the steps' operations stand in the sentence in the plan's order; found greedily."""
    at, found = 0, 0
    for step in steps:
        places = [place for kind in step.kinds if (place := kinds.find(kind, at)) >= 0]
        if places:
            at, found = min(places) + 1, found + 1
    return found
