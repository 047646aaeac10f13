"""Asks a filter for its verdict on labelled texts."""

import asyncio
from collections.abc import Iterable
from inspect import isawaitable

from filters.base import Filter
from schemas.labelled import LabelledText
from schemas.problem import Problem
from schemas.trace import Attempt, StageText, Trace
from schemas.verdict import Verdict

STAGE = "preplan"
"""The stage a labelled text is judged as."""


def trace_of(text: LabelledText) -> Trace:
    """The text as the `preplan` of a trace, with its plan and execution as far as the row has them."""
    trace = Trace(Problem(text.id, text.question, text.answer, text.solution), "labelled")
    for stage, content in ((STAGE, text.text), ("plan", text.plan), ("execution", text.execution)):
        if content is not None:
            attempt = Attempt(stage, 0, "labelled", "labelled", "labelled", "", "", {}, "", text=content)
            trace.stages[stage] = StageText(stage, (attempt,), 0)
    return trace


async def verdicts_on(judge: Filter, texts: Iterable[LabelledText]) -> list[Verdict]:
    """What a filter says of each text, in order; those that must wait are awaited together."""
    said = [judge.judge(trace_of(text), STAGE) for text in texts]
    waiting = [verdict for verdict in said if isawaitable(verdict)]
    arrived = iter(await asyncio.gather(*waiting))
    return [next(arrived) if isawaitable(verdict) else verdict for verdict in said]
