"""What `forethought run` prints at its end: how many rows of each status, why, and where they are."""

import json
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from forethought.commands.options import root_option
from forethought.progress_view import clock, short_count
from forethought.trace_view import COLOURS

TOP = 8
"""Reasons listed."""


def print_result(result: Mapping[str, Any], *, as_json: bool) -> None:
    """Print a RunResult as a table with its paths, or as one JSON object."""
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
        return
    console = Console()
    console.print(_table(result))
    if result["committed"]:
        console.print(_usage_line(result), highlight=False)
    if result.get("notice"):
        console.print(Text(result["notice"], style="bold yellow"))
    for label, value in (("dataset", result["path"]), ("version", result["version"]), ("report", result["page"])):
        console.print(Text(f"{label:8} ", style="dim").append(str(value), style="bold"), soft_wrap=True)
    status = next((name for name in ("rejected", "failed") if result["statuses"].get(name)), "accepted")
    hint = f"look at it: forethought show {result['name']} --status {status}{root_option(result['path'])}"
    console.print(hint, style="dim", soft_wrap=True)


def _table(result: Mapping[str, Any]) -> Table:
    total = max(1, sum(result["statuses"].values()))
    table = Table(title=f"{result['name']}: {total:,} traces", title_justify="left")
    table.add_column("outcome")
    table.add_column("traces", justify="right")
    table.add_column("share", justify="right")
    for status, colour in COLOURS.items():
        count = result["statuses"].get(status, 0)
        table.add_row(Text(status, style=colour), f"{count:,}", f"{count / total:.1%}")
        for reason, number in _details(result, status):
            table.add_row(Text(f"  {reason}", style="dim"), f"{number:,}", f"{number / total:.1%}")
    return table


def _details(result: Mapping[str, Any], status: str) -> list[tuple[str, int]]:
    counts = {"rejected": result["reasons"], "failed": result["failures"]}.get(status, {})
    return list(counts.items())[:TOP]


def _usage_line(result: Mapping[str, Any]) -> str:
    usage, problems = result["usage"], result["problems"]
    parts = [f"{usage['answered']:,} requests answered", f"{usage['from_journal']:,} taken from the journal"]
    if result["generated"] != problems.get("count"):
        parts.insert(0, f"{result['generated']:,} problems generated, the others were there")
    if usage["prompt_tokens"] or usage["completion_tokens"]:
        parts.append(f"{short_count(usage['prompt_tokens'])} + {short_count(usage['completion_tokens'])} tokens")
    if usage["cost_usd"]:
        parts.append(f"${usage['cost_usd']:.2f}")
    if usage.get("abandoned"):
        calls = "1 call" if usage["abandoned"] == 1 else f"{usage['abandoned']:,} calls"
        parts.append(f"{calls} given up at unknown cost")
    if problems["duplicates"]:
        parts.append(f"{problems['duplicates']:,} duplicates collapsed")
    bad = sum(problems["bad"].values())
    if bad:
        parts.append(f"{bad:,} bad rows in {problems['quarantine']}")
    return ", ".join([*parts, f"in {clock(result['seconds'])}"])
