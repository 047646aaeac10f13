"""Refilter of many stored traces: seconds, CPU seconds, rows per second, and memory of the parent process.

    python -m benchmarks.bench_refilter [--rows 100000] [--workers 2]

The rows are those of the recorded answers of a large model (PPC), repeated under new ids until there are enough.
"""

import argparse
import asyncio
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.build import run_build
from pipelines.refilter import refilter
from pipelines.refilter_recipe import changed_recipe
from store.dataset import Dataset, RunRecord
from store.recipe_file import read_recipe

RECIPE = Path("recipes/ppc-replay.yaml")
BATCH = 1000


def main() -> None:
    """Make the rows, judge them again, print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        dataset = many_rows(Path(folder), options.rows)
        changed = changed_recipe(dataset.latest(), "many", ["filters.spoiler.max_score=1"])
        before, started = cpu_seconds(), time.perf_counter()
        made = refilter(dataset, changed, workers=options.workers)
        seconds = time.perf_counter() - started
        parent, workers = (now - then for now, then in zip(cpu_seconds(), before, strict=True))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"rows {made.rows:,}  workers {options.workers}  seconds {seconds:.1f}  rows/s {made.rows / seconds:,.0f}")
    print(f"CPU seconds: {workers:,.1f} in workers, {parent:,.1f} in the parent")
    print(f"memory of the parent, MB: {memory:,.0f}")
    print(f"before {made.statuses_before}, after {made.statuses}")


def cpu_seconds() -> tuple[float, float]:
    """Of this process, and of its children that have ended."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    mine, children = (usage.ru_utime + usage.ru_stime for usage in usages)
    return mine, children


def many_rows(folder: Path, count: int) -> Dataset:
    """A dataset of that many rows."""
    recipe = read_recipe(RECIPE, [f"dataset.root={folder}"])
    asyncio.run(run_build(recipe, str(RECIPE)))
    view = Dataset.at(folder, recipe.name).read()
    rows = view.to_arrow().to_pylist()
    many = Dataset.at(folder, "many")
    info = view.info
    record = RunRecord("many", info.recipe_digest or "", info.recipe or "", "bench", extra=info.extra)
    with many.lock("many") as writer:
        writer.commit_batches(repeated(rows, count, view.schema), view.schema, record)
    return many


def repeated(rows: list[dict[str, Any]], count: int, schema: Any) -> Iterator[Any]:
    """Batches of the rows under new ids."""
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        yield pa.RecordBatch.from_pylist([renamed(rows[n % len(rows)], n) for n in numbers], schema=schema)


def renamed(row: dict[str, Any], number: int) -> dict[str, Any]:
    """The row as another problem's."""
    return {**row, "problem_id": f"p{number}", "trace_id": f"p{number}/0"}


if __name__ == "__main__":
    main()
