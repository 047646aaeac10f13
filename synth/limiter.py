"""Admission to one endpoint, shared by every role and trace that asks it in an event loop.

The policy says how many calls may be in flight and when, the breaker whether the endpoint is worth asking. Who waits is
the affair of the lines in front of it (endpoint_pool): where there is room, whoever has waited longest comes in, and
those who are tried again come first.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Literal, Protocol
from weakref import WeakKeyDictionary

from synth.breaker import Breaker
from synth.knee import Knee
from synth.limit_policy import LimitPolicy

Outcome = Literal["answered", "rejected", "failed", "left"]
"""Served (or refused for the request's own fault), refused for overload, broken, or cancelled."""
State = Literal["up", "resting", "down"]
"""Asked; asked for patience (429, Retry-After); failing nearly all calls, and only probed."""
Order = tuple[bool, int]
"""False for those who are tried again, then the number of the ticket: the smallest comes first."""


class Line(Protocol):
    """One role's queue, as the limiter of one of its endpoints sees it."""

    @property
    def waiting(self) -> int:
        """Calls that wait for a place, here or elsewhere."""

    @property
    def full(self) -> bool:
        """The role may have no more calls in flight here, whatever the endpoint takes."""

    def order(self, now: float) -> Order | None:
        """The order of who would come in next; None when nobody may."""

    def let_in(self, now: float) -> None:
        """Let that one in."""

    def deadline(self) -> float | None:
        """When those who wait are turned away unless something changes; None: not in sight."""

    def turn_away_if_dead(self, now: float) -> None:
        """Turn them away if it is time."""


class Limiter:
    """The calls in flight at one endpoint."""

    def __init__(self, policy: LimitPolicy, *, name: str = "") -> None:
        self.policy = policy
        self.breaker = Breaker()
        self.name = name
        self.in_flight = 0
        self.outcomes: Counter[Outcome] = Counter()
        """What became of all calls so far."""
        self.lines: list[Line] = []
        self.queue_depth: int | None = None
        """Calls that wait inside the endpoint, where it tells."""
        self.look_at = 0.0
        """When to ask it next (queue_depth)."""
        self._timer: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """Calls that wait for a place, here or at another endpoint of their role."""
        return sum(line.waiting for line in self.lines)

    def usable(self, now: float) -> bool:
        """Whether it is neither taken for dead nor asked for patience: a full one is usable, places will be free."""
        return self.state(now) == "up"

    def state(self, now: float) -> State:
        """Whether it is asked, for people."""
        if self.breaker.opened_at is not None:
            return "down"
        return "resting" if now < self.policy.paused_until else "up"

    def admits(self, now: float) -> bool:
        """Whether one more call may start."""
        return self.policy.admits(now, self.in_flight) and self.breaker.admits(now)

    def admit(self, now: float) -> None:
        """A call starts."""
        self.in_flight += 1
        self.breaker.admitted(now)

    def expected_s(self, round_trip_s: float) -> float:
        """Seconds that one call more would take: a round trip, up to twice that the fuller the endpoint is.

        `round_trip_s` stands in until one was measured. (Calls in flight share the endpoint; how much, nobody tells.)
        """
        return (1 + self.in_flight / self.policy.limit) * (self.policy.round_trip_s or round_trip_s)

    def release(
        self, sent_at: float, outcome: Outcome, retry_after: float | None = None, why: str = "", broken: bool = False
    ) -> None:
        """Give a place back and say what became of the call; `broken`: it failed for want of a connection."""
        self.in_flight -= 1
        self.outcomes[outcome] += 1
        now = asyncio.get_running_loop().time()
        if outcome == "answered":
            self.policy.answered(now, sent_at)
        elif outcome == "rejected":
            self.policy.rejected(now, sent_at, self.in_flight, retry_after)
        if outcome == "failed":
            self.breaker.failed(now, sent_at, why, broken=broken)
        elif outcome == "left":
            self.breaker.left(sent_at)
        elif self.breaker.alive(sent_at):
            self.policy.restart()
        self.pump()

    def pump(self) -> None:
        """Let in whom the policy allows, then sleep until it might allow more."""
        while True:
            now = asyncio.get_running_loop().time()
            while self.admits(now) and (line := self._next(now)) is not None:
                self.admit(now)
                line.let_in(now)
            if self.breaker.opened_at is not None:
                for line in self.lines:
                    line.turn_away_if_dead(now)
            wake = self._wake_at(now)
            if wake is None or wake > now:
                break
        self._arm(wake)

    def _next(self, now: float) -> Line | None:
        """The line of whoever has waited longest."""
        best, first = None, None
        for line in self.lines:
            order = line.order(now)
            if order is not None and (first is None or order < first):
                best, first = line, order
        return best

    def _wake_at(self, now: float) -> float | None:
        if self.breaker.opened_at is not None:
            return min((time for time in self._events(now) if time > now), default=None)
        wanted = any(line.waiting and not line.full for line in self.lines)
        grows = self.policy.saturated(now, full=wanted and self.in_flight >= self.policy.limit)
        trusted = self.breaker.wake_at(now) if wanted else None
        return min((time for time in (grows, trusted) if time is not None), default=None)

    def _events(self, now: float) -> Iterator[float]:
        """When something may happen to those who wait at a dead endpoint: a probe, or the end of patience."""
        waiting = [line for line in self.lines if line.waiting]
        probe = self.breaker.wake_at(now)
        if waiting and probe is not None:
            yield probe
        yield from (deadline for line in waiting if (deadline := line.deadline()) is not None)

    def _arm(self, wake: float | None) -> None:
        if self._timer is not None:
            if wake is not None and self._timer.when() == wake:
                return
            self._timer.cancel()
        self._timer = None if wake is None else asyncio.get_running_loop().call_at(wake, self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        self.pump()


Name = tuple[str, str | None]
"""base_url, and the variable of the key: two accounts of one provider have limits of their own."""

_LIMITERS: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Name, Limiter]] = WeakKeyDictionary()


def limiter_for(endpoint: Name, ceiling: int, *, seek: bool = False) -> Limiter:
    """The running loop's limiter of an endpoint. The highest ceiling any role asks for holds.

    `seek`: the ceiling is nobody's wish, so the limit grows only as long as that brings more answers.
    """
    limiters = _LIMITERS.setdefault(asyncio.get_running_loop(), {})
    limiter = limiters.get(endpoint)
    if limiter is None:
        base_url, account = endpoint
        shared = any(url == base_url for url, _ in limiters)
        name = f"{base_url} ({account or 'no key'})" if shared else base_url
        limiter = Limiter(LimitPolicy(ceiling, knee=Knee() if seek else None), name=name)
        limiters[endpoint] = limiter
    elif ceiling > limiter.policy.ceiling:
        limiter.policy.raise_ceiling(ceiling)
    return limiter


def limiters_of(loop: asyncio.AbstractEventLoop) -> list[Limiter]:
    """Every limiter of a loop, for whoever watches; from any thread."""
    return list(_LIMITERS.get(loop, {}).values())
