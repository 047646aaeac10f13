"""How near does a wrong solution come to a right one? A model rates the path; PPC gives partial credit for it.

The paper's rating and its credit g(J) are not known (methods.md 1.1 and 1.4); the scale is ours, in
synth/prompts/judges/proximity.md. Its highest grade stays below 1, so that no wrong answer is worth a right one.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from filters.base import FilterSettings
from filters.judge_answers import Rating, answer_format, on_scale, text_of
from filters.judging import JudgeFilter, JudgeSettings
from schemas.trace import Trace

POINTS = 6
"""The scale has the points 0 to 5; a right answer would be the sixth."""
SCALE = {float(point): point / POINTS for point in range(POINTS)}


class ProximitySettings(JudgeSettings):
    """Measures by default, and rejects nothing: wrong answers are rejected as such."""

    min_score: float = Field(default=0.0, ge=0, lt=1)
    """A path with a lower score is rejected."""
    stop_early: bool = False
    """True asks no further when the remaining votes cannot change the verdict, though they might the score."""


class ProximityFilter(JudgeFilter):
    """Rates traces whose answer is wrong and whose problem has a reference solution; shown in both orders."""

    name: ClassVar[str] = "proximity"
    Settings: ClassVar[type[FilterSettings]] = ProximitySettings
    uses_gold: ClassVar[bool] = True
    rubric: ClassVar[str] = "judges/proximity"
    names: ClassVar[tuple[str, ...]] = ("question", "solution", "execution")
    compares: ClassVar[bool] = True
    complaint: ClassVar[str] = "far_from_a_solution"
    answer: ClassVar[Mapping[str, Any]] = answer_format(
        "proximity",
        first_error={"type": "string"},
        reason={"type": "string"},
        score={"type": "integer", "enum": list(range(POINTS))},
    )

    def read(self, data: Mapping[str, Any]) -> Rating | None:
        grade = on_scale(data.get("score"), SCALE)
        return None if grade is None else Rating(grade, quote=text_of(data.get("first_error")))

    def material(self, trace: Trace, stage: str) -> Mapping[str, str]:
        problem = trace.problem
        return {
            "question": problem.question,
            "solution": problem.solution or "",
            "execution": trace.text(stage) or "",
        }

    def idle(self, trace: Trace, stage: str) -> str | None:
        answers = [verdict for verdict in trace.verdicts if verdict.filter == "answer" and verdict.stage == stage]
        if not answers or answers[0].passed:
            return "the answer is right" if answers else "no verdict on the answer"
        return None if trace.problem.solution else "no reference solution"


FILTER = ProximityFilter
