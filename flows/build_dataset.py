"""The main flow: one recipe in, one version of a dataset out. A task is a shard of problems, never a request."""

import flows.quiet  # noqa: F401, I001  (sets Prefect's switches, so it stands before prefect)

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from prefect import flow, get_run_logger, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.exceptions import TerminationSignal
from prefect.settings import PREFECT_API_URL
from prefect.states import Cancelled, Completed, Crashed, Failed
from prefect.utilities.annotations import quote

from flows.telling import leave_artifacts, one_line, sentence
from pipelines.build import RunShard, run_build
from pipelines.result import RunResult
from schemas.errors import DatasetLockedError, RunInterrupted, UserError
from schemas.problem import Problem
from store.recipe_file import read_recipe

if PREFECT_API_URL.value() is None:  # the user has no server, so Prefect will start one
    import flows.server_guard  # noqa: F401

TERMINATED = TerminationSignal
"""What Prefect makes of a SIGTERM outside the run proper, which takes signals itself."""
Overlap = Literal["fail", "wait", "skip"]
"""What becomes of a run that finds its dataset being written."""
LOCK_POLL_S = 5.0
"""How often a waiting run looks again (our choice)."""
INFRASTRUCTURE = (OSError, sqlite3.OperationalError)
"""What a second try may cure. What a model did is data already, and a UserError needs the user."""


def _run_name() -> str:
    """Whole paths make long names."""
    return f"build-{Path(runtime.flow_run.parameters['recipe']).stem}"


@flow(name="build-dataset", flow_run_name=_run_name, validate_parameters=False, persist_result=False)
async def build_dataset(recipe: str, overrides: Sequence[str] = (), overlap: Overlap = "fail") -> Any:
    """Run a recipe to one version of its dataset.

    Args:
        recipe: path of the recipe's YAML file.
        overrides: `a.b=c` settings that replace those of the file, e.g. `dataset.mode=top_up`.
        overlap: what to do while another run writes the dataset: `fail`, `wait` until it ends, or `skip`, which ends
            this one as Cancelled.

    Returns:
        The fields of `pipelines.result.RunResult`. The run's state says the same in one line.

    Raises:
        UserError: something the user must fix; nothing was committed. The state's message is its sentence.
        RunInterrupted: a signal ended the run; its state is Crashed.
    """
    try:
        settings = read_recipe(Path(recipe), overrides)
        result = await _when_free(lambda: run_build(settings, recipe, as_tasks), overlap)
    except DatasetLockedError as locked:
        if overlap == "skip":
            return Cancelled(name="Skipped", message=one_line(f"Skipped: {locked.what}."))
        return Failed(message=one_line(locked), data=locked)
    except UserError as error:
        return Failed(message=one_line(error), data=error)
    except RunInterrupted as stop:
        return Crashed(message=one_line(stop), data=stop)
    await leave_artifacts(result)
    get_run_logger().info(sentence(result))
    return Completed(message=one_line(sentence(result)), data=asdict(result))


async def _when_free(build: Callable[[], Awaitable[RunResult]], overlap: Overlap) -> RunResult:
    """Build, and if another run has the dataset and we are to wait, try until it has ended."""
    told = False
    while True:
        try:
            return await build()
        except DatasetLockedError as locked:
            if overlap != "wait":
                raise
            if not told:
                get_run_logger().info("Waiting: %s", locked.what)
                told = True
            await asyncio.sleep(LOCK_POLL_S)


def as_tasks(run_shard: RunShard) -> RunShard:
    """Each shard as a Prefect task; problems are quoted, since Prefect would search them for futures."""

    @task(
        name="build-shard",
        task_run_name="shard-{index}",
        retries=2,
        retry_delay_seconds=2,
        retry_condition_fn=_is_infrastructure,
        cache_policy=NO_CACHE,
        persist_result=False,
    )
    async def build_shard(index: int, problems: Any) -> int:
        return await run_shard(index, problems)

    async def call(index: int, problems: Sequence[Problem]) -> int:
        return await build_shard(index, quote(problems))

    return call


async def _is_infrastructure(_task: Any, _run: Any, state: Any) -> bool:
    try:
        await state.aresult()
    except INFRASTRUCTURE:
        return True
    except BaseException:  # whatever else it is, a second try does not cure it
        return False
    return False
