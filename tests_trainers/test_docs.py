"""The TRL example of docs/rewards.md builds a trainer, here told to stay on the CPU."""

import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import RowsOf
from datasets import Dataset
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast
from trl import GRPOTrainer

from rewards import PpcSettings
from rewards.for_trl import ppc_reward

PAGE = (Path(__file__).parents[1] / "docs/rewards.md").read_text(encoding="utf-8")


def test_the_example_builds_a_trainer(
    rows_of: RowsOf,
    model: LlamaForCausalLM,
    tokenizer: PreTrainedTokenizerFast,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"^```python\n(# needs trl\n.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    block = block.replace("GRPOConfig(", "GRPOConfig(use_cpu=True, bf16=False, ")
    data = Dataset.from_list([{"prompt": row["prompt"], "answer": row["answer"]} for row in rows_of("ppc")])
    stricter = partial(ppc_reward, settings=PpcSettings(style=0.3))
    names: dict[str, Any] = {"model": model, "tokenizer": tokenizer, "data": data, "stricter": stricter}
    exec(compile(block, "docs/rewards.md", "exec"), names)
    trainer: GRPOTrainer = names["trainer"]
    assert trainer.reward_func_names == ["ppc_reward"]
    assert trainer.args.max_steps == 500
