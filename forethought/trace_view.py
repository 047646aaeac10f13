"""A dataset row as a terminal panel: stages with the offending spans highlighted, verdicts below.

Model text is printed as plain Text: markup or control characters in it have no effect.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from forethought.verdict_view import VerdictTable, short
from schemas.arrow import HEAD, TAIL
from store.markup import visible

COLOURS = {"accepted": "green", "rejected": "yellow", "failed": "red"}
"""Status to colour, wherever a status is printed."""


def trace_panel(row: Mapping[str, Any], stages: Sequence[str]) -> Panel:
    """Everything one row says: question, stage texts, verdicts."""
    colour = COLOURS[row["status"]]
    title = Text.assemble((row["trace_id"], "bold"), "  ", (row["status"], colour))
    why = "  ".join(row["reasons"] or ()) or row["error"]
    gold = Text(f"gold: {visible(row['answer'] or '')}", style="dim")
    body: list[RenderableType] = [Text(visible(row["question"])), gold]
    for stage in stages:
        if row[stage] is not None:
            text = highlighted(row[stage], stage, row["verdicts"])
            body += [Rule(_stage_title(row, stage), align="left", style="dim"), text]
    if row["verdicts"]:
        body += [Rule("verdicts", align="left", style="dim"), VerdictTable(row["verdicts"])]
    own = _own_columns(row, stages)
    if own:
        body += [Rule("columns", align="left", style="dim"), own]
    if why:
        body += [Rule(row["status"], align="left", style=colour), Text(visible(why), style=colour)]
    return Panel(Group(*body), title=title, border_style=colour)


SHARED = frozenset(name for name, _ in (*HEAD, *TAIL))
"""Columns that every dataset has; the panel shows them in places of their own, or as Python and pandas read them."""


def _own_columns(row: Mapping[str, Any], stages: Sequence[str]) -> Table | None:
    """What the pipeline, or whoever derived the row, added beside the stages: scores, counts, where a text is from."""
    own = {name: value for name, value in row.items() if name not in SHARED and name not in stages}
    given = {name: value for name, value in own.items() if value is not None}
    if not given:
        return None
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for name, value in given.items():
        shown = (
            f"{value:,.4g}" if isinstance(value, float) and not value.is_integer() else f"{value}".removesuffix(".0")
        )
        table.add_row(Text(name, style="dim"), Text(visible(short(shown, 200))))
    return table


def _stage_title(row: Mapping[str, Any], stage: str) -> str:
    tries = [attempt for attempt in row["provenance"] if attempt["stage"] == stage]
    kept = next(attempt for attempt in tries if attempt["kept"])
    source = "rule-derived" if kept["generator"] == "reference" else kept["model"]
    asked = f", attempt {kept['attempt'] + 1} of {len(tries)}" if len(tries) > 1 else ""
    return f"{stage}  [{source}{asked}]".replace("[", "\\[")


def highlighted(text: str, stage: str, verdicts: Sequence[Mapping[str, Any]]) -> Text:
    """A stage's text with the evidence of verdicts in colour: red where they complain, green where they do not."""
    result = Text(text)
    for verdict in verdicts:
        style = "black on green" if verdict["passed"] else "bold white on red"
        for span in verdict["evidence"]:
            if span["stage"] == stage:
                result.stylize(style, span["start"], span["end"])
    return result if visible(text) == text else Text(visible(text))
