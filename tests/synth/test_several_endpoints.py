"""One role at several real servers: where requests go, what they cost, and what becomes of a server that dies."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from schemas.errors import GenerationError, UserError
from schemas.request import Completion
from synth.asker import Asker
from synth.fake import FakeServer, FakeSettings
from synth.fake.faults import Fault
from synth.fake.latency import Fixed
from synth.generator_openai import OpenAIGenerator
from synth.journal import Journal
from synth.limiter import limiters_of
from synth.registry import build_generator
from tests.synth.asking import QUICK, Heard, question

DEAD = FakeSettings(faults=(Fault(kind="reset"),))


def generator_of(*endpoints: Any, **settings: Any) -> OpenAIGenerator:
    """A role with a list of endpoints, as a recipe would build it."""
    section = {"kind": "openai", "model": "fake", "endpoints": list(endpoints), "retries": QUICK, **settings}
    generator = build_generator("solver", section, "test")
    assert isinstance(generator, OpenAIGenerator)
    generator.retries = replace(generator.retries, base_s=0.01)
    return generator


@asynccontextmanager
async def several(*settings: FakeSettings, **section: Any) -> AsyncIterator[tuple[list[FakeServer], OpenAIGenerator]]:
    """Running fakes, and a generator that asks them all."""
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(FakeServer(each)) for each in settings]
        generator = generator_of(*(server.base_url for server in servers), **section)
        stack.push_async_callback(generator.close)
        yield servers, generator


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something holds, at most five minutes."""
    async with asyncio.timeout(300):
        while not condition():
            await asyncio.sleep(0.005)


def states_of(*servers: FakeServer) -> list[str]:
    """What is thought of each."""
    loop = asyncio.get_running_loop()
    known = {limiter.name: limiter.state(loop.time()) for limiter in limiters_of(loop)}
    return [known[server.base_url] for server in servers]


async def ask_all(generator: OpenAIGenerator, requests: int) -> list[Completion]:
    return await asyncio.gather(*(generator.complete(question(str(number))) for number in range(requests)))


async def test_load_follows_capacity() -> None:
    fast, slow = FakeSettings(latency=Fixed(0.02), capacity=10), FakeSettings(latency=Fixed(0.4), capacity=10)
    async with several(fast, slow) as (servers, generator):
        answers = await ask_all(generator, 300)
        answered = [server.log.count(status=200) for server in servers]
    assert sum(answered) == len(answers) == 300
    assert 0 < answered[1] < answered[0] / 2, "a twentieth as fast; the simulated tests measure the share"


async def test_a_server_that_dies_midway_costs_no_answer_and_is_found_again() -> None:
    quick = FakeSettings(latency=Fixed(0.02))
    async with several(quick, quick, concurrency=16) as (servers, generator):
        generator.listener = heard = Heard([])
        states = partial(states_of, *servers)
        asked = asyncio.create_task(ask_all(generator, 1500))
        await until(lambda: servers[1].log.requests >= 100)
        before = servers[1].log.requests
        servers[1].configure(faults=DEAD.faults)
        await until(lambda: states() == ["up", "down"])
        assert servers[1].log.requests < before + 80, "dropped after few calls"
        servers[1].configure(faults=())
        assert len(await asked) == 1500
        dropped_at = servers[1].log.requests
        await asyncio.sleep(1.0)  # the pause before the first probe, if there was none yet
        assert len(await ask_all(generator, 100)) == 100
        assert servers[1].log.requests > dropped_at, "probed, and used again"
        assert states() == ["up", "up"]
    assert {kind for kind, _ in heard.calls} == {"connection"}


async def test_a_failed_call_is_asked_elsewhere_without_a_pause() -> None:
    async with several(DEAD, FakeSettings()) as (servers, generator):
        answers, alive = await ask_all(generator, 50), servers[1].base_url
    assert all(answer.endpoint == alive and answer.calls <= 2 for answer in answers)


async def test_when_all_are_dead_the_error_names_them() -> None:
    retries = {"attempts": 99, "patience_s": 0.3}
    async with several(DEAD, DEAD, retries=retries) as (servers, generator):
        asked = (generator.complete(question(str(number))) for number in range(150))
        results = await asyncio.gather(*asked, return_exceptions=True)
        urls = [server.base_url for server in servers]
    for error in results:
        assert isinstance(error, GenerationError) and error.kind == "breaker_open"
        assert all(url in str(error) for url in urls)


async def test_each_endpoint_has_its_own_key_headers_and_price(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KEY_A", "sk-a-0123456789")
    monkeypatch.setenv("KEY_B", "sk-b-0123456789")
    async with (
        FakeServer(FakeSettings(api_key="sk-a-0123456789")) as a,
        FakeServer(FakeSettings(api_key="sk-b-0123456789")) as b,
    ):
        generator = generator_of(
            {"base_url": a.base_url, "headers": {"x-request-id": "a"}},
            {"base_url": b.base_url, "api_key_env": "KEY_B", "price": {"input": 0, "output": 0}, "concurrency": 1},
            api_key_env="KEY_A",
            price={"input": 1.0, "output": 2.0},
        )
        await generator.check()
        with Journal(tmp_path) as journal:
            asker = Asker({"solver": generator}, journal)
            answers = await asyncio.gather(*(asker.ask("solver", question(str(n))) for n in range(60)))
            await asker.close()
        assert b.log.max_in_flight == 1
        assert {record.headers.get("x-request-id") for record in a.log.records} == {"a"}
        url_a, url_b = a.base_url, b.base_url
    paid = [answer for answer in answers if answer.endpoint == url_a]
    assert 0 < len(paid) < 60
    assert {answer.cost_usd for answer in answers if answer.endpoint == url_b} == {0.0}
    expected = sum(answer.prompt_tokens + 2 * answer.completion_tokens for answer in paid) / 1e6
    assert asker.usage().cost_usd == pytest.approx(expected)
    assert generator.price is not None and (generator.price.input, generator.price.output) == (1.0, 2.0)


async def test_answers_of_one_endpoint_are_found_again_with_others(tmp_path: Path) -> None:
    async with several(FakeSettings(), FakeSettings()) as (servers, generator):
        alone = generator_of(servers[0].base_url)
        with Journal(tmp_path) as journal:
            first = await Asker({"solver": alone}, journal).ask("solver", question())
            again = await Asker({"solver": generator}, journal).ask("solver", question())
        await alone.close()
    assert first.endpoint is None and again.from_journal


async def test_check_passes_while_one_answers_and_says_which_does_not(
    caplog: pytest.LogCaptureFixture, unused_tcp_port: int
) -> None:
    dead = f"http://127.0.0.1:{unused_tcp_port}/v1"
    async with FakeServer() as server:
        await generator_of(server.base_url, dead).check()
    assert dead in caplog.text and "does not answer" in caplog.text
    with pytest.raises(UserError, match="does not answer"):
        await generator_of(dead).check()


async def test_check_refuses_one_that_serves_another_model() -> None:
    async with several(FakeSettings(), FakeSettings(models=("other",))) as (servers, generator):
        with pytest.raises(UserError, match=f"{servers[1].base_url}.*unknown model 'fake'"):
            await generator.check()


async def test_one_that_refuses_us_in_the_middle_is_left_out_and_said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    broke = FakeSettings(faults=(Fault(kind="quota"),))
    async with several(broke, FakeSettings(), concurrency=4) as (servers, generator):
        answers = await ask_all(generator, 60)
        assert {answer.endpoint for answer in answers} == {servers[1].base_url}
        assert servers[0].log.requests <= 4
    assert caplog.text.count("no longer asked in this run") == 1


async def test_when_all_refuse_us_the_run_stops() -> None:
    broke = FakeSettings(faults=(Fault(kind="quota"),))
    async with several(broke, broke, concurrency=4) as (servers, generator):
        asked = (generator.complete(question(str(number))) for number in range(60))
        results = await asyncio.gather(*asked, return_exceptions=True)
        assert sum(server.log.requests for server in servers) <= 16
    assert all(isinstance(error, UserError) for error in results)


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"endpoints": []}, "at least one endpoint"),
        ({"endpoints": ["http://a/v1"], "base_url": "http://b/v1"}, "base_url or endpoints, not both"),
        ({"endpoints": ["http://a/v1", "http://a/v1/"]}, "listed twice"),
        ({"endpoints": ["a/v1"]}, "begins with http"),
        ({"endpoints": ["http://me:secret@a/v1", "http://b/v1"]}, "user name or password"),
        ({"endpoints": [{"base_url": "http://a/v1", "concurency": 3}]}, "concurency"),
        ({"endpoints": [{"concurrency": 3}]}, "base_url"),
        ({"endpoints": ["http://a/v1", "http://b/v1"], "fingerprint_base_url": True}, "serve one model"),
    ],
)
def test_endpoints_that_cannot_work_are_refused(section: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message) as caught:
        build_generator("solver", {"kind": "openai", "model": "fake", **section}, "test")
    assert "secret" not in str(caught.value)
