import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from schemas.errors import UserError
from store.dataset import Dataset
from store.lock import locked, read_holder
from tests.store.toys import commit, ids, row

HOLD = r"""
import os, sys, time
from store.dataset import Dataset

with Dataset.at(sys.argv[1], "toy").lock("held"):
    if len(sys.argv) > 2 and os.fork() == 0:
        os.write(1, b"worker %d\n" % os.getpid())
        time.sleep(600)
    os.write(1, b"locked\n")
    time.sleep(600)
"""

LEAVE = """
import os, sys
from schemas.errors import UserError
from store.dataset import Dataset
from tests.store.toys import SCHEMA, row

dataset = Dataset.at(sys.argv[1], "toy")
with dataset.lock("first") as writer:
    writer.stage(SCHEMA).write_shard(0, [row(0)])
    child = os.fork()
    if child == 0:
        raise SystemExit
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    try:
        with dataset.lock("second"):
            print("free")
    except UserError as error:
        print("held", end=", ")
    print("staged" if writer.stage(SCHEMA).shards() else "gone")
"""
ENV = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}


@contextmanager
def holding(root: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A process that holds the lock of the dataset `toy`."""
    command = [sys.executable, "-c", HOLD, str(root), *arguments]
    with subprocess.Popen(command, env=ENV, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: "subprocess.Popen[str]", word: str) -> str:
    assert process.stdout is not None
    return next(line for line in process.stdout if line.startswith(word))


def test_a_second_run_is_told_who_writes(tmp_path: Path) -> None:
    dataset = Dataset.at(tmp_path, "toy")
    commit(dataset, [row(0)])
    with holding(tmp_path) as process:
        said(process, "locked")
        with pytest.raises(UserError) as caught, dataset.lock("second"):
            pass
        assert all(word in str(caught.value) for word in ("run held", f"process {process.pid}", str(dataset.path)))
        assert ids(dataset.read()) == ["p0/0"] and len(dataset.versions()) == 1


def test_the_lock_of_a_killed_run_is_free(tmp_path: Path) -> None:
    with holding(tmp_path) as process:
        said(process, "locked")
        process.kill()
        process.wait()
        assert commit(Dataset.at(tmp_path, "toy"), [row(0)]).number == 0


def test_workers_that_outlive_their_run_do_not_hold_its_lock(tmp_path: Path) -> None:
    with holding(tmp_path, "fork") as process:
        worker = int(said(process, "worker").split()[1])
        try:
            process.kill()
            process.wait()
            os.kill(worker, 0)
            assert commit(Dataset.at(tmp_path, "toy"), [row(0)]).number == 0
        finally:
            os.kill(worker, signal.SIGKILL)


def test_a_forked_child_that_leaves_takes_nothing_along(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", LEAVE, str(tmp_path)], env=ENV, capture_output=True, text=True)
    assert (run.stdout, run.returncode) == ("held, staged\n", 0), run.stderr


def test_one_process_cannot_take_it_twice(tmp_path: Path) -> None:
    dataset = Dataset.at(tmp_path, "toy")
    with dataset.lock("first") as writer:
        with pytest.raises(UserError, match="run first"), dataset.lock("second"):
            pass
        assert read_holder(dataset.side_folder / "lock") == writer.holder
    with dataset.lock("third"):
        pass


def test_datasets_do_not_share_a_lock(tmp_path: Path) -> None:
    with Dataset.at(tmp_path, "one").lock("r"), Dataset.at(tmp_path, "two").lock("r"):
        pass


def test_a_holder_that_cannot_be_read_is_another_run(tmp_path: Path) -> None:
    with locked(tmp_path / "toy" / "_forethought" / "lock", "r"):
        (tmp_path / "toy" / "_forethought" / "lock").write_text("")
        with pytest.raises(UserError, match="by another run"), Dataset.at(tmp_path, "toy").lock("second"):
            pass
