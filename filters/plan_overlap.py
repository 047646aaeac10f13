"""How much of the plan that follows does the preplan already state?

Every step of the plan is aligned with the nearest sentence of the preplan by TF-IDF cosine over word stems;
a step counts as stated if they are near enough and the sentence carries out the same operation. Words of the
question weigh little, since everybody uses them, and a sentence that warns of a slip tells no step. `recital` looks at
form (ordered instructions); this looks at content and needs the plan. Weights are counted per trace, in plain Python:
fitting a vectorizer for a trace costs milliseconds.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import mul
from typing import ClassVar

from pydantic import Field

from filters.base import Filter, FilterSettings
from filters.leaks.cutting import sentences
from filters.leaks.gates import lines
from filters.leaks.operations import operation_kinds, sentence_kinds
from filters.leaks.tokens import Table
from filters.leaks.wording import under_warning, warns
from filters.spans import Span, evidence
from filters.steps import units
from schemas.trace import Trace
from schemas.verdict import Verdict


class PlanOverlapSettings(FilterSettings):
    """All of it is our choice."""

    enabled: bool = False
    """Off by default: it is part of `leak`."""
    max_score: float = Field(default=0.5, ge=0, le=1)
    """A preplan that states a larger share of the plan's steps is rejected."""
    plan_stage: str = "plan"
    """The stage whose steps must not be stated before."""
    min_cosine: float = Field(default=0.45, gt=0, le=1)
    """A sentence states a step from this similarity on."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """What the alignment found."""

    score: float
    """Stated steps over steps, in [0, 1]; 0 where there is no plan."""
    steps: int
    """Steps of the plan that carry out an operation."""
    spans: tuple[Span, ...]
    """The sentences that state a step."""


_WORD = re.compile(r"[^\W\d_]{2,}|\d+(?:\.\d+)?")
_STOP = frozenset({
    "the", "and", "of", "to", "in", "is", "are", "for", "by", "with", "that", "this", "each", "from", "it", "its", "as",
    "on", "at", "be", "an", "or", "so", "what", "which", "how", "then", "them", "they", "there", "step", "first",
    "next", "finally", "will", "was", "were", "has", "have", "had", "not", "you", "your", "their", "his", "her", "all",
})  # fmt: skip
Bag = Mapping[str, float]


def plan_overlap(preplan: str, plan: str | None, question: str = "", min_cosine: float = 0.45) -> Overlap:
    """The share of the plan's steps that the preplan states: pure, at most (sentences x steps) of short texts."""
    steps = [unit.span for unit in units(plan or "")]
    said = lines(preplan)[:MOST]
    wanted = [(span, kinds) for span in steps if plan and (kinds := operation_kinds(plan[span.start : span.end]))][
        :MOST
    ]
    if not wanted or not plan:
        return Overlap(0.0, 0, ())
    told = []
    for line, kinds, warned in zip(said, sentence_kinds(preplan), under_warning(preplan), strict=False):
        if kinds and not warned and not warns(preplan[line.span.start : line.span.end], line.bits):
            told.append((line.span, kinds))
    if not any(kinds & others for _, kinds in wanted for _, others in told):
        return Overlap(0.0, len(wanted), ())
    step_bags = [_bag(plan[span.start : span.end]) for span, _ in wanted]
    told_bags = [_bag(preplan[span.start : span.end]) for span, _ in told]
    known = [_bag(question[span.start : span.end]) for span in sentences(question)]
    weights = _weights([*step_bags, *told_bags, *known], set(chain.from_iterable(known)))
    steps_weighed, told_weighed = _weighed(step_bags, weights), _weighed(told_bags, weights)
    hits = []
    for bag, (_, kinds) in zip(steps_weighed, wanted, strict=True):
        near = [
            (_cosine(bag, other), span)
            for other, (span, other_kinds) in zip(told_weighed, told, strict=True)
            if kinds & other_kinds
        ]
        best = max(near, default=(0.0, Span(0, 0)))
        if best[0] >= min_cosine:
            hits.append(best[1])
    return Overlap(len(hits) / len(wanted), len(wanted), tuple(dict.fromkeys(hits)))


MOST = 60
"""Steps and sentences that are looked at, so that a hostile text stays cheap."""
_STEM = 5


_STEMS = Table(lambda word: "" if word in _STOP else word[:_STEM])


def _bag(text: str) -> dict[str, float]:
    """The stems of a text, each with 1 plus the logarithm of its count."""
    stems = list(filter(None, map(_STEMS.__getitem__, _WORD.findall(text.lower()))))
    bag = dict.fromkeys(stems, 1.0)
    if len(bag) < len(stems):
        bag |= {stem: 1 + math.log(count) for stem, count in Counter(stems).items() if count > 1}
    return bag


def _weights(bags: Sequence[Bag], common: Collection[str]) -> dict[str, float]:
    """Inverse document frequency; the question's words at half of it."""
    seen = Counter(chain.from_iterable(bags))
    weight = {count: math.log((1 + len(bags)) / (1 + count)) + 1 for count in set(seen.values())}
    return {word: weight[count] * 0.5 if word in common else weight[count] for word, count in seen.items()}


def _weighed(bags: Sequence[Bag], weights: Mapping[str, float]) -> list[dict[str, float]]:
    """Each bag with its words weighted, of length 1."""
    found = []
    for bag in bags:
        weighed = list(map(mul, bag.values(), map(weights.__getitem__, bag)))
        norm = math.sqrt(sum(map(mul, weighed, weighed)))
        found.append(dict(zip(bag, [value / norm for value in weighed], strict=True)))
    return found


def _cosine(one: Bag, other: Bag) -> float:
    return sum(one[word] * other[word] for word in one.keys() & other.keys())


class PlanOverlapFilter(Filter):
    """Rejects a preplan that states the plan's steps; judged when the plan exists."""

    name: ClassVar[str] = "plan_overlap"
    Settings: ClassVar[type[FilterSettings]] = PlanOverlapSettings

    def __init__(self, settings: PlanOverlapSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        found = plan_overlap(text, trace.text(self.options.plan_stage), trace.problem.question, self.options.min_cosine)
        passed = found.score <= self.options.max_score
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=passed,
            reason=None if passed else "states_plan",
            score=round(found.score, 6),
            threshold=self.options.max_score,
            detail=f"{round(found.score * found.steps)} of {found.steps} steps",
            evidence=evidence(stage, text, "plan_step", found.spans),
        )


FILTER = PlanOverlapFilter
