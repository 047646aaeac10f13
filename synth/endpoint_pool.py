"""The endpoints of one role, and one queue of those who wait for a place at any of them.

Nobody is bound to an endpoint while waiting: whichever has a place first takes the next in line, so that load follows
capacity by itself. Where several have room, the one that would be through first is asked, and at the end of a run
nobody is sent to one that would be the last to finish. A call that is tried again goes ahead of all others, to an
endpoint that has not failed or refused it yet as long as one is usable. Whoever is cancelled while waiting or calling
gives the place back.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from itertools import count
from types import TracebackType

from schemas.errors import GenerationError
from synth.limiter import Limiter, Order, Outcome
from synth.run_tail import RunTail, sooner_elsewhere

PATIENCE_S = 120.0
"""Seconds that all endpoints may fail nearly every call before those who wait are turned away (our choice)."""

_tickets = count()


class Lane:
    """A role's way to one of its endpoints."""

    __slots__ = ("ceiling", "closed", "in_flight", "limiter", "pool")

    def __init__(self, pool: "Pool", limiter: Limiter, ceiling: int) -> None:
        self.pool = pool
        self.limiter = limiter
        self.ceiling = ceiling
        """Calls of this role in flight here at most; other roles may be allowed more."""
        self.in_flight = 0
        self.closed = False
        """True when no call can succeed here until the user fixes something."""
        limiter.lines.append(self)

    @property
    def waiting(self) -> int:
        """Calls of the role that wait for a place."""
        return 0 if self.closed else self.pool.waiting

    @property
    def full(self) -> bool:
        """The role may have no more calls in flight here."""
        return self.in_flight >= self.ceiling

    def order(self, now: float) -> Order | None:
        """The order of the next in line who may come here."""
        place = None if self.closed or self.full else self.pool.next_for(self, now)
        return None if place is None else place.order

    def let_in(self, now: float) -> None:
        """Give the next in line a place, which the limiter has counted already."""
        place = self.pool.next_for(self, now)
        assert place is not None
        self.pool.served(place)
        self.in_flight += 1
        place.given.set_result(self)

    def enter(self, now: float) -> None:
        """Take a place without having waited."""
        self.in_flight += 1
        self.limiter.admit(now)

    def release(
        self, sent_at: float, outcome: Outcome, retry_after: float | None = None, why: str = "", broken: bool = False
    ) -> None:
        """Give a place back and say what became of the call."""
        self.in_flight -= 1
        if outcome == "answered":
            self.pool.tail.answered()
        self.limiter.release(sent_at, outcome, retry_after, why, broken)
        if not self.limiter.usable(asyncio.get_running_loop().time()):
            self.pool.pump(but=self)  # who avoided the others may have to go there now

    def deadline(self) -> float | None:
        """When the role's queue is turned away."""
        return self.pool.deadline()

    def turn_away_if_dead(self, now: float) -> None:
        """Turn the role's queue away if its endpoints have been dead for too long."""
        self.pool.turn_away_if_dead(now)


class Place:
    """Somebody's place in the queue."""

    __slots__ = ("avoid", "given", "order")

    def __init__(self, again: bool, avoid: frozenset[Lane]) -> None:
        self.order: Order = (not again, next(_tickets))
        self.avoid = avoid
        """Ways that failed this call before."""
        self.given: asyncio.Future[Lane] = asyncio.get_running_loop().create_future()

    @property
    def again(self) -> bool:
        """Tried again: ahead of all others."""
        return not self.order[0]


class Pool:
    """Admission of one role. Use: `async with pool.slot() as slot: ...; slot.outcome = "answered"`."""

    def __init__(self, limiters: Iterable[tuple[Limiter, int]], *, patience_s: float = PATIENCE_S) -> None:
        """`limiters`: each endpoint's, with the role's own ceiling there."""
        self.lanes = [Lane(self, limiter, ceiling) for limiter, ceiling in limiters]
        self.patience_s = patience_s
        self.tail = RunTail()
        self._again: deque[Place] = deque()
        self._fresh: deque[Place] = deque()

    def slot(self, *, again: bool = False, avoid: Iterable[Lane] = ()) -> "Slot":
        """A place at any endpoint; `again` overtakes the queue, and goes to those of `avoid` only if it must."""
        return Slot(self, again, frozenset(avoid))

    @property
    def waiting(self) -> int:
        """Calls that wait for a place; some cancelled ones may still be among them. Changes nothing: others watch."""
        return len(self._again) + len(self._fresh)

    async def acquire(self, again: bool, avoid: frozenset[Lane]) -> Lane:
        """Wait for a place.

        Raises:
            GenerationError: `breaker_open`, when all endpoints have been failing nearly all calls for `patience_s`.
        """
        now = asyncio.get_running_loop().time()
        if self._dead(now) and not any(lane.limiter.admits(now) for lane in self.lanes):
            raise self._obituary(now)
        place = Place(again, avoid)
        if not again:
            self.tail.came()
        self._forget_cancelled()
        if not self.waiting and (lane := self._best(place, now)) is not None:
            lane.enter(now)
            return lane
        (self._again if again else self._fresh).append(place)
        self.pump()
        try:
            return await place.given
        except asyncio.CancelledError:
            self._left(place)
            raise

    def next_for(self, lane: Lane, now: float) -> Place | None:
        """The first in line who may go that way."""
        for place in self._again:
            if not place.given.done() and self._takes(lane, place, now):
                return place
        self._forget_cancelled()
        first = self._fresh[0] if self._fresh else None
        return first if first is not None and self._takes(lane, first, now) else None

    def served(self, place: Place) -> None:
        """Take somebody out of the queue."""
        if place.again:
            self._again.remove(place)
        else:
            self._fresh.popleft()

    def alternative(self, avoid: Iterable[Lane], now: float) -> bool:
        """Whether a usable endpoint is left beside those."""
        avoided = set(avoid)
        return any(not lane.closed and lane not in avoided and lane.limiter.usable(now) for lane in self.lanes)

    def pump(self, but: Lane | None = None) -> None:
        """Look at all endpoints for places."""
        for lane in self.lanes:
            if lane is not but:
                lane.limiter.pump()

    def shut(self, lane: Lane) -> None:
        """Send nobody that way any more."""
        lane.closed = True
        self.pump()

    def leave(self) -> None:
        """Take the role off its endpoints."""
        for lane in self.lanes:
            lane.limiter.lines.remove(lane)

    def deadline(self) -> float | None:
        """When who waits is turned away if no endpoint comes back; None while one is alive."""
        opened = [lane.limiter.breaker.opened_at for lane in self.lanes if not lane.closed]
        dead_since = [time for time in opened if time is not None]
        return max(dead_since) + self.patience_s if opened and len(dead_since) == len(opened) else None

    def turn_away_if_dead(self, now: float) -> None:
        """Give everybody who waits the typed error, if it is time."""
        if not self._dead(now):
            return
        for place in (*self._again, *self._fresh):
            if not place.given.done():
                place.given.set_exception(self._obituary(now))
        self._again.clear()
        self._fresh.clear()

    def _forget_cancelled(self) -> None:
        while self._fresh and self._fresh[0].given.done():
            self._fresh.popleft()

    def _best(self, place: Place, now: float) -> Lane | None:
        """The free endpoint that would be through first; a dead one whose probe is due comes before all."""
        free = [lane for lane in self.lanes if not lane.full and self._takes(lane, place, now)]
        free = [lane for lane in free if lane.limiter.admits(now)]
        if len(free) < 2:
            return free[0] if free else None
        known = [lane.limiter.policy.round_trip_s for lane in self.lanes]
        unknown = min((seconds for seconds in known if seconds is not None), default=1.0) / 2  # worth finding out
        return min(free, key=lambda lane: (lane.limiter.breaker.opened_at is None, lane.limiter.expected_s(unknown)))

    def _takes(self, lane: Lane, place: Place, now: float) -> bool:
        if lane.closed or (lane in place.avoid and self.alternative(place.avoid, now)):
            return False
        return len(self.lanes) == 1 or not self.tail.reached(self._in_flight) or self._may_end_at(lane, place, now)

    def _may_end_at(self, lane: Lane, place: Place, now: float) -> bool:
        """Whether a call that ends the run may go that way."""
        others = (other for other in self.lanes if other is not lane and other not in place.avoid and not other.closed)
        usable = [(other.limiter, other.ceiling) for other in others if other.limiter.usable(now)]
        return not usable or not sooner_elsewhere(lane.limiter, usable, self.waiting)

    @property
    def _in_flight(self) -> int:
        return sum(lane.in_flight for lane in self.lanes)

    def _left(self, place: Place) -> None:
        """Somebody was cancelled while waiting, perhaps in the very moment in which a place was given."""
        if place in self._again:
            self._again.remove(place)
        if place.given.done() and not place.given.cancelled() and place.given.exception() is None:
            place.given.result().release(asyncio.get_running_loop().time(), "left")
        self._forget_cancelled()
        self.pump()

    def _dead(self, now: float) -> bool:
        deadline = self.deadline()
        return deadline is not None and now >= deadline

    def _obituary(self, now: float) -> GenerationError:
        dead = [lane.limiter for lane in self.lanes if not lane.closed]
        seconds = min(limiter.breaker.open_for(now) for limiter in dead)
        last = "; ".join(f"{limiter.name} lastly: {limiter.breaker.last_failure}" for limiter in dead)
        who = "the endpoint has" if len(dead) == 1 else f"all {len(dead)} endpoints have"
        return GenerationError("breaker_open", f"{who} failed nearly all calls for {seconds:.0f} s, {last}")


class Slot:
    """One call's place. Left without an outcome (an exception, a cancellation) it says nothing of the endpoint."""

    __slots__ = ("_again", "_avoid", "_pool", "broken", "lane", "outcome", "probe", "retry_after", "sent_at", "why")

    lane: Lane

    def __init__(self, pool: Pool, again: bool, avoid: frozenset[Lane]) -> None:
        self._pool = pool
        self._again = again
        self._avoid = avoid
        self.sent_at = 0.0
        self.outcome: Outcome = "left"
        self.retry_after: float | None = None
        self.why = ""
        self.broken = False
        """It failed for want of a connection."""
        self.probe = False
        """It asks an endpoint that is taken for dead whether it is back."""

    async def __aenter__(self) -> "Slot":
        clock = asyncio.get_running_loop().time
        self.lane = await self._pool.acquire(self._again, self._avoid)
        while self.lane.closed:  # shut between the giving and the taking
            self.lane.release(clock(), "left")
            self.lane = await self._pool.acquire(True, self._avoid)
        self.sent_at = clock()
        self.probe = self.lane.limiter.breaker.opened_at is not None
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.lane.release(self.sent_at, self.outcome, self.retry_after, self.why, self.broken)
