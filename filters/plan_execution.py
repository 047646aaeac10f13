"""Does the execution carry out the plan? The share of the plan's steps that appear in it, in order (our choice).

A step appears where a stretch of the execution shares enough of its content words, rarer words of the two texts
counting more; of all that appear, the longest row in the plan's order counts. Words only: a step carried out in bare
formulas is missed, so the filter is off by default. Measured in docs/quality.md.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from math import fsum, log
from typing import ClassVar

from pydantic import Field

from filters.base import Filter, FilterSettings
from filters.spans import Span, evidence
from filters.steps import units
from schemas.trace import Trace
from schemas.verdict import Verdict

PLAN = "plan"
_WORD = re.compile(r"[a-z]{3,}")
_COMMON = frozenset(
    [
        "the",
        "and",
        "for",
        "that",
        "this",
        "with",
        "from",
        "are",
        "was",
        "will",
        "you",
        "get",
        "its",
        "has",
        "have",
        "all",
        "find",
        "per",
    ]
)


class PlanExecutionSettings(FilterSettings):
    """When a step counts as carried out, and how many must be."""

    enabled: bool = False
    """Off by default: it goes by words alone."""
    min_share: float = Field(default=0.25, ge=0, le=1)
    """Least share of the plan's steps that appear in order."""
    min_overlap: float = Field(default=0.3, ge=0, le=1)
    """Least share of a step's words, by weight, in one stretch of the execution."""


def carried_out(plan: str, execution: str, min_overlap: float = 0.3) -> tuple[float, list[Span]]:
    """The share of the plan's steps that appear in order, and the steps that do not appear. Pure."""
    found = list(units(plan))
    numbered = [unit.span for unit in found if unit.numbered]
    spans = numbered or [unit.span for unit in found]
    steps = [_words(plan[span.start : span.end]) for span in spans]
    pieces = [_words(execution[unit.span.start : unit.span.end]) for unit in units(execution)]
    windows = [one | other for one, other in zip(pieces, [*pieces[1:], set[str]()], strict=False)]
    weights = _weights([*steps, *pieces])
    places = [_place(step, windows, weights, min_overlap) for step in steps]
    kept = _in_order([place for place in places if place is not None])
    missing = [span for span, place in zip(spans, places, strict=True) if place is None]
    return (kept / len(steps) if steps else 1.0), missing


def _words(text: str) -> set[str]:
    words = (word.removesuffix("s") for word in _WORD.findall(text.lower()) if word not in _COMMON)
    return {word[:5] for word in words}  # a crude stem: "subtracting" and "subtraction" are one


def _weights(bags: Sequence[set[str]]) -> dict[str, float]:
    counts = Counter(word for bag in bags for word in bag)
    return {word: log(1 + len(bags) / count) for word, count in counts.items()}


def _place(step: set[str], windows: Sequence[set[str]], weights: dict[str, float], least: float) -> int | None:
    """The stretch that shares most of a step; None if none shares enough."""
    whole = fsum(weights[word] for word in step)  # exact sums: a set's order is another one in every process
    shares = [fsum(weights[word] for word in step & window) / whole if whole else 0.0 for window in windows]
    best = max(shares, default=0.0)
    return shares.index(best) if shares and best >= least else None


def _in_order(places: Sequence[int]) -> int:
    """Length of the longest row that does not go back."""
    ends: list[float] = []
    for place in places:
        at = bisect_left(ends, place + 0.5)
        ends[at : at + 1] = [place]
    return len(ends)


class PlanExecutionFilter(Filter):
    """Rejects an execution that leaves its plan; the score is the share of steps that appear in order."""

    name: ClassVar[str] = "plan_execution"
    Settings: ClassVar[type[FilterSettings]] = PlanExecutionSettings

    def __init__(self, settings: PlanExecutionSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        plan, text = trace.text(PLAN), trace.text(stage) or ""
        if plan is None:
            return Verdict(self.name, stage, passed=True, detail="there is no plan")
        share, missing = carried_out(plan, text, self.options.min_overlap)
        passed = share >= self.options.min_share
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=passed,
            reason=None if passed else "leaves_the_plan",
            score=round(share, 4),
            threshold=self.options.min_share,
            evidence=evidence(PLAN, plan, "step_not_found", missing),
        )


FILTER = PlanExecutionFilter
