"""Dropped versions are gone and say so; kept ones are read row for row, whatever happens in between."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from deltalake import DeltaTable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.errors import UserError
from store.dataset import Dataset
from store.disk import sync
from store.dropped import Dropped, write_dropped
from store.vacuum import chosen_versions, drop_versions, loss_of, parse_age
from tests.store.toys import commit, ids, row

ROOT = Path(__file__).parents[2]


def four_versions(folder: Path) -> Dataset:
    """Version 1 appends to 0, version 3 to 2."""
    dataset = Dataset.at(folder, "toy")
    commit(dataset, map(row, range(7)))
    commit(dataset, map(row, range(7, 9)), "append")
    commit(dataset, map(row, range(3)))
    commit(dataset, map(row, range(3, 5)), "append")
    return dataset


def files(dataset: Dataset) -> set[str]:
    return {path.name for path in dataset.path.glob("*.parquet")}


def test_a_dropped_version_says_so_and_the_others_are_whole(tmp_path: Path) -> None:
    dataset = four_versions(tmp_path)
    kept, before = {number: ids(dataset.read(number)) for number in (2, 3)}, files(dataset)
    loss = drop_versions(dataset, [0, 1])
    assert [info.number for info in loss.versions] == [1, 0] and loss.kept == (3, 2) and loss.shared == 0
    assert {number: ids(dataset.read(number)) for number in (2, 3)} == kept
    assert before - files(dataset) == set(loss.files) and len(loss.files) == 2 and loss.bytes > 0
    for number in (0, 1):
        with pytest.raises(UserError, match=rf"version {number} was dropped on 20.*its rows are gone"):
            dataset.read(number)
    told = {info.number: (info.rows, info.dropped is not None) for info in dataset.versions()}
    assert told == {3: (5, False), 2: (3, False), 1: (9, True), 0: (7, True)}
    assert DeltaTable(dataset.path).version() == 3


def test_files_that_a_kept_version_holds_stay_until_it_goes(tmp_path: Path) -> None:
    dataset = four_versions(tmp_path)
    loss = drop_versions(dataset, [0])
    assert (loss.files, loss.shared) == ((), 1) and ids(dataset.read(1)) == [f"p{n}/0" for n in range(9)]
    assert len(drop_versions(dataset, [1]).files) == 2


def test_the_newest_a_dropped_and_an_unknown_version_cannot_be_dropped(tmp_path: Path) -> None:
    dataset = four_versions(tmp_path)
    drop_versions(dataset, [1])
    for number, words in ((3, "is the newest"), (1, "was dropped already"), (4, "no version 4"), (-1, "no version -1")):
        before = files(dataset)
        with pytest.raises(UserError, match=words):
            drop_versions(dataset, [0, number])
        assert files(dataset) == before and ids(dataset.read(0))


def test_a_run_that_writes_is_not_disturbed(tmp_path: Path) -> None:
    dataset = four_versions(tmp_path)
    with dataset.lock("night"), pytest.raises(UserError, match="being written by run night"):
        drop_versions(dataset, [0])
    assert ids(dataset.read(0))


def test_what_killed_runs_left_goes_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    dataset = four_versions(tmp_path)
    old, other = dataset.path / "v00000001-00007-deadbeef.zstd.parquet", dataset.path / "notes.parquet"
    for path in (old, other):
        path.write_bytes(b"x" * 10)
    assert loss_of(dataset, []).files == (old.name,)
    drop_versions(dataset, [])
    assert not old.exists() and other.exists()


def test_a_report_page_goes_with_its_rows(tmp_path: Path) -> None:
    dataset = four_versions(tmp_path)
    reports = dataset.side_folder / "reports"
    reports.mkdir()
    for name in ("version-1.html", "version-1.md", "version-2.html"):
        (reports / name).write_text("x")
    drop_versions(dataset, [1])
    assert sorted(path.name for path in reports.iterdir()) == ["version-1.md", "version-2.html"]


def test_the_next_run_takes_up_what_a_killed_vacuum_left_but_nothing_that_is_needed(tmp_path: Path) -> None:
    dataset = four_versions(tmp_path / "root")
    needed = {Path(path).name for path in dataset.read().files}
    outside = tmp_path / "precious.parquet"
    outside.write_text("x")
    sync(outside)
    going = {Path(path).name for path in dataset.read(1).files}
    write_dropped(dataset.path, Dropped({1: "2026-01-01"}, (*going, *needed, "../../precious.parquet", str(outside))))
    commit(dataset, map(row, range(2)))
    assert files(dataset) & going == set() and files(dataset) >= needed and outside.exists()


def test_appends_and_refilters_go_on_after_a_drop(tmp_path: Path) -> None:
    dataset = four_versions(tmp_path)
    drop_versions(dataset, [0, 1, 2])
    commit(dataset, map(row, range(5, 8)), "append")
    assert ids(dataset.read()) == [f"p{n}/0" for n in range(8)]


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(modes=st.lists(st.booleans(), min_size=1, max_size=4), data=st.data())
def test_whatever_is_dropped_the_rest_is_read_row_for_row(
    modes: list[bool], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dataset = Dataset.at(tmp_path_factory.mktemp("law"), "toy")
    for number, append in enumerate(modes):
        commit(dataset, [row(number * 2), row(number * 2 + 1)], "append" if append else "replace")
    before = {number: ids(dataset.read(number)) for number in range(len(modes))}
    dropped = data.draw(st.sets(st.integers(0, len(modes) - 2)) if len(modes) > 1 else st.just(set[int]()))
    drop_versions(dataset, dropped)
    kept = {number: rows for number, rows in before.items() if number not in dropped}
    assert {number: ids(dataset.read(number)) for number in kept} == kept
    assert files(dataset) == {Path(path).name for number in kept for path in dataset.read(number).files}


def test_death_at_any_touch_of_the_disk_leaves_a_readable_dataset(tmp_path: Path) -> None:
    command = [sys.executable, str(Path(__file__).with_name("dying_vacuum.py")), str(tmp_path)]
    run = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) > 10


def test_versions_are_chosen_by_number_age_or_both(tmp_path: Path) -> None:
    versions = four_versions(tmp_path).versions()
    now = datetime.now(UTC)
    later = now + timedelta(days=40)
    month = parse_age("30d")
    assert chosen_versions(versions, None, None, later) == []
    assert chosen_versions(versions, 2, None, now) == [1, 0]
    assert chosen_versions(versions, None, month, now) == []
    assert chosen_versions(versions, None, month, later) == [2, 1, 0]
    assert chosen_versions(versions, 3, month, later) == [0]
    assert (parse_age("12h"), parse_age("2w")) == (timedelta(hours=12), timedelta(days=14))


@pytest.mark.parametrize("text", ["", "30", "d", "0d", "-1d", "1y", "1.5d"])
def test_an_age_that_is_none_says_how_to_write_one(text: str) -> None:
    with pytest.raises(UserError, match="12h, 30d or 4w"):
        parse_age(text)
