"""Does the plan inherit the preplan's strategy? A model judges; it is not asked whether the plan is good.

PPC rewards adherence in [0, 1] by a frozen LLM judge (methods.md 1.1); its prompt and scale are not known, ours are in
synth/prompts/judges/adherence.md.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from filters.judge_answers import Rating, answer_format, on_scale
from filters.judging import JudgeFilter
from schemas.trace import Trace

SCALE = {grade: grade for grade in (0.0, 0.25, 0.5, 0.75, 1.0)}


class AdherenceFilter(JudgeFilter):
    """Judges the plan; preplan and plan are shown in both orders."""

    name: ClassVar[str] = "adherence"
    rubric: ClassVar[str] = "judges/adherence"
    names: ClassVar[tuple[str, ...]] = ("question", "preplan", "plan")
    compares: ClassVar[bool] = True
    complaint: ClassVar[str] = "strategy_not_inherited"
    answer: ClassVar[Mapping[str, Any]] = answer_format(
        "adherence", reason={"type": "string"}, score={"type": "number", "enum": list(SCALE)}
    )

    def read(self, data: Mapping[str, Any]) -> Rating | None:
        grade = on_scale(data.get("score"), SCALE)
        return None if grade is None else Rating(grade)

    def material(self, trace: Trace, stage: str) -> Mapping[str, str]:
        return {name: trace.text(name) or "" for name in self.names}


FILTER = AdherenceFilter
