"""TRL's call: lists of columns in, one number or None per completion out, and parts to its logs."""

from functools import partial
from typing import Any

import pytest

from rewards.for_trl import ppc_reward
from rewards.ppc import PpcJudges, PpcSettings
from schemas.errors import UserError
from tests.rewards.turns import SPOILED, boxed, turn

RIGHT, WRONG = turn(), turn(execution=boxed("7"))


def test_strings_are_scored_in_order() -> None:
    assert ppc_reward([RIGHT, WRONG, ""], answer=["128"] * 3) == pytest.approx([1.3, 0.3, 0.0])


def test_message_lists_are_scored_alike() -> None:
    completions = [[{"role": "assistant", "content": text}] for text in (RIGHT, WRONG)]
    assert ppc_reward(completions, answer=["128"] * 2) == pytest.approx([1.3, 0.3])


def test_a_row_without_a_readable_gold_answer_has_no_reward() -> None:
    answers = ["128", None, "", "(" * 3000]
    assert ppc_reward([RIGHT] * 4, answer=answers) == [pytest.approx(1.3), None, None, None]


def test_a_solution_serves_where_there_is_no_answer() -> None:
    assert ppc_reward([RIGHT], solution=["4 * 32 = 128\n#### 128"]) == pytest.approx([1.3])
    assert ppc_reward([RIGHT, RIGHT], answer=[None, "7"], solution=["128", "128"]) == pytest.approx([1.3, 0.3])


def test_gold_answers_may_be_numbers() -> None:
    assert ppc_reward([RIGHT, turn(execution=boxed("0"))], answer=[128, 0]) == pytest.approx([1.3, 1.3])


def test_a_dataset_without_gold_answers_is_the_users_to_fix() -> None:
    with pytest.raises(UserError, match="its columns are gold, question"):
        ppc_reward([RIGHT], gold=["128"], question=["How many?"])


def test_columns_of_another_length_are_an_error() -> None:
    with pytest.raises(ValueError):
        ppc_reward([RIGHT, RIGHT], answer=["128"])
    with pytest.raises(ValueError):
        ppc_reward([RIGHT, RIGHT], answer=["128"] * 2, question=["How many?"])


@pytest.mark.parametrize(
    "columns",
    [
        {"question": ["Of 500 sheep some leave."]},
        {"prompts": ["Solve: of 500 sheep some leave."]},
        {"prompts": [[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "500 sheep"}]]},
    ],
)
def test_the_questions_numbers_are_no_spoilers(columns: dict[str, Any]) -> None:
    spoiled = turn("We get 500 = 500 = 500 = 500.")
    assert ppc_reward([spoiled], answer=["128"]) == pytest.approx([1.1])
    assert ppc_reward([spoiled], answer=["128"], **columns) == pytest.approx([1.2])


def test_parts_reach_the_trainers_logs() -> None:
    metrics: dict[str, float] = {}
    extras: dict[str, list[Any]] = {}
    ppc_reward(
        [RIGHT, turn(preplan=SPOILED), WRONG, WRONG],
        answer=["128", "128", "128", None],
        log_metric=metrics.__setitem__,
        log_extra=extras.__setitem__,
        trainer_state=object(),
        completion_ids=[[1]] * 4,
    )
    assert metrics == pytest.approx({"ppc/outcome": 2 / 3, "ppc/format": 1.0, "ppc/style": 1.0})
    assert extras["ppc_style"] == [0.0, 3.0, 0.0, None]
    assert extras["ppc_outcome"] == [1.0, 1.0, 0.0, None]


def test_settings_and_judges_come_with_partial() -> None:
    judges = PpcJudges(adherence=lambda shown: [1.0] * len(shown))
    reward = partial(ppc_reward, settings=PpcSettings(adherence=0.5, format=0.0), judges=judges)
    assert reward([RIGHT], answer=["128"]) == pytest.approx([1.5])
