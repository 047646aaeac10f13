"""One model call: what is asked (Request) and what came back (Completion)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from schemas.problem import Problem

FINGERPRINT_VERSION = 1
"""Part of every fingerprint: raise it when the way requests are hashed changes."""


class Message(NamedTuple):
    """One chat message."""

    role: str
    """`system`, `user` or `assistant`."""
    content: str
    """Plain text."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who asks. Never part of a fingerprint: two askers of the same thing share the answer."""

    pipeline: str
    """Name of the pipeline."""
    stage: str
    """Name of the stage, or of the judge."""
    problem_id: str
    """Id of the problem the request is about."""
    sample: int
    """Which of the problem's traces asks, from 0."""
    attempt: int
    """0 for the first try of the stage, then 1, 2, ..."""
    prompt_hash: str = ""
    """Hash of the prompt template that was rendered."""
    problem: Problem | None = None
    """The whole problem, gold included: only set for a generator whose traits say `sees_problem`."""
    question_hash: str = ""
    """`Problem.question_hash`; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class Request:
    """Everything that can change an answer, and nothing that cannot."""

    messages: tuple[Message, ...]
    """The conversation, oldest first."""
    model: str
    """The model's name at its endpoint."""
    sampling: Mapping[str, Any] = field(default_factory=dict)
    """All sampling parameters as sent (temperature, top_p, max_tokens, seed, ...)."""
    response_format: Mapping[str, Any] | None = None
    """OpenAI `response_format`, e.g. a JSON schema."""
    sample: int = 0
    """Sample index: asks the same thing again for another answer."""
    endpoint: str | None = None
    """The base_url, only when the recipe says that it distinguishes answers."""
    origin: Origin | None = field(default=None, compare=False)
    """Who asks; not part of the fingerprint."""
    _digests: tuple[str, str] | None = field(default=None, init=False, compare=False, repr=False)
    """Fingerprint and family once they were asked for: each request is looked up, kept and recorded under them."""

    @property
    def fingerprint(self) -> str:
        """Hex sha256 over every part that can change the answer."""
        return (self._digests or self._digest())[0]

    @property
    def family(self) -> str:
        """The fingerprint with `max_tokens` left out: an answer that ended by itself fits them all."""
        return (self._digests or self._digest())[1]

    @property
    def max_tokens(self) -> int | None:
        """The cap on generated tokens, if the request sets one."""
        return next((self.sampling[key] for key in MAX_TOKENS_KEYS if key in self.sampling), None)

    def _digest(self) -> tuple[str, str]:
        """The sha256 of the JSON list of all parts; the messages, which are nearly all of it, are encoded once."""
        head = f"[{FINGERPRINT_VERSION},{_dump(self.messages)},{_dump(self.model)},"
        hashed = hashlib.sha256(head.encode("utf-8", "surrogatepass"))
        tail = f",{_dump(self.response_format)},{_dump(self.sample)},{_dump(self.endpoint)}]"
        capless = {key: value for key, value in self.sampling.items() if key not in MAX_TOKENS_KEYS}
        fingerprint = _ended(hashed, _dump(dict(self.sampling)) + tail)
        family = fingerprint if len(capless) == len(self.sampling) else _ended(hashed, _dump(capless) + tail)
        object.__setattr__(self, "_digests", (fingerprint, family))
        return fingerprint, family


_dump = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def _ended(head: Any, tail: str) -> str:
    """The digest of what was hashed so far and a tail."""
    hashed = head.copy()
    hashed.update(tail.encode("utf-8", "surrogatepass"))
    digest: str = hashed.hexdigest()
    return digest


MAX_TOKENS_KEYS = ("max_tokens", "max_completion_tokens")
"""The two names OpenAI-compatible endpoints give to the same cap."""


class TokenLogprob(NamedTuple):
    """Log-probability of one generated token."""

    token: str
    """The token's text."""
    logprob: float
    """Natural logarithm of its probability."""
    start: int
    """Character offset of its first character in the completion's text."""
    end: int
    """Character offset after its last character."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One answer of a generator."""

    text: str
    """The answer, without reasoning."""
    finish_reason: str = "stop"
    """`stop`, `length`, `content_filter`, ... as the endpoint says."""
    reasoning: str | None = None
    """Reasoning content that came apart from the text, or in front of it between think tags."""
    model: str = ""
    """The model as the endpoint names it."""
    prompt_tokens: int = 0
    """As the endpoint counted them."""
    cached_tokens: int = 0
    """How many of the prompt tokens the endpoint had cached (and may charge less for)."""
    completion_tokens: int = 0
    """As the endpoint counted them, reasoning included."""
    calls: int = 1
    """Model calls spent on this answer, failed tries included."""
    latency_s: float = 0.0
    """Seconds from sending the successful call to its last byte."""
    from_journal: bool = False
    """True when it was on disk already and nothing was asked."""
    logprobs: tuple[TokenLogprob, ...] | None = None
    """Per-token log-probabilities, when they were asked for."""
    endpoint: str | None = None
    """The base_url that answered, where a role has several; else the recipe says it."""
    cost_usd: float | None = None
    """What it cost, where the endpoint that answered has a price of its own; else the role's price tells."""

    @property
    def truncated(self) -> bool:
        """True when the token cap cut it off: half a text, never to be parsed as a whole one."""
        return self.finish_reason == "length"
