"""What `forethought check` prints: what each stage sees, who serves it, and what the run would ask."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from forethought.progress_view import short_count
from pipelines.budget_fit import CapFit, budget_fit
from pipelines.estimate import StageEstimate
from pipelines.resolve import Plan
from pipelines.top_up import Todo
from schemas.problem import Problem
from store.markup import visible
from store.problems import ProblemReport


def print_check(plan: Plan, report: ProblemReport, todo: Todo, estimates: Sequence[StageEstimate]) -> None:
    """Print the outcome of a check as tables."""
    fits = budget_fit(plan.recipe.budget, estimates)
    console = Console()
    console.print(Text.assemble((plan.recipe.name, "bold"), f"  {plan.pipeline.summary}  digest {plan.digest}"))
    console.print(problem_line(report))
    if todo.head is not None:
        console.print(f"top-up: version {todo.head.number} is there; {todo.count:,} problems would be generated")
    console.print(_stage_table(plan))
    console.print(_generator_table(plan))
    console.print(_filter_table(plan))
    console.print(_estimate(estimates))
    for cap in fits:
        console.print(_fit_line(cap))


def print_check_json(
    plan: Plan, report: ProblemReport, todo: Todo, estimates: Sequence[StageEstimate], **more: object
) -> None:
    """Print the outcome of a check, and more, as one JSON object."""
    told = _as_json(plan, report, todo, estimates, budget_fit(plan.recipe.budget, estimates)) | more
    print(json.dumps(told, ensure_ascii=False, indent=2))


def problem_line(report: ProblemReport) -> str:
    """Problems, duplicates and bad rows in one sentence."""
    bad = ", ".join(f"{count} {reason}" for reason, count in sorted(report.bad.items())) or "none"
    return f"{report.count:,} problems; duplicates collapsed: {report.duplicates:,}; bad rows: {bad}"


def print_prompts(plan: Plan, problem: Problem) -> None:
    """Every stage's prompts, rendered on one problem; texts of earlier stages are named, not invented."""
    console = Console()
    for resolved in plan.stages:
        values = {name: getattr(problem, name, None) or f"({name} goes here)" for name in resolved.stage.sees}
        for prompt in resolved.prompts:
            console.rule(f"{resolved.stage.name}: {prompt.id} {prompt.hash}", align="left")
            for message in prompt.render(values):
                console.print(Text(f"{message.role}:", style="bold"))
                console.print(Text(visible(message.content)))


def _stage_table(plan: Plan) -> Table:
    table = _named("stages", "stage", "sees", "role", "prompt", "retries")
    for resolved in plan.stages:
        stage = resolved.stage
        prompts = "\n".join(f"{prompt.id} {prompt.hash[:8]}" for prompt in resolved.prompts)
        table.add_row(stage.name, ", ".join(stage.sees), stage.role, prompts, str(stage.retries))
    return table


def _generator_table(plan: Plan) -> Table:
    table = _named("generators", "role", "kind", "model", "endpoint")
    served = dict.fromkeys((resolved.stage.role, resolved.role) for resolved in plan.stages)
    for role, name in served:
        section = plan.recipe.generators[name]
        endpoints = section.get("endpoints") or [section.get("base_url", "")]
        urls = (str(entry["base_url"] if isinstance(entry, Mapping) else entry) for entry in endpoints)
        table.add_row(role, str(section.get("kind", "")), str(section.get("model", "")), "\n".join(urls))
    return table


def _filter_table(plan: Plan) -> Table:
    """Each filter with the stages it judges; one that judges a stage at once can have it asked again."""
    table = _named("filters", "filter", "judges", "when", "settings other than the defaults")
    at_once = [(judge, resolved.stage.name) for resolved in plan.stages for judge in resolved.checks]
    last = [(judge, check.stage) for judge, check in plan.checks]
    for when, pairs in (("at once", at_once), ("at the end", last)):
        judges = {judge.name: judge for judge, _ in pairs}
        for name, judge in judges.items():
            changed = judge.settings.model_dump(mode="json", exclude_defaults=True)
            stages = [stage for other, stage in pairs if other.name == name]
            told = "every stage" if len(stages) == len(plan.stages) > 1 else ", ".join(stages)
            table.add_row(name, told, when, ", ".join(f"{key}={value}" for key, value in changed.items()))
    return table


def _named(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _estimate(estimates: Sequence[StageEstimate]) -> Table | str:
    """A table, or a sentence where no model is asked at all."""
    if any(item.asks_model for item in estimates):
        return _estimate_table(estimates)
    answers = sum(item.requests for item in estimates)
    return f"A run asks no model: {answers:,} answers without retries, by rules or from a recording, at no cost."


HEADS = {
    "requests": "requests",
    "prompt_tokens": "prompt",
    "completion_tokens": "written",
    "most_completion_tokens": "at most",
}
"""Column titles: short ones, for terminals of 80 characters."""


def _estimate_table(estimates: Sequence[StageEstimate]) -> Table:
    title = "estimate in tokens, without retries; 'USD at most' is with all of them"
    table = Table(title=title, title_justify="left", show_footer=True)
    total = _total(estimates)
    table.add_column("stage", footer="all", no_wrap=True)
    for column, head in HEADS.items():
        table.add_column(head, justify="right", footer=_count(total[column]))
    table.add_column("USD", justify="right", footer=_money(total["usd"]))
    table.add_column("USD at most", justify="right", footer=_money(total["most_usd"]))
    for item in estimates:
        if not item.asks_model:
            table.add_row(item.stage, short_count(item.requests), "no model")
            continue
        counts = [getattr(item, column) for column in HEADS]
        table.add_row(item.stage, *map(_count, counts), _money(item.usd), _money(item.most_usd))
    return table


def _fit_line(cap: CapFit) -> Text:
    """One cap of the budget beside its estimate."""
    needed, allowed = (f"${n:.2f}" if cap.name == "usd" else short_count(round(n)) for n in (cap.needed, cap.cap))
    head = f"budget.{cap.name}: {needed} of {allowed}"
    if cap.fits:
        return Text(f"{head}, without retries: the run fits")
    return Text(
        f"{head}: the run does not fit. It would stop there and commit what is finished; "
        "raise the cap, or lower problems.limit. Answers that the journal holds are free.",
        style="bold yellow",
    )


def _total(estimates: Sequence[StageEstimate]) -> dict[str, Any]:
    """Column sums; None where any stage does not know its own."""
    names = ("requests", "prompt_tokens", "completion_tokens", "most_completion_tokens", "usd", "most_usd")
    columns = {name: [getattr(item, name) for item in estimates] for name in names}
    return {name: None if None in values else sum(values) for name, values in columns.items()}


def _count(number: int | None) -> str:
    return "no cap" if number is None else short_count(number)


def _money(usd: float | None) -> str:
    return "no price" if usd is None else f"${usd:.2f}"


def _as_json(
    plan: Plan, report: ProblemReport, todo: Todo, estimates: Sequence[StageEstimate], fits: Sequence[CapFit]
) -> dict[str, Any]:
    return {
        "name": plan.recipe.name,
        "pipeline": plan.pipeline.name,
        "digest": plan.digest,
        "problems": asdict(report),
        "to_generate": todo.count,
        "stages": [
            {
                "stage": resolved.stage.name,
                "role": resolved.role,
                "sees": resolved.stage.sees,
                "prompts": {prompt.id: prompt.hash for prompt in resolved.prompts},
                "filters": [check.name for check in resolved.checks],
                "retries": resolved.stage.retries,
            }
            for resolved in plan.stages
        ],
        "estimate": [asdict(item) for item in estimates],
        "budget": [asdict(cap) | {"fits": cap.fits} for cap in fits],
    }
