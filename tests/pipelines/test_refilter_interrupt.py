"""Ctrl-C, SIGTERM and SIGKILL at a refilter with worker processes: nothing is committed, and no process stays."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pipelines.judging import rows_of
from tests.pipelines.test_refilter import made, shipped

CHILD = """
import sys, time
from pipelines import refilter_pool
from pipelines.refilter import _Refilter, refilter
from pipelines.refilter_recipe import changed_recipe
from schemas.errors import RunInterrupted
from store.dataset import Dataset

if __name__ == "__main__":
    refilter_pool.INLINE_ROWS = 0
    dataset = Dataset.at(sys.argv[1], "ppc-replay")
    recipe = changed_recipe(dataset.latest(), "ppc-replay", ["filters.spoiler.max_score=0"])
    def judged(self, shard):
        print("judged", flush=True)
        time.sleep(60)
    if "hold" in sys.argv:
        _Refilter._told = judged
    try:
        refilter(dataset, recipe, workers=2)
    except RunInterrupted as stop:
        sys.exit(stop.exit_code)
"""


def start(root: Path, script: Path, *more: str) -> subprocess.Popen[str]:
    """A refilter with two workers, in a session of its own so that a signal can go to all of them."""
    script.write_text(CHILD, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, str(script), str(root), *more]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, stdout=pipe, stderr=subprocess.STDOUT, text=True, env=environment, start_new_session=True
    )


def workers_of(pid: int) -> list[int]:
    """Its children that are not the tracker of shared resources."""
    children = subprocess.run(
        ["pgrep", "-P", str(pid), "-f", "spawn_main"], capture_output=True, text=True, check=False
    )
    return [int(line) for line in children.stdout.split()]


def wait_for_workers(child: subprocess.Popen[str]) -> list[int]:
    deadline = time.monotonic() + 300
    while len(workers := workers_of(child.pid)) < 1 and child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert workers, "the refilter started workers"
    return workers


def all_gone(pids: list[int]) -> bool:
    deadline = time.monotonic() + 300
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_without_a_word_too_many(number: signal.Signals, tmp_path: Path) -> None:
    dataset = await made(shipped("ppc-replay", tmp_path / "datasets", "problems.limit=24"))
    child = start(dataset.root, tmp_path / "child.py")
    workers = wait_for_workers(child)
    if number is signal.SIGINT:
        os.killpg(child.pid, number)  # as a terminal does: the workers hear it, too
    else:
        child.send_signal(number)
    said, _ = child.communicate(timeout=300)
    assert (child.returncode, said) == (128 + number, "")
    assert len(dataset.versions()) == 1 and not list(dataset.side_folder.glob("staging/*"))
    assert all_gone(workers)


async def test_workers_do_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    dataset = await made(shipped("ppc-replay", tmp_path / "datasets", "problems.limit=24"))
    child = start(dataset.root, tmp_path / "child.py", "hold")
    assert child.stdout is not None and child.stdout.readline() == "judged\n"
    workers = workers_of(child.pid)
    child.kill()
    assert workers and all_gone(workers)
    child.communicate(timeout=300)
    assert [info.number for info in dataset.versions()] == [0] and len(rows_of(dataset)) == 24
