"""A version's report as one HTML file: no network, model text escaped, charts inline, rows to search.

The template and its styles and script lie beside this file. Rows are rendered here, so that the page reads without its
script too; the script only hides, finds and walks.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from store.markup import highlighted, visible
from store.report import charts
from store.report.facts import Facts, collect, failure_of
from store.view import View

HERE = Path(__file__).parent
MOST_ROWS = 300
"""Rows shown on the page; totals count all."""
MOST_REASONS = 20
"""Reasons listed."""


def report_page(
    view: View,
    most_rows: int = MOST_ROWS,
    comparison: Mapping[str, Any] | None = None,
    phrases: Mapping[str, Sequence[Any]] | None = None,
) -> str:
    """The report of a version.

    Args:
        view: the version.
        most_rows: rows shown on the page.
        comparison: what `pipelines.diff` found against another version, as plain values; adds a section.
        phrases: stage to what `pipelines.phrasing` found; adds a section.

    Raises:
        UserError: a file of the version is gone or torn.
    """
    facts = collect(view, most_rows)
    rows = _rows(view, facts)
    template = _environment().get_template("page.html")
    return template.render(
        name=view.name,
        info=view.info,
        facts=facts,
        colours=charts.COLOURS,
        charts=_charts(view, facts),
        reasons=facts.reasons.most_common(MOST_REASONS),
        failures=facts.failures.most_common(MOST_REASONS),
        codes=sorted({code for row in rows for code in row["reasons"]}),
        rows=rows,
        comparison=comparison,
        phrases={stage: found for stage, found in (phrases or {}).items() if found},
        style=Markup((HERE / "style.css").read_text(encoding="utf-8")),
        script=Markup((HERE / "page.js").read_text(encoding="utf-8")),
    )


def _environment() -> Environment:
    loader = FileSystemLoader(HERE)
    environment = Environment(
        loader=loader, autoescape=select_autoescape(["html"]), undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["count"] = lambda number: f"{number:,}"
    environment.filters["share"] = lambda number, total: f"{number / max(1, total):.1%}"
    environment.filters["visible"] = lambda text: visible(text or "")
    environment.filters["number"] = lambda value: "" if value is None else f"{value:g}"
    return environment


def _charts(view: View, facts: Facts) -> dict[str, Any]:
    timeline = view.info.extra.get("timeline") or {}
    cost = timeline.get("cost_usd", ())
    unit = ("USD", cost) if any(cost) else ("tokens", timeline.get("tokens", ()))
    steps = {step.name: step.left for step in facts.funnel if step.lost or ":" not in step.name}
    return {
        "funnel": Markup(charts.bars(steps)),
        "idle": [step.name for step in facts.funnel if not step.lost and ":" in step.name],
        "numbers": [
            Markup(charts.distribution(name.replace("_", " "), values))
            for name, values in facts.numbers.items()
            if any(len(numbers) for numbers in values.values())
        ],
        "scales": [Markup(charts.shares(name, kinds)) for name, kinds in facts.scales.items()],
        "time": Markup(charts.over_time(timeline["slice_s"], timeline["finished"], unit[1], unit[0]))
        if len(timeline.get("finished", ())) > 1
        else None,
    }


def _rows(view: View, facts: Facts) -> list[dict[str, Any]]:
    """The chosen rows, as the template wants them; read batch by batch."""
    wanted = pa.array(sorted(facts.sample.chosen()), pa.string())
    found: list[dict[str, Any]] = []
    for batch in view.batches():
        chosen = batch.filter(pc.is_in(batch["trace_id"], wanted))
        found += [_row(row) for row in chosen.to_pylist()]
    return found


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    verdicts = row["verdicts"] or ()
    names = dict.fromkeys(item["stage"] for item in row["provenance"] or () if row.get(item["stage"]) is not None)
    stages = [(name, Markup(highlighted(row[name], name, verdicts)), _by(row, name)) for name in names]
    return {
        **{name: row[name] for name in ("trace_id", "status", "error", "question", "answer", "difficulty", "subject")},
        "reasons": list(row["reasons"] or ()),
        "codes": [*(row["reasons"] or ()), *([failure_of(row)] if row["status"] == "failed" else ())],
        "stages": stages,
        "verdicts": verdicts,
        "others": _thrown_out(row),
    }


def _by(row: Mapping[str, Any], stage: str) -> str:
    tries: Sequence[Mapping[str, Any]] = [item for item in row["provenance"] if item["stage"] == stage]
    kept = next(item for item in tries if item["kept"])
    source = "derived by rules" if kept["generator"] == "reference" else kept["model"]
    return f"{source}, attempt {kept['attempt'] + 1} of {len(tries)}" if len(tries) > 1 else source


def _thrown_out(row: Mapping[str, Any]) -> list[tuple[str, Any, str]]:
    """Attempts that were not kept, with why."""
    return [
        (
            item["stage"],
            Markup(highlighted(item["text"], item["stage"], item["complaints"])),
            ", ".join(item["rejected_by"]),
        )
        for item in row["provenance"] or ()
        if item["complaints"] and item["text"]
    ]
