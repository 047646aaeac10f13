"""How many calls an endpoint may have in flight, learnt from what it says. Pure: every method is told the time.

Slow start doubles the limit while nobody complains, each time when a call sent at the new level was answered, up to
the target: the ceiling, or what was learnt. There it holds; then it probes by 1, 2, 4, ...: slowly around what is
known, ever faster beyond it, and a step that would pass what the endpoint held before it last took less stops just
under that. Only a limit in full use grows. Refusals cut it to what the endpoint goes on serving, but not below what
was proven (refusals).

The hold between two probes is two seconds or four round trips: what comes back is used soon, and at most one call in
sixteen is refused for it.

(The shape is that of TCP's CUBIC: fast back to the last good value, slow around it, faster beyond. Constants are our
choice, measured in benchmarks/bench_limits.py and under a simulated clock in tests/synth/test_limit_scenarios.py.)
"""

import random
from dataclasses import dataclass, field

from synth.knee import HOLD_S as KNEE_HOLD_S
from synth.knee import Knee
from synth.refusals import MARGIN, SHORT_RETRY_AFTER_S, SMALL, Refusals

START = 8
"""Calls in flight at the start and after a rest."""
GENTLE_FROM = 64
"""From here on slow start grows by half instead of doubling: too big a step costs as many rejections."""
MIN_INTERVAL_S, MAX_INTERVAL_S = 0.02, 0.25
"""Bounds of the time between two doublings: a round trip, but rejections come fast even where answers take minutes."""
PROOF_ROUND_TRIPS, MAX_PROOF_S = 3, 1.0
"""A small step of a probe is left so many round trips to be proven, none counted as longer than this."""
HOLD_S = 2.0
"""Seconds a learnt limit is left alone at least."""
HOLD_ROUND_TRIPS, CALLS_PER_PROBE = 4, 16
"""The same in round trips, and in calls answered: a probe costs a refused call."""
CALLS_PER_PARDON, MAX_PARDONS = 50, 2.0
"""Some refuse a call now and then whatever we do (one of many backends is busy): at a limit that was proven, one call
in so many may be refused before that means anything."""
HOLD_PER_RETRY_AFTER, MAX_HOLD_FOR_RETRY_AFTER_S = 8.0, 60.0
"""Where Retry-After is long a probe costs a rest: probe so rarely that it costs at most about a ninth of the time."""
SPARE = 2
"""Calls that may wait inside an endpoint at least: they fill its batch the moment another is answered."""
QUEUE_HOLD_S = 30.0
"""Seconds until a limit that an endpoint's own queue has set is probed upwards."""


@dataclass(slots=True)
class LimitPolicy:
    """The limit of one endpoint."""

    ceiling: int
    """Never more than this, whatever the endpoint takes."""
    draw: random.Random = field(default_factory=random.Random)
    """Jitter."""
    knee: Knee | None = None
    """Judges each step where there is no ceiling of ours; None: a step needs no reason but demand."""
    limit: int = field(init=False)
    """Calls allowed in flight now."""
    target: int = field(init=False)
    """Where doubling stops: the ceiling, or what was learnt."""
    refusals: Refusals = field(init=False)
    """What the endpoint has refused, and whether all rest."""
    round_trip_s: float | None = None
    """Moving average of the answers' latency."""
    proven: int = 0
    """The highest limit at which a round of calls was answered, since it last turned out too high."""
    best: int = 0
    """The highest ever proven: growth is slow around it."""
    _full_since: float | None = None  # None: the limit is not in full use, so nothing can be learnt about more
    _grown_at: float = 0.0
    _answers: int = 0  # to calls sent since the limit moved
    _careful: bool = False  # the last step was a small one of a probe
    _step: int = 1
    _hold_until: float = 0.0
    _learnt: bool = False
    _pardons: float = 0.0
    _pardoned: bool = False  # the last cut was none

    def __post_init__(self) -> None:
        self.target = self.ceiling
        self.limit = min(START, self.ceiling)
        self.refusals = Refusals(self.draw)

    @property
    def paused_until(self) -> float:
        """No call starts before."""
        return self.refusals.paused_until

    def raise_ceiling(self, ceiling: int) -> None:
        """Another role of the endpoint allows more."""
        if self.target == self.ceiling:
            self.target = ceiling
        self.ceiling = ceiling

    def restart(self) -> None:
        """The endpoint was away: come back slowly to what it held."""
        self.refusals.restart()

    def admits(self, now: float, in_flight: int) -> bool:
        """Whether one more call may start."""
        if now < self.paused_until:
            return False
        if self.refusals.resting:
            self._move(now, self.refusals.resume(self.target, max(START, in_flight)))
        return in_flight < self.limit

    def saturated(self, now: float, full: bool) -> float | None:
        """Grow when the limit has been in full use for long enough; returns when to look again, None for never.

        `full`: more calls wait, and the limit is all that holds them back.
        """
        if now < self.paused_until:
            return self.paused_until
        if not full:
            self._full_since = None
        elif self._full_since is None:
            self._full_since = now
        if not full or self.limit >= self.ceiling:
            self._measure_afresh()
            return None
        if now >= self._due():
            paid = True if self.knee is None else self.knee.paid()
            if paid is None:
                return None  # the next answer may tell
            self._grow(now) if paid else self._step_back(now)
        return self._due()

    def _due(self) -> float:
        """When the limit may grow next, if it stays in full use until then."""
        wait = self._interval if self._answers else MAX_INTERVAL_S
        if self._careful:
            wait = PROOF_ROUND_TRIPS * min(max(self.round_trip_s or 0.0, MIN_INTERVAL_S), MAX_PROOF_S)
        due = max(self._grown_at, self._full_since or 0.0) + wait
        return max(due, self._hold_until) if self.limit >= self.target else due

    def _grow(self, now: float) -> None:
        if self.limit < self.target:
            step = self.limit if self.limit < GENTLE_FROM else self.limit // 2
            self._move(now, min(self.limit + step, self.target))
            return
        searching = self.knee is not None and not self._learnt
        step = self.limit // 2 if searching else self._next_step()
        self.target = min(self.limit + step, self.ceiling)
        self._move(now, self.target, careful=not searching and self._step <= 2 * SMALL)

    def _next_step(self) -> int:
        """How far beyond what is known; the next one will be twice that."""
        below_best = self.best - self.best // MARGIN - self.limit
        if 0 < below_best <= self._step:
            self._step = 1
            return below_best
        self._step *= 2
        return self._step // 2

    def _step_back(self, now: float) -> None:
        """More calls brought no more answers: the endpoint queues them."""
        assert self.knee is not None
        self.target = self.knee.step_back
        self._move(now, self.target)
        self._hold_until = now + KNEE_HOLD_S

    def _move(self, now: float, limit: int, *, careful: bool = False) -> None:
        self.limit, self._grown_at, self._answers, self._careful = limit, now, 0, careful
        self._measure_afresh()

    def _measure_afresh(self) -> None:
        if self.knee is not None:
            self.knee.moved(self.limit)

    def answered(self, now: float, sent_at: float) -> None:
        """A call that started at `sent_at` was served."""
        latency = now - sent_at
        self.round_trip_s = latency if self.round_trip_s is None else 0.9 * self.round_trip_s + 0.1 * latency
        self.refusals.answered(sent_at)
        self._pardons = min(self._pardons + 1 / CALLS_PER_PARDON, MAX_PARDONS)
        if sent_at >= self._grown_at:
            self._answers += 1
            if self._answers >= self.limit and self._full_since is not None:
                self.proven = max(self.proven, self.limit)
                self.best = max(self.best, self.proven)
        if self.knee is not None:
            self.knee.answered(now, sent_at >= self._grown_at)

    def rejected(self, now: float, sent_at: float, in_flight: int, retry_after: float | None) -> None:
        """The endpoint refused a call that started at `sent_at`; `in_flight` counts those still running."""
        wait = retry_after or 0.0
        if self.refusals.begins_cut(sent_at):
            self.refusals.cut(now, self.limit, in_flight, quiet=now >= self._hold_until)
            self._pardoned = self.limit <= self.proven and self._pardons >= 1
            self._pardons -= self._pardoned
        held = min(self.refusals.held(in_flight, self.proven), self.target)
        if self._pardoned and self.refusals.accidental(in_flight) and wait <= SHORT_RETRY_AFTER_S:
            self._move(now, min(self.limit, held))  # for a round trip: the target stays
            return
        self._full_since, self._step, self.target = None, 1, held
        self.proven = min(self.proven, self.target)
        self._learnt = True
        if self.refusals.resting or self.refusals.serious(in_flight, wait):
            self.refusals.rest(now, self._interval, wait)
        else:
            self._move(now, min(self.limit, self.target))
        self._hold_until = max(now, self.paused_until) + self._hold_s(0.0 if self.refusals.closing(in_flight) else wait)

    def _hold_s(self, retry_after: float) -> float:
        if retry_after > SHORT_RETRY_AFTER_S:
            return max(HOLD_S, min(HOLD_PER_RETRY_AFTER * retry_after, MAX_HOLD_FOR_RETRY_AFTER_S))
        rounds = max(HOLD_ROUND_TRIPS, CALLS_PER_PROBE / self.target)
        return max(HOLD_S, rounds * (self.round_trip_s or 0.0))

    def queued(self, now: float, waiting: int, in_flight: int) -> None:
        """The endpoint says that so many calls wait inside it: more of them would only wait longer.

        What it works on is what the limit falls to, at most by half each time, since others' calls may wait there too.
        """
        worked_on = max(in_flight - waiting, 0)
        spare = max(SPARE, worked_on // MARGIN)
        if waiting <= spare or 2 * in_flight <= self.limit or self.limit <= START:
            return
        self.limit = self.target = max(START, self.limit // 2, min(worked_on + spare, self.limit))
        self._learnt = True
        self._hold_until = max(self._hold_until, now + QUEUE_HOLD_S)
        self._full_since, self._step = None, 1
        self._measure_afresh()

    @property
    def _interval(self) -> float:
        return min(max(self.round_trip_s or MAX_INTERVAL_S, MIN_INTERVAL_S), MAX_INTERVAL_S)
