"""A first step names what is to be computed and computes nothing (FSLR, methods.md 2.3; the rules are ours).

A number that stands nowhere in the question has been computed, or made up. A computation that is carried out shows even
where its result happens to stand in the question: `24 * 2 = 48`.
"""

import re
from typing import ClassVar

from filters.base import Filter, FilterSettings
from filters.number_uses import counts_names
from filters.numerals import VALUES, find_numerals
from filters.spans import Span, evidence
from filters.stated_values import is_stated, stated_values
from schemas.first_step import FirstStep
from schemas.trace import Trace
from schemas.verdict import Verdict


class ComputedValueSettings(FilterSettings):
    """All of it is our choice."""

    conversions: bool = True
    """Constants that the question's units imply count as stated: 60 where it speaks of minutes."""


_RESULT = re.compile(
    r"(?<=[\d)%\]}])\s?\$?\s{0,2}(?:[-+*/\u00d7\u00f7x^]|\\(?:times|cdot|div))\s{0,2}[$(]{0,2}[\d.,]+[)%]?[^=\n.;]{0,40}?"
    r"(?:=|\bequals\b|\bis\b|\bgives\b)\s{0,2}[$\u20ac\u00a3]?\s?-?\d",
    re.IGNORECASE,
)
"""An operation on numbers and, behind it, what it comes to."""


def computed_values(text: str, question: str, conversions: bool = True) -> dict[str, list[Span]]:
    """The spans of numbers that the question does not state, and of computations carried out; pure, linear.

    Returns:
        Label (`not_in_question`, `result`) to spans; empty lists where there are none.
    """
    known = stated_values(question, conversions)
    foreign = [
        numeral.span
        for numeral in find_numerals(text)
        if numeral.kind in VALUES and not is_stated(numeral, known) and not counts_names(text, numeral)
    ]
    results = [Span(*match.span()) for match in _RESULT.finditer(text)]
    return {"not_in_question": foreign, "result": results}


class ComputedValueFilter(Filter):
    """Rejects a text with a number that its question does not state, or with a computation carried out."""

    name: ClassVar[str] = "computed_value"
    Settings: ClassVar[type[FilterSettings]] = ComputedValueSettings

    def __init__(self, settings: ComputedValueSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        question, conversions = trace.problem.question, self.options.conversions
        found = computed_values(text, question, conversions)
        step = FirstStep.of(trace.stages[stage].attempt.data, text)
        target = computed_values(step.target, question, conversions) if step else {}
        labels = [label for label in found if found[label] or target.get(label)]
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=not labels,
            reason=f"{'number' if labels[0] == 'not_in_question' else 'states'}_{labels[0]}" if labels else None,
            score=sum(map(len, found.values())),
            detail=f"target: {step.target}" if step and any(target.values()) else None,
            evidence=sum((evidence(stage, text, label, found[label]) for label in labels), ()),
        )


FILTER = ComputedValueFilter
