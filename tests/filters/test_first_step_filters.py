"""The filters of a first step that need no gold: operation, one step, grounded, nothing computed."""

import pytest

from filters.base import Filter
from filters.computed_value import ComputedValueFilter, ComputedValueSettings, computed_values
from filters.grounded import GroundedFilter, GroundedSettings, ungrounded
from filters.one_step import OneStepFilter, OneStepSettings, steps_in
from filters.operation import OperationFilter, OperationSettings
from filters.operation_words import canonical
from filters.registry import known_filters
from schemas.first_step import OPERATIONS, Quantity
from tests.filters.first_steps import QUESTION, SENTENCE, step_of, step_trace

STAGE = "first_step"


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "First, we need to find the clips sold in May by dividing 48 by two.",
        "To find the clips sold in May, divide 48 by two.",
        "Subtract the 3 eggs eaten and the 4 baked from the 16 laid, which gives the eggs to sell.",
        "Add the sum of the apples and pears to the bananas.",
        "Calculate 16 - 3 - 4.",
        "Take 45/100 * 200 bananas.",
        "Take the remainder of 200 divided by 7.",
        "Combine the rate with the hours by multiplication.",
        "Convert the 2 hours to minutes so that the speed in km/h can be used.",
        "Find how many clips were sold in May.",
    ],
)
def test_one_step_is_one(text: str) -> None:
    assert len(steps_in(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Multiply 3 by 4, then add 5 to the result.",
        "Multiply the price by the pens and add the tax.",
        "Multiply A by B to find the cost, and then subtract C.",
        "First find the clips sold in May. Then find the total.",
        "Find the product of 3 and the sum of 4 and 5.",
        "Calculate 3 * 4 + 5.",
        "Double the number of apples and subtract the rest.",
        "1. Find the apples.\n2. Find the pears.",
        "Multiply A by B and multiply C by D.",
        "- Calculate the pieces.\n- Divide the pieces by the packs.",
        "L = H * R\nS = L * C",
    ],
)
def test_two_steps_are_two(text: str) -> None:
    assert len(steps_in(text)) == 2


def test_a_fraction_of_the_question_is_no_division() -> None:
    text = "Multiply 3/4 by the 20 apples."
    assert len(steps_in(text, "He ate 3/4 of them.")) == 1 and len(steps_in(text)) == 2


def test_a_sum_that_the_question_gives_is_a_quantity_and_no_step() -> None:
    text = "Divide the sum of the consecutive even numbers, 90, by the count of the numbers, three."
    assert len(steps_in(text)) == 2 and len(steps_in(text, names=["sum of the consecutive even numbers"])) == 1


@pytest.mark.parametrize("sentence", ["The clips of April matter here.", "48 clips and half.", "Look at the clips."])
def test_a_text_without_a_step_is_rejected(sentence: str) -> None:
    verdict = OneStepFilter(OneStepSettings()).judge(step_trace(step_of(sentence=sentence)), STAGE)
    assert (verdict.reason, verdict.score, verdict.threshold) == ("no_step", 0, 1)
    assert OneStepFilter(OneStepSettings(min_steps=0)).judge(step_trace(step_of(sentence=sentence)), STAGE).passed


def test_several_steps_are_shown_and_may_be_allowed() -> None:
    step = step_of(sentence="Divide 48 by two, then add the clips.")
    verdict = OneStepFilter(OneStepSettings()).judge(step_trace(step), STAGE)
    assert (verdict.reason, verdict.score) == ("several_steps", 2)
    assert [item.text for item in verdict.evidence] == ["Divide", "add"]
    assert OneStepFilter(OneStepSettings(max_steps=2)).judge(step_trace(step), STAGE).passed


@pytest.mark.parametrize("text", ["add ", "then find ", "(", "1 + ", "which gives ", "to find ", "set x ", "combine "])
def test_a_hundred_thousand_hostile_characters_are_judged(text: str) -> None:
    hostile = text * (100_000 // len(text))
    steps_in(hostile, QUESTION)
    computed_values(hostile, QUESTION)


STORY = (
    "A dozen eggs cost $3.60 and half of the 120 hens, or 25% of all birds, lay twice a week for two and a half weeks. "
    "On the tenth day, after noon, half a million are left. "
    "One third of the eggs, 1,500 g each box, are sold within 3 hours."
)


@pytest.mark.parametrize(
    "value",
    [
        "12", "a dozen", "$3.60", "3.6", "half", "1/2", "120 hens", "25%", "0.25", "twice", "2", "two and a half weeks",
        "one third", "1500 g", "3 hours", "60 minutes", "7", "each", "10", "500,000", "12",
    ],
)  # fmt: skip
def test_what_the_question_says_in_any_form_is_grounded(value: str) -> None:
    assert ungrounded(Quantity("it", value), STORY, GroundedSettings()) is None


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "empty_value"),
        ("61", "value_not_in_question"),
        ("thirteen", "value_not_in_question"),
        ("75%", "value_not_in_question"),
        ("unknown", "value_not_in_question"),
        ("5/3", "value_not_in_question"),
        ("12/7", "value_not_in_question"),
        ("120 / 2", "computed_value"),
        ("12 * 3", "computed_value"),
        ("x = 12", "computed_value"),
        ("120 miles", "unit_not_in_question"),
    ],
)
def test_what_the_question_does_not_say_is_not(value: str, reason: str) -> None:
    assert ungrounded(Quantity("it", value), STORY, GroundedSettings()) == reason


def test_constants_of_units_and_the_check_of_units_are_settings() -> None:
    settings = GroundedSettings(conversions=False, units=False)
    assert ungrounded(Quantity("minutes", "60"), STORY, settings) == "value_not_in_question"
    assert ungrounded(Quantity("distance", "120 miles"), STORY, settings) is None


def test_the_verdict_names_the_quantity_and_shows_it() -> None:
    step = step_of(pairs=(("clips", "48"), ("clips in May", "24")), sentence="Add the 48 clips and the 24 clips.")
    verdict = GroundedFilter(GroundedSettings()).judge(step_trace(step), STAGE)
    assert (verdict.reason, verdict.detail, verdict.score) == ("value_not_in_question", "clips in May: 24", 1)
    assert [item.text for item in verdict.evidence] == ["24"]


@pytest.mark.parametrize("step", [None, step_of(pairs=())])
def test_a_step_without_quantities_is_rejected(step: object) -> None:
    trace = step_trace(step if step is None else step_of(pairs=()))
    assert GroundedFilter(GroundedSettings()).judge(trace, STAGE).reason == "no_quantities"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (SENTENCE, None),
        ("Divide the 48 clips by 2.", None),
        ("Divide the 48 clips by 2 and get 24.", "number_not_in_question"),
        ("Divide the 48 clips by 2 and get twenty-four.", "number_not_in_question"),
        ("Multiply: 24 * 2 = 48.", "number_not_in_question"),
        ("Compute 2 * 24 = 48 clips.", "number_not_in_question"),
        ("The first of the two amounts is added to the second.", None),
        ("Use n = 48 and divide it by 2.", None),
        ("Let 2 * 1 = 2 be it.", "states_result"),
    ],
)
def test_a_computed_value_is_caught(text: str, reason: str | None) -> None:
    verdict = ComputedValueFilter(ComputedValueSettings()).judge(step_trace(step_of(sentence=text)), STAGE)
    assert verdict.reason == reason


def test_the_parts_of_a_fraction_are_not_stated() -> None:
    question = "He ate 3/4 of the 20 apples, and five eighths of the pears."
    values = ("3/4", "0.75", "4/3", "20", "3", "4", "five", "8", "5/8")
    found = [value for value in values if ungrounded(Quantity("it", value), question, GroundedSettings()) is None]
    assert found == ["3/4", "0.75", "4/3", "20", "5/8"]


CLOCK = (
    "The ages of two brothers add up to 48 after 2 days. The half of 48 was 24 in May, when he was 4 dozen hours late."
)


@pytest.mark.parametrize(
    "text",
    [
        "Divide 48 by 2, giving 24.",
        "Half of 48 is 24.",
        "Multiply the 2 days by 24 hours to get 48.",
        "48 divided by 2 equals 24.",
        "The sum of 24 and 24 is 48.",
        "Take half of the 48, which gives us a total of 24.",
        "Double the 24, yielding 48.",
        "Divide 48 by 4 = 12.",
    ],
)
def test_a_result_is_caught_though_the_question_has_its_value(text: str) -> None:
    assert computed_values(text, CLOCK)["result"]


@pytest.mark.parametrize(
    "text",
    [
        "Multiply the 2 days by 24, since a day is 24 hours.",
        "Divide the 48 hours by the price, which is 2.",
        "Subtract the smaller of these two ages from 48 to find the difference between the two ages.",
        "The first two lighthouses are compared.",
        "Add the 24 and the 48 that are given to find the total.",
        "Let the total be 48 and divide it by 2.",
        "Divide 48 by 2 to find the segment that is twice as long.",
        "Multiply 24 by 2 to find the cost of making one house.",
        "Multiply 24 by 2, as the wall is 2 times as long.",
    ],
)
def test_values_that_are_only_used_are_no_results(text: str) -> None:
    found = computed_values(text, CLOCK)
    assert not found["result"] and not found["not_in_question"]


def test_a_result_that_stands_in_the_question_is_caught_by_its_computation() -> None:
    found = computed_values("Take 24 x 2 = 48 clips.", "24 packs of 2 clips, 48 in all")
    assert found["result"] and not found["not_in_question"]


def test_a_value_in_the_target_is_caught() -> None:
    step = step_of()
    with_result = type(step)(step.quantities, step.operation, "24 clips in May", step.sentence)
    verdict = ComputedValueFilter(ComputedValueSettings()).judge(step_trace(with_result), STAGE)
    assert (verdict.reason, verdict.detail) == ("number_not_in_question", "target: 24 clips in May")


@pytest.mark.parametrize(
    ("operation", "sentence", "reason"),
    [
        ("divide", SENTENCE, None),
        ("Division", SENTENCE, None),
        ("/", SENTENCE, None),
        ("", SENTENCE, "missing_operation"),
        ("integrate", SENTENCE, "unknown_operation"),
        ("add", SENTENCE, "other_operation_in_sentence"),
        ("multiply", "Divide the 48 clips by half.", None),
        ("subtract", "Compare the 48 clips with the rest.", None),
        ("add", "Look at the clips of April first.", None),
        ("remainder", "Divide the 200 clips by 7, to find the remainder.", None),
    ],
)
def test_the_operation_is_known_and_the_sentences_own(operation: str, sentence: str, reason: str | None) -> None:
    trace = step_trace(step_of(operation, sentence=sentence))
    assert OperationFilter(OperationSettings()).judge(trace, STAGE).reason == reason


def test_the_set_can_be_extended_and_replaced() -> None:
    trace = step_trace(step_of("integrate"))
    extended, replaced = OperationSettings(also=("integrate",)), OperationSettings(operations=("add",))
    assert OperationFilter(extended).judge(trace, STAGE).passed
    assert OperationFilter(replaced).judge(step_trace(step_of()), STAGE).reason == "unknown_operation"


def test_other_names_of_an_operation_lead_into_the_set() -> None:
    assert {canonical(name) for name in ("Addition", "times", "MINUS", "÷", "square root", "modulo")} <= set(OPERATIONS)


@pytest.mark.parametrize("kind", [OneStepFilter, GroundedFilter, ComputedValueFilter, OperationFilter])
def test_the_registry_finds_them_by_name(kind: type[Filter]) -> None:
    assert known_filters()[kind.name] is kind
    assert not kind.uses_gold
