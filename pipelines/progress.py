"""Counting traces: exactly, for what is committed, and live, for whoever watches."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from schemas.trace import Status, Trace


@dataclass(slots=True)
class Tally:
    """Traces by status and reason. Adds up over shards."""

    statuses: Counter[str] = field(default_factory=Counter)
    """Traces by status."""
    reasons: Counter[str] = field(default_factory=Counter)
    """`filter:reason` of rejected traces; a trace with two reasons counts under both."""
    failures: Counter[str] = field(default_factory=Counter)
    """`stage: kind` of failed traces."""

    @classmethod
    def of(cls, traces: Iterable[Trace]) -> Self:
        """Count some traces."""
        tally = cls()
        for trace in traces:
            tally.add(trace)
        return tally

    def add(self, trace: Trace) -> None:
        """Count one finished trace."""
        self.statuses[trace.status.value] += 1
        self.reasons.update(trace.reasons if trace.status is Status.REJECTED else ())
        if trace.error is not None:
            self.failures[":".join(trace.error.split(":")[:2])] += 1

    def merge(self, other: "Tally") -> None:
        """Add another tally to this one."""
        self.statuses.update(other.statuses)
        self.reasons.update(other.reasons)
        self.failures.update(other.failures)


@dataclass(slots=True)
class Progress:
    """Live counters that a display may read at any time; requests, tokens and cost are counted by the asker."""

    total: int | None = None
    """Traces the run will make, once known."""
    started_at: float = field(default_factory=time.monotonic)
    """Monotonic seconds."""
    in_flight: int = 0
    """Traces being worked on."""
    tally: Tally = field(default_factory=Tally)
    """Finished traces; a shard that infrastructure made run twice is counted twice here."""

    @property
    def done(self) -> int:
        """Finished traces."""
        return self.tally.statuses.total()

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
        self.tally.add(trace)
