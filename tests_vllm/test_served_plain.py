"""The openai generator against a vLLM server without a reasoning parser, which cuts no thoughts off."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio
from conftest import FORMAT, asked, asking, parsed
from server import served

from synth.generator_openai import OpenAIGenerator


@pytest_asyncio.fixture(scope="module")
async def generator(model: str) -> AsyncIterator[OpenAIGenerator]:
    with served(model) as base_url:
        async with asking(base_url, "judge", max_tokens=600) as made:
            yield made


async def test_every_answer_to_a_schema_parses(generator: OpenAIGenerator) -> None:
    requests = [asked(generator, sample=n, response_format=FORMAT) for n in range(24)]
    assert all(map(parsed, await asyncio.gather(*map(generator.complete, requests))))


async def test_tags_of_thoughts_in_a_string_end_nothing(generator: OpenAIGenerator, think_end: int) -> None:
    bias = {"logit_bias": {str(think_end): 6}}
    requests = [asked(generator, sample=n, response_format=FORMAT, **bias) for n in range(12)]
    answers = await asyncio.gather(*map(generator.complete, requests))
    assert all(map(parsed, answers)) and any("</think>" in answer.text for answer in answers)


async def test_thoughts_are_kept_apart(generator: OpenAIGenerator) -> None:
    form = {"regex": "<think>[a-z ]{8,20}</think>\n[a-z ]{8,20}"}
    answer = await generator.complete(asked(generator, extra_body={"structured_outputs": form}))
    assert answer.reasoning and answer.text and "think" not in answer.text
