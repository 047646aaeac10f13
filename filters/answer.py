"""The final answer of a text is equivalent to the gold: strings, exact numbers, then math-verify in worker processes.

The comparison is filters/equivalence, what it means is filters/final_answer.py; here it becomes a verdict. Our choice
throughout; the policies on which graders disagree are settings (docs/equivalence.md).
"""

import asyncio
from collections.abc import Awaitable
from typing import ClassVar

from pydantic import Field

from filters.base import Filter, FilterSettings
from filters.equivalence import (
    Equivalence,
    EquivalenceSettings,
    Extraction,
    PoolSettings,
    compare_fast,
    extract,
    shared_pool,
)
from filters.final_answer import SEVERAL, Several, complaint
from filters.spans import Span, evidence
from schemas.trace import Trace
from schemas.verdict import Verdict


class AnswerSettings(FilterSettings):
    """Policies of extraction and comparison, and what the worker processes may take."""

    several: Several = "reject"
    """What different boxed answers are: a reason to reject, or steps before the last one."""
    last_resort: bool = False
    """True takes the last value of a text that marks no answer; it has usually not answered."""
    rounding_digits: int | None = Field(default=15, ge=1)
    """Significant digits from which a decimal may stand for 1/3 or pi by rounding; null: never."""
    percent_as_fraction: bool = True
    """True lets 50% be 1/2; it is 50 in any case."""
    ordered_lists: bool = False
    """True makes `1, 2` differ from `2, 1`."""
    inequality_as_interval: bool = True
    """True lets an inequality answer an interval."""
    workers: int = Field(default=2, ge=1)
    """Worker processes of this process, shared by all runs with the same settings."""
    deadline_s: float = Field(default=5.0, gt=0)
    """Seconds that one symbolic comparison may take."""
    memory_mb: int = Field(default=2_048, ge=256)
    """Address space of a worker."""

    @property
    def policy(self) -> EquivalenceSettings:
        """How answers are compared."""
        return EquivalenceSettings(
            rounding_digits=self.rounding_digits,
            percent_as_fraction=self.percent_as_fraction,
            ordered_lists=self.ordered_lists,
            inequality_as_interval=self.inequality_as_interval,
        )

    @property
    def pool(self) -> PoolSettings:
        """What the workers may take."""
        return PoolSettings(workers=self.workers, deadline_s=self.deadline_s, memory_mb=self.memory_mb)


class AnswerFilter(Filter):
    """Extracts, compares, and waits for a worker only when nothing cheaper could tell."""

    name: ClassVar[str] = "answer"
    Settings: ClassVar[type[FilterSettings]] = AnswerSettings
    uses_gold: ClassVar[bool] = True

    def __init__(self, settings: AnswerSettings) -> None:
        super().__init__(settings)
        self.options = settings
        self.policy = settings.policy

    def judge(self, trace: Trace, stage: str) -> Verdict | Awaitable[Verdict]:
        """A verdict with the answer as value and its place as evidence; an awaitable while a worker is asked."""
        text, gold = trace.text(stage) or "", trace.problem.answer or ""
        found = extract(text, self.options.last_resort)
        outcome = compare_fast(gold, found.text, self.policy)
        if outcome is None:
            return self._ask_worker(stage, text, found, gold)
        return self._verdict(stage, text, found, outcome)

    async def _ask_worker(self, stage: str, text: str, found: Extraction, gold: str) -> Verdict:
        future = shared_pool(self.options.pool).submit(gold, found.text or "", self.policy)
        return self._verdict(stage, text, found, await asyncio.wrap_future(future))

    def _verdict(self, stage: str, text: str, found: Extraction, outcome: Equivalence) -> Verdict:
        reason = complaint(found, outcome, self.options.several)
        spans = [Span(found.start, found.end)] if found.text is not None else []
        if reason == SEVERAL:
            spans = [Span(box.start, box.end) for box in found.candidates]
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=reason is None,
            reason=reason,
            value=found.text,
            detail="; ".join(filter(None, (f"found: {found.found}", f"by {outcome.method}", outcome.detail))),
            evidence=evidence(stage, text, "final_answer", spans),
        )


FILTER = AnswerFilter
