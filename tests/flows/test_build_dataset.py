"""The flow against a real Prefect server: tasks are shards, the artifact is there, errors stay sentences."""

import asyncio
import time
from pathlib import Path

import pytest
from prefect import flow
from prefect.artifacts import Artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.sorting import TaskRunSort

from flows.build_dataset import as_tasks, build_dataset
from pipelines.build import run_build
from schemas.errors import UserError
from store.dataset import Dataset
from store.recipe_file import read_recipe

RECIPE = Path(__file__).parents[2] / "recipes" / "ppc-reference.yaml"


def overrides(root: Path, *more: str) -> list[str]:
    problems = RECIPE.parents[1] / "data/problems/arithmetic.jsonl"
    return [f"dataset.root={root}", f"problems.path={problems}", "problems.limit=20", *more]


async def shard_names(expected: int) -> list[str]:
    """Names of the shard tasks that the server knows of; it learns of them from events, some time after they ended."""
    deadline = time.monotonic() + 300
    async with get_client() as client:
        while True:
            every = await client.read_task_runs(limit=200, sort=TaskRunSort.END_TIME_DESC)
            names = sorted(run.name for run in every if run.name.startswith("shard-"))
            if len(names) >= expected or time.monotonic() > deadline:
                return names
            await asyncio.sleep(0.1)


async def test_a_flow_run_commits_a_version_with_a_task_per_shard(tmp_path: Path) -> None:
    result = await build_dataset(str(RECIPE), overrides(tmp_path, "engine.shard_size=6"))
    assert sum(result["statuses"].values()) == 20
    assert Dataset.at(tmp_path, "ppc-reference").latest().run_id == result["run_id"]
    assert await shard_names(4) == ["shard-0", "shard-1", "shard-2", "shard-3"]
    artifact = await Artifact.aget("ppc-reference-result")
    assert artifact is not None and "accepted" in str(artifact.data)


async def test_the_flow_is_the_same_run_as_the_function(tmp_path: Path) -> None:
    first = await build_dataset(str(RECIPE), overrides(tmp_path))
    again = await run_build(read_recipe(RECIPE, overrides(tmp_path, "engine.shard_size=3")), "again")
    assert first["content_digest"] == again.content_digest


async def test_a_user_error_passes_through_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="max_scor"):
        await build_dataset(str(RECIPE), overrides(tmp_path, "filters.spoiler.max_scor=1"))


async def test_infrastructure_errors_are_tried_again_and_others_are_not(tmp_path: Path) -> None:
    tries: list[int] = []

    async def flaky(index: int, problems: object) -> int:
        tries.append(index)
        if len(tries) == 1:
            raise OSError("the disk hiccuped")
        return 1

    async def broken(index: int, problems: object) -> int:
        tries.append(index)
        raise ValueError("a bug")

    @flow(name="tries")
    async def tried(index: int) -> int:
        return await as_tasks(broken if index else flaky)(index, [])

    assert await tried(0) == 1 and tries == [0, 0]
    with pytest.raises(ValueError, match="a bug"):
        await tried(7)
    assert tries.count(7) == 1
