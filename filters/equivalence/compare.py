"""Are two answers the same? The cheap tiers first, then a worker; and the same in two steps for an asyncio caller.

`compare(gold, pred)` blocks while a worker is asked; an asyncio caller writes
`compare_fast(gold, pred) or await asyncio.wrap_future(pool.submit(gold, pred))`.
"""

from filters.equivalence.judgement import Judgement
from filters.equivalence.limits import refused
from filters.equivalence.reading import read_gold, read_pred
from filters.equivalence.record import Equivalence, Method, Reason
from filters.equivalence.rules import by_string, decide
from filters.equivalence.settings import EquivalenceSettings
from filters.equivalence.workers import WorkerPool, shared_pool

DEFAULTS = EquivalenceSettings()


def compare(
    gold: str, pred: str | None, settings: EquivalenceSettings = DEFAULTS, pool: WorkerPool | None = None
) -> Equivalence:
    """Compare a predicted answer with the gold one, asking a worker when the cheap tiers cannot tell.

    Raises:
        WorkerStartError: if no worker process can be started. What the texts hold never raises.
    """
    fast = compare_fast(gold, pred, settings)
    return fast or (pool or shared_pool()).submit(gold, pred or "", settings).result()


def compare_fast(gold: str, pred: str | None, settings: EquivalenceSettings = DEFAULTS) -> Equivalence | None:
    """What can be told without a worker process; None when only symbolic mathematics could tell."""
    one, other = read_gold(gold), read_pred(pred or "", gold)
    early = refused(one, other, settings)
    if early is not None:
        return early
    by_words = by_string(one, other)
    judgement = by_words or decide(one, other, settings)
    if judgement is Judgement.UNKNOWN:
        return None
    reason = Reason.EQUAL if judgement is Judgement.SAME else Reason.WRONG_ANSWER
    return Equivalence(reason, Method.STRING if by_words else Method.NUMERIC)
