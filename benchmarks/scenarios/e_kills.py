"""E: SIGKILL at random moments of a run, and each time the same command again.

The server counts the requests that it was asked before: that is what the kills cost. An undisturbed run has none.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks import rig
from benchmarks.outcome import Outcome
from store.dataset import Dataset
from synth.fake import FakeProcess
from synth.journal_upkeep import journal_stats

IN_FLIGHT = 32
PROGRAM = """
import asyncio, sys
from pathlib import Path
from pipelines.build import run_build
from schemas.recipe import parse_recipe
asyncio.run(run_build(parse_recipe(Path(sys.argv[1]).read_text(), "bench.yaml"), "bench.yaml"))
"""


def outcomes(quick: bool) -> list[Outcome]:
    """20 kills within 6,000 requests."""
    kills, problems = (3, 300) if quick else (20, 2000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = rig.write_problems(folder / "problems.jsonl", problems)
        with rig.answering(path, "--flaws", "0.1", "--latency", "lognormal:0.02:0.2") as fake:
            lost = _disturbed(folder, path, fake, kills)
            repeated = fake.stats()["repeated"]
            asked = fake.stats()["requests"]
            undisturbed = rig.run(rig.recipe(path, folder / "undisturbed", fake.base_url, IN_FLIGHT)).result
        questions = Counter(row["question"] for row in rig.rows(folder / "killed"))
        once = len(questions) == problems and set(questions.values()) == {1}
        same = Dataset.at(folder / "killed", rig.NAME).latest().content_digest == undisturbed.content_digest
    return [
        Outcome(
            scenario="E",
            what=f"{kills} SIGKILLs in {asked:,} requests, {IN_FLIGHT} in flight",
            unit="calls repeated",
            ideal=0,
            ours=repeated,
            bar="at most what was in flight; every row once; same content as undisturbed",
            met=max(lost) <= 2 * IN_FLIGHT and repeated <= sum(lost) and once and same,
            note=f"at most {max(lost)} a kill ({2 * IN_FLIGHT} traces in flight), {repeated / kills:.1f} on average; "
            f"{'every row once' if once else 'ROWS LOST OR DOUBLED'}, {'same' if same else 'OTHER'} content",
        )
    ]


def _disturbed(folder: Path, path: Path, fake: FakeProcess, kills: int) -> list[int]:
    """Kill, resume, and so on to the end; how many calls each kill lost."""
    draw, lost = random.Random(4), list[int]()
    recipe = folder / "bench.yaml"
    recipe.write_text(rig.recipe(path, folder / "killed", fake.base_url, IN_FLIGHT), encoding="utf-8")
    command = [sys.executable, "-c", PROGRAM, str(recipe)]
    goals = 3 * sum(1 for _ in path.open()) // (kills + 1)
    for _ in range(kills):
        _kill(subprocess.Popen(command), fake, draw, goals)
        answers = journal_stats(folder / "killed" / ".journal").answers
        lost.append(fake.stats()["requests"] - answers - sum(lost))
    subprocess.run(command, check=True)
    return lost


def _kill(child: "subprocess.Popen[bytes]", fake: FakeProcess, draw: random.Random, most: int) -> None:
    """Let it ask some more, then kill it and wait until the server has noticed."""
    goal = fake.stats()["requests"] + draw.randint(1, most)
    while child.poll() is None and fake.stats()["requests"] < goal:
        time.sleep(0.01)
    time.sleep(draw.uniform(0, 0.02))
    child.kill()
    child.wait()
    while fake.stats()["in_flight"]:
        time.sleep(0.01)
