"""Ctrl-C as a terminal sends it, to all processes of the run: while its engine starts, and while it answers."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from conftest import Run
from processes import alive, answers_on_disk, descendants, engines_of, family, wait_for, wait_for_answers
from test_runs import LIMIT, command

from store.dataset import Dataset

ENDS_S = 300
"""Patience with a run that was interrupted, in seconds, on a busy machine."""
MOMENTS = {"its process is not there yet": b"for line in sys.stdin", "the model is loaded": b"VLLM::EngineCore"}
"""What runs then: the guard, which comes first, and the engine itself."""


def press_ctrl_c(run: subprocess.Popen[str]) -> str:
    """What the run says as it ends."""
    os.killpg(run.pid, signal.SIGINT)
    _, errors = run.communicate(timeout=ENDS_S)
    assert run.returncode == 130, errors
    assert "Run the same command again" in errors and "Traceback" not in errors, errors
    return errors


def gone(pids: Iterable[int]) -> bool:
    """Whether they all end within some seconds."""
    deadline = time.monotonic() + 20
    while alive(pids) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not alive(pids)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_ends_at_once_while_its_engine_starts(moment: str, model: str, tmp_path: Path, forethought: Run) -> None:
    run = forethought(*command(model, tmp_path, max_tokens=400, min_tokens=300))
    wait_for(lambda: len(descendants(run.pid, MOMENTS[moment])), run)
    started = family(run.pid)
    said = press_ctrl_c(run)
    assert "unanswered" not in said, "a call that was never made is not given up"
    assert gone(started) and answers_on_disk(tmp_path) == 0


def test_answers_in_flight_are_taken_and_never_asked_for_again(model: str, tmp_path: Path, forethought: Run) -> None:
    line = [*command(model, tmp_path, max_tokens=400, min_tokens=300), "--set", "engine.interrupt_wait_s=300"]
    run = forethought(*line)
    known = wait_for_answers(run, tmp_path, 6)
    engines = engines_of(run.pid)
    said = press_ctrl_c(run)
    kept = answers_on_disk(tmp_path)
    assert kept > known and "unanswered" not in said
    assert engines and gone(engines) and not Dataset.at(tmp_path, "ppc-vllm").exists
    out, errors = (again := forethought(*line)).communicate(timeout=1000)
    assert again.returncode == 0, errors
    result = json.loads(out)
    assert result["usage"]["from_journal"] == kept and sum(result["statuses"].values()) == LIMIT
