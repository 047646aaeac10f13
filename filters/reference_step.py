"""Does a first step begin as the reference solution does? Judged where the solution marks its computations (ours).

Another beginning may be as right, so `computations: any` also takes a later one that needs no earlier result. A verdict
tells something of the solution, hence `uses_gold`: it is never fed back to a teacher. A first mark that needs an
earlier result shows that the solution began without marking; there is nothing to compare with then.
"""

from fractions import Fraction
from itertools import permutations
from typing import ClassVar, Literal

from filters.base import Filter, FilterSettings
from filters.marked_computations import MARK, Computation, first_computations
from filters.numerals import find_numerals
from filters.operation import same_operation
from filters.operation_words import canonical
from filters.stated_values import readings, stated_values
from schemas.first_step import FirstStep, Quantity
from schemas.trace import Trace
from schemas.verdict import Verdict

MOST_OPERANDS = 6
"""Longer computations are compared as sorted lists of values."""


class ReferenceStepSettings(FilterSettings):
    """All of it is our choice."""

    computations: Literal["first", "any"] = "first"
    """Which marked computations a first step may agree with; `any`: all that use values of the question only."""


def agrees(step: FirstStep, computation: Computation) -> bool:
    """Whether a step is this computation: the same operation on the same values, in any order. Pure."""
    options = [_values(quantity) for quantity in step.quantities]
    scaled = any(len(values) > 2 for values in options)
    if not same_operation(canonical(step.operation), computation.operation, scaled):
        return False
    if len(options) != len(computation.operands):
        return False
    if len(options) > MOST_OPERANDS:
        return sorted(map(min, filter(None, options))) == sorted(computation.operands)
    return any(
        all(operand in values for operand, values in zip(order, options, strict=True))
        for order in permutations(computation.operands)
    )


def _values(quantity: Quantity) -> set[Fraction]:
    """What a quantity may be in a computation: `25%` is 25, 0.25 or a division by 4, 5 cents are 5 or 0.05."""
    numerals = find_numerals(quantity.value)
    found = [reading for numeral in numerals for reading in readings(numeral)]
    found += [100 / numeral.value for numeral in numerals if numeral.kind == "percent" and numeral.value]
    cents = [value / 100 for value in found] if "cent" in quantity.value.lower() else []
    return {*found, *cents} or {Fraction(1)}


class ReferenceStepFilter(Filter):
    """Rejects a first step that is not the reference solution's; passes where no computation is marked."""

    name: ClassVar[str] = "reference_step"
    Settings: ClassVar[type[FilterSettings]] = ReferenceStepSettings
    uses_gold: ClassVar[bool] = True

    def __init__(self, settings: ReferenceStepSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        wanted = self._wanted(trace)
        step = FirstStep.of(trace.stages[stage].attempt.data, trace.text(stage) or "")
        if step is None or not wanted:  # an answer that could not be read is rejected as such
            detail = "no computation on the question's values is marked" if step else "no step to compare"
            return Verdict(self.name, stage, passed=True, detail=detail)
        passed = any(agrees(step, computation) for computation in wanted)
        reason = None if passed else "other_computation"
        return Verdict(self.name, stage, passed, reason, detail=f"reference: {' or '.join(map(str, wanted))}")

    def _wanted(self, trace: Trace) -> list[Computation]:
        solution, first = trace.problem.solution or "", self.options.computations == "first"
        marks = MARK.finditer(solution)
        each = [first_computations(solution)] if first else [first_computations(mark[0]) for mark in marks]
        known = stated_values(trace.problem.question)
        return [item for found in each for item in found if known.issuperset(item.operands)]


FILTER = ReferenceStepFilter
