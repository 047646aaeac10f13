"""Real TRL trainers on exported folders, loaded as a user loads them; nothing is renamed in between."""

import asyncio
import copy
import math
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from datasets import DatasetDict, load_dataset
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast
from trl import GRPOConfig, GRPOTrainer, SFTConfig, SFTTrainer
from trl.data_utils import is_conversational

from pipelines.build import run_build
from pipelines.export import ExportOptions, export_dataset
from pipelines.split import SplitSettings
from rewards.for_trl import ppc_reward
from store.dataset import Dataset
from store.recipe_file import read_recipe

SYSTEM = "Think before you compute."
MARKED = (
    "{% for message in messages %}<|{{ message.role }}|>\n"
    "{% if message.role == 'assistant' %}{% generation %}{{ message.content }}<|end|>{% endgeneration %}"
    "{% else %}{{ message.content }}<|end|>{% endif %}\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)
"""A chat template that marks the assistant's turns alone, as assistant_only_loss needs."""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A version with accepted and rejected rows."""
    path, root = ROOT / "recipes/ppc-reference.yaml", tmp_path_factory.mktemp("exported")
    problems = ROOT / "data/problems/arithmetic.jsonl"
    overrides = [
        f"problems.path={problems}",
        "problems.limit=40",
        f"dataset.root={root}",
        "filters.length.preplan=[200, 1500]",
    ]
    result = asyncio.run(run_build(read_recipe(path, overrides), str(path)))
    return Dataset.at(root, result.name)


def exported(made: Dataset, folder: Path, format: str, system: str | None = None, status: str = "all") -> DatasetDict:
    options = ExportOptions(format, folder / format, status=status, system=system, split=SplitSettings(0.2))
    export_dataset(made, options)
    loaded: DatasetDict = load_dataset(str(folder / format), cache_dir=str(folder / "cache"))
    return loaded


@pytest.mark.parametrize("format", ["trl-sft", "trl-sft-text", "trl-sft-messages"])
def test_sft_trains_and_evaluates(
    format: str,
    made: Dataset,
    model: LlamaForCausalLM,
    tokenizer: PreTrainedTokenizerFast,
    plain: dict[str, Any],
    tmp_path: Path,
) -> None:
    system = None if format == "trl-sft-text" else SYSTEM
    data = exported(made, tmp_path, format, system)
    tokenizer = copy.deepcopy(tokenizer)
    tokenizer.chat_template = MARKED
    assert is_conversational(data["train"][0]) == (format != "trl-sft-text")
    only = {"assistant_only_loss": True} if format == "trl-sft-messages" else {}
    config = SFTConfig(**plain, **only, max_steps=2, per_device_train_batch_size=2, max_length=None)
    trainer = SFTTrainer(
        model=model,
        args=config,
        train_dataset=data["train"],
        eval_dataset=data["validation"],
        processing_class=tokenizer,
    )
    batch = next(iter(trainer.get_train_dataloader()))
    learned = tokenizer.decode(batch["input_ids"][0][_learned(batch)[0]])
    assert learned.startswith("<preplan>") and SYSTEM not in learned
    trainer.train()
    assert math.isfinite(trainer.evaluate()["eval_loss"])


def _learned(batch: Any) -> Any:
    """Which tokens the loss is on."""
    return batch["labels"] != -100


@pytest.mark.parametrize("system", [None, SYSTEM])
def test_grpo_trains_on_our_reward(
    system: str | None,
    made: Dataset,
    model: LlamaForCausalLM,
    tokenizer: PreTrainedTokenizerFast,
    plain: dict[str, Any],
    tmp_path: Path,
) -> None:
    data = exported(made, tmp_path, "trl-grpo", system)["train"]
    seen: list[set[str]] = []

    def reward(completions: list[Any], **columns: Any) -> list[float | None]:
        seen.append(set(columns))
        return ppc_reward(completions, **columns)

    config = GRPOConfig(
        **plain, max_steps=1, per_device_train_batch_size=4, num_generations=4, max_completion_length=16
    )
    trainer = GRPOTrainer(
        model=model, args=config, reward_funcs=[reward], train_dataset=data, processing_class=tokenizer
    )
    trainer.train()
    assert trainer.state.global_step == 1
    assert {"question", "answer", "solution", "reference_preplan", "reference_plan", "trace_id"} <= seen[0]


def test_stepwise_rows_have_steps_of_both_labels(made: Dataset, tmp_path: Path) -> None:
    data = exported(made, tmp_path, "trl-stepwise")["train"]
    labels = {label for row in data for label in row["labels"]}
    assert labels == {True, False}
    assert not is_conversational(data[0])
    assert all(len(row["completions"]) == len(row["labels"]) == 3 for row in data)
