"""A text cut off by the token limit is rejected as such."""

from collections.abc import Callable

import pytest

from filters.base import FilterSettings
from filters.registry import known_filters
from filters.truncated import TruncatedFilter
from schemas.trace import Attempt, StageText, Trace


@pytest.mark.parametrize(("finish", "reason"), [("length", "truncated"), ("stop", None), ("content_filter", None)])
def test_only_a_length_stop_is_truncated(trace_of: Callable[..., Trace], finish: str, reason: str | None) -> None:
    verdict = TruncatedFilter(FilterSettings()).judge(trace_of(plan="and then", finish=finish), "plan")
    assert (verdict.passed, verdict.reason) == (reason is None, reason)


def test_a_stage_without_completion_is_not_truncated(trace_of: Callable[..., Trace]) -> None:
    trace = trace_of()
    attempt = Attempt("plan", 0, "planner", "reference", "rules", "id", "hash", {}, "f")
    trace.stages["plan"] = StageText("plan", (attempt,), 0)
    assert TruncatedFilter(FilterSettings()).judge(trace, "plan").passed


def test_it_ends_the_trace_and_is_retried_once_at_most() -> None:
    kind = known_filters()["truncated"]
    assert (kind.ends_trace, kind.max_retries) == (True, 1)
