"""The breaker: opens when nearly all calls fail, probes, closes again; and what the limiter makes of it."""

import asyncio

import pytest

from schemas.errors import GenerationError
from synth.breaker import FAILED, WINDOW, Breaker
from tests.synth.simulated import pool_of, simulate


def opened() -> Breaker:
    breaker = Breaker()
    for _ in range(FAILED):
        breaker.failed(0.0, "refused")
    return breaker


def test_it_opens_only_when_nearly_all_fail() -> None:
    breaker = Breaker()
    for number in range(10 * WINDOW):
        breaker.failed(0.0, "refused") if number % 8 else breaker.alive()
        assert breaker.admits(0.0)
    assert not opened().admits(0.0)


def test_one_probe_at_a_time_ever_less_often() -> None:
    breaker, now, waits = opened(), 0.0, []
    for _ in range(7):
        wake = breaker.wake_at()
        assert wake is not None
        waits.append(wake - now)
        now = wake
        assert breaker.admits(now)
        breaker.admitted()
        assert not breaker.admits(now)
        breaker.failed(now, "refused")
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


def test_an_answered_probe_closes_it() -> None:
    breaker = opened()
    breaker.admitted()
    breaker.alive()
    assert breaker.admits(1.0) and breaker.open_for(1.0) == 0.0


def test_a_cancelled_probe_lets_another_go() -> None:
    breaker = opened()
    breaker.admitted()
    breaker.left()
    assert breaker.admits(1.0)


def test_a_dead_endpoint_is_hardly_asked_and_ends_in_a_typed_error() -> None:
    calls: list[float] = []
    errors: list[BaseException] = []

    async def scenario() -> None:
        pool = pool_of(64)

        async def one() -> None:
            while True:
                async with pool.slot() as slot:
                    calls.append(asyncio.get_running_loop().time())
                    await asyncio.sleep(0.01)
                    slot.outcome, slot.why = "failed", "connection refused"

        results = await asyncio.gather(*(one() for _ in range(300)), return_exceptions=True)
        errors.extend(error for error in results if isinstance(error, BaseException))
        with pytest.raises(GenerationError, match="breaker_open.*simulated"):
            await pool.acquire(again=False, avoid=frozenset())

    simulate(scenario)
    assert len(errors) == 300
    assert all(isinstance(error, GenerationError) and error.kind == "breaker_open" for error in errors)
    assert "connection refused" in str(errors[0])
    assert len(calls) < 120
    assert sum(time > 2 for time in calls) < 8


def test_an_endpoint_that_comes_back_is_used_again() -> None:
    async def scenario() -> float:
        pool = pool_of(64)

        async def one() -> None:
            served = False
            while not served:
                async with pool.slot() as slot:
                    await asyncio.sleep(0.05)
                    served = asyncio.get_running_loop().time() > 20
                    slot.outcome = "answered" if served else "failed"

        await asyncio.gather(*(one() for _ in range(300)))
        return asyncio.get_running_loop().time()

    assert simulate(scenario) < 40
