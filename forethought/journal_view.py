"""What `forethought journal` prints."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.errors import UserError
from store.dataset import View
from synth.journal_export import Exported
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


def print_exported(done: Exported, target: Path, folder: Path, view: View | None = None) -> None:
    """Say what an export holds; what a replay could not make good is a warning on stderr.

    Raises:
        UserError: nothing of what the version was made from is in the journal; no file was written.
    """
    whose = f"{view.name} version {view.version}" if view else "this root"
    if view and not done.written:
        what = f"the journal {folder} holds none of the {done.missing:,} answers that its rows tell of"
        nobody = "no model answered for any of its rows: rules wrote them, or a recording did"
        raise UserError(what if done.missing else nobody, where=whose)
    print(f"{done.written:,} answers written to {target}")
    if done.missing:
        _warn(f"{done.missing:,} answers that {whose} was made from are not in {folder}: replaying them will miss")
    if done.conflicts:
        fix = "" if view else " Export one dataset instead: --dataset NAME."
        models = ", ".join(sorted(done.models))
        what = f"{done.conflicts:,} prompts of {whose} have several answers, of other models or under other settings"
        _warn(f"{what} ({models}); a replay takes the last.{fix}")


def _warn(text: str) -> None:
    Console(stderr=True).print(Text(f"warning: {text}", style="yellow"), soft_wrap=True)


def _day(stamp: float | None) -> str:
    return "never" if stamp is None else f"{datetime.fromtimestamp(stamp, UTC):%Y-%m-%d %H:%M}"
