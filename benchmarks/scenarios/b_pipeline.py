"""B: a whole PPC run, three chained requests a problem, against latencies with a long tail.

Ideal is the sum of all latencies that the server drew over the number in flight. At the end slots run empty while the
last slow chains are waited for, whoever asks: benchmarks/free_client.py says what a client that costs nothing needs for
the same latencies, and the bar is held against that. The bare loop asks the very same requests, so the server draws it
the same latencies. Ours has the filters, the journal, and the rows on disk in its time; reading the problems before and
committing after stand apart.
"""

import asyncio
import re
import tempfile
from pathlib import Path

from benchmarks import rig
from benchmarks.bare import Bare, questions_of, staged
from benchmarks.free_client import seconds
from benchmarks.outcome import Clock, Outcome
from synth.fake import FakeProcess

IN_FLIGHT = 64
LATENCY = ("--latency", "lognormal:0.05:1.0")


def outcomes(quick: bool) -> list[Outcome]:
    """3,000 problems, 9,000 requests."""
    problems = 300 if quick else 3000
    with tempfile.TemporaryDirectory() as folder:
        path = rig.write_problems(Path(folder) / "problems.jsonl", problems)
        raw, _ = _bare(path)
        with rig.answering(path, *LATENCY) as fake:
            timed = rig.run(rig.recipe(path, Path(folder), fake.base_url, IN_FLIGHT))
            told, free = fake.stats(), _free_client(fake)
        requests, ideal = told["requests"], told["latency_sum"] / IN_FLIGHT
        accepted = timed.result.statuses.get("accepted", 0)
        return [
            Outcome(
                scenario="B",
                what=f"PPC, {problems:,} problems, {requests:,} chained requests, log-normal latency, 64 in flight",
                ideal=ideal,
                raw=raw.wall,
                ours=timed.generating,
                cpu_raw=1000 * raw.cpu / (3 * problems),
                cpu_ours=1000 * timed.cpu / requests,
                bar="at least 0.92 of a free client's throughput",
                met=free / timed.generating >= 0.92 and accepted == problems,
                note=f"free client {free:.1f} s; {free / timed.generating:.2f} of its throughput, raw "
                f"{free / raw.wall:.2f}; with reading and commit {timed.whole.wall:.1f} s; {accepted:,} accepted",
            )
        ]


def _bare(path: Path) -> tuple[Clock, int]:
    async def loop(base_url: str) -> tuple[Clock, int]:
        bare, clock = Bare(base_url), Clock()
        done = await staged(bare, questions_of(path), IN_FLIGHT, rig.SAMPLING)
        clock.stop()
        await bare.session.close()
        return clock, done

    with rig.answering(path, *LATENCY) as fake:
        return asyncio.run(loop(fake.base_url))


def _free_client(fake: FakeProcess) -> float:
    """Seconds that nobody could go below, with as many traces under way as ours has."""
    chains: dict[int, list[float]] = {}
    for record in sorted(fake.log(), key=lambda record: record["arrived"]):
        crates = re.search(r"nursery has (\d+) crates", str(record["messages"]))
        if crates is not None:
            chains.setdefault(int(crates[1]), []).append(record["latency"])
    return seconds((chains[problem] for problem in sorted(chains)), IN_FLIGHT, 2 * IN_FLIGHT)
