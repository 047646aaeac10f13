"""What a recipe says of an OpenAI-compatible endpoint: validated here, apart from the code that asks it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from schemas.request import MAX_TOKENS_KEYS
from synth.accounting import Price

OWN_KEYS = ("model", "messages", "n", "stream", "response_format")
"""Body keys that are ours to set, so a recipe cannot."""
AUTO_CEILING = 1024
"""Calls in flight at most when `concurrency: auto`."""


class Section(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def checked_sampling(sampling: dict[str, Any]) -> dict[str, Any]:
    """The sampling parameters of a recipe, as they are.

    Raises:
        ValueError: a key that is ours to set, or a cap on tokens that is none.
    """
    taken = [key for key in OWN_KEYS if key in sampling]
    if taken:
        raise ValueError(f"'{taken[0]}' is not a sampling parameter of a recipe")
    for key in MAX_TOKENS_KEYS:
        cap = sampling.get(key, 1)
        if not isinstance(cap, int) or isinstance(cap, bool) or cap < 1:
            raise ValueError(f"'{key}' is a whole number from 1 on, not {cap!r}")
    return sampling


class FromEnvironment(Section):
    """A header's value that is secret: only the variable's name stands in the recipe."""

    env: str
    """Name of the environment variable."""


class TimeoutSettings(Section):
    """Seconds until a call is given up."""

    connect: float = Field(default=10.0, gt=0)
    """Until the connection stands."""
    first_byte: float = Field(default=600.0, gt=0)
    """Until the reply begins; nothing is streamed, so most of the generation lies before it."""
    total: float = Field(default=600.0, gt=0)
    """Until the reply is complete."""


class RetrySettings(Section):
    """How long to keep trying one request; see retry_table for what is tried again at all."""

    attempts: int = Field(default=6, ge=1, le=100)
    """Failed calls after which a request is given up; being told to slow down does not count."""
    timeouts: int = Field(default=3, ge=1, le=100)
    """The same for calls that timed out: each may have been paid for."""
    give_up_s: float = Field(default=900.0, gt=0)
    """Seconds after which it is given up whatever the reason."""


class Settings(Section):
    """One role's endpoint and model."""

    base_url: str = "https://api.openai.com/v1"
    """Up to and including `/v1`."""
    model: str
    """As the endpoint names it."""
    api_key_env: str | None = None
    """The environment variable that holds the key; None sends none (local servers)."""
    concurrency: Annotated[int, Field(ge=1)] | Literal["auto"] = 64
    """Calls in flight at most; an endpoint that takes fewer is followed. `auto`: as many as pay."""
    sampling: dict[str, Any] = Field(default_factory=dict)
    """Any parameter of the endpoint, sent as it is; `extra_body` is merged into the body."""
    price: Price | None = None
    """USD per million tokens."""
    timeout: TimeoutSettings = TimeoutSettings()
    """When a call is given up."""
    retries: RetrySettings = RetrySettings()
    """When a request is given up."""
    headers: dict[str, str | FromEnvironment] = Field(default_factory=dict)
    """More headers; a secret one as `{env: VARIABLE}`."""
    fingerprint_base_url: bool = False
    """True where two endpoints serve different models under one name: answers of one are not taken for the other."""

    @property
    def ceiling(self) -> int:
        """Calls in flight at most, as a number."""
        return AUTO_CEILING if self.concurrency == "auto" else self.concurrency

    @property
    def plain_headers(self) -> dict[str, str]:
        """Headers that are no secret."""
        return {name: value for name, value in self.headers.items() if isinstance(value, str)}

    @property
    def secret_headers(self) -> dict[str, str]:
        """Header to the environment variable that holds its value."""
        return {name: value.env for name, value in self.headers.items() if isinstance(value, FromEnvironment)}

    @field_validator("sampling")
    @classmethod
    def _leave_ours(cls, sampling: dict[str, Any]) -> dict[str, Any]:
        return checked_sampling(sampling)

    @field_validator("base_url")
    @classmethod
    def _plain_url(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("a base_url begins with http:// or https://, e.g. http://127.0.0.1:8000/v1")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _no_password(self) -> "Settings":
        """Checked on the whole, since the message about a single value would repeat it."""
        if "@" in self.base_url.split("/")[2]:
            raise ValueError("a base_url must not hold a user name or password; use api_key_env")
        return self
