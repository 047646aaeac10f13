"""Ctrl-C and SIGTERM, sent to real processes: what is in flight is taken, nothing is committed or paid twice."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.interrupt import interruptible, listening, read_unless_interrupted
from pipelines.run_state import RunState
from schemas.errors import RunInterrupted, UserError
from store.dataset import Dataset
from synth.fake import FakeServer, FakeSettings, Fault, Fixed, staged
from synth.journal_upkeep import journal_stats
from synth.turnstile import Turnstile
from tests.pipelines.test_build import ENDPOINT, GOLDS, folder, recipe_text, rows_of, wait_until_idle

__all__ = ["folder"]

CHILD = """
import asyncio, sys
from pathlib import Path
from pipelines.build import run_build
from schemas.errors import RunInterrupted
from schemas.recipe import parse_recipe
try:
    asyncio.run(run_build(parse_recipe(Path(sys.argv[1]).read_text(), "small.yaml", sys.argv[2:]), "small.yaml"))
except RunInterrupted as stop:
    print(stop, flush=True)
    sys.exit(stop.exit_code)
"""


def start(folder: Path, server: FakeServer, *overrides: str) -> subprocess.Popen[str]:
    path = folder / "small.yaml"
    path.write_text(recipe_text(folder, ENDPOINT, server.base_url), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", CHILD, str(path), *overrides]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)


def wait_for_requests(server: FakeServer, count: int, child: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 300
    while server.log.count() < count and child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    assert server.log.count() >= count, "the run asked"


def answers(folder: Path) -> int:
    return journal_stats(folder / "datasets/.journal").answers


def test_ctrl_c_takes_what_is_in_flight_and_a_resume_asks_nothing_twice(folder: Path) -> None:
    settings = FakeSettings(responder=staged(answers=GOLDS), latency=Fixed(0.1))
    with FakeServer(settings).in_thread() as server:
        child = start(folder, server)
        wait_for_requests(server, 40, child)
        child.send_signal(signal.SIGINT)
        said, _ = child.communicate(timeout=300)
        wait_until_idle(server)
        asked, kept = server.log.count(), answers(folder)
        assert child.returncode == 130 and "Run the same command again" in said and "Traceback" not in said
        assert kept == asked < 3 * len(GOLDS), "every call that was made has its answer on disk"
        assert not Dataset.at(folder / "datasets", "small").exists
        again = start(folder, server)
        again.communicate(timeout=300)
        assert again.returncode == 0 and server.log.count() == 3 * len(GOLDS)
    assert len(rows_of(folder)) == len(GOLDS)


def hanging() -> FakeSettings:
    slow = Fault(kind="hang", when="13 shelves")
    return FakeSettings(responder=staged(answers=GOLDS), latency=Fixed(0.02), faults=(slow,))


def test_the_wait_for_what_is_in_flight_is_bounded(folder: Path) -> None:
    with FakeServer(hanging()).in_thread() as server:
        child = start(folder, server, "engine.interrupt_wait_s=0.3")
        wait_for_requests(server, 3 * len(GOLDS) - 3, child)  # all but the one that hangs and those behind it
        child.send_signal(signal.SIGTERM)
        said, _ = child.communicate(timeout=300)
        assert child.returncode == 143 and "1 unanswered calls were given up" in said
        assert answers(folder) == server.log.count() - 1


def test_a_second_signal_ends_the_wait(folder: Path) -> None:
    with FakeServer(hanging()).in_thread() as server:
        child = start(folder, server, "engine.interrupt_wait_s=600")
        wait_for_requests(server, 30, child)
        child.send_signal(signal.SIGINT)
        time.sleep(1)
        assert child.poll() is None, "the first one waits"
        child.send_signal(signal.SIGINT)
        said, _ = child.communicate(timeout=300)
        assert child.returncode == 130 and "given up" in said


async def test_a_signal_that_came_too_early_is_not_forgotten_and_handlers_are_given_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with listening() as heard:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.01)
        with pytest.raises(RunInterrupted) as stopped:
            await interruptible(asyncio.sleep(60), Turnstile(), RunState(), heard, wait_s=1)
    assert stopped.value.exit_code == 143 and signal.getsignal(signal.SIGTERM) is before


async def test_work_that_is_done_is_not_undone_by_a_late_signal() -> None:
    state = RunState()
    with listening() as heard:
        await interruptible(asyncio.sleep(0), Turnstile(), state, heard, wait_s=1)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.05)
        assert state.phase != "stopping" and heard.qsize() == 1


async def test_a_signal_ends_the_reading_of_problems_at_its_next_row() -> None:
    rows: list[int] = []

    def read(checkpoint: Callable[[], None]) -> None:
        for row in range(10**9):
            checkpoint()
            rows.append(row)
            if row == 5:
                os.kill(os.getpid(), signal.SIGINT)

    with listening() as heard, pytest.raises(RunInterrupted) as stopped:
        await read_unless_interrupted(read, heard)
    assert stopped.value.exit_code == 130 and len(rows) > 5


async def test_a_reading_that_nobody_interrupts_returns_what_it_read() -> None:
    with listening() as heard:
        assert await read_unless_interrupted(lambda checkpoint: 7, heard) == 7
        with pytest.raises(UserError, match="holds no rows"):
            await read_unless_interrupted(refuse, heard)


def refuse(checkpoint: Callable[[], None]) -> None:
    raise UserError("it holds no rows")
