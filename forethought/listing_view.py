"""Tables of datasets and of versions."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from forethought.progress_view import short_count
from forethought.trace_view import COLOURS
from schemas.validation import unknown_value
from store.dataset import Dataset, VersionInfo

ORDERS: dict[str, Callable[[tuple[str, VersionInfo]], float | str]] = {
    "name": lambda item: item[0],
    "newest": lambda item: -datetime.fromisoformat(item[1].created).timestamp(),
    "rows": lambda item: -(item[1].rows or 0),
    "accepted": lambda item: -item[1].statuses.get("accepted", 0),
    "cost": lambda item: -float(item[1].usage.get("cost_usd") or 0.0),
}
"""What datasets can be sorted by; all but the name from the largest down."""


def print_datasets(
    found: Sequence[Dataset], root: object, *, pipeline: str | None = None, sort: str = "name", as_json: bool
) -> None:
    """Each dataset with its newest version.

    Raises:
        UserError: an unknown order, or a pipeline that no dataset there is of.
    """
    if sort not in ORDERS:
        raise unknown_value("order", sort, ORDERS, where="--sort")
    newest = sorted(((dataset.name, dataset.latest()) for dataset in found), key=ORDERS[sort])
    if pipeline is not None and newest:
        pipelines = {str(info.extra.get("pipeline")) for _, info in newest}
        if pipeline not in pipelines:
            raise unknown_value("pipeline", pipeline, pipelines, where=str(root))
        newest = [item for item in newest if item[1].extra.get("pipeline") == pipeline]
    if as_json:
        print(json.dumps([{"name": name, "newest": asdict(info)} for name, info in newest], ensure_ascii=False))
        return
    if not newest:
        print(f"No datasets under {root}. `forethought run recipes/ppc-reference.yaml` makes one.")
        return
    table = _table("dataset")
    for name, info in newest:
        table.add_row(name, *_cells(info))
    Console().print(table)


def print_versions(dataset: Dataset, *, limit: int | None = None, as_json: bool) -> None:
    """Each version, or the last `limit`, newest first."""
    versions = dataset.versions()[:limit]
    if as_json:
        print(json.dumps([asdict(info) for info in versions], ensure_ascii=False))
        return
    table = _table("run")
    for info in versions:
        if info.dropped:
            table.add_row(f"(dropped {info.dropped[:10]})", *_cells(info), style="dim")
        else:
            table.add_row(info.run_id or f"({info.operation})", *_cells(info))
    console = Console()
    console.print(table)
    if console.width < WIDE_FROM:
        hidden = f"not shown: {', '.join(WIDE)} (they need {WIDE_FROM} columns; --json has everything)"
        console.print(Text(hidden, style="dim"))


def _table(first: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(first, no_wrap=True, overflow="ellipsis")
    table.add_column("version", justify="right")
    table.add_column("committed (UTC)", no_wrap=True)
    for status, colour in COLOURS.items():
        table.add_column(status, justify="right", style=colour, no_wrap=True, min_width=len(status))
    for column in WIDE if Console().width >= WIDE_FROM else ():
        table.add_column(column, justify="right" if column in ("tokens", "USD") else "left", overflow="ellipsis")
    return table


WIDE = ("tokens", "USD", "most frequent reason", "digest")
"""Columns that are left out on a narrow terminal; `--json` has them all."""
WIDE_FROM = 120
"""Columns of text from which a terminal is wide."""


def _cells(info: VersionInfo) -> list[str]:
    counts = [f"{info.statuses.get(status, 0):,}" for status in COLOURS]
    usage = info.usage
    tokens = usage.get("prompt_tokens", 0) + usage.get("completion_tokens", 0)
    top = next(iter(info.reasons.items()), None)
    wide = [
        short_count(tokens),
        "no price" if usage.get("unpriced") and not usage.get("cost_usd") else f"{usage.get('cost_usd', 0.0):.2f}",
        f"{top[0]} ({top[1]:,})" if top else "",
        (info.content_digest or "")[:8],
    ]
    narrow = [str(info.number), info.created[:16].replace("T", " "), *counts]
    return [*narrow, *wide] if Console().width >= WIDE_FROM else narrow
