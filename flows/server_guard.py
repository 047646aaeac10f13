"""Prefect's embedded server goes when the run that started it is gone, however it went.

Prefect stops its server when the interpreter ends in good order; after SIGKILL, or when memory runs out, the watcher
does.

Importing this module sets the guard up. It takes seconds, so it is for those whose Prefect will start a server.
"""

import logging
import subprocess
from typing import Any

from prefect.server.api.server import SubprocessASGIServer

from flows.watcher import Watcher
from synth.ctrl_c import deaf_children

logger = logging.getLogger(__name__)

WATCHER = Watcher()


class GuardedServer(SubprocessASGIServer):
    """Prefect's own server, whose process id is told to the watcher."""

    def _run_uvicorn_command(self) -> subprocess.Popen[Any]:
        with deaf_children():  # without it a run that is interrupted could not tell Prefect
            process = super()._run_uvicorn_command()
        _tell(process.pid)
        return process

    def stop(self) -> None:
        """Stop it, and stand by for the next start."""
        super().stop()
        _tell(None)
        GuardedServer()


def _tell(server: int | None) -> None:
    """A run is worth more than its tidiness: without a shell it goes on unguarded."""
    try:
        WATCHER.tell(server)
    except OSError as error:
        logger.debug("the embedded server is not watched: %s", error)


GuardedServer()  # Prefect asks for the one instance without a port, and gets this one
