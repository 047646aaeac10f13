"""What a run has asked, got and paid so far: plain integers bumped on one event loop, copied out as a snapshot.

Answers from the journal cost nothing here; they were paid for by the run that asked.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

from schemas.errors import FailureKind
from schemas.request import Completion, Request


class Price(BaseModel):
    """What an endpoint charges, in USD per million tokens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: float = Field(ge=0)
    """Prompt tokens."""
    output: float = Field(ge=0)
    """Generated tokens, reasoning included."""
    cached_input: float | None = Field(default=None, ge=0)
    """Prompt tokens that the endpoint had cached; None: as `input`."""

    def of(self, completion: Completion) -> float:
        """What one answer cost, in USD, as far as its usage tells (failed tries are not in it)."""
        if completion.cost_usd is not None:  # its endpoint has a price of its own
            return completion.cost_usd
        cached = min(completion.cached_tokens, completion.prompt_tokens)
        fresh = completion.prompt_tokens - cached
        cached_price = self.input if self.cached_input is None else self.cached_input
        return (fresh * self.input + cached * cached_price + completion.completion_tokens * self.output) / 1e6


@runtime_checkable
class Priced(Protocol):
    """A generator whose answers may cost money."""

    price: Price | None
    """None: the recipe does not say."""


def price_of(generator: object) -> Price | None:
    """What a generator's answers cost, as far as the recipe says."""
    return generator.price if isinstance(generator, Priced) else None


class CallListener(Protocol):
    """Hears of a generator's calls, retried ones included. Who is answered need not say so: the asker sees it."""

    async def call_begins(self, request: Request) -> None:
        """Just before a call is sent; may keep it waiting.

        Raises:
            GenerationError: it must not be sent.
        """

    def call_failed(self, request: Request, kind: FailureKind, cost_unknown: bool) -> None:
        """`cost_unknown`: the model may have worked, and somebody may have paid, for nothing."""


@runtime_checkable
class Reporting(Protocol):
    """A generator that reports its calls."""

    listener: CallListener | None
    """Set by the asker."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Totals at one moment, of one role or of a whole run."""

    asked: int = 0
    """Requests that were put to the asker."""
    answered: int = 0
    """Requests that a generator answered in this run."""
    from_journal: int = 0
    """Requests whose answer was on disk already."""
    shared: int = 0
    """Requests that joined an identical one in flight."""
    failed: int = 0
    """Requests that stayed without an answer."""
    calls: int = 0
    """Model calls made, failed tries included."""
    prompt_tokens: int = 0
    """Of answers made in this run."""
    cached_tokens: int = 0
    """Of those, tokens the endpoint had cached."""
    completion_tokens: int = 0
    """Of answers made in this run."""
    cost_usd: float = 0.0
    """Of answers made in this run, where a price is known."""
    unpriced: int = 0
    """Answers made in this run by a generator without a price."""
    abandoned: int = 0
    """Calls that timed out or broke off: they may have been paid for, the cost is unknown."""
    failed_calls: Mapping[str, int] = field(default_factory=dict)
    """Failed calls by kind, retried ones included."""

    def __add__(self, other: "Usage") -> "Usage":
        sums: dict[str, Any] = {name: getattr(self, name) + getattr(other, name) for name in NUMBERS}
        return Usage(**sums, failed_calls=dict(Counter(self.failed_calls) + Counter(other.failed_calls)))


NUMBERS = tuple(name.name for name in fields(Usage) if name.name != "failed_calls")
"""The fields of Usage that add up."""


class Account:
    """The running totals of one role."""

    def __init__(self, price: Price | None = None) -> None:
        self.price = price
        self.asked = self.answered = self.from_journal = self.shared = self.failed = self.calls = 0
        self.prompt_tokens = self.cached_tokens = self.completion_tokens = self.unpriced = self.abandoned = 0
        self.cost_usd = 0.0
        self.failed_calls: Counter[str] = Counter()

    def cost(self, completion: Completion) -> float | None:
        """What an answer cost in USD; None without a price."""
        return completion.cost_usd if self.price is None else self.price.of(completion)

    def book(self, completion: Completion) -> None:
        """Count a fresh answer."""
        self.answered += 1
        self.calls += completion.calls
        self.prompt_tokens += completion.prompt_tokens
        self.cached_tokens += completion.cached_tokens
        self.completion_tokens += completion.completion_tokens
        cost = self.cost(completion)
        self.unpriced += cost is None
        self.cost_usd += cost or 0.0

    def book_failure(self, calls: int) -> None:
        """Count a request that stayed without an answer after so many calls."""
        self.failed += 1
        self.calls += calls

    def book_failed_call(self, kind: FailureKind, cost_unknown: bool) -> None:
        """Count one failed call."""
        self.failed_calls[kind] += 1
        self.abandoned += cost_unknown

    def snapshot(self) -> Usage:
        """The totals now."""
        numbers = {name: getattr(self, name) for name in NUMBERS}
        return Usage(**numbers, failed_calls=dict(self.failed_calls))
