from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.staging import PIECE_ROWS, StagedRun
from store.tally import Tally, tally
from tests.store.toys import SCHEMA, row

TEXTS = pa.schema([("plan", pa.string())])


def back(staged: StagedRun) -> list[dict[str, object]]:
    return [found for batch in staged.batches() for found in batch.to_pylist()]


def test_rows_come_back_by_index_and_in_order(tmp_path: Path) -> None:
    staged = StagedRun(tmp_path, TEXTS)
    for index in (10, 9, 0):
        assert staged.write_shard(index, [{"plan": f"{index}a"}, {"plan": f"{index}b"}]) == 2
    assert [found["plan"] for found in back(staged)] == ["0a", "0b", "9a", "9b", "10a", "10b"]


def test_a_shard_written_again_replaces_itself(tmp_path: Path) -> None:
    staged = StagedRun(tmp_path, TEXTS)
    staged.write_shard(0, [{"plan": "old"}, {"plan": "older"}])
    staged.write_shard(0, pa.RecordBatch.from_pylist([{"plan": "new"}], schema=TEXTS))
    assert back(staged) == [{"plan": "new"}]


def test_a_shard_that_breaks_off_is_not_there(tmp_path: Path) -> None:
    staged = StagedRun(tmp_path, TEXTS)
    with pytest.raises(ZeroDivisionError):
        staged.write_shard(0, ({"plan": str(1 // n)} for n in (1, 0)))
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.integers(0, 50), max_size=4), max_size=4))
def test_shards_carry_the_counts_of_their_rows(
    tmp_path_factory: pytest.TempPathFactory, shards: list[list[int]]
) -> None:
    staged = StagedRun(tmp_path_factory.mktemp("tally"), SCHEMA)
    staged.write_shard(0, [row(99)])  # replaced by whatever comes under its index
    for index, numbers in enumerate(shards):
        staged.write_shard(index, map(row, numbers))
    assert staged.tally() == tally(staged.batches())
    assert Tally.from_json(staged.tally().to_json()) == staged.tally()


def test_an_unknown_column_is_our_mistake_and_never_dropped(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'plam'"):
        StagedRun(tmp_path, TEXTS).write_shard(0, [{"plam": "x"}])


@given(st.text(st.characters(), max_size=20))
def test_any_text_can_be_staged_at_its_length(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    staged = StagedRun(tmp_path_factory.mktemp("text"), TEXTS)
    staged.write_shard(0, [{"plan": text}])
    assert back(staged) == [{"plan": "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)}]


def test_half_characters_are_replaced_in_nested_columns_too(tmp_path: Path) -> None:
    staged = StagedRun(tmp_path, SCHEMA)
    given = row(1)
    given["verdicts"][0]["evidence"][0]["text"] = "a\udc80b"
    staged.write_shard(0, [given])
    (found,) = staged.batches()
    assert found["verdicts"][0].as_py()[0]["evidence"][0]["text"] == "a\ufffdb"


def test_shards_may_be_written_by_other_processes(tmp_path: Path) -> None:
    staged = StagedRun(tmp_path, SCHEMA)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        counts = pool.map(staged.write_shard, range(2), [[row(0)], [row(1), row(2)]])
    assert list(counts) == [1, 2]
    assert [found["trace_id"] for found in back(staged)] == ["p0/0", "p1/0", "p2/0"]


def test_a_shard_written_in_pieces_is_the_same_shard(tmp_path: Path) -> None:
    whole, pieces = StagedRun(tmp_path / "whole", SCHEMA), StagedRun(tmp_path / "pieces", SCHEMA)
    breaths: list[int] = []
    whole.write_shard(0, map(row, range(2500)))
    pieces.write_shard(0, map(row, range(2500)), lambda: breaths.append(len(breaths)))
    assert back(pieces) == back(whole) and pieces.tally() == whole.tally()
    assert len(breaths) == 2500 / PIECE_ROWS
    assert pq.ParquetFile(pieces.shards()[0]).num_row_groups == 3
