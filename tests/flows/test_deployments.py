"""Deployments as they are registered: entry point, parameters, overlap, schedule, and what is refused before that."""

import asyncio
import inspect
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.flows import load_flow_from_entrypoint

from flows.build_dataset import build_dataset
from flows.deployments import Deployed, is_served_already, next_firings, register, served
from schemas.errors import UserError
from store.recipe_file import read_recipe
from tests.flows.test_build_dataset import RECIPE

ROOT = RECIPE.parents[1]
SMALL = ("problems.limit=5",)


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def asked(**more: Any) -> Deployed:
    return Deployed(RECIPE.relative_to(ROOT), **{"overrides": SMALL, **more})


def test_a_served_recipe_is_a_top_up_with_an_absolute_path() -> None:
    deployment = served(asked(cron="0 3 * * *", timezone="Europe/Berlin", overlap="wait"))
    assert deployment.full_name == "build-dataset/ppc-reference"
    assert deployment.parameters == {
        "recipe": str(RECIPE),
        "overrides": ["problems.limit=5", "dataset.mode=top_up"],
        "overlap": "wait",
    }
    inspect.signature(build_dataset.fn).bind(**deployment.parameters)
    assert read_recipe(RECIPE, deployment.parameters["overrides"]).dataset.mode == "top_up"
    assert load_flow_from_entrypoint(str(deployment.entrypoint)) is build_dataset
    assert ":" not in str(deployment.entrypoint), "Prefect takes a colon for a file, and copies its folder"
    assert deployment.concurrency_limit == 1 and deployment.schedules is not None
    assert deployment.schedules[0].schedule.timezone == "Europe/Berlin"  # type: ignore[union-attr]


def test_replace_makes_the_dataset_anew() -> None:
    assert served(asked(replace=True, name="weekly")).parameters["overrides"][-1] == "dataset.mode=replace"
    assert served(asked(replace=True, name="weekly")).full_name == "build-dataset/weekly"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cron": "0 3 * *"}, "no cron expression"),
        ({"cron": "0 0 3 * * *"}, "6 fields, not five"),
        ({"cron": "0 0 30 2 *"}, "never fires"),
        ({"timezone": "utc"}, "Did you mean UTC"),
        ({"name": "a/b"}, "cannot be a deployment's name"),
        ({"timezone": "Europe/Berln"}, "Did you mean Europe/Berlin"),
        ({"overlap": "skp"}, "Did you mean 'skip'"),
        ({"overrides": ("filters.spoler={}",)}, "'spoiler'"),
        ({"overrides": ("problems.path=nowhere.jsonl",)}, "nowhere.jsonl"),
        ({"recipe": Path("recipes/ppc-referenc.yaml")}, "Did you mean"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_served(wrong: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {"recipe": RECIPE, "overrides": SMALL, **wrong}
    with pytest.raises(UserError, match=said):
        served(Deployed(**given))


async def test_the_next_firings_are_those_of_the_timezone() -> None:
    one, two = await next_firings(asked(cron="30 3 * * *", timezone="Asia/Tokyo"))
    assert (one.hour, one.minute, two - one) == (3, 30, timedelta(days=1)) and one.utcoffset() == timedelta(hours=9)


async def work_pool(name: str, kind: str) -> None:
    async with get_client() as client:
        await client.create_work_pool(WorkPoolCreate(name=name, type=kind), overwrite=True)


async def registered(name: str) -> Any:
    async with get_client() as client:
        return await client.read_deployment_by_name(f"build-dataset/{name}")


async def test_a_process_pool_gets_this_folder_and_another_pool_the_path_in_its_image(tmp_path: Path) -> None:
    await work_pool("machine", "process")
    await work_pool("cluster", "kubernetes")
    await register(asked(name="here", cron="0 3 * * *"), "machine", None, {"env": {"A": "b"}})
    await register(asked(name="there", overlap="wait"), "cluster", "registry/forethought:1", {"namespace": "data"})
    here, there = await registered("here"), await registered("there")
    assert here.job_variables == {"working_dir": str(ROOT), "env": {"A": "b"}}
    assert here.parameters["recipe"] == str(RECIPE) and here.schedules[0].schedule.cron == "0 3 * * *"
    assert here.concurrency_options.collision_strategy == "CANCEL_NEW"
    assert there.job_variables == {"image": "registry/forethought:1", "namespace": "data"}
    assert there.parameters["recipe"] == "recipes/ppc-reference.yaml" and there.schedules == []
    assert there.concurrency_options.collision_strategy == "ENQUEUE"
    with pytest.raises(UserError, match="take no image"):
        await register(asked(), "machine", "registry/forethought:1", {})


async def test_a_pool_that_is_not_there_is_named_with_the_command_that_makes_it() -> None:
    with pytest.raises(UserError, match="no work pool 'nowhere'.*prefect work-pool create 'nowhere'"):
        await register(asked(), "nowhere", None, {})


def test_the_checked_in_prefect_yaml_names_what_is_there() -> None:
    told = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    assert told["deployments"] and told["pull"] == []
    for deployment in told["deployments"]:
        assert ":" not in deployment["entrypoint"]
        flow: Any = load_flow_from_entrypoint(deployment["entrypoint"], use_placeholder_flow=False)
        parameters = deployment["parameters"]
        inspect.signature(flow.fn).bind(**parameters)
        assert parameters["overlap"] in ("wait", "skip")
        assert read_recipe(ROOT / parameters["recipe"], parameters["overrides"]).dataset.mode == "top_up"


async def test_a_schedule_that_another_process_serves_is_told() -> None:
    deployment = served(asked(name="twice", cron="0 3 * * *"))
    assert not await is_served_already(deployment), "the server does not know it yet"
    number = await deployment.aapply()
    assert not await is_served_already(deployment), "nobody asks for its runs"
    async with get_client() as client:
        await client.get_scheduled_flow_runs_for_deployments([number])  # as the other process's runner does
        for _ in range(300):  # the server notes it a little later
            if polled := (await client.read_deployment(number)).last_polled:
                break
            await asyncio.sleep(0.1)
        assert polled is not None and await is_served_already(deployment)
        await client.pause_deployment(number)
    assert not await is_served_already(deployment), "a process that ends in order pauses the schedule"


async def test_an_active_schedule_of_the_same_name_is_told_before_it_is_replaced() -> None:
    await work_pool("shared", "process")
    first = await register(asked(name="shared", cron="0 3 * * *"), "shared", None, {})
    again = await register(asked(name="shared", cron="0 3 * * *"), "shared", None, {})
    other = await register(asked(name="shared", cron="0 4 * * *"), "shared", None, {})
    assert first.replaced is None and again.replaced is None
    assert other.replaced is not None and "'0 3 * * *' UTC" in other.replaced and str(RECIPE) in other.replaced
