"""A fake in its own process: what it says when it is ready, and everything that ends it.

A forgotten server is a nuisance on a shared machine, so there is always an end: a signal, a request, a bound on its
lifetime, and the death of whoever started it.
"""

import asyncio
import json
import os
import signal
import stat
import sys
from collections.abc import Awaitable
from dataclasses import dataclass

from synth.fake.server import FakeServer

PARENT_CHECK = 0.5
"""Seconds between two looks at whether the parent process is still there."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a process serves, if nobody stops it."""

    max_seconds: float = 3600.0
    """Seconds after which it stops by itself."""
    detached: bool = False
    """True lets it outlive the process that started it, and the pipe it reads from."""


async def serve(server: FakeServer, lifetime: Lifetime) -> str:
    """Serve until something ends it, and say what."""
    heard, parent = _signal_event(), os.getppid()  # before anybody who reads our line can act on it
    async with server:
        ready = {"url": server.url, "base_url": server.base_url, "pid": os.getpid()}
        print(json.dumps(ready), flush=True)
        return await _first(_endings(server, lifetime, heard, parent))


def _endings(server: FakeServer, lifetime: Lifetime, heard: asyncio.Event, parent: int) -> dict[str, Awaitable[object]]:
    endings: dict[str, Awaitable[object]] = {
        "asked to by signal": heard.wait(),
        "asked to by request": server.wait(),
        f"{lifetime.max_seconds:g} seconds are over": asyncio.sleep(lifetime.max_seconds),
    }
    if not lifetime.detached:
        endings["its parent is gone"] = _orphaned(parent)
        if _reads_pipe():
            endings["its standard input was closed"] = _stdin_closed()
    return endings


async def _first(endings: dict[str, Awaitable[object]]) -> str:
    tasks = {asyncio.ensure_future(ending): name for name, ending in endings.items()}
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return tasks[done.pop()]


def _signal_event() -> asyncio.Event:
    """Set by SIGTERM or SIGINT."""
    heard = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, heard.set)
    return heard


def _reads_pipe() -> bool:
    """Whether somebody holds the other end of standard input; a terminal or a file says nothing of that."""
    return sys.stdin is not None and stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode)


async def _orphaned(parent: int) -> None:
    while os.getppid() == parent:
        await asyncio.sleep(PARENT_CHECK)


async def _stdin_closed() -> None:
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    try:
        while await reader.read(4096):
            pass
    finally:
        transport.close()
