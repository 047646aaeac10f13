"""A process pool with a real server and worker: it runs what `forethought deploy` and `prefect deploy` register."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from store.dataset import Dataset
from synth.fake import FakeServer
from tests_schedule.conftest import BIN, ROOT, Command, free_port


@pytest.fixture
def ui(tmp_path: Path, environment: dict[str, str]) -> Iterator[str]:
    """`forethought ui`; other commands find it through PREFECT_API_URL."""
    server = Command(BIN / "forethought", "ui", "--port", free_port(), folder=tmp_path, environment=environment)
    try:
        address = server.wait_for("http://")
        environment["PREFECT_API_URL"] = f"{address}/api"
        yield address
    finally:
        code = server.stop(signal.SIGTERM)
    assert code == 0 and server.said[-1] == "stopped"


def told(folder: Path, environment: dict[str, str], *command: object) -> str:
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def state_of(folder: Path, environment: dict[str, str], deployment: str, *parameters: str) -> dict[str, Any]:
    """Run a deployment to its end; its final state."""
    run = (BIN / "prefect", "deployment", "run", deployment, "--watch", *parameters)
    words = [str(word) for word in run]
    subprocess.run(words, cwd=folder, env=environment, capture_output=True, timeout=120, check=False)
    listed = told(folder, environment, BIN / "prefect", "flow-run", "ls", "--limit", "1", "-o", "json")
    identity = json.loads(listed)[0]["id"]
    with urlopen(f"{environment['PREFECT_API_URL']}/flow_runs/{identity}", timeout=30) as answer:
        state: dict[str, Any] = json.load(answer)["state"]
    return state


def test_a_process_pool_runs_what_was_deployed_and_says_why_it_failed(
    tmp_path: Path, environment: dict[str, str], recipe: Path, endpoint: FakeServer, ui: str
) -> None:
    with urlopen(f"{ui}/ui-settings", timeout=30) as answer:
        assert json.load(answer)["api_url"] == environment["PREFECT_API_URL"], "the browser asks this server"
    told(tmp_path, environment, BIN / "prefect", "work-pool", "create", "machine", "--type", "process")
    said = told(tmp_path, environment, BIN / "forethought", "deploy", recipe, "--pool", "machine")
    assert "build-dataset/nights" in said
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    start = (BIN / "prefect", "worker", "start", "--pool", "machine")
    worker = Command(*start, folder=elsewhere, environment=environment)
    try:
        state = state_of(tmp_path, environment, "build-dataset/nights")
        assert state["type"] == "COMPLETED", (state, worker.said)
        assert state["message"].startswith("nights, version 0: 20 problems generated")
        assert Dataset.at(tmp_path / "datasets", "nights").latest().rows == 20
        broken = json.dumps(["filters.spoler={}"])
        state = state_of(tmp_path, environment, "build-dataset/nights", "--param", f"overrides={broken}")
        assert state["type"] == "FAILED" and "'spoiler'" in state["message"] and "\n" not in state["message"]
        told(tmp_path, environment, BIN / "prefect", "work-pool", "create", "forethought", "--type", "process")
        told(ROOT, environment, BIN / "prefect", "--no-prompt", "deploy", "--all")
    finally:
        worker.stop()
    listed = told(tmp_path, environment, BIN / "prefect", "deployment", "ls")
    assert "build-dataset/nightly" in listed
