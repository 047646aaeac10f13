"""The main flow: one recipe in, one version of a dataset out. A task is a shard of problems, never a request."""

import flows.quiet  # noqa: F401, I001  (sets Prefect's switches, so it stands before prefect)

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import acreate_link_artifact, acreate_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.exceptions import TerminationSignal
from prefect.settings import PREFECT_API_URL
from prefect.utilities.annotations import quote

from pipelines.build import RunShard, run_build
from pipelines.result import markdown
from schemas.problem import Problem
from store.recipe_file import read_recipe

if PREFECT_API_URL.value() is None:  # the user has no server, so Prefect will start one
    import flows.server_guard  # noqa: F401

TERMINATED = TerminationSignal
"""What Prefect makes of a SIGTERM outside the run proper, which takes signals itself."""
INFRASTRUCTURE = (OSError, sqlite3.OperationalError)
"""What a second try may cure. What a model did is data already, and a UserError needs the user."""


@flow(name="build-dataset", flow_run_name="build-{recipe}", validate_parameters=False, persist_result=False)
async def build_dataset(recipe: str, overrides: Sequence[str] = ()) -> dict[str, Any]:
    """Run a recipe to one version of its dataset.

    Args:
        recipe: path of the recipe's YAML file.
        overrides: `a.b=c` settings that replace those of the file.

    Returns:
        The fields of `pipelines.result.RunResult`.

    Raises:
        UserError: something the user must fix; nothing was committed.
    """
    settings = read_recipe(Path(recipe), overrides)
    result = await run_build(settings, recipe, as_tasks)
    slug = _slug(result.name)
    await acreate_markdown_artifact(markdown(result), key=f"{slug}-result", description=result.name)
    page = Path(result.page).absolute().as_uri()
    await acreate_link_artifact(page, link_text=f"version {result.version}", key=f"{slug}-report")
    return asdict(result)


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


def _slug(name: str) -> str:
    """Artifact keys take lower-case letters, digits and dashes only."""
    return "".join(c if c.isalnum() else "-" for c in name.lower()).strip("-")
