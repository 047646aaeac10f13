"""The breaker: opens when nearly all calls fail, probes, closes again; and what the limiter makes of it."""

import asyncio

import pytest

from schemas.errors import GenerationError
from synth.breaker import CONNECTED_S, FAILED, FIRST_PROBE_S, IN_A_ROW, SUSPICION_S, TRIALS, WINDOW, Breaker
from tests.synth.simulated import pool_of, simulate


def opened() -> Breaker:
    breaker = Breaker()
    for _ in range(FAILED):
        breaker.failed(0.0, -1.0, "server error")
    assert breaker.opened_at == 0.0
    return breaker


def test_it_opens_only_when_nearly_all_fail() -> None:
    breaker = Breaker()
    for number in range(10 * WINDOW):
        breaker.failed(0.0, 0.0, "server error") if number % 8 else breaker.alive(0.0)
        assert breaker.admits(0.0)
    assert not opened().admits(0.0)


def test_one_probe_at_a_time_ever_less_often() -> None:
    breaker, now, waits = opened(), 0.0, []
    for _ in range(12):
        wake = breaker.wake_at(now)
        assert wake is not None
        waits.append(wake - now)
        now = wake
        assert breaker.admits(now)
        breaker.admitted(now)
        assert not breaker.admits(now)
        breaker.failed(now, now, "refused", broken=True)
    assert waits[:4] == [0.5, 0.75, 1.125, 1.6875] and waits[-2:] == [8.0, 8.0]
    for number in range(1, 10):
        assert waits[number] <= sum(waits[:number]) / 2 + FIRST_PROBE_S, "half the time away"


def test_an_answered_probe_closes_it() -> None:
    breaker = opened()
    breaker.admitted(1.0)
    assert breaker.alive(sent_at=1.0)
    assert breaker.admits(1.0) and breaker.open_for(1.0) == 0.0


def test_a_cancelled_probe_lets_another_go() -> None:
    breaker = opened()
    breaker.admitted(1.0)
    breaker.left(sent_at=1.0)
    assert breaker.admits(1.0)


def test_what_was_sent_before_it_opened_changes_nothing() -> None:
    breaker = opened()
    breaker.admitted(1.0)
    breaker.failed(1.1, -1.0, "a call that was in flight all the time")
    assert not breaker.admits(1.1), "the probe is still under way"
    assert not breaker.alive(sent_at=-1.0), "a server that goes away answers those who were there"
    assert breaker.opened_at is not None


def test_calls_that_break_together_open_it_only_when_the_trials_break_too() -> None:
    breaker = Breaker()
    for _ in range(30):
        breaker.failed(1.0, 0.5, "reset", broken=True)
    assert breaker.opened_at is None
    for _ in range(TRIALS):
        assert breaker.admits(1.0)
        breaker.admitted(1.0)
    assert not breaker.admits(1.0)
    for _ in range(TRIALS):
        breaker.failed(1.01, 1.0, "refused", broken=True)
    assert breaker.opened_at == 1.01


@pytest.mark.parametrize("broken", [True, False])
def test_an_answer_or_time_ends_the_suspicion(broken: bool) -> None:
    breaker = Breaker()
    breaker.failed(1.0, 0.5, "reset", broken=True)
    for _ in range(TRIALS):
        breaker.admitted(1.0)
    assert breaker.wake_at(1.0) == 1.0 + SUSPICION_S and breaker.admits(1.0 + SUSPICION_S)
    breaker.alive(sent_at=0.5)
    assert breaker.admits(1.0) and breaker.wake_at(1.0) is None
    breaker.failed(2.0, 1.5, "again", broken=broken)
    assert breaker.opened_at is None, "what happened before an answer is forgotten"


def test_failures_in_a_row_open_it_though_connections_stand() -> None:
    breaker = Breaker()
    breaker.alive(0.0)
    for _ in range(20):
        breaker.failed(1.0, 0.5, "HTTP 500 of those in flight")
    for number in range(IN_A_ROW):
        assert breaker.opened_at is None and breaker.admits(1.0), number
        breaker.failed(2.0, 1.5, "HTTP 500")
    assert breaker.opened_at == 2.0


def test_where_nobody_was_a_probe_that_takes_long_lets_in_another() -> None:
    breaker = Breaker()
    for sent_at in (-1.0, *[0.0] * TRIALS):
        breaker.failed(0.0, sent_at, "refused", broken=True)
    breaker.admitted(1.0)
    assert not breaker.admits(1.0 + CONNECTED_S - 0.1) and breaker.admits(1.0 + CONNECTED_S)


def test_one_that_accepts_calls_and_does_not_answer_is_asked_one_at_a_time() -> None:
    breaker = opened()
    breaker.admitted(1.0)
    assert not breaker.admits(10_000.0) and breaker.wake_at(1.0) is None


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
                    slot.outcome, slot.why, slot.broken = "failed", "connection refused", True

        results = await asyncio.gather(*(one() for _ in range(300)), return_exceptions=True)
        errors.extend(error for error in results if isinstance(error, BaseException))
        with pytest.raises(GenerationError, match="breaker_open.*simulated"):
            await pool.acquire(again=False, avoid=frozenset())

    simulate(scenario)
    assert len(errors) == 300
    assert all(isinstance(error, GenerationError) and error.kind == "breaker_open" for error in errors)
    assert "connection refused" in str(errors[0])
    assert len(calls) < 8 + TRIALS + 25, "those of the start, the trials, and probes of two minutes"
    assert sum(time > 2 for time in calls) < 22


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


def test_others_are_served_when_a_later_call_was_answered_and_few_failed() -> None:
    breaker = Breaker()
    breaker.failed(1.0, 0.0, "server error")
    breaker.alive(0.5)
    assert not breaker.serves_others(1.0), "sent before the failure"
    for number in range(4):
        breaker.alive(2.0 + number)
    assert breaker.serves_others(1.0)
    for _ in range(3):
        breaker.failed(9.0, 8.0, "server error")
    assert not breaker.serves_others(1.0), "too many fail"
