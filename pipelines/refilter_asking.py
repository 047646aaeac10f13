"""The rows of a version judged again by filters that ask models: in this process, as many traces at once as fill them.

One journal, one limit per endpoint and one budget need one process; models are slower than the pure filters beside
them. There is no barrier: the next shard starts while the last answers of the one before are under way.
"""

import asyncio
from collections.abc import Sequence
from itertools import count
from typing import Any

from pipelines.progress import Progress
from pipelines.refilter_shards import Judged, ShardJudge, groups_of, whole_problems
from schemas.errors import UserError
from schemas.stored import trace_from_row
from schemas.trace import Trace
from store.dataset import View

SHARD_ROWS = 1000
"""About as many rows as a shard has."""


class Asking:
    """Judges the shards of a version. One of them serves one event loop."""

    def __init__(self, judge: ShardJudge, progress: Progress, traces_in_flight: int) -> None:
        self._judge = judge
        self._progress = progress
        self._slots = asyncio.Semaphore(traces_in_flight)
        self._shards = asyncio.Semaphore(2 + traces_in_flight // SHARD_ROWS)
        self.judged = Judged()
        """What came of the shards so far."""

    async def judge_all(self, view: View) -> None:
        """Judge and stage every row; the shards in memory are bounded.

        Raises:
            UserError: nothing can be asked until the user fixes something.
        """
        shards = zip(count(), whole_problems(view.batches()))
        async with asyncio.TaskGroup() as group:
            for index, table in shards:
                await self._shards.acquire()
                group.create_task(self._shard(index, table))

    async def _shard(self, index: int, table: Any) -> None:
        rows = table.to_pylist()
        traces = [trace_from_row(row, self._judge.plan.pipeline.stage_names) for row in rows]
        await asyncio.gather(*map(self._group, groups_of(traces)))
        self.judged.add(await asyncio.to_thread(self._judge.stage, index, rows, traces))
        self._shards.release()

    async def _group(self, traces: Sequence[Trace]) -> None:
        """A problem's traces, which take one slot together: some filters judge them together."""
        async with self._slots:
            before = [trace.error for trace in traces]
            for _ in traces:
                self._progress.started()
            await self._judge.rejudge.group(traces)
            for trace, error in zip(traces, before, strict=True):
                self._progress.finished(trace, error)


def refuse_unfinished(progress: Progress, name: str) -> None:
    """Refuse to commit rows that a budget left unjudged: a version is judged by one recipe throughout.

    Raises:
        UserError: there are such rows.
    """
    if progress.left_out:
        what = f"the budget ended before {progress.left_out:,} of {progress.done:,} rows were judged"
        fix = "Nothing was committed and every answer is kept: raise it (--set budget.requests=...) and run again."
        raise UserError(what, where=f"{name}, budget", fix=fix)
