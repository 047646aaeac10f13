"""What a training job needs, in small: rows of each pipeline, a tokenizer trained on them, a random Llama. No network.

Run by `make test-trainers` in an environment of its own, because torch has no place in this project's.
"""

import asyncio
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")  # before transformers

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from pipelines.build import run_build
from store.dataset import Dataset
from store.recipe_file import read_recipe

torch.set_num_threads(1)  # so small a model is slower on two
ROOT = Path(__file__).parents[1]
TEMPLATE = (
    "{% for message in messages %}<|{{ message.role }}|>\n"
    "{% generation %}{{ message.content }}<|end|>{% endgeneration %}\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)
SPECIAL = ["<|pad|>", "<|end|>", "<|user|>", "<|assistant|>"]

Row = Mapping[str, Any]
RowsOf = Callable[[str], list[Row]]


@pytest.fixture(scope="session")
def rows_of(tmp_path_factory: pytest.TempPathFactory) -> RowsOf:
    """Accepted rows of a pipeline's reference recipe, read back from the version that a run committed."""

    @cache
    def rows(pipeline: str) -> list[Row]:
        path = ROOT / "recipes" / f"{pipeline}-reference.yaml"
        problems, root = ROOT / "data/problems/arithmetic.jsonl", tmp_path_factory.mktemp(pipeline)
        overrides = [f"problems.path={problems}", "problems.limit=40", f"dataset.root={root}"]
        result = asyncio.run(run_build(read_recipe(path, overrides), str(path)))
        columns = ["prompt", "response", "question", "answer"]
        found: list[Row] = Dataset.at(root, result.name).read().to_arrow(columns, status="accepted").to_pylist()
        assert found, f"{pipeline} accepted nothing"
        return found

    return rows


@pytest.fixture(scope="session")
def tokenizer(rows_of: RowsOf) -> PreTrainedTokenizerFast:
    """A byte-level BPE of 800 tokens, trained on PPC rows, with a chat template."""
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=800, special_tokens=SPECIAL, initial_alphabet=alphabet)
    bpe.train_from_iterator((row["prompt"] + row["response"] for row in rows_of("ppc")), trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=bpe, pad_token="<|pad|>", eos_token="<|end|>")
    fast.chat_template = TEMPLATE
    return fast


@pytest.fixture
def model(tokenizer: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    """Two layers, 64 wide, random and the same every time."""
    torch.manual_seed(0)
    size = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4}
    ends = {"pad_token_id": tokenizer.pad_token_id, "eos_token_id": tokenizer.eos_token_id, "bos_token_id": None}
    return LlamaForCausalLM(LlamaConfig(vocab_size=len(tokenizer), max_position_embeddings=2048, **size, **ends))


@pytest.fixture
def plain(tmp_path: Path) -> dict[str, Any]:
    """Settings that any trainer takes to run on a CPU and leave nothing behind."""
    return {
        "output_dir": str(tmp_path),
        "use_cpu": True,
        "bf16": False,
        "report_to": [],
        "save_strategy": "no",
        "logging_steps": 1,
        "disable_tqdm": True,
        "seed": 0,
    }


def chat(row: Row) -> dict[str, Any]:
    """A row as a prompt and a completion in messages; the loss is on the completion."""
    return {
        "prompt": [{"role": "user", "content": row["prompt"]}],
        "completion": [{"role": "assistant", "content": row["response"]}],
    }
