"""What `forethought export` prints: what went out, what stayed behind and why, what overlaps evaluation sets."""

import json
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.export import ExportResult
from store.markup import visible

SHOWN = 110
"""Characters of a question that are shown."""


def print_export(result: ExportResult, *, as_json: bool) -> None:
    """Print an ExportResult as tables with the folder, or as one JSON object."""
    if as_json:
        print(json.dumps(asdict(result), ensure_ascii=False))
        return
    console = Console()
    console.print(_rows(result))
    if result.against:
        console.print(_overlaps(result))
    for kind in result.overlaps:
        for example in kind["examples"][:1]:
            console.print(_example(example))
    for note in result.notes:
        console.print(Text(f"note: {note}", style="yellow"))
    console.print(Text("folder ", style="dim").append(result.path, style="bold"), soft_wrap=True)


def _rows(result: ExportResult) -> Table:
    title = f"{result.name} version {result.version} as {result.format}"
    table = Table("outcome", title=title, title_justify="left")
    table.add_column("rows", justify="right")
    table.add_column("problems", justify="right")
    for split, count in result.rows.items():
        table.add_row(Text(split, style="green"), f"{count:,}", f"{result.problems[split]:,}")
    overlapping = sum(kind["rows"] for kind in result.overlaps if kind["excluded"])
    left_out = {**result.left_out, **({"overlaps an evaluation set": overlapping} if overlapping else {})}
    for reason, count in left_out.items():
        table.add_row(Text(f"left out: {reason}", style="dim"), f"{count:,}", "")
    return table


def _overlaps(result: ExportResult) -> Table:
    table = Table("evaluation set", "rule", title="held against evaluation sets", title_justify="left")
    table.add_column("rows", justify="right")
    table.add_column("they are")
    for name, questions in result.against.items():
        kinds = [kind for kind in result.overlaps if kind["against"] == name]
        label = f"{name} ({questions:,} questions)"
        for kind in kinds:
            table.add_row(label, kind["rule"], f"{kind['rows']:,}", "left out" if kind["excluded"] else "kept")
            label = ""
        if not kinds:
            table.add_row(label, "none fits", "0", "")
    return table


def _example(line: dict[str, Any]) -> Text:
    text = Text(f"{line['rule']} ({line['score']:.2f}) {visible(line['trace_id'])}: ", style="dim")
    text.append(_short(line["question"]), style="none")
    text.append(f"\n  {line['against']} {visible(line['evaluation_id'])}: ", style="dim")
    return text.append(_short(line["evaluation_question"]), style="none")


def _short(text: str) -> str:
    plain = visible(" ".join(text.split()))
    return plain if len(plain) <= SHOWN else f"{plain[:SHOWN]}..."
