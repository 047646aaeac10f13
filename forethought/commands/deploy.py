"""`forethought deploy`: a recipe registered for a work pool, whose workers run it."""

from typing import Annotated

import typer

from forethought.commands.options import Overrides, RecipePath, Root, with_root
from forethought.commands.scheduling import DeploymentName, Overlap, Replace, Timezone, warn_of_replaced


def deploy(
    recipe: RecipePath,
    pool: Annotated[str, typer.Option("--pool", metavar="NAME", help="The Prefect work pool whose workers run it.")],
    cron: Annotated[
        str | None,
        typer.Option("--cron", metavar="CRON", help="Run on this schedule; without it, when somebody says so."),
    ] = None,
    timezone: Timezone = "UTC",
    name: DeploymentName = None,
    overrides: Overrides = [],  # noqa: B006
    root: Root = None,
    overlap: Overlap = "skip",
    replace: Replace = False,
    image: Annotated[
        str | None, typer.Option("--image", metavar="IMAGE", help="Container image, for pools that run containers.")
    ] = None,
    variables: Annotated[
        list[str],
        typer.Option("--job-variable", metavar="KEY=VALUE", help="A variable of the pool's job template. Repeatable."),
    ] = [],  # noqa: B006
) -> None:
    """Register a recipe as a Prefect deployment for a work pool; workers of that pool run it.

    A process pool runs on this machine, in this folder. For other pools the recipe's path is passed on as it is given
    here, and must hold in the image. Runs are top-ups, unless --replace says otherwise.
    """
    typer.secho("loading Prefect, which takes some seconds", err=True, dim=True)
    import asyncio
    from typing import Any, cast

    from flows.deployments import Deployed, check_deployed, register
    from flows.local_server import find_server, prefect_server
    from schemas.errors import UserError

    asked = Deployed(recipe, with_root(overrides, root), name, cron, timezone, cast(Any, overlap), replace)
    check_deployed(asked, here=False)
    if find_server() is None:
        fix = "Start one: forethought ui, or prefect server start; or set PREFECT_API_URL."
        raise UserError("there is no Prefect server to register with", fix=fix)
    with prefect_server() as server:
        made = asyncio.run(register(asked, pool, image, _variables(variables)))
    warn_of_replaced(made.full_name, made.replaced)
    typer.echo(f"deployed {made.full_name} ({'replace' if replace else 'top-up'}; overlapping runs {overlap})")
    typer.echo(f"schedule {f'{cron} {timezone}' if cron else 'none'}")
    typer.echo(f"server   {server.api_url}")
    typer.echo(f"worker   PREFECT_API_URL={server.api_url} prefect worker start --pool '{pool}'")
    typer.echo(f"run now  PREFECT_API_URL={server.api_url} prefect deployment run '{made.full_name}'")


def _variables(given: list[str]) -> dict[str, object]:
    """`KEY=VALUE` pairs; values are YAML, so that lists and mappings can be given.

    Raises:
        UserError: naming the one that is no pair.
    """
    import yaml

    from schemas.errors import UserError

    for pair in given:
        if "=" not in pair:
            raise UserError(f"'{pair}' is not KEY=VALUE", where="--job-variable")
    return {key: yaml.safe_load(value) for key, _, value in (pair.partition("=") for pair in given)}
