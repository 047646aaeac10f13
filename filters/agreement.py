"""Do several first steps of one problem agree? Their number is the recipe's `samples_per_problem` (methods.md 2.4).

Steps agree when they take the same operation to the same values; names, order and wording are free. All of it is our
choice.
"""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from filters.base import FilterSettings, GroupFilter
from filters.numerals import find_numerals
from filters.operation_words import canonical
from schemas.first_step import FirstStep
from schemas.trace import Trace
from schemas.verdict import Verdict

Key = tuple[str, tuple[str, ...]]
"""Operation and sorted values."""


class AgreementSettings(FilterSettings):
    """All of it is our choice."""

    min_share: float = Field(default=0.5, gt=0, le=1)
    """At least this share of a problem's samples must take the same step; with one sample every step agrees."""


def step_key(step: FirstStep) -> Key:
    """What two steps are compared by; values as numbers where they hold one."""
    return canonical(step.operation), tuple(sorted(_plain(quantity.value) for quantity in step.quantities))


def _plain(value: str) -> str:
    numbers = [str(item.value) for item in find_numerals(value) if item.value is not None]
    return " ".join(numbers) or " ".join(value.lower().split())


class AgreementFilter(GroupFilter):
    """Rejects a first step that too few of the problem's samples share. The score is the share.

    An answer that could not be read is rejected as such, has no vote and passes here.
    """

    name: ClassVar[str] = "agreement"
    Settings: ClassVar[type[FilterSettings]] = AgreementSettings

    def __init__(self, settings: AgreementSettings) -> None:
        super().__init__(settings)
        self.limits = settings

    def judge_group(self, traces: Sequence[Trace], stage: str) -> Sequence[Verdict]:
        keys = [self._key(trace, stage) for trace in traces]
        votes = Counter(key for key in keys if key is not None)
        return [self._verdict(key, votes, votes.total(), stage) for key in keys]

    def _key(self, trace: Trace, stage: str) -> Key | None:
        step = FirstStep.of(trace.stages[stage].attempt.data, trace.text(stage) or "")
        return None if step is None else step_key(step)

    def _verdict(self, key: Key | None, votes: Counter[Key], voters: int, stage: str) -> Verdict:
        if key is None:
            return Verdict(self.name, stage, passed=True, detail="no step to compare")
        share = votes[key] / voters
        passed = share >= self.limits.min_share
        shown = f"{votes[key]} of {voters}: {key[0]} {', '.join(key[1])}"
        reason = None if passed else "few_agree"
        return Verdict(self.name, stage, passed, reason, round(share, 6), self.limits.min_share, detail=shown)


FILTER = AgreementFilter
