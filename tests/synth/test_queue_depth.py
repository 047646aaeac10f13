"""A vLLM server's own queue: read from its metrics, and followed by the limit."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.endpoint_pool import Pool
from synth.fake import FakeSettings
from synth.fake.latency import Fixed
from synth.limiter import limiter_for
from synth.queue_depth import QueueDepth, read_queue_depth
from tests.synth.asking import asking, question
from tests.synth.simulated import Queueing, ask_all, pool_of, simulate

TEXT = """# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="qwen 3"} 64.0
vllm:num_requests_running{engine="1",model_name="qwen 3"} 63.0
# HELP vllm:num_requests_waiting Number of requests waiting to be processed.
# TYPE vllm:num_requests_waiting gauge
vllm:num_requests_waiting{engine="0",model_name="qwen 3"} 10.0
vllm:num_requests_waiting{engine="1",model_name="qwen 3"} 5.0
# TYPE vllm:num_requests_waiting_by_reason gauge
vllm:num_requests_waiting_by_reason{engine="0",reason="capacity"} 10.0
# TYPE vllm:time_to_first_token_seconds histogram
vllm:time_to_first_token_seconds_bucket{le="0.001"} 0.0
"""


def test_engines_add_up_and_other_metrics_do_not() -> None:
    assert read_queue_depth(TEXT) == QueueDepth(running=127, waiting=15)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>hello</html>",
        '{"detail": "Not Found"}',
        "# TYPE up gauge\nup 1.0\n",
        TEXT.replace("waiting", "w"),
        TEXT[:250],
    ],
)
def test_what_is_no_vllm_says_nothing(text: str) -> None:
    assert read_queue_depth(text) is None


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(rest: str) -> None:
    assert read_queue_depth(f"vllm:num_requests_waiting{rest}") is None


async def watch(endpoint: Queueing, pool: Pool) -> None:
    """What QueueWatch does, without HTTP."""
    limiter = pool.lanes[0].limiter
    while True:
        await asyncio.sleep(2.0)
        now = asyncio.get_running_loop().time()
        limiter.policy.queued(now, max(0, endpoint.in_flight - endpoint.at_once), limiter.in_flight)


def queued(endpoint: Queueing, requests: int, ceiling: int) -> tuple[float, int]:
    async def run() -> tuple[float, int]:
        pool = pool_of(ceiling)
        watching = asyncio.create_task(watch(endpoint, pool))
        seconds = await ask_all(endpoint, pool, requests, traces=2 * ceiling)
        watching.cancel()
        return seconds, pool.lanes[0].limiter.policy.limit

    return simulate(run)


@pytest.mark.parametrize("at_once", [10, 64, 300])
def test_the_limit_falls_to_what_the_server_works_on_and_keeps_it_full(at_once: int) -> None:
    endpoint = Queueing(lambda _: 0, latency=1.0, at_once=at_once)
    requests = 80 * at_once
    seconds, limit = queued(endpoint, requests, ceiling=512)
    assert seconds < 1.1 * requests / at_once * endpoint.mean_latency
    assert at_once <= limit <= 1.25 * at_once + 20


def test_a_queue_that_others_fill_leaves_us_a_share() -> None:
    limiter = pool_of(64).lanes[0].limiter
    limiter.policy.limit = 64
    for second in range(20):
        limiter.policy.queued(float(second), waiting=500, in_flight=limiter.policy.limit)
    assert limiter.policy.limit == 8


def test_a_queue_while_we_ask_little_is_not_ours() -> None:
    limiter = pool_of(64).lanes[0].limiter
    limiter.policy.limit = 64
    limiter.policy.queued(1.0, waiting=500, in_flight=3)
    assert limiter.policy.limit == 64


async def settled(condition: object) -> None:
    """Wait until something holds, at most 5 s."""
    assert callable(condition)
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_served_vllm_is_asked_for_its_queue_while_it_is_called() -> None:
    async with asking(FakeSettings(latency=Fixed(0.4), capacity=4, when_full="queue")) as (server, generator):
        limiter = limiter_for((server.base_url, None), 64)
        limiter.policy.limit, limiter.look_at = 64, float("inf")
        asked = [asyncio.create_task(generator.complete(question(str(n)))) for n in range(41)]
        await settled(lambda: server.log.in_flight == 41)
        assert limiter.policy.limit == 64
        limiter.look_at = 0.0
        asked.append(asyncio.create_task(generator.complete(question("one more"))))
        await settled(lambda: limiter.queue_depth)
        assert limiter.queue_depth == pytest.approx(37, abs=2)
        assert limiter.policy.limit == 32
        server.configure(capacity=None)
        await asyncio.gather(*asked)


async def test_an_endpoint_without_such_metrics_is_asked_once() -> None:
    async with asking(FakeSettings(metrics=False)) as (server, generator):
        limiter = limiter_for((server.base_url, None), 64)
        await generator.complete(question())
        await settled(lambda: limiter.look_at == float("inf"))
        assert limiter.queue_depth is None
