"""The rows of a version judged again, shard by shard, in worker processes that stage what they judged."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import groupby
from multiprocessing import get_context
from typing import Any

import pyarrow as pa

from pipelines.build import prompt, response
from pipelines.foreign_preplans import derived_digest
from pipelines.means import ColumnMeans
from pipelines.rejudge import Rejudge
from pipelines.resolve import Plan, resolve
from schemas.recipe import Recipe
from schemas.stored import trace_from_row
from schemas.trace import Trace
from store.dataset import View
from store.staging import StagedRun

Progress = Callable[[int], None]
"""Told the number of rows judged so far."""

Sums = dict[int, dict[str, tuple[float, int]]]
"""As `ColumnMeans.shards`."""

INLINE_ROWS = 2000
"""Up to so many rows are judged in this process: starting others costs two seconds each."""


def silent(rows: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Job:
    """What a worker must know, the rows apart."""

    recipe: Recipe
    """With the changed filters."""
    where: str
    """Names the version in errors."""
    old_digest: str
    """Recipe digest of the version."""
    staged: StagedRun
    """Where shards go."""


@dataclass
class Judged:
    """What came of some shards."""

    rows: int = 0
    """Rows staged."""
    left_failed: int = 0
    """Failed rows, as they were."""
    sums: Sums = field(default_factory=dict)
    """For the means of accepted rows."""

    def add(self, other: "Judged") -> None:
        """Count another one's too."""
        self.rows += other.rows
        self.left_failed += other.left_failed
        self.sums.update(other.sums)


def judge_all(job: Job, view: View, workers: int, progress: Progress) -> Judged:
    """Judge and stage every row of a version; at most two shards per worker are in memory."""
    shards = enumerate(whole_problems(view.batches()))
    small = view.info.rows is not None and view.info.rows <= INLINE_ROWS
    return _inline(job, shards, progress) if small or workers == 1 else _pooled(job, shards, workers, progress)


def whole_problems(batches: Iterable[Any]) -> Iterator[Any]:
    """Arrow tables cut between problems: a problem's rows stand together, and some filters judge them together."""
    held: Any = None
    for batch in batches:
        table = pa.Table.from_batches([batch])
        table = table if held is None else pa.concat_tables([held, table])
        ids = table["problem_id"].to_pylist()
        cut = next((place for place in range(len(ids), 0, -1) if ids[place - 1] != ids[-1]), 0)
        if cut:
            yield table.slice(0, cut)
        held = table.slice(cut)
    if held is not None and held.num_rows:
        yield held


def _inline(job: Job, shards: Iterable[tuple[int, Any]], progress: Progress) -> Judged:
    """In a thread of its own: the caller's may have an event loop running already, as notebooks do."""
    judged, worker = Judged(), _Worker(job)
    with ThreadPoolExecutor(1) as thread:
        for index, table in shards:
            judged.add(thread.submit(worker.judge, index, table).result())
            progress(judged.rows)
    return judged


def _pooled(job: Job, shards: Iterator[tuple[int, Any]], workers: int, progress: Progress) -> Judged:
    judged, running = Judged(), set[Future[Judged]]()
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_start, initargs=(job,)) as pool:
        try:
            for index, table in shards:
                running.add(pool.submit(_judge, index, table))
                if len(running) >= 2 * workers:
                    running = _collect(running, judged, progress, FIRST_COMPLETED)
            while running:
                running = _collect(running, judged, progress, FIRST_COMPLETED)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return judged


def _collect(running: set[Future[Judged]], judged: Judged, progress: Progress, until: str) -> set[Future[Judged]]:
    done, rest = wait(running, return_when=until)
    for future in done:
        judged.add(future.result())
    progress(judged.rows)
    return rest


_worker: "_Worker"


def _start(job: Job) -> None:
    global _worker
    _worker = _Worker(job)


def _judge(index: int, table: Any) -> Judged:
    return _worker.judge(index, table)


class _Worker:
    """Judges shards, one after the other, with filters that are built once."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.plan: Plan = resolve(job.recipe, f"the recipe of {job.where}")
        self.rejudge = Rejudge(self.plan, f"the recipe of {job.where}")
        shape = self.plan.pipeline.shape
        self.numbers = [column.name for column in shape.columns if column.kind == "number"]
        self.extra = [name for name in job.staged.schema.names if name not in shape.schema().names]

    def judge(self, index: int, table: Any) -> Judged:
        rows = table.to_pylist()
        traces = [trace_from_row(row, self.plan.pipeline.stage_names) for row in rows]
        asyncio.run(self._judge_groups(traces))
        means = ColumnMeans()
        made = map(self._row, rows, traces)
        count = self.job.staged.write_shard(index, means.watch(index, made, self.numbers))
        return Judged(count, sum(trace.error is not None for trace in traces), means.shards)

    async def _judge_groups(self, traces: Sequence[Trace]) -> None:
        groups = [list(group) for _, group in groupby(traces, key=lambda trace: trace.problem.id)]
        await asyncio.gather(*map(self.rejudge.group, groups))

    def _row(self, row: Mapping[str, Any], trace: Trace) -> dict[str, Any]:
        old, plan = row["recipe_digest"], self.plan
        digest = plan.digest if old == self.job.old_digest else derived_digest(old, plan.digest)
        made = plan.pipeline.shape.row(trace, response(plan, trace), digest, prompt(plan, trace))
        return {**made, **{name: row.get(name) for name in self.extra}}
