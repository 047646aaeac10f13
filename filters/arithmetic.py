"""Every arithmetic statement of a solution is worked out again; the first wrong one is named, with its step.

No model and no gold answer. Precision before recall: a statement that can be read in a way that is right is right
(`filters.calculations`), and what is not plain arithmetic is not judged. Measured in docs/steps.md. Our choice.
"""

from fractions import Fraction
from typing import ClassVar

from pydantic import Field

from filters.base import Filter, FilterSettings
from filters.calculations.checking import right_value
from filters.calculations.statements import statements
from filters.calculations.steps import step_at, steps
from filters.spans import Span, evidence
from schemas.trace import Trace
from schemas.verdict import Verdict

_READABLE = 10**12
"""The largest denominator that is shown."""
Wrong = tuple[Span, Fraction]
"""A wrong statement, and what its left side comes to."""


class ArithmeticSettings(FilterSettings):
    """How much is let pass."""

    max_wrong: int = Field(default=0, ge=0)
    """Wrong statements that a text may hold."""


def wrong_statements(text: str) -> tuple[int, list[Wrong]]:
    """How many statements of arithmetic were read, and those that are wrong, in order. Pure and linear."""
    found = statements(text)
    wrong: list[Wrong] = []
    for statement in found:
        value = right_value(statement)
        inside = wrong and statement.span.end <= wrong[-1][0].end  # a mark within a statement says the same
        if value is not None and not inside:
            wrong.append((statement.span, value))
    return len(found), wrong


def plain(value: Fraction) -> str:
    """A value as people write it: a decimal where that is exact and short, else a fraction or about what it is."""
    if value.denominator > _READABLE:
        return f"about {float(value):.6g}" if abs(value) < 10**15 else "an irrational number"
    as_decimal = f"{float(value):.10g}" if abs(value) < 10**15 else str(value)
    return as_decimal if abs(value) < 10**15 and Fraction(as_decimal) == value else str(value)


class ArithmeticFilter(Filter):
    """Rejects a text that miscalculates; the score counts wrong statements, the value is the first one's step."""

    name: ClassVar[str] = "arithmetic"
    Settings: ClassVar[type[FilterSettings]] = ArithmeticSettings

    def __init__(self, settings: ArithmeticSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        read, wrong = wrong_statements(text)
        found = steps(text)
        detail, value = f"{read} statements read", None
        if wrong:
            span, right = wrong[0]
            value = str(step_at(found, span.start))
            detail += f"; step {value} of {len(found)} (from 0): the left side comes to {plain(right)}"
        passed = len(wrong) <= self.options.max_wrong
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=passed,
            reason=None if passed else "wrong_arithmetic",
            score=len(wrong),
            threshold=self.options.max_wrong,
            value=value,
            detail=detail,
            evidence=evidence(stage, text, "wrong_statement", (span for span, _ in wrong)),
        )


FILTER = ArithmeticFilter
