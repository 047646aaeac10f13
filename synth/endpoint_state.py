"""How an endpoint does, for whoever watches a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

State = Literal["up", "resting", "down", "closed"]
"""Asked; asked for patience (429, Retry-After); failing, only probed; given up until the user fixes something."""


@dataclass(frozen=True, slots=True)
class EndpointState:
    """One endpoint of a role."""

    name: str
    """Its base_url."""
    state: State
    """Whether it is asked."""
    in_flight: int
    """Calls in flight now, of all roles."""
    limit: int
    """Calls it may have in flight now, as measured."""
    answered: int
    """Calls it has answered."""
    queue_depth: int | None = None
    """Calls that wait inside it, where it tells."""
    failure: str = ""
    """What its latest failed call said."""


@runtime_checkable
class Pooled(Protocol):
    """A generator that can say how its endpoints do."""

    def endpoint_states(self) -> Sequence[EndpointState]:
        """One for each endpoint, in the recipe's order; empty before the first request."""
