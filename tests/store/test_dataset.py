from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import UserError
from store.dataset import Dataset
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


@settings(max_examples=20)
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
