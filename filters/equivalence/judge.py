"""One comparison inside a worker: the shared rules with math-verify as their leaf."""

from typing import Any

from filters.equivalence.judgement import Judgement
from filters.equivalence.record import Reason
from filters.equivalence.rules import decide
from filters.equivalence.settings import EquivalenceSettings
from filters.equivalence.symbolic import Symbolic


def judge(gold: str, pred: str, settings: dict[str, Any]) -> dict[str, str]:
    """Reason and detail of a comparison of two normalised answers, as plain JSON."""
    policy = EquivalenceSettings(**settings)
    leaf = Symbolic(policy)
    try:
        judgement = decide(gold, pred, policy, leaf)
    except MemoryError:
        return {"reason": Reason.CRASH, "detail": "out of memory"}
    if judgement is Judgement.SAME:
        return {"reason": Reason.EQUAL, "detail": ""}
    if leaf.gold_failed:
        return {"reason": Reason.GOLD_UNPARSEABLE, "detail": f"cannot parse {leaf.gold_failed[:200]!r}"}
    if leaf.pred_failed:
        return {"reason": Reason.ANSWER_UNPARSEABLE, "detail": f"cannot parse {leaf.pred_failed[:200]!r}"}
    return {"reason": Reason.WRONG_ANSWER, "detail": "; ".join(leaf.errors[:3])}
