"""A first step is the one the reference solution begins with, where that can be told."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.marked_computations import first_computations, without_marks
from filters.reference_step import ReferenceStepFilter, ReferenceStepSettings
from filters.registry import known_filters
from schemas.first_step import FirstStep
from tests.filters.first_steps import QUESTION, SOLUTION, step_of, step_trace

STAGE = "first_step"


def reason(
    step: FirstStep | None,
    solution: str | None = SOLUTION,
    question: str = QUESTION,
    which: str = "first",
    reject: str = "other",
) -> str | None:
    settings = ReferenceStepSettings.model_validate({"computations": which, "reject": reject})
    return ReferenceStepFilter(settings).judge(step_trace(step, question, solution), STAGE).reason


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("<<48/2=24>>", [("divide", (48, 2))]),
        ("<<16-3-4=9>>", [("subtract", (16, 3, 4))]),
        ("<<1,200*3=3600>>", [("multiply", (1200, 3))]),
        ("<<.5*8=4>>", [("multiply", (Fraction(1, 2), 8))]),
        ("<<3*4+5*6=42>>", [("multiply", (3, 4)), ("multiply", (5, 6))]),
        ("<<40/100*1300=520>>", [("multiply", (Fraction(2, 5), 1300)), ("divide", (40, 100))]),
        ("<<200*10*.01=20>>", [("multiply", (200, 10, Fraction(1, 100))), ("multiply", (200, 10))]),
        ("<<19=19>> <<2+3=5>>", [("add", (2, 3))]),
        ("<<2**3=8>>", [("power", (2, 3))]),
        ("<<a*b=c>>", []),
        ("<<1e999*2=5>>", []),
        ("<<((((=1>>", []),
        ("no mark", []),
    ],
)
def test_the_beginnings_of_a_marked_computation(mark: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    found = [(item.operation, item.operands) for item in first_computations(mark)]
    assert found == [(operation, tuple(map(Fraction, operands))) for operation, operands in expected]


@given(st.text(alphabet="<>=0123456789+-*/(). %,x^e\n", max_size=80))
def test_no_solution_is_too_strange_to_be_read(text: str) -> None:
    first_computations(text)


def test_marks_and_the_answers_sign_are_no_prose() -> None:
    assert without_marks(SOLUTION).endswith("48+24 = 72 clips in all.\n72") and "<<" not in without_marks(SOLUTION)


def test_the_solutions_first_computation_agrees_in_any_form() -> None:
    assert reason(step_of()) is None
    assert reason(step_of("multiply")) is None  # half of 48
    assert reason(step_of("divide", (("by", "2"), ("April", "48")))) is None


def test_another_operation_or_other_values_disagree() -> None:
    assert reason(step_of("compare")) == "other_computation"
    assert reason(step_of("add")) == "other_computation"  # half of 48 may be many things
    assert reason(step_of(pairs=(("April", "48"), ("both", "3")))) == "other_computation"
    assert reason(step_of(pairs=(("April", "48"),))) == "other_computation"
    assert reason(None) is None  # rejected because it could not be read


@pytest.mark.parametrize("solution", [None, "No marks here.\n#### 72", "First 2*3 = 6, then <<6*7=42>>42."])
def test_where_nothing_can_be_told_it_passes(solution: str | None) -> None:
    assert reason(step_of("add"), solution) is None


def test_a_percentage_agrees_with_its_division_by_a_hundred() -> None:
    step = step_of("multiply", (("share", "40%"), ("price", "$1300")))
    for mark in ("<<40/100*1300=520>>", "<<.4*1300=520>>", "<<1300*40*.01=520>>"):
        assert reason(step, mark, "A phone costs $1300; he has 40% of it.") is None


def test_any_beginning_may_be_allowed() -> None:
    question, solution = "2 bags of 3 pears and 4 bags of 5 figs", "<<2*3=6>>6, <<4*5=20>>20, <<6+20=26>>26"
    step = step_of("multiply", (("bags", "4"), ("figs", "5")))
    assert reason(step, solution, question) == "other_computation"
    assert reason(step, solution, question, "any") is None


def test_by_default_only_another_operation_on_the_same_values_is_rejected() -> None:
    assert ReferenceStepSettings().reject == "conflict"
    assert reason(step_of("subtract", (("April", "48"), ("by", "2"))), reject="conflict") == "other_operation"
    assert reason(step_of("convert"), reject="conflict") is None
    assert reason(step_of(pairs=(("April", "48"), ("both", "3"))), reject="conflict") is None
    assert reason(step_of("subtract", (("April", "48"), ("by", "2"))), reject="nothing") is None
    share = step_of("multiply", (("share", "50%"), ("weeks", "4")))
    assert reason(share, "4*.5=2, so <<4+2=6>>6", "It takes 4 weeks, then 50% more.", reject="conflict") is None


@pytest.mark.parametrize(
    ("operation", "value", "score"), [("divide", "agrees", 1), ("compare", "other", 0), ("add", "conflict", 0)]
)
def test_the_verdict_stores_the_finding_whatever_is_rejected(operation: str, value: str, score: float) -> None:
    judge = ReferenceStepFilter(ReferenceStepSettings(reject="nothing"))
    step = step_of(operation, (("April", "48"), ("by", "2")))
    verdict = judge.judge(step_trace(step, QUESTION, SOLUTION), STAGE)
    assert (verdict.passed, verdict.value, verdict.score) == (True, value, score)


def test_it_knows_the_gold_and_is_never_fed_back() -> None:
    assert known_filters()["reference_step"] is ReferenceStepFilter and ReferenceStepFilter.uses_gold
