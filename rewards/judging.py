"""Judge filters as judges of rewards: the same rubric, votes and score. How a model is asked is injected.

`forethought.reward_judges` hands in a client; here no endpoint is known, and nothing heavy is imported.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from filters.base import Question
from filters.judging import JudgeFilter
from rewards.record import Judge, Judged
from schemas.errors import GenerationError
from schemas.problem import Problem
from schemas.request import Completion
from schemas.trace import Attempt, StageText, Trace
from schemas.verdict import Verdict

AskModel = Callable[[Question], Awaitable[Completion]]
"""Asks a model. Raises GenerationError where it gives no answer."""

Run = Callable[[Coroutine[Any, Any, list[float | None]]], list[float | None]]
"""Runs a coroutine to its end: asyncio.run, or a loop of one's own whose connections stay open."""

STAGES = {"adherence": "plan", "proximity": "execution"}
"""Which of a turn's texts a filter judges."""


def judged(judge: JudgeFilter, ask: AskModel, run: Run = asyncio.run) -> Judge:
    """A judge of rewards that asks as the filter `adherence` or `proximity` does, about all turns of a batch at once.

    A turn is rated None where the votes have no majority, where the filter has nothing to ask (proximity needs
    `Turn.solution`), and where the model gave no answer. If it gave none for the whole batch, that is an error.

    Raises:
        GenerationError: on a call, when the model answered nothing at all.
    """

    async def put(trace: Trace, question: Question) -> Completion:
        return await ask(question)

    judge.ask = put

    def rate(shown: Sequence[Judged]) -> list[float | None]:
        return run(_rate(judge, shown))

    return rate


async def _rate(judge: JudgeFilter, shown: Sequence[Judged]) -> list[float | None]:
    verdicts = await asyncio.gather(*(_verdict(judge, item) for item in shown))
    errors = [verdict for verdict in verdicts if isinstance(verdict, GenerationError)]
    if errors and len(errors) == len(verdicts):
        raise errors[0]
    return [None if isinstance(verdict, GenerationError) else verdict.score for verdict in verdicts]


async def _verdict(judge: JudgeFilter, item: Judged) -> Verdict | GenerationError:
    try:
        return await judge.judge(_trace(item), STAGES[judge.name])
    except GenerationError as error:
        return error


def _trace(item: Judged) -> Trace:
    """The turn as the filter sees a row; a judge of near misses is shown wrong answers only."""
    texts = {"preplan": item.preplan, "plan": item.plan, "execution": item.execution}
    stages = {name: _stage(name, text) for name, text in texts.items()}
    problem = Problem("turn", item.turn.question, item.turn.gold, item.turn.solution)
    wrong = Verdict("answer", "execution", passed=False, reason="wrong_answer")
    return Trace(problem, "ppc", stages=stages, trace_verdicts=[wrong])


def _stage(name: str, text: str) -> StageText:
    return StageText(name, (Attempt(name, 0, "policy", "policy", "", "", "", {}, "", text=text),), 0)
