"""The chat-completions protocol, both directions, without any network: a request's body, and a reply's meaning.

Replies are read with the types of the `openai` package; where a server strays from them (null fields, unheard-of
finish reasons) they are read without validation, as that package itself does.
"""

import json
from collections.abc import Mapping
from typing import Any

from openai.types.chat import ChatCompletion, ChatCompletionMessage
from openai.types.chat.chat_completion import Choice
from pydantic import ValidationError

from schemas.request import Completion, Request, TokenLogprob
from synth.logprobs import RawToken, place_tokens
from synth.reasoning import Split, split_reasoning
from synth.retry_table import CallFailedError, Fault

REASONING_FIELDS = ("reasoning_content", "reasoning")
"""Where servers put a reasoning model's thoughts: vLLM and SGLang, DeepSeek and OpenRouter."""

_dump = json.JSONEncoder(separators=(",", ":")).encode


def body_of(request: Request) -> bytes:
    """The JSON body of a request.

    Sampling parameters go in as they are, `extra_body` merged into them. With a `seed`, sample k sends seed + k, since
    the same seed for every sample would yield one answer k times.
    """
    sampling = dict(request.sampling)
    body: dict[str, Any] = {"model": request.model}
    body["messages"] = [{"role": message.role, "content": message.content} for message in request.messages]
    body.update(sampling.pop("extra_body", None) or {})
    body.update(sampling)
    if isinstance(body.get("seed"), int) and request.sample:
        body["seed"] += request.sample
    if request.response_format is not None:
        body["response_format"] = dict(request.response_format)
    return _dump(body).encode()


def read_reply(raw: bytes, calls: int, latency_s: float) -> Completion:
    """Read a 200 reply.

    Raises:
        CallFailedError: it is no JSON (`malformed_response`), or it holds no answer (`empty_choice`).
    """
    reply = _parse(raw)
    choice = _choice(reply)
    content = getattr(choice.message, "content", None) or ""
    finish: str = getattr(choice, "finish_reason", None) or "unknown"
    apart = _reasoning_field(choice)
    split = split_reasoning(content)
    reasoning = "\n\n".join(part for part in (apart, split.reasoning) if part) or None
    if not split.text and not reasoning and finish not in ("length", "content_filter"):
        refusal = getattr(choice.message, "refusal", None)
        if not refusal:
            raise _failed("empty_choice", f"the answer is empty (finish_reason {finish})")
        split, finish = Split(refusal, None, 0), "content_filter"
    usage = getattr(reply, "usage", None)
    return Completion(
        text=split.text,
        finish_reason=finish,
        reasoning=reasoning,
        model=getattr(reply, "model", None) or "",
        prompt_tokens=_count(usage, "prompt_tokens"),
        cached_tokens=_count(getattr(usage, "prompt_tokens_details", None), "cached_tokens"),
        completion_tokens=_count(usage, "completion_tokens"),
        calls=calls,
        latency_s=latency_s,
        logprobs=_logprobs(choice, content, split),
    )


def error_detail(raw: bytes) -> str:
    """What an error reply says: its message, then code and type, where it is OpenAI's shape; else its beginning."""
    text = raw[:20_000].decode("utf-8", "replace")
    try:
        data = json.loads(text)
    except ValueError:
        return text[:500]
    error = data.get("error", data) if isinstance(data, dict) else data
    if not isinstance(error, Mapping):
        return str(error)[:500]
    said = " ".join(str(error[key]) for key in ("message", "detail") if error.get(key) is not None)[:1000]
    marks = ", ".join(error[key] for key in ("code", "type") if isinstance(error.get(key), str))
    return " ".join(part for part in (said, f"[{marks}]" if marks else "") if part) or text[:500]


def _parse(raw: bytes) -> ChatCompletion:
    try:
        data = json.loads(raw, strict=False)  # schema-constrained text may hold raw control characters
    except ValueError as error:
        raise _failed("malformed_response", f"the answer is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise _failed("malformed_response", f"the answer is a JSON {type(data).__name__}, not an object")
    try:
        return ChatCompletion.model_validate(data)
    except ValidationError:
        return ChatCompletion.construct(**data)


def _choice(reply: ChatCompletion) -> Choice:
    """The first choice; its message is known to be one, and its content to be text or None."""
    choices = getattr(reply, "choices", None)
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, Choice) or not isinstance(getattr(choice, "message", None), ChatCompletionMessage):
        said = (reply.model_extra or {}).get("error")
        raise _failed("empty_choice", f"the answer holds no choice{f': {said}' if said else ''}"[:500])
    if not isinstance(getattr(choice.message, "content", None), str | None):
        raise _failed("malformed_response", "the message's content is not text")
    return choice


def _count(part: object, name: str) -> int:
    """A count that some servers leave out."""
    value = getattr(part, name, None)
    return value if isinstance(value, int) and value >= 0 else 0


def _reasoning_field(choice: Choice) -> str | None:
    extra = choice.message.model_extra or {}
    found = (extra.get(name) for name in REASONING_FIELDS)
    return next((text.strip() for text in found if isinstance(text, str) and text.strip()), None)


def _logprobs(choice: Choice, content: str, split: Split) -> tuple[TokenLogprob, ...] | None:
    tokens = getattr(getattr(choice, "logprobs", None), "content", None)
    if not isinstance(tokens, list):
        return None
    try:
        raw = [RawToken(t.token, float(t.logprob), bytes(t.bytes) if t.bytes is not None else None) for t in tokens]
    except (AttributeError, TypeError, ValueError) as error:
        raise _failed("malformed_response", f"log-probabilities that cannot be read: {error}") from error
    return place_tokens(raw, content, split.start, len(split.text))


def _failed(kind: Any, message: str) -> CallFailedError:
    return CallFailedError(Fault(kind, message, cost_unknown=True))
