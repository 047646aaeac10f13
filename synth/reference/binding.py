"""Which quantity each number of a solution is: all of its numbers are settled together, or the solution is ambiguous.

Equal numbers can be different quantities: two sixes of the problem, or one of them and a result. What decides
is what stands around them (`evidence`), and that a solution uses what the problem states and what it has found.
The search and its weights are our choice; `python -m benchmarks.survey_bindings` measures them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from synth.reference.evidence import FIRST_USE, FIRST_USE_OF_RESULT, IN_ORDER, MONEY_TWICE, TOGETHER, TWICE, Evidence
from synth.reference.features import Features
from synth.reference.term_reader import TermReader
from synth.reference.terms import PLAIN, Source, Term

WIDTH = 48
"""So many ways to settle the numbers read so far are kept."""

MARGIN = 0.5
"""Where the best way leads by less, and the other says something else, the solution is ambiguous."""


ONCE = ("difference", "multiple")
"""Kinds of stated numbers that are taken into account once."""


@dataclass(frozen=True, slots=True)
class Bindings:
    """The computations of a solution, each number with its source."""

    terms: tuple[Term | None, ...]
    """One for each step; None where a step is no plain arithmetic."""
    numbers: tuple[int, ...]
    """The place of each step, from one; a computation that its line shows twice has one place."""
    lead: float
    """By how much the way chosen leads; infinite where there is only one."""

    @property
    def steps(self) -> Iterator[tuple[int, Term | None]]:
        """Index and term of each step, without those that say an earlier one once more."""
        for index, number in enumerate(self.numbers):
            if number not in self.numbers[:index]:
                yield index, self.terms[index]

    @property
    def explained(self) -> bool:
        """False if a value that is used later stands there without a computation, and the problem does not state it."""
        bare = {
            at for at, term in enumerate(self.terms) if term is None or (term.source and term.source.kind == "implied")
        }
        used = (leaf.source for term in self.terms if term is not None for leaf in term.leaves())
        return not any(source is not None and source.kind == "result" and source.at in bare for source in used)

    @property
    def ambiguous(self) -> bool:
        """True if the numbers may as well be other quantities."""
        return self.lead < MARGIN


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to settle the numbers so far."""

    weight: float
    chosen: tuple[Source, ...]
    used: frozenset[Source]


@dataclass(frozen=True, slots=True)
class _Slot:
    """A number with what speaks for each of its sources."""

    step: int
    group: int
    """Numbers of one sum or product can change places."""
    product: bool
    """True for a factor."""
    weights: dict[Source, float]


@lru_cache(maxsize=256)
def bind(features: Features) -> Bindings:
    """Settle what each number of the solution is."""
    reader, evidence = TermReader(features), Evidence(features)
    terms: list[Term | None] = []
    numbers: list[int] = []
    slots: list[tuple[Term, _Slot]] = []
    for index in range(len(features.steps)):
        term = reader.read(index)
        terms.append(term)
        again = _restated(features, index)
        numbers.append(numbers[-1] if again else 1 + max(numbers, default=0))
        if again:
            reader.alias[index] = reader.alias.get(index - 1, Source("result", index - 1))
        if term is not None:
            slots.extend(_slots(term, index, evidence))
            if (
                not again
                and not term.operands
                and len(term.sources) == 1
                and term.sources[0].kind in ("result", "stated")
            ):
                reader.alias[index] = term.sources[0]  # 5 = 5 finds nothing new
    best, lead = _settle([slot for _, slot in slots], evidence)
    for (term, _), source in zip(slots, best, strict=True):
        term.source = source
    return Bindings(tuple(term and _shared(term) for term in terms), tuple(numbers), lead)


def _restated(features: Features, index: int) -> bool:
    """True if a line shows the computation before it once more."""
    step, before = features.steps[index], features.steps[index - 1]
    return index > 0 and (step.line, step.expression, step.result) == (before.line, before.expression, before.result)


def _shared(term: Term) -> Term:
    """Dividing by the inverse of a stated fraction is taking that share (`24/2` where the problem says `half`).

    And multiplying by it is dividing by the fraction: `40*4` where 40 is `a quarter` of what is looked for.
    """
    if not term.operands:
        return term
    term.operands = tuple(map(_shared, term.operands))
    at = next((at for at, part in enumerate(term.operands) if part.source and part.source.kind == "inverse"), None)
    if at is None or len(term.operands) != 2 or term.operator not in ("*", "/"):
        return term
    part, other = term.operands[at], term.operands[1 - at]
    share = Term(1 / part.value, parent="share", source=Source("share", part.source.at if part.source else -1))
    if term.operator == "/":
        return Term(term.value, "share", (share, other), parent=term.parent)
    return Term(term.value, "/", (other, share), parent=term.parent)


def _slots(term: Term, index: int, evidence: Evidence) -> Iterator[tuple[Term, _Slot]]:
    seen: dict[object, int] = {}
    for group, leaf in _grouped(term):
        nth = seen[leaf.value] = seen.get(leaf.value, -1) + 1
        alone = len(leaf.sources) == 1
        weights = {leaf.sources[0]: 0.0} if alone else evidence.weigh(leaf, index, nth)
        yield leaf, _Slot(index, group, leaf.parent == "*", weights)


def _grouped(term: Term) -> Iterator[tuple[int, Term]]:
    """The numbers with the operation that takes them, if its operands can change places, else with themselves."""
    if not term.operands:
        yield id(term), term
        return
    for operand in term.operands:
        for group, leaf in _grouped(operand):
            yield (id(term) if leaf is operand and term.operator in ("+", "*") else group), leaf


def _settle(slots: Sequence[_Slot], evidence: Evidence) -> tuple[tuple[Source, ...], float]:
    """The best choice of sources, and its lead over the best that says something else."""
    ways = [_Way(0.0, (), frozenset())]
    choices: list[int] = []
    for at, slot in enumerate(slots):
        grown = [
            _grow(way, source, weight, slots, at, evidence) for way in ways for source, weight in slot.weights.items()
        ]
        if len(slot.weights) > 1:
            choices.append(at)
            grown = _different(grown, [(at, slots[at].group) for at in choices])
        ways = sorted(grown, key=_weight, reverse=True)[:WIDTH]
    others = (way for way in ways[1:] if _contradicts(ways[0], way))
    return ways[0].chosen, min((ways[0].weight - way.weight for way in others), default=float("inf"))


def _contradicts(best: _Way, other: _Way) -> bool:
    """False if all that differs is whether the wording implies a number or states it in a word such as `twice`."""
    differing = ((mine, its) for mine, its in zip(best.chosen, other.chosen, strict=True) if mine != its)
    return any("implied" not in (mine.kind, its.kind) for mine, its in differing)


def _weight(way: _Way) -> float:
    return way.weight


def _different(ways: Sequence[_Way], choices: Sequence[tuple[int, int]]) -> list[_Way]:
    """Of ways that only change places within sums and products, the best."""
    best: dict[tuple[tuple[int, Source], ...], _Way] = {}
    for way in ways:
        key = tuple(sorted(((group, way.chosen[at]) for at, group in choices), key=_place))
        if key not in best or best[key].weight < way.weight:
            best[key] = way
    return list(best.values())


def _place(choice: tuple[int, Source]) -> tuple[int, str, int, str]:
    group, source = choice
    return group, source.kind, source.at, source.name


def _grow(way: _Way, source: Source, weight: float, slots: Sequence[_Slot], at: int, evidence: Evidence) -> _Way:
    slot = slots[at]
    if source.kind in ("known", "implied"):
        pass
    elif source not in way.used:
        weight += FIRST_USE_OF_RESULT if source.kind == "result" else FIRST_USE
    elif any(
        before == source and earlier.group == slot.group for earlier, before in zip(slots, way.chosen, strict=False)
    ):
        weight -= TWICE
    elif source.kind == "stated" and evidence.features.mentions[source.at].kind in ONCE:
        weight -= FIRST_USE
    previous = way.chosen[-1] if way.chosen and slots[at - 1].step == slot.step else None
    if previous is not None and previous.kind in PLAIN and source.kind in PLAIN:
        weight += IN_ORDER * (source.at > previous.at)
        weight += TOGETHER * (evidence.sentence_of(source) == evidence.sentence_of(previous))
    if (
        previous is not None
        and slot.product
        and slots[at - 1].group == slot.group
        and len(slots[at - 1].weights) + len(slot.weights) > 2
    ):
        weight -= MONEY_TWICE * (evidence.is_money(source) and evidence.is_money(previous))
    return _Way(way.weight + weight, (*way.chosen, source), way.used | {source})
