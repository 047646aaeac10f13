"""The gold answer is found in any form, and only where the question does not give it away."""

from collections.abc import Callable

import pytest

from filters.gold_absent import GoldAbsentFilter, gold_spans
from filters.registry import known_filters
from schemas.trace import Trace

QUESTION = "He buys 12 pens in 3 packs. How many are in each?"


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("It is 72.", "72"),
        ("It is seventy-two.", "72"),
        ("It costs $1,200.00 then.", "1200"),
        (r"We get \frac{3}{4}.", "3/4"),
        ("Three quarters of it.", r"\frac{3}{4}"),
        ("It is 25% of it.", "0.25"),
        ("That is 5 apples.", "-5"),
        ("So it was Tuesday then.", "tuesday"),
        ("It is x^2 + 1 here.", "x^2 + 1"),
    ],
)
def test_the_gold_is_found_in_any_form(text: str, gold: str) -> None:
    assert len(gold_spans(text, gold, QUESTION)) == 1


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("Take the 12 pens.", "12"),
        ("1. Add.\n2. Subtract.", "2"),
        ("The second one of the two amounts.", "2"),
        ("Use x_4 for it.", "4"),
        ("It is 720 or 172.", "72"),
        ("Choose A or B.", "A"),
        ("Give it on Tuesdays.", "Tuesday"),
    ],
)
def test_what_is_not_the_gold_is_left_alone(text: str, gold: str) -> None:
    assert gold_spans(text, gold, QUESTION) == []


def test_the_verdict_shows_it(trace_of: Callable[..., Trace]) -> None:
    trace = trace_of(question=QUESTION, answer="4", plan="So 4 pens it is.")
    verdict = GoldAbsentFilter(GoldAbsentFilter.Settings()).judge(trace, "plan")
    assert (verdict.reason, [item.text for item in verdict.evidence]) == ("states_gold", ["4"])


def test_a_problem_without_gold_passes(trace_of: Callable[..., Trace]) -> None:
    assert GoldAbsentFilter(GoldAbsentFilter.Settings()).judge(trace_of(plan="4"), "plan").passed


def test_it_knows_the_gold_and_is_never_fed_back() -> None:
    assert known_filters()["gold_absent"] is GoldAbsentFilter and GoldAbsentFilter.uses_gold
