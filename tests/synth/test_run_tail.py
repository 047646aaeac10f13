"""The end of a run at endpoints of different speed: nobody waits for one last call at the slow one."""

import asyncio

import pytest

from synth.endpoint_pool import Pool
from synth.limiter import Limiter
from synth.run_tail import AT_LEAST, RunTail, sooner_elsewhere
from tests.synth.simulated import limiter_of, simulate
from tests.synth.test_endpoint_pool import Mortal, Role


def limiter_with(round_trip_s: float | None, limit: int = 20) -> Limiter:
    limiter = limiter_of(limit)
    limiter.policy.limit, limiter.policy.round_trip_s = limit, round_trip_s
    return limiter


@pytest.mark.parametrize(("waiting", "better"), [(79, True), (81, False)])
def test_all_who_wait_count_against_one_slow_call(waiting: int, better: bool) -> None:
    fast, slow = limiter_with(0.1), limiter_with(0.5)  # 200 calls a second there: 80 are through in 0.4 + 0.1 s
    assert sooner_elsewhere(slow, [(fast, 20)], waiting) is better
    assert not sooner_elsewhere(fast, [(slow, 20)], waiting)


@pytest.mark.parametrize("here", [None, 0.1])
def test_where_nothing_is_known_nothing_is_held_back(here: float | None) -> None:
    assert not sooner_elsewhere(limiter_with(here), [(limiter_with(None), 20)], 1)


def test_a_new_request_shows_that_it_was_not_the_end() -> None:
    tail = RunTail()
    for _ in range(AT_LEAST):
        assert not tail.reached(in_flight=0)
        tail.answered()
    assert tail.reached(in_flight=AT_LEAST) and not tail.reached(in_flight=AT_LEAST + 1)
    tail.came()
    assert not tail.reached(in_flight=0)


@pytest.mark.parametrize("slower", [5, 20, 100])
def test_the_slow_one_does_not_get_the_tail(slower: int) -> None:
    async def scenario() -> float:
        fast, slow = Mortal(lambda _: 20, latency=0.1), Mortal(lambda _: 20, latency=0.1 * slower)
        requests = 1000 * (1 + slower) // 5
        return await Role.of(fast, slow, ceiling=20).ask_all(requests, 300) / (requests / (200 * (1 + 1 / slower)))

    assert simulate(scenario) < 1.08


def test_who_keeps_coming_in_small_numbers_still_fills_the_slow_one() -> None:
    """A closed circle of 60 traces: fewer wait than the fast one could take in time, and yet the slow one is used."""

    async def scenario() -> float:
        fast, slow = Mortal(lambda _: 20, latency=0.1), Mortal(lambda _: 20, latency=0.5)
        role = Role.of(fast, slow, ceiling=20)

        async def trace() -> None:
            for _ in range(100):
                await role.ask()

        await asyncio.gather(*(trace() for _ in range(60)))
        return len(slow.served) / 6000

    assert simulate(scenario) == pytest.approx(1 / 6, rel=0.15)


def test_those_held_back_are_served_when_the_fast_one_dies() -> None:
    async def scenario() -> Role:
        fast = Mortal(lambda _: 20, latency=0.1, dead=lambda now: now > 5.9)
        role = Role.of(fast, Mortal(lambda _: 20, latency=0.5), ceiling=20)
        await role.ask_all(1500, 160)
        return role

    fast, slow = simulate(scenario).endpoints
    assert fast.knocks and len(fast.served) + len(slow.served) == 1500


def test_a_pool_of_one_never_holds_back() -> None:
    async def scenario() -> int:
        endpoint = Mortal(lambda _: 4, latency=0.1)
        pool = Pool([(limiter_of(4), 4)])
        await asyncio.gather(*(endpoint.ask(pool) for _ in range(100)))
        return len(endpoint.served)

    assert simulate(scenario) == 100
