"""A recital gives the plan's steps in order; naming what the problem is about is none."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.recital import OPERATION_VERBS, RecitalFilter, RecitalScore, RecitalSettings, recital_score
from filters.registry import known_filters
from schemas.trace import Trace

DEFAULTS = RecitalSettings()
QUESTION = "A baker fills 6 trays with 12 rolls each and sells 50 rolls. How many rolls are left?"
PLAN = """Goal: the number of rolls left.
1. Multiply the number of trays by the rolls on each tray to get all rolls baked.
2. Subtract the rolls sold from all rolls baked.
3. State the remainder as a whole number."""
CLEAN = """This is a counting problem with equal groups and a removal: the rolls baked form full trays, and part of \
them is sold. Sought is the number of rolls left, a whole number.
Repeated addition in groups and the idea of a remainder after a removal apply.
The number of trays and the rolls on each tray must not be confused, and no more rolls can be sold than were baked."""
RECITAL = """It is a counting problem. One has to multiply the number of trays by the rolls on each tray, which gives \
all rolls baked. The next thing is to subtract the rolls sold from all rolls baked."""


def score(preplan: str, plan: str | None = PLAN, **settings: float) -> RecitalScore:
    return recital_score(preplan, plan, RecitalSettings.model_validate(settings), QUESTION)


def test_the_name_of_a_quantity_holds_no_step_though_a_verb_is_in_it() -> None:
    preplan = "The text leaves open the number he had left after using some. What applies is subtraction."
    plan = "1. Subtract the stated number from the bulbs to find the number he had left after using some.\n2. Halve it."
    assert recital_score(preplan, plan, RecitalSettings()).score == 0


def test_after_that_orders_and_after_alone_does_not() -> None:
    told = "After that, divide the total. Afterwards, subtract the cost."
    named = "What is left after adding the kale, and after using some of it."
    assert recital_score(told, None, RecitalSettings()).instructed == 0.5
    assert recital_score(named, None, RecitalSettings()).instructed == 0


def test_a_description_of_the_problem_recites_nothing() -> None:
    assert score(CLEAN).score == 0


def test_the_plan_itself_is_a_recital() -> None:
    assert score(PLAN).score == 1


def test_the_plan_in_prose_is_a_recital() -> None:
    assert score(RECITAL).stated == 1


def test_steps_in_another_order_count_less() -> None:
    first, second = PLAN.splitlines()[1:3]
    assert score(f"{second[3:]}\n{first[3:]}").stated == 0.5


def test_naming_the_quantities_of_a_step_does_not_state_it() -> None:
    assert score("Number of trays. Rolls on each tray. All rolls baked. Rolls sold.").stated == 0


def test_words_of_the_question_are_nobodys_plan() -> None:
    plan = "1. Find rolls baked"
    assert recital_score("find rolls baked", plan, DEFAULTS, "Find rolls baked.").stated == 0
    assert recital_score("find rolls baked", plan, DEFAULTS, "").stated == 1


def test_numbered_considerations_are_no_recital() -> None:
    assert score("1. Problem type: counting\n2. Tools: groups\n3. Pitfalls: units\n4. Limits: whole numbers").score == 0


@pytest.mark.parametrize(("steps", "instructed"), [(0, 0), (1, 0), (2, 0.5), (3, 0.75), (4, 1), (9, 1)])
def test_ordered_instructions_weigh_by_their_number_and_one_is_no_order(steps: int, instructed: float) -> None:
    text = "\n".join(f"{number}. Compute something new" for number in range(1, steps + 1))
    assert score(text, None).instructed == instructed


def test_both_parts_add_up_as_probabilities() -> None:
    half_stated = "1. Multiply the number of trays by the rolls on each tray to get all rolls baked.\n2. Find out."
    result = score(half_stated)
    assert (result.instructed, result.stated, result.score) == (0.5, 0.5, 0.75)


@pytest.mark.parametrize("plan", [None, "", "Think about it.", "No steps here at all"])
def test_without_steps_to_recite_only_the_preplan_counts(plan: str | None) -> None:
    assert score(RECITAL, plan).stated == 0


WORDS = st.lists(st.sampled_from([*PLAN.split(), *CLEAN.split(), "\n", "\n1. ", "then"]), max_size=60).map(" ".join)


@given(WORDS, WORDS, WORDS)
def test_the_score_is_a_share_and_its_spans_lie_in_the_preplan(preplan: str, plan: str, question: str) -> None:
    result = recital_score(preplan, plan, DEFAULTS, question)
    assert 0 <= max(result.instructed, result.stated) <= result.score <= 1
    for spans in result.spans.values():
        assert all(0 <= span.start < span.end <= len(preplan) for span in spans)


@given(WORDS, WORDS)
def test_a_text_without_operations_states_no_step(preplan: str, plan: str) -> None:
    description = re.sub("|".join(OPERATION_VERBS), "", preplan, flags=re.IGNORECASE)
    assert recital_score(description, plan, DEFAULTS).stated == 0


def test_a_hundred_thousand_equal_steps_are_compared() -> None:
    text = "1. Divide all rolls\n" * 5000
    assert score(text, text).score == 1


def test_the_filter_rejects_a_recital_and_quotes_it(trace_of: Callable[..., Trace]) -> None:
    trace = trace_of(question=QUESTION, preplan=RECITAL, plan=PLAN)
    verdict = RecitalFilter(DEFAULTS).judge(trace, "preplan")
    assert (verdict.passed, verdict.reason, verdict.score, verdict.threshold) == (False, "recites_plan", 1, 0.5)
    assert {item.label for item in verdict.evidence} == {"plan_step"}
    assert all(RECITAL[item.start : item.end] == item.text for item in verdict.evidence)


def test_the_filter_keeps_a_preplan_at_the_threshold(trace_of: Callable[..., Trace]) -> None:
    trace = trace_of(preplan="1. Compute this\n2. Compute that")
    verdict = RecitalFilter(DEFAULTS).judge(trace, "preplan")
    assert (verdict.passed, verdict.score) == (True, 0.5)


def test_the_plan_may_be_another_stage(trace_of: Callable[..., Trace]) -> None:
    trace = trace_of(question=QUESTION, preplan=RECITAL, outline=PLAN)
    assert RecitalFilter(DEFAULTS).judge(trace, "preplan").passed
    assert not RecitalFilter(RecitalSettings(plan_stage="outline")).judge(trace, "preplan").passed


def test_the_registry_finds_it_by_name() -> None:
    assert known_filters()["recital"] is RecitalFilter


def test_quantities_here_and_operations_there_tell_no_step() -> None:
    preplan = (
        "Given are the number of red boxes, the price per box and the discount per box. "
        "It calls for multiplying a size by a count, and for subtracting what falls away."
    )
    plan = "1. Multiply the number of red boxes by the price per box.\n2. Subtract the discount per box from the price."
    assert recital_score(preplan, plan, RecitalSettings()).stated == 0
    told = "You multiply the number of red boxes by the price per box, and the discount is a pitfall."
    assert recital_score(told, plan, RecitalSettings()).stated == 0.5
