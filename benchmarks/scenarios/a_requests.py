"""A: independent requests of 50 ms, 50 in flight, every answer on disk before it is used."""

import asyncio

from benchmarks.bench_client import Measured, measure
from benchmarks.outcome import Outcome
from synth.fake import start_process

IN_FLIGHT, LATENCY_S = 50, 0.05


def outcomes(quick: bool) -> list[Outcome]:
    """Ours, journaled, against a bare loop; 10,000 requests each."""
    requests = 1000 if quick else 10_000
    raw, ours = (_one(client, requests) for client in ("raw aiohttp", "ours, journaled"))
    ideal = requests / IN_FLIGHT * LATENCY_S
    return [
        Outcome(
            scenario="A",
            what=f"{requests:,} requests of 50 ms, 50 in flight, journal on",
            ideal=ideal,
            raw=raw.seconds,
            ours=ours.seconds,
            cpu_raw=1000 * raw.cpu / requests,
            cpu_ours=1000 * ours.cpu / requests,
            bar="at most 1.15 x raw and 1.25 x ideal",
            met=ours.seconds <= 1.15 * raw.seconds and ours.seconds <= 1.25 * ideal,
        )
    ]


def _one(client: str, requests: int) -> Measured:
    with start_process("--latency", str(LATENCY_S)) as fake:
        return asyncio.run(measure(client, fake, requests, IN_FLIGHT))
