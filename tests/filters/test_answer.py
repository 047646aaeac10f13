"""Five ways to have no right answer, each with its own reason, and the place of the answer as evidence."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from filters.answer import AnswerFilter, AnswerSettings
from filters.registry import known_filters
from schemas.trace import Trace
from schemas.verdict import Verdict

Judge = Callable[..., Any]


@pytest.fixture
def judge(trace_of: Callable[..., Trace]) -> Judge:
    """To be awaited with gold answer, execution and settings: the verdict, whoever it had to be asked of."""

    async def verdict(gold: str | None, execution: str, **settings: object) -> Verdict:
        answer = AnswerFilter(AnswerSettings.model_validate(settings))
        said = answer.judge(trace_of(answer=gold, execution=execution), "execution")
        return await said if inspect.isawaitable(said) else said

    return verdict


async def test_a_right_answer_passes_and_is_shown_where_it_stands(judge: Judge) -> None:
    text = r"Half of them: \boxed{\frac{1}{2}}."
    verdict = await judge("0.5", text)
    assert verdict.passed and verdict.value == r"\frac{1}{2}"
    (span,) = verdict.evidence
    assert text[span.start : span.end] == span.text == r"\frac{1}{2}"
    assert (span.stage, span.label) == ("execution", "final_answer")


@pytest.mark.parametrize(
    ("gold", "execution", "reason"),
    [
        ("5", "I do not know.", "missing_answer"),
        ("5", "", "missing_answer"),
        ("5", r"\boxed{}", "missing_answer"),
        ("5", "<think>it is 5", "missing_answer"),
        ("5", "3 + 2 = 5", "missing_answer"),
        ("5", r"\boxed{6}", "wrong_answer"),
        ("x+1", r"\boxed{x+2}", "wrong_answer"),
        ("x+1", r"\boxed{\frac{x}{ +}", "missing_answer"),
        ("x+1", r"\boxed{\frac{x} +}", "wrong_answer"),
        ("4", r"First \boxed{3}. Then, after a check, \boxed{4}.", "several_answers"),
        ("4", r"\boxed{3} and \boxed{4}", "several_answers"),
        ("", r"\boxed{5}", "gold_unparseable"),
        (None, r"\boxed{5}", "gold_unparseable"),
        (r"\frac{x}{", r"\boxed{x}", "gold_unparseable"),
    ],
)
async def test_every_failure_has_its_reason(judge: Judge, gold: str | None, execution: str, reason: str) -> None:
    verdict = await judge(gold, execution)
    assert (verdict.passed, verdict.reason) == (False, reason)


async def test_an_answer_that_takes_forever_is_a_timeout(judge: Judge) -> None:
    verdict = await judge("9^{9^{9^9}}", r"\boxed{\sqrt{2}}", deadline_s=0.5)
    assert verdict.reason == "answer_timeout" and "0.5 s" in verdict.detail


async def test_boxes_that_form_the_gold_list_are_one_answer(judge: Judge) -> None:
    verdict = await judge("1, 2", r"The roots are \boxed{2} and \boxed{1}.")
    assert verdict.passed and verdict.value == "2, 1"


async def test_equal_boxes_are_one_answer(judge: Judge) -> None:
    assert (await judge("1/2", r"So \boxed{0.5}. The final answer is \boxed{\frac12}.")).passed


async def test_several_answers_show_every_box(judge: Judge) -> None:
    verdict = await judge("4", r"First \boxed{3}. Then, after a check, \boxed{4}.")
    assert [span.text for span in verdict.evidence] == ["3", "4"]


async def test_the_last_of_several_answers_counts_when_the_recipe_says_so(judge: Judge) -> None:
    assert (await judge("4", r"First \boxed{3}. Then, after a check, \boxed{4}.", several="last")).passed


async def test_a_last_resort_is_taken_when_the_recipe_says_so(judge: Judge) -> None:
    assert (await judge("5", "3 + 2 = 5", last_resort=True)).passed


async def test_mathematics_is_awaited_and_cheap_answers_are_not(trace_of: Callable[..., Trace]) -> None:
    answer = AnswerFilter(AnswerSettings())
    assert isinstance(answer.judge(trace_of(answer="5", execution=r"\boxed{5.0}"), "execution"), Verdict)
    later = answer.judge(trace_of(answer="x+1", execution=r"\boxed{1+x}"), "execution")
    assert inspect.isawaitable(later) and (await later).passed


def test_the_gold_answer_is_declared_to_be_used() -> None:
    assert AnswerFilter.uses_gold and known_filters()["answer"] is AnswerFilter
