"""Stored traces judged again: pure filters by their present settings, models only as far as they have answered.

A filter that asks a model gets the answers that stand in the trace's provenance, found by the request's fingerprint,
so that its thresholds can change without a call. Where it would ask something new, its stored verdict stands; where
there is none, the user is told. Filters that are to ask anew forget what is stored and ask, as in a run.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePath
from typing import cast

import yaml

from filters.base import Filter, Question
from filters.registry import known_filters
from pipelines.asking import ask_for_filter, filter_request
from pipelines.judgement import PARSE, judge_group, judge_stage, judge_whole, verdict_of
from pipelines.resolve import Plan, ResolvedStage
from schemas.errors import FailureKind, ForethoughtError, GenerationError, UserError
from schemas.request import Completion
from schemas.trace import StageText, Trace
from schemas.verdict import Verdict
from synth.asker import Asker
from synth.prompting import FILE_SUFFIXES
from synth.protocol import Generator
from synth.registry import build_generator

NOT_GENERATED = "not_generated"
"""Kind of the error of a trace that passes now, but ended before its last stage when it was made."""


@dataclass(frozen=True)
class Rejudge:
    """Judges stored traces by one plan; traces come without verdicts of their own making."""

    plan: Plan
    """What they are judged by."""
    where: str
    """Names the recipe in errors."""
    anew: "Anew | None" = None
    """Which filters ask their models anew; None: nobody is asked."""
    _generators: dict[str, Generator] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for name, judge in self.plan.filters.items():
            if self.anew is not None and name in self.anew.filters:
                judge.ask = partial(ask_for_filter, self.plan, self.anew.asker)
            else:
                judge.ask = self._answer

    async def group(self, traces: Sequence[Trace]) -> None:
        """Judge all traces of one problem; failed ones stay failed, with new verdicts on the texts they have.

        Raises:
            UserError: a model would have to be asked and nobody said it may be.
        """
        if self.anew is not None:
            await asyncio.gather(*map(self._trace, traces))
        else:
            for trace in traces:
                await self._trace(trace)
        await judge_group(self.plan, traces)
        for trace in traces:
            missing = [name for name in self.plan.pipeline.stage_names if name not in trace.stages]
            if missing and trace.error is None and all(verdict.passed for verdict in trace.verdicts):
                trace.error = f"{missing[0]}: {NOT_GENERATED}: the trace ended at a text that passes now; run it again"

    async def _trace(self, trace: Trace) -> None:
        if self.anew is not None:
            self.anew.forget(trace)
        stored, trace.trace_verdicts = trace.trace_verdicts, []
        judge = _Reuse(self.plan, stored)
        for resolved in self.plan.stages:
            outcome = trace.stages.get(resolved.stage.name)
            if outcome is not None and outcome.attempt.error is None:
                trace.stages[resolved.stage.name] = await self._stage(trace, resolved, judge)
        if trace.error is None:
            await judge_whole(self.plan, trace, judge)
        else:
            whole = {(check.name, place.stage) for check, place in self.plan.checks}
            trace.trace_verdicts += [verdict for verdict in stored if (verdict.filter, verdict.stage) in whole]

    async def _stage(self, trace: Trace, resolved: ResolvedStage, judge: "_Reuse") -> StageText:
        """The stage with fresh verdicts on the attempt that was kept; later texts were written on top of it."""
        name = resolved.stage.name
        outcome = trace.stages[name]
        verdicts = [v for v in judge.stored if v.filter == PARSE and v.stage == name]
        if not verdicts:
            verdicts, error = await judge_stage(resolved.checks, trace, name, judge)
            trace.error = trace.error or error
        attempts = list(outcome.attempts)
        attempts[outcome.kept] = replace(outcome.attempt, verdicts=tuple(verdicts))
        return replace(outcome, attempts=tuple(attempts))

    async def _answer(self, trace: Trace, question: Question) -> Completion:
        """The stored answer to a filter's question."""
        request = filter_request(self.plan, self._generator(question.role), trace, question)
        for asked in trace.judgements:
            if asked.fingerprint == request.fingerprint:
                if asked.completion is not None:
                    return asked.completion
                kind, _, message = (asked.error or "").partition(": ")
                cause = GenerationError(cast(FailureKind, kind), message)
                raise GenerationError("no_judgement", f"{question.role} did not answer") from cause
        raise NotStoredError(question.prompt)

    def _generator(self, role: str) -> Generator:
        """The role's generator, for what it adds to a fingerprint; it is never asked. Built once for all questions."""
        if role not in self._generators:
            self._generators[role] = build_generator(role, self.plan.recipe.generators[role], self.where)
        return self._generators[role]


@dataclass(frozen=True)
class Anew:
    """The filters that ask their models anew, and whom."""

    filters: frozenset[str]
    """Their names."""
    asker: Asker
    """Answers them, as in a run: from the journal, or by the endpoint within its limits and the budget."""
    prompts: frozenset[str]
    """Ids of the prompts that they ask with, and asked with before: what was answered to these is forgotten."""

    def forget(self, trace: Trace) -> None:
        """Put away what is stored of these filters' questions; a trace that failed for want of an answer is whole."""
        trace.judgements = [asked for asked in trace.judgements if asked.prompt_id not in self.prompts]
        if trace.error is not None and trace.error.partition(":")[0] in self.filters:
            trace.error = None


def prompt_ids(plan: Plan, old_recipe: str, filters: frozenset[str]) -> frozenset[str]:
    """Ids of the prompts that filters ask with by a plan, and that they asked with by the recipe before it."""
    now = {plan.judge_prompts[ref].id for name in filters for ref in plan.filters[name].prompts}
    before = yaml.safe_load(old_recipe).get("filters") or {}
    return frozenset(now.union(*(_old_ids(name, before.get(name)) for name in filters)))


def _old_ids(name: str, settings: Mapping[str, object] | None) -> set[str]:
    """Of a filter as it was; a user's template is known by its file's name, whether the file is there or not."""
    kind = known_filters()[name]
    refs = kind(kind.Settings.model_validate(settings)).prompts if settings else ()
    return {PurePath(ref).name if ref.endswith(FILE_SUFFIXES) else ref for ref in refs}


class NotStoredError(ForethoughtError):
    """A filter asked a model something whose answer is not stored."""


@dataclass(frozen=True)
class _Reuse:
    """Has a filter judge a trace; where it would need an answer that is not stored, what it said when it had one."""

    plan: Plan
    stored: Sequence[Verdict]

    async def __call__(self, check: Filter, trace: Trace, stage: str) -> Verdict:
        try:
            return await verdict_of(check, trace, stage)
        except NotStoredError:
            return self._said(check, trace, stage)

    def _said(self, check: Filter, trace: Trace, stage: str) -> Verdict:
        ids = {self.plan.judge_prompts[ref].id for ref in check.prompts}
        asked = any(judgement.prompt_id in ids for judgement in trace.judgements)
        said = next((v for v in self.stored if v.filter == check.name and v.stage == stage), None)
        if said is not None and asked:
            return said
        what = f"filter '{check.name}' would have to ask the model of role '{', '.join(check.roles)}'"
        fix = f"Allow it with --ask, or leave the filter out: --set filters.{check.name}.enabled=false."
        raise UserError(what, where=f"trace {trace.id}", fix=fix)
