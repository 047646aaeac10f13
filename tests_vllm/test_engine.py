"""The vllm generator with a real engine: what it answers, and that it is one engine for all who ask."""

import asyncio
import re
from collections.abc import AsyncIterator
from multiprocessing import active_children

import pytest
import pytest_asyncio
from conftest import ENGINE, FORMAT, asked, misplaced, parsed, uncovered

from schemas.errors import GenerationError, UserError
from synth.generator_vllm import VllmGenerator
from synth.registry import build_generator


def built(model: str, **section: object) -> VllmGenerator:
    generator = build_generator("planner", {"kind": "vllm", "model": model, "engine": ENGINE, **section}, "test")
    assert isinstance(generator, VllmGenerator)
    return generator


@pytest_asyncio.fixture(scope="module")
async def generator(model: str) -> AsyncIterator[VllmGenerator]:
    made = built(model, sampling={"max_tokens": 48})
    await made.check()
    try:
        yield made
    finally:
        await made.close()
        assert not active_children()


async def test_an_answer_has_text_usage_and_a_reason_to_end(generator: VllmGenerator, model: str) -> None:
    answer = await generator.complete(asked(generator))
    assert answer.text and answer.model == model and answer.latency_s > 0
    assert answer.truncated and answer.completion_tokens == 48 and answer.prompt_tokens > 10
    again = await generator.complete(asked(generator, max_tokens=4))
    assert again.cached_tokens <= again.prompt_tokens == answer.prompt_tokens


async def test_the_chat_template_and_its_variables_are_applied(generator: VllmGenerator) -> None:
    plain = await generator.complete(asked(generator, max_tokens=1))
    thinking = await generator.complete(asked(generator, max_tokens=1, chat_template_kwargs={"thinking": True}))
    assert thinking.prompt_tokens == plain.prompt_tokens + 2  # <think> and a line's end


async def test_a_stop_string_and_an_end_of_turn_are_stops(generator: VllmGenerator) -> None:
    answers = [await generator.complete(asked(generator, stop=["a", "e", "1", "2"], sample=n)) for n in range(6)]
    assert {answer.finish_reason for answer in answers} >= {"stop"}
    assert all(not set("ae12") & set(answer.text) for answer in answers)


async def test_a_seed_gives_the_same_answer_and_each_sample_its_own(generator: VllmGenerator) -> None:
    requests = [asked(generator, seed=11, sample=sample) for sample in (0, 0, 1)]
    first, again, other = await asyncio.gather(*map(generator.complete, requests))
    assert first.text == again.text != other.text


async def test_every_answer_to_a_schema_parses(generator: VllmGenerator) -> None:
    requests = [asked(generator, sample=n, response_format=FORMAT, max_tokens=600) for n in range(12)]
    assert all(map(parsed, await asyncio.gather(*map(generator.complete, requests))))


async def test_tags_of_thoughts_in_a_string_end_nothing(generator: VllmGenerator, think_end: int) -> None:
    bias = {"logit_bias": {str(think_end): 6}, "max_tokens": 600}
    requests = [asked(generator, sample=n, response_format=FORMAT, **bias) for n in range(12)]
    answers = await asyncio.gather(*map(generator.complete, requests))
    assert all(map(parsed, answers)) and any("</think>" in answer.text for answer in answers)


async def test_other_constraints_of_vllm_hold_too(generator: VllmGenerator) -> None:
    answer = await generator.complete(asked(generator, extra_body={"structured_outputs": {"regex": "[ab]{3}c"}}))
    assert re.fullmatch("[ab]{3}c", answer.text)


async def test_logprobs_lie_on_the_text_split_and_broken_characters_included(generator: VllmGenerator) -> None:
    requests = [asked(generator, logprobs=True, sample=n, max_tokens=120) for n in range(24)]
    answers = await asyncio.gather(*map(generator.complete, requests))
    assert any("\N{REPLACEMENT CHARACTER}" in answer.text for answer in answers)
    for answer in answers:
        assert answer.logprobs and not uncovered(answer.text, answer.logprobs) and not misplaced(answer)
        assert all(token.logprob <= 0 for token in answer.logprobs)


async def test_logprobs_of_plain_text_concatenate_to_it(generator: VllmGenerator) -> None:
    constraint = {"structured_outputs": {"regex": "[a-z0-9 .]{40,60}"}}
    answer = await generator.complete(asked(generator, logprobs=True, extra_body=constraint))
    assert answer.logprobs
    assert "".join(token.token for token in answer.logprobs) == answer.text
    assert "".join(answer.text[token.start : token.end] for token in answer.logprobs) == answer.text


async def test_thoughts_are_kept_apart(generator: VllmGenerator) -> None:
    constraint = {"structured_outputs": {"regex": "<think>[a-z ]{8,20}</think>\n[a-z ]{8,20}"}}
    answer = await generator.complete(asked(generator, logprobs=True, extra_body=constraint, max_tokens=100))
    assert answer.reasoning and answer.text and answer.logprobs
    assert "think" not in answer.text and not uncovered(answer.text, answer.logprobs)


async def test_thoughts_that_the_template_opens_and_nothing_ends_are_no_text(generator: VllmGenerator) -> None:
    answer = await generator.complete(asked(generator, max_tokens=20, chat_template_kwargs={"thinking": True}))
    assert answer.truncated and answer.reasoning and not answer.text


async def test_a_prompt_that_does_not_fit_is_not_tried_again(generator: VllmGenerator) -> None:
    with pytest.raises(GenerationError, match="context") as caught:
        await generator.complete(asked(generator, "apples " * 4000))
    assert caught.value.kind == "context_length"


async def test_a_schema_that_is_none_fails_its_request_only(generator: VllmGenerator) -> None:
    broken = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "no such type"}}}
    with pytest.raises(GenerationError) as caught:
        await generator.complete(asked(generator, response_format=broken))
    assert caught.value.kind == "bad_request"
    assert (await generator.complete(asked(generator))).text


async def test_many_requests_run_together_and_one_can_be_taken_back(generator: VllmGenerator) -> None:
    async with asyncio.timeout(120):
        many = [asyncio.ensure_future(generator.complete(asked(generator, str(n)))) for n in range(100)]
        await asyncio.sleep(0.05)
        many[50].cancel()
        answers = await asyncio.gather(*many, return_exceptions=True)
    assert isinstance(answers[50], asyncio.CancelledError)
    assert sum(not isinstance(answer, BaseException) for answer in answers) == 99


async def test_two_roles_share_one_engine_until_both_are_done(generator: VllmGenerator, model: str) -> None:
    other = built(model, sampling={"max_tokens": 5, "temperature": 0.3})
    await other.complete(asked(other))
    engines = [child for child in active_children() if child.name.startswith("EngineCore")]
    assert len(engines) == 1
    await other.close()
    assert (await generator.complete(asked(generator))).text


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"engine": {"max_modle_len": 100}}, "Did you mean 'max_model_len'"),
        ({"sampling": {"temprature": 1}}, "Did you mean 'temperature'"),
        ({"sampling": {"top_p": 7}}, "refuses the sampling parameters"),
        ({"model": "no/such-folder"}, "cannot take model 'no/such-folder'"),
        ({"engine": {"max_model_len": 10_000_000}}, "cannot take model"),
    ],
)
async def test_what_vllm_would_refuse_is_a_sentence(section: dict[str, str], message: str, model: str) -> None:
    with pytest.raises(UserError) as caught:
        await built(**{"model": model, **section}).check()
    assert message in str(caught.value)
