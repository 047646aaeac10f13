"""Tokens are counted against the reference solution, with one tokenizer for both."""

import pytest

from filters.registry import known_filters
from filters.saving import SavingFilter, SavingSettings
from schemas.errors import UserError
from tests.filters.first_steps import step_of, step_trace

SHORT = step_of(sentence="one two")


def test_the_share_that_is_saved_is_the_score() -> None:
    verdict = SavingFilter(SavingSettings()).judge(step_trace(SHORT, solution="word " * 8), "first_step")
    assert (verdict.passed, verdict.score, verdict.value) == (True, 0.75, "8")
    assert verdict.detail == "2 tokens against 8 of the reference solution (regex-v1)"


def test_marks_are_not_counted() -> None:
    marked, plain = (
        SavingFilter(SavingSettings()).judge(step_trace(SHORT, solution=solution), "first_step")
        for solution in ("It is 2*3 = <<2*3=6>>6.\n#### 6", "It is 2*3 = 6.\n6")
    )
    assert marked.value == plain.value


@pytest.mark.parametrize(("least", "passed"), [(0.75, True), (0.76, False)])
def test_a_least_saving_may_be_asked_for(least: float, passed: bool) -> None:
    verdict = SavingFilter(SavingSettings(min_saving=least)).judge(step_trace(SHORT, solution="w " * 8), "first_step")
    assert (verdict.passed, verdict.reason) == (passed, None if passed else "saves_too_little")


def test_a_longer_text_saves_less_than_nothing() -> None:
    assert SavingFilter(SavingSettings()).judge(step_trace(SHORT, solution="one"), "first_step").score == -1


@pytest.mark.parametrize("solution", [None, ""])
def test_without_a_solution_nothing_is_counted(solution: str | None) -> None:
    verdict = SavingFilter(SavingSettings(min_saving=0.5)).judge(step_trace(SHORT, solution=solution), "first_step")
    assert (verdict.passed, verdict.score, verdict.value) == (True, None, None)


def test_a_missing_tokenizer_is_told_before_any_text() -> None:
    with pytest.raises(UserError, match=r"nowhere\.json"):
        SavingFilter(SavingSettings(tokenizer="nowhere.json"))


def test_the_registry_finds_it_by_name() -> None:
    assert known_filters()["saving"] is SavingFilter
