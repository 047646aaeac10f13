"""A dataset behind an address is read and written as the same dataset on this disk is."""

from pathlib import Path

import pytest

import forethought
from schemas.errors import UserError
from store.dataset import Dataset
from tests.store.toys import commit, ids, row


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    monkeypatch.setenv("FORETHOUGHT_WORK", str(tmp_path / "work"))
    dataset = Dataset.at(tmp_path / "some root", "toy")
    commit(dataset, map(row, range(7)))
    commit(dataset, map(row, range(7, 9)), "append")
    return dataset


def test_it_reads_as_the_local_one_does(local: Dataset) -> None:
    there = forethought.open("toy", local.root.as_uri() + "/")
    assert there.exists and there.versions() == local.versions()
    for number in (0, 1, None):
        assert ids(there.read(number)) == ids(local.read(number))
        assert there.read(number).info == local.read(number).info
    assert there.read().row("p4/0") == local.read().row("p4/0")
    assert len(there.verdicts()) == 9 and "toy" in there._repr_html_()


def test_it_is_written_as_the_local_one_is(local: Dataset) -> None:
    there = Dataset.at(local.root.as_uri(), "toy")
    assert commit(there, map(row, range(9, 11)), "append").number == 2
    assert ids(local.read()) == ids(there.read()) == [f"p{n}/0" for n in range(11)]
    assert not list((local.side_folder / "staging").glob("*")) and there.side_folder != local.side_folder


def test_what_is_not_there_is_said(local: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="versions 0 to 1"):
        forethought.open("toy", local.root.as_uri()).read(2)
    absent = forethought.open("toy", (tmp_path / "elsewhere").as_uri())
    assert not absent.exists
    with pytest.raises(UserError, match="elsewhere/toy"):
        absent.read()
    with pytest.raises(UserError, match="cannot be a dataset name"):
        forethought.open("../toy", local.root.as_uri())
