"""How the fake behaves: one record for code, one for what comes from a command line or over HTTP."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from math import ceil
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from synth.fake.chat import Responder
from synth.fake.choice import ReasoningStyle
from synth.fake.faults import Fault, parse_fault
from synth.fake.gate import WhenFull
from synth.fake.latency import Fixed, Latency, parse_latency
from synth.fake.responders import echo

RetryAfterStyle = Literal["seconds", "date", "milliseconds", "absent"]
"""`Retry-After` in seconds or as an HTTP date, OpenAI's `retry-after-ms`, or no header at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeSettings:
    """Everything the fake can be told. `FakeServer.configure` changes all but the log's fields at run time."""

    responder: Responder = echo
    """Who answers; the default answers by the JSON schema where one is asked for, else with a short echo."""
    latency: Latency = Fixed(0.0)
    """Seconds a request takes once it is admitted."""
    faults: tuple[Fault, ...] = ()
    """What goes wrong; the first rule that applies to a request is taken."""
    capacity: int | None = None
    """Requests served at once; None for any number."""
    when_full: WhenFull = "reject"
    """What becomes of requests above the capacity: `reject` (429) or `queue`."""
    retry_after: float = 1.0
    """Seconds that 429 and 503 answers ask to wait."""
    retry_after_style: RetryAfterStyle = "seconds"
    """In which form they ask."""
    models: tuple[str, ...] = ()
    """Names that are served, others get 404; empty serves any name."""
    api_key: str | None = field(default=None, repr=False)
    """The key that is demanded, others get 401; None demands none."""
    context_length: int | None = None
    """Prompts of more tokens get 400; None for no limit."""
    reasoning: ReasoningStyle = "reasoning_content"
    """Where a reply's reasoning goes."""
    logprobs: bool = True
    """False ignores `logprobs` in requests, as some endpoints do."""
    prefix_cache: bool = False
    """True reports `cached_tokens` in `usage`, from a simulated prefix cache."""
    metrics: bool = True
    """False has no `GET /metrics`, as providers and proxies have none."""
    seed: int = 0
    """Decides latencies and fault rates, together with each request's content and attempt."""
    log_limit: int | None = 20_000
    """Records kept in memory; None for all."""
    log_path: Path | None = None
    """File that every finished request is appended to as a line of JSON."""

    def retry_headers(self) -> dict[str, str]:
        """The header that tells a client how long to wait."""
        match self.retry_after_style:
            case "seconds":
                return {"Retry-After": f"{self.retry_after:g}"}
            case "milliseconds":
                return {"retry-after-ms": f"{self.retry_after * 1000:.0f}"}
            case "date":  # whole seconds only, hence rounded up
                return {"Retry-After": formatdate(ceil(time.time() + self.retry_after), usegmt=True)}
        return {}


class SettingsPatch(BaseModel):
    """Settings as text and numbers, for the command line and `POST /_fake/settings`.

    Fields mean what they mean in FakeSettings; those without a word of their own are written alike. What is left out
    stays as it is.
    """

    model_config = ConfigDict(extra="forbid")

    latency: str | Annotated[float, Field(ge=0)] | None = None
    """`0.05`, `uniform:0.02:0.08` or `lognormal:0.05:1.0`."""
    faults: list[str] | None = None
    """`server_error:0.05`, `rate_limit@0,3`, ...; replaces all rules."""
    capacity: Annotated[int, Field(ge=0)] | None = None
    """None (given as null) lifts the limit."""
    when_full: WhenFull = "reject"
    retry_after: Annotated[float, Field(ge=0)] = 1.0
    retry_after_style: RetryAfterStyle = "seconds"
    models: list[str] = []
    context_length: Annotated[int, Field(ge=1)] | None = None
    reasoning: ReasoningStyle = "reasoning_content"
    logprobs: bool = True
    prefix_cache: bool = False
    metrics: bool = True

    def apply(self, settings: FakeSettings) -> FakeSettings:
        """The settings with what was given changed.

        Raises:
            UserError: a latency or a fault cannot be read.
        """
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return replace(settings, **{name: _typed(name, value) for name, value in given.items()})


def described(settings: FakeSettings) -> Mapping[str, Any]:
    """The settings for people to read back; never the key."""
    names = (name for name in FakeSettings.__slots__ if name not in ("api_key", "responder"))
    return {name: _plain(getattr(settings, name)) for name in names}


def _typed(name: str, value: Any) -> Any:
    match name, value:
        case "latency", _:
            return Fixed() if value is None else parse_latency(str(value))
        case "faults", _:
            return tuple(parse_fault(spec) for spec in value or ())
        case "models", _:
            return tuple(value)
    return value


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float) else str(value)
