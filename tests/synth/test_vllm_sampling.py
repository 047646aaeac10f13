"""A request in vLLM's words, a result in ours: what needs no vLLM."""

from types import SimpleNamespace
from typing import Any

import pytest
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from schemas.errors import GenerationError
from schemas.request import Message, Request
from synth.vllm_answers import completion_of, starts_in_thought
from synth.vllm_sampling import Asked, asked_of, can_differ, within

SCHEMA = {"type": "object", "properties": {"steps": {"type": "integer"}}}


def asked(sampling: dict[str, Any], **parts: Any) -> Asked:
    return asked_of(Request((Message("user", "How many?"),), "tiny", sampling, **parts))


@pytest.mark.parametrize(
    ("sampling", "params"),
    [
        ({"temperature": 0.7, "top_p": 0.9}, {"temperature": 0.7, "top_p": 0.9}),
        ({"extra_body": {"top_k": 20, "min_p": 0.1}, "top_k": 5}, {"top_k": 5, "min_p": 0.1}),
        ({"max_completion_tokens": 30}, {"max_tokens": 30}),
        ({"logprobs": True, "top_logprobs": 5}, {"logprobs": 0}),
        ({"logprobs": False}, {}),
        ({"engine": {"dtype": "bfloat16"}, "stop": ["END"]}, {"stop": ["END"]}),
    ],
)
def test_sampling_becomes_arguments_of_sampling_params(sampling: dict[str, Any], params: dict[str, Any]) -> None:
    assert asked(sampling).params == params


def test_each_sample_gets_a_seed_of_its_own() -> None:
    assert [asked({"seed": 7}, sample=sample).params["seed"] for sample in range(3)] == [7, 8, 9]
    assert "seed" not in asked({}, sample=2).params


def test_what_is_the_templates_goes_to_the_template() -> None:
    given = asked({"extra_body": {"chat_template_kwargs": {"enable_thinking": False}}, "reasoning_effort": "low"})
    assert given.template == {"enable_thinking": False, "reasoning_effort": "low"}
    assert given.params == {}


@pytest.mark.parametrize(
    ("response_format", "structured"),
    [
        (None, None),
        ({"type": "text"}, None),
        ({"type": "json_object"}, {"json_object": True}),
        ({"type": "json_schema", "json_schema": {"name": "plan", "schema": SCHEMA}}, {"json": SCHEMA}),
    ],
)
def test_a_response_format_becomes_a_constraint(response_format: Any, structured: Any) -> None:
    assert asked({}, response_format=response_format).structured == structured


def test_options_of_structured_outputs_stay_beside_the_schema() -> None:
    wanted = {"type": "json_schema", "json_schema": {"schema": SCHEMA}}
    given = asked({"structured_outputs": {"disable_any_whitespace": True}}, response_format=wanted)
    assert given.structured == {"disable_any_whitespace": True, "json": SCHEMA}
    assert asked({"extra_body": {"structured_outputs": {"regex": "a+"}}}).structured == {"regex": "a+"}


@pytest.mark.parametrize(
    ("params", "defaults", "cap"),
    [
        ({}, {}, 40),
        ({}, {"max_tokens": 8}, 8),
        ({"max_tokens": 20}, {"max_tokens": 8}, 20),
        ({"max_tokens": 99}, {}, 40),
    ],
)
def test_the_cap_is_the_requests_the_models_or_what_the_context_has_left(params: Any, defaults: Any, cap: int) -> None:
    assert within(params, defaults, prompt=60, context=100)["max_tokens"] == cap


def test_the_models_defaults_fill_what_the_recipe_leaves_open() -> None:
    merged = within({"temperature": 0.2}, {"temperature": 0.6, "top_k": 20}, prompt=1, context=10)
    assert merged == {"temperature": 0.2, "top_k": 20, "max_tokens": 9}


def test_a_prompt_that_fills_the_context_is_not_tried_again() -> None:
    with pytest.raises(GenerationError, match="the prompt has 100 tokens") as caught:
        within({}, {}, prompt=100, context=100)
    assert caught.value.kind == "context_length"


def test_asking_again_helps_only_where_chance_decides() -> None:
    assert can_differ({}) and can_differ({"temperature": 0.7})
    assert not can_differ({"seed": 1}) and not can_differ({"temperature": 0})


TEXT = "<think>two and two</think>\n4 € naïve 数学 → done"


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    """Byte-level, so that characters of several bytes are split, in the shape that vLLM hands out."""
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=280, special_tokens=["<|end|>"], initial_alphabet=alphabet)
    bpe.train_from_iterator(["two and two is four, and done"], trainer)
    bpe.add_tokens([AddedToken("<think>", normalized=False), AddedToken("</think>", normalized=False)])
    return SimpleNamespace(_tokenizer=bpe, all_special_ids=[bpe.token_to_id("<|end|>")])


def result(ids: list[int], text: str, finish: str = "stop", logprobs: bool = True) -> Any:
    """What vLLM's engine returns, as far as it is read."""
    entries = [{token: SimpleNamespace(logprob=-0.5 - place, decoded_token="?")} for place, token in enumerate(ids)]
    answer = SimpleNamespace(text=text, token_ids=ids, finish_reason=finish, logprobs=entries if logprobs else None)
    return SimpleNamespace(outputs=[answer], prompt_token_ids=[1, 2, 3], num_cached_tokens=2)


def test_a_result_becomes_a_completion(tokenizer: Any) -> None:
    ids = tokenizer._tokenizer.encode(TEXT).ids
    answer = completion_of(result(ids, TEXT, "length", logprobs=False), tokenizer, "tiny", 1.5)
    assert (answer.text, answer.reasoning) == ("4 € naïve 数学 → done", "two and two")
    assert answer.truncated and answer.logprobs is None and answer.model == "tiny" and answer.latency_s == 1.5
    assert (answer.prompt_tokens, answer.cached_tokens, answer.completion_tokens) == (3, 2, len(ids))


def test_logprobs_cover_the_text_and_nothing_else(tokenizer: Any) -> None:
    ids = [*tokenizer._tokenizer.encode(TEXT).ids, *tokenizer.all_special_ids]
    answer = completion_of(result(ids, TEXT), tokenizer, "tiny", 0.0)
    assert answer.logprobs
    assert covered(answer.logprobs) == list(range(len(answer.text)))
    euro = answer.text.index("€")
    assert sum(token.start <= euro < token.end for token in answer.logprobs) == 3  # its three bytes
    assert [t.logprob for t in answer.logprobs] == sorted((t.logprob for t in answer.logprobs), reverse=True)


@pytest.mark.parametrize(
    ("prompt", "constrained", "parser", "thinking"),
    [
        ("<|assistant|>\n", False, False, False),
        ("<|assistant|>\n<think>\n", False, False, True),
        ("<think>\n\n</think>\n\n", False, True, False),
        ("<think>\n", True, False, False),  # the form holds from the first token: there are no thoughts
        ("<think>\n", True, True, True),
        ("<|assistant|>\n", True, True, True),
        ("<think>\n\n</think>\n\n", True, True, False),
    ],
)
def test_whether_an_answer_begins_in_thoughts(prompt: str, constrained: bool, parser: bool, thinking: bool) -> None:
    assert starts_in_thought(prompt, constrained, parser) == thinking


def test_thoughts_that_the_cap_cuts_are_no_text(tokenizer: Any) -> None:
    ids = tokenizer._tokenizer.encode("two and two").ids
    answer = completion_of(result(ids, "two and two", "length"), tokenizer, "tiny", 0.0, thinking=True)
    assert (answer.text, answer.reasoning, answer.logprobs) == ("", "two and two", ())


def test_broken_bytes_and_a_stop_string_leave_the_offsets_right(tokenizer: Any) -> None:
    bpe = tokenizer._tokenizer
    ids = [*bpe.encode("two €").ids[:-1], *bpe.encode("and done").ids]  # the sign's last byte is missing
    text = bpe.decode(ids).removesuffix("done")
    assert "\N{REPLACEMENT CHARACTER}" in text
    answer = completion_of(result(ids, text), tokenizer, "tiny", 0.0)
    assert answer.logprobs and covered(answer.logprobs) == list(range(len(answer.text)))


def covered(logprobs: Any) -> list[int]:
    return sorted({place for token in logprobs for place in range(token.start, token.end)})


@pytest.mark.parametrize("finish", ["abort", "error"])
def test_a_request_that_the_engine_gave_up_has_no_answer(finish: str, tokenizer: Any) -> None:
    with pytest.raises(GenerationError, match="server_error"):
        completion_of(result([5], "half", finish), tokenizer, "tiny", 0.0)
