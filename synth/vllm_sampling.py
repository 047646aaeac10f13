"""A request in the words of vLLM's `SamplingParams`: the same mapping that its OpenAI-compatible server does.

Pure: plain mappings in and out, so that it is tested where vLLM is not installed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schemas.errors import GenerationError
from schemas.request import Request
from synth.vllm_settings import ENGINE

TEMPLATE_KEYS = ("reasoning_effort",)
"""Parameters of the chat API that belong to the chat template."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, taken apart."""

    params: Mapping[str, Any]
    """Keyword arguments of `SamplingParams.from_optional`, `max_tokens` only if the request sets one."""
    structured: Mapping[str, Any] | None
    """Keyword arguments of `StructuredOutputsParams`; None: free text."""
    template: Mapping[str, Any]
    """Variables for the chat template, e.g. `enable_thinking`."""


def asked_of(request: Request) -> Asked:
    """Take a request apart.

    `extra_body` is merged in as the server does. With a `seed`, sample k gets seed + k, since the same seed for every
    sample would yield one answer k times.
    """
    sampling = {name: value for name, value in request.sampling.items() if name != ENGINE}
    sampling = {**(sampling.pop("extra_body", None) or {}), **sampling}
    template = {name: sampling.pop(name) for name in TEMPLATE_KEYS if name in sampling}
    template |= sampling.pop("chat_template_kwargs", None) or {}
    structured = sampling.pop("structured_outputs", None)
    if isinstance(sampling.get("seed"), int):
        sampling["seed"] += request.sample
    if "max_completion_tokens" in sampling:
        sampling["max_tokens"] = sampling.pop("max_completion_tokens")
    return Asked(_with_logprobs(sampling), _constraint(structured, request.response_format), template)


def _with_logprobs(sampling: dict[str, Any]) -> dict[str, Any]:
    """The chat API's switch `logprobs: true`; the alternatives of `top_logprobs` are kept nowhere, so not asked for."""
    wanted, alternatives = sampling.pop("logprobs", None), sampling.pop("top_logprobs", None)
    if wanted or alternatives:
        sampling["logprobs"] = 0  # of the sampled token only
    return sampling


def _constraint(given: Mapping[str, Any] | None, wanted: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """What the answer must match: the request's response format, with the options of `structured_outputs` kept."""
    kind = (wanted or {}).get("type", "text")
    if wanted is None or kind == "text":
        return given
    if kind == "json_object":
        return {**(given or {}), "json_object": True}
    if kind == "json_schema":
        return {**(given or {}), "json": wanted["json_schema"]["schema"]}
    return {**(given or {}), "structural_tag": json.dumps(dict(wanted))}


def within(params: Mapping[str, Any], defaults: Mapping[str, Any], prompt: int, context: int) -> dict[str, Any]:
    """The parameters with the model's own defaults, and a cap on tokens that the context has room for.

    Args:
        params: of the request.
        defaults: of the model (`generation_config.json`), used where the request is silent.
        prompt: length of the prompt in tokens.
        context: tokens that prompt and answer may have together.

    Raises:
        GenerationError: `context_length`, when the prompt leaves no room for an answer.
    """
    room = context - prompt
    if room < 1:
        message = f"the prompt has {prompt} tokens, and the context length is {context}"
        raise GenerationError("context_length", message)
    merged = {**defaults, **params}
    cap = merged.get("max_tokens")
    return {**merged, "max_tokens": room if cap is None else min(cap, room)}


def can_differ(params: Mapping[str, Any]) -> bool:
    """Whether asking the very same thing again may bring another answer."""
    return params.get("seed") is None and params.get("temperature") != 0
