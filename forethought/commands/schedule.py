"""`forethought schedule`: a recipe that runs again and again, from this terminal."""

from typing import TYPE_CHECKING, Annotated

import typer

from forethought.commands.options import Overrides, RecipePath, Root, with_root
from forethought.commands.scheduling import DeploymentName, Overlap, Replace, Timezone, warn_of_replaced, warn_of_served

if TYPE_CHECKING:
    from flows.deployments import Deployed
    from flows.local_server import PrefectServer


def schedule(
    recipe: RecipePath,
    cron: Annotated[
        str,
        typer.Option("--cron", metavar="CRON", help="Minute, hour, day, month, weekday: '0 3 * * *' is 3:00 daily."),
    ],
    timezone: Timezone = "UTC",
    name: DeploymentName = None,
    overrides: Overrides = [],  # noqa: B006
    root: Root = None,
    overlap: Overlap = "skip",
    replace: Replace = False,
) -> None:
    """Run a recipe on a schedule for as long as this command runs: a Prefect deployment, served from here.

    Each run is a top-up: it generates only what the dataset's newest version does not hold, and commits nothing when
    there is nothing new. It uses the Prefect server that PREFECT_API_URL names, or one on 127.0.0.1:4200, or starts one
    and stops it with itself. Ctrl-C ends it; a run under way keeps every answer, and the next one goes on from there.
    """
    typer.secho("loading Prefect, which takes some seconds", err=True, dim=True)
    import asyncio
    from typing import Any, cast

    from flows.deployments import Deployed, check_deployed, is_served_already, served, what_it_replaces
    from flows.local_server import prefect_server
    from flows.serving import serve

    asked = Deployed(recipe, with_root(overrides, root), name, cron, timezone, cast(Any, overlap), replace)
    check_deployed(asked, here=True)
    with prefect_server() as server:
        deployment = served(asked)
        warn_of_replaced(deployment.full_name, asyncio.run(what_it_replaces(deployment)))
        warn_of_served(deployment.full_name, asyncio.run(is_served_already(deployment)))
        _tell(asked, deployment.full_name, server)
        serve(deployment)
    typer.secho("stopped; the schedule is paused until it is served again", err=True)


def _tell(asked: "Deployed", full_name: str, server: "PrefectServer") -> None:
    import asyncio

    from flows.deployments import next_firings

    typer.echo(f"serving  {full_name} ({'replace' if asked.replace else 'top-up'}; overlapping runs {asked.overlap})")
    firings = (f"{at:%Y-%m-%d %H:%M}" for at in asyncio.run(next_firings(asked)))
    typer.echo(f"next     {', '.join(firings)}, ... {asked.timezone}")
    whose = "started by this command, stops with it" if server.process else "was there"
    typer.echo(f"server   {server.api_url} ({whose})")
    typer.echo(f"look     {server.ui_url}")
    typer.echo(f"run now  PREFECT_API_URL={server.api_url} prefect deployment run '{full_name}'")
    typer.echo("Ctrl-C ends it.")
