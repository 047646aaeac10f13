"""Same, different, or not to be told without symbolic mathematics: what every rule of a comparison says."""

from collections.abc import Iterable
from enum import Enum


class Judgement(Enum):
    """What is known about two answers."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


def known(same: bool) -> Judgement:
    """The judgement of a rule that can tell."""
    return Judgement.SAME if same else Judgement.DIFFERENT


def every(judgements: Iterable[Judgement]) -> Judgement:
    """Different if one of them is, else unknown if one of them is. Stops at the first difference."""
    result = Judgement.SAME
    for judgement in judgements:
        if judgement is Judgement.DIFFERENT:
            return judgement
        result = judgement if judgement is Judgement.UNKNOWN else result
    return result


def some(judgements: Iterable[Judgement]) -> Judgement:
    """Same if one of them is, else unknown if one of them is. Stops at the first sameness."""
    result = Judgement.DIFFERENT
    for judgement in judgements:
        if judgement is Judgement.SAME:
            return judgement
        result = judgement if judgement is Judgement.UNKNOWN else result
    return result
