"""Serving a deployment from this process: it runs what is due, here, until it is told to stop."""

import flows.quiet  # noqa: F401, I001  (sets Prefect's switches, so it stands before prefect)

import prefect
from prefect.deployments.runner import RunnerDeployment
from prefect.settings import PREFECT_LOGGING_LEVEL, temporary_settings


def serve(deployment: RunnerDeployment) -> None:
    """Serve until Ctrl-C or SIGTERM. Then runs under way are told to stop, and the schedule is paused.

    Runs say at level INFO what they do, in their logs and on stderr.
    """
    with temporary_settings({PREFECT_LOGGING_LEVEL: "INFO"}):
        prefect.serve(deployment, print_starting_message=False)
