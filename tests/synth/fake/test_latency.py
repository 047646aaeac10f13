"""Distributions keep the quantiles they are named by, and repeat under a seed."""

import time
from random import Random

import pytest

from schemas.errors import UserError
from synth.fake import ChatRequest, Fixed, LogNormal, Uniform, parse_latency
from synth.fake.chat import make_request
from tests.synth.fake.serving import chat, serving

REQUEST: ChatRequest = make_request(chat(), 0)


def draws(latency: Fixed | Uniform | LogNormal, n: int = 20_000) -> list[float]:
    random = Random(0)
    return sorted(latency(REQUEST, random) for _ in range(n))


def test_a_log_normal_has_the_median_and_the_p99_it_was_given() -> None:
    drawn = draws(LogNormal(0.05, 1.0))
    assert drawn[10_000] == pytest.approx(0.05, rel=0.05)
    assert drawn[19_800] == pytest.approx(1.0, rel=0.15)


def test_a_uniform_fills_its_bounds() -> None:
    drawn = draws(Uniform(0.02, 0.08))
    assert drawn[0] == pytest.approx(0.02, abs=0.001)
    assert drawn[-1] == pytest.approx(0.08, abs=0.001)
    assert drawn[10_000] == pytest.approx(0.05, abs=0.002)


@pytest.mark.parametrize(
    ("spec", "latency"),
    [
        ("0.05", Fixed(0.05)),
        ("fixed:0.05", Fixed(0.05)),
        ("uniform:0.02:0.08", Uniform(0.02, 0.08)),
        ("lognormal:0.05:1.0", LogNormal(0.05, 1.0)),
    ],
)
def test_latencies_as_written_on_a_command_line(spec: str, latency: object) -> None:
    assert parse_latency(spec) == latency


@pytest.mark.parametrize(
    "spec", ["", "fast", "-1", "nan", "inf", "uniform:1", "uniform:2:1", "lognormal:0:1", "lognormal:2:1", "gamma:1:2"]
)
def test_what_is_no_latency_is_a_user_error(spec: str) -> None:
    with pytest.raises(UserError, match="not a latency"):
        parse_latency(spec)


async def test_requests_take_the_latency_that_was_drawn_for_them() -> None:
    async with serving(latency=Uniform(0.05, 0.1)) as fake:
        start = time.perf_counter()
        await fake.post(chat())
        taken = time.perf_counter() - start
        record = fake.server.log.records[0]
    assert 0.05 <= record.latency <= 0.1
    assert taken >= record.latency
    assert record.finished is not None and record.finished - record.arrived >= record.latency - 0.005


async def test_latencies_repeat_under_a_seed() -> None:
    async def drawn(seed: int) -> list[float]:
        async with serving(latency=Uniform(0, 0.001), seed=seed) as fake:
            for prompt in "aab":
                await fake.post(chat(prompt))
            return [record.latency for record in fake.server.log.records]

    first = await drawn(1)
    assert first == await drawn(1)
    assert first != await drawn(2)
    assert len(set(first)) == 3
