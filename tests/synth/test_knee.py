"""`concurrency: auto` in front of endpoints that queue instead of refusing."""

import pytest

from synth.knee import FREE, Knee
from tests.synth.simulated import Queueing, ask_all, pool_of, simulate


@pytest.mark.parametrize("at_once", [4, 16, 64, 200, 400])
def test_enough_calls_are_found_to_fill_an_endpoint_and_not_many_more(at_once: int) -> None:
    endpoint = Queueing(lambda _: 0, latency=2.0, at_once=at_once)

    async def run() -> tuple[float, int]:
        pool = pool_of(1024, knee=Knee())
        seconds = await ask_all(endpoint, pool, 40 * at_once + 500, traces=2048)
        return seconds, pool.lanes[0].limiter.policy.limit

    seconds, limit = simulate(run)
    ideal = (40 * at_once + 500) / at_once * endpoint.mean_latency
    assert seconds < 1.2 * ideal
    assert min(FREE, at_once) <= limit <= max(2 * FREE, 2.5 * at_once)


def feed(knee: Knee, limit: int, rate: float, begin: float) -> float:
    """Let a level answer at a rate until it has been measured; the time after that."""
    knee.moved(limit)
    for number in range(max(limit, FREE) + 1):
        knee.answered(begin + number / rate, of_this_level=True)
    return begin + (max(limit, FREE) + 1) / rate


@pytest.mark.parametrize(("rate", "paid"), [(100.0, False), (110.0, False), (120.0, True), (150.0, True)])
def test_a_step_pays_when_answers_rise_with_it(rate: float, paid: bool) -> None:
    knee = Knee()
    now = feed(knee, 100, 100.0, 0.0)
    feed(knee, 150, rate, now)
    assert knee.paid() is paid
    assert knee.step_back == 100


def test_nothing_is_said_before_enough_is_counted() -> None:
    knee = Knee()
    feed(knee, 100, 100.0, 0.0)
    knee.moved(150)
    assert knee.paid() is None
    knee.answered(5.0, of_this_level=False)
    assert knee.paid() is None


def test_small_limits_are_not_judged() -> None:
    knee = Knee()
    knee.moved(FREE - 1)
    assert knee.paid() is True
