"""What a run has done so far, as plain counters that a display may read at any time."""

import time
from collections import Counter
from dataclasses import dataclass, field

from schemas.trace import Status, Trace


@dataclass(slots=True)
class Progress:
    """Counts traces; requests, tokens and cost are counted by the asker."""

    total: int | None = None
    """Traces the run will make, once known."""
    started_at: float = field(default_factory=time.monotonic)
    """Monotonic seconds."""
    in_flight: int = 0
    """Traces being worked on."""
    by_status: Counter[Status] = field(default_factory=Counter)
    """Finished traces."""
    by_reason: Counter[str] = field(default_factory=Counter)
    """`filter:reason` of rejected traces; a trace with two reasons counts under both."""
    by_failure: Counter[str] = field(default_factory=Counter)
    """`stage: kind` of failed traces."""

    @property
    def done(self) -> int:
        """Finished traces."""
        return self.by_status.total()

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started_at

    @property
    def eta_s(self) -> float | None:
        """Seconds to go at the mean pace so far; None while nothing is known."""
        if not self.total or not self.done:
            return None
        return self.elapsed_s / self.done * (self.total - self.done)

    def started(self) -> None:
        """A trace took its slot."""
        self.in_flight += 1

    def finished(self, trace: Trace) -> None:
        """A trace has its status."""
        self.in_flight -= 1
        self.by_status[trace.status] += 1
        self.by_reason.update(trace.reasons if trace.status is Status.REJECTED else ())
        if trace.error is not None:
            self.by_failure[":".join(trace.error.split(":")[:2])] += 1
