"""What the real OpenAI client and the API's own models make of the fake's answers."""

import json
import re
from typing import Any

import openai
import pytest
from openai.types.chat import ChatCompletion
from pydantic import BaseModel

from synth.fake import ChatRequest, Reply, thinking
from tests.synth.fake.serving import chat, serving

LONG = "one two three four five six"


def long_text(request: ChatRequest) -> Reply:
    return Reply(LONG)


def thoughtful(request: ChatRequest) -> Reply:
    return Reply("The answer is 4.", reasoning="two and two")


async def test_an_answer_is_a_chat_completion_by_the_clients_own_model() -> None:
    async with serving() as fake:
        answer = ChatCompletion.model_validate((await fake.post(chat())).json)
    assert answer.object == "chat.completion"
    assert answer.model == "m"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.choices[0].message.role == "assistant"


async def test_the_same_request_gets_the_same_text_and_another_one_another() -> None:
    async with serving() as fake:
        first, again, other = await fake.text("a"), await fake.text("a"), await fake.text("b")
    assert first == again
    assert first != other


async def test_usage_counts_the_tokens_of_prompt_and_answer() -> None:
    async with serving(responder=long_text) as fake:
        usage = (await fake.ask("count these four words")).usage
    assert usage is not None
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (4, 6, 10)


async def test_n_choices_differ_and_are_all_counted() -> None:
    async with serving() as fake:
        answer = await fake.ask(n=3)
    assert [choice.index for choice in answer.choices] == [0, 1, 2]
    assert len({choice.message.content for choice in answer.choices}) == 3
    assert answer.usage is not None and answer.usage.completion_tokens == 18


async def test_logprobs_spell_the_text_with_alternatives_chosen_first() -> None:
    async with serving() as fake:
        choice = (await fake.ask(logprobs=True, top_logprobs=3)).choices[0]
    assert choice.logprobs is not None and choice.logprobs.content is not None
    entries = choice.logprobs.content
    assert "".join(entry.token for entry in entries) == choice.message.content
    for entry in entries:
        assert entry.logprob <= 0
        assert bytes(entry.bytes or []) == entry.token.encode()
        assert [top.token for top in entry.top_logprobs][0] == entry.token
        assert [top.logprob for top in entry.top_logprobs] == sorted(
            (t.logprob for t in entry.top_logprobs), reverse=True
        )
        assert len(entry.top_logprobs) == 3


async def test_logprobs_come_only_when_asked_for_and_can_be_withheld() -> None:
    async with serving() as fake:
        assert (await fake.ask()).choices[0].logprobs is None
        fake.server.configure(logprobs=False)
        assert (await fake.ask(logprobs=True)).choices[0].logprobs is None


async def test_a_reply_may_bring_its_own_logprobs() -> None:
    own = [("4", -0.5), (" apples", -2.0)]
    async with serving(responder=lambda request: Reply("4 apples", logprobs=own)) as fake:
        logprobs = (await fake.ask(logprobs=True)).choices[0].logprobs
    assert logprobs is not None and logprobs.content is not None
    assert [(entry.token, entry.logprob) for entry in logprobs.content] == own


async def test_logprobs_that_do_not_spell_the_reply_are_an_error_and_not_a_lie() -> None:
    async with serving(responder=lambda request: Reply("4", logprobs=[("5", 0.0)])) as fake:
        with pytest.raises(openai.InternalServerError, match="spell '5'"):
            await fake.ask(logprobs=True)


@pytest.mark.parametrize("style", ["reasoning_content", "reasoning"])
async def test_reasoning_comes_in_a_field_of_its_own(style: str) -> None:
    async with serving(responder=thoughtful, reasoning=style) as fake:
        message = (await fake.ask()).choices[0].message
    assert message.content == "The answer is 4."
    assert getattr(message, style) == "two and two"


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("think", "<think>\ntwo and two\n</think>\n\nThe answer is 4."),
        ("think_unopened", "two and two\n</think>\n\nThe answer is 4."),
        ("hidden", "The answer is 4."),
    ],
)
async def test_reasoning_comes_in_front_of_the_text_or_not_at_all(style: str, text: str) -> None:
    async with serving(responder=thoughtful, reasoning=style) as fake:
        choice = (await fake.ask(logprobs=True)).choices[0]
    assert choice.message.content == text
    assert not hasattr(choice.message, "reasoning_content")
    assert choice.logprobs is not None and choice.logprobs.content is not None
    assert "".join(entry.token for entry in choice.logprobs.content) == text


async def test_reasoning_is_counted_apart_within_the_completion() -> None:
    async with serving(responder=thoughtful) as fake:
        usage = (await fake.ask()).usage
    assert usage is not None and usage.completion_tokens_details is not None
    assert usage.completion_tokens_details.reasoning_tokens == 3
    assert usage.completion_tokens == 3 + 5


async def test_max_tokens_cuts_and_says_so() -> None:
    async with serving(responder=long_text) as fake:
        cut, whole = await fake.ask(max_tokens=2), await fake.ask(max_completion_tokens=6)
    assert (cut.choices[0].message.content, cut.choices[0].finish_reason) == ("one two", "length")
    assert cut.usage is not None and cut.usage.completion_tokens == 2
    assert (whole.choices[0].message.content, whole.choices[0].finish_reason) == (LONG, "stop")


async def test_a_cap_that_strikes_within_the_reasoning_leaves_no_text() -> None:
    async with serving(responder=thoughtful) as fake:
        choice = (await fake.ask(max_tokens=2)).choices[0]
    assert (choice.message.content, choice.finish_reason) == (None, "length")
    assert choice.message.reasoning_content == "two and"  # type: ignore[attr-defined]


async def test_stop_strings_end_the_text() -> None:
    async with serving(responder=long_text) as fake:
        assert await fake.text(stop=[" four", " six"]) == "one two three"


class Step(BaseModel):
    operation: str
    quantities: list[str]


async def test_a_json_schema_is_answered_by_json_that_fits() -> None:
    schema = {"name": "step", "schema": Step.model_json_schema(), "strict": True}
    async with serving() as fake:
        text = await fake.text(response_format={"type": "json_schema", "json_schema": schema})
    assert Step.model_validate_json(text or "") == Step(operation="text", quantities=[])


async def test_the_real_client_parses_a_structured_answer() -> None:
    async with serving() as fake:
        messages: Any = [{"role": "user", "content": "first step?"}]
        parsed = await fake.openai.chat.completions.parse(model="m", messages=messages, response_format=Step)
    assert parsed.choices[0].message.parsed == Step(operation="text", quantities=[])


async def test_a_responders_own_text_goes_before_the_schema() -> None:
    async with serving(responder=lambda request: "no JSON at all") as fake:
        assert await fake.text(response_format={"type": "json_object"}) == "no JSON at all"


async def test_a_stream_spells_what_the_whole_answer_says() -> None:
    async with serving(responder=thinking(long_text, "well")) as fake:
        options = {"include_usage": True}
        stream: Any = await fake.ask(stream=True, stream_options=options, logprobs=True)
        chunks = [chunk async for chunk in stream]
    deltas = [chunk.choices[0] for chunk in chunks if chunk.choices]
    assert "".join(choice.delta.content or "" for choice in deltas) == "one two three four five six"
    assert "".join(getattr(choice.delta, "reasoning_content", None) or "" for choice in deltas) == "well"
    spelled = [entry.token for choice in deltas if choice.logprobs for entry in choice.logprobs.content]
    assert "".join(spelled) == "one two three four five six"
    assert deltas[-1].finish_reason == "stop"
    assert chunks[-1].usage.completion_tokens == 7


async def test_a_stream_ends_with_done() -> None:
    async with serving() as fake:
        raw = await fake.post(chat(stream=True))
    assert raw.headers["Content-Type"] == "text/event-stream"
    lines = raw.body.decode().strip().split("\n\n")
    assert lines[-1] == "data: [DONE]"
    assert all(json.loads(line.removeprefix("data: ")) for line in lines[:-1])


async def test_models_are_listed_and_others_are_not_found() -> None:
    async with serving(models=("qwen3", "judge"), context_length=4096) as fake:
        listed = [model.id async for model in fake.openai.models.list()]
        assert listed == ["qwen3", "judge"]
        assert await fake.text(model="judge")
        with pytest.raises(openai.NotFoundError) as error:
            await fake.ask(model="gpt-9")
    assert error.value.code == "model_not_found"


async def test_a_wrong_key_and_a_missing_one_are_refused() -> None:
    async with serving(api_key="right", key="wrong") as fake:
        with pytest.raises(openai.AuthenticationError) as error:
            await fake.ask()
        assert (await fake.post(chat())).status == 401
        assert (await fake.post(chat(), Authorization="Bearer right")).status == 200
    assert error.value.code == "invalid_api_key"


async def test_a_prompt_beyond_the_context_is_refused() -> None:
    async with serving(context_length=5) as fake:
        assert await fake.text("one two three four five")
        with pytest.raises(openai.BadRequestError) as error:
            await fake.ask("one two three four five six")
    assert error.value.code == "context_length_exceeded"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"{not json", "not valid JSON"),
        ({"messages": [{"role": "user", "content": "x"}]}, "'model'"),
        ({"model": "m", "messages": []}, "'messages'"),
        ({"model": "m", "messages": [{"content": "x"}]}, "'messages.0.role'"),
        (chat(n=0), "'n'"),
        (chat(temperature=3), "'temperature'"),
        (chat(max_tokens=0), "'max_tokens'"),
        ([1], "Invalid value"),
        (b"\xff", "not valid JSON"),
    ],
)
async def test_what_is_no_request_gets_400_that_names_the_field(body: object, word: str) -> None:
    async with serving() as fake:
        raw = await fake.post(body)
    assert raw.status == 400
    assert raw.json["error"]["type"] == "invalid_request_error"
    assert word in raw.json["error"]["message"]


async def test_content_may_come_in_parts() -> None:
    parts: Any = [{"type": "text", "text": "hello "}, {"type": "text", "text": "there"}]
    async with serving(responder=lambda request: request.last) as fake:
        assert await fake.text(parts) == "hello there"


async def test_a_failing_responder_is_a_500_that_says_why() -> None:
    def broken(request: ChatRequest) -> str:
        raise KeyError("nothing here")

    async with serving(responder=broken) as fake:
        with pytest.raises(openai.InternalServerError, match="KeyError: 'nothing here'"):
            await fake.ask()
        assert fake.server.log.count(status=500, fault="script_error") == 1


async def test_metrics_are_prometheus_text_under_vllms_names() -> None:
    async with serving() as fake:
        await fake.ask()
        raw = await fake.get("/metrics")
    text = raw.body.decode()
    assert raw.headers["Content-Type"].startswith("text/plain")
    assert re.search(r'^vllm:num_requests_running\{model_name="fake"\} 0\.0$', text, re.MULTILINE)
    assert re.search(r'^vllm:num_requests_waiting\{model_name="fake"\} 0\.0$', text, re.MULTILINE)
    assert re.search(r'^vllm:generation_tokens_total\{model_name="fake"\} 6\.0$', text, re.MULTILINE)


async def test_health_and_unknown_paths_and_methods() -> None:
    async with serving() as fake:
        assert (await fake.get("/healthz")).json == {"status": "ok"}
        assert (await fake.get("/v1/nothing")).status == 404
        assert (await fake.get("/v1/chat/completions")).status == 405


async def test_a_prefix_cache_reports_what_earlier_prompts_shared() -> None:
    shared = " ".join(f"word{number}" for number in range(64))
    async with serving(prefix_cache=True) as fake:
        usages = [(await fake.ask(f"{shared} {end}")).usage for end in ("a", "b")]
        other = (await fake.ask(f"another start {shared}")).usage
    cached = [usage.prompt_tokens_details.cached_tokens for usage in (*usages, other)]  # type: ignore[union-attr]
    assert cached == [0, 64, 0]
