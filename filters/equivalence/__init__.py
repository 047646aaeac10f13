"""Are two final answers the same? Exact cheap tiers first, then math-verify in worker processes; see compare.py."""

from filters.equivalence.compare import compare, compare_fast
from filters.equivalence.extraction import Extraction, Found, extract
from filters.equivalence.record import Equivalence, Method, Reason
from filters.equivalence.settings import EquivalenceSettings
from filters.equivalence.worker_process import WorkerStartError
from filters.equivalence.workers import PoolSettings, WorkerPool, shared_pool

__all__ = [
    "Equivalence",
    "EquivalenceSettings",
    "Extraction",
    "Found",
    "Method",
    "PoolSettings",
    "Reason",
    "WorkerPool",
    "WorkerStartError",
    "compare",
    "compare_fast",
    "extract",
    "shared_pool",
]
