"""A recipe as a Prefect deployment: when it runs, where it runs, and what becomes of runs that overlap.

The flow is named by its module, so that whoever runs it needs the installed package and no files of ours.
"""

import flows.quiet  # noqa: F401, I001  (sets Prefect's switches, so it stands before prefect)

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.build_dataset import Overlap, build_dataset
from flows.timing import check_cron, check_timezone, firings
from pipelines.resolve import resolve
from schemas.errors import UserError
from schemas.recipe import Recipe
from schemas.validation import unknown_value
from store.problems import read_problems
from store.recipe_file import read_recipe

COLLISION: dict[str, ConcurrencyLimitStrategy] = {
    "wait": ConcurrencyLimitStrategy.ENQUEUE,
    "skip": ConcurrencyLimitStrategy.CANCEL_NEW,
}
"""What Prefect calls the ways to treat a run of a deployment that has one running."""
DEPLOYMENT = re.compile(r"[\w.-](?:[\w. -]*[\w.-])?")
"""Names of deployments: what Prefect takes, and shells do not stumble over."""
START_GRACE_S = 60
"""How long a served run that never started may keep others from running; Prefect's least. Its default of five minutes
is for pools, whose containers take their time."""

POLLED_WITHIN_S = 25
"""Prefect's runners ask every ten seconds for what is due; two and a half times that is a process that is there."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """What a deployment is made of."""

    recipe: Path
    """The recipe's file."""
    overrides: Sequence[str] = ()
    """`a.b=c`, as the user gave them."""
    name: str | None = None
    """Of the deployment; by default the dataset's."""
    cron: str | None = None
    """When it runs; None: when somebody says so."""
    timezone: str = "UTC"
    """Of the cron expression, as IANA names it."""
    overlap: Overlap = "skip"
    """`wait` or `skip`."""
    replace: bool = False
    """Whether each run makes the dataset anew instead of topping it up."""

    @property
    def settings(self) -> list[str]:
        """The overrides that runs get."""
        return [*self.overrides, f"dataset.mode={'replace' if self.replace else 'top_up'}"]


@dataclass(frozen=True, slots=True)
class Registered:
    """A deployment that a server knows."""

    full_name: str
    """`flow/deployment`, as Prefect's commands take it."""
    replaced: str | None
    """The other schedule whose place it took, see `what_it_replaces`."""


def check_deployed(asked: Deployed, *, here: bool) -> Recipe:
    """Find what is wrong before anything is registered.

    Args:
        asked: what is to be deployed.
        here: whether it will run on this machine, so that the problem source must be readable.

    Raises:
        UserError: for recipe, overrides, cron expression, timezone or overlap.
    """
    if asked.overlap not in COLLISION:
        raise unknown_value("overlap", asked.overlap, list(COLLISION), where="--overlap")
    check_timezone(asked.timezone)
    if asked.cron is not None:
        check_cron(asked.cron, asked.timezone)
    if asked.name is not None:
        _checked_name(asked.name)
    recipe = read_recipe(asked.recipe, asked.settings)
    plan = resolve(recipe, str(asked.recipe))
    if here:
        for _ in islice(read_problems(recipe.problems, plan.pipeline.needs_answer), 1):
            pass
    return recipe


def _checked_name(name: str) -> None:
    if not DEPLOYMENT.fullmatch(name):
        fix = "Use letters, digits, spaces, '.', '_' and '-'; Prefect takes no / % & > <."
        raise UserError(f"'{name}' cannot be a deployment's name", where="--name", fix=fix)


def served(asked: Deployed) -> RunnerDeployment:
    """The deployment for a process of ours on this machine; relative paths in the recipe hold from here.

    Raises:
        UserError: as `check_deployed`.
    """
    recipe = check_deployed(asked, here=True)
    return _deployment(asked, recipe.name, asked.recipe.absolute(), {})


async def register(asked: Deployed, pool: str, image: str | None, variables: dict[str, Any]) -> Registered:
    """Register the deployment for a work pool with the server that Prefect's settings name.

    A process pool's workers run on this machine: they get the recipe's absolute path, and work in this folder. Others
    get the path as it was given, which then must hold in the image.

    Raises:
        UserError: as `check_deployed`, and for a pool that is not there.
    """
    here = await _pool_type(pool) == "process"
    recipe = check_deployed(asked, here=here)
    if here and image:
        raise UserError(f"work pool '{pool}' runs processes, which take no image", where="--image")
    places = {"working_dir": str(Path.cwd())} if here else {}
    places |= {"image": image} if image else {}
    path = asked.recipe.absolute() if here else asked.recipe
    deployment = _deployment(asked, recipe.name, path, places | variables, pool)
    replaced = await what_it_replaces(deployment)
    await deployment.aapply()
    return Registered(deployment.full_name, replaced)


async def what_it_replaces(deployment: RunnerDeployment) -> str | None:
    """The active schedule that the server has under this deployment's name, if it is another one; None if all is well.

    Two recipes, or two schedules of one, that share a name are one deployment to Prefect: the later one counts.
    """
    async with get_client() as client:
        try:
            there = await client.read_deployment_by_name(deployment.full_name)
        except ObjectNotFound:
            return None
    active = [found.schedule for found in there.schedules if found.active]
    told = ", ".join(f"'{getattr(found, 'cron', found)}' {getattr(found, 'timezone', '')}".strip() for found in active)
    new = [found.schedule for found in deployment.schedules or ()]
    if not active or (_keys(active) == _keys(new) and there.parameters == deployment.parameters):
        return None
    return f"{told} of {there.parameters.get('recipe')}"


async def is_served_already(deployment: RunnerDeployment) -> bool:
    """Whether some process asked the server for this deployment's due runs within the last seconds.

    A process that was killed is taken for one that serves until those are over; one that ended in order paused the
    schedule.
    """
    async with get_client() as client:
        try:
            there = await client.read_deployment_by_name(deployment.full_name)
        except ObjectNotFound:
            return False
    active = any(found.active for found in there.schedules) and not there.paused
    asked = there.last_polled
    return active and asked is not None and datetime.now(UTC) - asked < timedelta(seconds=POLLED_WITHIN_S)


def _keys(schedules: Sequence[Any]) -> list[tuple[Any, Any]]:
    return [(getattr(found, "cron", None), getattr(found, "timezone", None)) for found in schedules]


async def _pool_type(pool: str) -> str:
    async with get_client() as client:
        try:
            return (await client.read_work_pool(pool)).type
        except ObjectNotFound:
            pools = ", ".join(found.name for found in await client.read_work_pools()) or "none"
            fix = f"Make it: prefect work-pool create '{pool}' --type process. There are: {pools}."
            raise UserError(f"there is no work pool '{pool}'", where=str(client.api_url), fix=fix) from None


def _deployment(
    asked: Deployed, dataset: str, recipe: Path, variables: dict[str, Any], pool: str | None = None
) -> RunnerDeployment:
    return RunnerDeployment.from_flow(
        build_dataset,
        name=asked.name or dataset,
        schedule=Cron(asked.cron, timezone=asked.timezone) if asked.cron else None,
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1,
            collision_strategy=COLLISION[asked.overlap],
            grace_period_seconds=None if pool else START_GRACE_S,
        ),
        parameters={"recipe": str(recipe), "overrides": asked.settings, "overlap": asked.overlap},
        description=f"{'Makes' if asked.replace else 'Tops up'} dataset {dataset} from {recipe.name}.",
        tags=["forethought", dataset],
        work_pool_name=pool,
        job_variables=variables,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


async def next_firings(asked: Deployed, count: int = 2) -> list[datetime]:
    """When the schedule fires next, in its timezone."""
    return await firings(asked.cron, asked.timezone, count) if asked.cron else []
