"""How many calls an endpoint may have in flight, learnt from what it says. Pure: every method is told the time.

Slow start doubles the limit while nobody complains, each time when a call sent at the new level was answered. On
overload (429, 503) the limit falls once per burst, to what the endpoint demonstrably held: the calls still in flight
when the last rejection came in, but never below half of before.
Admission pauses (Retry-After, or a short jittered backoff). If much of the limit was lost it starts again low and
doubles back up, so that a wrong guess costs few rejected calls. After a hold the learnt limit is probed upwards by 1,
2, 4, ... until the next rejection; the hold doubles while probes find nothing new, because each costs a rejection and a
pause.

(TCP's shape, with constants of our choice; measured in benchmarks/bench_limits.py.)
"""

import random
from dataclasses import dataclass, field

from synth.knee import HOLD_S as KNEE_HOLD_S
from synth.knee import Knee

START = 8
"""Calls in flight at the start and after each pause."""
MARGIN = 20
"""One place in so many stays free below an observed capacity: an endpoint counts a call a little longer than we do."""
MILD = 0.75
"""A burst that leaves this share of the limit was a probe that found the edge: no slow start after it."""
GENTLE_FROM = 64
"""From here on slow start grows by half instead of doubling: too big a step costs as many rejections."""
MIN_INTERVAL_S, MAX_INTERVAL_S = 0.02, 0.25
"""Bounds of the time between two doublings: a round trip, but rejections come fast even where answers take minutes."""
HOLD_S, MAX_HOLD_S = 1.0, 8.0
"""Bounds of the time a learnt limit is left alone."""
HOLD_PER_RETRY_AFTER, MAX_HOLD_FOR_RETRY_AFTER_S = 8.0, 60.0
"""A probe may cost a pause of Retry-After seconds: probe so rarely that it costs at most about a ninth of the time."""
SPARE = 2
"""Calls that may wait inside an endpoint at least: they fill its batch the moment another is answered."""
QUEUE_HOLD_S = 30.0
"""Seconds until a limit that an endpoint's own queue has set is probed upwards."""
MAX_STRIKES = 20
"""Bursts in a row that lengthen the pause."""
MAX_PAUSE_S = 30.0
"""Bound of our own backoff (Retry-After may ask for more)."""


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
    paused_until: float = 0.0
    """No call starts before."""
    round_trip_s: float | None = None
    """Moving average of the answers' latency."""
    _resuming: bool = False
    _grow_at: float | None = None  # None: the limit is not in full use, so nothing can be learnt about more
    _grown_at: float = 0.0
    _proven: bool = False  # a call sent since the limit grew was answered
    _hold_until: float = 0.0
    _hold_s: float = HOLD_S
    _step: int = 1
    _burst_at: float = -1.0  # start of the last burst of rejections: calls sent before it belong to it
    _before_burst: int = 0
    _strikes: int = 0  # bursts since an answer came to a call sent after the last one
    _learnt: int = 0

    def __post_init__(self) -> None:
        self.target = self.ceiling
        self.limit = min(START, self.ceiling)

    def raise_ceiling(self, ceiling: int) -> None:
        """Another role of the endpoint allows more."""
        if self.target == self.ceiling:
            self.target = ceiling
        self.ceiling = ceiling

    def admits(self, now: float, in_flight: int) -> bool:
        """Whether one more call may start."""
        if now < self.paused_until:
            return False
        if self._resuming:
            self._resuming = False
            mild = self.target >= MILD * self._before_burst
            self.limit = self.target if mild else min(self.target, max(START, in_flight))
            self._measure_afresh()
        return in_flight < self.limit

    def saturated(self, now: float, full: bool) -> float | None:
        """Grow when the limit has been in full use for long enough; returns when to look again, None for never.

        `full`: more calls wait, and the limit is all that holds them back.
        """
        if now < self.paused_until:
            return self.paused_until
        if not full or self.limit >= self.ceiling:
            self._grow_at = None
            self._measure_afresh()
            return None
        if self._grow_at is None:
            self._grow_at = now + self._interval
        if now >= self._due():
            paid = True if self.knee is None else self.knee.paid()
            if paid is None:
                return None  # the next answer may tell
            self._grow(now) if paid else self._step_back(now)
        return self._due()

    def _due(self) -> float:
        """When the limit may grow next, if it stays in full use until then."""
        grow_at = self._grow_at or 0.0
        patience = grow_at if self._proven else max(grow_at, self._grown_at + MAX_INTERVAL_S)
        return max(patience, self._hold_until if self.limit >= self.target else 0.0)

    def _grow(self, now: float) -> None:
        interval = self._interval
        if self.limit < self.target:
            step = self.limit if self.limit < GENTLE_FROM else self.limit // 2
            self.limit = min(self.limit + step, self.target)
        else:
            step = self._step if self._learnt or self.knee is None else self.limit // 2
            self.limit = self.target = min(self.target + step, self.ceiling)
            self._step *= 2
            interval = min(max(4 * self._interval, 0.25), 1.0)
        self._grow_at, self._grown_at, self._proven = now + interval, now, False
        self._measure_afresh()

    def _step_back(self, now: float) -> None:
        """More calls brought no more answers: the endpoint queues them."""
        assert self.knee is not None
        self.limit = self.target = self.knee.step_back
        self._grown_at, self._hold_until = now, now + KNEE_HOLD_S
        self._measure_afresh()

    def _measure_afresh(self) -> None:
        if self.knee is not None:
            self.knee.moved(self.limit)

    def answered(self, now: float, sent_at: float) -> None:
        """A call that started at `sent_at` was served."""
        latency = now - sent_at
        self.round_trip_s = latency if self.round_trip_s is None else 0.9 * self.round_trip_s + 0.1 * latency
        if sent_at >= self._burst_at:
            self._strikes = 0
        if sent_at >= self._grown_at:
            self._proven = True
        if self.knee is not None:
            self.knee.answered(now, sent_at >= self._grown_at)

    def rejected(self, now: float, sent_at: float, in_flight: int, retry_after: float | None) -> None:
        """The endpoint refused a call that started at `sent_at`; `in_flight` counts those still running."""
        if sent_at >= self._burst_at:
            self._begin_burst(now, retry_after)
            self._before_burst = min(self._before_burst, in_flight + 1)  # it may have grown since these were sent
        elif retry_after is not None:
            self.paused_until = max(self.paused_until, now + retry_after)
        held = in_flight - in_flight // MARGIN
        self.target = self._learnt = max(1, self._before_burst // 2, min(held, self.target))
        hold = min(HOLD_PER_RETRY_AFTER * (retry_after or 0.0), MAX_HOLD_FOR_RETRY_AFTER_S)
        self._hold_until = self.paused_until + max(self._hold_s, hold)

    def queued(self, now: float, waiting: int, in_flight: int) -> None:
        """The endpoint says that so many calls wait inside it: more of them would only wait longer.

        What it works on is what the limit falls to, at most by half each time, since others' calls may wait there too.
        """
        worked_on = max(in_flight - waiting, 0)
        spare = max(SPARE, worked_on // MARGIN)
        if waiting <= spare or 2 * in_flight <= self.limit or self.limit <= START:
            return
        self.limit = self.target = self._learnt = max(START, self.limit // 2, min(worked_on + spare, self.limit))
        self._hold_until = max(self._hold_until, now + QUEUE_HOLD_S)
        self._grow_at, self._step = None, 1
        self._measure_afresh()

    def _begin_burst(self, now: float, retry_after: float | None) -> None:
        quiet = now >= self._hold_until  # calls were taken since the last burst, though none may be answered yet
        self._strikes = 1 if quiet else min(self._strikes + 1, MAX_STRIKES)
        self._burst_at, self._before_burst = now, self.limit
        nothing_new = 0 < self.limit <= self._learnt * 1.25 + 1
        self._hold_s = min(2 * self._hold_s, MAX_HOLD_S) if nothing_new else HOLD_S
        own = min(MAX_PAUSE_S, 2 * self._interval * 2 ** (self._strikes - 1)) * self.draw.uniform(0.5, 1.0)
        asked = (retry_after or 0.0) * self.draw.uniform(1.0, 1.1)
        self.paused_until = max(self.paused_until, now + max(own, asked))  # `Retry-After: 0` is no leave to storm
        self._resuming, self._grow_at, self._step = True, None, 1

    @property
    def _interval(self) -> float:
        return min(max(self.round_trip_s or MAX_INTERVAL_S, MIN_INTERVAL_S), MAX_INTERVAL_S)
