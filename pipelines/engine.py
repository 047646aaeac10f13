"""Runs any pipeline: a bounded number of traces in flight, each moving on the moment its text is there.

There is no barrier between stages: a trace waits for its own answers only. Limits of endpoints, journal and accounting
belong to the asker; what the engine adds is order, judgement and retries.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from pipelines.asking import ask_for_filter, attempt_of
from pipelines.judgement import PARSE, judge_group, judge_stage, judge_whole
from pipelines.progress import Progress
from pipelines.resolve import Plan, ResolvedStage
from pipelines.schema_fallback import SchemaFallback
from schemas.errors import UserError
from schemas.problem import Problem
from schemas.request import Message, Origin, Request
from schemas.trace import Attempt, StageText, Trace
from schemas.verdict import Verdict
from synth.asker import Asker
from synth.prompting import Prompt, render_feedback


class Engine:
    """Takes problems through one plan. One engine serves one event loop."""

    def __init__(self, plan: Plan, asker: Asker, progress: Progress, traces_in_flight: int) -> None:
        self.plan = plan
        self.asker = asker
        self._stages = SchemaFallback(asker)
        self.progress = progress
        self._bound = traces_in_flight
        self._slots = asyncio.Semaphore(traces_in_flight)
        self._waiting = 0
        self._room = asyncio.Event()
        ask = partial(ask_for_filter, plan, asker)
        for judge in plan.filters.values():
            judge.ask = ask

    async def admit(self, problems: Sequence[Problem]) -> None:
        """Wait until so few traces wait for a slot that more problems are needed to keep all slots taken.

        Whoever feeds the engine calls this before each batch: the next shard starts while the last traces of the one
        before are still under way, and the problems in memory stay bounded.
        """
        while self._waiting >= self._bound:
            self._room.clear()
            await self._room.wait()
        self._waiting += len(problems) * self.plan.recipe.samples_per_problem

    async def run(self, problems: Sequence[Problem]) -> list[Trace]:
        """All samples of some problems, in order; concurrent calls share the slots.

        A problem of which any sample needed a call that the budget forbade is left out whole: it is neither accepted,
        rejected nor failed, and whoever goes on later finds its answers so far in the journal.
        """
        samples = range(self.plan.recipe.samples_per_problem)
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._in_slot(p, sample)) for p in problems for sample in samples]
        except* UserError as errors:
            raise first_user_error(errors) from None
        traces = [task.result() for task in tasks]
        finished: list[Trace] = []
        for start in range(0, len(traces), len(samples)):
            together = traces[start : start + len(samples)]
            if any(trace.out_of_budget for trace in together):
                self.progress.leave_out(together)
                continue
            await judge_group(self.plan, together)
            finished += together
        return finished

    async def trace(self, problem: Problem, sample: int = 0) -> Trace:
        """One problem through the pipeline once. What a model did wrong is in the trace, never raised."""
        trace = Trace(problem, self.plan.pipeline.name, sample)
        for resolved in self.plan.stages:
            trace.stages[resolved.stage.name] = outcome = await self._stage(trace, resolved)
            if outcome.attempt.error is not None:
                trace.error = f"{resolved.stage.name}: {outcome.attempt.error}"
            if trace.error is not None or self._ends(resolved, outcome):
                break
        if trace.error is None:
            await judge_whole(self.plan, trace)
        return trace

    async def _in_slot(self, problem: Problem, sample: int) -> Trace:
        async with self._slots:
            self._waiting = max(0, self._waiting - 1)
            self._room.set()
            self.progress.started()
            trace = await self.trace(problem, sample)
            self.progress.finished(trace)
            return trace

    async def _stage(self, trace: Trace, resolved: ResolvedStage) -> StageText:
        """Generate one stage's text, asking again with the evidence while its filters complain."""
        prompt = _draw(resolved.prompts, f"{self.plan.recipe.seed}/{trace.id}/{resolved.stage.name}")
        values = {name: trace.text(name) or "" for name in resolved.stage.sees}
        messages = prompt.render(values)
        attempts: list[Attempt] = []
        while True:
            attempt = await self._attempt(trace, resolved, prompt, messages, len(attempts))
            attempts.append(attempt)
            if not self._worth_retrying(resolved, attempts):
                return StageText(resolved.stage.name, tuple(attempts), _best(attempts))
            said = attempt.completion.text if attempt.completion else attempt.text
            # the whole conversation: a text that comes back unchanged must not make the same request again, which
            # the journal would answer
            messages = (*messages, Message("assistant", said), render_feedback(attempt.complaints))

    async def _attempt(
        self, trace: Trace, resolved: ResolvedStage, prompt: Prompt, messages: tuple[Message, ...], number: int
    ) -> Attempt:
        stage, generator = resolved.stage, self.asker.generators[resolved.role]
        problem = trace.problem if generator.traits.sees_problem else None
        asked = trace.problem
        who = (trace.pipeline, stage.name, asked.id, trace.sample, number, prompt.hash, problem, asked.question_hash)
        request = Request(
            messages=messages,
            model=generator.model,
            sampling=generator.sampling,
            response_format=stage.response_format,
            sample=trace.sample,
            endpoint=generator.endpoint,
            origin=Origin(*who),
        )
        request, completion, error = await self._stages.ask(resolved.role, request)
        parsed = (
            stage.parse({stage.name, self.plan.tags.get(stage.name, stage.name)}, completion.text)
            if completion
            else None
        )
        attempt = attempt_of(request, resolved.role, generator, prompt, completion, parsed)
        if parsed is None:
            return replace(attempt, error=error)
        cut = completion is not None and completion.truncated and TRUNCATED in {check.name for check in resolved.checks}
        unparsed = (_unparsed(stage.name, parsed.problem),) if parsed.problem and not cut else ()
        return await self._judged(trace, resolved, attempt, unparsed)

    async def _judged(
        self, trace: Trace, resolved: ResolvedStage, attempt: Attempt, given: tuple[Verdict, ...]
    ) -> Attempt:
        """The attempt with its stage's verdicts; filters see the trace as if the attempt were kept."""
        view = Trace(trace.problem, trace.pipeline, trace.sample, dict(trace.stages), judgements=trace.judgements)
        view.stages[attempt.stage] = StageText(attempt.stage, (attempt,), 0)
        judged, error = await judge_stage(() if given else resolved.checks, view, attempt.stage)
        verdicts = (*given, *judged)
        return replace(attempt, verdicts=verdicts, error=error) if verdicts or error else attempt

    def _worth_retrying(self, resolved: ResolvedStage, attempts: Sequence[Attempt]) -> bool:
        last, retried = attempts[-1], len(attempts) - 1
        if last.error is not None or not last.complaints:
            return False
        if self.asker.generators[resolved.role].traits.deterministic:
            return False
        bounds = [check.max_retries for check in resolved.checks if check.name in {v.filter for v in last.complaints}]
        return retried < min([resolved.stage.retries, *(bound for bound in bounds if bound is not None)])

    def _ends(self, resolved: ResolvedStage, outcome: StageText) -> bool:
        """True when the kept text is no ground for further stages, or the recipe saves the calls."""
        complaints = {verdict.filter for verdict in outcome.attempt.complaints}
        if self.plan.recipe.on_reject == "stop":
            return bool(complaints)
        return any(check.ends_trace and check.name in complaints for check in resolved.checks) or PARSE in complaints


TRUNCATED = "truncated"
"""The filter that judges half a text; it is then not blamed for its form."""


def first_user_error(errors: BaseExceptionGroup[UserError]) -> UserError:
    """One of several like errors: a wrong key fails every trace in flight with the same sentence."""
    error = errors.exceptions[0]
    return first_user_error(error) if isinstance(error, BaseExceptionGroup) else error


def _unparsed(stage: str, reason: str) -> Verdict:
    return Verdict(PARSE, stage, passed=False, reason=reason)


def _draw(variants: Sequence[Prompt], key: str) -> Prompt:
    """One of the variants: the same for the same key on every machine, and evenly spread over keys."""
    if len(variants) == 1:
        return variants[0]
    return variants[int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) % len(variants)]


def _best(attempts: Sequence[Attempt]) -> int:
    """The answered attempt with the fewest complaints, the latest of equals; the last one if none was answered."""
    answered = [index for index, attempt in enumerate(attempts) if attempt.error is None]
    return min(answered, key=lambda index: (len(attempts[index].complaints), -index), default=len(attempts) - 1)
