"""The shards of a version judged again by worker processes that stage what they judged."""

import asyncio
import gc
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context, parent_process
from typing import Any

from pipelines.interrupt import StopReading
from pipelines.refilter_shards import POLL_S, Checkpoint, Job, Judged, ShardJudge, whole_problems
from store.dataset import View
from synth.ctrl_c import deaf_children

Told = Callable[["Judged"], None]
"""Told what came of each shard."""

INLINE_ROWS = 2000
"""Up to so many rows are judged in this process: starting others costs two seconds each."""


def judge_all(job: Job, view: View, workers: int, told: Told, checkpoint: Checkpoint) -> Judged:
    """Judge and stage every row of a version; at most two shards per worker are in memory.

    Call it in a thread without an event loop: small versions are judged right there.
    """
    shards = enumerate(whole_problems(view.batches()))
    small = view.info.rows is not None and view.info.rows <= INLINE_ROWS
    if small or workers == 1:
        return _inline(job, shards, told, checkpoint)
    return _pooled(job, shards, workers, told, checkpoint)


def _inline(job: Job, shards: Iterable[tuple[int, Any]], told: Told, checkpoint: Checkpoint) -> Judged:
    judged, judge = Judged(), ShardJudge(job)
    for index, table in shards:
        shard = asyncio.run(judge.judge(index, table, checkpoint))
        judged.add(shard)
        told(shard)
    return judged


def _pooled(job: Job, shards: Iterator[tuple[int, Any]], workers: int, told: Told, checkpoint: Checkpoint) -> Judged:
    judged, running, context = Judged(), set[Future[Judged]](), get_context("spawn")
    stop = context.Event()
    with (
        deaf_children(),
        ProcessPoolExecutor(workers, context, initializer=_start, initargs=(job, stop)) as pool,
    ):
        try:
            for index, table in shards:
                running.add(pool.submit(_judge, index, table))
                while len(running) >= 2 * workers:
                    running = _collect(running, judged, told, checkpoint)
            while running:
                running = _collect(running, judged, told, checkpoint)
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    return judged


def _collect(running: set[Future[Judged]], judged: Judged, told: Told, checkpoint: Checkpoint) -> set[Future[Judged]]:
    done, rest = wait(running, timeout=POLL_S, return_when=FIRST_COMPLETED)
    checkpoint()
    for future in done:
        shard = future.result()
        judged.add(shard)
        told(shard)
    return rest


_shard_judge: "ShardJudge"
_stop: Any


def _start(job: Job, stop: Any) -> None:
    """Make a worker process ready."""
    global _shard_judge, _stop
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _shard_judge, _stop = ShardJudge(job), stop
    gc.disable()  # rows are trees: the collector would only walk them again and again, for a tenth of the time


def _end_with_parent() -> None:
    """A parent that is killed cannot end its workers, and they would wait for it for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _judge(index: int, table: Any) -> Judged:
    judged = asyncio.run(_shard_judge.judge(index, table, _stop_if_told))
    gc.collect()
    return judged


def _stop_if_told() -> None:
    if _stop.is_set():
        raise StopReading
