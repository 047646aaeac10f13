"""Everything but chat: models, metrics, health, and the doors through which a fake in its own process is led."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from schemas.errors import UserError
from schemas.validation import validate
from synth.fake.delivery import JSON
from synth.fake.endpoint import serve_chat
from synth.fake.settings import SettingsPatch, described
from synth.fake.state import FakeState
from synth.fake.wire import encode, model_list

Handler = Callable[[FakeState, web.BaseRequest], Awaitable[web.StreamResponse]]

PAGE = 1000
"""Records of one answer of `GET /_fake/log`, unless `limit` says otherwise."""

ANY_MODEL = "fake"
"""How metrics call the model while any name is served."""


async def models(state: FakeState, http: web.BaseRequest) -> web.Response:
    """`GET /v1/models`: the names that are served, none while any is."""
    return _json(model_list(state.settings.models, state.settings.context_length))


async def metrics(state: FakeState, http: web.BaseRequest) -> web.Response:
    """`GET /metrics`: Prometheus text under vLLM's names."""
    if not state.settings.metrics:
        return _json({"detail": "Not Found"}, 404)
    label = f'model_name="{(state.settings.models or (ANY_MODEL,))[0]}"'
    lines = []
    for name, kind, meaning, value in _metrics(state):
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}", f"{name}{{{label}}} {float(value)}"]
    return web.Response(body="\n".join([*lines, ""]).encode(), content_type="text/plain", charset="utf-8")


async def health(state: FakeState, http: web.BaseRequest) -> web.Response:
    """`GET /healthz`."""
    return _json({"status": "ok"})


async def log(state: FakeState, http: web.BaseRequest) -> web.Response:
    """`GET /_fake/log?since=N&limit=M`: records from number N on, and the number to go on from."""
    try:
        since = int(http.query.get("since", 0))
        limit = int(http.query.get("limit", PAGE))
    except ValueError:
        return _json({"error": "since and limit are whole numbers"}, 400)
    records = state.log.since(since, limit)
    after = records[-1].index + 1 if records else max(since, state.log.dropped)
    more = after < state.log.requests
    page = {"records": [record.row() for record in records], "next": after, "more": more}
    return _json({**page, "dropped": state.log.dropped})


async def stats(state: FakeState, http: web.BaseRequest) -> web.Response:
    """`GET /_fake/stats`."""
    return _json(state.stats())


async def settings(state: FakeState, http: web.BaseRequest) -> web.Response:
    """`GET /_fake/settings` reads them, `POST` with a SettingsPatch changes them."""
    if http.method == "POST":
        try:
            patch = validate(SettingsPatch, await http.json(), "POST /_fake/settings")
            state.configure(patch.apply(state.settings))
        except (UserError, ValueError) as error:
            return _json({"error": str(error)}, 400)
    return _json(described(state.settings))


async def stop(state: FakeState, http: web.BaseRequest) -> web.Response:
    """`POST /_fake/stop`."""
    state.stop.set()
    return _json({"status": "stopping"})


ROUTES: Mapping[str, Mapping[str, Handler]] = {
    "/v1/chat/completions": {"POST": serve_chat},
    "/v1/models": {"GET": models},
    "/metrics": {"GET": metrics},
    "/healthz": {"GET": health},
    "/_fake/log": {"GET": log},
    "/_fake/stats": {"GET": stats},
    "/_fake/settings": {"GET": settings, "POST": settings},
    "/_fake/stop": {"POST": stop},
}
"""Paths and methods."""


async def route(state: FakeState, http: web.BaseRequest) -> web.StreamResponse:
    """The answer to any request."""
    methods = ROUTES.get(http.path)
    if methods is None:
        return _json({"detail": f"Not Found: {http.path}", "known": sorted(ROUTES)}, 404)
    handler = methods.get(http.method)
    if handler is None:
        return _json({"detail": f"Method Not Allowed: {http.method} {http.path}"}, 405)
    return await handler(state, http)


def _metrics(state: FakeState) -> list[tuple[str, str, str, float]]:
    answered = state.log.count(status=200)
    return [
        ("vllm:num_requests_running", "gauge", "Requests that are being served.", state.gate.running),
        ("vllm:num_requests_waiting", "gauge", "Requests that wait for a place.", state.gate.waiting),
        ("vllm:prompt_tokens_total", "counter", "Tokens of all prompts.", state.log.prompt_tokens),
        ("vllm:generation_tokens_total", "counter", "Tokens of all answers.", state.log.completion_tokens),
        ("vllm:request_success_total", "counter", "Requests answered with 200.", answered),
    ]


def _json(body: Any, status: int = 200) -> web.Response:
    return web.Response(status=status, body=encode(body), content_type=JSON)
