"""Shards go to disk one at a time, politely as long as traces are under way and nothing piles up."""

import asyncio
import time
from pathlib import Path

import pytest

from pipelines.run_state import RunState
from pipelines.shard_writing import ShardWriter
from schemas.trace import Trace
from store.staging import PIECE_ROWS, StagedRun
from tests.pipelines.test_baselines import engine_of, plan_of
from tests.pipelines.toys import EXECUTION, PROBLEM, Toy

ROWS = 5 * PIECE_ROWS


class Setting:
    """A writer whose pauses are counted, and finished traces for it."""

    def __init__(self, folder: Path, pauses: pytest.MonkeyPatch) -> None:
        self.pauses = 0
        self.state, self.plan = RunState(), plan_of("cot")
        self.staged = StagedRun(folder, self.plan.pipeline.shape.schema())
        self.writer = ShardWriter(self.plan, self.staged, self.state)
        pauses.setattr(time, "sleep", self.pause)

    def pause(self, seconds: float) -> None:
        self.pauses += 1

    async def traces(self) -> list[Trace]:
        return await engine_of(Toy(lambda _: EXECUTION), self.plan).run([PROBLEM]) * ROWS


async def test_the_loop_goes_first_while_traces_are_under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setting = Setting(tmp_path, monkeypatch)
    setting.state.progress.in_flight = 1
    assert await setting.writer.write(0, await setting.traces()) == ROWS
    assert setting.pauses == ROWS / PIECE_ROWS


async def test_nothing_is_waited_for_at_the_end_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setting = Setting(tmp_path, monkeypatch)
    await setting.writer.write(0, await setting.traces())
    assert setting.pauses == 0


async def test_a_pile_of_shards_is_written_without_a_pause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setting = Setting(tmp_path, monkeypatch)
    traces = await setting.traces()
    setting.state.progress.in_flight = 1
    assert await asyncio.gather(*(setting.writer.write(index, traces) for index in range(4))) == [ROWS] * 4
    assert ROWS / PIECE_ROWS <= setting.pauses <= 2 * ROWS / PIECE_ROWS, (
        "the last has nobody behind it, the first not yet"
    )
    assert len(setting.staged.shards()) == 4
