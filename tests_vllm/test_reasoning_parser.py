"""An engine with a reasoning parser in process: a schema waits until the thoughts end."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio
from conftest import ENGINE, FORMAT, asked, parsed

from synth.generator_vllm import VllmGenerator
from synth.registry import build_generator


@pytest_asyncio.fixture(scope="module")
async def generator(model: str) -> AsyncIterator[VllmGenerator]:
    engine = {**ENGINE, "reasoning_parser": "deepseek_r1"}
    made = build_generator("judge", {"kind": "vllm", "model": model, "engine": engine}, "test")
    assert isinstance(made, VllmGenerator)
    await made.check()
    yield made
    await made.close()


# The engine takes all before </think> as thoughts, and a random model hardly ever writes that: `logit_bias` helps.
async def test_every_answer_that_follows_thoughts_parses(generator: VllmGenerator, think_end: int) -> None:
    bias = {"logit_bias": {str(think_end): 4}, "max_tokens": 600}
    requests = [asked(generator, sample=n, response_format=FORMAT, **bias) for n in range(24)]
    answers = await asyncio.gather(*map(generator.complete, requests))
    assert sum(map(parsed, answers)) > 8
    assert sum(bool(answer.text and answer.reasoning) for answer in answers) > 8


async def test_thoughts_that_never_end_are_no_text(generator: VllmGenerator) -> None:
    answer = await generator.complete(asked(generator, response_format=FORMAT, max_tokens=8))
    assert answer.truncated and answer.reasoning and not answer.text
