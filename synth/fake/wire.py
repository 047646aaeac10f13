"""The JSON that goes over the wire: completions, stream chunks, the model list."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from synth.fake.chat import ChatRequest
from synth.fake.choice import Choice, ReasoningStyle, logprob_entries
from synth.fake.tokens import split_tokens


@dataclass(frozen=True, slots=True)
class Answer:
    """All choices of one request, with what both wire formats need to know."""

    request: ChatRequest
    """What was asked."""
    choices: Sequence[Choice]
    """What is answered."""
    style: ReasoningStyle
    """Decides the name of the reasoning field."""
    cached_tokens: int | None = None
    """Prompt tokens served from the prefix cache; None without one."""

    @property
    def completion_tokens(self) -> int:
        """Generated tokens of all choices."""
        return sum(choice.tokens for choice in self.choices)

    def usage(self) -> dict[str, Any]:
        """The `usage` object."""
        prompt, completion = self.request.prompt_tokens, self.completion_tokens
        usage: dict[str, Any] = {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
            "completion_tokens_details": {"reasoning_tokens": sum(choice.reasoning_tokens for choice in self.choices)},
        }
        if self.cached_tokens is not None:
            usage["prompt_tokens_details"] = {"cached_tokens": min(self.cached_tokens, prompt)}
        return usage


def completion(answer: Answer) -> dict[str, Any]:
    """A `chat.completion` object."""
    choices = [_choice(answer, index, choice) for index, choice in enumerate(answer.choices)]
    return {**_head(answer, "chat.completion"), "choices": choices, "usage": answer.usage()}


def chunks(answer: Answer) -> Iterator[dict[str, Any]]:
    """The `chat.completion.chunk` objects of a stream: a token each, choice by choice, usage last if asked for."""
    head = _head(answer, "chat.completion.chunk")
    for index, choice in enumerate(answer.choices):
        for delta, logprobs in _deltas(answer, choice):
            yield {**head, "choices": [_delta_choice(index, delta, logprobs, None)]}
        yield {**head, "choices": [_delta_choice(index, {}, None, choice.finish_reason)]}
    if not answer.choices:
        yield {**head, "choices": []}
    if (answer.request.params.get("stream_options") or {}).get("include_usage"):
        yield {**head, "choices": [], "usage": answer.usage()}


def events(answer: Answer) -> list[bytes]:
    """The server-sent events of a stream, `[DONE]` included."""
    return [*(b"data: " + encode(chunk) + b"\n\n" for chunk in chunks(answer)), b"data: [DONE]\n\n"]


def encode(body: object) -> bytes:
    """Compact JSON."""
    return json.dumps(body, separators=(",", ":")).encode()


def model_list(models: Sequence[str], context_length: int | None) -> dict[str, Any]:
    """The answer of `GET /v1/models`; `max_model_len` as vLLM gives it."""
    created = int(time.time())
    data = [
        {"id": name, "object": "model", "created": created, "owned_by": "fake", "max_model_len": context_length}
        for name in models
    ]
    return {"object": "list", "data": data}


def _head(answer: Answer, kind: str) -> dict[str, Any]:
    request = answer.request
    name = f"chatcmpl-{request.fingerprint}-{request.attempt}"
    return {"id": name, "object": kind, "created": int(time.time()), "model": request.model}


def _choice(answer: Answer, index: int, choice: Choice) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": choice.content, "refusal": None}
    if choice.reasoning is not None:
        message[answer.style] = choice.reasoning
    logprobs = None if choice.logprobs is None else {"content": _entries(answer, choice.logprobs), "refusal": None}
    return {"index": index, "message": message, "logprobs": logprobs, "finish_reason": choice.finish_reason}


def _entries(answer: Answer, logprobs: Sequence[tuple[str, float]]) -> list[dict[str, Any]]:
    return logprob_entries(logprobs, answer.request.params.get("top_logprobs") or 0)


def _deltas(answer: Answer, choice: Choice) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]] | None]]:
    yield {"role": "assistant", "content": ""}, None
    for token in split_tokens(choice.reasoning or ""):
        yield {answer.style: token}, None
    if choice.logprobs is None:
        yield from (({"content": token}, None) for token in split_tokens(choice.content or ""))
    else:
        yield from (({"content": token}, _entries(answer, [(token, value)])) for token, value in choice.logprobs)


def _delta_choice(
    index: int, delta: dict[str, Any], logprobs: list[dict[str, Any]] | None, finish_reason: str | None
) -> dict[str, Any]:
    wrapped = None if logprobs is None else {"content": logprobs, "refusal": None}
    return {"index": index, "delta": delta, "logprobs": wrapped, "finish_reason": finish_reason}
