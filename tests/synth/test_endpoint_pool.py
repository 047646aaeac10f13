"""Several endpoints for one role: load follows capacity, the dead are left alone and probed, retries go elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from schemas.errors import GenerationError
from synth.endpoint_pool import Lane, Pool, Slot
from tests.synth.simulated import Endpoint, limiter_of, simulate


@dataclass
class Mortal(Endpoint):
    """Refuses connections while it is dead."""

    dead: Callable[[float], bool] = lambda _: False
    """Whether it is dead, by time."""
    knocks: list[float] = field(default_factory=list)
    """When calls came while it was dead."""

    async def call(self, slot: Slot) -> bool:
        now = asyncio.get_running_loop().time()
        if not self.dead(now):
            return await super().call(slot)
        self.knocks.append(now)
        await asyncio.sleep(self.network)
        slot.outcome, slot.why, slot.broken = "failed", "connection refused", True
        return False


@dataclass
class Role:
    """A pool in front of simulated endpoints, asked as the generator does it."""

    endpoints: list[Mortal]
    pool: Pool
    places: list[list[int]] = field(default_factory=list)
    """Per request, the endpoints it was asked of."""

    @classmethod
    def of(cls, *endpoints: Mortal, ceiling: int = 64, patience_s: float = 120.0) -> "Role":
        limiters = [(limiter_of(ceiling, seed), ceiling) for seed in range(len(endpoints))]
        return cls(list(endpoints), Pool(limiters, patience_s=patience_s))

    async def ask(self) -> None:
        """One request, asked until it is served."""
        failed_at: set[Lane] = set()
        refused_at: set[Lane] = set()
        went: list[int] = []
        self.places.append(went)
        while True:
            async with self.pool.slot(again=bool(went), avoid=failed_at | refused_at) as slot:
                number = self.pool.lanes.index(slot.lane)
                went.append(number)
                if await self.endpoints[number].call(slot):
                    return
            refused_at = set()
            if slot.outcome == "failed":
                failed_at.add(slot.lane)
            else:
                refused_at.add(slot.lane)
                if not self.pool.alternative(failed_at | refused_at, asyncio.get_running_loop().time()):
                    await asyncio.sleep(slot.retry_after or 0.0)

    async def ask_all(self, requests: int, traces: int = 256) -> float:
        """Ask so many requests, `traces` of them waiting or in flight at a time; the seconds it took."""
        gate = asyncio.Semaphore(traces)

        async def one() -> None:
            async with gate:
                await self.ask()

        begun = asyncio.get_running_loop().time()
        await asyncio.gather(*(one() for _ in range(requests)))
        return asyncio.get_running_loop().time() - begun


def run(work: Callable[[], Awaitable[Role]]) -> Role:
    return simulate(work)


@pytest.mark.parametrize("retry_after", [1.0, None])
@pytest.mark.parametrize("slower", [2, 5, 10])
def test_load_follows_capacity(retry_after: float | None, slower: int) -> None:
    async def scenario() -> float:
        fast = Mortal(lambda _: 20, latency=0.05, retry_after=retry_after)
        slow = Mortal(lambda _: 20, latency=0.05 * slower, retry_after=retry_after)
        role = Role.of(fast, slow)
        seconds = await role.ask_all(4000)
        share = len(slow.served) / 4000
        assert share == pytest.approx(1 / (slower + 1), rel=0.3)
        return seconds

    ideal = 4000 / (20 / 0.05 * (1 + 1 / slower))
    assert simulate(scenario) < 1.35 * ideal


def test_a_dead_endpoint_is_dropped_probed_and_used_again() -> None:
    async def scenario() -> Role:
        fast = Mortal(lambda _: 20, latency=0.05)
        slow = Mortal(lambda _: 20, latency=0.25, dead=lambda now: 3 <= now < 30)
        role = Role.of(fast, slow)
        await role.ask_all(16_000)
        return role

    role = run(scenario)
    fast, slow = role.endpoints
    assert len(fast.served) + len(slow.served) == 16_000
    assert fast.rate(6, 29) > 350  # 400 is all it can, and hardly any of it is lost
    assert sum(time > 4 for time in slow.knocks) < 10, "probed ever less often"
    assert len(slow.knocks) < 40
    assert slow.rate(30, 33) + slow.rate(33, 36) > 0, "the probe found it back"


def test_a_call_that_failed_goes_elsewhere_at_once() -> None:
    async def scenario() -> Role:
        role = Role.of(Mortal(lambda _: 99, latency=0.05), Mortal(lambda _: 99, dead=lambda _: True))
        await role.ask_all(500, traces=30)
        return role

    role = run(scenario)
    assert all(went in ([0], [1, 0]) for went in role.places)
    assert 0 < sum(went == [1, 0] for went in role.places) < 120


def test_while_another_is_full_a_failed_call_waits_for_it_rather_than_go_back() -> None:
    async def scenario() -> list[list[int]]:
        busy = Mortal(lambda _: 99, latency=5.0)
        flaky = Mortal(lambda _: 99, latency=0.01, dead=lambda now: now < 1)
        role = Role.of(busy, flaky, ceiling=1)
        first = asyncio.create_task(role.ask())
        await asyncio.sleep(0.1)
        await asyncio.gather(first, role.ask())
        return role.places

    assert simulate(scenario) == [[0], [1, 0]]


def test_where_the_others_are_told_to_wait_a_failed_call_goes_back() -> None:
    async def scenario() -> list[list[int]]:
        resting = Mortal(lambda now: 0 if now < 60 else 9, retry_after=60.0)
        flaky = Mortal(lambda _: 99, latency=0.01, dead=lambda now: now < 0.5)
        role = Role.of(resting, flaky, ceiling=1)
        await role.ask_all(2)
        await asyncio.sleep(1)
        return role.places

    for went in simulate(scenario):
        assert went[-1] == 1


def test_an_idle_pool_asks_the_faster_one() -> None:
    async def scenario() -> Role:
        role = Role.of(Mortal(lambda _: 99, latency=0.5), Mortal(lambda _: 99, latency=0.05))
        for _ in range(100):
            await role.ask()
        return role

    role = run(scenario)
    assert sum(went == [1] for went in role.places) > 90


def test_only_when_all_are_dead_does_it_end_in_a_typed_error_that_names_them() -> None:
    async def scenario() -> tuple[list[BaseException | None], float]:
        role = Role.of(*(Mortal(lambda _: 20, dead=lambda _: True) for _ in range(2)), patience_s=60)
        results = await asyncio.gather(*(role.ask() for _ in range(200)), return_exceptions=True)
        return results, asyncio.get_running_loop().time()

    results, seconds = simulate(scenario)
    assert len(results) == 200
    for error in results:
        assert isinstance(error, GenerationError) and error.kind == "breaker_open"
        assert "all 2 endpoints have failed" in str(error) and "connection refused" in str(error)
    assert 60 <= seconds < 62, "patience, not the next probe, decides"


def test_one_that_lives_keeps_a_role_going_however_long_the_other_is_dead() -> None:
    async def scenario() -> Role:
        role = Role.of(Mortal(lambda _: 2, latency=10.0), Mortal(lambda _: 20, dead=lambda _: True), patience_s=20)
        await role.ask_all(60)
        return role

    assert len(run(scenario).endpoints[0].served) == 60


def test_roles_that_share_an_endpoint_take_turns_and_keep_their_own_ceilings() -> None:
    most = [0, 0]

    async def scenario() -> tuple[float, float]:
        limiter = limiter_of(10)
        endpoint = Endpoint(lambda _: 99, latency=0.1)
        pools = [Pool([(limiter, 10)]), Pool([(limiter, 3)])]

        async def one(number: int) -> None:
            async with pools[number].slot() as slot:
                most[number] = max(most[number], pools[number].lanes[0].in_flight)
                await endpoint.call(slot)

        async def many(number: int) -> float:
            await asyncio.gather(*(one(number) for _ in range(60)))
            return asyncio.get_running_loop().time()

        return await asyncio.gather(many(1), many(0))

    narrow, wide = simulate(scenario)
    assert most[1] == 3 and most[0] > 3
    assert narrow == pytest.approx(60 / 3 * 0.1, rel=0.2), "the other role's queue does not hold it up"
    assert wide < narrow


def test_places_come_back_from_whoever_is_cancelled() -> None:
    async def scenario() -> Role:
        role = Role.of(Mortal(lambda _: 5, latency=0.1), Mortal(lambda _: 5, latency=0.3))
        tasks = [asyncio.create_task(role.ask()) for _ in range(200)]
        for number, task in enumerate(tasks):
            if number % 3:
                await asyncio.sleep(0.002 * (number % 7))
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return role

    role = run(scenario)
    assert [(lane.in_flight, lane.limiter.in_flight) for lane in role.pool.lanes] == [(0, 0), (0, 0)]
    assert role.pool.waiting == 0


def test_a_shut_way_is_not_taken_and_those_who_wait_go_elsewhere() -> None:
    async def scenario() -> Role:
        role = Role.of(Mortal(lambda _: 99, latency=0.1), Mortal(lambda _: 99, latency=0.1), ceiling=2)
        asking = asyncio.create_task(role.ask_all(100))
        await asyncio.sleep(0.05)
        role.pool.shut(role.pool.lanes[1])
        await asking
        return role

    role = run(scenario)
    assert len(role.endpoints[1].served) == 2
    assert len(role.endpoints[0].served) == 98
