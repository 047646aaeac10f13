"""Every quantity of a first step stands in the problem (FSLR, methods.md 2.3; what counts as standing there is ours).

Number words, fractions, percentages and multiples are read, so that `a dozen`, `half` and `twice` ground 12, 1/2 and 2.
"""

import re
from typing import ClassVar

from filters.base import Filter, FilterSettings
from filters.equivalence.units import Unit, known_units
from filters.numerals import find_numerals
from filters.spans import Span, evidence
from filters.stated_values import is_stated, stated_values
from schemas.first_step import FirstStep, Quantity
from schemas.trace import Trace
from schemas.verdict import Verdict


class GroundedSettings(FilterSettings):
    """All of it is our choice."""

    conversions: bool = True
    """Constants that the question's units imply count as stated: 60 where it speaks of minutes."""
    units: bool = True
    """A unit of measurement in a value must be one of the question's."""


def ungrounded(quantity: Quantity, question: str, settings: GroundedSettings) -> str | None:
    """Why a quantity is not the problem's, or None: pure.

    Reasons: empty_value, computed_value, value_not_in_question, unit_not_in_question.
    """
    value = quantity.value.strip()
    if not value:
        return "empty_value"
    if _COMPUTES.search(value):
        return "computed_value"
    numerals = find_numerals(value)
    known = stated_values(question, settings.conversions)
    stated = all(is_stated(item, known) for item in numerals) if numerals else _literally(value, question)
    if not stated:
        return "value_not_in_question"
    literal = stated_values(question, conversions=False)
    implied = any(not is_stated(item, literal) for item in numerals)  # 60 minutes, where the question says hours
    foreign = settings.units and not implied and not _units(value) <= _units(question)
    return "unit_not_in_question" if foreign else None


_COMPUTES = re.compile(r"=|\d\s?[*\u00d7\u00f7^+]\s?[$(]?\d|\d\s[-/]\s[$(]?\d")
_WORD = re.compile(r"[A-Za-z]{3,}|[$\u20ac\u00a3]")
_MONEY = {"$": "dollars", "\u20ac": "euros", "\u00a3": "pounds"}


def _literally(value: str, question: str) -> bool:
    """Whether a value without a number is a wording of the question's."""
    words = r"\s+".join(map(re.escape, value.split()))
    return re.search(rf"(?<!\w){words}(?!\w)", question, re.IGNORECASE) is not None


def _units(text: str) -> set[Unit]:
    """The units of measurement that a text names; short ones such as `m` and `in` are left aside."""
    names = (_MONEY.get(word, word.lower()) for word in _WORD.findall(text))
    return {known_units()[name] for name in names if name in known_units()}


class GroundedFilter(Filter):
    """Rejects a first step with a quantity that is not the problem's, or with none at all."""

    name: ClassVar[str] = "grounded"
    Settings: ClassVar[type[FilterSettings]] = GroundedSettings

    def __init__(self, settings: GroundedSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        step = FirstStep.of(trace.stages[stage].attempt.data, text)
        if step is None or not step.quantities:
            return Verdict(self.name, stage, passed=False, reason="no_quantities", score=0)
        checked = [(item, ungrounded(item, trace.problem.question, self.options)) for item in step.quantities]
        bad = [(item, reason) for item, reason in checked if reason is not None]
        spans = [span for item, _ in bad for span in _occurrences(item.value.strip(), text)]
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=not bad,
            reason=bad[0][1] if bad else None,
            score=len(bad),
            detail="; ".join(f"{item.name}: {item.value}" for item, _ in bad) or None,
            evidence=evidence(stage, text, "ungrounded", spans),
        )


def _occurrences(value: str, text: str) -> list[Span]:
    at = text.find(value) if value else -1
    return [Span(at, at + len(value))] if at >= 0 else []


FILTER = GroundedFilter
