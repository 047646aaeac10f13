"""What surrounds `forethought run`, Prefect included: SIGTERM, JSON progress, metrics while it runs, exit codes."""

import json
import signal
import socket
import subprocess
import time
from pathlib import Path

from synth.fake import FakeServer, FakeSettings, Fixed, staged
from tests.forethought.test_cli import LLM, PROGRAM, ROOT, START_S, forethought
from tests.forethought.test_progress import metrics


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def test_a_run_that_is_terminated_goes_on_until_its_budget_ends(tmp_path: Path, prefect_api: str) -> None:
    with FakeServer(FakeSettings(responder=staged(), latency=Fixed(0.1))).in_thread() as server:
        generator = f"{{kind: openai, base_url: '{server.base_url}', model: fake, concurrency: 4}}"
        options = ["--root", str(tmp_path), "--set", f"generators={{default: {generator}}}"]
        options += ["--set", "problems.limit=40", "--set", "stages.preplan.retries=0"]
        port = free_port()
        watched = [*PROGRAM, "run", LLM, *options, "--progress", "json", "--metrics-port", str(port)]
        child = subprocess.Popen(watched, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + START_S
        while server.log.count() < 8 and child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        seen = metrics(port)
        child.send_signal(signal.SIGTERM)
        _, errors = child.communicate(timeout=300)
        asked = server.log.count()
        capped = ("run", LLM, *options, "--set", "budget.requests=40", "--json")
        budget = forethought(*capped, PREFECT_API_URL=prefect_api)
        asked_then = server.log.count() - asked
    assert child.returncode == 143 and "Run the same command again" in errors and "Traceback" not in errors
    last = json.loads([line for line in errors.splitlines() if line.startswith("{")][-1])
    assert last["phase"] == "interrupted" and last["requests"] == asked
    assert seen["forethought_phase", "generating"] == 1 and seen["forethought_traces_planned", ""] == 40
    assert budget.returncode == 3, budget.stderr
    told = json.loads(budget.stdout)
    assert asked_then == 40 == told["budget"]["spent"]["requests"]
    assert told["left_out"] == 40 - sum(told["statuses"].values()) > 0
    assert told["usage"]["from_journal"] == asked and "Raise it and run again" in told["notice"]


def test_an_unknown_progress_mode_names_the_known_ones(tmp_path: Path) -> None:
    refused = forethought("run", LLM, "--root", tmp_path, "--progress", "jsn")
    assert refused.returncode == 2 and "json" in refused.stderr
