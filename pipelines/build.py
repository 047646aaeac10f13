"""A run: one recipe to one version of a dataset, without a word of Prefect, so that it can be tested as a function."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice

from pipelines.collector import rare_collections
from pipelines.engine import Engine, first_user_error
from pipelines.interrupt import Heard, interruptible, listening, read_unless_interrupted
from pipelines.outage import refuse_outage
from pipelines.page import write_report_page
from pipelines.resolve import Plan, resolve
from pipelines.result import RunResult, markdown, run_record
from pipelines.run_state import RunState, watched
from pipelines.screens import check_screens, screen
from pipelines.shard_writing import ShardWriter
from pipelines.top_up import NothingNewError, Todo
from pipelines.workshop import open_engine
from schemas.errors import RunInterrupted, UserError
from schemas.problem import Problem
from schemas.recipe import Recipe
from schemas.trace import Status
from store.dataset import Dataset, Mode, Writer
from store.layout import journal_dir
from store.problems import ProblemReport, read_problems, scan_problems
from store.reports import write_report
from store.staging import StagedRun
from synth.limiter import limiters_of

OPEN_SHARDS = 32
"""Shards under way at once: bounds memory when a few traces are very slow (our choice)."""

RunShard = Callable[[int, Sequence[Problem]], Awaitable[int]]
"""Takes one shard to disk and returns its number of rows."""


@dataclass(frozen=True)
class Build:
    """One open run."""

    plan: Plan
    """What is run."""
    run_id: str
    """Sortable by time."""
    writer: Writer
    """Where the version goes; the dataset is locked."""
    staged: StagedRun
    """Shards on disk that are not committed yet."""
    shard_writer: ShardWriter
    """Puts them there."""
    engine: Engine
    """What runs the traces."""
    report: ProblemReport
    """What the problem source held."""
    state: RunState
    """For whoever watches."""
    todo: Todo
    """Which problems are generated."""

    def shards(self) -> Iterator[list[Problem]]:
        """The problems to be generated in shards, read as they are needed."""
        problems = read_problems(self.plan.recipe.problems, self.plan.pipeline.needs_answer)
        return in_batches(filter(self.todo.wants, problems), self.plan.recipe.engine.shard_size)

    async def run_shard(self, index: int, problems: Sequence[Problem]) -> int:
        """Take one shard through the engine and onto disk."""
        traces = await self.engine.run(problems)
        rows = await self.shard_writer.write(index, traces)
        # what the budget left out keeps the rows it has in the version that is topped up
        self.todo.again -= {problem.id for problem in problems} - {trace.problem.id for trace in traces}
        return rows

    async def run_all(self, run_shard: RunShard) -> None:
        """All shards; the next one starts while the last traces of the one before are under way."""
        open_shards = asyncio.Semaphore(OPEN_SHARDS)

        async def bounded(index: int, problems: Sequence[Problem]) -> None:
            async with open_shards:
                await run_shard(index, problems)

        async with asyncio.TaskGroup() as group:
            for index, problems in enumerate(self.shards()):
                await self.engine.admit(problems)
                group.create_task(bounded(index, problems))

    def commit(self) -> RunResult:
        """Commit what is staged as one version, and leave its report beside it.

        Raises:
            NothingNewError: all that was tried again has failed again.
        """
        refuse_outage(self.state.progress, self.plan.recipe)
        self._refuse_nothing()
        statuses = self.state.progress.statuses
        if self.todo.head is not None and self.todo.only_again and statuses.total() == statuses[Status.FAILED]:
            raise NothingNewError(self.todo.head)
        mode: Mode = "replace" if self.todo.head is None else "append"
        kept = self.writer.dataset.read(self.todo.head.number) if self.todo.head is not None else None
        screen(self.staged, self.plan.recipe.screens, self.state.means, kept, self.todo.again)
        record = run_record(self.plan, self.run_id, self.report, self.state, self.todo.count)
        info = self.writer.commit(self.staged, record, mode, self.todo.again)
        result = RunResult.of(self.writer.dataset, info)
        write_report(self.writer.dataset, info.number, markdown(result))
        write_report_page(self.writer.dataset, info.number)
        return result

    def _refuse_nothing(self) -> None:
        """A version without rows is of no use to anybody, nor one whose only news is that some failed."""
        statuses = self.state.progress.statuses
        failed = self.todo.head is not None and statuses.total() == statuses[Status.FAILED]
        if self.state.progress.left_out and (failed or not statuses.total()):
            what = "the budget ended before one trace was finished"
            if statuses.total():
                what = f"the budget ended, and the {statuses.total():,} traces that were finished have all failed"
            fix = (
                "Nothing was committed and every answer is kept: raise it and run again. A small budget finishes more "
                "where fewer traces share it: lower engine.traces_in_flight."
            )
            raise UserError(what, where=f"{self.plan.recipe.name}, budget", fix=fix)

    async def run(self, run_shard: RunShard, heard: Heard) -> None:
        """All shards, unless a signal ends it.

        Raises:
            RunInterrupted: nothing may be committed.
        """
        self.state.phase = "generating"
        wait_s = self.plan.recipe.engine.interrupt_wait_s
        with rare_collections():
            await interruptible(self.run_all(run_shard), self.engine.asker.turnstile, self.state, heard, wait_s)


@asynccontextmanager
async def open_build(recipe: Recipe, where: str, state: RunState, heard: Heard) -> AsyncIterator[Build]:
    """Check everything that can be checked, lock the dataset, open engine and staging.

    Raises:
        UserError: before any model call, for anything the user must fix.
        RunInterrupted: a signal came while the problems were read.
    """
    plan = resolve(recipe, where)
    check_screens(recipe.screens, plan.pipeline.stage_names, where)
    run_id = new_run_id()
    dataset = Dataset.at(recipe.dataset.root, recipe.name)
    with dataset.lock(run_id) as writer:
        todo, report = await read_unless_interrupted(partial(_read, plan, dataset, run_id), heard)
        if todo.head is not None and not todo.count:
            raise NothingNewError(todo.head)
        state.progress.total = todo.count * recipe.samples_per_problem
        async with open_engine(plan, journal_dir(dataset.root), state.progress, where) as engine:
            state.usage, state.progress.heard = engine.asker.usage, state.trace_finished
            state.limiters = partial(limiters_of, asyncio.get_running_loop())
            state.budget = engine.asker.turnstile.budget
            staged = writer.stage(plan.pipeline.shape.schema())
            yield Build(plan, run_id, writer, staged, ShardWriter(plan, staged, state), engine, report, state, todo)


def _read(plan: Plan, dataset: Dataset, run_id: str, checkpoint: Callable[[], None]) -> tuple[Todo, ProblemReport]:
    """What is there, and what the source holds: for the longest sources and versions this takes minutes."""
    todo = Todo.of(dataset, plan, checkpoint)
    quarantine = dataset.side_folder / "quarantine" / f"{run_id}.jsonl"

    def see(problem: Problem) -> None:
        checkpoint()
        todo.see(problem)

    return todo, scan_problems(plan.recipe.problems, plan.pipeline.needs_answer, quarantine, see=see)


async def run_build(
    recipe: Recipe, where: str, wrap: Callable[[RunShard], RunShard] = lambda run_shard: run_shard
) -> RunResult:
    """Run a recipe to a version; `wrap` lets a flow make a task of each shard.

    A top-up that finds nothing new commits nothing and tells of the version that is there.
    """
    state = RunState()
    with watched(state), listening() as heard:
        try:
            return await _run(recipe, where, wrap, state, heard)
        except NothingNewError as nothing:
            state.phase = "done"
            return RunResult.of(Dataset.at(recipe.dataset.root, recipe.name), nothing.head, committed=False)
        finally:
            if state.phase not in ("done", "interrupted"):
                state.phase = "failed"


async def _run(
    recipe: Recipe, where: str, wrap: Callable[[RunShard], RunShard], state: RunState, heard: Heard
) -> RunResult:
    try:
        async with open_build(recipe, where, state, heard) as build:
            await build.run(wrap(build.run_shard), heard)
            state.phase = "committing"
            result = build.commit()
        state.phase = "done"
        return result
    except* UserError as errors:
        raise first_user_error(errors) from None
    except* RunInterrupted as stops:
        state.phase = "interrupted"
        raise stops.exceptions[0] from None


def new_run_id() -> str:
    """UTC time and six random hex digits: sortable, and no two alike."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def in_batches(items: Iterable[Problem], size: int) -> Iterator[list[Problem]]:
    """Lists of up to `size` items, in order, read lazily."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
