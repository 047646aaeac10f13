"""Does a meta-thought lead from its problem to a right result, with nothing invented and nothing left out?

A model judges, with the worked solution beside it. Whether CoMT's authors check their meta-thoughts is not known
(methods.md 3.4); the rubric is ours, in synth/prompts/judges/faithfulness.md.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from filters.judge_answers import Rating, answer_format, yes_or_no
from filters.judging import JudgeFilter
from schemas.trace import Trace

FAULTS = ("none", "grounding", "relations", "completeness", "target", "generality")
"""Invented conditions fail `grounding`."""


class FaithfulnessFilter(JudgeFilter):
    """Judges traces whose problem has a reference solution; both texts are shown in both orders. Value: the fault."""

    name: ClassVar[str] = "faithfulness"
    uses_gold: ClassVar[bool] = True
    rubric: ClassVar[str] = "judges/faithfulness"
    names: ClassVar[tuple[str, ...]] = ("question", "solution", "meta_thought")
    compares: ClassVar[bool] = True
    complaint: ClassVar[str] = "unfaithful"
    answer: ClassVar[Mapping[str, Any]] = answer_format(
        "faithfulness",
        reason={"type": "string"},
        fault={"type": "string", "enum": list(FAULTS)},
        faithful={"type": "boolean"},
    )

    def read(self, data: Mapping[str, Any]) -> Rating | None:
        """A judge that names a fault and calls the text faithful, or neither, contradicts itself."""
        fault, faithful = data.get("fault"), yes_or_no(data.get("faithful"))
        if fault not in FAULTS or faithful is None or faithful != (fault == "none"):
            return None
        return Rating(float(faithful), label=None if faithful else fault)

    def material(self, trace: Trace, stage: str) -> Mapping[str, str]:
        problem = trace.problem
        return {
            "question": problem.question,
            "solution": problem.solution or "",
            "meta_thought": trace.text(stage) or "",
        }

    def idle(self, trace: Trace, stage: str) -> str | None:
        return None if trace.problem.solution else "no reference solution"


FILTER = FaithfulnessFilter
