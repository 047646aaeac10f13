"""Capacity: refusing or queueing what does not fit, and changing it while requests run."""

import asyncio

import pytest

from synth.fake import Fixed
from synth.fake.gate import Gate
from tests.synth.fake.serving import Clients, chat, serving

AWHILE = Fixed(0.6)
"""Long enough for a few requests to meet, on a busy machine too."""


async def until_waiting(fake: Clients, count: int) -> None:
    while fake.server.stats()["waiting"] != count:
        await asyncio.sleep(0.01)


async def statuses(fake: Clients, n: int) -> list[int]:
    answers = await asyncio.gather(*(fake.post(chat(str(number))) for number in range(n)))
    return sorted(answer.status for answer in answers)


async def test_requests_above_the_capacity_are_refused() -> None:
    async with serving(capacity=3, latency=AWHILE) as fake:
        assert await statuses(fake, 8) == [200] * 3 + [429] * 5
        assert fake.server.log.latency_sum == pytest.approx(3 * AWHILE.seconds)  # those refused took no time
        assert fake.server.log.count(status=429, fault="over_capacity") == 5
        assert fake.server.log.max_in_flight <= 8
        assert fake.server.stats()["running"] == 0


async def test_requests_above_the_capacity_wait_where_they_may() -> None:
    async with serving(capacity=0, when_full="queue", latency=AWHILE) as fake:
        asking = asyncio.create_task(statuses(fake, 6))
        await until_waiting(fake, 6)
        fake.server.configure(capacity=2)
        await until_waiting(fake, 4)
        metrics = (await fake.get("/metrics")).body.decode()
        assert 'num_requests_running{model_name="fake"} 2.0' in metrics
        assert 'num_requests_waiting{model_name="fake"} 4.0' in metrics
        assert await asking == [200] * 6


async def test_capacity_drops_and_comes_back_at_run_time() -> None:
    async with serving(capacity=6) as fake:
        assert await statuses(fake, 6) == [200] * 6
        fake.server.configure(capacity=2, latency=AWHILE)
        assert await statuses(fake, 6) == [200] * 2 + [429] * 4
        fake.server.configure(capacity=6, latency=Fixed(0))
        assert await statuses(fake, 6) == [200] * 6


async def test_more_capacity_lets_those_who_wait_in() -> None:
    async with serving(capacity=0, when_full="queue") as fake:
        asking = asyncio.create_task(statuses(fake, 3))
        await until_waiting(fake, 3)
        fake.server.configure(capacity=None)
        assert await asking == [200] * 3


async def test_a_client_that_leaves_the_queue_frees_its_turn() -> None:
    async with serving(capacity=0, when_full="queue") as fake:
        leaves = asyncio.create_task(fake.post(chat("leaves")))
        await until_waiting(fake, 1)
        last = asyncio.create_task(fake.post(chat("last")))
        await until_waiting(fake, 2)
        leaves.cancel()
        await until_waiting(fake, 1)
        fake.server.configure(capacity=1)
        assert (await last).status == 200
        assert [record.disconnected for record in fake.server.log.records] == [True, False]


async def test_the_gate_is_first_come_first_served() -> None:
    gate, order = Gate(1, "queue"), list[int]()

    async def pass_through(number: int) -> None:
        assert await gate.enter()
        order.append(number)
        await asyncio.sleep(0)
        gate.leave()

    await asyncio.gather(*map(pass_through, range(20)))
    assert order == list(range(20))


async def test_a_place_given_to_one_who_leaves_in_that_moment_is_not_lost() -> None:
    gate = Gate(1, "queue")
    assert await gate.enter()
    leaver, stayer = asyncio.create_task(gate.enter()), asyncio.create_task(gate.enter())
    await asyncio.sleep(0)
    gate.leave()  # the leaver is given the place ...
    leaver.cancel()  # ... and goes before it notices
    assert await stayer
    assert gate.running == 1
    with pytest.raises(asyncio.CancelledError):
        await leaver


async def test_any_mix_of_leaving_and_resizing_keeps_count() -> None:
    gate = Gate(2, "queue")

    async def visit(number: int) -> None:
        await gate.enter()
        try:
            assert gate.running <= 5
            await asyncio.sleep(0.001 * (number % 3))
        finally:
            gate.leave()

    visits = [asyncio.create_task(visit(number)) for number in range(60)]
    for step, capacity in enumerate([5, 1, 3, 2, 5]):
        await asyncio.sleep(0.003)
        gate.resize(capacity, "queue")
        for task in visits[step * 7 :: 11]:
            task.cancel()
    await asyncio.gather(*visits, return_exceptions=True)
    assert (gate.running, gate.waiting) == (0, 0)
