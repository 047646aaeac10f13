"""What the scenarios that run a whole recipe share: made-up problems, the recipe, the fake that answers it."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.outcome import Clock
from pipelines.build import RunShard, run_build
from pipelines.result import RunResult
from schemas.problem import Problem
from schemas.recipe import parse_recipe
from store.dataset import Dataset
from synth.fake import FakeProcess, start_process

SAMPLING = {"temperature": 0.7, "max_tokens": 2048}
NAME = "bench"


def made_up(number: int) -> Problem:
    """Problem number n: a word problem of the usual length."""
    question = (
        f"A nursery has {number} crates with {number % 17 + 3} seedlings each, and {number % 29 + 2} seedlings stand "
        "on the bench outside. The gardener wants to plant all of them in rows along the northern fence before the "
        "rain comes. How many seedlings are there to plant in all?"
    )
    answer = number * (number % 17 + 3) + number % 29 + 2
    return Problem(f"p-{number}", question, str(answer), subject="seedlings in crates")


def write_problems(path: Path, count: int) -> Path:
    """So many problems as JSON lines."""
    rows = ({"question": made.question, "answer": made.answer} for made in map(made_up, range(count)))
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def answering(problems: Path, *arguments: str) -> AbstractContextManager[FakeProcess]:
    """The fake in a process of its own, playing PPC's stages with the right answers."""
    return start_process("--responder", "staged", "--answers", str(problems), "--log-limit", "20000", *arguments)


def recipe(problems: Path, root: Path, base_url: str, concurrency: int, **generator: Any) -> str:
    """PPC with its default filters through the openai generator."""
    section = {"kind": "openai", "base_url": base_url, "model": "fake", "concurrency": concurrency}
    return yaml.safe_dump(
        {
            "name": NAME,
            "pipeline": "ppc",
            "problems": {"path": str(problems)},
            "generators": {"default": {**section, "sampling": SAMPLING, **generator}},
            "dataset": {"root": str(root)},
        }
    )


@dataclass
class Timed:
    """A run in this process, and what it took."""

    result: RunResult
    """What was committed."""
    whole: Clock
    """From reading the problems to the commit."""
    generating: float = 0.0
    """Seconds from the first shard's start to the last one's end on disk."""
    cpu: float = 0.0
    """CPU seconds of that, of this process."""


@dataclass
class _Span:
    """From the first shard to the last."""

    first: Clock | None = None

    def wrap(self, run_shard: RunShard) -> RunShard:
        async def timed(index: int, problems: Sequence[Problem]) -> int:
            self.first = self.first or Clock()
            rows = await run_shard(index, problems)
            self.first.stop()
            return rows

        return timed


def run(text: str) -> Timed:
    """Run a recipe to a version, here."""
    span, whole = _Span(), Clock()
    result = asyncio.run(run_build(parse_recipe(text, "bench.yaml"), "bench.yaml", span.wrap))
    first = span.first or Clock()
    return Timed(result, whole.stop(), first.wall, first.cpu)


def rows(root: Path) -> list[dict[str, Any]]:
    """The newest version."""
    read: list[dict[str, Any]] = Dataset.at(root, NAME).read().to_arrow().to_pylist()
    return read
