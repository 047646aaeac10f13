"""A coroutine as an ordinary call, also where a loop runs already, as in a notebook's kernel."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")


def block(work: Coroutine[Any, Any, T]) -> T:
    """Do the work and wait for it: here, or in a thread of its own where a loop runs here already.

    Raises:
        KeyboardInterrupt: the wait was interrupted; the work has been cancelled and has ended.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    return _in_thread(work)


def _in_thread(work: Coroutine[Any, Any, T]) -> T:
    outcome: Future[T] = Future()
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Task[T]]] = Future()
    thread = Thread(target=_main, args=(work, started, outcome), name="forethought", daemon=True)
    try:
        thread.start()
        return outcome.result()
    except KeyboardInterrupt:
        if thread.ident is None:  # so early that nothing has begun
            work.close()
            raise
        loop, task = started.result()
        with suppress(RuntimeError):  # it has just ended, and its loop is closed
            loop.call_soon_threadsafe(task.cancel)
        raise
    finally:
        if thread.ident is not None:
            thread.join()


def _main(
    work: Coroutine[Any, Any, T],
    started: "Future[tuple[asyncio.AbstractEventLoop, asyncio.Task[T]]]",
    outcome: "Future[T]",
) -> None:
    async def run() -> T:
        task = asyncio.ensure_future(work)
        started.set_result((asyncio.get_running_loop(), task))
        return await task

    try:
        outcome.set_result(asyncio.run(run()))
    except BaseException as error:  # whatever it is, it belongs to whoever waits
        outcome.set_exception(error)
