"""How the limiter behaves in front of endpoints whose capacity it has to find, under a simulated clock."""

import asyncio
import math
import random
from collections.abc import Callable
from itertools import pairwise

import pytest

from synth.endpoint_pool import Pool
from synth.limit_policy import LimitPolicy
from tests.synth.simulated import Endpoint, ask_all, pool_of, simulate


def run(endpoint: Endpoint, requests: int, ceiling: int = 256, seed: int = 0) -> float:
    return simulate(lambda: ask_all(endpoint, pool_of(ceiling, seed), requests, traces=2 * ceiling))


@pytest.mark.parametrize("retry_after", [1.0, None])
@pytest.mark.parametrize("seed", range(5))
def test_an_unknown_capacity_is_found_at_the_cost_of_few_rejections(retry_after: float | None, seed: int) -> None:
    endpoint = Endpoint(lambda _: 20, retry_after=retry_after)
    assert run(endpoint, 2000, ceiling=64, seed=seed) < 8  # 5.1 s is ideal
    assert len(endpoint.rejected) <= 30


@pytest.mark.parametrize("capacity", [1, 2, 3, 5, 8, 17, 33, 63, 100, 200])
def test_any_capacity_is_nearly_filled(capacity: int) -> None:
    endpoint = Endpoint(lambda _: capacity)
    requests = 150 * capacity
    ideal = requests * endpoint.latency / capacity
    assert run(endpoint, requests, ceiling=1024) < 1.2 * ideal
    assert len(endpoint.rejected) < 0.15 * requests


def test_without_complaints_the_ceiling_is_reached_and_kept() -> None:
    endpoint = Endpoint(lambda _: 10_000)
    ideal = 5000 * (endpoint.latency + endpoint.network) / 64
    assert run(endpoint, 5000, ceiling=64) < ideal + 0.3
    assert not endpoint.rejected


def test_minutes_long_answers_do_not_slow_the_start() -> None:
    endpoint = Endpoint(lambda _: 10_000, latency=60.0)
    assert run(endpoint, 256, ceiling=256) < 63


@pytest.mark.parametrize("retry_after", [1.0, None])
@pytest.mark.parametrize("latency", [0.05, 10.0])
def test_a_capacity_that_falls_and_comes_back_is_followed(retry_after: float | None, latency: float) -> None:
    down, up = 100 * latency, 400 * latency
    endpoint = Endpoint(lambda now: 5 if down <= now < up else 50, latency=latency, retry_after=retry_after)
    run(endpoint, 22_500, ceiling=128)
    low, high = 5 / latency, 50 / latency
    follows = 10 + 3 * latency  # seconds, and what was in flight must come home first
    assert endpoint.rate(down + follows, up) > 0.7 * low
    assert endpoint.rate(up + follows, up + follows + 10 * latency) > 0.7 * high
    assert len(endpoint.served) == 22_500


@pytest.mark.parametrize("retry_after", [1.0, None])
def test_a_tenth_of_the_capacity_and_back_within_five_seconds(retry_after: float | None) -> None:
    endpoint = Endpoint(lambda now: 6 if 5 <= now < 10 else 60, latency=0.1, retry_after=retry_after)
    simulate(lambda: ask_all(endpoint, pool_of(120), 6_000, traces=240))
    assert endpoint.rate(7, 10) > 0.85 * 60  # answers a second
    assert endpoint.rate(14, 15) > 0.85 * 600
    assert len(endpoint.rejected) < 120, "half of them in the moment of the fall"
    assert len(endpoint.served) == 6_000


@pytest.mark.parametrize("retry_after", [1.0, None])
@pytest.mark.parametrize(("capacity", "latency"), [(20, 2.0), (100, 0.3)])
def test_uneven_latencies_and_calls_that_count_a_little_longer_cost_little(
    retry_after: float | None, capacity: int, latency: float
) -> None:
    endpoint = Endpoint(lambda _: capacity, latency, retry_after, lingers=0.001, spread=0.5)
    requests = 100 * capacity
    seconds = run(endpoint, requests)
    assert seconds < 1.25 * requests * latency * math.exp(0.5**2 / 2) / capacity
    assert len(endpoint.rejected) < 0.03 * requests


@pytest.mark.parametrize("retry_after", [None, 0.0, 0.1])
def test_the_queue_does_not_storm_a_closed_door(retry_after: float | None) -> None:
    endpoint = Endpoint(lambda now: 0 if now < 60 else 50, retry_after=retry_after)
    run(endpoint, 500)
    assert len(endpoint.rejected) < 40  # at first bursts of 8, then single calls, ever fewer
    gaps = [later - earlier for earlier, later in pairwise(endpoint.rejected)]
    assert max(gaps) > 5


def test_retry_after_stops_all_admission_for_as_long_as_it_says() -> None:
    endpoint = Endpoint(lambda now: 0 if now == 0 else 50, retry_after=7.0)
    run(endpoint, 100)
    assert len(endpoint.rejected) <= 8
    assert min(endpoint.served) >= 7.0


def test_clients_that_were_told_the_same_do_not_come_back_together() -> None:
    pauses = []
    for seed in range(50):
        policy = LimitPolicy(64, random.Random(seed))
        policy.rejected(now=100.0, sent_at=99.9, in_flight=7, retry_after=10.0)
        pauses.append(policy.paused_until - 100.0)
    assert all(10.0 <= pause <= 11.0 for pause in pauses) and max(pauses) - min(pauses) > 0.5


@pytest.mark.parametrize("ceiling", [1, 5, 64])
def test_the_ceiling_is_never_passed(ceiling: int) -> None:
    most = 0

    async def watched() -> None:
        pool, endpoint = pool_of(ceiling), Endpoint(lambda _: 10_000)

        async def one() -> None:
            nonlocal most
            async with pool.slot() as slot:
                most = max(most, pool.lanes[0].limiter.in_flight)
                await asyncio.sleep(endpoint.latency)
                slot.outcome = "answered"

        await asyncio.gather(*(one() for _ in range(1000)))

    simulate(watched)
    assert most == ceiling


def test_those_who_wait_are_served_in_order_and_tried_again_first() -> None:
    order: list[int] = []

    async def scenario() -> None:
        pool = pool_of(1)

        async def one(name: int, first: bool = False) -> None:
            async with pool.slot(again=first) as slot:
                order.append(name)
                await asyncio.sleep(1)
                slot.outcome = "answered"

        waiting = [asyncio.create_task(one(name)) for name in range(4)]
        await asyncio.sleep(0.5)
        await asyncio.gather(*waiting, one(99, first=True))

    simulate(scenario)
    assert order == [0, 99, 1, 2, 3]


def _cancelling(pick: Callable[[int], bool]) -> tuple[Pool, int]:
    """Start 200 calls at a limiter of 10 and cancel those picked; what is left, and how many were served."""
    served = 0

    async def scenario() -> Pool:
        pool = pool_of(10)

        async def one() -> None:
            nonlocal served
            async with pool.slot() as slot:
                await asyncio.sleep(0.1)
                slot.outcome = "answered"
                served += 1

        tasks = [asyncio.create_task(one()) for _ in range(200)]
        for number, task in enumerate(tasks):
            if pick(number):
                await asyncio.sleep(0.003 * (number % 7))
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return pool

    return simulate(scenario), served


@pytest.mark.parametrize("every", [1, 2, 3])
def test_cancelled_calls_give_their_places_back(every: int) -> None:
    pool, served = _cancelling(lambda number: number % every == 0)
    assert (pool.lanes[0].in_flight, pool.lanes[0].limiter.in_flight, pool.waiting) == (0, 0, 0)
    assert served >= 200 - len(range(0, 200, every))
