"""Two endpoints for one role, one 5 times slower, then dead, then back (scenario H).

    python -m benchmarks.bench_endpoints

Both serve 20 calls at once and answer 429 above that; the fast one takes 100 ms, the slow one 500 ms. In the first run
nothing else happens. In the second the slow one's process ends at second 4, and another takes its port at second 9.

Ideal: both full whenever they are alive, from the moment in which the other process answers, with a network, a client
and servers that cost nothing. Nobody can reach that: calls in flight are lost with the server, a capacity that is not
told must be found, and that a server is back can be known only by asking it. Raw: what is quickly written with
aiohttp, 40 calls in flight (which is what both take together, so it knows more than we do), in turn to either, and to
the other one after a refusal or an error. The servers are the shipped fake in processes of their own.
"""

import argparse
import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count

import aiohttp
from rich.console import Console
from rich.table import Table

from schemas.request import Message, Request
from synth.chat_wire import body_of
from synth.fake import FakeProcess, start_process
from synth.registry import build_generator

FAST_S, SLOW_S, AT_ONCE = 0.1, 0.5, 20
"""Latencies, and calls served at once."""
DIES_AT_S, BACK_AT_S = 4.0, 9.0
"""The slow one's absence."""
Ask = Callable[[Request], Awaitable[str]]
"""Answers a request; returns the base_url that did."""


@dataclass
class Run:
    """One run."""

    seconds: float = 0.0
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    """By endpoint and second."""
    rejected: int = 0
    """Calls answered with 429."""
    knocks: int = 0
    """Calls that ended without an answer: those in flight at its death, and those at the dead endpoint."""
    begun: float = 0.0
    """When it began, on the monotonic clock."""


class Pair:
    """The two servers."""

    def __init__(self, stack: ExitStack, retry_after: str) -> None:
        self._stack = stack
        self._style = retry_after
        self.fast, self.slow = self._start(FAST_S), self._start(SLOW_S)
        self.rejected_before = 0
        self.away: tuple[float, float] | None = None
        """When the slow one went and when it answered again, on the monotonic clock."""
        self.lost = 0
        """Calls in flight at it when it went."""

    def _start(self, latency: float, port: int = 0) -> FakeProcess:
        options = ("--latency", str(latency), "--capacity", str(AT_ONCE), "--retry-after-style", self._style)
        return self._stack.enter_context(start_process(*options, "--port", str(port)))

    @property
    def urls(self) -> list[str]:
        """Fast, then slow."""
        return [self.fast.base_url, self.slow.base_url]

    async def outage(self) -> None:
        """The slow one goes away and comes back."""
        port = int(self.slow.url.rpartition(":")[2])
        await asyncio.sleep(DIES_AT_S)
        told = await asyncio.to_thread(self.slow.stats)
        self.rejected_before, self.lost = told["by_status"].get("429", 0), told["in_flight"]
        died_at = time.monotonic()
        await asyncio.to_thread(self.slow.stop)
        await asyncio.sleep(BACK_AT_S - DIES_AT_S)
        self.slow = await asyncio.to_thread(self._start, SLOW_S, port)
        self.away = (died_at, time.monotonic())

    def rejected(self) -> int:
        """Calls answered with 429 by either."""
        return self.rejected_before + sum(map(self._rejected, (self.fast, self.slow)))

    @staticmethod
    def _rejected(fake: FakeProcess) -> int:
        refused: int = fake.stats()["by_status"].get("429", 0)
        return refused


class Knocks:
    """Counts what failed without an answer."""

    def __init__(self) -> None:
        self.failed = 0

    async def call_begins(self, request: Request) -> None:
        """Never holds a call back."""

    def call_failed(self, request: Request, kind: str, cost_unknown: bool) -> None:
        """One more, if nobody was there."""
        self.failed += kind == "connection"


def question(number: int) -> Request:
    """One of many requests."""
    return Request((Message("user", f"question {number}"),), "fake")


async def ask_all(ask: Ask, requests: int, traces: int) -> Run:
    """Ask so many requests, `traces` of them at a time."""
    run, numbers = Run(begun=time.monotonic()), iter(range(requests))

    async def trace() -> None:
        for number in numbers:
            url = await ask(question(number))
            run.answers[url, int(time.monotonic() - run.begun)] += 1

    await asyncio.gather(*(trace() for _ in range(traces)))
    run.seconds = time.monotonic() - run.begun
    return run


async def ours(pair: Pair, requests: int) -> Run:
    """The generator, with twice the concurrency that either takes."""
    section = {"kind": "openai", "model": "fake", "endpoints": pair.urls, "concurrency": 2 * AT_ONCE}
    generator = build_generator("solver", section, "bench")
    generator.listener = knocks = Knocks()  # type: ignore[attr-defined]

    async def ask(request: Request) -> str:
        return (await generator.complete(request)).endpoint or ""

    run = await ask_all(ask, requests, 8 * AT_ONCE)
    await generator.close()
    run.knocks = knocks.failed
    return run


async def raw(pair: Pair, requests: int) -> Run:
    """Round robin on aiohttp."""
    turns, knocks = count(), 0
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def ask(request: Request) -> str:
            nonlocal knocks
            while True:
                url = pair.urls[next(turns) % 2]
                try:
                    async with session.post(f"{url}/chat/completions", data=body_of(request)) as reply:
                        await reply.read()
                        if reply.status == 200:
                            return url
                except aiohttp.ClientError:
                    knocks += 1
                await asyncio.sleep(0.05)

        run = await ask_all(ask, requests, 2 * AT_ONCE)
    run.knocks = knocks
    return run


def ideal(requests: int, away: tuple[float, float] | None = None) -> float:
    """Seconds if both were full whenever they are alive; `away`: from when to when the slow one is not."""
    fast, both = AT_ONCE / FAST_S, AT_ONCE / FAST_S + AT_ONCE / SLOW_S
    if away is None or requests <= away[0] * both:
        return requests / both
    died, back = away
    left = requests - died * both
    return died + left / fast if left <= (back - died) * fast else back + (left - (back - died) * fast) / both


def best(requests: int, run: Run, pair: Pair) -> float:
    """The ideal of this very run, with the absence as it was."""
    return ideal(requests, pair.away and (pair.away[0] - run.begun, pair.away[1] - run.begun))


async def measure(
    work: Callable[[Pair, int], Awaitable[Run]], requests: int, outage: bool, style: str
) -> tuple[Run, Pair]:
    """One run against two fresh servers."""
    with ExitStack() as stack:
        pair = Pair(stack, style)
        absent = asyncio.create_task(pair.outage()) if outage else None
        run = await work(pair, requests)
        if absent is not None:
            await absent
        run.rejected = pair.rejected()
        return run, pair


def by_second(run: Run, url: str) -> str:
    """Answers of an endpoint in each second."""
    last = max(second for _, second in run.answers)
    return " ".join(str(run.answers[url, second]) for second in range(last + 1))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Two endpoints for one role.")
    parser.add_argument("--requests", type=int, default=2750)
    requests = parser.parse_args().requests
    table = Table(title=f"H. Two endpoints, {requests:,} requests")
    for heading in ("run", "ideal s", "raw s", "ours s", "ours/ideal", "429s raw, ours", "calls lost raw, ours"):
        table.add_column(heading, justify="left" if heading == "run" else "right")
    console, shares = Console(width=160), []
    for outage, style in ((False, "seconds"), (False, "absent"), (True, "absent")):
        plain, _ = asyncio.run(measure(raw, requests, outage, style))
        run, pair = asyncio.run(measure(ours, requests, outage, style))
        name = f"{'dead from 4 to 9 s' if outage else 'both alive'}, Retry-After {style}"
        least = best(requests, run, pair)
        cells = (f"{least:.1f}", f"{plain.seconds:.1f}", f"{run.seconds:.1f}", f"{run.seconds / least:.2f}")
        knocks = f"{plain.knocks}, {run.knocks} ({pair.lost} in flight)"
        table.add_row(name, *cells, f"{plain.rejected}, {run.rejected}", knocks)
        shares += [f"{name}: ours, answers in each second"]
        shares += [f"  {label} {by_second(run, url)}" for label, url in zip(("fast", "slow"), pair.urls, strict=True)]
    console.print(table)
    console.print("\n".join(shares))


if __name__ == "__main__":
    main()
