"""A first step is one step: one operation, not the way to the answer (FSLR, methods.md 2.3; the rules are ours)."""

import re
from bisect import bisect, bisect_left
from collections.abc import Collection
from typing import ClassVar

from pydantic import Field

from filters.base import Filter, FilterSettings
from filters.operation_words import Named, named_operations, without_purposes
from filters.spans import Span, evidence
from filters.steps import units
from schemas.first_step import FirstStep
from schemas.trace import Trace
from schemas.verdict import Verdict


class OneStepSettings(FilterSettings):
    """All of it is our choice."""

    max_steps: int = Field(default=1, ge=1)
    """More are rejected, with the reason `several_steps`."""
    min_steps: int = Field(default=1, ge=0)
    """Fewer are rejected, with the reason `no_step`: a text that tells nothing to be done."""


def steps_in(text: str, question: str = "", names: Collection[str] = ()) -> list[Span]:
    """The steps that a text lays out, each by the words that say so: pure, and linear in its length.

    A step is a verb of an operation; an operation in nouns or signs that no verb names ("the product of .."); or an
    instruction to find something that no operation follows ("then find the total"). A fraction such as `3/4` is a value
    where the question has it or where it is multiplied (`3/4 * 20`), and "the sum of the numbers" is one where the step
    names it so among its quantities (`names`).
    """
    named = [
        item
        for item in named_operations(text)
        if not _is_fraction(text, item, question) and not _is_quantity(text, item, names)
    ]
    if any(item.operation == "remainder" for item in named):  # "the remainder of it divided by .."
        named = [item for item in named if item.operation != "divide"]
    verbs = [item.span for item in named if item.by == "verb"]
    said = {item.operation for item in named if item.by == "verb"}
    breaks = [match.start() for match in re.finditer("\n", text)]
    others: dict[tuple[str, int], Span] = {}
    for item in named:
        if item.operation not in said:
            others.setdefault((item.operation, bisect(breaks, item.span.start)), item.span)
    operations = sorted([*verbs, *others.values()])
    return sorted([*operations, *_bare_instructions(text, operations)])


def _bare_instructions(text: str, operations: list[Span]) -> list[Span]:
    """Instructions to find something, without the operation that finds it."""
    plain = without_purposes(text)
    found = []
    for unit in units(text):
        heads = [Span(*match.span()) for match in _FIND.finditer(plain, unit.span.start, unit.span.end)]
        for number, head in enumerate(heads):
            begin = head.start if number else unit.span.start
            end = heads[number + 1].start if number + 1 < len(heads) else unit.span.end
            after = bisect_left(operations, (begin,))
            if after == len(operations) or operations[after].start >= end:
                found.append(head)
    return found


_FIND = re.compile(
    r"(?:(?<![^\n])|(?<=[-*\u2022]\s)|(?<=[.!?;:]\s)|(?<=[.)]\s)|\b(?:first|second|third|then|next|finally|lastly|afterwards?|after\sthat|and|to|must|"
    r"should|we|you|can|now|let\sus|let's),?\s+)(?:find|calculate|compute|determine|figure\s+out|work\s+out|solve|obtain|get)\b",
    re.IGNORECASE,
)


def _is_quantity(text: str, item: Named, names: Collection[str]) -> bool:
    """True for the noun in "the sum of the numbers" where a quantity of the step is called by that noun."""
    noun = re.compile(rf"\b{re.escape(text[slice(*item.span)])}\b", re.IGNORECASE)
    return item.by == "noun" and any(noun.search(name) for name in names)


def _is_fraction(text: str, item: Named, question: str) -> bool:
    """True for the stroke of `3/4`, when the question has `3/4` too, or when a multiplication takes it."""
    if item.by != "sign" or item.operation != "divide":
        return False
    around = _FRACTION.search(text[max(0, item.span.start - 12) : item.span.end + 12])
    if around is None:
        return False
    return bool(around["left"] or around["right"]) or around["value"] in question


_FRACTION = re.compile(r"(?P<left>[*x\u00d7]\s?\$?)?(?P<value>\d+/\d+)(?P<right>\)?\s?[*x\u00d7])?")


class OneStepFilter(Filter):
    """Rejects a text that lays out more than one step, or none."""

    name: ClassVar[str] = "one_step"
    Settings: ClassVar[type[FilterSettings]] = OneStepSettings

    def __init__(self, settings: OneStepSettings) -> None:
        super().__init__(settings)
        self.limits = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        step = FirstStep.of(trace.stages[stage].attempt.data, text)
        names = [quantity.name for quantity in step.quantities] if step else []
        steps = steps_in(text, trace.problem.question, names)
        few, many = len(steps) < self.limits.min_steps, len(steps) > self.limits.max_steps
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=not (few or many),
            reason="no_step" if few else "several_steps" if many else None,
            score=len(steps),
            threshold=self.limits.min_steps if few else self.limits.max_steps,
            evidence=evidence(stage, text, "step", steps) if many else (),
        )


FILTER = OneStepFilter
