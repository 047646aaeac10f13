"""Ctrl-C and SIGTERM: a run stops asking, takes the answers that are in flight, and ends without a commit.

The wait is bounded; a second signal ends it at once. Nothing is half done: answers are in the journal, and what was
staged is no version.
"""

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from pipelines.run_state import RunState
from schemas.errors import RunInterrupted
from synth.turnstile import Turnstile

T = TypeVar("T")

SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""What a terminal and a supervisor send."""


Heard = asyncio.Queue[int]
"""Signals that came."""


async def interruptible(
    work: Coroutine[Any, Any, None], turnstile: Turnstile, state: RunState, heard: Heard, wait_s: float
) -> None:
    """Do the work, unless a signal ends it, or has come already.

    Raises:
        RunInterrupted: a signal came; no call is in flight any more.
    """
    task = asyncio.ensure_future(work)
    try:
        first = await _first_of(task, heard)
        if first is None:
            return await task
        turnstile.close()
        state.phase = "stopping"
        await _landed(turnstile, heard, wait_s)
        raise RunInterrupted(first, given_up=turnstile.in_flight)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def read_unless_interrupted(read: Callable[[Callable[[], None]], T], heard: Heard) -> T:
    """Do long work in a thread, so that signals are heard meanwhile; one that comes stops it at its next row.

    Args:
        read: the work, e.g. a reading; it calls what it is given at every row.
        heard: signals.

    Raises:
        RunInterrupted: a signal came first.
    """
    stop = threading.Event()

    def checkpoint() -> None:
        if stop.is_set():
            raise StopReading

    reading = asyncio.ensure_future(asyncio.to_thread(read, checkpoint))
    try:
        first = await _first_of(reading, heard)
        if first is None:
            return reading.result()
        raise RunInterrupted(first)
    finally:
        stop.set()
        await asyncio.gather(reading, return_exceptions=True)  # the loop could not close before its thread has ended


class StopReading(Exception):  # noqa: N818  (nothing went wrong)
    """Ends a reading whose run was interrupted."""


@contextmanager
def listening() -> Iterator[Heard]:
    """Collect signals while the block runs, in place of their handlers; only the main thread is ever sent any."""
    heard: Heard = asyncio.Queue()
    loop, before = asyncio.get_running_loop(), {}
    if threading.current_thread() is threading.main_thread():
        before = {number: signal.getsignal(number) for number in SIGNALS}
        before = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}
    for number in before:
        loop.add_signal_handler(number, heard.put_nowait, int(number))
    try:
        yield heard
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler or signal.SIG_DFL)


async def _first_of(task: asyncio.Future[T], heard: Heard) -> int | None:
    """The signal that came before the work was done; None if none did."""
    waiter = asyncio.ensure_future(heard.get())
    both: list[asyncio.Future[Any]] = [task, waiter]
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        return None if task.done() else waiter.result()
    finally:
        waiter.cancel()


async def _landed(turnstile: Turnstile, heard: Heard, wait_s: float) -> None:
    """Until no call is in flight, the time is over, or another signal comes."""
    either = (turnstile.emptied(), heard.get())
    waiters: list[asyncio.Future[Any]] = [asyncio.ensure_future(waiter) for waiter in either]
    try:
        await asyncio.wait(waiters, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for waiter in waiters:
            waiter.cancel()
