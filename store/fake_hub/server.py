"""The fake Hub itself: who may do what, which calls came, and a server in a thread of its own."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

from store.fake_hub.repository import Refused, Repository

GRACE = 0.1
"""Seconds that open connections get when the server stops."""
LARGEST_BODY = 1 << 30
"""Bytes of a request."""


@dataclass(frozen=True, slots=True)
class HubUser:
    """Who a token stands for."""

    name: str
    orgs: tuple[str, ...] = ()
    """Where it may write, beside its own name."""
    role: Literal["read", "write"] = "write"


@dataclass(frozen=True, slots=True)
class Call:
    """One request, as the log keeps it; tokens are not kept."""

    kind: str
    """`whoami`, `create`, `validate_yaml`, `info`, `refs`, `tree`, `paths`, `commits`, `preupload`, `commit`, `tag`,
    `branch`, `lfs`, `put`, `resolve` or `unknown`."""
    method: str
    path: str
    body: Any = None
    """JSON bodies, parsed."""


@dataclass(slots=True)
class FakeHub:
    """`with FakeHub().running() as url:` serves until the block ends.

    `HF_ENDPOINT=url` and `HF_HUB_DISABLE_XET=1` must stand in the environment before `huggingface_hub` is imported.
    """

    users: Mapping[str, HubUser] = field(default_factory=lambda: {"hf_rehearsal": HubUser("rehearsal", ("team",))})
    """Token to user."""
    repositories: dict[str, Repository] = field(default_factory=dict)
    """By `owner/name`."""
    objects: dict[str, bytes] = field(default_factory=dict)
    """LFS objects by sha256."""
    calls: list[Call] = field(default_factory=list)
    """Every request, in order."""
    fail: dict[str, int] = field(default_factory=dict)
    """Kind of calls to the status that the next one of them is answered with."""
    url: str = ""
    """Where it listens, once it runs."""
    _held: str | None = None
    _reached: threading.Event = field(default_factory=threading.Event)
    _released: threading.Event = field(default_factory=threading.Event)

    def hold(self, kind: str) -> None:
        """Let every call of a kind wait, unanswered and without effect, until `release`."""
        self._reached.clear()
        self._released.clear()
        self._held = kind

    def wait_held(self, seconds: float = 60) -> bool:
        """Wait until a call is held; False after so many seconds."""
        return self._reached.wait(seconds)

    def release(self) -> None:
        """Drop the calls that are held, and hold none from now on."""
        self._held = None
        self._released.set()

    def count(self, kind: str) -> int:
        """How many calls of a kind there were."""
        return sum(call.kind == kind for call in self.calls)

    @contextmanager
    def running(self, port: int = 0) -> Iterator[str]:
        """The address of the running server, on loopback; port 0 takes a free one."""
        loop = asyncio.new_event_loop()
        started: Future[web.AppRunner] = Future()
        thread = threading.Thread(target=self._serve, args=(loop, port, started), daemon=True)
        thread.start()
        try:
            runner = started.result(30)
            yield self.url
        finally:
            self.release()
            if started.done() and not started.exception():
                asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(30)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

    def _serve(self, loop: asyncio.AbstractEventLoop, port: int, started: "Future[web.AppRunner]") -> None:
        asyncio.set_event_loop(loop)
        try:
            started.set_result(loop.run_until_complete(self._start(port)))
        except Exception as error:  # told to who waits for the start
            started.set_exception(error)
        loop.run_forever()
        loop.close()

    async def _start(self, port: int) -> web.AppRunner:
        from store.fake_hub.routes import application

        runner = web.AppRunner(application(self, LARGEST_BODY), shutdown_timeout=GRACE)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    async def admit(self, kind: str, request: web.Request, body: Any) -> None:
        """Log a call, hold it or fail it as asked.

        Raises:
            Refused: with the status that was asked for, or because the call was held.
        """
        self.calls.append(Call(kind, request.method, request.path, body))
        if kind == self._held:
            self._reached.set()
            await asyncio.to_thread(self._released.wait)
            raise Refused(503, "held, then dropped")
        if status := self.fail.pop(kind, None):
            raise Refused(status, f"made to fail with {status}")

    def user(self, request: web.Request) -> HubUser | None:
        """Whose token a request carries; None without one.

        Raises:
            Refused: 401, nobody's.
        """
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if given and given not in self.users:
            raise Refused(401, "Invalid credentials in Authorization header")
        return self.users.get(given)

    def writer(self, request: web.Request, owner: str) -> HubUser:
        """Who may write there.

        Raises:
            Refused: 401 or 403, nobody or somebody else.
        """
        user = self.user(request)
        if user is None:
            raise Refused(401, "Invalid username or password.")
        if user.role != "write" or owner not in (user.name, *user.orgs):
            raise Refused(403, f"you don't have the rights to write under the namespace {owner}")
        return user

    def repository(self, request: web.Request) -> Repository:
        """The repository that the path names, if the caller may see it.

        Raises:
            Refused: 404 for none, and for a private one that is none of the caller's; 401 without a token.
        """
        owner = request.match_info["owner"]
        found = self.repositories.get(f"{owner}/{request.match_info['name']}")
        user = self.user(request)
        if found and (not found.private or (user and owner in (user.name, *user.orgs))):
            return found
        raise Refused(404 if user else 401, "Repository not found", "RepoNotFound")
