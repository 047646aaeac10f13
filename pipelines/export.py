"""An export: one version of a dataset to a folder in exactly the shape a trainer reads.

The version is read twice in batches: once to decide what goes out and where (a byte per row is kept), once to write.
The folder is checked by the trainer's rules before it takes its name.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

from filters.overlap.contamination import RULES
from pipelines.export_facts import Exported, card_facts
from pipelines.export_overlaps import OverlapRecord
from pipelines.export_plan import ExportPlan, Guard, Planner, open_guard
from pipelines.export_writing import Written, write_rows
from pipelines.registry import known_pipelines
from pipelines.split import SplitSettings
from schemas.arrow import HEAD, TAIL
from schemas.errors import UserError
from schemas.trace import Status
from schemas.validation import unknown_value
from store.card import CardFacts, render_card
from store.dataset import Dataset, View
from store.export_check import check_export
from store.export_folder import MANIFEST, new_folder, write_json
from store.export_shards import SHARD_BYTES, ExportFile
from store.exports.format import Context, Format
from store.exports.registry import find_format

ALL = "all"
"""Every rule, or every status that has texts."""
STATUSES = (Status.ACCEPTED.value, Status.REJECTED.value)
"""Rows that can have a response; failed ones never have."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What the user asks for."""

    format: str
    """Name of a format."""
    out: Path
    """The folder to make."""
    version: int | None = None
    """The version; by default the newest."""
    status: str | None = None
    """`accepted`, `rejected` or `all`; by default what the format needs."""
    system: str | None = None
    """A system prompt before every conversation."""
    split: SplitSettings = SplitSettings()
    """How validation is drawn."""
    against: tuple[str, ...] = ()
    """Evaluation sets: files, or `hub:owner/name[:split]`."""
    let_pass: tuple[str, ...] = ()
    """Rules whose matches are reported and kept, or `all`."""
    force: bool = False
    """Replace an export that is there."""
    shard_bytes: int = SHARD_BYTES
    """When to begin another file."""


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What was written."""

    name: str
    """The dataset."""
    version: int
    """Its version."""
    format: str
    """The format."""
    path: str
    """The folder."""
    rows: dict[str, int]
    """Split to rows."""
    problems: dict[str, int]
    """Split to problems."""
    left_out: dict[str, int]
    """Rows of the version by why they stayed behind."""
    against: dict[str, int]
    """Evaluation set to number of its questions."""
    overlaps: list[dict[str, Any]]
    """Per evaluation set and rule: `against`, `rule`, `excluded`, `rows`, and some lines as `examples`."""
    files: list[str]
    """All files, relative to the folder."""
    notes: list[str] = field(default_factory=list)
    """What the user should know."""


def export_dataset(dataset: Dataset, options: ExportOptions) -> ExportResult:
    """Write the folder, whole or not at all.

    Raises:
        UserError: no such dataset, version, format or evaluation set; the folder is in use; or nothing would be in it.
    """
    return export_with_facts(dataset, options)[0]


def export_with_facts(dataset: Dataset, options: ExportOptions) -> tuple[ExportResult, CardFacts]:
    """As `export_dataset`, with what the card says: for a card over several exports."""
    made = find_format(options.format)
    view = dataset.read(options.version)
    context = _context(view, made, options)
    planner = Planner(view, _statuses(made, options), options.split, _guard(options))
    with new_folder(options.out, force=options.force) as folder:
        found = OverlapRecord(folder / "contamination.jsonl" if options.against else None)
        found.take(planner.overlaps())
        written = write_rows(folder, view, planner.plan, made, context, options.shard_bytes)
        _refuse_nothing(written, planner.plan, made, view)
        check_export(folder, made, written.files)
        result = _result(view, made, options, planner, found, written)
        facts = _describe(folder, view, made, context, options, result, written)
    return result, facts


def _context(view: View, made: Format, options: ExportOptions) -> Context:
    names = view.schema.names
    missing = [name for name in ("prompt", "response", "status", "problem_id", "trace_id") if name not in names]
    if missing:
        what = f"it has no column {', '.join(missing)}, so no run of ours made it"
        raise UserError(what, where=f"{view.name} version {view.version}")
    if options.system and not made.takes_system:
        raise UserError(f"{made.name} has no place for a system prompt", where="--system")
    pipeline = str(view.info.extra.get("pipeline", ""))
    declared = known_pipelines().get(pipeline)
    stages = tuple(stage for stage in (declared.stage_names if declared else ()) if stage in names)
    if made.kind == "stepwise" and len(stages) < 2:
        what = f"{made.name} needs steps with labels; a row of the pipeline '{pipeline}' is one text, judged as a whole"
        fix = "Export a dataset of several stages (ppc, plan_cot): its stages are the steps, their verdicts the labels."
        raise UserError(what, where=view.name, fix=fix)
    fixed = {name for name, _ in (*HEAD, *TAIL)}
    numbers = tuple(f.name for f in view.schema if f.name not in fixed and str(f.type) == "double")
    return Context(view.name, pipeline, stages, numbers, view.schema, options.system)


def _statuses(made: Format, options: ExportOptions) -> tuple[str, ...]:
    if options.status is None:
        return made.statuses
    if options.status == ALL:
        return STATUSES
    if options.status not in STATUSES:
        raise unknown_value("status", options.status, (*STATUSES, ALL), where="--status")
    return (options.status,)


def _guard(options: ExportOptions) -> Guard:
    for rule in options.let_pass:
        if rule not in (*RULES, ALL):
            raise unknown_value("rule", rule, (*RULES, ALL), where="--keep-overlap")
    return open_guard(options.against, RULES if ALL in options.let_pass else options.let_pass)


def _refuse_nothing(written: Written, plan: ExportPlan, made: Format, view: View) -> None:
    """An empty folder, or labels that are all the same, would only be found out by the trainer."""
    where = f"{view.name} version {view.version}"
    if not any(written.rows.values()):
        counts = plan.left_out + written.left_out
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in counts.most_common()) or "it has no rows"
        overlaps = f", {plan.overlaps:,} overlap evaluation sets" if plan.overlaps else ""
        fix = f"Take another --version (`forethought versions {view.name}`), or refilter with looser filters."
        raise UserError(f"nothing to export: {reasons}{overlaps}", where=where, fix=fix)
    if made.kind == "stepwise" and len(written.labels) < 2:
        what = f"every step would be labelled {written.labels.pop()}: there is nothing to learn from"
        raise UserError(what, where=where, fix="Export with --status all, from a dataset that has rejected rows.")


def _result(
    view: View, made: Format, options: ExportOptions, planner: Planner, found: OverlapRecord, written: Written
) -> ExportResult:
    left_out = planner.plan.left_out + written.left_out
    problems = {split: len(written.problems[split]) for split in written.rows}
    names = [file.path for file in written.files]
    return ExportResult(
        name=view.name,
        version=view.version,
        format=made.name,
        path=str(options.out),
        rows=written.rows,
        problems=problems,
        left_out=dict(left_out.most_common()),
        against=dict(planner.guard.sizes),
        overlaps=found.summary(),
        files=[
            *names,
            *written.side_files,
            *(["contamination.jsonl"] if options.against else []),
            "README.md",
            MANIFEST,
        ],
        notes=written.making.notes(made, options.against),
    )


def _describe(
    folder: Path,
    view: View,
    made: Format,
    context: Context,
    options: ExportOptions,
    result: ExportResult,
    written: Written,
) -> CardFacts:
    """The card, and the manifest, which is written last."""
    exported = Exported(result.rows, result.problems, result.left_out, result.against, result.overlaps)
    facts = card_facts(view, made, written.schema, options.split, exported, written.making)
    (folder / "README.md").write_text(render_card(facts), encoding="utf-8")
    write_json(folder / MANIFEST, _manifest(view, made, context, options, result, written.files))
    return facts


def _manifest(
    view: View,
    made: Format,
    context: Context,
    options: ExportOptions,
    result: ExportResult,
    files: Sequence[ExportFile],
) -> dict[str, Any]:
    """Everything that made the folder what it is; the same export has the same manifest."""
    return {
        "format": made.name,
        "dataset": view.name,
        "version": view.version,
        "content_digest": view.info.content_digest,
        "recipe_digest": view.info.recipe_digest,
        "code_version": installed_version("forethought"),
        "statuses": list(_statuses(made, options)),
        "system": context.system,
        "split": asdict(options.split),
        "rows": result.rows,
        "problems": result.problems,
        "left_out": result.left_out,
        "against": result.against,
        "overlaps": [{name: value for name, value in kind.items() if name != "examples"} for kind in result.overlaps],
        "files": [asdict(file) for file in files],
    }
