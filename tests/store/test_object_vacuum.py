"""Datasets on an object store are listed, and their old versions dropped, as those of a folder are."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from forethought.cli import app
from schemas.errors import UserError
from store.dataset import Dataset, list_datasets
from store.dropped import Dropped
from store.object_place import ObjectPlace
from store.vacuum import drop_versions, loss_of
from tests.store.test_object_store import objects, parquet
from tests.store.toys import commit, ids, row


def four_versions(root: str) -> Dataset:
    """Version 1 appends to 0, version 3 to 2."""
    dataset = Dataset.at(root, "toy")
    commit(dataset, map(row, range(7)))
    commit(dataset, map(row, range(7, 9)), "append")
    commit(dataset, map(row, range(3)))
    commit(dataset, map(row, range(3, 5)), "append")
    return dataset


def test_a_dropped_version_says_so_on_every_machine(root: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = four_versions(root)
    before = parquet(dataset)
    assert drop_versions(dataset, [0]).shared == 1 and ids(dataset.read(1)) == [f"p{n}/0" for n in range(9)]
    loss = drop_versions(dataset, [1])
    assert len(loss.files) == 2 and loss.bytes > 0 and before - parquet(dataset) == set(loss.files)
    monkeypatch.setenv("FORETHOUGHT_WORK", str(tmp_path / "another machine"))
    elsewhere = Dataset.at(root, "toy")
    with pytest.raises(UserError, match=r"version 1 was dropped on 20.*its rows are gone"):
        elsewhere.read(1)
    assert [info.dropped is not None for info in elsewhere.versions()] == [False, False, True, True]
    assert ids(elsewhere.read(2)) == ["p0/0", "p1/0", "p2/0"] and len(ids(elsewhere.read())) == 5
    with pytest.raises(UserError, match="was dropped already"):
        loss_of(elsewhere, [1])
    with pytest.raises(UserError, match="is the newest"):
        drop_versions(elsewhere, [3])


def test_what_a_killed_vacuum_left_is_removed_by_the_next_writer(root: str) -> None:
    dataset = four_versions(root)
    files = loss_of(dataset, [0, 1]).files
    place = dataset.place
    assert isinstance(place, ObjectPlace)
    place.note_dropped(Dropped({0: "2026-01-01", 1: "2026-01-01"}, (*files, "../outside.parquet")))
    assert parquet(dataset) > set(files)
    commit(dataset, map(row, range(2)), "append")
    assert not parquet(dataset) & set(files) and ids(dataset.read(2)) and place.dropped().pending == ()


def test_files_that_another_machine_has_not_committed_yet_stay(root: str) -> None:
    dataset = four_versions(root)
    foreign = "v00000004-00000-deadbeef.zstd.parquet"
    place = dataset.place
    assert isinstance(place, ObjectPlace)
    place._objects().put(foreign, b"x")
    drop_versions(dataset, [0, 1])
    assert foreign in parquet(dataset)


def test_the_report_of_a_dropped_version_goes_with_its_rows(root: str) -> None:
    dataset = four_versions(root)
    page = dataset.side_folder / "reports/version-0.html"
    page.parent.mkdir(parents=True)
    page.write_text("rows", encoding="utf-8")
    place = dataset.place
    assert isinstance(place, ObjectPlace)
    place.upload(page, "reports/version-0.html")
    drop_versions(dataset, [0])
    assert not page.exists() and not any(name.endswith("version-0.html") for name in objects(dataset))


def test_the_commands_take_an_address(root: str) -> None:
    assert list_datasets(root) == []
    four_versions(root)
    commit(Dataset.at(root, "another"), map(row, range(2)))
    listed = CliRunner().invoke(app, ["datasets", "--root", root, "--json"])
    assert [(item["name"], item["newest"]["number"]) for item in json.loads(listed.stdout)] == [
        ("another", 0),
        ("toy", 3),
    ]
    taken = CliRunner().invoke(app, ["vacuum", "toy", "--root", root, "--keep-last", "2", "--yes", "--json"])
    assert json.loads(taken.stdout)["versions"] == [1, 0] and json.loads(taken.stdout)["kept"] == [3, 2]
    dropped = CliRunner().invoke(app, ["drop-version", "toy", "2", "--root", root, "--yes"])
    assert "Of toy version 3 can still be read." in dropped.stdout and dropped.exit_code == 0
    empty = CliRunner().invoke(app, ["datasets", "--root", f"{root}/nothing"])
    assert f"No datasets under {root}/nothing." in empty.stdout
