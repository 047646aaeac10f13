"""The fake itself: starts on loopback, in the caller's event loop or in a thread of its own."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, Self

from aiohttp import web

from schemas.errors import UserError
from synth.fake.control import route
from synth.fake.host import loopback
from synth.fake.log import RequestLog
from synth.fake.settings import FakeSettings
from synth.fake.state import FakeState

LARGEST_BODY = 64 * 1024**2
"""Bytes of a request; more is answered with 413."""

GRACE = 0.1
"""Seconds that open connections get when the server stops."""


class FakeServer:
    """An OpenAI-compatible server without a model, on loopback.

    `async with FakeServer(settings) as server:` serves in the running event loop,
    `with FakeServer(settings).in_thread() as server:` in a thread of its own.
    """

    def __init__(self, settings: FakeSettings | None = None, *, host: str = "127.0.0.1", port: int = 0) -> None:
        """Prepare a server; port 0 takes a free one.

        Raises:
            UserError: `host` is not a loopback address.
        """
        self.host = loopback(host)
        self._port = port
        self._settings = settings or FakeSettings()
        self._state: FakeState | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listener: asyncio.Server | None = None
        self._web: web.Server | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        if self._listener is None:
            raise RuntimeError("the fake server is not running")
        port: int = self._listener.sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        """`http://host:port`."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    @property
    def base_url(self) -> str:
        """What an OpenAI client takes as `base_url`."""
        return f"{self.url}/v1"

    @property
    def settings(self) -> FakeSettings:
        """The settings now in force."""
        return self._state.settings if self._state else self._settings

    @property
    def log(self) -> RequestLog:
        """The request log; it stays readable after the server has stopped."""
        return self._running.log

    def stats(self) -> dict[str, Any]:
        """Counts of all requests since the start."""
        return self._running.stats()

    def configure(self, **changes: Any) -> None:
        """Change fields of FakeSettings at run time, from any thread: `server.configure(capacity=20)`.

        Raises:
            TypeError: no such field.
            ValueError: the field cannot change at run time.
        """
        state, loop = self._running, self._loop
        if loop is None or not loop.is_running() or loop is _current_loop():
            state.change(**changes)
            return

        async def change() -> None:
            state.change(**changes)

        asyncio.run_coroutine_threadsafe(change(), loop).result()

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            UserError: the port is taken.
        """
        self._loop = asyncio.get_running_loop()
        self._state = state = FakeState(self._settings)
        self._web = _web_server(state)
        try:
            self._listener = await self._loop.create_server(self._web, self.host, self._port, backlog=4096)
        except OSError as error:
            state.log.release()
            raise UserError(f"cannot listen on {self.host}:{self._port}: {error.strerror}") from error

    async def stop(self) -> None:
        """Stop listening and cut whatever is still open."""
        if self._listener is None or self._web is None:
            return
        state = self._running
        state.stopping = True
        self._listener.close()
        self._web.pre_shutdown()
        for task in state.tasks:
            task.cancel()
        await asyncio.gather(*state.tasks, return_exceptions=True)
        await self._web.shutdown(GRACE)
        self._listener = None
        state.log.release()

    async def wait(self) -> None:
        """Wait until `POST /_fake/stop` asks for the end."""
        await self._running.stop.wait()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    @contextmanager
    def in_thread(self) -> Iterator[Self]:
        """Serve from a thread and an event loop of its own."""
        given: Future[asyncio.AbstractEventLoop] = Future()
        thread = threading.Thread(target=_run_loop, args=(given,), name="fake-server", daemon=True)
        thread.start()
        loop = given.result()
        try:
            asyncio.run_coroutine_threadsafe(self.start(), loop).result()
            yield self
        finally:
            asyncio.run_coroutine_threadsafe(self.stop(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

    @property
    def _running(self) -> FakeState:
        if self._state is None:
            raise RuntimeError("the fake server was not started")
        return self._state


def _web_server(state: FakeState) -> web.Server:
    async def handle(http: web.BaseRequest) -> web.StreamResponse:
        task = asyncio.current_task()
        assert task is not None
        state.tasks.add(task)
        try:
            return await route(state, http)
        finally:
            state.tasks.discard(task)

    def request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
        loop = asyncio.get_running_loop()
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=LARGEST_BODY)

    # cancellation tells that a client has left; the access log is ours
    return web.Server(handle, request_factory=request, handler_cancellation=True, access_log=None)


def _run_loop(given: Future[asyncio.AbstractEventLoop]) -> None:
    with asyncio.Runner() as runner:  # which, in the end, cancels what is left and closes the loop
        given.set_result(runner.get_loop())
        runner.get_loop().run_forever()


def _current_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
