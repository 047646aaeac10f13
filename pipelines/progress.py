"""What a run has done so far, as plain counters that a display may read at any time."""

import time
from collections import Counter
from dataclasses import dataclass, field

from schemas.errors import FailureKind
from schemas.trace import Trace

OUTAGES: tuple[FailureKind, ...] = ("breaker_open", "connection", "overloaded", "server_error", "timeout")
"""Failures that a working endpoint does not show for most of its requests."""


@dataclass(slots=True)
class Progress:
    """Counts traces as they finish; the asker counts requests, and the store counts what it commits."""

    total: int | None = None
    """Traces the run will make, once known."""
    started_at: float = field(default_factory=time.monotonic)
    """Monotonic seconds."""
    in_flight: int = 0
    """Traces being worked on."""
    statuses: Counter[str] = field(default_factory=Counter)
    """Finished traces by status; a shard that infrastructure made run twice is counted twice here."""

    outages: int = 0
    """Failed traces whose endpoint did not answer as it should; a rule or a recording that has no answer is none."""

    @property
    def done(self) -> int:
        """Finished traces."""
        return self.statuses.total()

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started_at

    @property
    def eta_s(self) -> float | None:
        """Seconds to go at the mean pace so far; None while nothing is known."""
        if not self.total or not self.done:
            return None
        return self.elapsed_s / self.done * max(0, self.total - self.done)

    def started(self) -> None:
        """A trace took its slot."""
        self.in_flight += 1

    def finished(self, trace: Trace) -> None:
        """A trace has its status."""
        self.in_flight -= 1
        self.statuses[trace.status.value] += 1
        self.outages += trace.error is not None and any(f": {kind}:" in trace.error for kind in OUTAGES)
