"""The answer and the values on the way are found in any form, and what is nobody's secret is not."""

import pytest

from filters.leaks.known import known_of
from filters.value_leak import ValueLeakFilter, ValueLeakSettings, value_leaks
from tests.filters.conftest import TraceOf

QUESTION = "Ana fills 6 boxes with 16 pens each and gives half of all pens away. How many pens does she keep?"
SOLUTION = "All boxes hold 6 * 16 = <<6*16=96>>96 pens.\nShe keeps 96 / 2 = <<96/2=48>>48 pens.\n#### 48"
CHOICES = "Which is prime? (A) 21 (B) 23 (C) 25 (D) 27"


def labels(text: str, question: str = QUESTION, gold: str = "48", solution: str = SOLUTION) -> list[str]:
    return list(value_leaks(text, known_of(question, gold, [solution] if solution else [])))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("She keeps 48 of them.", "gold"),
        ("It should come out around forty-eight.", "gold"),
        ("It is half of ninety-six.", "gold"),
        ("A number two short of fifty.", "gold"),
        ("It is $2^4 \\cdot 3$.", "gold"),
        ("That is four dozen pens.", "gold"),
        ("All boxes together hold ninety-six pens.", "result"),
        ("There are 6 · 16 pens in all, that is 96.", "result"),
    ],
)
def test_a_value_is_found(text: str, label: str) -> None:
    assert labels(text) == [label]


@pytest.mark.parametrize(
    "text",
    [
        "6 boxes with 16 pens each.",
        "Half of all pens are given away.",
        "48. Mind the order.",
        "The 48th box does not matter.",
        "There are two parts, and an hour has 60 minutes.",
    ],
)
def test_what_is_no_secret_passes(text: str) -> None:
    assert labels(text) == []


def test_the_gold_in_another_unit() -> None:
    question = "A film of 90 minutes is shown twice. How many hours is that?"
    assert labels("All in all one hundred and eighty minutes.", question, "3", "") == ["converted"]


def test_a_small_answer_needs_words_that_present_it() -> None:
    question = "How many days later do the clocks agree?"
    assert labels("The two clocks drift apart.", question, "2", "") == []
    assert labels("It arrives after two days.", question, "2", "") == ["gold"]


def test_dollars_are_asked_for_where_prices_are_stated_and_no_noun_is_named() -> None:
    question = (
        "Each of 60 people drinks two cans at $2 a box of ten. Six of them share the cost. How much will each pay?"
    )
    assert labels("A modest sum, four dollars apiece.", question, "4", "") == ["gold"]
    assert labels("A modest sum, a mere $4 apiece.", question, "4", "") == ["gold"]
    assert labels("Mind the four sorts of numbers.", question, "4", "") == []


def test_a_dollar_sign_is_a_unit_and_no_formula_s_beginning() -> None:
    question = "An egg costs 50 cents, and thirty eggs cost $12. How many cents does one save on an egg?"
    assert labels("The tray's buyer keeps $0.10 on every egg.", question, "10", "") == ["converted"]
    assert labels("A share $0.10 + x$ is kept.", question, "10", "") == []


def test_what_a_dozen_is_gives_nothing_away() -> None:
    question = "Five dozens of people drink two cans each at $2 a box of ten. How many boxes are needed?"
    solution = "60 * 2 = <<60*2=120>>120 cans, 120 / 10 = <<120/10=12>>12 boxes, $<<12*2=24>>24.\n#### 24"
    assert labels("Guests come in dozens, and a dozen is twelve.", question, "24", solution) == []
    assert labels("What they buy is twelve boxes.", question, "24", solution) == ["result"]


def test_a_rounded_answer_is_near() -> None:
    assert labels("Roughly 4.236.", "How long is it?", r"2+\sqrt{5}", "") == ["near"]


def test_an_expression_is_found_as_written() -> None:
    assert labels("It is $n(n - 1)$ then.", "How many games?", "n(n-1)", "") == ["expression"]


def test_options_judged_away_are_a_leak() -> None:
    text = "Options (A) and (D) are multiples of three, (C) ends in five, so only (B) survives."
    assert labels(text, CHOICES, "B", "") == ["elimination"]
    assert labels("Options (A) to (D) are two-digit numbers.", CHOICES, "B", "") == []


def test_the_execution_of_the_trace_tells_values_too(trace_of: TraceOf) -> None:
    trace = trace_of(QUESTION, "48", preplan="Ninety-six pens are packed.", execution="6 * 16 = 96, and 96 / 2 = 48.")
    verdict = ValueLeakFilter(ValueLeakSettings()).judge(trace, "preplan")
    assert (verdict.passed, verdict.reason) == (False, "leaks_result")
    assert [item.text for item in verdict.evidence] == ["Ninety-six"]
    assert ValueLeakFilter(ValueLeakSettings(execution_stage=None)).judge(trace, "preplan").passed


def test_only_the_answer_where_results_are_not_asked_for(trace_of: TraceOf) -> None:
    trace = trace_of(QUESTION, "48", preplan="Ninety-six pens are packed.", execution="6 * 16 = 96.")
    assert ValueLeakFilter(ValueLeakSettings(results=False)).judge(trace, "preplan").passed


def test_its_evidence_is_kept_from_generators() -> None:
    assert ValueLeakFilter.uses_gold
