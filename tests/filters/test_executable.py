"""A meta-thought counts as executable when a solver reaches the gold from it often enough."""

from collections.abc import Callable

import pytest

from filters.base import Question
from filters.executable import ExecutableFilter, ExecutableSettings
from filters.registry import build_filters
from schemas.request import Completion
from schemas.trace import Trace
from schemas.verdict import Verdict

GOOD, BAD = r"So it is \boxed{12}.", r"So it is \boxed{13}."


class Solver:
    """Answers from a list and remembers what it was asked."""

    def __init__(self, *answers: str | Completion) -> None:
        self.answers = answers
        self.asked: list[Question] = []

    async def __call__(self, trace: Trace, question: Question) -> Completion:
        answer = self.answers[len(self.asked)]
        self.asked.append(question)
        return answer if isinstance(answer, Completion) else Completion(answer)


async def judged(trace: Trace, solver: Solver, **settings: int) -> Verdict:
    check = ExecutableFilter(ExecutableSettings.model_validate({"enabled": True, **settings}))
    check.ask = solver
    return await check.judge(trace, "meta_thought")


@pytest.fixture
def trace(trace_of: Callable[..., Trace]) -> Trace:
    return trace_of(question="Four bags of three?", answer="12", meta_thought="Multiply the bags by their content.")


@pytest.mark.parametrize(
    ("answers", "settings", "reason", "score", "calls"),
    [
        ([GOOD], {}, None, 1, 1),
        ([BAD], {}, "not_executable", 0, 1),
        (["I cannot."], {}, "not_executable", 0, 1),
        ([BAD, GOOD], {"tries": 2}, None, 1, 2),
        ([GOOD, GOOD], {"tries": 3, "min_right": 2}, None, 2, 2),
        ([BAD, BAD], {"tries": 3, "min_right": 2}, "not_executable", 0, 2),
        ([Completion(GOOD, "length")], {}, "not_executable", 0, 1),
        ([r"\boxed{\frac{24}{2}}"], {}, None, 1, 1),
    ],
)
async def test_tries_end_as_soon_as_the_outcome_is_known(
    trace: Trace, answers: list[str], settings: dict[str, int], reason: str | None, score: int, calls: int
) -> None:
    solver = Solver(*answers)
    verdict = await judged(trace, solver, **settings)
    assert (verdict.reason, verdict.score, len(solver.asked)) == (reason, score, calls)


async def test_the_solver_sees_question_and_thought_and_never_the_gold(trace: Trace) -> None:
    solver = Solver(BAD, BAD, GOOD)
    await judged(trace, solver, tries=3)
    assert [question.sample for question in solver.asked] == [0, 1, 2]
    for question in solver.asked:
        assert dict(question.values) == {"question": trace.problem.question, "thought": trace.text("meta_thought")}


def test_it_is_off_unless_a_recipe_switches_it_on() -> None:
    assert build_filters(["executable"], {}, "x") == {}
    built = build_filters(["executable"], {"executable": {"enabled": True, "role": "solver"}}, "x")["executable"]
    assert built.roles == ("solver",) and built.uses_gold


def test_more_right_tries_than_tries_is_a_wrong_setting() -> None:
    with pytest.raises(ValueError, match="cannot be met"):
        ExecutableSettings.model_validate({"tries": 2, "min_right": 3})
