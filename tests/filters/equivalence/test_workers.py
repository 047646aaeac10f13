"""Worker processes: they answer, they are killed when they hang, they are replaced, and they never outlive us."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from filters.equivalence.compare import compare
from filters.equivalence.record import Equivalence, Method, Reason
from filters.equivalence.worker_process import WorkerProcess, WorkerStartError
from filters.equivalence.workers import PoolSettings, WorkerPool, shared_pool

HANGING = ("9^{9^{9^9}}", r"\sqrt{2}")
"""A tower of powers: sympy works it out until somebody stops it."""
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    """A pool with a deadline that a busy machine can keep."""
    pool = WorkerPool(PoolSettings(workers=2, deadline_s=20.0))
    yield pool
    pool.close()


@pytest.fixture
def hasty() -> Iterator[WorkerPool]:
    """A pool of one worker that is killed after a second; a machine too busy for one is asked again."""
    pool = WorkerPool(PoolSettings(workers=1, deadline_s=1.0))
    yield pool
    pool.close()


def gone(pid: int) -> bool:
    """Has a process ended and been reaped, or is it at most a zombie of some other parent?"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def eventually(condition: Callable[[], bool]) -> bool:
    """Wait for something that happens in another process."""
    for _ in range(600):
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    ("gold", "pred"),
    [
        ("x+1", "1+x"),
        (r"\frac{\sqrt{3}}{3}", r"\frac{1}{\sqrt{3}}"),
        (r"\tan^2(y)+1", r"\sec^2(y)"),
        ("2x+4y-3=0", r"y=-\frac{1}{2}x+\frac{3}{4}"),
        ("[-2,7]", r"-2 \le x \le 7"),
        (r"-793 < a < 10", "(-793, 10)"),
        (r"[1,2] \cup [2,3]", "[1,3]"),
        (r"2\sqrt{4}\pi", r"4\pi\text{ cm}"),
        (r"\sqrt{17}", "4.123105625617661"),
        (r"\frac{108 + 31\sqrt{5}}{216}, 1", r"1, \frac12+\frac{31\sqrt5}{216}"),
    ],
)
def test_symbolic_equality(pool: WorkerPool, gold: str, pred: str) -> None:
    assert compare(gold, pred, pool=pool) == Equivalence(Reason.EQUAL, Method.MATH_VERIFY)


@pytest.mark.parametrize(
    ("gold", "pred"),
    [
        (r"1 - \frac{1}{\mathrm{e}}", r"1 + \frac{1}{\mathrm{e}}"),
        (r"\sqrt{2}", r"\sqrt{2} + 10^{-30}"),
        (r"\pi", "3.14159265"),
        (r"\pi", r"\frac{22}{7}"),
        (r"\sqrt{17}", "4.1231"),
        ("x > 5", r"x \ge 5"),
        (r"3\sqrt{13}", "313"),
        ("p - q", "q - p"),
        ("Paris 2024", "London 2024"),
    ],
)
def test_symbolic_difference(pool: WorkerPool, gold: str, pred: str) -> None:
    assert compare(gold, pred, pool=pool).reason is Reason.WRONG_ANSWER


def test_what_cannot_be_parsed_is_told_from_what_differs(pool: WorkerPool) -> None:
    assert compare(r"x^2 + ", "x", pool=pool).reason is Reason.GOLD_UNPARSEABLE
    unreadable = compare("x^2", r"\frac{x}{ +", pool=pool)
    assert unreadable.reason is Reason.ANSWER_UNPARSEABLE and r"\frac" in unreadable.detail


@pytest.mark.parametrize(
    "text", ['__import__("os").system("id")', "\x00x", "\ud800", "{" * 39 + "x", r"\input{/etc/passwd}"]
)
def test_hostile_text_is_only_ever_an_answer(pool: WorkerPool, text: str) -> None:
    assert not compare("x^2", text, pool=pool).equal


def test_a_hanging_comparison_is_killed_and_the_next_one_answered(hasty: WorkerPool) -> None:
    assert eventually(lambda: compare("x+1", "1+x", pool=hasty).equal)
    (pid,) = hasty.pids
    assert compare(*HANGING, pool=hasty).reason is Reason.TIMEOUT
    assert gone(pid)
    assert eventually(lambda: compare("x+2", "2+x", pool=hasty).equal)
    assert hasty.pids and pid not in hasty.pids


def test_a_comparison_without_enough_memory_is_a_crash_or_a_timeout_and_nothing_else() -> None:
    pool = WorkerPool(PoolSettings(workers=1, deadline_s=5.0, memory_mb=400))
    try:
        outcome = compare(r"2^{2^{31}} + x", r"\sqrt{2}", pool=pool)
        assert outcome.reason in (Reason.CRASH, Reason.TIMEOUT, Reason.WRONG_ANSWER)
        assert compare("x+1", "1+x", pool=pool).equal
    finally:
        pool.close()


def test_a_worker_killed_by_others_is_a_crash_and_is_replaced() -> None:
    pool = WorkerPool(PoolSettings(workers=1, deadline_s=30.0))
    try:
        future = pool.submit(*HANGING)
        assert eventually(lambda: bool(pool.pids))
        os.kill(pool.pids[0], signal.SIGKILL)
        assert future.result().reason is Reason.CRASH
        assert compare("x+1", "1+x", pool=pool).equal
        os.kill(pool.pids[0], signal.SIGKILL)  # this time while it is idle
        assert eventually(lambda: compare("x+3", "3+x", pool=pool).equal)
    finally:
        pool.close()


def test_many_threads_share_the_workers(pool: WorkerPool) -> None:
    outcomes: dict[int, bool] = {}

    def ask(number: int) -> None:
        outcomes[number] = compare(f"x+{number}", f"{number - number % 2}+x", pool=pool).equal

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(1, 21)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == {number: number % 2 == 0 for number in range(1, 21)}
    assert len(pool.pids) <= 2


async def test_an_event_loop_awaits_workers_and_is_not_held_up(pool: WorkerPool) -> None:
    futures = [asyncio.wrap_future(pool.submit(f"y+{number}", f"{number}+y")) for number in range(5)]
    ticks = 0
    while not all(future.done() for future in futures):
        ticks += 1
        await asyncio.sleep(0)
    assert [future.result().equal for future in futures] == [True] * 5
    assert ticks > 1


def test_a_known_outcome_needs_no_worker(hasty: WorkerPool) -> None:
    assert eventually(lambda: compare("x+1", "1+x", pool=hasty).equal)
    assert hasty.submit("$x+1$", r"\boxed{1+x}").done()


def test_a_timeout_is_not_remembered(hasty: WorkerPool) -> None:
    assert compare(*HANGING, pool=hasty).reason is Reason.TIMEOUT
    assert not hasty.submit(*HANGING).done()


def test_closing_kills_the_workers_and_ends_what_waits() -> None:
    pool = WorkerPool(PoolSettings(workers=1, deadline_s=60.0))
    running, waiting = pool.submit(*HANGING), pool.submit("x+1", "1+x")
    assert eventually(lambda: running.running() and bool(pool.pids))
    pids = pool.pids
    pool.close()
    assert running.result().reason is Reason.CRASH
    assert waiting.cancelled()
    assert all(gone(pid) for pid in pids) and not pool.pids
    with pytest.raises(RuntimeError, match="closed"):
        pool.submit("x", "y")


def test_a_cancelled_job_is_never_run(hasty: WorkerPool) -> None:
    running: Future[Equivalence] = hasty.submit(*HANGING)
    waiting = hasty.submit("z+1", "1+z")
    assert waiting.cancel()
    assert running.result().reason is Reason.TIMEOUT
    assert waiting.cancelled()


def test_nothing_starts_before_it_is_needed() -> None:
    pool = WorkerPool()
    assert compare("1/2", "0.5", pool=pool).equal
    assert not pool.pids
    pool.close()


def test_there_is_one_shared_pool_for_the_same_settings() -> None:
    assert shared_pool() is shared_pool(PoolSettings())
    assert shared_pool() is not shared_pool(PoolSettings(deadline_s=1))


def test_a_worker_that_cannot_start_says_why() -> None:
    pool = WorkerPool(PoolSettings(memory_mb=20))
    with pytest.raises(WorkerStartError, match=r"did not start: exit \d"):
        compare("x+1", "1+x", pool=pool)
    pool.close()


def test_secrets_in_the_environment_do_not_reach_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "secret")
    worker = WorkerProcess(memory_mb=2_048)
    try:
        worker.wait_ready(60)
        assert b"SOME_API_KEY" not in Path(f"/proc/{worker.pid}/environ").read_bytes()
    finally:
        worker.kill()


PARENT = """
    import threading, time
    from filters.equivalence.workers import PoolSettings, WorkerPool

    def main():
        pool = WorkerPool(PoolSettings(workers=2, deadline_s=5))
        started = pool.submit("x+1", "1+x"), pool.submit("x+2", "2+x")
        assert all(future.result().equal for future in started)
        busy = pool.submit("9^9^9^9", "y")
        print(*pool.pids, flush=True)
        ENDING

    thread = threading.Thread(target=main)  # as a flow's task does
    thread.start()
    thread.join()
"""


@pytest.mark.parametrize("ending", ["pass", "time.sleep(600)"], ids=["exits", "is killed"])
def test_workers_never_outlive_their_parent(ending: str, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(textwrap.dedent(PARENT).replace("ENDING", ending))
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, env=env, cwd=tmp_path) as parent:
        try:
            assert parent.stdout is not None
            pids = [int(pid) for pid in parent.stdout.readline().split()]
            if ending == "pass":
                assert parent.wait(300) == 0
        finally:
            parent.kill()
    assert len(pids) == 2
    assert all(eventually(lambda pid=pid: gone(pid)) for pid in pids)  # type: ignore[misc]
