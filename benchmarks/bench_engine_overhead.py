"""What our own work costs per trace (scenario G): PPC through a generator that answers at once.

    python -m benchmarks.bench_engine_overhead [--traces 20000] [--whole 0] [--profile]

`engine` is the engine alone: prompts, requests, fingerprints, attempts and the order of it all, with every filter off.
`+ filters` has the default filters, `+ journal` writes every answer to disk first. Each row runs in a process of its
own. Traces per second of CPU are what a core of one's own would do; wall time depends on who else uses the machine.
`--whole N` takes N problems through a whole run, from their file to the commit, and prints memory and pace on the way:
both must stay flat.
"""

import argparse
import asyncio
import cProfile
import json
import pstats
import resource
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipelines.build import in_batches, run_build
from pipelines.engine import Engine
from pipelines.progress import Progress
from pipelines.registry import find_pipeline
from pipelines.resolve import resolve
from pipelines.run_state import RunState, watching
from pipelines.workshop import build_generators, traces_in_flight
from schemas.problem import Problem
from schemas.recipe import Recipe
from synth.asker import Asker
from synth.journal import Journal
from synth.registry import register_kind

register_kind("instant", "benchmarks.instant")

ROWS = {"engine": (False, False), "engine + journal": (False, True), "engine + filters": (True, False)}
"""Name to: filters on, journal on."""
SHARD = 1000


def recipe(filters: bool, journaled: bool, path: str = "nowhere.jsonl", root: str = "nowhere") -> Recipe:
    """PPC through the instant generator."""
    off = {name: {"enabled": False} for name in find_pipeline("ppc", "bench").filter_names}
    return Recipe.model_validate(
        {
            "name": "overhead",
            "pipeline": "ppc",
            "problems": {"path": path},
            "generators": {"default": {"kind": "instant", "journaled": journaled}},
            "filters": {} if filters else off,
            "dataset": {"root": root},
        }
    )


def problem(number: int) -> Problem:
    """Problem number n: a word problem of the usual length."""
    question = (
        f"A nursery has {number} crates with {number % 17 + 3} seedlings each, and {number % 29 + 2} seedlings stand "
        "on the bench outside. The gardener wants to plant all of them in rows along the northern fence before the "
        "rain comes. How many seedlings are there to plant in all?"
    )
    answer = number * (number % 17 + 3) + number % 29 + 2
    return Problem(f"p-{number}", question, str(answer), subject="seedlings in crates")


async def through_engine(traces: int, filters: bool, journaled: bool) -> dict[str, float]:
    """So many problems through the engine, its traces thrown away."""
    plan = resolve(recipe(filters, journaled), "bench")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        journal = stack.enter_context(Journal(Path(folder))) if journaled else None
        progress, generators = Progress(), build_generators(plan, "bench")
        engine = Engine(plan, Asker(generators, journal), progress, traces_in_flight(plan, generators))
        await engine.run([problem(number) for number in range(10**6, 10**6 + 500)])  # imports, caches
        cpu, start = time.process_time(), time.perf_counter()
        open_shards: set[asyncio.Task[Any]] = set()
        for batch in in_batches(map(problem, range(traces)), SHARD):
            await engine.admit(batch)
            open_shards.add(task := asyncio.create_task(engine.run(batch)))
            task.add_done_callback(open_shards.discard)
        await asyncio.gather(*open_shards)
        wall = time.perf_counter() - start
        assert progress.statuses == {"accepted": traces + 500}, progress.statuses
        return {"wall": traces / wall, "cpu": traces / (time.process_time() - cpu), "rss": rss()}


def rss() -> float:
    """Megabytes this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


class Sampler:
    """Notes memory and pace while a run goes on."""

    def __init__(self, state: RunState, every: int) -> None:
        self._state, self._every, self._stop = state, every, threading.Event()
        self.points: list[tuple[str, int, float, float]] = []
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()
        print(json.dumps(self.points), flush=True)

    def _watch(self) -> None:
        last = 0
        while not self._stop.wait(0.05):
            done = self._state.progress.done
            if done >= last + self._every or self._state.phase == "committing":
                last = done
                self.points.append((self._state.phase, done, time.process_time(), rss()))


def whole(traces: int, filters: bool) -> None:
    """A whole run, from a file of problems to a version."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "problems.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for number in range(traces):
                made = problem(number)
                row = {"id": made.id, "question": made.question, "answer": made.answer, "subject": made.subject}
                file.write(json.dumps(row) + "\n")
        settings = recipe(filters, False, str(path), folder)
        with watching(lambda state: Sampler(state, max(1, traces // 10))):
            result = asyncio.run(run_build(settings, "bench"))
        assert result.statuses == {"accepted": traces}, result.statuses


def child(arguments: list[str]) -> Any:
    """One measurement in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.bench_engine_overhead", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def show_rows(traces: int) -> None:
    """Measure the engine and print the table."""
    table = Table(title=f"Our own work per PPC trace (3 requests), {traces:,} traces, one core")
    for heading in ("what", "traces/s", "traces per CPU second", "ms CPU/trace", "RSS MB"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    for name in ROWS:
        told = child(["--traces", str(traces), "--one", name])
        paces = (f"{told['wall']:,.0f}", f"{told['cpu']:,.0f}", f"{1000 / told['cpu']:.2f}")
        table.add_row(name, *paces, f"{told['rss']:.0f}")
    Console().print(table)


def show_whole(traces: int, filters: bool) -> None:
    """Take a whole run and print how it went along."""
    points = child(["--whole", str(traces), "--one", "whole", *(["--filters"] if filters else [])])
    table = Table(title=f"A whole run of {traces:,} problems, filters {'on' if filters else 'off'}")
    for heading in ("phase", "traces done", "ms CPU/trace since the line before", "RSS MB"):
        table.add_column(heading, justify="left" if heading == "phase" else "right")
    generating = [point for point in points if point[0] != "committing"]
    committing = [point for point in points if point[0] == "committing"]
    for before, (phase, done, cpu, memory) in zip([("", 0, 0.0, 0.0), *generating], generating, strict=False):
        table.add_row(phase, f"{done:,}", f"{1000 * (cpu - before[2]) / (done - before[1]):.2f}", f"{memory:.0f}")
    if committing:
        spent, most = committing[-1][2] - committing[0][2], max(point[3] for point in committing)
        table.add_row("committing", f"{traces:,}", f"{1000 * spent / traces:.2f}", f"{most:.0f}")
    Console().print(table)


def profile(filters: bool, traces: int) -> None:
    """Print where the time goes."""
    profiler = cProfile.Profile()
    profiler.enable()
    asyncio.run(through_engine(traces, filters, False))
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(35)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What our own work costs per trace.")
    parser.add_argument("--traces", type=int, default=10_000)
    parser.add_argument("--whole", type=int, default=0, metavar="N", help="also a whole run of N problems")
    parser.add_argument("--filters", action="store_true", help="the whole run, or the profile, with default filters")
    parser.add_argument("--profile", action="store_true", help="print a profile of the engine instead")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.profile:
        profile(options.filters, options.traces)
    elif options.one == "whole":
        whole(options.whole, options.filters)
    elif options.one:
        print(json.dumps(asyncio.run(through_engine(options.traces, *ROWS[options.one]))))
    else:
        show_rows(options.traces)
        if options.whole:
            show_whole(options.whole, options.filters)


if __name__ == "__main__":
    main()
