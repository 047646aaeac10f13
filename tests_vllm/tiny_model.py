"""Makes a tiny random Llama with a tokenizer trained here: everything a server loads, in half a megabyte, no network.

Usage: python tiny_model.py FOLDER
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

PROBLEMS = Path(__file__).parents[1] / "data/problems/arithmetic.jsonl"
TEMPLATE = (
    "{% for message in messages %}<|{{ message.role }}|>\n{{ message.content }}<|end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>\n"
    "{% if thinking is defined and thinking %}<think>\n{% endif %}{% endif %}"
)
SPECIAL = ["<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]
CONTEXT = 2048
"""Tokens the model can hold; the prompts of PPC take a good half of them."""


def texts() -> Iterator[str]:
    """Questions and worked solutions of the bundled problems, and characters of several bytes."""
    for line in PROBLEMS.read_text(encoding="utf-8").splitlines():
        problem = json.loads(line)
        yield problem["question"]
        yield problem["reference_solution"]
    yield "4 € × 3 → 12 €, naïve ½ π ≈ 1.57 数学"


def make(folder: Path) -> None:
    """Write model, tokenizer and chat template; the same every time."""
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()  # all bytes: a random model splits characters and makes broken ones
    trainer = trainers.BpeTrainer(vocab_size=1500, special_tokens=SPECIAL, initial_alphabet=alphabet)
    bpe.train_from_iterator(texts(), trainer)
    bpe.add_tokens([AddedToken("<think>", normalized=False), AddedToken("</think>", normalized=False)])
    fast = PreTrainedTokenizerFast(tokenizer_object=bpe, pad_token="<|pad|>", eos_token="<|end|>")
    fast.chat_template = TEMPLATE
    fast.save_pretrained(folder)
    torch.manual_seed(0)
    # heads of 32: narrower ones have no CPU kernel
    size = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2}
    ends = {"pad_token_id": fast.pad_token_id, "eos_token_id": fast.eos_token_id, "bos_token_id": None}
    config = LlamaConfig(vocab_size=len(fast), max_position_embeddings=CONTEXT, **size, **ends)
    LlamaForCausalLM(config).to(torch.bfloat16).save_pretrained(folder)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
