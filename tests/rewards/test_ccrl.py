"""The reconstructed CCRL reward: confident and right pays, confident and wrong costs, and right stays above wrong."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rewards.ccrl import CcrlSettings, Sample, ccrl_reward, ccrl_rewards
from rewards.confidence import MissingLogprobsError, TokenEntropy
from rewards.numeric_spans import marked_values
from schemas.errors import UserError
from schemas.request import TokenLogprob
from tests.rewards.turns import tokens

WORK = "First 2 * 3 = 6 and then 6 + 4 = 10."
LAMBDA = st.floats(min_value=0, max_value=1)
LOGPROB = st.floats(min_value=-50, max_value=0)
SMALL = st.integers(min_value=0, max_value=9999)


def sample(
    answer: object = 10,
    gold: object = 10,
    logprobs: Sequence[float] = (-0.1, -0.1),
    known: Sequence[str] | None = None,
    work: str = WORK,
) -> Sample:
    """A completion whose results, in order, have these log-probabilities."""
    text = rf"{work} \boxed{{{answer}}}"
    placed, left = [], list(logprobs)
    for token in tokens(text, -1.0):
        before = text[: token.start].rstrip()
        placed.append(token._replace(logprob=left.pop(0)) if before.endswith("=") else token)
    return Sample(text, str(gold), placed, known)


def test_a_right_answer_earns_its_confidence_on_top() -> None:
    reward = ccrl_reward(sample(logprobs=(math.log(0.5), math.log(0.9))))
    assert reward.total == pytest.approx(1 + 0.2 * 0.7)
    assert [(result.text, result.sign) for result in reward.results] == [("6", 1), ("10", 1)]
    assert [result.confidence for result in reward.results] == pytest.approx([0.5, 0.9])


def test_a_wrong_answer_pays_for_its_confidence() -> None:
    assert ccrl_reward(sample(answer=11, logprobs=(math.log(0.5), math.log(0.9)))).total == pytest.approx(-0.14)


def test_known_values_judge_each_result_by_itself() -> None:
    reward = ccrl_reward(sample(answer=11, gold=11, known=["7", "11"], logprobs=(math.log(0.5), math.log(0.9))))
    assert [result.sign for result in reward.results] == [-1, -1]
    mixed = ccrl_reward(sample(answer=11, gold=11, known=["6"], logprobs=(math.log(0.5), math.log(0.9))))
    assert [result.sign for result in mixed.results] == [1, -1]
    assert mixed.total == pytest.approx(1 + 0.2 * (0.5 - 0.9) / 2)


def test_marks_of_a_worked_solution_serve_as_known_values() -> None:
    known = marked_values("2 * 3 = <<2*3=6>>6. 6 + 4 = <<6+4=10>>10.\n#### 10")
    assert [result.sign for result in ccrl_reward(sample(known=known)).results] == [1, 1]


def test_the_gold_answer_is_always_a_known_value() -> None:
    assert [result.sign for result in ccrl_reward(sample(known=["6"])).results] == [1, 1]


def test_results_say_where_they_stand() -> None:
    one = sample()
    assert [one.completion[result.start : result.end] for result in ccrl_reward(one).results] == ["6", "10"]


def test_without_intermediate_results_the_outcome_is_all() -> None:
    reward = ccrl_reward(sample(work="It is clear.", logprobs=()))
    assert (reward.total, reward.parts["confidence"].note) == (1.0, "no_intermediate_results")


def test_missing_log_probabilities_are_an_error_even_where_nothing_is_to_be_read() -> None:
    with pytest.raises(MissingLogprobsError):
        ccrl_reward(Sample("It is clear. \\boxed{10}", "10", None))


def test_entropies_serve_in_place_of_log_probabilities() -> None:
    text = WORK + r" \boxed{10}"
    placed = [TokenEntropy(t.token, math.log(100) / 4, t.start, t.end) for t in tokens(text)]
    reward = ccrl_reward(Sample(text, "10", placed), CcrlSettings(vocabulary_size=100))
    assert reward.total == pytest.approx(1 + 0.2 * 0.75)


def test_an_unreadable_gold_answer_leaves_everything_unknown() -> None:
    reward = ccrl_reward(sample(gold=""))
    assert (reward.known, reward.total, reward.parts["confidence"].value) == (False, 0.0, None)


def test_a_known_value_that_is_no_number_is_the_users_to_fix() -> None:
    with pytest.raises(UserError, match="'six' apples|is no number"):
        ccrl_reward(sample(known=["'six' apples"]))


@pytest.mark.parametrize("wrong", [{"weight": -0.1}, {"weight": 1.1}, {"margin": 0.0}, {"margin": 0.5}])
def test_impossible_settings_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(UserError):
        CcrlSettings(**wrong)  # type: ignore[arg-type]


def test_a_batch_is_scored_in_order() -> None:
    totals = [reward.total for reward in ccrl_rewards([sample(), sample(answer=11), sample()])]
    assert totals[0] == totals[2] > totals[1]


@given(SMALL, SMALL, SMALL, st.lists(LOGPROB, min_size=4, max_size=4), LAMBDA, st.booleans())
def test_right_is_always_above_wrong(
    gold: int, other: int, step: int, logprobs: list[float], weight: float, told: bool
) -> None:
    assume(gold != other)
    work = f"First {step} = {step} and then {gold} = {gold}."
    known = ["123456"] if told else None  # as unkind to the right answer as can be
    settings = CcrlSettings(weight=weight)
    right = ccrl_reward(sample(gold, gold, logprobs[:2], known, work), settings)
    wrong = ccrl_reward(sample(other, gold, logprobs[2:], [str(step)] if told else None, work), settings)
    assert right.total > 0.5 > wrong.total


def test_the_bound_is_a_part_of_its_own() -> None:
    sure, all_of_it = (0.0, 0.0), CcrlSettings(weight=1.0)
    right = ccrl_reward(sample(11, 11, sure, known=["7"]), all_of_it)  # sure of two results that are wrong
    wrong = ccrl_reward(sample(11, 12, sure, known=["6", "10"]), all_of_it)  # sure of two that are right
    assert [right.total, right.parts["confidence"].value] == pytest.approx([0.55, -1.0])
    assert [wrong.total, wrong.parts["confidence"].value] == pytest.approx([0.45, 1.0])
    assert [right.parts["bound"].note, wrong.parts["bound"].note] == ["bounded", "bounded"]


@given(st.lists(LOGPROB, min_size=2, max_size=2), st.lists(LOGPROB, min_size=2, max_size=2), LAMBDA)
def test_more_confidence_never_hurts_a_right_answer_and_never_helps_a_wrong_one(
    one: list[float], other: list[float], weight: float
) -> None:
    low, high = ([pick(pair) for pair in zip(one, other, strict=True)] for pick in (min, max))
    settings = CcrlSettings(weight=weight)
    assert ccrl_reward(sample(logprobs=low), settings).total <= ccrl_reward(sample(logprobs=high), settings).total
    wrong = [ccrl_reward(sample(answer=11, logprobs=values), settings).total for values in (low, high)]
    assert wrong[0] >= wrong[1]


@given(LOGPROB, LOGPROB)
def test_confidence_counts_strictly_with_the_default_weight(one: float, other: float) -> None:
    assume(math.exp(max(one, other)) - math.exp(min(one, other)) > 1e-9)
    low, high = sorted((one, other))
    right = [ccrl_reward(sample(logprobs=(value, value))).total for value in (low, high)]
    wrong = [ccrl_reward(sample(answer=11, logprobs=(value, value))).total for value in (low, high)]
    assert right[0] < right[1]
    assert wrong[0] > wrong[1]


@given(st.text(max_size=100), st.text(max_size=20), LOGPROB)
def test_any_text_earns_something_between_the_bounds(text: str, gold: str, logprob: float) -> None:
    placed = [TokenLogprob(character, logprob, at, at + 1) for at, character in enumerate(text)]
    reward = ccrl_reward(Sample(text, gold, placed))
    assert -0.2 <= reward.total <= 1.2
    assert sum(part.contribution for part in reward.parts.values()) == reward.total


def test_a_gold_that_is_no_number_makes_no_unreadable_result_right() -> None:
    completion = r"y = 1/0 , so \boxed{x+1}"
    whole = [TokenLogprob(completion, -0.1, 0, len(completion))]
    reward = ccrl_reward(Sample(completion, "x+1", whole, known=["6"]))
    assert [result.sign for result in reward.results] == [-1]
