"""Can a solver reach the gold answer from a meta-thought? Asked of a model, so off unless a recipe switches it on.

The check is ours: whether the paper validates its meta-thoughts is not known (methods.md 3.4). The solver sees question
and meta-thought; the gold answer never leaves this process.
"""

import asyncio
from collections.abc import Collection, Mapping
from typing import ClassVar

from pydantic import Field, model_validator

from filters.asking import AskingFilter, AskingSettings
from filters.base import FilterSettings
from filters.equivalence import EquivalenceSettings, compare_fast, extract, shared_pool
from schemas.request import Completion
from schemas.trace import Trace
from schemas.verdict import Verdict


class ExecutableSettings(AskingSettings):
    """All of it is our choice."""

    role: str = "executor"
    """Which of the recipe's generators solves."""
    prompt: str = "comt/execute"
    """What it is asked: a prompt over `question` and `thought`."""
    tries: int = Field(default=1, ge=1, le=64)
    """Calls at most; tries end as soon as enough of them are right."""
    min_right: int = Field(default=1, ge=1)
    """So many tries must reach the gold answer."""

    @model_validator(mode="after")
    def _can_be_met(self) -> "ExecutableSettings":
        if self.min_right > self.tries:
            raise ValueError(f"min_right ({self.min_right}) cannot be met by {self.tries} tries")
        return self


class ExecutableFilter(AskingFilter[ExecutableSettings]):
    """Rejects a text from which too few tries reach the gold. The score is the number of right tries."""

    name: ClassVar[str] = "executable"
    Settings: ClassVar[type[FilterSettings]] = ExecutableSettings
    uses_gold: ClassVar[bool] = True

    @property
    def prompts(self) -> Mapping[str, Collection[str]]:
        return {self.options.prompt: ("question", "thought")}

    @property
    def most_questions(self) -> int:
        return self.options.tries

    async def judge(self, trace: Trace, stage: str) -> Verdict:
        """Ask until enough tries are right or the rest cannot make it.

        Raises:
            GenerationError: the solver did not answer; the trace is `failed` then.
        """
        wanted, right, tried = self.options.min_right, 0, 0
        while right < wanted <= right + self.options.tries - tried:
            right += await self._reaches_gold(trace, stage, tried)
            tried += 1
        passed = right >= wanted
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=passed,
            reason=None if passed else "not_executable",
            score=right,
            threshold=wanted,
            detail=f"{right} right of {tried} tried by {self.options.role}",
        )

    async def _reaches_gold(self, trace: Trace, stage: str, sample: int) -> bool:
        values = {"question": trace.problem.question, "thought": trace.text(stage) or ""}
        completion = await self.put(trace, self.options.prompt, values, sample)
        return await is_right(trace.problem.answer or "", completion)


async def is_right(gold: str, completion: Completion) -> bool:
    """Whether a completion answers with the gold; half a text has no answer, whatever stands in it."""
    found = None if completion.truncated else extract(completion.text).text
    if found is None:
        return False
    outcome = compare_fast(gold, found)
    if outcome is None:
        outcome = await asyncio.wrap_future(shared_pool().submit(gold, found, EquivalenceSettings()))
    return outcome.equal


FILTER = ExecutableFilter
