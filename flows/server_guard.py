"""Prefect's embedded server goes when the run that started it is gone, however it went.

Prefect stops its server when the interpreter ends in good order. After SIGKILL, or when memory runs out, nobody does,
and one server per killed run would stay. So a shell waits beside the run with its standard input on a pipe that only
the run holds open: told which server belongs to the run, it ends that server when the pipe breaks. Unlike Linux's
parent-death signal this works on macOS too, and does not depend on which thread started the server.

Importing this module sets the guard up. It takes seconds, so it is for those whose Prefect will start a server.
"""

import atexit
import logging
import subprocess
from typing import Any

from prefect.server.api.server import SubprocessASGIServer

logger = logging.getLogger(__name__)

WATCH = 'while read -r line; do server=$line; done; [ -z "$server" ] || kill "$server" 2>/dev/null'
"""Remembers the last line, which is a process id or empty; at the end of input the process gets SIGTERM."""


class Watcher:
    """The waiting shell. Started with the first server, and told when a server comes or goes."""

    def __init__(self) -> None:
        self.shell: subprocess.Popen[str] | None = None

    def tell(self, server: int | None) -> None:
        """The server that must not outlive this process; None: there is none now."""
        if self.shell is None:
            # a session of its own: Ctrl-C and a signal to the process group must not end it before the run
            quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
            self.shell = subprocess.Popen(["/bin/sh", "-c", WATCH], stdin=subprocess.PIPE, text=True, **quiet)
            atexit.register(self.close)
        assert self.shell.stdin is not None
        self.shell.stdin.write(f"{server or ''}\n")
        self.shell.stdin.flush()

    def close(self) -> None:
        """Let the shell go; it ends the server that it was told of last, if there is one."""
        shell, self.shell = self.shell, None
        if shell is not None:
            shell.communicate()


WATCHER = Watcher()


class GuardedServer(SubprocessASGIServer):
    """Prefect's own server, whose process id is told to the watcher."""

    def _run_uvicorn_command(self) -> subprocess.Popen[Any]:
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
