"""Prefect's embedded server does not outlive the run that started it, not even one that is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.watcher import WATCH
from synth.fake import FakeServer, FakeSettings, Fixed, staged

ROOT = Path(__file__).parents[2]
PROGRAM = str(Path(sys.executable).parent / "forethought")


def gone(pid: int, within_s: float = 60.0) -> bool:
    """Whether a process ends in time."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def descendants(pid: int) -> dict[int, str]:
    """Processes that a process started, and those that these started, with their command lines."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    found: dict[int, str] = {}
    parents = {pid}
    while parents:
        children = {int(row[0]): row[2] for row in rows if int(row[1]) in parents}
        found |= children
        parents = set(children)
    return found


def test_a_killed_run_takes_its_server_along(tmp_path: Path) -> None:
    with FakeServer(FakeSettings(responder=staged(), latency=Fixed(30))).in_thread() as server:
        generator = f"{{kind: openai, base_url: '{server.base_url}', model: fake}}"
        options = ["--root", str(tmp_path), "--set", f"generators={{default: {generator}}}"]
        command = [PROGRAM, "run", "recipes/ppc-openai.yaml", *options]
        run = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 300
            while server.log.count() < 1 and time.monotonic() < deadline:
                time.sleep(0.05)
            started = descendants(run.pid)
        finally:
            run.send_signal(signal.SIGKILL)
            run.wait(300)
    servers = [pid for pid, command in started.items() if "uvicorn" in command]
    assert len(servers) == 1, started
    assert all(gone(pid) for pid in started), started


@pytest.mark.parametrize(("last", "ended"), [("", False), ("{pid}\n", True), ("{pid}\n\n", False)])
def test_the_watch_ends_the_server_it_was_told_of_last(last: str, ended: bool) -> None:
    with subprocess.Popen(["sleep", "60"]) as server:
        subprocess.run(["/bin/sh", "-c", WATCH], input=last.format(pid=server.pid), text=True, timeout=300, check=False)
        try:
            server.wait(30 if ended else 0.1)
        except subprocess.TimeoutExpired:
            server.kill()
        assert (server.returncode == -signal.SIGTERM) == ended
