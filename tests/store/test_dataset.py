import os
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as arrow_dataset
import pytest
from deltalake import DeltaTable, write_deltalake
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import UserError
from store.dataset import Dataset, list_datasets
from tests.store.toys import RECORD, SCHEMA, commit, ids, row


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset.at(tmp_path, "toy")


def test_a_run_becomes_a_version_that_explains_itself(dataset: Dataset) -> None:
    info = commit(dataset, map(row, range(9)))
    assert info == dataset.latest()
    assert (info.number, info.parent, info.operation, info.rows) == (0, None, "replace", 9)
    assert info.statuses == {"accepted": 3, "rejected": 3, "failed": 3}
    assert info.reasons == {"spoiler:score": 3} and info.failures == {"plan: timeout": 3}
    assert (info.run_id, info.recipe_digest, info.recipe) == (RECORD.run_id, RECORD.recipe_digest, RECORD.recipe)
    assert (info.usage, info.problems, info.code_version) == (RECORD.usage, RECORD.problems, "0.1.0")


def test_the_metadata_is_strings_in_deltas_own_history(dataset: Dataset) -> None:
    commit(dataset, map(row, range(3)))
    (entry,) = DeltaTable(dataset.path).history()
    own = {key: value for key, value in entry.items() if key.startswith("forethought.")}
    assert own["forethought.recipe_digest"] == "abc123" and all(isinstance(v, str) for v in own.values())


def test_replacing_leaves_older_versions_readable(dataset: Dataset) -> None:
    commit(dataset, map(row, range(6)))
    info = commit(dataset, map(row, range(4, 8)))
    assert (info.number, info.parent, info.rows) == (1, 0, 4)
    assert ids(dataset.read()) == [f"p{n}/0" for n in range(4, 8)]
    assert ids(dataset.read(0)) == [f"p{n}/0" for n in range(6)]
    assert [info.number for info in dataset.versions()] == [1, 0]


def test_appending_adds_up(dataset: Dataset) -> None:
    commit(dataset, map(row, range(6)))
    info = commit(dataset, map(row, range(6, 9)), "append")
    assert (info.rows, info.statuses) == (9, {"accepted": 3, "rejected": 3, "failed": 3})
    assert ids(dataset.read()) == [f"p{n}/0" for n in range(9)]
    assert info.content_digest == commit(dataset, map(row, range(9))).content_digest


def test_appended_columns_are_kept(dataset: Dataset) -> None:
    commit(dataset, map(row, range(2)))
    wider = pa.schema([*SCHEMA, ("subgoals", pa.string())])
    info = commit(dataset, [row(2, subgoals="one")], "append", wider)
    assert (info.number, info.rows) == (1, 3)
    assert dataset.read().to_arrow(["subgoals"])["subgoals"].to_pylist() == [None, None, "one"]
    assert dataset.read(0).schema.names == SCHEMA.names
    commit(dataset, [row(3)], "append")
    assert dataset.read().to_arrow(["subgoals"])["subgoals"].to_pylist() == [None, None, "one", None]
    assert ids(dataset.read()) == [f"p{n}/0" for n in range(4)]


def test_appended_columns_may_come_in_any_order(dataset: Dataset) -> None:
    commit(dataset, [row(0)])
    commit(dataset, [row(1)], "append", pa.schema(list(SCHEMA)[::-1]))
    assert len(dataset.read().files) == 2 and dataset.read().row("p1/0")["plan"] == "Think of 1."


def test_appended_columns_of_another_type_are_refused(dataset: Dataset) -> None:
    commit(dataset, [row(0)])
    other = pa.schema([field if field.name != "plan" else pa.field("plan", pa.int64()) for field in SCHEMA])
    with pytest.raises(UserError, match="column 'plan' is string there, int64 in the new rows"):
        commit(dataset, [row(1, plan=1)], "append", other)
    assert [info.number for info in dataset.versions()] == [0]


def test_replacing_may_change_every_column(dataset: Dataset) -> None:
    commit(dataset, [row(0)])
    commit(dataset, [{"x": 1}], schema=pa.schema([("x", pa.int32())]))
    assert dataset.read().to_arrow().to_pylist() == [{"x": 1}]
    assert dataset.read(0).row("p0/0")["plan"] == "Think of 0."


def test_a_version_without_rows_is_a_version(dataset: Dataset) -> None:
    assert commit(dataset, []).rows == 0
    commit(dataset, [row(0)])
    assert commit(dataset, []).number == 2
    assert dataset.read().to_arrow().num_rows == 0 and ids(dataset.read(1)) == ["p0/0"]


def test_shards_may_come_in_any_order_and_twice(dataset: Dataset) -> None:
    with dataset.lock("r") as writer:
        staged = writer.stage(SCHEMA)
        for index in (2, 0, 1, 2):
            staged.write_shard(index, [row(2 * index), row(2 * index + 1)])
        writer.commit(staged, RECORD)
    assert ids(dataset.read()) == [f"p{n}/0" for n in range(6)]


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(8)), st.integers(1, 8))
def test_digest_does_not_depend_on_order_or_files(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], size: int
) -> None:
    dataset = Dataset.at(tmp_path_factory.mktemp("digest"), "toy")
    first = commit(dataset, map(row, range(8)))
    with dataset.lock("r") as writer:
        staged = writer.stage(SCHEMA)
        for start in range(0, 8, size):
            staged.write_shard(start, [row(n) for n in order[start : start + size]])
        second = writer.commit(staged, RECORD)
    assert first.content_digest == second.content_digest


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


def test_what_dead_runs_left_is_cleared_and_nothing_else(dataset: Dataset) -> None:
    commit(dataset, [row(0)])
    (dataset.side_folder / "staging" / "dead" / "shards").mkdir(parents=True)
    (dataset.side_folder / "quarantine").mkdir()
    orphan = dataset.path / "v00000001-00000-0badf00d.zstd.parquet"
    foreign = dataset.path / "notes.parquet"
    for path in (orphan, foreign):
        path.write_bytes(b"")
    with dataset.lock("r"):
        assert not orphan.exists() and not (dataset.side_folder / "staging" / "dead").exists()
    assert foreign.exists() and (dataset.side_folder / "quarantine").exists()
    assert ids(dataset.read()) == ["p0/0"]


def test_a_run_that_fails_leaves_nothing(dataset: Dataset) -> None:
    commit(dataset, [row(0)])
    before = sorted(dataset.path.rglob("*"))
    with pytest.raises(ZeroDivisionError), dataset.lock("r") as writer:
        writer.stage(SCHEMA).write_shard(0, (row(1 // n) for n in (1, 0)))
    with pytest.raises(ZeroDivisionError), dataset.lock("r") as writer:
        writer.commit_batches(
            (pa.RecordBatch.from_pylist([row(1 // n)], schema=SCHEMA) for n in (1, 0)), SCHEMA, RECORD
        )
    assert [path for path in sorted(dataset.path.rglob("*")) if path not in before] == []


def test_memory_is_bounded_by_a_row_group(dataset: Dataset) -> None:
    schema = pa.schema([("status", pa.string()), ("text", pa.string())])
    rows = [{"status": "accepted", "text": "x" * 20_000} for _ in range(100)]
    batch = pa.RecordBatch.from_pylist(rows, schema=schema)
    pool, usual = pa.proxy_memory_pool(pa.default_memory_pool()), pa.default_memory_pool()
    pa.set_memory_pool(pool)
    try:
        with dataset.lock("r") as writer:
            info = writer.commit_batches((batch for _ in range(200)), schema, RECORD)
    finally:
        pa.set_memory_pool(usual)
    assert info.rows == 20_000 and 200 * batch.nbytes > 380_000_000 > 3 * pool.max_memory()


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../x", "/etc", "a b", "-x", "a\n", "x" * 101, "é"])
def test_names_that_are_no_folder_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="cannot be a dataset name"):
        Dataset.at(tmp_path, name)
    with pytest.raises(UserError, match="cannot be a run id"), Dataset.at(tmp_path, "toy").lock(name):
        pass
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("root", ["s3://bucket/x", "gs://bucket", "abfss://x@y/z"])
def test_addresses_are_refused_as_roots_for_now(root: str) -> None:
    with pytest.raises(UserError, match="only local folders"):
        Dataset.at(root, "toy")
    with pytest.raises(UserError, match="only local folders"):
        list_datasets(Path(root))


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
