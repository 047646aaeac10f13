"""Does a first step begin as the reference solution does? Told where the solution marks its computations (ours).

Another beginning is often as right: of the 16 recorded first steps that differ from the solution's first computation,
15 are good when read (docs/fslr.md). So agreement is stored with every row (score, value), and by default nothing is
rejected but a conflict: the very values of the first computation under another operation. A verdict tells something of
the solution, hence `uses_gold`: it is never fed back to a teacher. A first mark that needs an earlier result shows that
the solution began without marking; there is nothing to compare with then.
"""

from collections.abc import Sequence
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
    reject: Literal["conflict", "other", "nothing"] = "conflict"
    """What is rejected: the first computation's values under another operation, every other computation, or nothing."""


def agrees(step: FirstStep, computation: Computation) -> bool:
    """Whether a step is this computation: the same operation on the same values, in any order. Pure."""
    return _same_operation(step, computation) and _same_values(step, computation)


def conflicts(step: FirstStep, computation: Computation) -> bool:
    """Whether a step does something else with the very values of this computation: adds what is divided. Pure."""
    both = {canonical(step.operation), computation.operation}
    numerals = [numeral for quantity in step.quantities for numeral in find_numerals(quantity.value)]
    if any(numeral.kind not in ("digits", "word") or numeral.scale > 1 for numeral in numerals):
        return False  # "50% of 4" may be 4 / 2, 0.5 * 4 and the 2 in 4 + 2
    return both <= ARITHMETIC and not _same_operation(step, computation) and _same_values(step, computation)


ARITHMETIC = frozenset({"add", "subtract", "multiply", "divide"})
"""Operations that contradict one another on the same values; to convert, compare or equate them contradicts none."""


def _same_operation(step: FirstStep, computation: Computation) -> bool:
    numerals = [numeral for quantity in step.quantities for numeral in find_numerals(quantity.value)]
    scaled = any(numeral.kind in ("fraction", "percent", "multiple") for numeral in numerals)
    return same_operation(canonical(step.operation), computation.operation, scaled)


def _same_values(step: FirstStep, computation: Computation) -> bool:
    options = [_values(quantity) for quantity in step.quantities]
    if len(options) != len(computation.operands):
        return False
    if len(options) > MOST_OPERANDS:
        return sorted(map(min, filter(None, options))) == sorted(computation.operands)
    return any(
        all(operand in values for operand, values in zip(order, options, strict=True))
        for order in permutations(computation.operands)
    )


def _values(quantity: Quantity) -> set[Fraction]:
    """What a quantity may be in a computation: `25%` is 25, 0.25 or a division by 4, `3/4` a 3, 5 cents 5 or 0.05."""
    numerals = find_numerals(quantity.value)
    parts = [numeral.value for numeral in numerals if numeral.kind in ("fraction", "multiple") and numeral.value]
    found = [Fraction(part) for value in parts for part in (value.numerator, value.denominator)]
    found += [reading for numeral in numerals for reading in readings(numeral)]
    found += [100 / numeral.value for numeral in numerals if numeral.kind == "percent" and numeral.value]
    cents = [value / 100 for value in found] if "cent" in quantity.value.lower() else []
    return {*found, *cents} or {Fraction(1)}


REASONS = {"conflict": "other_operation", "other": "other_computation"}


def _finding(step: FirstStep, wanted: Sequence[Computation]) -> str:
    if any(agrees(step, computation) for computation in wanted):
        return "agrees"
    return "conflict" if any(conflicts(step, computation) for computation in wanted) else "other"


class ReferenceStepFilter(Filter):
    """Tells whether a first step is the reference solution's; passes where no computation is marked."""

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
        value = _finding(step, wanted)
        rejected = (
            value in {"conflict": ("conflict",), "other": ("conflict", "other"), "nothing": ()}[self.options.reject]
        )
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=not rejected,
            reason=REASONS[value] if rejected else None,
            score=float(value == "agrees"),
            value=value,
            detail=f"reference: {' or '.join(map(str, wanted))}",
        )

    def _wanted(self, trace: Trace) -> list[Computation]:
        solution, first = trace.problem.solution or "", self.options.computations == "first"
        marks = MARK.finditer(solution)
        each = [first_computations(solution)] if first else [first_computations(mark[0]) for mark in marks]
        known = stated_values(trace.problem.question)
        return [item for found in each for item in found if known.issuperset(item.operands)]


FILTER = ReferenceStepFilter
