"""The flow against a real Prefect server: tasks are shards, the artifact is there, errors stay sentences."""

from pathlib import Path

import pytest

from flows.build_dataset import build_dataset
from schemas.errors import UserError
from store.dataset import Dataset

RECIPE = Path(__file__).parents[2] / "recipes" / "ppc-reference.yaml"


def overrides(root: Path, *more: str) -> list[str]:
    problems = RECIPE.parents[1] / "data/problems/arithmetic.jsonl"
    return [f"dataset.root={root}", f"problems.path={problems}", "problems.limit=20", *more]


async def test_a_flow_run_commits_a_version_with_a_task_per_shard(tmp_path: Path) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    result = await build_dataset(str(RECIPE), overrides(tmp_path, "engine.shard_size=6"))
    assert sum(result["statuses"].values()) == 20
    assert Dataset.at(tmp_path, "ppc-reference").latest().run_id == result["run_id"]
    async with get_client() as client:
        tasks = [run for run in await client.read_task_runs() if run.name.startswith("shard-")]
        wanted = ArtifactFilter(key=ArtifactFilterKey(any_=["ppc-reference-result"]))
        artifacts = await client.read_artifacts(artifact_filter=wanted)
    assert sorted(run.name for run in tasks) == ["shard-0", "shard-1", "shard-2", "shard-3"]
    assert "accepted" in str(artifacts[0].data)


async def test_the_flow_is_the_same_run_as_the_function(tmp_path: Path) -> None:
    first = await build_dataset(str(RECIPE), overrides(tmp_path))
    again = await build_dataset.fn(str(RECIPE), overrides(tmp_path, "engine.shard_size=3"))
    assert first["content_digest"] == again["content_digest"]


async def test_a_user_error_passes_through_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="max_scor"):
        await build_dataset(str(RECIPE), overrides(tmp_path, "filters.spoiler.max_scor=1"))


async def test_infrastructure_errors_are_tried_again_and_others_are_not(tmp_path: Path) -> None:
    from flows.build_dataset import as_tasks

    tries: list[int] = []

    async def flaky(index: int, problems: object) -> int:
        tries.append(index)
        if len(tries) == 1:
            raise OSError("the disk hiccuped")
        return 1

    async def broken(index: int, problems: object) -> int:
        tries.append(index)
        raise ValueError("a bug")

    assert await as_tasks(flaky)(0, []) == 1 and tries == [0, 0]
    with pytest.raises(ValueError, match="a bug"):
        await as_tasks(broken)(7, [])
    assert tries.count(7) == 1
