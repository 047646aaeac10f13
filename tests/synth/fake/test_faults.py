"""What clients really see of each fault, and what the log says of it."""

import asyncio
import errno
import time
from email.utils import parsedate_to_datetime
from typing import Any, get_args

import aiohttp
import openai
import pytest

from synth.fake import Fault
from synth.fake.faults import FaultKind
from tests.synth.fake.serving import Clients, chat, serving

STATUSES: dict[FaultKind, tuple[int, type[openai.APIStatusError]]] = {
    "bad_gateway": (502, openai.InternalServerError),
    "bad_request": (400, openai.BadRequestError),
    "context_length": (400, openai.BadRequestError),
    "forbidden": (403, openai.PermissionDeniedError),
    "gateway_timeout": (504, openai.InternalServerError),
    "not_found": (404, openai.NotFoundError),
    "overloaded": (529, openai.InternalServerError),
    "quota": (429, openai.RateLimitError),
    "rate_limit": (429, openai.RateLimitError),
    "server_error": (500, openai.InternalServerError),
    "unauthorized": (401, openai.AuthenticationError),
    "unavailable": (503, openai.InternalServerError),
}

ANSWERED: tuple[FaultKind, ...] = ("empty_choices", "empty_text", "error_body", "length", "malformed", "slow_drip")
BROKEN: tuple[FaultKind, ...] = ("reset", "reset_midway", "truncated", "hang")


def fates(fake: Clients) -> list[tuple[int, str | None, bool]]:
    return [(record.status, record.fault, record.disconnected) for record in fake.server.log.records]


async def settled(fake: Clients) -> None:
    """The server hears of a client's leaving a moment later."""
    while fake.server.log.in_flight:
        await asyncio.sleep(0.01)


def test_every_kind_is_tested_here() -> None:
    assert set(get_args(FaultKind)) == {*STATUSES, *ANSWERED, *BROKEN}


@pytest.mark.parametrize("kind", STATUSES)
async def test_an_error_status_is_that_error_to_the_real_client(kind: FaultKind) -> None:
    status, error_type = STATUSES[kind]
    async with serving(faults=(Fault(kind=kind),)) as fake:
        with pytest.raises(error_type) as error:
            await fake.ask()
        assert error.value.status_code == status
        assert fates(fake) == [(status, kind, False)]


@pytest.mark.parametrize("kind", sorted(STATUSES.keys() - {"bad_gateway"}))
async def test_an_error_body_has_openais_shape(kind: FaultKind) -> None:
    async with serving(faults=(Fault(kind=kind),)) as fake:
        raw = await fake.post(chat())
    assert set(raw.json["error"]) == {"message", "type", "param", "code"}


async def test_a_bad_gateway_answers_html() -> None:
    async with serving(faults=(Fault(kind="bad_gateway"),)) as fake:
        raw = await fake.post(chat())
    assert raw.headers["Content-Type"].startswith("text/html")
    assert raw.body.startswith(b"<html>")


@pytest.mark.parametrize("kind", ["overloaded", "rate_limit", "unavailable"])
async def test_retry_after_in_seconds(kind: FaultKind) -> None:
    async with serving(faults=(Fault(kind=kind),), retry_after=2.5) as fake:
        assert (await fake.post(chat())).headers["Retry-After"] == "2.5"


async def test_retry_after_as_a_date_that_lies_ahead() -> None:
    async with serving(faults=(Fault(kind="rate_limit"),), retry_after=30, retry_after_style="date") as fake:
        stated = parsedate_to_datetime((await fake.post(chat())).headers["Retry-After"]).timestamp()
    assert 25 < stated - time.time() <= 31


async def test_retry_after_in_milliseconds_and_absent() -> None:
    async with serving(faults=(Fault(kind="rate_limit"),), retry_after_style="milliseconds") as fake:
        headers = (await fake.post(chat())).headers
        assert headers["retry-after-ms"] == "1000"
        assert "Retry-After" not in headers
        fake.server.configure(retry_after_style="absent")
        assert "retry-after" not in ",".join((await fake.post(chat())).headers).lower()


@pytest.mark.parametrize("kind", ["quota", "server_error"])
async def test_other_errors_ask_for_no_wait(kind: FaultKind) -> None:
    async with serving(faults=(Fault(kind=kind),)) as fake:
        assert "Retry-After" not in (await fake.post(chat())).headers


async def test_a_used_up_quota_is_a_429_of_another_name() -> None:
    async with serving(faults=(Fault(kind="quota"),)) as fake:
        with pytest.raises(openai.RateLimitError) as error:
            await fake.ask()
    assert error.value.code == "insufficient_quota"


async def test_an_error_may_come_under_status_200() -> None:
    async with serving(faults=(Fault(kind="error_body"),)) as fake:
        raw = await fake.post(chat())
    assert raw.status == 200
    assert raw.json["error"]["type"] == "server_error"
    assert "choices" not in raw.json


async def test_a_reset_is_a_reset_and_not_a_close() -> None:
    async with serving(faults=(Fault(kind="reset"),)) as fake:
        with pytest.raises(aiohttp.ClientOSError) as error:
            await fake.post(chat())
        assert error.value.errno == errno.ECONNRESET
        with pytest.raises(openai.APIConnectionError):
            await fake.ask()
        assert fates(fake) == [(0, "reset", False)] * 2


@pytest.mark.parametrize("stream", [False, True])
async def test_a_truncated_body_is_shorter_than_promised(stream: bool) -> None:
    async with serving(faults=(Fault(kind="truncated"),)) as fake:
        with pytest.raises(aiohttp.ClientPayloadError) as error:
            await fake.post(chat(stream=stream))
        assert not isinstance(error.value.__cause__, ConnectionResetError)
        assert fates(fake) == [(200, "truncated", False)]


async def test_a_truncated_body_is_a_connection_error_to_the_real_client() -> None:
    async with serving(faults=(Fault(kind="truncated"),)) as fake:
        with pytest.raises(openai.APIConnectionError):
            await fake.ask()


@pytest.mark.parametrize("stream", [False, True])
async def test_a_reset_midway_comes_after_half_the_body(stream: bool) -> None:
    async with serving(faults=(Fault(kind="reset_midway"),)) as fake:
        async with fake.http.post(fake.server.base_url + "/chat/completions", json=chat(stream=stream)) as response:
            assert response.status == 200
            with pytest.raises(aiohttp.ClientPayloadError, match="ConnectionResetError"):
                await response.read()
        assert fates(fake) == [(200, "reset_midway", False)]


@pytest.mark.parametrize("stream", [False, True])
async def test_malformed_json_is_complete_http_around_half_a_json(stream: bool) -> None:
    async with serving(faults=(Fault(kind="malformed"),)) as fake:
        raw = await fake.post(chat(stream=stream))
        assert raw.status == 200
        with pytest.raises(ValueError, match="Unterminated|Expecting|Invalid"):
            answer: Any = await fake.ask(stream=stream)
            _ = [chunk async for chunk in answer]


async def test_empty_choices() -> None:
    async with serving(faults=(Fault(kind="empty_choices"),)) as fake:
        answer = await fake.ask(n=2)
    assert answer.choices == []


async def test_empty_text_stops_by_itself() -> None:
    async with serving(faults=(Fault(kind="empty_text"),)) as fake:
        choice = (await fake.ask(logprobs=True)).choices[0]
    assert (choice.message.content, choice.finish_reason) == ("", "stop")


async def test_length_leaves_half_a_text() -> None:
    async with serving(responder=lambda request: "a b c d", faults=(Fault(kind="length"),)) as fake:
        answer = await fake.ask(logprobs=True)
    choice = answer.choices[0]
    assert (choice.message.content, choice.finish_reason) == ("a b", "length")
    assert answer.usage is not None and answer.usage.completion_tokens == 2
    assert choice.logprobs is not None and len(choice.logprobs.content or ()) == 2


async def test_length_strikes_a_single_token_too() -> None:
    async with serving(responder=lambda request: "a", faults=(Fault(kind="length"),)) as fake:
        assert (await fake.ask()).choices[0].finish_reason == "length"


async def test_a_slow_drip_brings_everything_bit_by_bit() -> None:
    async with serving(faults=(Fault(kind="slow_drip", seconds=0.3),)) as fake:
        async with fake.http.post(fake.server.base_url + "/chat/completions", json=chat()) as response:
            pieces = [piece async for piece, _ in response.content.iter_chunks()]
        assert len(pieces) > 5
        assert await fake.text()
        assert fates(fake) == [(200, "slow_drip", False)] * 2


async def test_a_hanging_request_ends_when_its_client_leaves() -> None:
    async with serving(faults=(Fault(kind="hang"),), capacity=1) as fake:
        with pytest.raises(openai.APITimeoutError):
            await fake.openai.with_options(timeout=0.2).chat.completions.create(**chat())
        await settled(fake)
        assert fates(fake) == [(0, "hang", True)]
        assert fake.server.stats()["running"] == 0


async def test_stopping_the_server_ends_hanging_requests_without_blaming_the_client() -> None:
    async with serving(faults=(Fault(kind="hang"),)) as fake:
        asking = asyncio.create_task(fake.post(chat()))
        while not fake.server.log.in_flight:
            await asyncio.sleep(0.01)
        await fake.server.stop()
        with pytest.raises(aiohttp.ClientError):
            await asking
        assert fates(fake) == [(0, "hang", False)]


async def test_a_client_that_leaves_while_waiting_is_noted() -> None:
    async with serving(latency=lambda request, random: 30.0) as fake:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(fake.post(chat()), timeout=0.2)
        await settled(fake)
        assert fates(fake) == [(0, None, True)]
        assert fake.server.log.disconnected == 1


async def test_what_is_refused_at_once_takes_no_place_and_no_time() -> None:
    async with serving(latency=lambda request, random: 30.0, capacity=0, faults=(Fault(kind="rate_limit"),)) as fake:
        assert (await fake.post(chat())).json["error"]["message"].startswith("Scripted")


async def test_the_real_clients_own_retries_get_through_a_first_failure() -> None:
    async with serving(faults=(Fault(kind="server_error", attempts=1),)) as fake:
        client = fake.openai.with_options(max_retries=2)
        assert (await client.chat.completions.create(**chat())).choices
        assert [record.headers["x-stainless-retry-count"] for record in fake.server.log.records] == ["0", "1"]
        assert fates(fake) == [(500, "server_error", False), (200, None, False)]
