"""What is no answer whatever it says: nothing at all, far too long, or brackets without end."""

from filters.equivalence.record import Equivalence, Method, Reason
from filters.equivalence.settings import EquivalenceSettings

MAX_NESTING = 40
"""Brackets within brackets; a parser takes seconds over a hundred."""


def refused(gold: str, pred: str, settings: EquivalenceSettings) -> Equivalence | None:
    """Why two normalised answers are not compared at all, or None."""
    if not gold:
        return Equivalence(Reason.GOLD_UNPARSEABLE, Method.STRING, "the gold answer is empty")
    if not pred:
        return Equivalence(Reason.MISSING_ANSWER, Method.STRING, "there is no answer")
    for text, reason in ((gold, Reason.GOLD_UNPARSEABLE), (pred, Reason.ANSWER_UNPARSEABLE)):
        if len(text) > settings.max_chars:
            return Equivalence(reason, Method.STRING, f"{len(text)} characters; at most {settings.max_chars} are read")
        if _nesting(text) > MAX_NESTING:
            return Equivalence(reason, Method.STRING, f"brackets nested more than {MAX_NESTING} deep")
    return None


def _nesting(text: str) -> int:
    depth = deepest = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    return deepest
