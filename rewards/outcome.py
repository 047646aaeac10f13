"""Whether final answers are right, for a whole batch: what is cheap first, the rest in worker processes together."""

from collections.abc import Sequence
from concurrent.futures import Future

from filters.equivalence import (
    Equivalence,
    EquivalenceSettings,
    Extraction,
    PoolSettings,
    Reason,
    compare_fast,
    shared_pool,
)
from filters.final_answer import Several, complaint
from rewards.record import Part

Pair = tuple[str, str]
"""Gold answer and predicted answer; an empty prediction is a missing one."""


def compare_all(pairs: Sequence[Pair], settings: EquivalenceSettings, workers: PoolSettings) -> list[Equivalence]:
    """Compare each prediction with its gold answer; equal pairs of a batch are compared once.

    Whatever the texts hold, the slow part ends: a comparison that reaches its deadline counts as not equal. At worst
    it takes (different pairs that need symbolic mathematics) * (deadline + start of a process) / (workers) seconds.

    Raises:
        WorkerStartError: if no worker process can be started.
    """
    decided: dict[Pair, Equivalence] = {}
    waiting: dict[Pair, Future[Equivalence]] = {}
    for pair in dict.fromkeys(pairs):
        fast = compare_fast(*pair, settings)
        if fast is not None:
            decided[pair] = fast
        else:
            waiting[pair] = shared_pool(workers).submit(*pair, settings)
    try:
        decided.update({pair: future.result() for pair, future in waiting.items()})
    finally:
        for future in waiting.values():
            future.cancel()  # nothing by now, unless an interrupt left some waiting
    return [decided[pair] for pair in pairs]


def outcome_part(found: Extraction, outcome: Equivalence, weight: float, several: Several = "reject") -> Part:
    """1 if the filter `answer` would pass it, else 0 and its reason; no value if the gold answer cannot be read."""
    if outcome.reason is Reason.GOLD_UNPARSEABLE:
        return Part(None, weight, outcome.reason)
    reason = complaint(found, outcome, several)
    return Part(float(reason is None), weight, reason or "")
