"""A comparison of two versions as a terminal page: what came and went, what changed and why, what else is different."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from forethought.trace_view import COLOURS
from pipelines.diff import Change, Diff, most_frequent
from store.markup import visible

SIGNS = {"added": "+", "removed": "-"}


def print_diff(found: Diff, *, as_json: bool) -> None:
    """Print it as tables, or as one JSON object."""
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False))
        return
    console = Console()
    console.print(Text(f"{found.name}: version {found.first} -> {found.second}", style="bold"))
    if found.same_content:
        console.print("the same rows, with the same verdicts and provenance")
    console.print(_statuses(found))
    console.print(_rows(found))
    for title, table in (("recipe", _pairs(found.recipe)), ("the runs", _pairs(_changed(found.usage)))):
        if table is not None:
            console.print(Text(f"\n{title}", style="bold"))
            console.print(table)


def _statuses(found: Diff) -> Table:
    table = _table(("status", f"v{found.first}", f"v{found.second}", "difference"))
    for status, colour in COLOURS.items():
        left, right = found.statuses.get(status, (0, 0))
        table.add_row(Text(status, style=colour), f"{left:,}", f"{right:,}", f"{right - left:+,}")
    table.add_row("rows", f"{found.rows[0]:,}", f"{found.rows[1]:,}", f"{found.rows[1] - found.rows[0]:+,}")
    return table


def _rows(found: Diff) -> Table:
    changes = found.changes
    table = _table(("change", "rows", "for example"))
    for what, kinds in (("added", changes.added), ("removed", changes.removed)):
        _lines(table, f"{SIGNS[what]} {what}", kinds)
    _lines(table, "status", changes.status)
    _lines(table, "now", changes.reasons_gained)
    _lines(table, "no longer", changes.reasons_lost)
    if changes.rewritten.count:
        _lines(table, "rewritten", {"other texts": changes.rewritten})
    table.add_row("unchanged", f"{changes.same:,}", "")
    return table


def _lines(table: Table, what: str, kinds: Mapping[str, Change]) -> None:
    for name, change in most_frequent(kinds):
        examples = visible(", ".join(change.examples[:3]))
        table.add_row(f"{what}: {name}", f"{change.count:,}", Text(examples, style="dim"))


def _changed(pairs: Mapping[str, tuple[float, float]]) -> dict[str, tuple[Any, Any]]:
    rounded = {name: (round(left, 6), round(right, 6)) for name, (left, right) in pairs.items()}
    return {name: pair for name, pair in rounded.items() if any(pair)}


def _pairs(pairs: Mapping[str, tuple[Any, Any]]) -> Table | None:
    table = _table(("what", "before", "after"), numbers=False)
    for name, (left, right) in pairs.items():
        table.add_row(name.replace("_", " ") if "." not in name else name, _said(left), _said(right))
    return table if pairs else None


def _said(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,}"
    return "" if value is None else str(value)


def _table(columns: tuple[str, ...], numbers: bool = True) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for place, column in enumerate(columns):
        right = numbers and place and column != "for example"
        table.add_column(column, justify="right" if right else "left", overflow="fold")
    return table
