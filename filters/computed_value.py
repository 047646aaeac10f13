"""A first step names what is to be computed and computes nothing (FSLR, methods.md 2.3; the rules are ours).

A number that stands nowhere in the question has been computed, or made up. A computation that is carried out shows even
where its result happens to stand in the question: `24 * 2 = 48`.
"""

import re
from collections.abc import Sequence
from typing import ClassVar

from filters.base import Filter, FilterSettings
from filters.number_uses import counts_names, counts_things
from filters.numerals import VALUES, Numeral, find_numerals
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
_LEADS_IN = (
    r"\s+(?:us\s+)?(?:a\s+total\s+of\s+|exactly\s+|the\s+(?:value|number|total|result)\s+(?:of\s+)?)?"
    r"[$\u20ac\u00a3]?\s?$"
)
_YIELDS = re.compile(
    r"\b(?:giv(?:es?|ing)|yield(?:s|ing)?|result(?:s|ing)?\s+in|com(?:es|ing)\s+to|obtain(?:s|ing)?|getting|totall?ing"
    rf"|to\s+(?:get|obtain|reach|give|yield))(?:{_LEADS_IN})",
    re.IGNORECASE,
)
"""In front of a number: it is what an operation comes to."""
_IS = re.compile(rf"(?:\b(?:is|are|equals?|makes?|making)(?:{_LEADS_IN})|=\s?[$\u20ac\u00a3]?\s?$)", re.IGNORECASE)
"""In front of a number: it is what an operation comes to, if there is one on two numbers before."""
_OPERATES = re.compile(
    r"\b(?:divid|multipl|add|subtract|plus|minus|times|half|halv|third|quarter|twice|doubl|tripl|sum|product|difference|quotient"
    r"|percent|out)|[%+*/\u00d7\u00f7\u2212]",
    re.IGNORECASE,
)
_REASON = re.compile(r"\b(?:since|because|as|where|when|if|with|for|there)\b", re.IGNORECASE)
"""Behind the operands these open a clause of its own: "divide by 7, since a week is 7 days"."""
_TIMES = re.compile(r"\s+times\b", re.IGNORECASE)
"""Behind a number: "which is 3 times as long" compares."""
_BREAK = re.compile(r"[.;!?](?=\s|$)|\n")
_BACK = 160
"""Characters of a sentence that are looked at in front of a number."""


def computed_values(text: str, question: str, conversions: bool = True, counted: int = 2) -> dict[str, list[Span]]:
    """The spans of numbers that the question does not state, and of computations carried out; pure, linear.

    Args:
        text: what is judged.
        question: the problem.
        conversions: constants that the question's units imply count as stated; not as the result of an operation.
        counted: "the two ages" and "these three jars" up to this number are counts and no values.

    Returns:
        Label (`not_in_question`, `result`) to spans; empty lists where there are none.
    """
    numerals = [item for item in find_numerals(text) if item.kind in VALUES]
    known, literal = stated_values(question, conversions), stated_values(question, conversions=False)
    foreign, results = [], [Span(*match.span()) for match in _RESULT.finditer(text)]
    for at, numeral in enumerate(numerals):
        if not is_stated(numeral, known):
            if not counts_names(text, numeral) and not counts_things(text, numeral, counted):
                foreign.append(numeral.span)
        elif _is_result(text, numerals[max(0, at - 4) : at], numeral, is_stated(numeral, literal)):
            results.append(numeral.span)
    return {"not_in_question": foreign, "result": sorted(results)}


def _is_result(text: str, before: Sequence[Numeral], numeral: Numeral, stated: bool) -> bool:
    """Whether a value that the question has stands where an operation's result would: "half of 48 is 24"."""
    if numeral.kind == "multiple" or numeral.value == 1 or _TIMES.match(text, numeral.span.end):
        return False
    start = max(0, numeral.span.start - _BACK)
    breaks = [match.end() for match in _BREAK.finditer(text, start, numeral.span.start)]
    start = breaks[-1] if breaks else start
    said = text[start : numeral.span.start]
    operands = [item for item in before if item.span.start >= start]
    if not operands or not _OPERATES.search(said) or _REASON.search(text, operands[-1].span.end, numeral.span.start):
        return False
    yields = _YIELDS.search(said) is not None
    return (yields and (not stated or len(operands) > 1)) or (len(operands) > 1 and _IS.search(said) is not None)


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
        step = FirstStep.of(trace.stages[stage].attempt.data, text)
        counted = max(2, len(step.quantities)) if step else 2
        found = computed_values(text, question, conversions, counted)
        target = computed_values(step.target, question, conversions, counted) if step else {}
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
