"""What `forethought journal` prints."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from synth.journal_upkeep import JournalStats, Vacuumed


def print_stats(stats: JournalStats, folder: Path, *, as_json: bool) -> None:
    """Print a journal's contents as a table, or as one JSON object."""
    if as_json:
        print(json.dumps(asdict(stats)))
        return
    table = Table(title=f"journal {folder}", title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0))
    rows = {
        "files": f"{stats.files:,} ({stats.bytes / 1e6:,.1f} MB)",
        "answers": f"{stats.answers:,}",
        "given up, cost unknown": f"{stats.abandoned:,}",
        "tokens": f"{stats.prompt_tokens:,} + {stats.completion_tokens:,}",
        "cost": f"${stats.cost_usd:,.2f}" + (f", {stats.unpriced:,} without a price" if stats.unpriced else ""),
        "from, to": f"{_day(stats.oldest)}, {_day(stats.newest)}",
        **{f"model {name}": f"{count:,}" for name, count in stats.models.most_common()},
        **{f"unreadable: {name}": "the next run repairs it" for name in stats.unreadable},
    }
    for name, value in rows.items():
        table.add_row(name, value)
    Console().print(table)


def print_vacuumed(done: Vacuumed) -> None:
    """Say what a vacuum did."""
    freed = (done.bytes_before - done.bytes_after) / 1e6
    print(f"{done.dropped:,} answers dropped, {freed:,.1f} MB freed, {done.bytes_after / 1e6:,.1f} MB left")
    for name in done.busy:
        print(f"left alone, in use: {name}")


def _day(stamp: float | None) -> str:
    return "never" if stamp is None else f"{datetime.fromtimestamp(stamp, UTC):%Y-%m-%d %H:%M}"
