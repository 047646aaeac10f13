"""A vacuum that dies at every touch of the disk in turn, and what is left after each death.

Usage: python dying_vacuum.py FOLDER. Prints how many deaths there were; fails on the first thing amiss.
"""

import shutil
import signal
import sys
from pathlib import Path

import pandas  # noqa: F401  (pyarrow would import it in every fork anew, a second each)

from schemas.errors import UserError
from store.dataset import Dataset
from store.vacuum import drop_versions
from tests.store.dying_run import die_at, in_fork
from tests.store.toys import commit, ids, row

ROWS = {0: range(7), 1: range(9), 2: range(3)}


def prepare(folder: Path) -> None:
    """Version 1 appends to 0."""
    dataset = Dataset.at(folder, "toy")
    commit(dataset, map(row, range(7)))
    commit(dataset, map(row, range(7, 9)), "append")
    commit(dataset, map(row, range(3)))


def drop(folder: Path, touch: int) -> None:
    die_at(touch, str(folder))
    drop_versions(Dataset.at(folder, "toy"), [0, 1])


def check(folder: Path) -> None:
    """Every version is whole, or says that it was dropped; the next writer leaves no file that is not needed."""
    dataset = Dataset.at(folder, "toy")
    gone = {info.number for info in dataset.versions() if info.dropped}
    assert gone in (set(), {0, 1}), gone
    for number, rows in ROWS.items():
        if number not in gone:
            assert ids(dataset.read(number)) == [f"p{n}/0" for n in rows]
            continue
        try:
            dataset.read(number)
        except UserError as error:
            assert f"version {number} was dropped on" in str(error)
        else:
            raise AssertionError(f"version {number} can be read")
    info = commit(dataset, map(row, range(2)))
    readable = {0, 1, 2, info.number} - gone
    known = {file for number in readable for file in dataset.read(number).files}
    assert {str(path) for path in dataset.path.glob("*.parquet")} == known


def main(base: Path) -> None:
    assert in_fork(lambda: prepare(base / "before")) == 0
    for touch in range(1000):
        folder = base / "now"
        shutil.copytree(base / "before", folder)
        status = in_fork(lambda: drop(folder, touch))  # noqa: B023
        if in_fork(lambda: check(folder)) != 0:  # noqa: B023
            sys.exit(f"something is amiss after a death at touch {touch}")
        shutil.rmtree(folder)
        if status == 0:
            print(touch)
            return
        assert status == -signal.SIGKILL, status


if __name__ == "__main__":
    main(Path(sys.argv[1]))
