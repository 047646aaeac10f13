"""What `forethought evaluate-filter` prints: one table for all filters, thresholds, and the worst mistakes in full.

Labelled texts may come from anywhere: they are printed as plain Text, with control characters made visible.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from filters.evaluation.rates import Estimate
from filters.evaluation.results import Evaluation, Mistake, Point
from schemas.labelled import LabelledText
from store.markup import visible

WIDEST = 2000
"""Columns of a terminal that any table fits in."""
CAPTION = "In brackets: 95% intervals, in percent."
OVERALL = {
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "false_alarms": "false alarms",
    "pairs": "pairs told apart",
}
"""Field to row title."""
POINTS = 12
"""Thresholds that are shown; of more, those that use up these shares of false alarms best are chosen."""
ALARM_LEVELS = (0.0, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5)
"""False-alarm rates that somebody may be willing to pay (our choice)."""


def print_evaluations(
    found: Sequence[Evaluation],
    texts: Sequence[LabelledText],
    *,
    worst: int,
    sweep: bool,
    as_json: bool,
    as_markdown: bool = False,
) -> None:
    """Print the filters side by side, as a Markdown table for a page, or one JSON object with everything."""
    if as_json:
        print(json.dumps([_record(each, worst) for each in found], ensure_ascii=False))
        return
    if as_markdown:
        print("\n".join(_markdown(found, texts)))
        return
    _print_whole(_table(found, texts))
    for each in found if sweep else ():
        _print_whole(_sweep_table(each))
    console = Console()
    for each in found:
        for number, mistake in enumerate(islice(each.mistakes, worst), start=1):
            console.print(_mistake_panel(mistake, f"{each.name} {number}/{len(each.mistakes)}"))


def _print_whole(table: Table) -> None:
    """Print a table at its own width: a pipe has no width, and a figure that is cut off is no figure."""
    needed = Console(width=WIDEST).measure(table).maximum
    Console(width=max(Console().width, needed)).print(table)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the table of filters."""

    title: str
    """What is counted."""
    count: str
    """Of how many texts."""
    cells: tuple[str, ...]
    """What each filter does; empty for a heading."""
    kind: bool = False
    """The title is a kind of text, not a figure over all."""


def _table(found: Sequence[Evaluation], texts: Sequence[LabelledText]) -> Table:
    leaks = sum(text.leak for text in texts)
    title = f"{len(texts):,} texts: {leaks:,} leak, {len(texts) - leaks:,} are clean"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, caption=CAPTION, caption_justify="left")
    table.add_column("", no_wrap=True)
    table.add_column("n", justify="right", no_wrap=True)
    for each in found:
        table.add_column(Text(each.name), justify="right", no_wrap=True)
    for row in _rows(found, texts):
        if not row.cells:
            table.add_section()
        label = Text(f"  {visible(row.title)}") if row.kind else Text(row.title, style="bold")
        table.add_row(label, row.count, *row.cells)
    return table


def _markdown(found: Sequence[Evaluation], texts: Sequence[LabelledText]) -> Iterator[str]:
    """The same table for a page or a dataset card."""
    yield f"| | n | {' | '.join(_code(each.name) for each in found)} |"
    yield f"| --- | ---: |{' ---: |' * len(found)}"
    for row in _rows(found, texts):
        label = _code(row.title) if row.kind else f"**{row.title}**" if row.cells else f"*{row.title}*"
        yield f"| {label} | {row.count} | {' | '.join(row.cells or [''] * len(found))} |"


def _code(name: str) -> str:
    """A name as code in a Markdown table, whose cells end at a bar."""
    return f"`{visible(name).replace('`', chr(39)).replace('|', chr(92) + '|')}`"


def _rows(found: Sequence[Evaluation], texts: Sequence[LabelledText]) -> Iterator[_Row]:
    leaks = sum(text.leak for text in texts)
    totals = {"recall": leaks, "false_alarms": len(texts) - leaks, "pairs": found[0].pairs.total}
    for field, label in OVERALL.items():
        if totals.get(field, 1):
            yield _Row(label, str(totals.get(field, "")), tuple(_cell(getattr(each, field)) for each in found))
    if any(each.ranking is not None for each in found):
        areas = ("" if each.ranking is None else f"{each.ranking:.3f}" for each in found)
        yield _Row("area under ROC", "", tuple(areas))
    for leak, heading in ((True, "recall by kind"), (False, "false alarms by kind")):
        columns = [[rate for rate in each.kinds if rate.leak == leak] for each in found]
        if columns and columns[0]:
            yield _Row(heading, "", ())
        for rates in zip(*columns, strict=True):
            total = str(rates[0].flagged.total)
            yield _Row(rates[0].kind, total, tuple(_cell(rate.flagged) for rate in rates), kind=True)


def _cell(rate: Estimate) -> str:
    if rate.value is None or rate.low is None or rate.high is None:
        return "-"
    return f"{rate.value:.1%} ({100 * rate.low:.0f}–{100 * rate.high:.0f})"


def _sweep_table(each: Evaluation) -> Table:
    table = Table(title=Text(f"{each.name}: other thresholds"), title_justify="left", box=SIMPLE_HEAD)
    for column in ("flagged above", "recall", "false alarms", "precision"):
        table.add_column(column, justify="right", no_wrap=True)
    for point in shown_points(each.sweep):
        cells = (_cell(rate) for rate in (point.recall, point.false_alarms, point.precision))
        table.add_row(f"{point.threshold:g}", *cells)
    return table


def shown_points(sweep: Sequence[Point]) -> list[Point]:
    """All points if they are few; else, for each level of false alarms, the lowest threshold that keeps to it."""
    if len(sweep) <= POINTS:
        return list(sweep)
    levels = [[p for p in sweep if (p.false_alarms.value or 0.0) <= level] for level in ALARM_LEVELS]
    lowest = {points[0].threshold: points[0] for points in levels if points}
    return [lowest[threshold] for threshold in sorted(lowest)]


def _mistake_panel(mistake: Mistake, title: str) -> Panel:
    verdict, text = mistake.verdict, mistake.text
    outcome, colour = ("missed leak", "yellow") if mistake.missed else ("false alarm", "red")
    score = "" if verdict.score is None else f", score {verdict.score:g}, limit {verdict.threshold}"
    body = Text.assemble(
        (visible(f"{text.id}, {text.kind}{score}\n"), "bold"),
        (visible(f"question: {text.question}\ngold: {text.answer}\n\n"), "dim"),
    )
    body.append_text(_marked(mistake))
    if verdict.detail:
        body.append(f"\n\n{visible(verdict.detail)}", style="dim")
    return Panel(body, title=Text(visible(f"{title}: {outcome}")), title_align="left", border_style=colour)


def _marked(mistake: Mistake) -> Text:
    """The text, with what the filter saw on red and what it should have seen underlined."""
    content = mistake.text.text
    marked = Text(content)
    for span in mistake.verdict.evidence:
        marked.stylize("bold white on red", span.start, span.end)
    for fragment in mistake.text.fragments:
        start = content.find(fragment)
        if start >= 0:
            marked.stylize("underline yellow", start, start + len(fragment))
    return marked if visible(content) == content else Text(visible(content))


def _record(each: Evaluation, worst: int) -> dict[str, object]:
    """Everything as plain values; of the mistakes the worst, as ids with their evidence."""
    record: dict[str, object] = {"filter": each.name, "area_under_roc": each.ranking}
    record |= {field: asdict(getattr(each, field)) for field in OVERALL}
    record["kinds"] = [asdict(rate) for rate in each.kinds]
    record["sweep"] = [asdict(point) for point in each.sweep]
    record["mistakes"] = len(each.mistakes)
    record["worst"] = [_mistake_record(mistake) for mistake in each.mistakes[:worst]]
    return record


def _mistake_record(mistake: Mistake) -> dict[str, object]:
    text, verdict = mistake.text, mistake.verdict
    return {
        "id": text.id,
        "kind": text.kind,
        "missed": mistake.missed,
        "score": verdict.score,
        "threshold": verdict.threshold,
        "text": text.text,
        "fragments": list(text.fragments),
        "evidence": [asdict(span) for span in verdict.evidence],
    }
