"""Scenario E: SIGKILL at moments nobody chose, and each time the same command again."""

import asyncio
import random
import time
from pathlib import Path

from synth.fake import FakeServer, FakeSettings, LogNormal, staged
from tests.chaos.runs import CONCURRENCY, LONG, Run, golds
from tests.pipelines.test_build import wait_until_idle

KILLS, PROBLEMS = (20, 2000) if LONG else (2, 40)
TRACES_IN_FLIGHT = 2 * CONCURRENCY


def test_killed_again_and_again_a_run_pays_for_no_answer_twice_and_comes_out_the_same(tmp_path: Path) -> None:
    answers, draw = golds(PROBLEMS), random.Random(4)
    settings = FakeSettings(responder=staged(answers=answers, flaws=0.1), latency=LogNormal(0.02, 0.2), log_limit=None)
    with FakeServer(settings).in_thread() as server:
        run = Run(tmp_path, server).prepare(answers)
        lost: list[int] = []
        for _ in range(KILLS):
            asked_so_far = kill(run, draw)
            lost.append(asked_so_far - run.answers() - sum(lost))
        assert run.start().wait(600) == 0
        asked = server.log.prompts()
        undisturbed = Run(tmp_path, server, root="undisturbed")
        asyncio.run(undisturbed.here())
    assert len(asked) - len(set(asked)) == sum(lost), "asked twice is only what had no answer on disk"
    assert max(lost) <= TRACES_IN_FLIGHT, "and that is at most what was in flight"
    questions = [row["question"] for row in run.rows()]
    assert len(questions) == PROBLEMS and set(questions) == set(answers)
    assert run.digest() == undisturbed.digest()


def kill(run: Run, draw: random.Random) -> int:
    """Start it, kill it some time after it began to ask, and say how many calls were made since the beginning."""
    before, child = run.server.log.count(), run.start()
    goal, deadline = before + draw.randint(1, 3 * PROBLEMS // (KILLS + 1)), time.monotonic() + 300
    while run.server.log.count() < goal and child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(draw.uniform(0, 0.02))
    child.kill()
    child.wait()
    wait_until_idle(run.server)
    return run.server.log.count()
