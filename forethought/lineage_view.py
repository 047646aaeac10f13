"""A row's life as a terminal page: problem, then every call with its prompt, its text and what was said of it."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from forethought.trace_view import COLOURS, highlighted
from forethought.verdict_view import VerdictTable
from pipelines.lineage import Call, Lineage
from store.markup import visible

NOTES = ("generator", "model", "sampling", "prompt_id", "prompt_hash", "fingerprint")
"""What of an attempt is shown as it is."""


def print_lineage(life: Lineage, *, as_json: bool, prompts: bool) -> None:
    """Print it as a page, or as one JSON object."""
    if as_json:
        print(json.dumps(asdict(life), ensure_ascii=False))
        return
    console = Console()
    for part in _page(life, prompts):
        console.print(part)


def _page(life: Lineage, prompts: bool) -> Iterator[RenderableType]:
    row = life.row
    colour = COLOURS[row["status"]]
    yield Text.assemble(
        (visible(row["trace_id"]), "bold"), f"  {life.dataset} version {life.version}  ", (row["status"], colour)
    )
    yield _facts(row["source"], row["difficulty"], row["subject"], row["family"])
    yield Text(visible(row["question"]))
    yield Text(f"gold: {visible(row['answer'] or 'none')}", style="dim")
    for number, call in enumerate(life.calls, 1):
        yield Rule(_title(number, call), align="left", style="cyan" if call.attempt["kept"] else "dim")
        yield Padding(Group(*_call(call, prompts)), (0, 0, 0, 2))
    if row["verdicts"]:
        yield Rule("verdicts on what was kept", align="left", style="dim")
        yield VerdictTable(row["verdicts"])
    if row["error"]:
        yield Text(visible(row["error"]), style="red")
    yield Rule("in each version", align="left", style="dim")
    yield _history(life)


def _facts(*values: str | None) -> Text:
    return Text(", ".join(visible(value) for value in values if value), style="dim")


def _title(number: int, call: Call) -> Text:
    item = call.attempt
    kept = "" if item["kept"] or not item["complaints"] else ", thrown out"
    tries = f", attempt {item['attempt'] + 1}" if item["attempt"] else ""
    return Text(f"{number}. {item['stage']} by {item['role']}{tries}{kept}")


def _call(call: Call, prompts: bool) -> Iterator[RenderableType]:
    item = call.attempt
    yield Text("  ".join(f"{name} {visible(str(item[name]))}" for name in NOTES if item[name]), style="dim")
    yield Text(_cost(call), style="dim")
    if prompts and call.messages is not None:
        for message in call.messages:
            yield Text(f"{message.role} ({call.messages_from}):", style="blue")
            yield Padding(Text(visible(message.content), style="blue dim"), (0, 0, 0, 2))
    elif prompts:
        yield Text(f"asked: {call.messages_from}", style="blue")
    if item["reasoning"]:
        yield Text(f"reasoning, kept apart: {visible(item['reasoning'])}", style="dim italic")
    if item["error"]:
        yield Text(visible(item["error"]), style="red")
    else:
        yield highlighted(call.text, item["stage"], call.verdicts)
    if not item["kept"] and call.verdicts:
        yield VerdictTable(call.verdicts)


def _cost(call: Call) -> str:
    item = call.attempt
    parts = [f"{item['prompt_tokens'] or 0:,} + {item['completion_tokens'] or 0:,} tokens"]
    if call.cost_usd is not None:
        parts.append(f"${call.cost_usd:.6f}")
    if item["finish_reason"]:
        parts.append(f"finish {item['finish_reason']}")
    if call.created is not None:
        parts.append(f"answered {datetime.fromtimestamp(call.created, UTC):%Y-%m-%d %H:%M:%S} UTC")
    return ", ".join(parts)


def _history(life: Lineage) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("version", "committed (UTC)", "status", "reasons"):
        table.add_column(column)
    for passage in life.history:
        status = Text(passage.status or "not in it", style=COLOURS.get(passage.status or "", "dim"))
        when = passage.created[:16].replace("T", " ")
        table.add_row(str(passage.version), when, status, Text(", ".join(passage.reasons)))
    return table
