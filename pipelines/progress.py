"""What a run has done so far, as plain counters that a display may read at any time."""

import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from schemas.errors import FailureKind
from schemas.trace import Trace

OUTAGES: tuple[FailureKind, ...] = ("breaker_open", "connection", "overloaded", "server_error", "timeout")
"""Failures that a working endpoint does not show for most of its requests."""

OUTAGE = re.compile(rf"[ (](?:{'|'.join(OUTAGES)}):")
"""Where a trace's error names one; a judge's stands in brackets."""


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
    left_out: int = 0
    """Traces that are not in the version because the budget ended first."""
    heard: Callable[[], object] = int
    """Called when a trace has its status."""
    outages: int = 0
    """Failed traces whose endpoint did not answer as it should; a rule or a recording that has no answer is none."""
    last_outage: str = ""
    """What the latest of them failed with."""

    @property
    def done(self) -> int:
        """Traces that are through, those left out among them."""
        return self.statuses.total() + self.left_out

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

    def finished(self, trace: Trace, before: str | None = None) -> None:
        """A trace has its status, or the budget ended before it had one; `before` is the error it was stored with."""
        self.in_flight -= 1
        if trace.out_of_budget:
            self.left_out += 1
            return
        self.statuses[trace.status.value] += 1
        self.heard()
        if trace.error and trace.error != before and OUTAGE.search(trace.error):
            self.outages += 1
            self.last_outage = trace.error

    def leave_out(self, group: Sequence[Trace]) -> None:
        """One of a problem's traces was left out, so all of them are."""
        for trace in group:
            if not trace.out_of_budget:
                self.left_out += 1
                self.statuses[trace.status.value] -= 1
