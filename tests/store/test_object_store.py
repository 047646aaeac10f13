"""A dataset on an object store, by the real S3 protocol: written, read, killed and fought over."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import forethought
from pipelines.build import run_build
from schemas.errors import UserError
from schemas.recipe import parse_recipe
from store import commits
from store.dataset import Dataset
from tests.store.object_server import ROOT, environment, s3
from tests.store.toys import commit, ids, row

PROJECT = Path(__file__).parents[2]


def objects(dataset: Dataset) -> list[str]:
    """Names of all that lies under the dataset's address."""
    from obstore.store import from_url

    return sorted(item["path"] for batch in from_url(dataset.where).list() for item in batch)


def parquet(dataset: Dataset) -> set[str]:
    return {name for name in objects(dataset) if name.endswith(".parquet")}


def known(dataset: Dataset) -> set[str]:
    """Files that some version holds."""
    numbers = [info.number for info in dataset.versions()]
    return {file.rpartition("/")[2] for number in numbers for file in dataset.read(number).files}


def test_what_is_committed_is_read(root: str) -> None:
    dataset = Dataset.at(root, "toy")
    assert not dataset.exists
    assert commit(dataset, map(row, range(7))).number == 0
    info = commit(dataset, map(row, range(7, 9)), "append")
    assert (info.rows, info.parent, info.operation) == (9, 0, "append") and dataset.exists
    assert ids(dataset.read()) == [f"p{n}/0" for n in range(9)] and ids(dataset.read(0)) == [
        f"p{n}/0" for n in range(7)
    ]
    assert commit(dataset, map(row, range(3))).content_digest == dataset.latest().content_digest
    assert [info.number for info in dataset.versions()] == [2, 1, 0] and dataset.read().row("p2/0")["plan"] == row(2)[
        "plan"
    ]
    assert parquet(dataset) == known(dataset) and len(parquet(dataset)) == 3
    with pytest.raises(UserError, match="versions 0 to 2"):
        dataset.read(3)


def test_a_local_dataset_and_a_remote_one_come_to_the_same(root: str, tmp_path: Path) -> None:
    there, here = Dataset.at(root, "toy"), Dataset.at(tmp_path / "local", "toy")
    infos = [commit(dataset, map(row, range(9))) for dataset in (there, here)]
    assert infos[0].content_digest == infos[1].content_digest and infos[0].reasons == infos[1].reasons
    assert there.read().to_arrow() == here.read().to_arrow()


RECIPE = f"""
name: shop
pipeline: ppc
problems:
  path: {PROJECT / "data/problems/arithmetic.jsonl"}
  limit: 6
  fields: {{answer: gold_answer, solution: reference_solution}}
generators: {{default: {{kind: reference}}}}
dataset: {{root: ROOT}}
"""


async def test_runs_top_ups_and_refilters_go_there_and_what_is_ours_stays_here(root: str, tmp_path: Path) -> None:
    text = RECIPE.replace("ROOT", root)
    first = await run_build(parse_recipe(text, "shop.yaml"), "shop.yaml")
    assert first.path == f"{root}/shop" and Path(first.page).is_relative_to(tmp_path / "here")
    more = await run_build(parse_recipe(text, "shop.yaml", ["problems.limit=9", "dataset.mode=top_up"]), "shop.yaml")
    assert (more.version, more.generated) == (1, 3)
    again = forethought.refilter("shop", ["filters.length.preplan=[1, 5]"], root=root)
    assert again.version == 2 and again.statuses["rejected"] == 9
    opened = forethought.open("shop", root)
    assert len(opened.to_pandas()) == 9 and (opened.to_pandas()["status"] == "rejected").all()
    assert "_forethought/reports/version-2.html" in objects(opened) and not list(tmp_path.glob("data/*"))


KILLED = """
import os, signal, sys
from store import commits
from store.dataset import Dataset, list_datasets
from tests.store.toys import commit, row
commits._write_entry = lambda *arguments: os.kill(os.getpid(), signal.SIGKILL)
commit(Dataset.at(sys.argv[1], "toy"), map(row, range(7, 16)), "append")
"""


def test_a_kill_between_upload_and_commit_harms_nothing(root: str) -> None:
    dataset = Dataset.at(root, "toy")
    commit(dataset, map(row, range(7)))
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    died = subprocess.run([sys.executable, "-c", KILLED, root], env=environment, check=False, timeout=120)
    assert died.returncode == -signal.SIGKILL
    assert len(parquet(dataset) - known(dataset)) == 1, "it had uploaded its rows"
    assert ids(dataset.read()) == [f"p{n}/0" for n in range(7)] and len(dataset.versions()) == 1
    commit(dataset, map(row, range(7, 9)), "append")
    assert ids(dataset.read()) == [f"p{n}/0" for n in range(9)] and parquet(dataset) == known(dataset)


def test_what_another_machine_uploads_is_never_removed(root: str, tmp_path: Path, monkeypatch: Any) -> None:
    dataset = Dataset.at(root, "toy")
    commit(dataset, map(row, range(3)))
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(commits, "_write_entry", interrupt)
        commit(dataset, map(row, range(9)))
    under_way = parquet(dataset) - known(dataset)
    monkeypatch.setenv("FORETHOUGHT_WORK", str(tmp_path / "elsewhere"))
    commit(Dataset.at(root, "toy"), map(row, range(5)))
    assert len(under_way) == 1 and under_way < parquet(dataset), "whose it is cannot be known there"
    commit(dataset, map(row, range(6)))
    assert parquet(dataset) == known(dataset), "whoever uploaded it removes it"


def interrupt(*arguments: Any) -> None:
    raise KeyboardInterrupt


def overtaken_by(monkeypatch: pytest.MonkeyPatch, other: Dataset, when: str) -> None:
    """Have another machine commit just before, or just after, a commit looks at what is newest."""
    original = getattr(commits, when)

    def hook(*arguments: Any) -> None:
        monkeypatch.setattr(commits, when, original)
        if when == "_write_entry":
            commit(other, map(row, range(20, 23)))
        original(*arguments)
        if when == "_refuse_overtaken":
            commit(other, map(row, range(20, 23)))

    monkeypatch.setattr(commits, when, hook)


@pytest.mark.parametrize(("mode", "before"), [("append", 7), ("replace", 7), ("replace", 0)])
@pytest.mark.parametrize("when", ["_write_entry", "_refuse_overtaken"])
def test_of_two_machines_the_second_is_refused(
    root: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str, mode: Any, before: int
) -> None:
    dataset = Dataset.at(root, "toy")
    if before:
        commit(dataset, map(row, range(before)))
    monkeypatch.setenv("FORETHOUGHT_WORK", str(tmp_path / "elsewhere"))
    other = Dataset.at(root, "toy")
    assert other.side_folder != dataset.side_folder, "their locks know nothing of each other"
    overtaken_by(monkeypatch, other, when)
    with pytest.raises(UserError, match=r"another run committed version \d while this one ran.*the same command again"):
        commit(dataset, map(row, range(9)), mode)
    assert ids(dataset.read()) == ["p20/0", "p21/0", "p22/0"] and len(dataset.versions()) == 1 + bool(before)
    assert parquet(dataset) == known(dataset), "nothing of the second is left"
    assert commit(dataset, map(row, range(2))).number == 1 + bool(before)


def test_two_runs_of_one_machine_are_told_apart_by_the_lock(root: str) -> None:
    dataset = Dataset.at(root, "toy")
    with dataset.lock("first"), pytest.raises(UserError, match="is being written by run first"):
        commit(dataset, map(row, range(3)))


def test_a_store_that_overwrites_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with s3("--careless") as url:
        environment(monkeypatch, url, tmp_path)
        dataset = Dataset.at(ROOT, "toy")
        with pytest.raises(
            UserError, match=r"two runs could destroy each other's versions\. Run with a local dataset.root"
        ):
            commit(dataset, map(row, range(3)))
        assert not dataset.exists and objects(dataset) == []


def test_an_endpoint_that_is_not_there_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, "http://127.0.0.1:9", tmp_path)
    with pytest.raises(UserError, match=r"s3://bucket/datasets/toy: cannot be read or written: .*AWS_"):
        commit(Dataset.at(ROOT, "toy"), map(row, range(3)))


def test_what_needs_a_folder_says_so(root: str) -> None:
    dataset = Dataset.at(root, "toy")
    commit(dataset, map(row, range(3)))
    with pytest.raises(UserError, match="works on local datasets only"):
        _ = dataset.path
