"""A server that we started must not outlive us, however we went.

After SIGKILL nobody stops it, and one server per killed process would stay. So a shell waits beside us with its
standard input on a pipe that only we hold open: told which server is ours, it ends that server when the pipe breaks.
Unlike Linux's parent-death signal this works on macOS too, and does not depend on which thread started the server.
"""

import atexit
import subprocess
from typing import Any

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
