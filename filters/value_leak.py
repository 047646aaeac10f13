"""A preplan states the answer or a value on the way to it, in whatever form: digits, words, LaTeX, a riddle.

Every numeric expression is evaluated (`filters.leaks.amounts`) and compared with the gold and with what the reference
solution and the trace's own execution arrive at, also in other units. Numbers of the question, list marks, ordinals,
indices and common facts ("60 minutes in an hour") are nobody's secret; a number that could be anything, such as 2 or
10, counts only where the words around it present it as a result. Exact, and it explains itself. All of it is our
choice.
"""

from typing import ClassVar

from filters.base import Filter, FilterSettings
from filters.leaks.cutting import sentences
from filters.leaks.findings import value_findings
from filters.leaks.known import Known, known_of
from filters.leaks.relations import relate
from filters.spans import Span, evidence
from schemas.trace import Trace
from schemas.verdict import Verdict


class ValueLeakSettings(FilterSettings):
    """All of it is our choice."""

    enabled: bool = False
    """Off by default: it is part of `leak`."""
    results: bool = True
    """Also values on the way to the answer; False looks for the answer only."""
    solution: bool = True
    """Read those values from the reference solution, if there is one."""
    execution_stage: str | None = "execution"
    """Read them from this stage too, which is there when the whole trace is judged."""

    @property
    def named_stages(self) -> tuple[str, ...]:
        """None: a pipeline without an execution has fewer values to look for."""
        return ()


def known_to(trace: Trace, solution: bool = True, execution_stage: str | None = "execution") -> Known:
    """What a trace's problem and its later stages make known."""
    problem = trace.problem
    sources = [problem.solution] if solution and problem.solution else []
    execution = trace.text(execution_stage) if execution_stage else None
    return known_of(problem.question, problem.answer, [*sources, *([execution] if execution else [])])


def value_leaks(text: str, known: Known) -> dict[str, list[Span]]:
    """Where a text gives values away, by label: gold, near, result, converted, expression, elimination, answer.

    Pure, and linear in the length of the text.
    """
    return value_findings(text, known, sentences(text), relate(text, known))


class ValueLeakFilter(Filter):
    """Rejects a text that gives a value away; knows the gold, so its evidence is never fed back to a generator."""

    name: ClassVar[str] = "value_leak"
    Settings: ClassVar[type[FilterSettings]] = ValueLeakSettings
    uses_gold: ClassVar[bool] = True

    def __init__(self, settings: ValueLeakSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        found = value_leaks(text, known_to(trace, self.options.solution, self.options.execution_stage))
        if not self.options.results:
            found.pop("result", None)
        count = sum(map(len, found.values()))
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=not found,
            reason=f"leaks_{next(iter(found))}" if found else None,
            score=count,
            threshold=0,
            detail=", ".join(f"{label} {len(spans)}" for label, spans in found.items()) or None,
            evidence=sum((evidence(stage, text, label, spans) for label, spans in found.items()), ()),
        )


FILTER = ValueLeakFilter
