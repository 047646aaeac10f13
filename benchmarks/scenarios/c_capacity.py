"""C: 2,000 requests at a server that answers 429 above 20 at once, which nobody told us.

The bare loop has 64 in flight, obeys Retry-After where there is one and waits a tenth of a second where not.
"""

import asyncio
from itertools import count

import aiohttp

from benchmarks.bench_limits import scenario_c
from benchmarks.outcome import Clock, Outcome
from synth.fake import start_process

REQUESTS, CAPACITY, LATENCY_S = 2000, 20, 0.05
BAR_S, BAR_REJECTED = 8.0, 60


def outcomes(quick: bool) -> list[Outcome]:
    """With Retry-After and without, with a ceiling of 64 and with none."""
    made = []
    for style in ("seconds",) if quick else ("seconds", "absent"):
        clock, rejected = asyncio.run(_bare(style))
        for ceiling in (64,) if quick else (64, "auto"):
            run = asyncio.run(scenario_c(style, ceiling))
            made.append(
                Outcome(
                    scenario="C",
                    what=f"{REQUESTS:,} requests, 429 above {CAPACITY}, Retry-After {style}, concurrency {ceiling}",
                    ideal=REQUESTS / CAPACITY * LATENCY_S,
                    raw=clock.wall,
                    ours=run.seconds,
                    cpu_raw=1000 * clock.cpu / REQUESTS,
                    cpu_ours=1000 * run.cpu / REQUESTS,
                    bar=f"at most {BAR_S:g} s and {BAR_REJECTED} rejected",
                    met=run.seconds <= BAR_S and run.rejected <= BAR_REJECTED,
                    note=f"{run.rejected:,} rejected calls, raw {rejected:,}",
                )
            )
    return made


async def _bare(style: str) -> tuple[Clock, int]:
    numbers, turned_away = iter(range(REQUESTS)), count()

    async def worker(session: aiohttp.ClientSession, url: str) -> None:
        for number in numbers:
            body = {"model": "fake", "messages": [{"role": "user", "content": f"question {number}"}]}
            while True:
                async with session.post(url, json=body) as reply:
                    await reply.read()
                    if reply.status == 200:
                        break
                    pause = float(reply.headers.get("Retry-After", 0.1))
                next(turned_away)
                await asyncio.sleep(pause)

    options = ("--latency", str(LATENCY_S), "--capacity", str(CAPACITY), "--retry-after-style", style)
    with start_process(*options) as fake:
        clock = Clock()
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            await asyncio.gather(*(worker(session, f"{fake.base_url}/chat/completions") for _ in range(64)))
        return clock.stop(), next(turned_away)
