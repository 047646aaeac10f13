"""What a recipe says of an OpenAI-compatible endpoint: validated here, apart from the code that asks it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from schemas.request import MAX_TOKENS_KEYS
from synth.accounting import Price
from synth.endpoint_pool import PATIENCE_S

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
    patience_s: float = Field(default=PATIENCE_S, gt=0)
    """Seconds that all endpoints may fail nearly every call; then what waits for them fails with `breaker_open`."""


class EndpointSettings(Section):
    """One of several endpoints that serve the same model; what it does not say holds as the role says it."""

    base_url: str
    """Up to and including `/v1`."""
    api_key_env: str | None = None
    """The environment variable that holds the key."""
    concurrency: Annotated[int, Field(ge=1)] | Literal["auto"] | None = None
    """Calls in flight at most, here."""
    price: Price | None = None
    """USD per million tokens, here."""
    headers: dict[str, str | FromEnvironment] | None = None
    """More headers; a secret one as `{env: VARIABLE}`."""

    @model_validator(mode="before")
    @classmethod
    def _of_text(cls, value: Any) -> Any:
        return {"base_url": value} if isinstance(value, str) else value

    @field_validator("base_url")
    @classmethod
    def _plain_url(cls, url: str) -> str:
        return plain_url(url)

    @property
    def ceiling(self) -> int:
        """Calls in flight at most, as a number."""
        return self.concurrency if isinstance(self.concurrency, int) else AUTO_CEILING

    @property
    def plain_headers(self) -> dict[str, str]:
        """Headers that are no secret."""
        return {name: value for name, value in (self.headers or {}).items() if isinstance(value, str)}

    @property
    def secret_headers(self) -> dict[str, str]:
        """Header to the environment variable that holds its value."""
        return {name: value.env for name, value in (self.headers or {}).items() if isinstance(value, FromEnvironment)}


class Settings(Section):
    """One role's model, and the endpoint or endpoints that serve it."""

    base_url: str = "https://api.openai.com/v1"
    """Up to and including `/v1`."""
    endpoints: tuple[EndpointSettings, ...] = ()
    """Several instead of `base_url`: addresses, or mappings with what one of them has of its own."""
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
    def resolved_endpoints(self) -> tuple[EndpointSettings, ...]:
        """All endpoints, one or several, with what the role says filled in."""
        own = {name: getattr(self, name) for name in ("api_key_env", "concurrency", "price", "headers")}
        listed = self.endpoints or (EndpointSettings(base_url=self.base_url),)
        return tuple(
            endpoint.model_copy(update={k: v for k, v in own.items() if k not in endpoint.model_fields_set})
            for endpoint in listed
        )

    @property
    def highest_price(self) -> Price | None:
        """The most that any endpoint charges, for whoever must reckon with the worst; None if one has no price."""
        prices = [endpoint.price for endpoint in self.resolved_endpoints]
        known = [price for price in prices if price is not None]
        if len(known) < len(prices):
            return None
        cached = max(price.input if price.cached_input is None else price.cached_input for price in known)
        return Price(
            input=max(price.input for price in known),
            output=max(price.output for price in known),
            cached_input=None if all(price.cached_input is None for price in known) else cached,
        )

    @field_validator("sampling")
    @classmethod
    def _leave_ours(cls, sampling: dict[str, Any]) -> dict[str, Any]:
        return checked_sampling(sampling)

    @field_validator("base_url")
    @classmethod
    def _plain_url(cls, url: str) -> str:
        return plain_url(url)

    @field_validator("endpoints", mode="before")
    @classmethod
    def _several(cls, endpoints: Any) -> Any:
        if isinstance(endpoints, list | tuple) and not endpoints:
            raise ValueError("name at least one endpoint, or leave the key out and give base_url")
        return endpoints

    @model_validator(mode="after")
    def _fits_together(self) -> "Settings":
        """Checked on the whole, since the message about a single value would repeat it."""
        endpoints = self.resolved_endpoints
        if any("@" in endpoint.base_url.split("/")[2] for endpoint in endpoints):
            raise ValueError("a base_url must not hold a user name or password; use api_key_env")
        if self.endpoints and "base_url" in self.model_fields_set:
            raise ValueError("give base_url or endpoints, not both")
        if len({(endpoint.base_url, endpoint.api_key_env) for endpoint in endpoints}) < len(endpoints):
            raise ValueError("an endpoint is listed twice; it needs no second line, or one with another api_key_env")
        if len(endpoints) > 1 and self.fingerprint_base_url:
            raise ValueError("fingerprint_base_url is for endpoints that differ; several of one role serve one model")
        return self


def plain_url(url: str) -> str:
    """A base_url as it is used, without a slash at its end.

    Raises:
        ValueError: it is none.
    """
    if not url.startswith(("http://", "https://")):
        raise ValueError("a base_url begins with http:// or https://, e.g. http://127.0.0.1:8000/v1")
    return url.rstrip("/")
