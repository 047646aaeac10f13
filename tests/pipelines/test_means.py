"""Means count accepted rows, each shard once."""

from typing import Any

from pipelines.means import ColumnMeans


def rows(*values: float | None, status: str = "accepted") -> list[dict[str, Any]]:
    return [{"status": status, "tokens": value} for value in values]


def test_the_mean_is_over_accepted_rows_with_a_value() -> None:
    means = ColumnMeans()
    passed = list(means.watch(0, [*rows(1, 2, None), *rows(100, status="rejected")], ["tokens"]))
    assert len(passed) == 4 and means.means() == {"tokens": 1.5}


def test_a_shard_that_runs_twice_counts_once() -> None:
    means = ColumnMeans()
    for _ in range(2):
        list(means.watch(0, rows(1), ["tokens"]))
    list(means.watch(1, rows(2, 3), ["tokens"]))
    assert means.means() == {"tokens": 2.0}


def test_a_column_without_values_has_no_mean() -> None:
    means = ColumnMeans()
    list(means.watch(0, rows(None), ["tokens"]))
    assert means.means() == {}
