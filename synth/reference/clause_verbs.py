"""The verb of a relative clause without its object: `(the apples) she sold`, `she will need`, `Tim has to buy`."""

from collections.abc import Iterator, Sequence

from synth.reference.lexicon import words
from synth.reference.verbs import BASE, PARTICIPLE, PAST, THIRD

MODALS = words("will would can could should must might may did")
BETWEEN = words("also now still already originally initially actually then")
TO = words("has have had needs need needed wants want wanted plans planned")
"""Verbs that take another one: `has to buy`."""

NO_OBJECT = words(
    "be begin belong arrive happen come go start end finish live rain laugh sit stand rise fall last appear remain "
    "sleep wait look listen listens differ exercise increase decrease reduce continue grow matter think say tell know "
    "mean let agree attend join retire graduate celebrate equal average double drop include represent allow"
)
"""Verbs that nothing countable is the object of, or seldom."""

MEASURED = words("live last sleep wait exercise go grow drop stand rise fall attend")
"""Those that take a time or a way all the same: `the number of hours she slept`."""

_UNFIT_MEASURED = NO_OBJECT - MEASURED


def agreeing_verb(lowered: Sequence[str], at: int, *, plural: bool, measured: bool) -> Iterator[int]:
    """Ends of a verb that agrees with its subject.

    Args:
        lowered: the words of a name.
        at: where the verb should begin.
        plural: whether the subject is a plural.
        measured: whether it is about a time or a way.
    """
    unfit = _UNFIT_MEASURED if measured else NO_OBJECT
    at += lowered[at : at + 1] != [] and lowered[at] in BETWEEN
    first = lowered[at] if at < len(lowered) else ""
    second = lowered[at + 1] if at + 1 < len(lowered) else ""
    if first in MODALS:
        follows = at + 1 + (second in BETWEEN)
        second = lowered[follows] if follows < len(lowered) else ""
        third = lowered[follows + 1] if follows + 1 < len(lowered) else ""
        if second == "have" and PARTICIPLE.get(third, "be") not in unfit:
            yield follows + 2
        elif second in BASE - unfit:
            yield from _complete(lowered, follows)
    elif first in ("has", "had", "have") and second in PARTICIPLE and (first != ("has" if plural else "have")):
        if PARTICIPLE[second] not in unfit:
            yield at + 2
    elif first in (("are", "were") if plural else ("is", "was")) and second.endswith("ing"):
        if second.removesuffix("ing") in BASE - unfit or second.removesuffix("ing") + "e" in BASE - unfit:
            yield at + 2
    elif (first in PAST and PAST[first] not in unfit) or (
        first in BASE - unfit if plural else first in THIRD and THIRD[first] not in unfit
    ):
        yield from _complete(lowered, at)


def _complete(lowered: Sequence[str], at: int) -> Iterator[int]:
    """Also `needs to buy`, `will have left`."""
    if lowered[at + 1 : at + 2] == ["to"] and (lowered[at] in TO):
        if lowered[at + 2 : at + 3] and lowered[at + 2] in BASE - NO_OBJECT:
            yield at + 3
        return
    yield at + 1
