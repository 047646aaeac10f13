"""Answers taken apart: lists and tuples into elements, `x = 5` into a name and a value, `2 cm` into a value and a unit.

Each rule says None when it does not apply; one that applies has the last word. What the parts are to each other is for
`judge` to say, the whole judgement again.
"""

from collections.abc import Callable, Sequence

from filters.equivalence.judgement import Judgement, every, some
from filters.equivalence.quantities import split_unit
from filters.equivalence.relations import names_agree, strip_name
from filters.equivalence.structure import Kind, Shape, parse_shape
from filters.equivalence.units import Unit

Judge = Callable[[str, str], Judgement]
"""Compares two parts, gold first."""


def by_shape(gold: str, pred: str, judge: Judge, ordered_lists: bool) -> Judgement | None:
    """Lists, tuples, sets, intervals, unions and matrices, element by element."""
    one, other = parse_shape(gold), parse_shape(pred)
    if one is None or other is None:
        return None
    if _differently_bracketed(one, other):
        return Judgement.DIFFERENT
    if not _comparable(one, other):
        return None
    if one.ordered or other.ordered or ordered_lists:
        return _in_order(one.items, other.items, judge)
    judgement = _as_sets(one.items, other.items, judge)
    # two unions of different intervals may still be one set: [1,2] and [2,3] together are [1,3]
    return judgement if one.kind is not Kind.UNION or judgement is Judgement.SAME else None


def by_name(gold: str, pred: str, judge: Judge) -> Judgement | None:
    """`x = 5` against `5`, or against `x = 5.0`; an equation that names nothing is left whole, and so is its rival."""
    one, other = strip_name(gold), strip_name(pred)
    if (one.value, other.value) == (gold, pred) or not (one.value and other.value):
        return None
    if any(side.value == text and "=" in text for side, text in ((one, gold), (other, pred))):
        return None
    return judge(one.value, other.value) if names_agree(one.name, other.name) else Judgement.DIFFERENT


def by_unit(gold: str, pred: str, judge: Judge) -> Judgement | None:
    r"""`2\pi` against `2\pi cm`: the unit is dropped where only one has it, or both have the same."""
    (one, unit, _), (other, another, _) = split_unit(gold), split_unit(pred)
    if unit is None and another is None:
        return None
    return judge(one, other) if _agree(unit, another) else Judgement.DIFFERENT


def _agree(one: Unit | None, other: Unit | None) -> bool:
    return one is None or other is None or one == other or not (one.dimension and other.dimension)


def _comparable(one: Shape, other: Shape) -> bool:
    kinds = {one.kind, other.kind}
    if kinds == {Kind.LIST, Kind.TUPLE}:
        return "[" not in one.brackets + other.brackets or len(one.items) > 2
    return len(kinds) == 1 or kinds == {Kind.LIST, Kind.SET}


def _differently_bracketed(one: Shape, other: Shape) -> bool:
    """An open interval differs from a closed one and from a set; a longer tuple may be written in either bracket."""
    if {one.kind, other.kind} == {Kind.TUPLE, Kind.SET}:
        return True
    if one.kind is other.kind is Kind.MATRIX:
        return one.brackets != other.brackets
    return one.kind is other.kind is Kind.TUPLE and one.brackets != other.brackets and len(one.items) == 2


def _in_order(gold: Sequence[str], pred: Sequence[str], judge: Judge) -> Judgement:
    if len(gold) != len(pred):
        return Judgement.DIFFERENT
    return every(judge(g, p) for g, p in zip(gold, pred, strict=True))


def _as_sets(gold: Sequence[str], pred: Sequence[str], judge: Judge) -> Judgement:
    """Each element of either side has its like on the other."""
    forth = every(some(judge(g, p) for p in _nearest(pred, at)) for at, g in enumerate(gold))
    if forth is Judgement.DIFFERENT:
        return forth
    return every((forth, every(some(judge(g, p) for g in _nearest(gold, at)) for at, p in enumerate(pred))))


def _nearest(items: Sequence[str], at: int) -> Sequence[str]:
    """The items, the one at the same place first: most lists come in the same order."""
    return (*items[at : at + 1], *items[:at], *items[at + 1 :])
