"""How many requests a second the shipped fake answers, asked by a raw aiohttp client in another process.

python -m benchmarks.bench_fake_server --requests 20000 --in-flight 64
"""

import argparse
import asyncio
import time
from dataclasses import dataclass

import aiohttp

from synth.fake import FakeProcess, start_process

PROMPT = "A ferry sails between two piers on a river. " * 40
"""About 400 tokens, the size of a short prompt of ours."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What was measured."""

    requests: int
    """Requests answered with 200."""
    seconds: float
    """Wall time."""
    server_cpu: float
    """Seconds of CPU that the server spent."""
    client_cpu: float
    """Seconds of CPU that the client spent."""

    def line(self) -> str:
        """The result in one line."""
        server, client = (1000 * cpu / self.requests for cpu in (self.server_cpu, self.client_cpu))
        cpu = f"server {server:.2f} ms CPU a request, client {client:.2f} ms"
        return f"{self.requests / self.seconds:,.0f} requests/s ({self.requests:,} in {self.seconds:.2f} s; {cpu})"


async def ask(session: aiohttp.ClientSession, url: str, numbers: asyncio.Queue[int]) -> int:
    """Ask until no number is left; how many were answered with 200."""
    answered = 0
    while not numbers.empty():
        body = {"model": "m", "messages": [{"role": "user", "content": f"{numbers.get_nowait()} {PROMPT}"}]}
        async with session.post(url, json=body) as response:
            await response.json()
            answered += response.status == 200
    return answered


async def measure(fake: FakeProcess, requests: int, in_flight: int) -> Rate:
    """Keep `in_flight` requests open until all are answered."""
    numbers: asyncio.Queue[int] = asyncio.Queue()
    for number in range(requests):
        numbers.put_nowait(number)
    server, client, start = fake.stats()["cpu_seconds"], time.process_time(), time.perf_counter()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=in_flight)) as session:
        url = f"{fake.base_url}/chat/completions"
        answered = sum(await asyncio.gather(*(ask(session, url, numbers) for _ in range(in_flight))))
    seconds, spent = time.perf_counter() - start, time.process_time() - client
    return Rate(answered, seconds, fake.stats()["cpu_seconds"] - server, spent)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Requests/s of the shipped fake server.")
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--latency", default="0", help="as `python -m synth.fake --latency` takes it")
    options = parser.parse_args()
    with start_process("--latency", options.latency) as fake:
        print(asyncio.run(measure(fake, options.requests, options.in_flight)).line())


if __name__ == "__main__":
    main()
