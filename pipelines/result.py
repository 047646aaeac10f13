"""What a run came to: for the commit's metadata, for the terminal, and as Markdown for reports and artifacts."""

from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any, Self

from pipelines.resolve import Plan
from pipelines.run_state import RunState
from store.dataset import Dataset, RunRecord, VersionInfo
from store.problems import ProblemReport
from store.reports import report_path


@dataclass(frozen=True, slots=True)
class RunResult:
    """One finished run."""

    name: str
    """The dataset."""
    version: int
    """The version it committed."""
    path: str
    """The dataset's folder."""
    run_id: str
    """The run."""
    pipeline: str
    """The paradigm."""
    recipe_digest: str
    """Digest of recipe and prompts."""
    content_digest: str
    """Digest of the version's rows, the same for any run that comes out the same."""
    statuses: dict[str, int]
    """Traces by status."""
    reasons: dict[str, int]
    """Rejected traces by `filter:reason`, most frequent first; a trace may count under several."""
    failures: dict[str, int]
    """Failed traces by stage and kind."""
    means: dict[str, float]
    """Means over accepted rows of the pipeline's number columns, e.g. tokens and saving."""
    problems: dict[str, Any]
    """What the source held: problems, duplicates, bad rows by reason."""
    usage: dict[str, Any]
    """Requests, tokens, cost."""
    budget: dict[str, Any]
    """What the run could spend and what of it is spent, unknown costs at their worst; empty without a budget."""
    left_out: int
    """Traces that are not in the version, because the budget ended before they were finished."""
    notice: str | None
    """What the user must know beyond the counts: the version is not all there."""
    committed: bool
    """False when a top-up found nothing new: the result is then that of the version that is there."""
    generated: int
    """Problems that the run took to rows; the others of a topped-up version come from the one before."""
    seconds: float
    """Wall time from opening to commit."""
    report: str
    """The file that tells all this in Markdown."""
    page: str
    """The same with charts and rows, as one HTML file."""

    @classmethod
    def of(cls, dataset: Dataset, info: VersionInfo, *, committed: bool = True) -> Self:
        """The result that a version's metadata tells; its report is written beside the table."""
        left_out = info.extra.get("left_out", 0)
        return cls(
            name=dataset.name,
            version=info.number,
            path=dataset.where,
            run_id=info.run_id or "",
            pipeline=info.extra["pipeline"],
            recipe_digest=info.recipe_digest or "",
            content_digest=info.content_digest or "",
            statuses=dict(info.statuses),
            reasons=dict(info.reasons),
            failures=dict(info.failures),
            means=dict(info.extra.get("means", {})),
            problems=dict(info.problems),
            usage=dict(info.usage),
            budget=dict(info.extra.get("budget", {})),
            left_out=left_out if committed else 0,
            notice=_budget_notice(left_out) if committed else f"Nothing new: version {info.number} stands.",
            committed=committed,
            generated=info.extra.get("generated", info.problems.get("count", 0)) if committed else 0,
            seconds=info.extra.get("seconds", 0.0),
            report=str(report_path(dataset, info.number)),
            page=str(report_path(dataset, info.number, ".html")),
        )

    @property
    def total(self) -> int:
        """Traces."""
        return sum(self.statuses.values())


def run_record(plan: Plan, run_id: str, report: ProblemReport, state: RunState, generated: int) -> RunRecord:
    """What a run says of itself; the store counts the rows it commits."""
    return RunRecord(
        run_id=run_id,
        recipe_digest=plan.digest,
        recipe=plan.recipe.to_yaml(),
        code_version=version("forethought"),
        usage=asdict(state.usage()),
        problems=asdict(report),
        extra={
            "pipeline": plan.pipeline.name,
            "seconds": round(state.progress.elapsed_s, 3),
            "means": dict(state.means.means()),
            "budget": state.budget.told() if state.budget is not None else {},
            "left_out": state.progress.left_out,
            "generated": generated,
            "timeline": state.timeline.told(),
        },
    )


def _budget_notice(left_out: int) -> str | None:
    if not left_out:
        return None
    return (
        f"The budget ended before {left_out:,} traces were finished, and this version does not have them. "
        "Raise it and run again: what is answered is not paid for twice."
    )


def markdown(result: RunResult) -> str:
    """The result as a short Markdown report."""
    lines = [
        f"# {result.name}, version {result.version}",
        "",
        f"Run `{result.run_id}` of pipeline `{result.pipeline}`, recipe digest `{result.recipe_digest}`, "
        f"content digest `{result.content_digest[:16]}`, {result.seconds:.1f} s.",
        "",
        *([f"**{result.notice}**", ""] if result.notice else []),
        f"[Charts and rows]({result.page})",
        "",
        *_topped_up(result),
        *_table(("status", "traces", "share"), _shares(result.statuses, result.total)),
        *_section("Rejected because", _shares(result.reasons, result.total)),
        *_section("Failed because", _shares(result.failures, result.total)),
        *_means(result.means),
        "## Source",
        "",
        *_table(("what", "count"), _flat(result.problems)),
        "## Requests",
        "",
        *_table(("what", "count"), _flat(result.usage)),
        *_budget(result.budget),
    ]
    return "\n".join(lines)


def _topped_up(result: RunResult) -> list[str]:
    if not result.committed:
        return ["What follows is that version's, as its own run told it.", ""]
    if result.generated == result.problems.get("count"):
        return []
    told = "The means and requests below are this run's; the table counts the whole version."
    return [f"{result.generated:,} problems were generated, the others are the version before's. {told}", ""]


def _section(title: str, rows: list[tuple[str, ...]]) -> list[str]:
    return [f"## {title}", "", *_table(("reason", "traces", "share"), rows)] if rows else []


def _budget(budget: dict[str, Any]) -> list[str]:
    caps, spent = budget.get("caps", {}), budget.get("spent", {})
    rows: list[tuple[str, ...]] = [(name, f"{cap:,}", f"{round(spent[name], 6):,}") for name, cap in caps.items()]
    return ["## Budget", "", *_table(("what", "cap", "spent at most"), rows)] if rows else []


def _means(means: dict[str, float]) -> list[str]:
    shown = ((name.replace("_", " "), f"{value:,.3f}".rstrip("0").rstrip(".")) for name, value in means.items())
    rows: list[tuple[str, ...]] = list(shown)
    return ["## Means of accepted rows", "", *_table(("what", "mean"), rows)] if rows else []


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    rule = "| --- |" + " ---: |" * (len(head) - 1)
    return [f"| {' | '.join(head)} |", rule, *(f"| {' | '.join(row)} |" for row in rows), ""]


def _shares(counts: dict[str, int], total: int) -> list[tuple[str, ...]]:
    return [(f"`{name}`", f"{count:,}", f"{count / max(1, total):.1%}") for name, count in counts.items()]


def _flat(values: dict[str, Any]) -> list[tuple[str, ...]]:
    """Nested counts as `outer inner` rows; numbers only."""
    rows: list[tuple[str, ...]] = []
    for name, value in values.items():
        if isinstance(value, dict):
            rows += [(f"{name.replace('_', ' ')}: `{inner}`", f"{count:,}") for inner, count in value.items()]
        elif isinstance(value, int | float):
            rows.append((name.replace("_", " "), f"{round(value, 4):,}"))
    return rows
