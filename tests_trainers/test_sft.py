"""A real SFTTrainer trains on the rows of each pipeline as they were committed."""

import math
from typing import Any

import pytest
from conftest import RowsOf, chat
from datasets import Dataset
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast
from trl import SFTConfig, SFTTrainer

PIPELINES = ("ppc", "plan_cot", "cot", "fslr", "comt")
"""Every name has a recipe `recipes/<name>-reference.yaml`."""


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_five_steps_lower_the_loss(
    pipeline: str,
    rows_of: RowsOf,
    model: LlamaForCausalLM,
    tokenizer: PreTrainedTokenizerFast,
    plain: dict[str, Any],
) -> None:
    data = Dataset.from_list([chat(row) for row in rows_of(pipeline)])
    config = SFTConfig(**plain, max_steps=5, per_device_train_batch_size=4, learning_rate=5e-3, max_length=1024)
    trainer = SFTTrainer(model=model, args=config, train_dataset=data, processing_class=tokenizer)
    trainer.train()
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    assert trainer.state.global_step == 5
    assert len(losses) == 5
    assert all(map(math.isfinite, losses))
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_only_the_response_is_learned(
    pipeline: str,
    rows_of: RowsOf,
    model: LlamaForCausalLM,
    tokenizer: PreTrainedTokenizerFast,
    plain: dict[str, Any],
) -> None:
    row = rows_of(pipeline)[0]
    config = SFTConfig(**plain, max_steps=1, per_device_train_batch_size=1, max_length=None)
    data = Dataset.from_list([chat(row)])
    trainer = SFTTrainer(model=model, args=config, train_dataset=data, processing_class=tokenizer)
    batch = next(iter(trainer.get_train_dataloader()))
    learned = tokenizer.decode(batch["input_ids"][0][batch["labels"][0] != -100])
    assert learned.startswith(row["response"])
    assert row["prompt"] not in learned
