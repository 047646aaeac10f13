"""From what a responder replied to what a server sends: token caps, stop strings, reasoning, log-probabilities."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from synth.fake.chat import ChatRequest, Reply
from synth.fake.minimal_json import minimal_value
from synth.fake.tokens import split_tokens

ReasoningStyle = Literal["reasoning_content", "reasoning", "think", "think_unopened", "hidden"]
"""Where reasoning goes: a message field of that name, `<think>` tags before the text, the same with the opening tag
missing (as chat templates that open it themselves leave it), or nowhere but in the token counts."""

TokenLogprob = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer, ready for the wire."""

    content: str | None
    """The message's content; None when the token cap left no room for any."""
    reasoning: str | None
    """Reasoning in a field of its own."""
    finish_reason: str
    """`stop`, `length`, ..."""
    logprobs: tuple[TokenLogprob, ...] | None
    """Tokens of the content with their log-probabilities, when asked for."""
    tokens: int
    """Generated tokens, reasoning included."""
    reasoning_tokens: int
    """Those of the reasoning."""


def finish(reply: Reply, request: ChatRequest, style: ReasoningStyle, cap: int | None) -> Choice:
    """The choice that `reply` becomes under the request's parameters and a cap on tokens.

    Raises:
        ValueError: the reply's own log-probabilities do not spell its text.
        ApiError: 400, when the request's JSON schema cannot be met.
    """
    text = _stopped(written(reply, request), request.params.get("stop"))
    thought, said = split_tokens(reply.reasoning or ""), split_tokens(text)
    total = len(thought) + len(said)
    kept = total if cap is None else min(cap, total)
    said_kept = said[: max(0, kept - len(thought))]
    reasoning = "".join(thought[:kept]) or None
    said_text = "".join(said_kept)
    field, content = _placed(reasoning, None if kept < len(thought) else said_text, style)
    return Choice(
        content=content,
        reasoning=field,
        finish_reason="length" if kept < total else reply.finish_reason,
        logprobs=_logprobs(reply, request, content or "", said_text) if request.params.get("logprobs") else None,
        tokens=kept,
        reasoning_tokens=min(kept, len(thought)),
    )


def written(reply: Reply, request: ChatRequest) -> str:
    """The reply's text; where it has none, minimal JSON by the request's schema, else a short echo."""
    if reply.text is not None:
        return reply.text
    if request.schema is not None:
        return json.dumps(minimal_value(request.schema))
    return echo_text(request)


def echo_text(request: ChatRequest) -> str:
    """A short text that is the same for the same request and differs between requests."""
    return f"Echo {request.fingerprint[:12]}, choice {request.choice}."


def logprob_entries(logprobs: Sequence[TokenLogprob], top: int) -> list[dict[str, Any]]:
    """The `logprobs.content` of a choice, with `top` made-up alternatives per token, the chosen one first."""
    return [{**_entry(token, logprob), "top_logprobs": _ranked(token, logprob, top)} for token, logprob in logprobs]


def _ranked(token: str, logprob: float, top: int) -> list[dict[str, Any]]:
    return [_entry(token if rank == 0 else f"{token}~{rank}", logprob - 1.5 * rank) for rank in range(top)]


def _entry(token: str, logprob: float) -> dict[str, Any]:
    return {"token": token, "logprob": logprob, "bytes": list(token.encode("utf-8", "surrogatepass"))}


def _placed(reasoning: str | None, content: str | None, style: ReasoningStyle) -> tuple[str | None, str | None]:
    """The reasoning field and the content."""
    if reasoning is None or style == "hidden":
        return None, content
    if style in ("reasoning_content", "reasoning"):
        return reasoning, content
    opening = "<think>\n" if style == "think" else ""
    return None, f"{opening}{reasoning}" if content is None else f"{opening}{reasoning}\n</think>\n\n{content}"


def _stopped(text: str, stop: str | list[str] | None) -> str:
    for string in [stop] if isinstance(stop, str) else stop or ():
        text = text.split(string, 1)[0] if string else text
    return text


def _logprobs(reply: Reply, request: ChatRequest, content: str, said: str) -> tuple[TokenLogprob, ...]:
    """Those of the content, which is `said` with or without reasoning before it."""
    if reply.logprobs is None:
        return _all_made_up(request, content)
    spelled = "".join(token for token, _ in reply.logprobs)
    if spelled != reply.text:
        raise ValueError(f"the reply's logprobs spell {spelled!r}, its text is {reply.text!r}")
    return _all_made_up(request, content.removesuffix(said)) + _cut_logprobs(reply.logprobs, len(said))


def _all_made_up(request: ChatRequest, text: str) -> tuple[TokenLogprob, ...]:
    return tuple((token, _made_up(request, position, token)) for position, token in enumerate(split_tokens(text)))


def _made_up(request: ChatRequest, position: int, token: str) -> float:
    """Between -3 and 0, mostly near 0, by hash: a confident model with moments of doubt."""
    drawn: float = zlib.crc32(f"{request.fingerprint}/{request.choice}/{position}/{token}".encode()) / 2**32
    return -3.0 * drawn**4


def _cut_logprobs(logprobs: Sequence[TokenLogprob], length: int) -> tuple[TokenLogprob, ...]:
    kept: list[TokenLogprob] = []
    for token, logprob in logprobs:
        if length < len(token):
            break
        kept.append((token, logprob))
        length -= len(token)
    return tuple(kept)
