"""How many of a problem's samples are right, and which answer most of them give.

A problem that every sample solves, or none, teaches GRPO nothing: all rewards of its group are alike and the advantages
are zero. So the window drops both by default. Which window is right depends on the policy that will be trained; all of
this is our choice.
"""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from filters.answer_groups import AnswerGroup, group_answers
from filters.base import FilterSettings, GroupFilter
from schemas.trace import Trace
from schemas.verdict import Verdict

ANSWER = "answer"
"""The filter whose verdicts say what is right."""
UNKNOWN = frozenset({"gold_unparseable", "answer_timeout", "answer_crash"})
"""Its reasons that leave open whether the answer is right: such a sample does not count."""


def _ordered(window: tuple[float, float]) -> tuple[float, float]:
    low, high = window
    if not 0 <= low <= high <= 1:
        raise ValueError("a window is [low, high] with 0 <= low <= high <= 1")
    return window


class PassRateSettings(FilterSettings):
    """Which problems are kept, by the share of their samples that are right."""

    window: Annotated[tuple[float, float], AfterValidator(_ordered)] = (0.0, 1.0)
    """The least and the greatest rate, both allowed."""
    keep_unanimous: bool = False
    """True keeps problems that no sample solves, or every sample, if the window does."""
    min_samples: int = Field(default=2, ge=1)
    """With fewer answered samples the rate is measured and judges nothing: one sample is always unanimous."""


class PassRateFilter(GroupFilter):
    """Rejects all traces of a problem that is too easy or too hard. Score: the pass rate; value: the majority answer.

    A sample is right when `answer` passed it. Samples that failed (an endpoint's fault), that ended before the judged
    stage, or whose answer could not be compared do not count.
    """

    name: ClassVar[str] = "pass_rate"
    Settings: ClassVar[type[FilterSettings]] = PassRateSettings
    uses_gold: ClassVar[bool] = True

    def __init__(self, settings: PassRateSettings) -> None:
        super().__init__(settings)
        self.limits = settings

    async def judge_group(self, traces: Sequence[Trace], stage: str) -> Sequence[Verdict]:
        answers = [_answer(trace, stage) for trace in traces]
        found = [answer for answer in answers if answer is not None]
        if not found:
            nothing = f"no verdict of '{ANSWER}' tells right from wrong"
            return [Verdict(self.name, stage, passed=True, detail=nothing) for _ in traces]
        groups = await group_answers([(answer.value, answer.passed) for answer in found])
        verdict = self._verdict(stage, sum(answer.passed for answer in found), len(found), groups)
        return [verdict] * len(traces)

    def _verdict(self, stage: str, right: int, samples: int, groups: Sequence[AnswerGroup]) -> Verdict:
        rate = right / samples
        reason, threshold = self._complaint(rate, samples)
        detail = f"{right} of {samples} right"
        if groups:
            detail += (
                f"; {groups[0].size} of {sum(group.size for group in groups)} answers are {groups[0].answer[:200]}"
            )
        if samples < self.limits.min_samples:
            detail += f"; too few for a window (min_samples {self.limits.min_samples})"
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=reason is None,
            reason=reason,
            score=round(rate, 6),
            threshold=threshold,
            value=groups[0].answer if groups else None,
            detail=detail,
        )

    def _complaint(self, rate: float, samples: int) -> tuple[str | None, float | None]:
        """Reason and the bound that was crossed, or neither."""
        low, high = self.limits.window
        if samples < self.limits.min_samples:
            return None, None
        unanimous = not self.limits.keep_unanimous
        if rate < low or (unanimous and rate == 0):
            return "too_hard", low
        if rate > high or (unanimous and rate == 1):
            return "too_easy", high
        return None, None


def _answer(trace: Trace, stage: str) -> Verdict | None:
    verdicts = (v for v in trace.verdicts if v.filter == ANSWER and v.stage == stage and v.reason not in UNKNOWN)
    return next(verdicts, None)


FILTER = PassRateFilter
