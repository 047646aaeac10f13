"""A computation with its result is found; formulas, givens and set-ups are not."""

import pytest

from filters.computation import ComputationFilter, ComputationSettings, computations
from tests.filters.conftest import TraceOf

QUESTION = "A train goes 45 km/h for 12 hours and 70 minutes. How far does it get?"


@pytest.mark.parametrize(
    "text",
    [
        "That is 12 · 70 = 840 minutes.",
        "25 students + 5 adults = 30 people",
        r"$\binom{5}{3} = \frac{5 \cdot 4}{2} = 10$",
        "So x = 5.5 in the end.",
        "Six times eight is 48.",
        "The sum starts at 3 + 7 + 9 = 19.",
        r"$(4+1)(2+1) = 5 \cdot 3$",
    ],
)
def test_arithmetic_with_its_result(text: str) -> None:
    assert list(computations(text, QUESTION)) == ["arithmetic"]


@pytest.mark.parametrize(
    "text",
    [
        r"The area is $A = \frac{1}{2} g h$.",
        "speed = 45 km/h, time = 12 h",
        "One writes x - 5 + 7 = 20.",
        "x - 3 = 2 + 27",
        "The expression is set to zero: $x^2 - 5x + 6 = 0$.",
        r"$a^2 + b^2 = c^2$ holds in a right triangle.",
        "There are 60 minutes in an hour.",
        "S = 1/2 αR² = 1/2 lR",
    ],
)
def test_formulas_givens_and_set_ups_pass(text: str) -> None:
    assert computations(text, QUESTION) == {}


def test_a_derivation_in_letters() -> None:
    text = r"From $s + t = S$ and $s - t = D$ it follows that $2t = S - D$, whence $t = \frac{S - D}{2}$."
    assert list(computations(text, QUESTION)) == ["derivation"]


def test_the_verdict_points_at_it(trace_of: TraceOf) -> None:
    trace = trace_of(QUESTION, preplan="Two phases. That is 12 · 70 = 840 minutes.")
    verdict = ComputationFilter(ComputationSettings()).judge(trace, "preplan")
    assert (verdict.passed, verdict.reason) == (False, "computes_arithmetic")
    assert [item.text for item in verdict.evidence] == ["12 · 70 = 840"]
    assert not ComputationFilter.uses_gold
