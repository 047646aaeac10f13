"""A preplan computes: arithmetic with its result, in signs or in prose, or a derivation in letters up to a formula.

It needs no gold answer, so that a generator may be told what it computed. Formulas that are merely named, givens
that are restated and set-ups that are left as they are pass (`filters.leaks.equations`). All of it is our choice.
"""

from typing import ClassVar

from filters.base import Filter, FilterSettings
from filters.leaks.cutting import sentences
from filters.leaks.equations import arithmetic, derivations
from filters.leaks.known import known_of
from filters.leaks.relations import relate
from filters.spans import Span, evidence
from schemas.trace import Trace
from schemas.verdict import Verdict


class ComputationSettings(FilterSettings):
    """All of it is our choice."""

    enabled: bool = False
    """Off by default: it is part of `leak`."""
    derivations: bool = True
    """Also derivations in letters; False looks at arithmetic only."""


def computations(text: str, question: str) -> dict[str, list[Span]]:
    """Where a text computes, by label `arithmetic` or `derivation`. Pure, and linear in the length of the text."""
    relations = relate(text, known_of(question, None, ()))
    found = {"arithmetic": arithmetic(text, relations), "derivation": derivations(text, sentences(text))}
    return {label: spans for label, spans in found.items() if spans}


class ComputationFilter(Filter):
    """Rejects a text that carries out a computation."""

    name: ClassVar[str] = "computation"
    Settings: ClassVar[type[FilterSettings]] = ComputationSettings

    def __init__(self, settings: ComputationSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        found = computations(text, trace.problem.question)
        if not self.options.derivations:
            found.pop("derivation", None)
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=not found,
            reason=f"computes_{next(iter(found))}" if found else None,
            score=sum(map(len, found.values())),
            threshold=0,
            evidence=sum((evidence(stage, text, label, spans) for label, spans in found.items()), ()),
        )


FILTER = ComputationFilter
