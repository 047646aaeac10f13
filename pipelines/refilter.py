"""A version judged again: the same texts under other filter settings, committed as the next version of the dataset.

No generator is asked, unless filters are told to ask theirs anew. What may change is what is pure: `filters`, `render`
and `screens`. Rows of problems are judged together, in worker processes, each of which stages whole shards; the parent
only reads and commits. Filters that ask are judged in this process.
"""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version as installed_version
from typing import Any

import pyarrow as pa

from pipelines.blocking import block
from pipelines.build import new_run_id
from pipelines.engine import first_user_error
from pipelines.interrupt import Heard, interruptible, listening, read_unless_interrupted
from pipelines.means import ColumnMeans
from pipelines.outage import refuse_outage
from pipelines.page import write_report_page
from pipelines.refilter_asking import Asking, refuse_unfinished
from pipelines.refilter_pool import judge_all
from pipelines.refilter_recipe import asked_anew
from pipelines.refilter_shards import Job, Judged, ShardJudge
from pipelines.rejudge import Anew, prompt_ids
from pipelines.resolve import Plan, resolve
from pipelines.result import RunResult, markdown
from pipelines.run_state import RunState, watched
from pipelines.screens import check_screens, screen
from pipelines.workshop import open_asker, traces_in_flight
from schemas.errors import RunInterrupted, UserError
from schemas.recipe import Recipe
from store.dataset import Dataset, RunRecord, VersionInfo, View, Writer
from store.layout import journal_dir
from store.reports import report_path, write_report
from store.staging import StagedRun
from synth.limiter import limiters_of


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
    asked: list[str]
    """Filters that asked their models anew."""
    usage: dict[str, Any]
    """Requests, tokens and cost of that."""
    seconds: float
    """Wall time up to the commit."""
    report: str
    """The HTML page that tells of the version; a short Markdown report lies beside it."""


def refilter(
    dataset: Dataset,
    recipe: Recipe,
    version: int | None = None,
    workers: int | None = None,
    ask: Sequence[str] = (),
) -> Refiltered:
    """Judge a version's rows by `recipe` and commit them as the next version. Also where an event loop runs already.

    Args:
        dataset: what is judged.
        recipe: from `changed_recipe`.
        version: of the dataset; by default its newest.
        workers: processes; by default one per core.
        ask: filters that ask their models anew, or `all`; by default their stored answers count.

    Raises:
        UserError: wrong settings, a filter that would have to ask a model, a budget that ended, a locked dataset or a
            full disk. Nothing is committed then.
        RunInterrupted: Ctrl-C or SIGTERM; likewise.
    """
    return block(run_refilter(dataset, recipe, version, workers, ask))


async def run_refilter(
    dataset: Dataset,
    recipe: Recipe,
    version: int | None = None,
    workers: int | None = None,
    ask: Sequence[str] = (),
) -> Refiltered:
    """As `refilter`, on the caller's event loop; whoever watches is told of it as of a run."""
    view, state = dataset.read(version), RunState(phase="judging")
    where = f"{view.name} version {view.version}"
    plan, run_id = resolve(recipe, f"the recipe of {where}"), new_run_id()
    check_screens(recipe.screens, plan.pipeline.stage_names, where)
    anew, state.progress.total = asked_anew(plan, ask), view.info.rows
    with watched(state), listening() as heard:
        try:
            with dataset.lock(run_id) as writer:
                work = _Refilter(plan, view, anew, writer, state)
                staged, judged = await work.judge(workers or os.cpu_count() or 1, heard)
                info = work.commit(staged, judged, run_id)
        except (RunInterrupted, KeyboardInterrupt, asyncio.CancelledError):
            state.phase = "interrupted"
            raise
        except BaseException:
            state.phase = "failed"
            raise
    return Refiltered(
        name=dataset.name,
        path=dataset.where,
        before=view.version,
        version=info.number,
        rows=info.rows or 0,
        statuses_before=dict(view.info.statuses),
        statuses=dict(info.statuses),
        reasons=dict(info.reasons),
        left_failed=judged.left_failed,
        recipe_digest=plan.digest,
        asked=sorted(anew),
        usage=dict(info.usage),
        seconds=info.extra["seconds"],
        report=str(report_path(dataset, info.number, ".html")),
    )


@dataclass(frozen=True)
class _Refilter:
    """One open refilter."""

    plan: Plan
    view: View
    anew: frozenset[str]
    writer: Writer
    state: RunState

    async def judge(self, workers: int, heard: Heard) -> tuple[StagedRun, Judged]:
        """Judge and stage all rows, unless a signal ends it."""
        where = f"{self.view.name} version {self.view.version}"
        staged = self.writer.stage(_schema(self.plan, self.view))
        job = Job(self.plan.recipe, where, self.view.info.recipe_digest or "", staged)
        if self.anew:
            return staged, await self._ask(job, heard)
        return staged, await read_unless_interrupted(partial(judge_all, job, self.view, workers, self._told), heard)

    async def _ask(self, job: Job, heard: Heard) -> Judged:
        """The same where some filters ask their models anew."""
        plan, state = self.plan, self.state
        roles = dict.fromkeys(role for name in sorted(self.anew) for role in plan.filters[name].roles)
        async with open_asker(plan, roles, journal_dir(self.writer.dataset.root), job.where) as asker:
            state.usage, state.budget = asker.usage, asker.turnstile.budget
            state.limiters = partial(limiters_of, asyncio.get_running_loop())
            prompts = prompt_ids(plan, self.view.info.recipe or "", self.anew)
            judge = ShardJudge(job, Anew(self.anew, asker, prompts))
            asking = Asking(judge, state.progress, traces_in_flight(plan, asker.generators))
            wait_s = plan.recipe.engine.interrupt_wait_s
            try:
                await interruptible(asking.judge_all(self.view), asker.turnstile, state, heard, wait_s)
            except* UserError as errors:
                raise first_user_error(errors) from None
        refuse_unfinished(state.progress, plan.recipe.name)
        refuse_outage(state.progress, plan.recipe)
        return asking.judged

    def _told(self, shard: Judged) -> None:
        self.state.progress.statuses.update(shard.statuses)

    def commit(self, staged: StagedRun, judged: Judged, run_id: str) -> VersionInfo:
        """Commit what is staged, and leave its report beside it."""
        self.state.phase = "committing"
        means = ColumnMeans(judged.sums)
        screen(staged, self.plan.recipe.screens, means)
        info = self.writer.commit(staged, self._record(means, run_id))
        dataset = self.writer.dataset
        write_report(dataset, info.number, markdown(RunResult.of(dataset, info)))
        write_report_page(dataset, info.number)
        self.state.phase = "done"
        return info

    def _record(self, means: ColumnMeans, run_id: str) -> RunRecord:
        """What the refilter says of itself; its source was the version's."""
        view, state = self.view, self.state
        before = {"version": view.version, "content_digest": view.info.content_digest, "asked": sorted(self.anew)}
        return RunRecord(
            run_id=run_id,
            recipe_digest=self.plan.digest,
            recipe=self.plan.recipe.to_yaml(),
            code_version=installed_version("forethought"),
            usage=asdict(state.usage()),
            problems=view.info.problems,
            extra={
                "pipeline": self.plan.pipeline.name,
                "seconds": round(state.progress.elapsed_s, 3),
                "means": dict(means.means()),
                "budget": state.budget.told() if state.budget is not None else {},
                "refiltered": before,
            },
        )


def _schema(plan: Plan, view: View) -> Any:
    """The pipeline's columns, then those that only this dataset has, e.g. of a derivation."""
    schema = plan.pipeline.shape.schema()
    return pa.schema([*schema, *(field for field in view.schema if field.name not in schema.names)])
