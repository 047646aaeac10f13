"""Ends an engine whose owner was killed: vLLM's processes outlive a SIGKILL of the process that started them.

They would hold the GPU's memory, and the run that resumes would find none. So a process of a few lines is told the
engine's process ids and waits for the end of its input, which comes when its owner dies in whatever way.
"""

import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress

WATCH = """
import os, signal, sys, time
pids = []
for line in sys.stdin:
    pids = [int(pid) for pid in line.split()]
for sign, patience in (signal.SIGTERM, 5.0), (signal.SIGKILL, 0.0):
    for pid in pids:
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            pass
    time.sleep(patience if pids else 0.0)
"""
"""Each line it reads replaces the ids before; an empty line means that there is nothing to end any more."""


class Guard:
    """A watcher over the processes of one engine; in a session of its own, so that Ctrl-C does not reach it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-c", WATCH], stdin=subprocess.PIPE, text=True, start_new_session=True
        )

    def watch(self, pids: Iterable[int]) -> None:
        """End these processes, and no others, when this process dies."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # somebody ended the guard: nothing depends on it while we live
            self._process.stdin.write(" ".join(map(str, pids)) + "\n")
            self._process.stdin.flush()

    def dismiss(self) -> None:
        """There is nothing left to watch."""
        self.watch(())
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def kill_family(engine: int) -> None:
    """End an engine that has nothing to lose, and its workers, which would go on for a while and complain."""
    import psutil  # vLLM brings it

    with suppress(psutil.NoSuchProcess):
        owner = psutil.Process(engine)
        for process in (*owner.children(recursive=True), owner):
            process.kill()
