"""Options that `forethought schedule` and `forethought deploy` share."""

from typing import Annotated

import typer

DeploymentName = Annotated[
    str | None, typer.Option("--name", metavar="NAME", help="The deployment's name; the default is the dataset's.")
]
Timezone = Annotated[
    str, typer.Option("--timezone", metavar="ZONE", help="Of the cron expression, e.g. Europe/Berlin.")
]
Overlap = Annotated[
    str,
    typer.Option(
        "--overlap",
        metavar="MODE",
        help="What a run does while another one writes the dataset: skip (nothing is lost, the next run takes it up) "
        "or wait.",
    ),
]
Replace = Annotated[
    bool,
    typer.Option(
        "--replace", help="Make the dataset anew at each run, instead of generating only what it does not hold."
    ),
]


def warn_of_served(full_name: str, already: bool) -> None:
    """Say on stderr that another process serves the same deployment."""
    if already:
        said = (
            f"note: another process seems to serve {full_name} already. Both take its runs, and the schedule is paused "
            "when either stops. To keep two schedules, give one a --name; else stop one."
        )
        typer.secho(said, err=True, fg="yellow")


def warn_of_replaced(full_name: str, replaced: str | None) -> None:
    """Say on stderr which active schedule a deployment takes the place of, because it has the same name."""
    if replaced is not None:
        said = f"note: {full_name} was {replaced}; this takes its place. To keep both, give one a --name."
        typer.secho(said, err=True, fg="yellow")
