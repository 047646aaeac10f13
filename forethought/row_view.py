"""Rows of a dataset, chosen and printed."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from forethought.trace_view import trace_panel
from schemas.errors import UserError
from schemas.trace import Status
from schemas.validation import unknown_value
from store.conditions import holds_words, parse_conditions
from store.dataset import Dataset, View
from store.markup import visible
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
    where: tuple[str, ...] = ()
    """Only rows that meet all of these conditions, e.g. `spoiler_score>0`."""
    text: str | None = None
    """Only rows that hold each of these words in some text."""
    columns: tuple[str, ...] = ()
    """Show these as a table, instead of whole rows."""
    sample: int | None = None
    """Instead of the first rows: so many, drawn evenly from all that are wanted."""
    seed: int = 0
    """The same seed draws the same rows."""

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
    """The first rows that the query wants, read no further than it must; or a sample of all of them, in their order.

    Raises:
        UserError: a column or condition that cannot be.
    """
    for name in query.columns:
        if name not in view.schema.names:
            raise unknown_value("column", name, view.schema.names, where="--columns")
    matching = _matching(view, query)
    return list(islice(matching, query.limit)) if query.sample is None else _sample(matching, query.sample, query.seed)


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
            told = {name: row[name] for name in query.columns} if query.columns else row
            print(json.dumps(told, ensure_ascii=False))
        return
    console = Console()
    if query.columns:
        console.print(_table(rows, query.columns))
    for row in () if query.columns else rows:
        console.print(trace_panel(row, stage_columns(row)))
    _print_place(dataset, view, console)


def _print_place(dataset: Dataset, view: View, console: Console) -> None:
    """Where the rows are, and the report of their version, which derived ones do not have."""
    report = report_path(dataset, view.version, ".html")
    places = {"dataset": dataset.where, "version": view.version} | ({"report": report} if report.exists() else {})
    for label, value in places.items():
        console.print(Text(f"{label:8} ", style="dim").append(str(value), style="bold"), soft_wrap=True)


def stage_columns(row: Mapping[str, Any]) -> list[str]:
    """The columns that hold stage texts: those that provenance tells of."""
    return list(dict.fromkeys(attempt["stage"] for attempt in row["provenance"]))


def _matching(view: View, query: RowQuery) -> Iterator[dict[str, Any]]:
    conditions = [condition for text in query.where for condition in parse_conditions(text, view.schema)]
    words = (query.text or "").split()
    for batch in view.batches(status=query.status):
        for row in batch.to_pylist():
            if query.wants(row) and all(each.holds(row) for each in conditions) and holds_words(row, words):
                yield row


def _sample(rows: Iterator[dict[str, Any]], size: int, seed: int) -> list[dict[str, Any]]:
    """Algorithm R (Vitter 1985): every row is as likely, and only `size` of them are in memory."""
    draw, held = random.Random(seed), list[tuple[int, dict[str, Any]]]()
    for place, row in enumerate(rows):
        if place < size:
            held.append((place, row))
        elif (instead := draw.randrange(place + 1)) < size:
            held[instead] = (place, row)
    return [row for _, row in sorted(held, key=lambda item: item[0])]


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(_cell(row[name]))) for name in columns))
    return table


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _names(wanted: str, code: str) -> bool:
    return wanted == code or wanted == code.split(":")[0]
