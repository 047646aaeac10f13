"""A stage's text lies within its window of tokens, both ends included."""

from collections.abc import Callable

import pytest

from filters.length import LengthFilter, LengthSettings
from filters.registry import known_filters
from schemas.errors import UserError
from schemas.trace import Trace
from schemas.validation import validate


def built(**section: object) -> LengthFilter:
    return LengthFilter(validate(LengthSettings, section, "recipe, filters.length"))


@pytest.mark.parametrize(
    ("words", "reason", "threshold"),
    [(2, "too_short", 3), (3, None, 5), (5, None, 5), (6, "too_long", 5)],
)
def test_both_ends_of_the_window_are_allowed(
    trace_of: Callable[..., Trace], words: int, reason: str | None, threshold: float
) -> None:
    verdict = built(plan=[3, 5]).judge(trace_of(plan="word " * words), "plan")
    assert (verdict.passed, verdict.reason) == (reason is None, reason)
    assert (verdict.score, verdict.threshold) == (words, threshold)


def test_the_papers_window_for_preplans_is_the_default(trace_of: Callable[..., Trace]) -> None:
    reasons = [built().judge(trace_of(preplan="word " * n), "preplan").reason for n in (149, 150, 1500, 1501)]
    assert reasons == ["too_short", None, None, "too_long"]


def test_a_stage_without_a_window_passes_and_is_counted(trace_of: Callable[..., Trace]) -> None:
    verdict = built().judge(trace_of(plan="one two"), "plan")
    assert (verdict.passed, verdict.score, verdict.threshold) == (True, 2, None)


def test_null_lifts_a_window(trace_of: Callable[..., Trace]) -> None:
    assert built(preplan=None).judge(trace_of(preplan=""), "preplan").passed


def test_the_verdict_names_the_tokenizer(trace_of: Callable[..., Trace]) -> None:
    verdict = built(plan=[1, 9]).judge(trace_of(plan="one two"), "plan")
    assert verdict.detail == "2 tokens (regex-v1), 1 to 9"


@pytest.mark.parametrize("window", [[5, 3], [-1, 3], [1], "150", {"min": 1}, [1, 2, 3]])
def test_a_window_that_is_none_is_the_users_error(window: object) -> None:
    with pytest.raises(UserError, match=r"plan"):
        built(plan=window)


def test_a_missing_tokenizer_is_told_before_any_text() -> None:
    with pytest.raises(UserError, match=r"nowhere\.json.*regex-v1"):
        built(tokenizer="nowhere.json")


def test_the_stages_it_knows_can_be_compared_with_a_pipelines() -> None:
    assert built(plna=[1, 2]).settings.named_stages == ("plna",)


def test_settings_can_be_stored_and_read_again() -> None:
    settings = built(plan=[1, 2]).windows
    assert LengthSettings.model_validate(settings.model_dump()) == settings


def test_the_registry_finds_it_by_name() -> None:
    assert known_filters()["length"] is LengthFilter
