"""Stored traces judged again: pure filters by their present settings, models only as far as they have answered.

A filter that asks a model gets the answers that stand in the trace's provenance, found by the request's fingerprint,
so that its thresholds can change without a call. Where it would ask something new, its stored verdict stands; where
there is none, the refilter must be allowed to ask (`Rejudge.ask`), or the user is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from filters.base import Ask, Filter, Question
from pipelines.judgement import PARSE, judge_group, judge_stage, judge_whole, verdict_of
from pipelines.resolve import Plan, ResolvedStage
from schemas.errors import FailureKind, ForethoughtError, GenerationError, UserError
from schemas.request import Completion, Request
from schemas.trace import StageText, Trace
from schemas.verdict import Verdict
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
    ask: Ask | None = None
    """Asks a model what is not stored; None: nothing is asked."""
    _generators: dict[str, Generator] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for judge in self.plan.filters.values():
            judge.ask = self._answer

    async def group(self, traces: Sequence[Trace]) -> None:
        """Judge all traces of one problem; failed ones stay failed, with new verdicts on the texts they have.

        Raises:
            UserError: a model would have to be asked and nobody said it may be.
        """
        for trace in traces:
            await self._trace(trace)
        await judge_group(self.plan, traces)
        for trace in traces:
            missing = [name for name in self.plan.pipeline.stage_names if name not in trace.stages]
            if missing and trace.error is None and all(verdict.passed for verdict in trace.verdicts):
                trace.error = f"{missing[0]}: {NOT_GENERATED}: the trace ended at a text that passes now; run it again"

    async def _trace(self, trace: Trace) -> None:
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
        """The stored answer to a filter's question; a model's, if it may be asked."""
        prompt = self.plan.judge_prompts[question.prompt]
        generator = self._generator(question.role)
        request = Request(
            messages=prompt.render(question.values),
            model=generator.model,
            sampling=generator.sampling,
            response_format=question.response_format,
            sample=question.sample,
            endpoint=generator.endpoint,
        )
        for asked in trace.judgements:
            if asked.fingerprint == request.fingerprint:
                if asked.completion is not None:
                    return asked.completion
                kind, _, message = (asked.error or "").partition(": ")
                cause = GenerationError(cast(FailureKind, kind), message)
                raise GenerationError("no_judgement", f"{question.role} did not answer") from cause
        if self.ask is not None:
            return await self.ask(trace, question)
        raise NotStoredError(question.prompt)

    def _generator(self, role: str) -> Generator:
        """The role's generator, for what it adds to a fingerprint; it is never asked. Built once for all questions."""
        if role not in self._generators:
            self._generators[role] = build_generator(role, self.plan.recipe.generators[role], self.where)
        return self._generators[role]


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
