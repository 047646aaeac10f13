from pathlib import Path

import pytest

from schemas.errors import UserError
from store.dataset import Dataset, list_datasets
from tests.store.toys import commit, ids, row


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset.at(tmp_path, "toy")


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../x", "/etc", "a b", "-x", "a\n", "x" * 101, "é"])
def test_names_that_are_no_folder_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="cannot be a dataset name"):
        Dataset.at(tmp_path, name)
    with pytest.raises(UserError, match="cannot be a run id"), Dataset.at(tmp_path, "toy").lock(name):
        pass
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("root", ["s3://bucket/x", "gs://bucket", "abfss://x@y/z"])
def test_datasets_lie_at_addresses_too(root: str) -> None:
    assert Dataset.at(root, "toy").where == f"{root}/toy" == Dataset.at(Path(root), "toy").where


def test_an_address_that_is_none_of_a_store_is_said_clearly() -> None:
    with pytest.raises(UserError, match=r"^abfss://x@y/z: cannot be read or written: .*did not match"):
        list_datasets(Path("abfss://x@y/z"))


def test_a_root_that_is_a_file_is_said_clearly(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot be written: Not a directory"):
        commit(Dataset.at(tmp_path / "file", "toy"), [row(0)])
    assert list_datasets(tmp_path / "file") == []


def test_odd_characters_in_the_root_are_fine(tmp_path: Path) -> None:
    dataset = Dataset.at(tmp_path / "ä b%c+d", "toy")
    commit(dataset, [row(0)])
    commit(dataset, [row(1)], "append")
    assert ids(dataset.read()) == ["p0/0", "p1/0"]


@pytest.mark.parametrize("name", ["a%20b", "a[1]", "a\\b", "a|b", "a^b", "a\nb", "a#b", "a?b"])
def test_roots_that_deltalake_fails_on_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="Set dataset.root to another folder"):
        Dataset.at(tmp_path / name, "toy")


def test_datasets_are_listed_by_name(tmp_path: Path) -> None:
    assert list_datasets(tmp_path / "nowhere") == []
    for name in ("b", "a"):
        commit(Dataset.at(tmp_path, name), [row(0)])
    (tmp_path / "no-dataset").mkdir()
    assert [dataset.name for dataset in list_datasets(tmp_path)] == ["a", "b"]


def test_an_unknown_dataset_suggests_the_nearest(dataset: Dataset) -> None:
    commit(dataset, [row(0)])
    for ask in (Dataset.read, Dataset.versions, Dataset.latest):
        with pytest.raises(UserError, match=r"no dataset 'ty'.*Did you mean 'toy'"):
            ask(Dataset.at(dataset.root, "ty"))
    with pytest.raises(UserError, match="There are none yet"):
        Dataset.at(dataset.root / "nowhere", "toy").read()


@pytest.mark.parametrize("version", [2, -1, 10**9])
def test_an_unknown_version_says_which_there_are(dataset: Dataset, version: int) -> None:
    commit(dataset, [row(0)])
    commit(dataset, [row(0)])
    with pytest.raises(UserError, match=rf"no version {version}\. The dataset has versions 0 to 1"):
        dataset.read(version)


def test_a_broken_log_is_said_clearly(dataset: Dataset) -> None:
    commit(dataset, [row(0)])
    (dataset.path / "_delta_log" / f"{0:020d}.json").write_text("{")
    with pytest.raises(UserError, match="transaction log cannot be read"):
        dataset.read()
