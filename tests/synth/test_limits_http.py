"""The limit and the breaker in front of real servers: what they follow, whom they hold up, and whom not."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count

from synth.breaker import TRIALS
from synth.fake import FakeServer, FakeSettings
from synth.fake.faults import Fault
from synth.fake.latency import Fixed
from synth.generator_openai import OpenAIGenerator
from synth.limiter import Limiter, limiters_of
from tests.synth.asking import Heard, asking, question
from tests.synth.test_several_endpoints import ask_all, generator_of


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something holds, at most half a minute."""
    async with asyncio.timeout(300):
        while not condition():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def kept_busy(generator: OpenAIGenerator, traces: int) -> AsyncIterator[None]:
    """So many traces ask one question after the other all the while."""
    numbers = count()

    async def trace() -> None:
        while True:
            await generator.complete(question(f"question {next(numbers)}"))

    tasks = [asyncio.create_task(trace()) for _ in range(traces)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(end, asyncio.CancelledError) for end in ended), "no question was lost"


def limiter_of(server: FakeServer) -> Limiter:
    """What is thought of a server."""
    known = {limiter.name: limiter for limiter in limiters_of(asyncio.get_running_loop())}
    return known[server.base_url]


async def test_a_capacity_that_falls_and_comes_back_is_followed() -> None:
    roomy = FakeSettings(latency=Fixed(0.02), capacity=40, retry_after=0.2)
    async with asking(roomy, concurrency=80) as (server, generator), kept_busy(generator, 160):
        await until(lambda: server.log.requests > 0)
        policy = limiter_of(server).policy
        await until(lambda: policy.proven >= 30)
        server.configure(capacity=4)
        await until(lambda: policy.limit <= 5)
        server.configure(capacity=40)
        await until(lambda: policy.proven >= 30)
    assert server.log.max_in_flight <= 80


async def test_a_refused_call_waits_as_asked_and_the_others_go_on() -> None:
    told_to_wait = Fault(kind="rate_limit", attempts=1, when="unlucky")
    settings = FakeSettings(latency=Fixed(0.02), faults=(told_to_wait,), retry_after=1.0)
    async with asking(settings, concurrency=8) as (server, generator), kept_busy(generator, 16):
        await until(lambda: server.log.count(status=200) > 30)
        await generator.complete(question("unlucky"))
        first, second = (record for record in server.log.records if "unlucky" in record.prompt)
        between = [record for record in server.log.records if first.arrived < record.arrived < second.arrived]
    assert second.arrived - (first.finished or 0) >= 1.0
    assert sum(record.status == 200 for record in between) > 8


async def test_with_another_endpoint_a_refused_call_does_not_wait() -> None:
    refusing = FakeSettings(faults=(Fault(kind="rate_limit"),), retry_after=600.0)
    async with FakeServer(refusing) as one, FakeServer(FakeSettings(latency=Fixed(0.01))) as other:
        generator = generator_of(one.base_url, other.base_url)
        answers = await asyncio.wait_for(ask_all(generator, 60), 300)
        await generator.close()
        assert {answer.endpoint for answer in answers} == {other.base_url}
        assert one.log.requests <= 8


async def test_an_outage_does_not_wear_out_the_request_that_probes(unused_tcp_port: int) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/v1"
    generator = generator_of(url, retries={"attempts": 4, "give_up_s": 60})
    generator.listener = heard = Heard([])
    asked = asyncio.create_task(generator.complete(question()))
    await until(lambda: len(heard.calls) >= 6)
    assert not asked.done(), "four failed calls would have ended it"
    async with FakeServer(FakeSettings(), port=unused_tcp_port):
        assert (await asyncio.wait_for(asked, 30)).text
    await generator.close()


async def test_a_server_that_goes_away_costs_what_was_in_flight_and_a_few_calls() -> None:
    quick, slow = FakeSettings(latency=Fixed(0.02)), FakeSettings(latency=Fixed(0.1))
    async with FakeServer(quick) as stays, FakeServer(slow) as goes:
        generator = generator_of(stays.base_url, goes.base_url, concurrency=12)
        generator.listener = heard = Heard([])
        async with kept_busy(generator, 48):
            await until(lambda: goes.log.in_flight >= 8)
            gone = limiter_of(goes)
            await goes.stop()
            await until(lambda: gone.breaker.opened_at is not None)
            assert len(heard.calls) <= 12 + TRIALS, "those in flight, and the trials"
            answered = stays.log.count(status=200)
            await until(lambda: stays.log.count(status=200) > answered + 200)
            assert len(heard.calls) <= 12 + TRIALS + 3, "and a probe now and then"
            assert {kind for kind, _ in heard.calls} == {"connection"}
        await generator.close()
