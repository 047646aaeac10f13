"""Where the last requests of a run go: to whoever finishes them first, not to a slow endpoint that happens to be free.

While requests keep coming, every free place is worth filling. Once none come any more, a call that a slow endpoint
takes may last longer than all that wait would at the faster ones, and the run would wait for it alone. Nobody tells a
pool that a run is ending; it is taken to be when a whole round of calls was answered and no new request came in, which
a single new one refutes.
"""

from collections.abc import Iterable

from synth.limiter import Limiter

AT_LEAST = 16
"""Answers without a new request before anything is made of it: rows are written in batches, which traces wait for."""


class RunTail:
    """Tells whether requests have stopped coming."""

    def __init__(self) -> None:
        self._answers = 0  # since a request last came in

    def came(self) -> None:
        """A new request."""
        self._answers = 0

    def answered(self) -> None:
        """One was answered."""
        self._answers += 1

    def reached(self, in_flight: int) -> bool:
        """Whether a round of so many calls was answered since."""
        return self._answers >= max(AT_LEAST, in_flight)


def sooner_elsewhere(limiter: Limiter, others: Iterable[tuple[Limiter, int]], waiting: int) -> bool:
    """Whether all who wait would be through at the faster ones of the others before one call is here.

    `others`: usable ones, each with the calls that may be in flight there at most.
    """
    if limiter.breaker.opened_at is not None:
        return True  # not the time for a probe
    here = limiter.policy.round_trip_s
    if here is None:
        return False
    pace, slowest = 0.0, 0.0
    for other, ceiling in others:
        there = other.policy.round_trip_s
        if there is not None and there < here:
            pace += min(other.policy.limit, ceiling) / there
            slowest = max(slowest, there)
    return pace > 0 and waiting / pace + slowest < here
