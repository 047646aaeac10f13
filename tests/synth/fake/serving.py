"""A running fake with a client of each kind, in one line."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletion

from synth.fake import FakeServer, FakeSettings

TIMEOUT = 20.0
"""Seconds; only a test that is about to fail waits that long."""


@dataclass(frozen=True, slots=True)
class Raw:
    """What a plain HTTP client sees."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Clients:
    """Both clients of one server."""

    server: FakeServer
    openai: AsyncOpenAI
    http: aiohttp.ClientSession

    async def ask(self, prompt: str = "hi there", **params: Any) -> ChatCompletion:
        """Through the real client, without its retries."""
        messages: Any = [{"role": "user", "content": prompt}]
        model = params.pop("model", "m")
        answer: ChatCompletion = await self.openai.chat.completions.create(model=model, messages=messages, **params)
        return answer

    async def text(self, prompt: str = "hi there", **params: Any) -> str | None:
        """The first choice's text."""
        return (await self.ask(prompt, **params)).choices[0].message.content

    async def post(self, body: object, path: str = "/v1/chat/completions", **headers: str) -> Raw:
        """Any JSON, with plain HTTP."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.http.post(self.server.url + path, data=data, headers=headers) as response:
            return Raw(response.status, response.headers.copy(), await response.read())

    async def get(self, path: str) -> Raw:
        """Any path, with plain HTTP."""
        async with self.http.get(self.server.url + path) as response:
            return Raw(response.status, response.headers.copy(), await response.read())


@asynccontextmanager
async def serving(**settings: Any) -> AsyncIterator[Clients]:
    """A fake with these settings and its clients; `key` is what the real client sends as its key."""
    key = settings.pop("key", "secret")
    async with (
        FakeServer(FakeSettings(**settings)) as server,
        AsyncOpenAI(base_url=server.base_url, api_key=key, max_retries=0, timeout=TIMEOUT) as client,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as http,
    ):
        yield Clients(server, client, http)


def chat(prompt: str = "hi there", **params: Any) -> dict[str, Any]:
    """The body of a request."""
    return {"model": "m", "messages": [{"role": "user", "content": prompt}], **params}
