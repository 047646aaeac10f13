"""Verdicts as a terminal table; where there is no room for their details beside them, these stand below."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from store.markup import visible

COLUMNS = ("filter", "stage", "verdict", "score", "limit")
"""One short word or number each; the last two are numbers."""
GAP = 2
"""Cells between columns."""
ROOM = 36
"""Cells that details need beside the columns to be read at ease (our choice)."""


class VerdictTable:
    """One line per verdict, what it found among its details."""

    def __init__(self, verdicts: Sequence[Mapping[str, Any]]) -> None:
        self._rows = [_cells(verdict) for verdict in verdicts]
        self._details = [Text(visible(_detail(verdict))) for verdict in verdicts]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        heads = [Text(name) for name in COLUMNS]
        widths = [max(cell_len(cell.plain) for cell in column) for column in zip(heads, *self._rows, strict=True)]
        beside = options.max_width - sum(widths) - GAP * len(widths) >= ROOM
        if beside or not any(detail.plain for detail in self._details):
            yield self._table(self._rows, self._details, widths)
            return
        yield self._table([], [], widths)
        for row, detail in zip(self._rows, self._details, strict=True):
            yield self._table([row], [], widths, heads=False)
            if detail.plain:
                yield Padding(detail, (0, 0, 0, 2 * GAP))

    @staticmethod
    def _table(
        rows: Sequence[Sequence[Text]], details: Sequence[Text], widths: Sequence[int], *, heads: bool = True
    ) -> Table:
        table = Table(box=None, padding=(0, GAP, 0, 0), header_style="dim", show_header=heads)
        for name, width in zip(COLUMNS, widths, strict=True):
            table.add_column(
                name, justify="right" if name in ("score", "limit") else "left", overflow="fold", width=width
            )
        if details:
            table.add_column("detail", overflow="fold")
        for row, detail in zip_longest(rows, details):
            table.add_row(*row, *([detail] if details else []))
        return table


def _cells(verdict: Mapping[str, Any]) -> list[Text]:
    outcome = Text("passed", style="green") if verdict["passed"] else Text(verdict["reason"], style="bold red")
    numbers = (Text("" if value is None else f"{value:g}") for value in (verdict["score"], verdict["threshold"]))
    return [Text(verdict["filter"]), Text(verdict["stage"]), outcome, *numbers]


def _detail(verdict: Mapping[str, Any]) -> str:
    found = dict.fromkeys(f"{span['label']}: “{short(span['text'])}”" for span in verdict["evidence"])
    parts = [verdict["detail"] or "", *list(found)[:4]]
    return "; ".join(part for part in parts if part)


def short(text: str, width: int = 40) -> str:
    """A text on one line, cut to a width."""
    flat = " ".join(text.split())
    return flat if len(flat) <= width else f"{flat[: width - 1]}…"
