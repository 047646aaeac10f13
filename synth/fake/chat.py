"""What the fake is asked and what it answers: the two records that responders deal in."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from synth.fake.errors import wrong_request
from synth.fake.tokens import count_tokens

NOT_CONTENT = frozenset({"stream", "stream_options", "user", "metadata", "store"})
"""Parameters that cannot change an answer: two requests that differ only in these are the same request."""


class MessageBody(BaseModel):
    """One message as it may come over the wire."""

    model_config = ConfigDict(extra="allow")

    role: str
    content: str | list[dict[str, Any]] | None = None


class ChatBody(BaseModel):
    """The fields of a chat completion request that the fake acts on, with the names and limits of the API itself."""

    model_config = ConfigDict(extra="allow")

    model: str
    messages: Annotated[list[MessageBody], Field(min_length=1)]
    n: Annotated[int, Field(ge=1, le=128)] | None = None
    stream: bool | None = None
    stream_options: dict[str, Any] | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    logprobs: bool | None = None
    top_logprobs: Annotated[int, Field(ge=0, le=20)] | None = None
    stop: str | list[str] | None = None
    response_format: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One chat completion request as a responder, a latency or a fault's predicate sees it."""

    index: int
    """Number of the request at this server, from 0, in order of arrival."""
    model: str
    """The model that was asked for."""
    messages: tuple[Mapping[str, Any], ...]
    """The messages as they came."""
    params: Mapping[str, Any]
    """All other fields of the body as they came: sampling, response format, `n`, ..."""
    fingerprint: str
    """Hex hash of everything that can change the answer, as it came over the wire."""
    attempt: int = 0
    """How many requests with the same fingerprint came before this one."""
    choice: int = 0
    """Which of the `n` answers is wanted, from 0."""

    @property
    def prompt(self) -> str:
        """The text of all messages, joined by blank lines."""
        return "\n\n".join(message_text(message) for message in self.messages)

    @property
    def last(self) -> str:
        """The text of the last message."""
        return message_text(self.messages[-1])

    @property
    def prompt_tokens(self) -> int:
        """Tokens of all messages; a message costs nothing beyond its text."""
        return sum(count_tokens(message_text(message)) for message in self.messages)

    @property
    def n(self) -> int:
        """How many answers are wanted."""
        return self.params.get("n") or 1

    @property
    def max_tokens(self) -> int | None:
        """The cap on generated tokens, reasoning included."""
        return self.params.get("max_completion_tokens") or self.params.get("max_tokens")

    @property
    def schema(self) -> Mapping[str, Any] | None:
        """The JSON schema that the answer must follow; `{"type": "object"}` for plain JSON mode."""
        wanted = self.params.get("response_format") or {}
        if wanted.get("type") == "json_object":
            return {"type": "object"}
        schema: Mapping[str, Any] | None = (wanted.get("json_schema") or {}).get("schema")
        return schema

    def nth(self, choice: int) -> "ChatRequest":
        """The same request, asking for its answer number `choice`."""
        return self if choice == self.choice else replace(self, choice=choice)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a responder answers. The fake adds usage, log-probabilities and the wire format."""

    text: str | None = None
    """The answer; None lets the fake write one: by the JSON schema where one is given, else a short echo."""
    reasoning: str | None = None
    """Reasoning that comes apart from the answer, or in front of it (setting `reasoning`)."""
    finish_reason: str = "stop"
    """As the endpoint says; `max_tokens` of the request turns it into `length` by itself."""
    logprobs: Sequence[tuple[str, float]] | None = None
    """Tokens with their log-probabilities; the tokens, joined, must be the text. None lets the fake make them up."""


Responder = Callable[[ChatRequest], Reply | str]
"""Answers one request (once for each of its `n` choices). Called in the server's loop: it must not block."""


def parse_body(raw: bytes) -> dict[str, Any]:
    """The JSON of a request, checked.

    Raises:
        ApiError: 400, when it is not a chat completion request.
    """
    try:
        data: dict[str, Any] = json.loads(raw)
        ChatBody.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        param = ".".join(str(part) for part in first["loc"])
        raise wrong_request(f"Invalid value for '{param}': {first['msg']}.", param or None) from error
    except ValueError as error:
        raise wrong_request(f"The body of the request is not valid JSON: {error}.") from error
    return data


def make_request(data: Mapping[str, Any], index: int) -> ChatRequest:
    """A request from checked JSON, as the first of its fingerprint."""
    params = {key: value for key, value in data.items() if key not in ("model", "messages")}
    content = {key: value for key, value in data.items() if key not in NOT_CONTENT}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    hashed = hashlib.blake2b(canonical, digest_size=16).hexdigest()
    return ChatRequest(index, data["model"], tuple(data["messages"]), params, hashed)


def message_text(message: Mapping[str, Any]) -> str:
    """The text of a message, whose content is a string or a list of parts."""
    content = message.get("content")
    if isinstance(content, list):
        return "".join(part.get("text") or "" for part in content)
    return content or ""
