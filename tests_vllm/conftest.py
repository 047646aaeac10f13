"""A real vLLM on the CPU with a tiny random model, in process and served. No network.

Run by `make test-vllm` in an environment of its own, because vLLM asks for gigabytes and for older packages than
constraints.txt has. One engine runs at a time: each takes seconds to start and about 2 GB.
"""

import os

os.environ.update(
    HF_HUB_OFFLINE="1",
    OMP_NUM_THREADS="2",
    TOKENIZERS_PARALLELISM="false",
    VLLM_CPU_KVCACHE_SPACE="1",
    VLLM_NO_USAGE_STATS="1",
)  # before vllm and transformers

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from schemas.request import Completion, Message, Request, TokenLogprob
from synth.generator_openai import OpenAIGenerator
from synth.protocol import Generator
from synth.registry import build_generator
from tests.interrupts import hear_ctrl_c

hear_ctrl_c()
ROOT = Path(__file__).parents[1]
ENGINE = {"dtype": "bfloat16", "enforce_eager": True, "max_num_seqs": 32}
"""Engine arguments of every test: no compilation, room for a few requests."""

SCHEMA = {
    "type": "object",
    "properties": {"operation": {"enum": ["add", "subtract"]}, "value": {"type": "string", "maxLength": 24}},
    "required": ["operation", "value"],
    "additionalProperties": False,
}
FORMAT = {"type": "json_schema", "json_schema": {"name": "step", "schema": SCHEMA}}
"""Its string is free: tags of thoughts and control characters may stand in it."""


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The model's folder. Made in a process of its own: torch and its threads stay out of this one."""
    folder = tmp_path_factory.mktemp("model")
    subprocess.run([sys.executable, str(Path(__file__).with_name("tiny_model.py")), str(folder)], check=True)
    return str(folder)


@pytest.fixture(scope="session")
def think_end(model: str) -> int:
    """The token that ends thoughts."""
    added = json.loads((Path(model) / "tokenizer.json").read_text(encoding="utf-8"))["added_tokens"]
    return next(token["id"] for token in added if token["content"] == "</think>")


def parsed(answer: Completion) -> bool:
    """Whether an answer to FORMAT ended by itself with a text; one that did has to parse."""
    if answer.truncated or not answer.text:
        return False
    found = json.loads(answer.text, strict=False)
    assert set(found) == {"operation", "value"} and found["operation"] in ("add", "subtract")
    return True


def asked(generator: Generator, text: str = "How many apples?", *, sample: int = 0, **parts: Any) -> Request:
    """A request as the engine makes it, with more sampling parameters."""
    messages = (Message("system", "You plan."), Message("user", text))
    wanted = parts.pop("response_format", None)
    return Request(messages, generator.model, {**generator.sampling, **parts}, wanted, sample=sample)


def uncovered(text: str, logprobs: tuple[TokenLogprob, ...]) -> set[int]:
    """Characters of a text that no token lies on."""
    return set(range(len(text))) - {place for token in logprobs for place in range(token.start, token.end)}


def misplaced(answer: Completion) -> list[TokenLogprob]:
    """Tokens out of order, outside of the text, or overlapping the one before by more than a split character."""
    assert answer.logprobs is not None
    wrong, end = [], 0
    for token in answer.logprobs:
        if not end - 1 <= token.start <= end or token.end > len(answer.text):
            wrong.append(token)
        end = max(end, token.end)
    return wrong


def recipe_overrides(root: Path, generator: Mapping[str, Any], limit: int) -> list[str]:
    """A PPC run of a few bundled problems by one generator."""
    path = ROOT / "data/problems/arithmetic.jsonl"
    section = json.dumps({"default": dict(generator)})
    return [f"problems.path={path}", f"problems.limit={limit}", f"dataset.root={root}", f"generators={section}"]


@asynccontextmanager
async def asking(base_url: str, role: str, max_tokens: int) -> AsyncIterator[OpenAIGenerator]:
    """A generator of a role that asks a server's model `tiny`, checked, and closed in the end."""
    section = {"kind": "openai", "base_url": base_url, "model": "tiny", "sampling": {"max_tokens": max_tokens}}
    made = build_generator(role, section, "test")
    assert isinstance(made, OpenAIGenerator)
    await made.check()
    try:
        yield made
    finally:
        await made.close()


Run = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def forethought(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Starts the command line as a terminal does, in a process group of its own; it does not outlive the test."""
    home = str(tmp_path_factory.mktemp("prefect"))  # a newer Prefect's database in the user's own would stop this one
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [str(Path(sys.executable).parent / "forethought"), *arguments]
        environment = {**os.environ, "COLUMNS": "160", "NO_COLOR": "1", "PREFECT_HOME": home}
        pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        running.append(subprocess.Popen(command, cwd=ROOT, env=environment, text=True, start_new_session=True, **pipes))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()
