"""The operation of a first step is one of a closed set, and the one its sentence names (our choice, methods.md 2.4)."""

from typing import ClassVar

from filters.base import Filter, FilterSettings
from filters.numerals import find_numerals
from filters.operation_words import Named, canonical, named_operations
from filters.spans import evidence
from schemas.first_step import OPERATIONS, FirstStep
from schemas.trace import Trace
from schemas.verdict import Verdict

ALIKE = frozenset({("compare", "subtract"), ("power", "multiply"), ("convert", "multiply"), ("convert", "divide"),
                   ("remainder", "divide")})  # fmt: skip
"""Operations that are named for each other."""
SCALED = frozenset({("divide", "multiply")})
"""Operations that are named for each other where a share or multiple is taken: half of it, 20% of it."""


class OperationSettings(FilterSettings):
    """All of it is our choice."""

    operations: tuple[str, ...] = OPERATIONS
    """The closed set."""
    also: tuple[str, ...] = ()
    """More operations, beside the set."""
    match_sentence: bool = True
    """A sentence that names operations must name this one."""


def same_operation(one: str, other: str, scaled: bool = False) -> bool:
    """Whether two names stand for the same step; `scaled` where a fraction, percentage or multiple takes part."""
    pair = tuple(sorted((one, other)))
    return one == other or pair in {tuple(sorted(item)) for item in (ALIKE | SCALED if scaled else ALIKE)}


class OperationFilter(Filter):
    """Rejects a first step whose operation is missing, unknown, or not the one of its sentence."""

    name: ClassVar[str] = "operation"
    Settings: ClassVar[type[FilterSettings]] = OperationSettings

    def __init__(self, settings: OperationSettings) -> None:
        super().__init__(settings)
        self.options = settings
        self.known = {canonical(name) for name in (*settings.operations, *settings.also)}

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        step = FirstStep.of(trace.stages[stage].attempt.data, text)
        operation = canonical(step.operation) if step else ""
        named = named_operations(text)
        reason = self._reason(operation, named, text)
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=reason is None,
            reason=reason,
            value=operation or None,
            detail=f"known: {', '.join(sorted(self.known))}" if reason == "unknown_operation" else None,
            evidence=evidence(stage, text, "operation", [item.span for item in named]) if reason else (),
        )

    def _reason(self, operation: str, named: list[Named], text: str) -> str | None:
        if not operation:
            return "missing_operation"
        if operation not in self.known:
            return "unknown_operation"
        scaled = any(item.kind in ("fraction", "percent", "multiple") for item in find_numerals(text))
        own = operation not in OPERATIONS  # a recipe's own; its words are not known here
        agrees = own or not named or any(same_operation(operation, item.operation, scaled) for item in named)
        return None if agrees or not self.options.match_sentence else "other_operation_in_sentence"


FILTER = OperationFilter
