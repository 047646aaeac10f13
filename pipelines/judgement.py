"""How a trace is judged: a stage's own filters, the filters of the whole trace, those of all of a problem's traces.

The engine judges what was just generated with it, a refilter what is stored; both come to the same verdicts.
"""

from collections.abc import Awaitable, Callable, Sequence
from inspect import isawaitable

from filters.base import Filter, GroupFilter
from pipelines.resolve import Plan
from schemas.errors import GenerationError
from schemas.trace import Trace
from schemas.verdict import Verdict

Judge = Callable[[Filter, Trace, str], Awaitable[Verdict]]
"""Has one filter judge one stage's text. Raises GenerationError when a model it asks gives no answer."""

PARSE = "parse"
"""The name under which a text that cannot be parsed is rejected; no filter has it."""


async def verdict_of(judge: Filter, trace: Trace, stage: str) -> Verdict:
    """The verdict, waited for if it has to be."""
    verdict = judge.judge(trace, stage)
    return await verdict if isawaitable(verdict) else verdict


async def judge_stage(
    checks: Sequence[Filter], trace: Trace, stage: str, judge: Judge = verdict_of
) -> tuple[list[Verdict], str | None]:
    """What a stage's own filters say of its text, and the error that kept one from saying anything.

    A complaint that ends the trace is the last one: half a text is not blamed for its form.
    """
    verdicts: list[Verdict] = []
    for check in checks:
        try:
            verdicts.append(await judge(check, trace, stage))
        except GenerationError as unanswered:
            return verdicts, f"{check.name}: {unanswered}"
        if check.ends_trace and not verdicts[-1].passed:
            break
    return verdicts, None


async def judge_whole(plan: Plan, trace: Trace, judge: Judge = verdict_of) -> None:
    """The trace filters whose stage has a text; a stage that was never reached has none to judge."""
    for check, place in plan.checks:
        if place.stage not in trace.stages or isinstance(check, GroupFilter):
            continue
        try:
            trace.trace_verdicts.append(await judge(check, trace, place.stage))
        except GenerationError as unanswered:
            trace.error = f"{check.name}: {unanswered}"
            break


async def judge_group(plan: Plan, traces: Sequence[Trace]) -> None:
    """The filters that judge all of a problem's traces together; failed ones have nothing to say."""
    for check, place in plan.checks:
        group = [trace for trace in traces if trace.error is None and place.stage in trace.stages]
        if not isinstance(check, GroupFilter) or not group:
            continue
        judged = check.judge_group(group, place.stage)
        verdicts = await judged if isawaitable(judged) else judged
        for trace, verdict in zip(group, verdicts, strict=True):
            trace.trace_verdicts.append(verdict)
