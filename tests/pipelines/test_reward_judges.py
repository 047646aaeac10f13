"""Model judges behind a reward, over real HTTP to the fake server."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest

import forethought
from pipelines.reward_judges import reward_judges
from rewards import Turn, ppc_rewards
from rewards.for_trl import ppc_reward as reward_for_trl
from schemas.errors import GenerationError, UserError
from synth.fake import FakeServer, FakeSettings, Fault, scripted
from tests.rewards.turns import boxed, turn

RIGHT, WRONG = turn(), turn(execution=boxed("127"))
ADHERES = json.dumps({"reason": "same tools", "score": 0.75})
NEAR = json.dumps({"first_error": "none", "reason": "close", "score": 3})


def fake(adherence: str = ADHERES, **changes: Any) -> FakeServer:
    return FakeServer(FakeSettings(responder=scripted([("inherits", adherence), ("", NEAR)]), **changes))


def generator(server: FakeServer) -> Mapping[str, Any]:
    return {"kind": "openai", "base_url": server.base_url, "model": "fake", "retries": {"attempts": 1}}


def test_a_model_rates_adherence_and_near_misses_of_a_batch() -> None:
    turns = [Turn(RIGHT, "128"), Turn(WRONG, "128", solution="4 * 32 = 128"), Turn(WRONG, "128"), Turn("none", "128")]
    with fake().in_thread() as server, reward_judges(generator(server), {}, {}) as model:
        rewards = ppc_rewards(turns, judges=model.judges)
    assert [reward.parts["adherence"].value for reward in rewards] == [0.75, 0.75, 0.75, 0]
    assert [reward.parts["outcome"].value for reward in rewards] == [1, pytest.approx(0.15 * 0.5), 0, 0]


def test_the_judge_works_batch_after_batch_and_inside_of_a_running_loop() -> None:
    async def train() -> list[float | None]:
        return [reward_for_trl([RIGHT], answer=["128"], judges=model.judges)[0] for _ in range(3)]

    with fake().in_thread() as server, reward_judges(generator(server)) as model:
        assert asyncio.run(train()) == [pytest.approx(1.375)] * 3


def test_an_answer_that_cannot_be_read_leaves_the_term_out() -> None:
    with fake("I would say that it does.").in_thread() as server, reward_judges(generator(server)) as model:
        part = ppc_rewards([Turn(RIGHT, "128")], judges=model.judges)[0].parts["adherence"]
    assert (part.value, part.note) == (None, "no_rating")


def test_votes_and_orders_are_settings() -> None:
    with fake().in_thread() as server:
        with reward_judges(generator(server), {"votes": 3, "both_orders": True, "stop_early": False}) as model:
            ppc_rewards([Turn(RIGHT, "128")], judges=model.judges)
        assert server.log.count() == 6


def test_the_gold_answer_is_in_no_prompt() -> None:
    with fake().in_thread() as server, reward_judges(generator(server), {}, {}) as model:
        ppc_rewards([Turn(WRONG, "98765", "How many?", solution="By hand.")], judges=model.judges)
        assert server.log.count() == 2 and not any("98765" in prompt for prompt in server.log.prompts())


def test_a_model_that_answers_nothing_is_an_error_and_no_zero() -> None:
    with (
        fake(faults=(Fault(kind="bad_gateway"),)).in_thread() as server,
        reward_judges(generator(server)) as model,
        pytest.raises(GenerationError),
    ):
        ppc_rewards([Turn(RIGHT, "128")], judges=model.judges)


def test_a_wrong_setting_is_a_users_error() -> None:
    with pytest.raises(UserError, match="votes"):
        reward_judges({"kind": "openai", "base_url": "http://127.0.0.1:1/v1", "model": "m"}, {"vote": 2})


def test_it_is_part_of_the_public_api() -> None:
    assert forethought.reward_judges is reward_judges
