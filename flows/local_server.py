"""A Prefect server to talk to: the user's own, one that runs on this machine, or one started for as long as we live.

Ours serves the API, the UI and the scheduler on loopback, without telemetry, on the database in PREFECT_HOME, so that
it shows the runs of the past, too.
"""

import flows.quiet  # noqa: F401, I001  (sets Prefect's switches, so it stands before prefect)

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, PREFECT_SERVER_API_PORT, temporary_settings

from flows.watcher import Watcher
from schemas.errors import UserError

START_S = 180
"""How long a first start may take: migrations on a busy machine."""
STOP_S = 20
"""How long a server may take to end after SIGTERM."""


@dataclass(frozen=True, slots=True)
class PrefectServer:
    """Where the server is."""

    api_url: str
    """Ends in `/api`."""
    process: subprocess.Popen[bytes] | None = None
    """The server, if it was started by us."""

    @property
    def ui_url(self) -> str:
        """What to open in a browser."""
        return self.api_url.removesuffix("/api")


def find_server(port: int | None = None) -> PrefectServer | None:
    """The server that PREFECT_API_URL names, or one that answers on this port of loopback, by default Prefect's own."""
    named = PREFECT_API_URL.value()
    if named is not None:
        return PrefectServer(named)
    here = _api_url(port or PREFECT_SERVER_API_PORT.value())
    return PrefectServer(here) if _healthy(here) else None


@contextmanager
def prefect_server(port: int | None = None) -> Iterator[PrefectServer]:
    """The server that is there, or one of our own, for as long as the block runs; Prefect is told of it.

    Args:
        port: for one of our own; by default Prefect's own (PREFECT_SERVER_API_PORT, 4200), or any free one where that
            is taken by something else.

    Raises:
        UserError: the server that is named does not answer; the port is taken; our own does not start.
    """
    server = find_server(port)
    if server is None:
        with _own_server(_chosen(port)) as own, temporary_settings({PREFECT_API_URL: own.api_url}):
            yield own
        return
    with temporary_settings({PREFECT_API_URL: server.api_url}):
        with get_client(sync_client=True) as client:
            trouble = client.api_healthcheck()
        if trouble is not None:
            fix = "Start it, or unset PREFECT_API_URL (also in Prefect's profile) to use a local one."
            raise UserError(f"the Prefect server does not answer: {trouble}", where=server.api_url, fix=fix)
        yield server


@contextmanager
def _own_server(port: int) -> Iterator[PrefectServer]:
    """Started, and stopped again; SIGKILL to us ends it, too."""
    with tempfile.TemporaryFile() as errors:
        process = _start(port, errors)
        watcher = Watcher()
        watcher.tell(process.pid)
        try:
            _wait_until_healthy(process, _api_url(port), errors)
            yield PrefectServer(_api_url(port), process)
        finally:
            _stop(process)
            watcher.tell(None)
            watcher.close()


def _start(port: int, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    app = ["--factory", "prefect.server.api.server:create_app", "--lifespan", "on", "--log-level", "error"]
    command = [sys.executable, "-m", "uvicorn", *app, "--host", "127.0.0.1", "--port", str(port)]
    switches = {
        "PREFECT_UI_API_URL": _api_url(port),  # the browser asks there; it would ask 4200 otherwise
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT__SERVER_FINAL": "1",
    }
    # a session of its own: Ctrl-C is for us, who stop the server after all that talks to it
    return subprocess.Popen(
        command, env=os.environ | switches, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
    )


def _wait_until_healthy(process: subprocess.Popen[bytes], api_url: str, errors: IO[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while not _healthy(api_url):
        if process.poll() is not None or time.monotonic() > deadline:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip().splitlines()
            raise UserError(f"Prefect's server did not start: {said[-1] if said else 'no answer'}", where=api_url)
        time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _healthy(api_url: str) -> bool:
    try:
        with urlopen(f"{api_url}/health", timeout=5) as answer:  # noqa: S310  (the user's own address)
            return bool(answer.read().strip() == b"true")
    except (URLError, OSError, ValueError):
        return False


def _chosen(port: int | None) -> int:
    """The port that was asked for, or else Prefect's own, or else any."""
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind(("127.0.0.1", port or PREFECT_SERVER_API_PORT.value()))
        except OSError:
            if port is not None:
                raise UserError(f"port {port} is taken by another program", fix="Give another one.") from None
        else:
            return int(asked.getsockname()[1])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _api_url(port: int) -> str:
    return f"http://127.0.0.1:{port}/api"
