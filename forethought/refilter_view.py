"""What `forethought refilter` shows: how many rows changed sides, and what it asked."""

import json
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from forethought.commands.options import root_option
from forethought.progress_view import clock
from forethought.trace_view import COLOURS
from pipelines.refilter import Refiltered

TOP = 8
"""Reasons listed."""


def print_refiltered(made: Refiltered, *, as_json: bool) -> None:
    """Print the outcome as a table, or as one JSON object."""
    if as_json:
        print(json.dumps(asdict(made), ensure_ascii=False))
        return
    console = Console()
    console.print(_table(made))
    console.print(f"{made.rows:,} rows judged again in {clock(made.seconds)}, {_asked(made)}", highlight=False)
    if made.left_failed:
        console.print(f"{made.left_failed:,} failed rows have no whole text to judge; `forethought run` asks for them.")
    for label, value in (("dataset", made.path), ("version", made.version), ("report", made.report)):
        console.print(Text(f"{label:8} ", style="dim").append(str(value), style="bold"), soft_wrap=True)
    hint = f"what changed: forethought diff {made.name} {made.before} {made.version}{root_option(made.path)}"
    console.print(hint, style="dim", soft_wrap=True)


def _asked(made: Refiltered) -> str:
    """Who was asked, how often, and for how much."""
    if not made.asked:
        return "no model asked"
    parts = [f"{made.usage['answered']:,} answers by models", f"{made.usage['from_journal']:,} from the journal"]
    parts += [f"{made.usage['failed']:,} unanswered"] if made.usage["failed"] else []
    parts += [f"${made.usage['cost_usd']:.2f}"] if made.usage["cost_usd"] else []
    return f"{', '.join(made.asked)} asked anew: {', '.join(parts)}"


def _table(made: Refiltered) -> Table:
    table = Table(title=f"{made.name}: version {made.before} -> {made.version}", title_justify="left")
    for column in ("outcome", f"v{made.before}", f"v{made.version}", "difference"):
        table.add_column(column, justify="left" if column == "outcome" else "right")
    for status, colour in COLOURS.items():
        left, right = made.statuses_before.get(status, 0), made.statuses.get(status, 0)
        table.add_row(Text(status, style=colour), f"{left:,}", f"{right:,}", f"{right - left:+,}")
        for reason, count in list(made.reasons.items())[:TOP] if status == "rejected" else ():
            table.add_row(Text(f"  {reason}", style="dim"), "", f"{count:,}", "")
    return table
