"""Several first steps of a problem agree on values and operation, whatever their words."""

import pytest

from filters.agreement import AgreementFilter, AgreementSettings
from filters.registry import known_filters
from schemas.first_step import FirstStep
from tests.filters.first_steps import PAIRS, step_of, step_trace

STAGE = "first_step"
SAME = step_of("division", (("share of May", "half"), ("April", "48 ")), "Halve what was sold in April.")
OTHER = step_of("add", (("April", "48"), ("May", "half")))


def verdicts(*steps: FirstStep | None, min_share: float = 0.5) -> list[tuple[str | None, float | None]]:
    traces = [step_trace(step, sample=number) for number, step in enumerate(steps)]
    judged = AgreementFilter(AgreementSettings(min_share=min_share)).judge_group(traces, STAGE)
    return [(verdict.reason, verdict.score) for verdict in judged]


def test_one_sample_agrees_with_itself() -> None:
    assert verdicts(step_of()) == [(None, 1.0)]


def test_names_order_and_wording_are_free() -> None:
    assert verdicts(step_of(), SAME) == [(None, 1.0), (None, 1.0)]


def test_the_minority_is_rejected() -> None:
    assert verdicts(step_of(), SAME, OTHER) == [(None, 0.666667), (None, 0.666667), ("few_agree", 0.333333)]


@pytest.mark.parametrize(("min_share", "reason"), [(0.5, None), (0.51, "few_agree")])
def test_the_share_is_a_setting(min_share: float, reason: str | None) -> None:
    assert [found for found, _ in verdicts(step_of(), OTHER, min_share=min_share)] == [reason, reason]


def test_a_sample_without_a_step_has_no_vote() -> None:
    assert verdicts(step_of(), None) == [(None, 1.0), (None, None)]


def test_values_in_words_and_digits_are_the_same() -> None:
    assert verdicts(step_of(pairs=PAIRS), step_of(pairs=(("a", "forty-eight"), ("b", "1/2"))))[1] == (None, 1.0)


def test_the_registry_finds_it_by_name() -> None:
    assert known_filters()["agreement"] is AgreementFilter
