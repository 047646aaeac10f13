"""`forethought push` killed with SIGKILL wherever it hurts, and pushed again: one consistent repository."""

import json
import os
import signal
from pathlib import Path

import pytest

from store.fake_hub import FakeHub
from tests.hub.pushing import Pusher, program
from tests.pipelines.exporting import dataset, row

FORMATS = ["trl-sft", "verl-rl", "axolotl", "jsonl"]


@pytest.mark.parametrize("kind", ["put", "commit", "tag"])
def test_a_killed_push_goes_on(hub: FakeHub, pushes: Pusher, tmp_path: Path, kind: str) -> None:
    dataset(tmp_path, [row(number) for number in range(30)])
    repository = f"team/killed-{kind}"
    options = [f"--format={name}" for name in FORMATS]
    hub.calls.clear()
    hub.hold(kind)
    first = program(hub.url, tmp_path / "home", repository, *options, "--validation=0.2", "--root", tmp_path)
    try:
        assert hub.wait_held(), first.communicate(timeout=5)
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.communicate(timeout=300)
        hub.release()
    assert len(hub.repositories[repository].commits) == (2 if kind == "tag" else 1)
    sent = hub.count("put")

    result = pushes.push(tmp_path, repository, formats=FORMATS)
    there = hub.repositories[repository]
    assert result["outcome"] == ("tagged" if kind == "tag" else "pushed")
    assert len(there.commits) == 2 and there.tags == {"v0": there.branches["main"]}
    files = there.at("v0").files
    manifest = json.loads(files["forethought.json"].content)
    assert {file["path"]: file["sha256"] for file in manifest["files"]} == {
        path: blob.sha256 for path, blob in files.items() if path not in (".gitattributes", "forethought.json")
    }
    assert kind == "put" or hub.count("put") == sent, "what had arrived was sent again"
    assert not list((tmp_path / "toy/_forethought/push").rglob("*.parquet"))


def test_finished_exports_are_not_made_again(pushes: Pusher, tmp_path: Path) -> None:
    dataset(tmp_path, [row(number) for number in range(30)])
    staged = []
    for _ in range(2):
        planned = pushes.push(tmp_path, "team/staged", formats=FORMATS, dry_run=True)
        found = sorted((tmp_path / "toy/_forethought/push").rglob("*.parquet"))
        staged.append(([(path, path.stat().st_ino) for path in found], planned["files"]))
    assert staged[0] == staged[1] and len(staged[0][0]) == 6
    pushes.push(tmp_path, "team/staged", formats=FORMATS, dry_run=True, system="Be brief.")
    assert [(path, path.stat().st_ino) for path, _ in staged[0][0]] != staged[0][0]
