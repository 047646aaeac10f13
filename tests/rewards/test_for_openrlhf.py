"""OpenRLHF's call, with the module loaded from its path as OpenRLHF does."""

import pytest

import rewards.for_openrlhf
from rewards.for_openrlhf import reward_func, score_queries
from rewards.ppc import PpcSettings
from schemas.errors import UserError
from tests.rewards.test_for_verl import loaded_by_path
from tests.rewards.turns import SPOILED, boxed, turn

PROMPT = "<|im_start|>user\nHow many of 500 sheep?<|im_end|>\n<|im_start|>assistant\n"


def test_one_query_gives_plain_numbers_for_a_tensor_of_one() -> None:
    query = PROMPT + turn(preplan=SPOILED) + "<|im_end|>\n"
    assert reward_func([query], [PROMPT], ["128"]) == {
        "rewards": pytest.approx(1.0),
        "scores": 1.0,
        "extra_logs": {"outcome": 1.0, "format": 1.0, "style": 3.0},
    }


def test_several_queries_give_lists() -> None:
    queries = [PROMPT + turn(), PROMPT + turn(execution=boxed("7")) + "</s>"]
    result = reward_func(queries, [PROMPT] * 2, ["128"] * 2)
    assert result["rewards"] == pytest.approx([1.3, 0.3])
    assert result["scores"] == [1.0, 0.0]
    assert result["extra_logs"] == {"outcome": [1.0, 0.0], "format": [1.0, 1.0], "style": [0.0, 0.0]}


def test_the_module_works_from_its_path() -> None:
    module = loaded_by_path("reward_func", rewards.for_openrlhf.__file__)
    assert module.reward_func([PROMPT + turn()], [PROMPT], ["128"])["rewards"] == pytest.approx(1.3)


def test_the_prompts_numbers_are_no_spoilers() -> None:
    query = PROMPT + turn("We get 500 = 500 = 500 = 500.")
    assert reward_func([query], [PROMPT], ["128"])["extra_logs"]["style"] == 1.0


def test_settings_are_for_a_file_of_ones_own() -> None:
    result = score_queries([PROMPT + turn()], [PROMPT], ["128"], PpcSettings(format=0.5))
    assert result["rewards"] == pytest.approx(1.5)


@pytest.mark.parametrize("label", [None, ""])
def test_a_missing_label_is_the_users_to_fix(label: str | None) -> None:
    with pytest.raises(UserError, match="label_key"):
        reward_func([PROMPT + turn()], [PROMPT], [label])


def test_a_query_without_its_prompt_is_an_error_and_no_reward() -> None:
    with pytest.raises(ValueError, match="does not hold its prompt"):
        reward_func([turn()], [PROMPT], ["128"])


def test_an_empty_batch_has_no_rewards() -> None:
    assert reward_func([], [], []) == {"rewards": [], "scores": [], "extra_logs": {}}
