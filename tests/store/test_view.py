from pathlib import Path
from typing import Any

import datasets
import pyarrow.parquet as pq
import pytest

from schemas.arrow import verdict_from_row
from schemas.errors import UserError
from store.dataset import Dataset, View
from tests.store.toys import RECORD, SCHEMA, commit, ids, row


@pytest.fixture
def view(tmp_path: Path) -> View:
    dataset = Dataset.at(tmp_path, "toy")
    commit(dataset, map(row, range(9)))
    return dataset.read()


def test_rows_come_back_as_they_were(view: View) -> None:
    back = view.to_arrow().to_pylist()
    for number, found in enumerate(back):
        given = row(number)
        assert {name: found[name] for name in given if name != "verdicts"} == {
            k: given[k] for k in given if k != "verdicts"
        }
        assert verdict_from_row(found["verdicts"][0] | {"reason": None, "passed": True}).evidence[0].text == "42"


def test_columns_and_status_are_chosen_while_reading(view: View) -> None:
    batches = list(view.batches(columns=["plan", "trace_id"], status="rejected"))
    assert [batch.schema.names for batch in batches] == [["plan", "trace_id"]]
    assert batches[0]["trace_id"].to_pylist() == ["p1/0", "p4/0", "p7/0"]
    assert view.to_arrow(status="nothing").num_rows == 0


def test_an_old_version_tells_its_own_commit(tmp_path: Path) -> None:
    dataset = Dataset.at(tmp_path, "toy")
    for rows in (2, 5, 3):
        commit(dataset, map(row, range(rows)))
    assert [dataset.read(number).info.rows for number in (0, 1, 2)] == [2, 5, 3]
    assert [dataset.read(number).info for number in (2, 1, 0)] == dataset.versions()


def test_batches_are_small_whatever_the_files_are(tmp_path: Path) -> None:
    dataset = Dataset.at(tmp_path, "toy")
    with dataset.lock("r") as writer:
        staged = writer.stage(SCHEMA)
        staged.write_shard(0, map(row, range(2500)))
        writer.commit(staged, RECORD)
    sizes = [batch.num_rows for batch in dataset.read().batches()]
    assert sum(sizes) == 2500 and max(sizes) <= 1000


def test_pandas_gets_text_and_nested_columns(view: View) -> None:
    frame = view.to_pandas(columns=["trace_id", "verdicts"])
    assert frame["trace_id"].tolist() == ids(view)
    assert frame["verdicts"][0][0]["filter"] == "spoiler"


def test_a_dataset_is_made_without_a_cache(view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    made = view.to_dataset()
    assert made["trace_id"][:] == ids(view) and made[1]["reasons"] == ["spoiler:score"]
    assert made.cache_files == [] and not (tmp_path / "cache").exists()
    assert made._fingerprint == view.to_dataset()._fingerprint != view.to_dataset(status="failed")._fingerprint


def test_the_files_can_be_streamed_by_datasets(view: View, tmp_path: Path) -> None:
    streamed = datasets.load_dataset("parquet", data_files=list(view.files), split="train", streaming=True)
    assert [found["trace_id"] for found in streamed] == ids(view)


def test_a_row_is_found_by_its_id(view: View) -> None:
    assert view.row("p4/0")["plan"] == "Think of 4."
    with pytest.raises(UserError, match="no row 'p9/0'"):
        view.row("p9/0")


def test_an_unknown_column_suggests_the_nearest(view: View) -> None:
    for ask in (view.to_arrow, view.to_pandas, view.to_dataset, lambda columns: list(view.batches(columns))):
        with pytest.raises(UserError, match="unknown column 'plann'. Did you mean 'plan'"):
            ask(columns=["plann"])


@pytest.mark.parametrize("content", [None, b"", b"PAR1 torn"])
def test_a_file_that_is_gone_or_torn_is_named(view: View, content: bytes | None) -> None:
    file = Path(view.files[0])
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    asks: list[Any] = [view.to_arrow, lambda: view.row("p0/0")]
    for ask in asks:
        with pytest.raises(UserError, match=f"(gone|cannot be read).*{file.name}"):
            ask()


def test_damage_inside_a_file_is_named(view: View) -> None:
    file = Path(view.files[0])
    metadata = pq.read_metadata(file).row_group(0).column(0)
    data = bytearray(file.read_bytes())
    start = metadata.dictionary_page_offset or metadata.data_page_offset
    data[start : start + metadata.total_compressed_size] = b"\xff" * metadata.total_compressed_size
    file.write_bytes(data)
    with pytest.raises(UserError, match=f"cannot be read.*{file.name}"):
        view.to_arrow()
