"""The network door of the `openai` generator: one endpoint, one connection pool, every failure classified.

Requests go out on aiohttp itself: per request the `openai` client costs about four times its CPU and would be the
bottleneck at 1,000 requests/s on a core (benchmarks/bench_client.py prints both).
"""

import asyncio
import re
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from yarl import URL

from synth.chat_wire import error_detail
from synth.retry_table import CallFailedError, fault_of_exception, fault_of_status

VERSION = re.compile(r"v\d+")
"""The last part of most base_urls."""
MASK = b"***"
"""Stands where an endpoint repeated a secret to us."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds until a call is given up."""

    connect: float
    """Until the connection stands."""
    first_byte: float
    """Until the reply's first byte; without streaming that is nearly all of the answer."""
    total: float
    """Until the reply is complete."""


class Endpoint:
    """One base_url. Connections are opened on first use and belong to the event loop that uses them."""

    def __init__(self, base_url: str, headers: Mapping[str, str], secrets: tuple[str, ...], timeouts: Timeouts) -> None:
        self.base = URL(base_url)
        self.timeouts = timeouts
        self._headers = dict(headers)
        self._secrets = tuple(secret.encode() for secret in secrets if secret)
        self._chat = self._url("chat/completions")
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return f"Endpoint({str(self.base)!r})"

    async def chat(self, body: bytes, limits: Timeouts | None = None) -> bytes:
        """Send one chat completion and return the reply's body; `limits` in place of the endpoint's own.

        Raises:
            CallFailedError: with what went wrong.
        """
        status, headers, raw = await self._send("POST", self._chat, body, limits or self.timeouts)
        if status != 200:
            raise CallFailedError(fault_of_status(status, error_detail(raw), headers))
        return raw

    async def models(self, timeout_s: float) -> tuple[int, bytes]:
        """Ask which models there are: the status and the reply's body, whatever they are.

        Raises:
            CallFailedError: when no reply came.
        """
        patience = Timeouts(timeout_s, timeout_s, timeout_s)
        status, _, raw = await self._send("GET", self._url("models"), None, patience)
        return status, raw

    async def metrics(self, timeout_s: float) -> str | None:
        """The text of the server's `/metrics`, beside `/v1`; None where there is none.

        Raises:
            CallFailedError: when no reply came.
        """
        patience = Timeouts(timeout_s, timeout_s, timeout_s)
        root = self.base.parent if VERSION.fullmatch(self.base.name) else self.base
        status, _, raw = await self._send("GET", root / "metrics", None, patience)
        return raw.decode("utf-8", "replace") if status == 200 else None

    async def close(self) -> None:
        """Close the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _send(
        self, method: str, url: URL, body: bytes | None, limits: Timeouts
    ) -> tuple[int, Mapping[str, str], bytes]:
        timeout = aiohttp.ClientTimeout(total=limits.total, sock_connect=limits.connect)
        try:
            reply = await self._first_byte(method, url, body, timeout, limits)
            async with reply:
                return reply.status, reply.headers, self._masked(await reply.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            fault = fault_of_exception(error)
            if fault is None:
                raise
            raise CallFailedError(fault) from error

    async def _first_byte(
        self, method: str, url: URL, body: bytes | None, timeout: aiohttp.ClientTimeout, limits: Timeouts
    ) -> aiohttp.ClientResponse:
        # A redirect is never followed: it would carry the keys to whoever it names.
        request = self._open_session().request(method, url, data=body, timeout=timeout, allow_redirects=False)
        if limits.first_byte >= limits.total:
            return await request
        async with asyncio.timeout(limits.first_byte):
            return await request

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),  # the limiter says how many
                headers={"Content-Type": "application/json", **self._headers},
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=bool(urllib.request.getproxies()),
            )
        return self._session

    def _masked(self, raw: bytes) -> bytes:
        """Some servers quote the key in an error; it must not get any further."""
        for secret in self._secrets:
            if secret in raw:
                raw = raw.replace(secret, MASK)
        return raw

    def _url(self, path: str) -> URL:
        """`base/path`, with the base's query kept (Azure wants its api-version there)."""
        return (self.base / path).with_query(self.base.query)
