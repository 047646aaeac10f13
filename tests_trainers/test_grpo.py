"""A real GRPOTrainer trains on PPC's reward as its adapter gives it, and logs its parts."""

from functools import partial
from typing import Any

import pytest
from conftest import Row, RowsOf, chat
from datasets import Dataset
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast
from trl import GRPOConfig, GRPOTrainer, SFTConfig, SFTTrainer

from filters.segments import has_format
from rewards.for_trl import ppc_reward
from rewards.ppc import PpcJudges


def prompts(rows: list[Row], conversational: bool) -> Dataset:
    """Rows for GRPO: a prompt, and the columns that the reward reads."""
    return Dataset.from_list(
        [
            {
                "prompt": chat(row)["prompt"] if conversational else row["prompt"],
                "question": row["question"],
                "answer": row["answer"],
            }
            for row in rows
        ]
    )


def trained(
    model: LlamaForCausalLM,
    tokenizer: PreTrainedTokenizerFast,
    data: Dataset,
    plain: dict[str, Any],
    reward: Any = ppc_reward,
    length: int = 32,
    temperature: float = 1.0,
) -> GRPOTrainer:
    """Two steps of four completions each."""
    config = GRPOConfig(
        **plain,
        max_steps=2,
        per_device_train_batch_size=4,
        num_generations=4,
        max_completion_length=length,
        temperature=temperature,
    )
    trainer = GRPOTrainer(model=model, args=config, reward_funcs=reward, train_dataset=data, processing_class=tokenizer)
    trainer.train()
    return trainer


@pytest.mark.parametrize("conversational", [True, False])
def test_two_steps_run_on_strings_and_on_messages(
    conversational: bool,
    rows_of: RowsOf,
    model: LlamaForCausalLM,
    tokenizer: PreTrainedTokenizerFast,
    plain: dict[str, Any],
) -> None:
    trainer = trained(model, tokenizer, prompts(rows_of("ppc"), conversational), plain)
    logs = [entry for entry in trainer.state.log_history if "rewards/ppc_reward/mean" in entry]
    assert trainer.state.global_step == 2
    assert [entry["rewards/ppc_reward/mean"] for entry in logs] == [
        0.0,
        0.0,
    ]  # a random model has neither form nor answer
    assert all({"ppc/outcome", "ppc/format", "ppc/style"} <= entry.keys() for entry in logs)


def test_a_model_that_learned_a_row_is_rewarded_for_it(
    rows_of: RowsOf, model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast, plain: dict[str, Any]
) -> None:
    row = min(rows_of("ppc"), key=lambda row: len(row["response"]))
    assert has_format(row["response"])
    data = Dataset.from_list([chat(row)])
    rate = {"learning_rate": 4e-3, "lr_scheduler_type": "constant_with_warmup", "warmup_steps": 10}
    config = SFTConfig(**plain, **rate, max_steps=120, per_device_train_batch_size=1, max_length=None)
    SFTTrainer(model=model, args=config, train_dataset=data, processing_class=tokenizer).train()
    reward = partial(ppc_reward, judges=PpcJudges(adherence=lambda shown: [0.5] * len(shown)))
    length = len(tokenizer(row["response"])["input_ids"]) + 8
    trainer = trained(model, tokenizer, prompts([row] * 4, True), plain, reward, length, temperature=0.05)
    logs = [entry for entry in trainer.state.log_history if "rewards/ppc_reward/mean" in entry]
    assert logs[0]["ppc/outcome"] == 1.0
    assert logs[0]["ppc/format"] == 1.0
    assert logs[0]["ppc/adherence"] == 0.5
    assert logs[0]["rewards/ppc_reward/mean"] == pytest.approx(1.35)
