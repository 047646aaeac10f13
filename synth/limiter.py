"""One queue in front of each endpoint, shared by every role and trace that uses it in an event loop.

The policy says how many calls may be in flight and when, the breaker whether the endpoint is worth asking; this part
keeps the queue: first come first served, except that a call which is tried again goes first. Whoever is cancelled while
waiting or calling gives its place back.
"""

import asyncio
from collections import Counter, deque
from types import TracebackType
from typing import Literal
from weakref import WeakKeyDictionary

from schemas.errors import GenerationError
from synth.breaker import Breaker
from synth.knee import Knee
from synth.limit_policy import LimitPolicy

Outcome = Literal["answered", "rejected", "failed", "left"]
"""Served (or refused for the request's own fault), refused for overload, broken, or cancelled."""


class Limiter:
    """Admission to one endpoint. Use: `async with limiter.slot() as slot: ...; slot.outcome = "answered"`."""

    def __init__(self, policy: LimitPolicy, *, name: str = "", patience_s: float = 120.0) -> None:
        self.policy = policy
        self.breaker = Breaker()
        self.name = name
        self.in_flight = 0
        self.outcomes: Counter[Outcome] = Counter()
        """What became of all calls so far."""
        self.patience_s = patience_s
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def slot(self, *, first: bool = False) -> "Slot":
        """A place among the calls in flight; `first` overtakes the queue (for calls that are tried again)."""
        return Slot(self, first)

    @property
    def waiting(self) -> int:
        """Calls that wait for a place."""
        return len(self._waiting)

    async def acquire(self, first: bool) -> float:
        """Wait for a place; returns the time on the loop's clock.

        Raises:
            GenerationError: `breaker_open`, when the endpoint has been failing nearly all calls for `patience_s`.
        """
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._refuse_if_dead(now)
        if not self._waiting and self._admits(now):
            self._admit()
            return now
        place: asyncio.Future[None] = loop.create_future()
        (self._waiting.appendleft if first else self._waiting.append)(place)
        self._pump()
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled() and place.exception() is None:
                self.release(loop.time(), "left")
            self._pump()
            raise
        return loop.time()

    def release(self, sent_at: float, outcome: Outcome, retry_after: float | None = None, why: str = "") -> None:
        """Give a place back and say what became of the call."""
        self.in_flight -= 1
        self.outcomes[outcome] += 1
        now = asyncio.get_running_loop().time()
        if outcome == "answered":
            self.policy.answered(now, sent_at)
        elif outcome == "rejected":
            self.policy.rejected(now, sent_at, self.in_flight, retry_after)
        if outcome == "failed":
            self.breaker.failed(now, why)
        elif outcome == "left":
            self.breaker.left()
        else:
            self.breaker.alive()
        self._pump()

    def _admits(self, now: float) -> bool:
        return self.policy.admits(now, self.in_flight) and self.breaker.admits(now)

    def _admit(self) -> None:
        self.in_flight += 1
        self.breaker.admitted()

    def _pump(self) -> None:
        """Let in whom the policy allows, then sleep until it might allow more."""
        while True:
            now = asyncio.get_running_loop().time()
            while self._waiting and self._admits(now):
                place = self._waiting.popleft()
                if not place.done():
                    self._admit()
                    place.set_result(None)
            if self._waiting and self.breaker.open_for(now) >= self.patience_s:
                self._turn_all_away(now)
            wake = self._wake_at(now)
            if wake is None or wake > now:
                break
        self._arm(wake)

    def _wake_at(self, now: float) -> float | None:
        if not self._waiting:
            self.policy.saturated(now, full=False)
            return None
        if not self.breaker.admits(now):
            return self.breaker.wake_at()
        return self.policy.saturated(now, full=self.in_flight >= self.policy.limit)

    def _arm(self, wake: float | None) -> None:
        if self._timer is not None:
            if wake is not None and self._timer.when() == wake:
                return
            self._timer.cancel()
        self._timer = None if wake is None else asyncio.get_running_loop().call_at(wake, self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        self._pump()

    def _refuse_if_dead(self, now: float) -> None:
        if self.breaker.open_for(now) >= self.patience_s and not self.breaker.admits(now):
            raise self._dead(now)

    def _turn_all_away(self, now: float) -> None:
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_exception(self._dead(now))

    def _dead(self, now: float) -> GenerationError:
        seconds = self.breaker.open_for(now)
        what = f"{self.name} has failed nearly all calls for {seconds:.0f} s, lastly: {self.breaker.last_failure}"
        return GenerationError("breaker_open", what)


class Slot:
    """One call's place. Left without an outcome (an exception, a cancellation) it says nothing of the endpoint."""

    __slots__ = ("_first", "_limiter", "outcome", "retry_after", "sent_at", "why")

    def __init__(self, limiter: Limiter, first: bool) -> None:
        self._limiter = limiter
        self._first = first
        self.sent_at = 0.0
        self.outcome: Outcome = "left"
        self.retry_after: float | None = None
        self.why = ""

    async def __aenter__(self) -> "Slot":
        self.sent_at = await self._limiter.acquire(self._first)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._limiter.release(self.sent_at, self.outcome, self.retry_after, self.why)


_LIMITERS: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Limiter]] = WeakKeyDictionary()


def limiter_for(endpoint: str, ceiling: int, *, seek: bool = False) -> Limiter:
    """The running loop's limiter of an endpoint (its base_url). The highest ceiling any role asks for holds.

    `seek`: the ceiling is nobody's wish, so the limit grows only as long as that brings more answers.
    """
    limiters = _LIMITERS.setdefault(asyncio.get_running_loop(), {})
    limiter = limiters.get(endpoint)
    if limiter is None:
        limiter = limiters[endpoint] = Limiter(LimitPolicy(ceiling, knee=Knee() if seek else None), name=endpoint)
    elif ceiling > limiter.policy.ceiling:
        limiter.policy.raise_ceiling(ceiling)
    return limiter


def limiters_of(loop: asyncio.AbstractEventLoop) -> list[Limiter]:
    """Every limiter of a loop, for whoever watches; from any thread."""
    return list(_LIMITERS.get(loop, {}).values())
