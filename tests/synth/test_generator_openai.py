"""The openai generator against a real server on loopback: what it sends, what it reads, how it fails."""

import asyncio
import json
import re
from typing import Any, get_args

import pytest
from aiohttp import web

from schemas.errors import GenerationError, UserError
from synth.fake import FakeServer, FakeSettings
from synth.fake.faults import Fault, FaultKind
from synth.fake.latency import Fixed
from synth.fake.responders import thinking
from tests.synth.asking import Heard, asking, generator_at, question

KEY = "sk-test-0123456789abcdef"


async def test_messages_and_sampling_arrive_as_the_recipe_says() -> None:
    sampling = {"temperature": 0.7, "top_p": 0.9, "max_tokens": 50, "stop": ["END"], "min_p": 0.1}
    async with asking() as (server, generator):
        await generator.complete(question(sampling={**sampling, "extra_body": {"top_k": 20}}))
        (record,) = server.log.records
    assert [message["role"] for message in record.messages] == ["system", "user"]
    assert record.messages[1]["content"] == "How many apples are there?"
    assert dict(record.params) == {**sampling, "top_k": 20}
    assert record.headers["authorization"] == "absent"


async def test_a_schema_is_sent_and_answered() -> None:
    schema = {"type": "object", "properties": {"steps": {"type": "integer"}}, "required": ["steps"]}
    wanted = {"type": "json_schema", "json_schema": {"name": "plan", "schema": schema}}
    async with asking() as (_, generator):
        answer = await generator.complete(question(response_format=wanted))
    assert isinstance(json.loads(answer.text)["steps"], int)


async def test_each_sample_gets_a_seed_of_its_own() -> None:
    async with asking() as (server, generator):
        for sample in range(3):
            await generator.complete(question(sampling={"seed": 7}, sample=sample))
        assert [record.params["seed"] for record in server.log.records] == [7, 8, 9]


async def test_text_usage_and_model_are_kept() -> None:
    async with asking(FakeSettings(responder=lambda _: "four apples")) as (_, generator):
        answer = await generator.complete(question())
    assert (answer.text, answer.finish_reason, answer.calls, answer.from_journal) == ("four apples", "stop", 1, False)
    assert answer.prompt_tokens > 0 and answer.completion_tokens > 0 and answer.model == "fake"
    assert answer.latency_s > 0


@pytest.mark.parametrize("style", ["reasoning_content", "reasoning", "think", "unopened"])
async def test_thoughts_stay_apart_however_the_server_sends_them(style: Any) -> None:
    settings = FakeSettings(responder=thinking(lambda _: "four apples", "secret thought"), reasoning=style)
    async with asking(settings) as (_, generator):
        answer = await generator.complete(question())
    assert (answer.text, answer.reasoning) == ("four apples", "secret thought")


async def test_logprobs_lie_in_the_text() -> None:
    settings = FakeSettings(responder=thinking(lambda _: "four apples, 4 €", "hm"), reasoning="think")
    async with asking(settings) as (_, generator):
        answer = await generator.complete(question(sampling={"logprobs": True}))
    assert answer.logprobs
    assert "".join(answer.text[t.start : t.end] for t in answer.logprobs) == answer.text == "four apples, 4 €"


async def test_a_capped_answer_says_so_and_costs_one_call() -> None:
    async with asking(FakeSettings(faults=(Fault(kind="length"),))) as (server, generator):
        answer = await generator.complete(question(sampling={"max_tokens": 5}))
        assert server.log.requests == 1
    assert answer.truncated


PASSING: list[FaultKind] = [
    "bad_gateway",
    "empty_choices",
    "empty_text",
    "error_body",
    "gateway_timeout",
    "malformed",
    "overloaded",
    "rate_limit",
    "reset",
    "reset_midway",
    "server_error",
    "truncated",
    "unavailable",
]


@pytest.mark.parametrize("kind", PASSING)
async def test_passing_trouble_is_outlived(kind: FaultKind) -> None:
    settings = FakeSettings(faults=(Fault(kind=kind, attempts=1),), retry_after=0.01)
    async with asking(settings) as (server, generator):
        generator.listener = heard = Heard([])
        answer = await generator.complete(question())
        assert server.log.requests == 2
    assert answer.calls == 2 and answer.text
    assert len(heard.calls) == 1


@pytest.mark.parametrize(
    ("kind", "failure"),
    [
        ("server_error", "server_error"),
        ("malformed", "malformed_response"),
        ("truncated", "malformed_response"),
        ("empty_choices", "empty_choice"),
        ("reset", "connection"),
    ],
)
async def test_lasting_trouble_ends_in_a_typed_error_after_the_attempts_allowed(kind: FaultKind, failure: str) -> None:
    async with asking(FakeSettings(faults=(Fault(kind=kind),))) as (server, generator):
        generator.listener = heard = Heard([])
        with pytest.raises(GenerationError) as caught:
            await generator.complete(question())
        assert server.log.requests == 4
    assert (caught.value.kind, caught.value.calls) == (failure, 4)
    assert [kind for kind, _ in heard.calls] == [failure] * 4


@pytest.mark.parametrize("kind", ["bad_request", "context_length"])
async def test_a_wrong_request_fails_alone_and_at_once(kind: FaultKind) -> None:
    settings = FakeSettings(faults=(Fault(kind=kind, when="too long"),))
    async with asking(settings) as (server, generator):
        with pytest.raises(GenerationError) as caught:
            await generator.complete(question("too long"))
        assert (caught.value.kind, server.log.requests) == (kind, 1)
        assert (await generator.complete(question("short"))).text


async def test_a_call_that_takes_too_long_is_abandoned_and_tried_again() -> None:
    settings = FakeSettings(faults=(Fault(kind="hang", attempts=1),))
    async with asking(settings, timeout={"total": 0.3}) as (_, generator):
        generator.listener = heard = Heard([])
        assert (await generator.complete(question())).calls == 2
    assert heard.calls == [("timeout", True)]


@pytest.mark.parametrize("limits", [{"total": 0.3}, {"first_byte": 0.3, "total": 9}])
async def test_calls_that_always_time_out_are_given_up_early(limits: dict[str, float]) -> None:
    settings = FakeSettings(latency=Fixed(5))
    async with asking(settings, timeout=limits, retries={"attempts": 9, "timeouts": 2}) as (server, generator):
        with pytest.raises(GenerationError, match="timeout"):
            await generator.complete(question())
        assert server.log.requests == 2


async def test_a_slow_drip_falls_to_the_total_timeout_only() -> None:
    settings = FakeSettings(faults=(Fault(kind="slow_drip", seconds=0.5, attempts=1),))
    async with asking(settings, timeout={"first_byte": 0.4, "total": 5}) as (_, generator):
        assert (await generator.complete(question())).calls == 1


async def test_a_cancelled_call_is_reported_as_abandoned() -> None:
    async with asking(FakeSettings(latency=Fixed(5))) as (server, generator):
        generator.listener = heard = Heard([])
        task = asyncio.create_task(generator.complete(question()))
        while not server.log.requests:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert heard.calls == [("abandoned", True)]


async def test_the_ceiling_holds_for_each_role_of_one_endpoint() -> None:
    async with asking(FakeSettings(latency=Fixed(0.02)), concurrency=2) as (server, few):
        many = generator_at(server.base_url, concurrency=6)
        await asyncio.gather(*(few.complete(question(str(n))) for n in range(20)))
        assert server.log.max_in_flight == 2
        await asyncio.gather(*(many.complete(question(f"m{n}")) for n in range(40)))
        assert server.log.max_in_flight == 6
        await many.close()


async def test_it_can_be_closed_and_used_again() -> None:
    async with asking() as (_, generator):
        await generator.complete(question())
        await generator.close()
        assert (await generator.complete(question())).text


def test_it_serves_one_event_loop_after_another() -> None:
    async def once() -> str:
        async with asking() as (_, generator):
            await asyncio.gather(*(generator.complete(question(str(n))) for n in range(100)))
            return (await generator.complete(question())).text

    assert asyncio.run(once()) == asyncio.run(once())


async def test_check_passes_where_all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_KEY", KEY)
    settings = FakeSettings(models=("fake", "other"), api_key=KEY)
    async with asking(settings, api_key_env="TEST_KEY") as (_, generator):
        await generator.check()
        assert (await generator.complete(question())).text


async def test_check_names_an_endpoint_that_is_down(unused_tcp_port: int) -> None:
    generator = generator_at(f"http://127.0.0.1:{unused_tcp_port}/v1")
    with pytest.raises(UserError, match=rf"{unused_tcp_port}/v1 does not answer \(Connection refused\).*Is the server"):
        await generator.check()


async def test_check_tells_https_where_http_is_spoken() -> None:
    async with FakeServer(FakeSettings()) as server:
        generator = generator_at(server.base_url.replace("http:", "https:"))
        with pytest.raises(UserError, match=r"does not answer \(it speaks no TLS there: http instead of https\?\)"):
            await generator.check()


async def test_a_refusal_is_quoted_with_its_message_first() -> None:
    async with asking(FakeSettings(api_key=KEY)) as (_, generator):
        with pytest.raises(UserError, match=r"\(HTTP 401: Incorrect API key provided\. \[invalid_api_key, "):
            await generator.complete(question())


async def test_check_suggests_the_nearest_model() -> None:
    async with asking(FakeSettings(models=("qwen3-8b",)), model="qwen3-8B") as (_, generator):
        with pytest.raises(UserError, match="unknown model 'qwen3-8B'.*Did you mean 'qwen3-8b'"):
            await generator.check()


async def test_check_names_the_variable_of_a_wrong_key(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(_: web.BaseRequest) -> web.Response:
        return web.json_response({"error": {"message": "Incorrect API key provided: sk-wrong"}}, status=401)

    monkeypatch.setenv("TEST_KEY", "sk-wrong")
    server = await asyncio.get_running_loop().create_server(web.Server(refuse), "127.0.0.1", 0)
    async with server:
        generator = generator_at(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", api_key_env="TEST_KEY")
        with pytest.raises(UserError, match="refuses the key.*TEST_KEY") as caught:
            await generator.check()
    assert "sk-wrong" not in str(caught.value)


async def test_check_names_a_variable_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_KEY", raising=False)
    async with asking(api_key_env="TEST_KEY") as (_, generator):
        with pytest.raises(UserError, match="TEST_KEY is not set"):
            await generator.check()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (FakeSettings(api_key=KEY), "refuses the key"),
        (FakeSettings(models=("other",)), "does not know model 'fake'"),
        (FakeSettings(faults=(Fault(kind="quota"),)), "none of our requests.*quota"),
        (FakeSettings(faults=(Fault(kind="forbidden"),)), "none of our requests"),
    ],
)
async def test_what_the_user_must_fix_stops_everything_at_once(settings: FakeSettings, message: str) -> None:
    async with asking(settings, concurrency=4) as (server, generator):
        asked = (generator.complete(question(str(number))) for number in range(50))
        results = await asyncio.gather(*asked, return_exceptions=True)
        assert server.log.requests <= 4
    assert all(isinstance(error, UserError) and re.search(message, str(error)) for error in results)


async def test_a_dead_endpoint_costs_few_calls_and_ends_in_a_typed_error() -> None:
    settings = FakeSettings(faults=(Fault(kind="reset"),))
    async with asking(settings, retries={"attempts": 50, "patience_s": 0.3}) as (server, generator):
        asked = (generator.complete(question(str(number))) for number in range(200))
        results = await asyncio.gather(*asked, return_exceptions=True)
        assert server.log.requests < 150
    assert all(isinstance(error, GenerationError) and error.kind == "breaker_open" for error in results)
    assert sum(error.calls for error in results if isinstance(error, GenerationError)) == server.log.requests


@pytest.mark.parametrize("style", ["seconds", "milliseconds", "date"])
async def test_a_wait_that_is_asked_for_is_kept_however_it_is_written(style: Any) -> None:
    settings = FakeSettings(faults=(Fault(kind="rate_limit", attempts=1),), retry_after=0.3, retry_after_style=style)
    async with asking(settings) as (server, generator):
        await generator.complete(question())
        first, second = server.log.records
    assert second.arrived - first.arrived >= 0.3


async def test_a_redirect_is_not_followed() -> None:
    async def elsewhere(_: web.BaseRequest) -> web.Response:
        return web.Response(status=307, headers={"Location": "http://127.0.0.1:1/v1/chat/completions"})

    server = await asyncio.get_running_loop().create_server(web.Server(elsewhere), "127.0.0.1", 0)
    async with server:
        generator = generator_at(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
        with pytest.raises(UserError, match="HTTP 307.*Check base_url"):
            await generator.complete(question())
        await generator.close()


async def test_headers_come_from_the_recipe_and_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_TEAM", "blue")
    headers = {"User-Agent": "ours", "x-request-id": {"env": "TEST_TEAM"}}
    async with asking(headers=headers) as (server, generator):
        await generator.complete(question())
        (record,) = server.log.records
    assert (record.headers["user-agent"], record.headers["x-request-id"]) == ("ours", "blue")


async def test_cached_prompt_tokens_are_counted() -> None:
    async with asking(FakeSettings(prefix_cache=True)) as (_, generator):
        await generator.complete(question("word " * 200, sample=0))
        assert (await generator.complete(question("word " * 200, sample=1))).cached_tokens > 0


@pytest.mark.parametrize("kind", get_args(FaultKind))
async def test_no_fault_of_the_fake_comes_through_as_anything_but_an_answer_or_our_errors(kind: FaultKind) -> None:
    settings = FakeSettings(faults=(Fault(kind=kind, seconds=0.1),), retry_after=0.01)
    async with asking(settings, timeout={"total": 0.2}, retries={"attempts": 2, "give_up_s": 1}) as (_, generator):
        try:
            assert (await generator.complete(question(sampling={"max_tokens": 9}))).finish_reason in ("stop", "length")
        except (GenerationError, UserError) as error:
            assert len(str(error)) > 20
