import os
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as arrow_dataset
import pytest
from deltalake import DeltaTable, write_deltalake

from store.dataset import Dataset
from tests.store.toys import SCHEMA, commit, ids, row


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset.at(tmp_path, "toy")


def test_the_metadata_is_strings_in_deltas_own_history(dataset: Dataset) -> None:
    commit(dataset, map(row, range(3)))
    (entry,) = DeltaTable(dataset.path).history()
    own = {key: value for key, value in entry.items() if key.startswith("forethought.")}
    assert own["forethought.recipe_digest"] == "abc123" and all(isinstance(v, str) for v in own.values())


def test_any_reader_of_delta_sees_the_same(dataset: Dataset) -> None:
    commit(dataset, map(row, range(9)))
    commit(dataset, map(row, range(4)))
    for version, count in ((0, 9), (1, 4)):
        table = DeltaTable(dataset.path, version=version)
        assert table.to_pyarrow_table().num_rows == arrow_dataset.dataset(table.file_uris()).count_rows() == count
        assert table.to_pandas()["trace_id"].tolist() == ids(dataset.read(version))


def test_our_side_folder_is_no_part_of_the_table(dataset: Dataset) -> None:
    commit(dataset, [row(0)])
    (dataset.side_folder / "note.parquet").write_bytes(b"not Parquet")
    table = DeltaTable(dataset.path)
    assert table.to_pyarrow_table().num_rows == 1
    assert table.vacuum(retention_hours=0, dry_run=True, enforce_retention_duration=False, full=True) == []


def test_deltas_own_housekeeping_forgets_no_version(dataset: Dataset) -> None:
    for number in range(12):
        commit(dataset, [row(number)])
    for file in (dataset.path / "_delta_log").iterdir():
        os.utime(file, (0, 0))
    table = DeltaTable(dataset.path)
    table.create_checkpoint()
    table.cleanup_metadata()
    table.vacuum(dry_run=False)
    assert [ids(dataset.read(number)) for number in range(12)] == [[f"p{n}/0"] for n in range(12)]
    assert len(dataset.versions()) == 12


def test_a_foreign_writers_version_is_shown_and_built_upon(dataset: Dataset) -> None:
    commit(dataset, [row(0)])
    more = pa.RecordBatch.from_pylist([row(1)], schema=SCHEMA)
    write_deltalake(dataset.path, more, mode="append")
    assert (dataset.latest().operation, dataset.latest().run_id, dataset.latest().rows) == ("write", None, None)
    info = commit(dataset, [row(2)], "append")
    assert (info.number, info.rows) == (2, 3)
    assert info.content_digest == commit(Dataset.at(dataset.root, "other"), map(row, range(3))).content_digest


def test_an_error_after_the_commit_does_not_undo_it(dataset: Dataset) -> None:
    commit(dataset, [row(0)])
    DeltaTable(dataset.path).alter.set_table_properties({"delta.checkpointInterval": "1"})
    mark = dataset.path / "_delta_log" / "_last_checkpoint"
    mark.unlink()
    mark.mkdir()
    assert commit(dataset, [row(1)], "append").number == 2
    assert ids(dataset.read()) == ["p0/0", "p1/0"]
