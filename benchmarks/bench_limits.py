"""How the limiter does against a server that answers 429 above a capacity it does not tell (scenarios C and D).

    python -m benchmarks.bench_limits

C: 2,000 requests of 50 ms, at most 20 at once; ideal 5 s, bar 8 s and 60 rejected calls. D: the capacity falls from 200
to 20 and comes back; the answers per second show how fast that is followed. The server is the shipped fake in its own
process.
"""

import argparse
import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from benchmarks.outcome import Clock
from schemas.request import Message, Request
from synth.fake import FakeProcess, start_process
from synth.protocol import Generator
from synth.registry import build_generator


@dataclass
class Run:
    """One run."""

    name: str
    seconds: float = 0.0
    rejected: int = 0
    """Calls answered with 429."""
    by_second: Counter[int] = field(default_factory=Counter)
    """Answers in each second."""
    rejected_by_second: Counter[int] = field(default_factory=Counter)
    """Calls turned away in each second."""
    cpu: float = 0.0
    """CPU seconds of this process."""


CHANGES = ((5, 20), (10, 200))
"""Scenario D: from which second on which capacity holds."""


def generator_for(fake: FakeProcess, ceiling: int | str) -> Generator:
    """A generator with a ceiling well above the capacity."""
    section = {"kind": "openai", "model": "fake", "base_url": fake.base_url, "concurrency": ceiling}
    return build_generator("solver", section, "bench")


async def ask_all(generator: Generator, requests: int, traces: int) -> Counter[int]:
    """Ask so many requests, `traces` of them waiting or in flight at a time; the answers in each second."""
    numbers, start, answers = iter(range(requests)), time.monotonic(), Counter[int]()

    async def trace() -> None:
        for number in numbers:
            await generator.complete(Request((Message("user", f"question {number}"),), "fake"))
            answers[int(time.monotonic() - start)] += 1

    await asyncio.gather(*(trace() for _ in range(traces)))
    return answers


async def scenario_c(style: str, ceiling: int | str) -> Run:
    """2,000 requests, 20 at once, capacity unknown."""
    with start_process("--latency", "0.05", "--capacity", "20", "--retry-after-style", style) as fake:
        generator = generator_for(fake, ceiling)
        clock = Clock()
        await ask_all(generator, 2000, 128)
        clock.stop()
        run = Run(f"C, Retry-After {style}, concurrency {ceiling}", clock.wall, cpu=clock.cpu)
        run.rejected = _rejected(fake)
        await generator.close()
        return run


async def scenario_d(style: str, requests: int = 20_000) -> Run:
    """Capacity 200, from second 5 on 20, from second 10 on 200 again."""
    with start_process("--latency", "0.1", "--capacity", "200", "--retry-after-style", style) as fake:
        generator, turned_away = generator_for(fake, 400), Counter[int]()
        changing, watching = asyncio.create_task(_change(fake)), asyncio.create_task(_watch(fake, turned_away))
        clock = Clock()
        answers = await ask_all(generator, requests, 800)
        clock.stop()
        watching.cancel()
        run = Run(f"D, Retry-After {style}", clock.wall, cpu=clock.cpu)
        run.by_second, run.rejected_by_second = answers, turned_away
        run.rejected = _rejected(fake)
        await changing
        await generator.close()
        return run


async def _change(fake: FakeProcess) -> None:
    before = 0
    for second, capacity in CHANGES:
        await asyncio.sleep(second - before)
        await asyncio.to_thread(fake.configure, capacity=capacity)
        before = second


async def _watch(fake: FakeProcess, turned_away: Counter[int]) -> None:
    """Note in each second how many calls were turned away."""
    start, before = time.monotonic(), 0
    while True:
        await asyncio.sleep(0.2)
        second = int(time.monotonic() - start)
        now = await asyncio.to_thread(_rejected, fake)
        turned_away[second] += now - before
        before = now


def _rejected(fake: FakeProcess) -> int:
    refused: int = fake.stats()["by_status"].get("429", 0)
    return refused


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The limiter against unknown and changing capacities.")
    parser.add_argument("--only", choices=["C", "D"])
    options = parser.parse_args()
    table = Table(title="Unknown and changing capacities")
    for heading in ("scenario", "seconds", "rejected", "answers in each second"):
        table.add_column(heading, justify="left" if heading == "scenario" else "right")
    works = []
    if options.only != "D":
        works += [scenario_c(style, ceiling) for style in ("seconds", "absent") for ceiling in (64, "auto")]
    if options.only != "C":
        works += [scenario_d(style) for style in ("seconds", "absent")]
    for work in works:
        run = asyncio.run(work)
        rates = " ".join(str(run.by_second[second]) for second in range(max(run.by_second, default=-1) + 1))
        table.add_row(run.name, f"{run.seconds:.2f}", str(run.rejected), rates)
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
