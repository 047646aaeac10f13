"""A simulated endpoint under a simulated clock: hours of limiter behaviour in moments, the same on every machine."""

import asyncio
import math
import random
import selectors
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from synth.endpoint_pool import Pool, Slot
from synth.knee import Knee
from synth.limit_policy import LimitPolicy
from synth.limiter import Limiter

T = TypeVar("T")


class _JumpingSelector(selectors.DefaultSelector):
    """Does not sleep: moves the clock on instead."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        events = super().select(0)
        if not events and timeout:
            self.now += timeout
        return events


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop whose time passes only while everybody sleeps."""

    def __init__(self) -> None:
        self._clock = _JumpingSelector()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now


def simulate(work: Callable[[], Awaitable[T]]) -> T:
    """Run `work()` under a simulated clock that starts at 0."""

    async def main() -> T:
        return await work()

    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        return runner.run(main())


@dataclass
class Endpoint:
    """Serves so many calls at once and refuses the rest, like a provider behind a gateway."""

    capacity: Callable[[float], int]
    """Calls served at once, by time."""
    latency: float = 0.05
    """Seconds an answer takes."""
    retry_after: float | None = None
    """What a refusal asks for."""
    network: float = 0.001
    """Seconds on the way, both directions together."""
    lingers: float = 0.0
    """Seconds that a call still counts there after its answer has arrived here."""
    spread: float = 0.0
    """Sigma of the log-normal distribution of latencies; 0: all the same."""
    rejected: list[float] = field(default_factory=list)
    """When calls were refused."""
    served: list[float] = field(default_factory=list)
    """When calls were answered."""
    in_flight: int = 0

    def __post_init__(self) -> None:
        self._draw = random.Random(1)

    async def ask(self, pool: Pool) -> None:
        """One request, asked until it is served."""
        tries = 0
        while True:
            async with pool.slot(again=tries > 0) as slot:
                tries += 1
                if await self.call(slot):
                    return
            await asyncio.sleep(slot.retry_after or 0.0)

    async def call(self, slot: Slot) -> bool:
        """One call; whether it was served."""
        if await self._served():
            slot.outcome = "answered"
            return True
        slot.outcome, slot.retry_after = "rejected", self.retry_after
        return False

    async def _served(self) -> bool:
        now = asyncio.get_running_loop().time()
        if self.in_flight >= self.capacity(now):
            await asyncio.sleep(self.network)
            self.rejected.append(now)
            return False
        self.in_flight += 1
        await asyncio.sleep(self.latency * self._draw.lognormvariate(0, self.spread))
        if self.lingers:
            asyncio.get_running_loop().call_later(self.network + self.lingers, self._gone)
        else:
            self._gone()
        await asyncio.sleep(self.network)
        self.served.append(asyncio.get_running_loop().time())
        return True

    def _gone(self) -> None:
        self.in_flight -= 1

    def rate(self, begin: float, end: float) -> float:
        """Answers per second between two times."""
        return sum(begin <= time < end for time in self.served) / (end - begin)


@dataclass
class Queueing(Endpoint):
    """Takes every call but works on so many at once, like vLLM: the rest only wait longer."""

    at_once: int = 1
    """Calls worked on."""
    most: int = 0
    """Calls that were there at once."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._places = asyncio.Semaphore(self.at_once)

    async def _served(self) -> bool:
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        async with self._places:
            await asyncio.sleep(self.latency * self._draw.lognormvariate(0, 0.5))
        self.in_flight -= 1
        self.served.append(asyncio.get_running_loop().time())
        return True

    @property
    def mean_latency(self) -> float:
        """Seconds of work a call takes on average."""
        return self.latency * math.exp(0.5**2 / 2)


def limiter_of(ceiling: int, seed: int = 0, knee: Knee | None = None) -> Limiter:
    """A limiter whose jitter repeats."""
    return Limiter(LimitPolicy(ceiling, random.Random(seed), knee), name="simulated")


def pool_of(ceiling: int, seed: int = 0, knee: Knee | None = None) -> Pool:
    """One role in front of one endpoint."""
    return Pool([(limiter_of(ceiling, seed, knee), ceiling)])


async def ask_all(endpoint: Endpoint, pool: Pool, requests: int, traces: int) -> float:
    """Ask so many requests, `traces` of them waiting or in flight at a time; the seconds it took."""
    places = asyncio.Semaphore(traces)

    async def one() -> None:
        async with places:
            await endpoint.ask(pool)

    await asyncio.gather(*(one() for _ in range(requests)))
    return asyncio.get_running_loop().time()
