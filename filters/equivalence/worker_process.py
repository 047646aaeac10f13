"""One worker process as its owner sees it: started late, asked one thing at a time, killed when it takes too long."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import filters

ROOT = Path(filters.__file__).resolve().parent.parent
"""Where `filters` is imported from: the child must find the same one, whatever the working directory."""

KEPT = frozenset({"PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"})
"""Environment variables that are passed on."""


class WorkerStartError(RuntimeError):
    """A worker process cannot be started: the installation is broken, not an answer."""


class WorkerTimeoutError(Exception):
    """The worker did not answer in time; it has been killed."""


class WorkerDiedError(Exception):
    """The worker ended before it answered."""


class WorkerProcess:
    """A child process that speaks JSON lines. Not thread-safe: one thread owns it."""

    def __init__(self, memory_mb: int) -> None:
        command = [sys.executable, "-P", "-m", "filters.equivalence.worker_main", str(memory_mb << 20)]
        self._pending = b""
        self.ready = False
        """True once it has imported what it needs and said so."""
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            bufsize=0,
            process_group=0,  # Ctrl-C at a terminal is for the parent alone
        )

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """True while it runs."""
        return self._process.poll() is None

    def wait_ready(self, start_s: float) -> None:
        """Wait until it can be asked.

        Raises:
            WorkerStartError: with its last words; the process is gone.
        """
        try:
            self._read_line(time.monotonic() + start_s)
        except WorkerTimeoutError as error:
            raise WorkerStartError(f"the answer worker did not start within {start_s:g} s") from error
        except WorkerDiedError as error:
            raise WorkerStartError(f"the answer worker did not start: {error}") from error
        self.ready = True

    def ask(self, request: Mapping[str, Any], deadline_s: float) -> dict[str, Any]:
        """Send one request and wait for its answer, `deadline_s` seconds at most.

        Raises:
            WorkerTimeoutError, WorkerDiedError: and the process is gone.
        """
        line = json.dumps({**request, "deadline_s": deadline_s}).encode() + b"\n"
        try:
            _write_all(self._process.stdin, line)
        except OSError as error:
            self.kill()
            raise WorkerDiedError("it ended while idle") from error
        answer: dict[str, Any] = json.loads(self._read_line(time.monotonic() + deadline_s))
        return answer

    def terminate(self) -> None:
        """End it now; safe from any thread, as its owner still reaps it."""
        self._process.kill()

    def kill(self) -> None:
        """End it now and reap it. Does nothing a second time."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _read_line(self, deadline: float) -> bytes:
        stdout = self._process.stdout
        assert stdout is not None
        while b"\n" not in self._pending:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([stdout], [], [], left)[0]:
                self.kill()
                raise WorkerTimeoutError
            chunk = os.read(stdout.fileno(), 1 << 16)
            if not chunk:
                raise self._death()
            self._pending += chunk
        line, self._pending = self._pending.split(b"\n", 1)
        return line

    def _death(self) -> Exception:
        """Its own alarm is a deadline too: on a busy machine the kernel may be quicker than we are."""
        code = self._process.wait()
        last_words = self._last_words()
        self.kill()
        return WorkerTimeoutError() if code == -signal.SIGALRM else WorkerDiedError(f"exit {code} {last_words}".strip())

    def _last_words(self) -> str:
        stderr = self._process.stderr
        if stderr is None or stderr.closed:
            return ""
        return (stderr.read() or b"").decode(errors="replace").strip()[-500:]


def _write_all(pipe: Any, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[pipe.write(view) :]


def _environment() -> dict[str, str]:
    """What a Python process needs, and no more: keys in our environment are no business of hostile text's process."""
    kept = {name: value for name, value in os.environ.items() if name in KEPT or name.startswith(("PYTHON", "LC_"))}
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)}
