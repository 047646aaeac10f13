"""A program that runs and dies at every touch of the disk in turn, and checks after each death what is left.

Usage: python dying_run.py FOLDER replace|append. Prints how many deaths there were; fails on the first thing amiss.
Each run is a fork of a process that has only imported things: threads of deltalake do not survive a fork.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pandas  # noqa: F401  (pyarrow would import it in every fork anew, a second each)

from store.dataset import Dataset, Mode
from tests.store.toys import commit, ids, row

OLD = [f"p{n}/0" for n in range(7)]
NEW = {"replace": [f"p{n}/0" for n in range(7, 16)], "append": [f"p{n}/0" for n in range(16)]}
TOUCHES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.scandir", "os.listdir", "os.truncate"}


def die_at(touch: int, folder: str) -> None:
    """Kill this process at its n-th touch of anything under `folder`."""
    seen = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        if event in TOUCHES and arguments and str(arguments[0]).startswith(folder):
            if seen == touch:
                os.kill(os.getpid(), signal.SIGKILL)
            seen += 1

    sys.addaudithook(hook)


def prepare(folder: Path) -> None:
    commit(Dataset.at(folder, "toy"), map(row, range(7)))


def write(folder: Path, mode: Mode, touch: int | None = None) -> None:
    if touch is not None:
        die_at(touch, str(folder))
    commit(Dataset.at(folder, "toy"), map(row, range(7, 16)), mode)


def check(folder: Path, mode: Mode) -> None:
    """The version before is whole, or the new one is; and the next run commits and leaves nothing behind."""
    dataset = Dataset.at(folder, "toy")
    newest = dataset.read()
    assert ids(newest) == (OLD if newest.version == 0 else NEW[mode]), (newest.version, ids(newest))
    assert newest.info.rows == len(ids(newest)) and ids(dataset.read(0)) == OLD
    info = commit(dataset, map(row, range(3)))
    assert info.number == newest.version + 1 and ids(dataset.read()) == OLD[:3]
    known = {file for number in range(info.number + 1) for file in dataset.read(number).files}
    assert {str(path) for path in dataset.path.glob("*.parquet")} == known
    assert not list((dataset.side_folder / "staging").glob("*"))


def in_fork(task: Callable[[], None]) -> int:
    """Exit status of a child that does the task: 0, 1, or minus the signal that ended it."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            task()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(base: Path, mode: Mode) -> None:
    assert in_fork(lambda: prepare(base / "before")) == 0
    for touch in range(1000):
        folder = base / "now"
        shutil.copytree(base / "before", folder)
        status = in_fork(lambda: write(folder, mode, touch))  # noqa: B023
        if in_fork(lambda: check(folder, mode)) != 0:  # noqa: B023
            sys.exit(f"something is amiss after a death at touch {touch}")
        shutil.rmtree(folder)
        if status == 0:
            print(touch)
            return
        assert status == -signal.SIGKILL, status


if __name__ == "__main__":
    main(Path(sys.argv[1]), cast(Mode, sys.argv[2]))
