"""Disks without room, for real: a small tmpfs where we may mount one, and a limit on the size of files everywhere."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.errors import UserError
from store.dataset import Dataset
from tests.store.toys import RECORD, SCHEMA, commit, ids, row

LIMITED = """
import os, resource, sys
from schemas.errors import UserError
from store.dataset import Dataset, RunRecord
from tests.store.toys import SCHEMA, row

where, limit = sys.argv[2], 100_000
recipe = "x" * (2 * limit if where == "log" else 10)
noise = {"stage": 2 * limit, "commit": limit // 3, "log": 10}[where]
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    with Dataset.at(sys.argv[1], "toy").lock("big") as writer:
        staged = writer.stage(SCHEMA)
        for index in range(4):
            staged.write_shard(index, [row(index, plan=os.urandom(noise).hex())])
        print("staged")
        writer.commit(staged, RunRecord("big", "d", recipe, "0"))
except UserError as error:
    print(error)
"""


@pytest.mark.parametrize(("where", "gets_to"), [("stage", False), ("commit", True), ("log", True)])
def test_no_room_is_said_and_costs_nothing_that_was_there(tmp_path: Path, where: str, gets_to: bool) -> None:
    dataset = Dataset.at(tmp_path, "toy")
    commit(dataset, [row(0)])
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", LIMITED, str(tmp_path), where]
    run = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert "file size limit is reached" in run.stdout and "run again" in run.stdout
    assert ("staged" in run.stdout) == gets_to
    assert len(dataset.versions()) == 1 and ids(dataset.read()) == ["p0/0"]
    assert [str(path) for path in dataset.path.glob("*.parquet")] == list(dataset.read().files)
    assert commit(dataset, [row(1)]).number == 1


@pytest.mark.parametrize("small_disk", ["700k"], indirect=True)
def test_a_disk_that_fills_up_keeps_every_version(small_disk: Path) -> None:
    dataset = Dataset.at(small_disk, "toy")
    refusals, size = 0, 16_000
    while size > 10:
        try:
            rows = (row(n, plan=os.urandom(size).hex()) for n in range(2))
            with dataset.lock("r") as writer:
                staged = writer.stage(SCHEMA)
                staged.write_shard(0, rows)
                writer.commit(staged, replace(RECORD, recipe="x" * size), "append")
        except UserError as error:
            assert "the disk is full, so nothing was committed" in str(error)
            refusals, size = refusals + 1, size // 2
        infos = dataset.versions()
        assert [info.number for info in infos] == list(range(len(infos)))[::-1]
        assert len(ids(dataset.read())) == 2 * len(infos)
    assert refusals == 11 and len(infos) > 5
