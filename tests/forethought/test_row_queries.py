"""Rows and datasets as `show`, `datasets` and `versions` choose them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from forethought.listing_view import print_datasets, print_versions
from forethought.row_view import RowQuery, find_rows, print_rows
from schemas.errors import UserError
from store.dataset import Dataset, list_datasets
from tests.store.toys import RECORD, SCHEMA, commit, row


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    made = Dataset.at(tmp_path_factory.mktemp("rows"), "toy")
    commit(made, map(row, range(4)))
    commit(made, map(row, range(40)))
    return made


def found(dataset: Dataset, query: RowQuery) -> list[str]:
    return [str(each["problem_id"]) for each in find_rows(dataset.read(), query)]


def test_conditions_words_and_status_narrow_together(dataset: Dataset) -> None:
    query = RowQuery(status="rejected", where=("sample=0 and plan~'of 1'", "reasons~spoiler"), text="what 1?", limit=99)
    assert found(dataset, query) == ["p1"]
    assert found(dataset, RowQuery(where=("question~'is 1'",), limit=99)) == ["p1", *(f"p{n}" for n in range(10, 20))]


def test_a_sample_is_drawn_from_all_rows_and_the_same_for_a_seed(dataset: Dataset) -> None:
    draws = [found(dataset, RowQuery(sample=5, seed=seed)) for seed in range(60)]
    assert draws[3] == found(dataset, RowQuery(sample=5, seed=3)) != draws[4]
    assert all(draw == sorted(set(draw), key=lambda name: int(name[1:])) and len(draw) == 5 for draw in draws)
    assert {name for draw in draws for name in draw} == {f"p{n}" for n in range(40)}
    assert len(found(dataset, RowQuery(sample=500))) == 40


def test_columns_make_a_table_or_short_json(dataset: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    query = RowQuery(columns=("problem_id", "status"), limit=2)
    print_rows(dataset, None, query, as_json=True)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert told == [{"problem_id": "p0", "status": "accepted"}, {"problem_id": "p1", "status": "rejected"}]
    print_rows(dataset, None, query, as_json=False)
    shown = capsys.readouterr().out
    assert "problem_id" in shown and "rejected" in shown and "What is" not in shown
    with pytest.raises(UserError, match="unknown column 'statu'. Did you mean 'status'"):
        print_rows(dataset, None, RowQuery(columns=("statu",)), as_json=False)


def test_a_gold_answer_does_not_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = Dataset.at(tmp_path, "steered")
    commit(made, [row(0) | {"answer": "\x1b[2J7"}])
    print_rows(made, None, RowQuery(), as_json=False)
    shown = capsys.readouterr().out
    assert "\x1b" not in shown and "[2J7" in shown


def test_datasets_are_chosen_by_pipeline_and_sorted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, pipeline, rows in (("a", "ppc", 2), ("b", "comt", 9), ("c", "ppc", 5)):
        with Dataset.at(tmp_path, name).lock("r") as writer:
            staged = writer.stage(SCHEMA)
            staged.write_shard(0, map(row, range(rows)))
            writer.commit(staged, replace(RECORD, extra={"pipeline": pipeline}))

    def names(pipeline: str | None, sort: str) -> list[str]:
        print_datasets(list_datasets(tmp_path), tmp_path, pipeline=pipeline, sort=sort, as_json=True)
        return [each["name"] for each in json.loads(capsys.readouterr().out)]

    assert names(None, "name") == ["a", "b", "c"] and names(None, "newest") == ["c", "b", "a"]
    assert names(None, "rows") == ["b", "c", "a"] and names("ppc", "rows") == ["c", "a"]
    with pytest.raises(UserError, match="Did you mean 'ppc'"):
        names("pcc", "name")
    with pytest.raises(UserError, match="unknown order 'size'"):
        names(None, "size")


def test_only_the_newest_versions_are_listed(dataset: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    print_versions(dataset, limit=1, as_json=True)
    assert [each["number"] for each in json.loads(capsys.readouterr().out)] == [1]
