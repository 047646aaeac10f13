"""Finished traces onto disk, by a thread that lets the event loop go first.

A thread that never waits gets Python's interpreter for 5 ms each time the loop sends or receives something, so that for
as long as it wrote a shard endpoints would run dry.
"""

import asyncio
import time
from collections.abc import Sequence

from pipelines.resolve import Plan
from pipelines.rows import number_columns, trace_row
from pipelines.run_state import RunState
from schemas.trace import Trace
from store.staging import StagedRun

BREATH_S = 0.01
"""Seconds between a few rows and the next (our choice): the loop has four fifths of the time."""


class ShardWriter:
    """Stages one run's shards. One object serves one event loop."""

    def __init__(self, plan: Plan, staged: StagedRun, state: RunState) -> None:
        self.plan = plan
        self.staged = staged
        self.state = state
        self._one_at_a_time = asyncio.Lock()
        self._to_write = 0

    async def write(self, index: int, traces: Sequence[Trace]) -> int:
        """Stage a shard; returns its number of rows. Two threads at once would only wait for each other."""
        self._to_write += 1
        try:
            async with self._one_at_a_time:
                return await asyncio.to_thread(self._write, index, traces)
        finally:
            self._to_write -= 1

    def _write(self, index: int, traces: Sequence[Trace]) -> int:
        rows = (trace_row(self.plan, trace, self.plan.digest) for trace in traces)
        counted = self.state.means.watch(index, rows, number_columns(self.plan))
        return self.staged.write_shard(index, counted, self._breathe)

    def _breathe(self) -> None:
        """Wait, unless no trace is under way or the next shard is to be written already."""
        if self._to_write == 1 and self.state.progress.in_flight:
            time.sleep(BREATH_S)
