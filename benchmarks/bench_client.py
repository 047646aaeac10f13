"""What a request costs the client: raw aiohttp, the openai package on aiohttp, our generator, and all of it journaled.

    python -m benchmarks.bench_client --requests 10000 --in-flight 50 256

The server is the shipped fake in its own process (50 ms a request). `raw` posts and parses and does nothing else, so it
is the floor; the ratio of the last line to it is bar A of the engine's issue (at most 1.15 with 50 in flight).
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from openai import AsyncOpenAI, DefaultAioHttpClient
from rich.console import Console
from rich.table import Table

from schemas.request import Message, Origin, Request
from synth.asker import Asker
from synth.fake import FakeProcess, start_process
from synth.journal import Journal
from synth.registry import build_generator

PROMPT = "A ferry sails between two piers on a river. " * 40
"""About 400 tokens, the size of a short prompt of ours."""

Ask = Callable[[int], Awaitable[object]]
"""Asks request number n."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One client at one number of requests in flight."""

    client: str
    in_flight: int
    requests: int
    seconds: float
    """Wall time."""
    cpu: float
    """Seconds of CPU that this process spent."""


def messages(number: int) -> list[dict[str, str]]:
    """The conversation of request number n."""
    return [{"role": "user", "content": f"{number} {PROMPT}"}]


@asynccontextmanager
async def raw(base_url: str, in_flight: int) -> AsyncIterator[Ask]:
    """The least that a client can do."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def ask(number: int) -> object:
            body = {"model": "fake", "messages": messages(number), "max_tokens": 100}
            async with session.post(f"{base_url}/chat/completions", json=body) as reply:
                answer: object = (await reply.json())["choices"][0]["message"]["content"]
                return answer

        yield ask


@asynccontextmanager
async def package(base_url: str, in_flight: int) -> AsyncIterator[Ask]:
    """The openai package with its aiohttp transport, retries off."""
    http = DefaultAioHttpClient()
    async with AsyncOpenAI(base_url=base_url, api_key="EMPTY", max_retries=0, http_client=http) as client:

        async def ask(number: int) -> object:
            conversation: list[object] = [*messages(number)]
            return await client.chat.completions.create(model="fake", messages=conversation, max_tokens=100)  # type: ignore[arg-type]

        yield ask


def request(number: int) -> Request:
    """Request number n as a pipeline would make it."""
    origin = Origin("ppc", "plan", f"p-{number}", sample=0, attempt=0)
    return Request((Message("user", messages(number)[0]["content"]),), "fake", {"max_tokens": 100}, origin=origin)


@asynccontextmanager
async def ours(base_url: str, in_flight: int) -> AsyncIterator[Ask]:
    """Our generator: limiter, retries, reading of the reply."""
    section = {"kind": "openai", "model": "fake", "base_url": base_url, "concurrency": in_flight}
    generator = build_generator("solver", section, "bench")
    try:
        yield lambda number: generator.complete(request(number))
    finally:
        await generator.close()


@asynccontextmanager
async def journaled(base_url: str, in_flight: int) -> AsyncIterator[Ask]:
    """Our generator behind the asker: lookup, dedupe in flight, every answer on disk before it is used."""
    section = {"kind": "openai", "model": "fake", "base_url": base_url, "concurrency": in_flight}
    with tempfile.TemporaryDirectory() as folder, Journal(Path(folder)) as journal:
        asker = Asker({"solver": build_generator("solver", section, "bench")}, journal)
        try:
            yield lambda number: asker.ask("solver", request(number))
        finally:
            await asker.close()


CLIENTS = {"raw aiohttp": raw, "openai package": package, "ours": ours, "ours, journaled": journaled}
"""Those that bound themselves ask with exactly so many at once; ours gets twice as many traces, as the engine does."""


async def measure(name: str, fake: FakeProcess, requests: int, in_flight: int) -> Measured:
    """Ask all requests and time it."""
    numbers = iter(range(requests))
    async with CLIENTS[name](fake.base_url, in_flight) as ask:
        await ask(-1)  # imports, connection pool, first page of the journal

        async def worker() -> None:
            for number in numbers:
                await ask(number)

        workers = 2 * in_flight if name.startswith("ours") else in_flight
        cpu, start = time.process_time(), time.perf_counter()
        await asyncio.gather(*(worker() for _ in range(workers)))
        return Measured(name, in_flight, requests, time.perf_counter() - start, time.process_time() - cpu)


def show(rows: list[Measured]) -> None:
    """Print the table."""
    table = Table(title="Cost of a request to the client (fake server in its own process)")
    for heading in ("client", "in flight", "requests/s", "seconds", "x raw", "CPU ms/request"):
        table.add_column(heading, justify="left" if heading == "client" else "right")
    floor = {row.in_flight: row.seconds for row in rows if row.client == "raw aiohttp"}
    for row in rows:
        per_request = 1000 * row.cpu / row.requests
        speed, ratio = f"{row.requests / row.seconds:,.0f}", f"{row.seconds / floor[row.in_flight]:.2f}"
        table.add_row(row.client, str(row.in_flight), speed, f"{row.seconds:.2f}", ratio, f"{per_request:.2f}")
    Console().print(table)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What a request costs the client.")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--in-flight", type=int, nargs="+", default=[50, 256])
    parser.add_argument("--latency", default="0.05", help="as `python -m synth.fake --latency` takes it")
    options = parser.parse_args()
    rows = []
    for in_flight in options.in_flight:
        for name in CLIENTS:
            with start_process("--latency", options.latency) as fake:
                rows.append(asyncio.run(measure(name, fake, options.requests, in_flight)))
    show(rows)


if __name__ == "__main__":
    main()
