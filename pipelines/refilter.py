"""A version judged again: the same texts under other filter settings, committed as the next version of the dataset.

No generator is asked. What may change is what is pure: `filters` and `render`. Rows of problems are judged together, in
worker processes, each of which stages whole shards; the parent only reads and commits.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version as installed_version
from typing import Any

import pyarrow as pa
import yaml

from pipelines.build import new_run_id
from pipelines.means import ColumnMeans
from pipelines.page import write_report_page
from pipelines.refilter_shards import Job, Progress, judge_all, silent
from pipelines.resolve import Plan, resolve
from pipelines.result import RunResult, markdown
from pipelines.screens import check_screens, screen
from schemas.errors import UserError
from schemas.recipe import Recipe, parse_recipe
from store.dataset import Dataset, RunRecord, VersionInfo, View
from store.reports import write_report
from synth.accounting import Usage

CHANGEABLE = ("filters", "render", "screens")
"""Sections of a recipe that a refilter may change; all others would need a generator."""


@dataclass(frozen=True, slots=True)
class Refiltered:
    """What a refilter came to."""

    name: str
    """The dataset."""
    path: str
    """Its folder."""
    before: int
    """The version that was judged again."""
    version: int
    """The version that was committed."""
    rows: int
    """Rows of both."""
    statuses_before: dict[str, int]
    """Rows by status, then."""
    statuses: dict[str, int]
    """Rows by status, now."""
    reasons: dict[str, int]
    """Rejected rows by `filter:reason`, now."""
    left_failed: int
    """Failed rows, which have no texts to judge."""
    recipe_digest: str
    """Digest of the recipe with the changed filters."""
    seconds: float
    """Wall time up to the commit."""
    report: str
    """The HTML page that tells of the version; a short Markdown report lies beside it."""


def changed_recipe(info: VersionInfo, where: str, overrides: Sequence[str] = (), other: Recipe | None = None) -> Recipe:
    """The recipe of a version with other filters.

    Args:
        info: the version; it must have been made by a run.
        where: names the version in errors.
        overrides: `filters.a.b=c` and `render.a=b`.
        other: a recipe of the same pipeline, whose filters and rendering replace the version's.

    Raises:
        UserError: an override or recipe that would change more than that.
    """
    if info.recipe is None:
        raise UserError("no run of ours made this version, so its filters are not known", where=where)
    for override in overrides:
        section = override.split(".")[0].split("=")[0].strip()
        if section not in CHANGEABLE:
            fix = f"Set {' or '.join(f'{name}.*' for name in CHANGEABLE)}; run the recipe to change anything else."
            raise UserError(f"a refilter cannot change '{section}', it asks no generator", where="--set", fix=fix)
    data = yaml.safe_load(info.recipe)
    if other is not None:
        if other.pipeline != data["pipeline"]:
            what = f"that recipe is of pipeline '{other.pipeline}', the version of '{data['pipeline']}'"
            raise UserError(what, where="--recipe")
        data |= {name: other.model_dump(mode="json")[name] for name in CHANGEABLE}
    return parse_recipe(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), f"the recipe of {where}", overrides)


def refilter(
    dataset: Dataset,
    recipe: Recipe,
    version: int | None = None,
    workers: int | None = None,
    progress: Progress = silent,
) -> Refiltered:
    """Judge a version's rows by `recipe` and commit them as the next version.

    Args:
        dataset: what is judged.
        recipe: from `changed_recipe`.
        version: of the dataset; by default its newest.
        workers: processes; by default one per core.
        progress: told how far it is.

    Raises:
        UserError: wrong settings, a filter that would have to ask a model, a locked dataset, a full disk. Nothing is
            committed then.
    """
    started, view = time.monotonic(), dataset.read(version)
    where = f"{view.name} version {view.version}"
    plan, run_id = resolve(recipe, f"the recipe of {where}"), new_run_id()
    check_screens(recipe.screens, plan.pipeline.stage_names, where)
    with dataset.lock(run_id) as writer:
        staged = writer.stage(_schema(plan, view))
        job = Job(recipe, where, view.info.recipe_digest or "", staged)
        judged = judge_all(job, view, workers or os.cpu_count() or 1, progress)
        means = ColumnMeans(judged.sums)
        screen(staged, recipe.screens, means)
        info = writer.commit(staged, _record(plan, view, run_id, means, time.monotonic() - started))
        write_report(dataset, info.number, markdown(RunResult.of(dataset, info)))
        report = write_report_page(dataset, info.number)
    return Refiltered(
        name=dataset.name,
        path=str(dataset.path),
        before=view.version,
        version=info.number,
        rows=info.rows or 0,
        statuses_before=dict(view.info.statuses),
        statuses=dict(info.statuses),
        reasons=dict(info.reasons),
        left_failed=judged.left_failed,
        recipe_digest=plan.digest,
        seconds=info.extra["seconds"],
        report=str(report),
    )


def _record(plan: Plan, view: View, run_id: str, means: ColumnMeans, seconds: float) -> RunRecord:
    """What the refilter says of itself; it spent nothing, and its source was the version's."""
    return RunRecord(
        run_id=run_id,
        recipe_digest=plan.digest,
        recipe=plan.recipe.to_yaml(),
        code_version=installed_version("forethought"),
        usage=asdict(Usage()),
        problems=view.info.problems,
        extra={
            "pipeline": plan.pipeline.name,
            "seconds": round(seconds, 3),
            "means": dict(means.means()),
            "refiltered": {"version": view.version, "content_digest": view.info.content_digest},
        },
    )


def _schema(plan: Plan, view: View) -> Any:
    """The pipeline's columns, then those that only this dataset has, e.g. of a derivation."""
    schema = plan.pipeline.shape.schema()
    return pa.schema([*schema, *(field for field in view.schema if field.name not in schema.names)])
