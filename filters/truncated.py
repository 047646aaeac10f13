"""Rejects a text that was cut off by the token limit: half a text is not parsed as if it were whole (design 5)."""

from typing import ClassVar

from filters.base import Filter
from schemas.trace import Trace
from schemas.verdict import Verdict


class TruncatedFilter(Filter):
    """Goes by what the endpoint says, not by how the text ends.

    Asked again once at most (our choice): another draw may be shorter, but each costs the most a call can cost.
    """

    name: ClassVar[str] = "truncated"
    ends_trace: ClassVar[bool] = True
    max_retries: ClassVar[int | None] = 1

    def judge(self, trace: Trace, stage: str) -> Verdict:
        completion = trace.stages[stage].attempt.completion
        cut = completion is not None and completion.finish_reason == "length"
        if not cut or completion is None:
            return Verdict(self.name, stage, passed=True)
        detail = f"finish_reason length after {completion.completion_tokens} tokens"
        return Verdict(self.name, stage, passed=False, reason="truncated", detail=detail)


FILTER = TruncatedFilter
