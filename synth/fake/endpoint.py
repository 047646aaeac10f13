"""`POST /v1/chat/completions`: from a request over its faults to an answer, with a record of it all."""

import asyncio
import logging
from dataclasses import dataclass, replace
from random import Random

from aiohttp import web

from synth.fake import errors
from synth.fake.chat import ChatRequest, make_request, parse_body
from synth.fake.choice import Choice, finish
from synth.fake.delivery import EVENTS, JSON, cut, drip, send_all, send_half
from synth.fake.errors import ApiError
from synth.fake.faults import AT_ONCE, STATUS_FAULTS, Fault, choose_fault
from synth.fake.log import Record
from synth.fake.responders import as_reply
from synth.fake.settings import FakeSettings
from synth.fake.state import FakeState
from synth.fake.wire import Answer, completion, encode, events

logger = logging.getLogger(__name__)

BAD_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
"""What a proxy says when the server behind it is gone: no JSON."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request on its way."""

    http: web.BaseRequest
    """The request as the web server has it; the way back to the client."""
    request: ChatRequest
    """What is asked."""
    settings: FakeSettings
    """As they were when it arrived."""
    record: Record
    """Its line in the log."""
    latency: float
    """Seconds that were drawn for it."""
    fault: Fault | None
    """What goes wrong."""

    @property
    def kind(self) -> str | None:
        """Kind of the fault."""
        return self.fault.kind if self.fault else None


async def serve_chat(state: FakeState, http: web.BaseRequest) -> web.StreamResponse:
    """Answer one request. What a request, a fault or a script brings about becomes an answer, not an exception."""
    record = state.log.open(http.headers)
    try:
        return await _admitted(state, await _received(state, http, record))
    except ApiError as error:
        record.status, record.fault = error.status, error.fault
        return error_response(error, state.settings, record.index)
    except asyncio.CancelledError:
        record.disconnected = not state.stopping
        raise
    except ConnectionError:
        record.disconnected = not state.stopping
        return web.Response()  # nobody is there to read it
    except web.HTTPException as error:
        record.status = error.status
        raise
    except Exception as error:
        logger.exception("the fake's script failed")
        record.status, record.fault = 500, "script_error"
        return error_response(errors.broken_script(error), state.settings, record.index)
    finally:
        state.log.close(record)


def error_response(error: ApiError, settings: FakeSettings, index: int) -> web.Response:
    """An error with OpenAI's body, and Retry-After where it belongs."""
    headers = settings.retry_headers() if error.retry_after else {}
    headers["x-request-id"] = f"fake-{index}"
    return web.Response(status=error.status, body=encode(error.body()), content_type=JSON, headers=headers)


async def _received(state: FakeState, http: web.BaseRequest, record: Record) -> Exchange:
    """The request, read and checked, with its lot drawn."""
    settings = state.settings
    if settings.api_key is not None and http.headers.get("Authorization") != f"Bearer {settings.api_key}":
        raise errors.wrong_key()
    first = make_request(parse_body(await http.read()), record.index)
    request = replace(first, attempt=state.log.attempt(first.fingerprint))
    record.take(request)
    _check(request, settings)
    random = Random(f"{settings.seed}/{request.fingerprint}/{request.attempt}")
    latency = settings.latency(request, random)
    fault = choose_fault(settings.faults, request, random)
    record.fault = fault.kind if fault else None
    return Exchange(http, request, settings, record, latency, fault)


def _check(request: ChatRequest, settings: FakeSettings) -> None:
    if settings.models and request.model not in settings.models:
        raise errors.unknown_model(request.model)
    if settings.context_length is not None and request.prompt_tokens > settings.context_length:
        raise errors.too_long(request.prompt_tokens, settings.context_length)


async def _admitted(state: FakeState, exchange: Exchange) -> web.StreamResponse:
    """The answer, once there is a place for the request."""
    kind = exchange.kind
    if kind in AT_ONCE:
        raise errors.scripted_error(kind)
    if not await state.gate.enter():
        raise errors.over_capacity(state.gate.capacity)
    try:
        if kind == "hang":
            await asyncio.Event().wait()
        exchange.record.latency = exchange.latency
        if exchange.latency:
            await asyncio.sleep(exchange.latency)
        return await _answered(state, exchange)
    finally:
        state.gate.leave()


async def _answered(state: FakeState, exchange: Exchange) -> web.StreamResponse:
    kind = exchange.kind
    if kind in STATUS_FAULTS:
        raise errors.scripted_error(kind)
    if kind == "bad_gateway":
        exchange.record.status = 502
        return web.Response(status=502, body=BAD_GATEWAY, content_type="text/html")
    if kind == "error_body":
        exchange.record.status = 200
        return _whole(encode(errors.scripted_error("server_error").body()), JSON, exchange)
    if kind == "reset":
        return cut(exchange.http, reset=True)
    answer = _composed(state, exchange)
    exchange.record.status = 200
    exchange.record.prompt_tokens = exchange.request.prompt_tokens
    exchange.record.completion_tokens = answer.completion_tokens
    exchange.record.replies = tuple(choice.content for choice in answer.choices)
    return await _delivered(exchange, answer)


def _composed(state: FakeState, exchange: Exchange) -> Answer:
    """All choices, as the responder and the fault want them."""
    request, settings = exchange.request, exchange.settings
    cached = state.prefixes.cached_tokens(request) if settings.prefix_cache else None
    wanted = 0 if exchange.kind == "empty_choices" else request.n
    choices = [_choice(request.nth(number), exchange) for number in range(wanted)]
    return Answer(request, choices, settings.reasoning, cached)


def _choice(request: ChatRequest, exchange: Exchange) -> Choice:
    settings = exchange.settings
    reply = as_reply(settings.responder(request))
    choice = finish(reply, request, settings.reasoning, request.max_tokens)
    match exchange.kind:
        case "length":
            half = finish(reply, request, settings.reasoning, max(1, choice.tokens // 2))
            choice = replace(half, finish_reason="length")
        case "empty_text":
            choice = replace(choice, content="", logprobs=choice.logprobs and (), tokens=choice.reasoning_tokens)
    return choice if settings.logprobs else replace(choice, logprobs=None)


async def _delivered(exchange: Exchange, answer: Answer) -> web.StreamResponse:
    """The answer on its way to the client, as well as the fault lets it."""
    stream = exchange.request.params.get("stream")
    pieces = events(answer) if stream else [encode(completion(answer))]
    form = EVENTS if stream else JSON
    payload = b"".join(pieces)
    match exchange.kind:
        case "slow_drip":
            seconds = exchange.fault.seconds if exchange.fault else 0
            return await drip(exchange.http, form, payload, seconds)
        case "truncated" | "reset_midway":
            return await send_half(exchange.http, form, payload, reset=exchange.kind == "reset_midway")
        case "malformed":
            payload = payload[: len(payload) // 2] + (b"\n\ndata: [DONE]\n\n" if stream else b"")
            return _whole(payload, form, exchange)
    return await send_all(exchange.http, pieces) if stream else _whole(payload, form, exchange)


def _whole(payload: bytes, form: str, exchange: Exchange) -> web.Response:
    headers = {"x-request-id": f"fake-{exchange.record.index}"}
    return web.Response(body=payload, content_type=form, headers=headers)
