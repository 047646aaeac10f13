"""verl's call, with the module loaded from its path as verl does."""

import importlib.util
from typing import Any

import pytest

import rewards.for_verl
from rewards.for_verl import compute_score, compute_scores
from rewards.ppc import PpcJudges
from schemas.errors import UserError
from tests.rewards.turns import SPOILED, boxed, turn


def loaded_by_path(name: str, path: str | None) -> Any:
    """The module, executed from its file and not entered among the imported ones."""
    assert path is not None
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_score_comes_with_its_parts() -> None:
    score = compute_score("forethought/ppc", turn(preplan=SPOILED), "128", {"index": 0, "split": "train"})
    assert score == pytest.approx({"score": 1.0, "acc": 1, "outcome": 1, "adherence": 0, "format": 1, "style": 3})


def test_the_module_works_from_its_path() -> None:
    module = loaded_by_path("custom_module", rewards.for_verl.__file__)
    score = module.compute_score(data_source="x", solution_str=turn(), ground_truth="128", extra_info={})
    assert score["score"] == pytest.approx(1.3)


@pytest.mark.parametrize("text", [turn(), "", turn(execution=boxed("7"))])
@pytest.mark.parametrize("judges", [None, PpcJudges(adherence=lambda shown: [None] * len(shown))])
def test_every_score_has_the_same_names_and_numbers_only(text: str, judges: PpcJudges | None) -> None:
    score = compute_score("x", text, "128", judges=judges)
    assert list(score) == ["score", "acc", "outcome", "adherence", "format", "style"]
    assert all(type(value) is float for value in score.values())


def test_acc_is_one_for_right_answers_only() -> None:
    judges = PpcJudges(proximity=lambda shown: [1.0] * len(shown))
    score = compute_score("x", turn(execution=boxed("7")), "128", judges=judges)
    assert score["outcome"] == pytest.approx(0.15)
    assert score["acc"] == 0.0


def test_the_question_comes_in_extra_info() -> None:
    spoiled = turn("We get 500 = 500 = 500 = 500.")
    assert [
        compute_score("x", spoiled, "128", info)["style"] for info in (None, {}, {"question": "Of 500 sheep ..."})
    ] == [2.0, 2.0, 1.0]


def test_settings_come_as_reward_kwargs() -> None:
    settings = {
        "style": 0.5,
        "tags": ["a", "b", "c"],
        "spoiler": {"max_score": 0},
        "equivalence": {"ordered_lists": True},
        "workers": {"workers": 1},
    }
    text = turn(preplan=SPOILED, tags=("a", "b", "c"))
    assert compute_score("x", text, "128", settings=settings)["score"] == pytest.approx(1.3 - 0.5 * 5)


def test_an_unknown_setting_is_the_users_to_fix() -> None:
    with pytest.raises(UserError, match="Settings are outcome, adherence"):
        compute_score("x", turn(), "128", settings={"styles": 1})


@pytest.mark.parametrize("gold", [None, "", " "])
def test_a_missing_gold_answer_is_the_users_to_fix(gold: str | None) -> None:
    with pytest.raises(UserError, match="row 7 of gsm8k has no gold answer"):
        compute_score("gsm8k", turn(), gold, {"index": 7})


def test_what_verl_adds_is_ignored() -> None:
    assert compute_score("x", turn(), "128", {}, reward_router_address="a:1")["score"] == pytest.approx(1.3)


def test_a_batch_is_scored_in_order() -> None:
    texts = [turn(), turn(execution=boxed("7"))]
    scores = compute_scores(["x"] * 2, texts, ["128"] * 2, [{}, None])
    assert [score["score"] for score in scores] == pytest.approx([1.3, 0.3])
