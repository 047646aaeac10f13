"""One shard of a version judged again and staged, in whatever process."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import pyarrow as pa

from pipelines.foreign_preplans import derived_digest
from pipelines.means import ColumnMeans
from pipelines.rejudge import Anew, Rejudge
from pipelines.resolve import Plan, resolve
from pipelines.rows import number_columns, trace_row
from schemas.recipe import Recipe
from schemas.stored import trace_from_row
from schemas.trace import Trace
from store.staging import StagedRun

Checkpoint = Callable[[], None]
"""Called now and then; raises when the work is to stop."""

Sums = dict[int, dict[str, tuple[float, int]]]
"""As `ColumnMeans.shards`."""

POLL_S = 0.2
"""How long a wish to stop may go unheard (our choice)."""


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
    statuses: Counter[str] = field(default_factory=Counter)
    """Rows by status."""
    left_failed: int = 0
    """Failed rows, as they were."""
    sums: Sums = field(default_factory=dict)
    """For the means of accepted rows."""

    def add(self, other: "Judged") -> None:
        """Count another one's too."""
        self.rows += other.rows
        self.statuses += other.statuses
        self.left_failed += other.left_failed
        self.sums.update(other.sums)


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


class ShardJudge:
    """Judges shards with filters that are built once."""

    def __init__(self, job: Job, anew: Anew | None = None) -> None:
        self.job = job
        self.plan: Plan = resolve(job.recipe, f"the recipe of {job.where}")
        self.rejudge = Rejudge(self.plan, f"the recipe of {job.where}", anew)
        shape = self.plan.pipeline.shape
        self.numbers = number_columns(self.plan)
        self.extra = [name for name in job.staged.schema.names if name not in shape.schema().names]

    async def judge(self, index: int, table: Any, checkpoint: Checkpoint) -> Judged:
        """Judge and stage one shard."""
        rows = table.to_pylist()
        traces = [trace_from_row(row, self.plan.pipeline.stage_names) for row in rows]

        async def judged(group: Sequence[Trace]) -> None:
            checkpoint()
            await self.rejudge.group(group)

        work = asyncio.gather(*map(judged, groups_of(traces)))
        try:
            while not work.done():  # groups that have begun may wait for comparisons, in great numbers
                checkpoint()
                await asyncio.wait([work], timeout=POLL_S)
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
        work.result()
        return self.stage(index, rows, traces)

    def stage(self, index: int, rows: Sequence[Mapping[str, Any]], traces: Sequence[Trace]) -> Judged:
        """Stage what was judged."""
        means = ColumnMeans()
        made = map(self._row, rows, traces)
        count = self.job.staged.write_shard(index, means.watch(index, made, self.numbers))
        failed = sum(trace.error is not None for trace in traces)
        return Judged(count, Counter(trace.status.value for trace in traces), failed, means.shards)

    def _row(self, row: Mapping[str, Any], trace: Trace) -> dict[str, Any]:
        old, plan = row["recipe_digest"], self.plan
        digest = plan.digest if old == self.job.old_digest else derived_digest(old, plan.digest)
        return {**trace_row(plan, trace, digest), **{name: row.get(name) for name in self.extra}}


def groups_of(traces: Sequence[Trace]) -> list[list[Trace]]:
    """The traces of each problem."""
    return [list(group) for _, group in groupby(traces, key=lambda trace: trace.problem.id)]
