"""Serving a deployment from this process: it runs what is due, here, until it is told to stop."""

import flows.quiet  # noqa: F401, I001  (sets Prefect's switches, so it stands before prefect)

import asyncio
import signal
from typing import Any

from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.settings import PREFECT_LOGGING_LEVEL, temporary_settings


class _Runner(Runner):
    """Prefect's own runner, whose SIGTERM is a Ctrl-C: its own handler leaves before the schedule is paused."""

    def handle_sigterm(self, *args: Any, **kwargs: Any) -> None:
        signal.raise_signal(signal.SIGINT)


def serve(deployment: RunnerDeployment) -> None:
    """Serve until Ctrl-C or SIGTERM. Then runs under way are told to stop, and the schedule is paused.

    Runs say at level INFO what they do, in their logs and on stderr.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are born deaf to it
    with temporary_settings({PREFECT_LOGGING_LEVEL: "INFO"}):
        runner = _Runner(pause_on_shutdown=True)
        runner.add_deployment(deployment)
        try:
            asyncio.run(runner.start())
        except KeyboardInterrupt:
            return
