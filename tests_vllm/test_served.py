"""The openai generator against vLLM's own server: reasoning content, structured outputs, log-probabilities."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from conftest import asked, asking, recipe_overrides, uncovered
from server import served

from pipelines.build import run_build
from schemas.errors import GenerationError, UserError
from store.dataset import Dataset
from store.recipe_file import read_recipe
from synth.generator_openai import OpenAIGenerator
from synth.registry import build_generator

RECIPE = Path(__file__).parents[1] / "recipes/ppc-openai.yaml"
SCHEMA = {
    "type": "object",
    "properties": {"step": {"type": "string", "pattern": "^[a-z ]{1,24}$"}},
    "required": ["step"],
    "additionalProperties": False,
}
FORMAT = {"type": "json_schema", "json_schema": {"name": "step", "schema": SCHEMA}}
"""No tag can stand in its string: vLLM's parser throws away what comes before the first `<think>`, JSON or not."""


@pytest.fixture(scope="module")
def base_url(model: str) -> Iterator[str]:
    """A server that cuts thoughts off itself, as one does for a reasoning model."""
    with served(model, "--reasoning-parser", "deepseek_r1") as url:
        yield url


@pytest_asyncio.fixture(scope="module")
async def generator(base_url: str) -> AsyncIterator[OpenAIGenerator]:
    async with asking(base_url, "planner", max_tokens=48) as made:
        yield made


async def test_a_model_name_that_is_not_served_is_known_before_the_run(base_url: str) -> None:
    section = {"kind": "openai", "base_url": base_url, "model": "tyni"}
    wrong = build_generator("planner", section, "test")
    with pytest.raises(UserError, match="tiny"):
        await wrong.check()


# The parser takes all before </think> as thoughts, and a random model hardly ever writes that: `logit_bias` helps.
async def test_thoughts_come_apart_from_the_text(generator: OpenAIGenerator, think_end: int) -> None:
    bias = {"logit_bias": {str(think_end): 4}, "max_tokens": 80, "logprobs": True}
    requests = [asked(generator, sample=n, **bias) for n in range(24)]
    answers = await asyncio.gather(*map(generator.complete, requests))
    both = [answer for answer in answers if answer.text and answer.reasoning]
    assert len(both) > 5
    for answer in both:
        assert "</think>" not in (answer.reasoning or "")
        assert answer.logprobs
        bare = uncovered(answer.text, answer.logprobs)
        if "\N{REPLACEMENT CHARACTER}" in answer.text:  # a server sends text: broken bytes cannot be told apart in it
            assert len(bare) < len(answer.text) / 2
        else:
            assert not bare


async def test_an_answer_that_is_all_thought_has_no_text(generator: OpenAIGenerator) -> None:
    answer = await generator.complete(asked(generator))
    assert answer.truncated and not answer.text and answer.reasoning


async def test_a_schema_holds_after_the_thoughts(generator: OpenAIGenerator, think_end: int) -> None:
    bias = {"logit_bias": {str(think_end): 4}, "max_tokens": 600}
    requests = [asked(generator, sample=n, response_format=FORMAT, **bias) for n in range(24)]
    answers = await asyncio.gather(*map(generator.complete, requests))
    ended = [answer for answer in answers if answer.text and not answer.truncated]
    assert len(ended) > 8 and all(set(json.loads(answer.text, strict=False)) == {"step"} for answer in ended)
    assert all(answer.reasoning for answer in answers if not answer.text)


async def test_a_schema_does_not_hold_for_thoughts_that_never_end(generator: OpenAIGenerator) -> None:
    answer = await generator.complete(asked(generator, response_format=FORMAT, max_tokens=8))
    assert answer.truncated and answer.reasoning and not answer.text


async def test_structured_outputs_of_vllm_go_through(generator: OpenAIGenerator, think_end: int) -> None:
    constraint = {"extra_body": {"structured_outputs": {"regex": "[ab]{3}c"}}, "logit_bias": {str(think_end): 9}}
    answer = await generator.complete(asked(generator, max_tokens=400, **constraint))
    assert re.fullmatch("[ab]{3}c", answer.text)


async def test_a_prompt_that_does_not_fit_is_not_tried_again(generator: OpenAIGenerator) -> None:
    with pytest.raises(GenerationError) as caught:
        await generator.complete(asked(generator, "apples " * 4000))
    assert (caught.value.kind, caught.value.calls) == ("context_length", 1)


async def test_a_run_ends_in_a_version_of_rejected_nonsense(base_url: str, think_end: int, tmp_path: Path) -> None:
    sampling = {"max_tokens": 60, "logit_bias": {str(think_end): 6}}
    section = {"kind": "openai", "base_url": base_url, "model": "tiny", "concurrency": 16, "sampling": sampling}
    result = await run_build(read_recipe(RECIPE, recipe_overrides(tmp_path, section, 6)), str(RECIPE))
    assert set(result.statuses) <= {"rejected", "failed"} and result.statuses["rejected"] > 0
    rows = Dataset.at(tmp_path, result.name).read().to_arrow(status="rejected").to_pylist()
    assert all(row["reasons"] for row in rows)
