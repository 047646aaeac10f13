"""A trace in one line, for filters of all kinds."""

from collections.abc import Callable

import pytest

from schemas.problem import Problem
from schemas.request import Completion
from schemas.trace import Attempt, StageText, Trace

TraceOf = Callable[..., Trace]


@pytest.fixture
def trace_of() -> TraceOf:
    """`trace_of(question=.., answer=.., finish=.., **texts by stage)`."""

    def build(question: str = "", answer: str | None = None, finish: str = "stop", **texts: str) -> Trace:
        trace = Trace(Problem("p-1", question, answer), "ppc")
        for stage, text in texts.items():
            completion = Completion(text, finish)
            attempt = Attempt(stage, 0, "planner", "reference", "rules", "id", "hash", {}, "f", completion, text)
            trace.stages[stage] = StageText(stage, (attempt,), 0)
        return trace

    return build
