"""A fake in a process of its own, led from this one: for benches, whose client must not share its event loop."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.errors import UserError

ROOT = Path(__file__).resolve().parents[2]
"""Where the child finds our packages, whatever its working directory."""

START_SECONDS = 30.0
"""Longest time until a child says that it is ready."""

STOP_SECONDS = 10.0
"""Longest time until a child that was asked to stop has gone; then it is killed."""

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Opens loopback addresses without asking any proxy."""


@dataclass(frozen=True, slots=True)
class FakeProcess:
    """A running fake in another process."""

    url: str
    """`http://host:port`."""
    pid: int
    """Its process."""

    @property
    def base_url(self) -> str:
        """What an OpenAI client takes as `base_url`."""
        return f"{self.url}/v1"

    def stats(self) -> dict[str, Any]:
        """Counts of all requests since the start."""
        return self._call("/_fake/stats")

    def log(self, since: int = 0) -> list[dict[str, Any]]:
        """Records in its memory from number `since` on, as `Record.row` gives them."""
        records: list[dict[str, Any]] = []
        more = True
        while more:
            page = self._call(f"/_fake/log?since={since}")
            records += page["records"]
            since, more = page["next"], page["more"]
        return records

    def configure(self, **changes: Any) -> dict[str, Any]:
        """Change settings at run time, written as on the command line: `fake.configure(capacity=20)`.

        Raises:
            UserError: a name or a value is not known.
        """
        return self._call("/_fake/settings", changes)

    def stop(self) -> None:
        """Ask it to stop."""
        self._call("/_fake/stop", {})

    def _call(self, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        try:
            with DIRECT.open(self.url + path, data, timeout=STOP_SECONDS) as response:
                answer: dict[str, Any] = json.load(response)
        except urllib.request.HTTPError as error:
            with error:
                raise UserError(json.load(error)["error"]) from error
        return answer


@contextmanager
def start_process(*arguments: str) -> Iterator[FakeProcess]:
    """Run a fake in its own process with these command line arguments; it ends with the block or with us.

    Raises:
        UserError: it did not start; the message is what it said.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        child = _spawn(arguments, errors)
        try:
            yield _ready(child, errors)
        finally:
            _end(child)


def _spawn(arguments: tuple[str, ...], errors: Any) -> subprocess.Popen[str]:
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-m", "synth.fake", *arguments],
        stdin=subprocess.PIPE,  # it stops when we, and with us this pipe, are gone
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


def _ready(child: subprocess.Popen[str], errors: Any) -> FakeProcess:
    assert child.stdout is not None
    timer = threading.Timer(START_SECONDS, child.kill)
    timer.start()
    line = child.stdout.readline()
    timer.cancel()
    if not line:
        child.wait()
        errors.seek(0)
        raise UserError(f"the fake server did not start: {errors.read().strip()}")
    said = json.loads(line)
    return FakeProcess(said["url"], said["pid"])


def _end(child: subprocess.Popen[str]) -> None:
    child.terminate()
    try:
        child.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
