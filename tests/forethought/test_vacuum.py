"""`forethought vacuum` and `drop-version` as a person meets them: told what is lost, asked, and taken at their word."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from store.dataset import Dataset
from tests.store.toys import commit, ids, row

PROGRAM = str(Path(sys.executable).parent / "forethought")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    made = Dataset.at(tmp_path, "toy")
    for rows in (6, 3, 9):
        commit(made, map(row, range(rows)))
    return made


def forethought(dataset: Dataset, *arguments: str, answer: str | None = None) -> subprocess.CompletedProcess[str]:
    """The program; with an answer its input is a terminal where that is typed."""
    command = [PROGRAM, *arguments, "--root", str(dataset.root)]
    environment = {**os.environ, "COLUMNS": "160", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
    there, here = os.openpty()
    try:
        if answer is not None:
            os.write(there, answer.encode())
        source = subprocess.DEVNULL if answer is None else here
        return subprocess.run(
            command, stdin=source, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
    finally:
        os.close(there)
        os.close(here)


def test_it_says_what_is_lost_and_asks(dataset: Dataset) -> None:
    done = forethought(dataset, "drop-version", "toy", "0", answer="n\n")
    assert done.returncode == 1 and "version 0: 6 rows, 2 accepted" in done.stdout, done.stderr
    assert "1 file goes" in done.stdout and "versions 2, 1 can still be read" in done.stdout
    assert len(ids(dataset.read(0))) == 6
    assert forethought(dataset, "drop-version", "toy", "0", answer="y\n").returncode == 0
    assert [info.number for info in dataset.versions() if info.dropped] == [0]


def test_without_a_terminal_it_wants_to_be_told(dataset: Dataset) -> None:
    done = forethought(dataset, "vacuum", "toy", "--keep-last", "1")
    assert done.returncode == 2 and "--yes" in done.stderr and len(ids(dataset.read(0))) == 6
    done = forethought(dataset, "vacuum", "toy", "--keep-last", "1", "--yes", "--json")
    told = json.loads(done.stdout)
    assert (told["versions"], told["kept"], told["dropped"]) == ([1, 0], [2], True) and told["bytes"] > 0
    shown = forethought(dataset, "versions", "toy").stdout
    assert shown.count("(dropped 20") == 2


def test_a_dry_run_touches_nothing(dataset: Dataset) -> None:
    done = forethought(dataset, "vacuum", "toy", "--keep-last", "1", "--dry-run")
    assert done.returncode == 0 and "2 files go" in done.stdout
    assert [len(ids(dataset.read(number))) for number in (0, 1, 2)] == [6, 3, 9]


def test_the_newest_version_is_refused(dataset: Dataset) -> None:
    done = forethought(dataset, "drop-version", "toy", "2", "--yes")
    assert done.returncode == 2 and "is the newest" in done.stderr and "Traceback" not in done.stderr
