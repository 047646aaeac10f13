"""Real processes, really killed: at every touch of the disk that Python sees, and at moments that nobody chose."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.dataset import Dataset
from tests.store.toys import commit, ids, row

ROOT = Path(__file__).parents[2]
ENV = os.environ | {"PYTHONPATH": str(ROOT)}
ENDLESS = """
import sys
from itertools import count
from store.dataset import Dataset
from tests.store.toys import commit, row

dataset = Dataset.at(sys.argv[1], "toy")
print("ready", flush=True)
for number in count():
    commit(dataset, (row(number * 10 + n) for n in range(8)), "append" if number % 3 else "replace")
"""


@pytest.mark.parametrize("mode", ["replace", "append"])
def test_death_at_any_touch_of_the_disk_loses_nothing(tmp_path: Path, mode: str) -> None:
    command = [sys.executable, str(Path(__file__).with_name("dying_run.py")), str(tmp_path), mode]
    run = subprocess.run(command, env=ENV, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) > 20


def test_death_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    dataset = Dataset.at(tmp_path, "toy")
    commit(dataset, [row(0)])
    for seed in range(6):
        command = [sys.executable, "-c", ENDLESS, str(tmp_path)]
        with subprocess.Popen(command, env=ENV, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None and process.stdout.readline() == "ready\n"
            time.sleep(random.Random(seed).uniform(0.02, 0.5))
            process.kill()
        infos = dataset.versions()
        assert [info.number for info in infos] == list(range(len(infos)))[::-1]
        assert all(len(ids(dataset.read(info.number))) == info.rows for info in infos)
        assert commit(dataset, [row(1)]).number == len(infos)
        known = {file for info in dataset.versions() for file in dataset.read(info.number).files}
        assert {str(path) for path in dataset.path.glob("*.parquet")} == known
