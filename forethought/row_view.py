"""Rows of a dataset, chosen and printed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from rich.console import Console
from rich.text import Text

from forethought.trace_view import trace_panel
from schemas.errors import UserError
from schemas.trace import Status
from schemas.validation import unknown_value
from store.dataset import Dataset, View
from store.reports import report_path


@dataclass(frozen=True, slots=True)
class RowQuery:
    """Which rows to show."""

    status: str | None = None
    """Only this status."""
    reason: str | None = None
    """Only rows with this `filter:reason`, or any reason of this filter."""
    trace_id: str | None = None
    """Only this trace, or all traces of this problem."""
    limit: int = 3
    """At most so many."""

    def __post_init__(self) -> None:
        if self.status is not None and self.status not in set(Status):
            raise unknown_value("status", self.status, set(Status), where="--status")

    def wants(self, row: Mapping[str, Any]) -> bool:
        """Whether a row is one of those asked for."""
        return (
            self.status in (None, row["status"])
            and self.trace_id in (None, row["trace_id"], row["problem_id"])
            and (self.reason is None or any(_names(self.reason, code) for code in row["reasons"]))
        )


def find_rows(view: View, query: RowQuery) -> list[dict[str, Any]]:
    """The first rows that the query wants; reads no further than it must."""
    return list(islice(_matching(view, query), query.limit))


def print_rows(dataset: Dataset, version: int | None, query: RowQuery, *, as_json: bool) -> None:
    """Print the rows as panels and where they are from, or one JSON object a line.

    Raises:
        UserError: no such dataset or version, or no row matches.
    """
    view = dataset.read(version)
    rows = find_rows(view, query)
    if not rows:
        fix = "`forethought versions` shows the counts by status and reason."
        raise UserError("no row matches", where=f"{view.name} version {view.version}", fix=fix)
    if as_json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
        return
    console = Console()
    for row in rows:
        console.print(trace_panel(row, stage_columns(row)))
    _print_place(dataset, view, console)


def _print_place(dataset: Dataset, view: View, console: Console) -> None:
    """Where the rows are, and the report of their version, which derived ones do not have."""
    report = report_path(dataset, view.version)
    places = {"dataset": dataset.path, "version": view.version} | ({"report": report} if report.exists() else {})
    for label, value in places.items():
        console.print(Text(f"{label:8} ", style="dim").append(str(value), style="bold"), soft_wrap=True)


def stage_columns(row: Mapping[str, Any]) -> list[str]:
    """The columns that hold stage texts: those that provenance tells of."""
    return list(dict.fromkeys(attempt["stage"] for attempt in row["provenance"]))


def _matching(view: View, query: RowQuery) -> Iterator[dict[str, Any]]:
    for batch in view.batches(status=query.status):
        yield from (row for row in batch.to_pylist() if query.wants(row))


def _names(wanted: str, code: str) -> bool:
    return wanted == code or wanted == code.split(":")[0]
