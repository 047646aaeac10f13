"""Whole runs that things are done to: in this process, or in one of their own that can be killed."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.build import run_build
from pipelines.result import RunResult
from schemas.recipe import parse_recipe
from store.dataset import Dataset
from synth.fake import FakeServer
from synth.journal_upkeep import journal_stats

ROOT = Path(__file__).parents[2]
CONCURRENCY = 8
LONG = os.environ.get("FORETHOUGHT_CHAOS") == "long"
"""`make chaos` sets it."""

RECIPE = """
name: chaos
pipeline: ppc
problems: {{path: {folder}/problems.jsonl}}
generators:
  default:
    kind: openai
    base_url: {url}
    model: fake
    concurrency: {concurrency}
    sampling: {{max_tokens: 500}}
    timeout: {{total: {timeout}}}
    retries: {{attempts: 4}}
filters: {{length: {{preplan: [1, 1500]}}}}
engine: {{shard_size: 25}}
dataset: {{root: {root}}}
"""

PROGRAM = """
import asyncio, sys
from pathlib import Path
from pipelines.build import run_build
from schemas.recipe import parse_recipe
asyncio.run(run_build(parse_recipe(Path(sys.argv[1]).read_text(), "chaos.yaml"), "chaos.yaml"))
"""


def golds(count: int) -> dict[str, str]:
    """Questions and answers."""
    numbers = range(11, 11 + count)
    return {f"A shop has {n} shelves with 3 lamps each. How many lamps is that?": str(3 * n) for n in numbers}


@dataclass(frozen=True)
class Run:
    """One recipe in a folder."""

    folder: Path
    """Holds problems, recipe and datasets."""
    server: FakeServer
    """Who is asked."""
    timeout: float = 30.0
    """Of a call, in seconds."""
    root: str = "datasets"
    """Folder of datasets in it."""

    def prepare(self, answers: Mapping[str, str]) -> "Run":
        """Write the problems."""
        lines = [json.dumps({"question": question, "answer": gold}) for question, gold in answers.items()]
        (self.folder / "problems.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return self

    @property
    def datasets(self) -> Path:
        """Where versions and journal are."""
        return self.folder / self.root

    @property
    def recipe(self) -> str:
        """The recipe's text."""
        return RECIPE.format(
            folder=self.folder,
            url=json.dumps(self.server.base_url),
            concurrency=CONCURRENCY,
            timeout=self.timeout,
            root=self.datasets,
        )

    async def here(self, *overrides: str) -> RunResult:
        """Run it in this process."""
        return await run_build(parse_recipe(self.recipe, "chaos.yaml", overrides), "chaos.yaml")

    def start(self) -> "subprocess.Popen[bytes]":
        """Run it in a process of its own."""
        path = self.folder / f"{self.root}.yaml"
        path.write_text(self.recipe, encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen([sys.executable, "-c", PROGRAM, str(path)], env=environment)

    def rows(self) -> list[dict[str, Any]]:
        """The newest version."""
        rows: list[dict[str, Any]] = Dataset.at(self.datasets, "chaos").read().to_arrow().to_pylist()
        return rows

    def digest(self) -> str | None:
        """Content digest of the newest version."""
        return Dataset.at(self.datasets, "chaos").latest().content_digest

    def answers(self) -> int:
        """How many are on disk."""
        return journal_stats(self.datasets / ".journal").answers

    def asked_about(self, text: str) -> int:
        """Calls whose prompt holds a text."""
        return sum(text in prompt for prompt in self.server.log.prompts())
