"""How long the fake lets a request wait: distributions, drawn by seed."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from schemas.errors import UserError
from synth.fake.chat import ChatRequest

Latency = Callable[[ChatRequest, Random], float]
"""Seconds from a request's admission to its answer. The generator is seeded by the request's content."""

Z99 = 2.3263478740408408
"""The 99th percentile of the standard normal distribution."""

SPEC = "write SECONDS, uniform:LOW:HIGH or lognormal:MEDIAN:P99 (all in seconds)"
"""How a latency is written on the command line."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Always the same."""

    seconds: float = 0.0
    """Seconds."""

    def __call__(self, request: ChatRequest, random: Random) -> float:
        return self.seconds


@dataclass(frozen=True, slots=True)
class Uniform:
    """Evenly between two bounds."""

    low: float
    """Seconds, the least."""
    high: float
    """Seconds, the most."""

    def __call__(self, request: ChatRequest, random: Random) -> float:
        return random.uniform(self.low, self.high)


@dataclass(frozen=True, slots=True)
class LogNormal:
    """The long tail that real endpoints have."""

    median: float
    """Seconds that half of the requests stay under."""
    p99: float
    """Seconds that 99 of 100 requests stay under."""

    def __call__(self, request: ChatRequest, random: Random) -> float:
        return random.lognormvariate(math.log(self.median), math.log(self.p99 / self.median) / Z99)


def parse_latency(spec: str) -> Latency:
    """A latency from `0.05`, `fixed:0.05`, `uniform:0.02:0.08` or `lognormal:0.05:1.0`.

    Raises:
        UserError: when it is none of these, or its numbers make no sense.
    """
    name, *rest = spec.split(":")
    if not rest:
        name, rest = "fixed", [name]
    try:
        latency = KINDS[name](*(_seconds(part) for part in rest))
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"not a latency: '{spec}'", fix=f"{SPEC[0].upper()}{SPEC[1:]}.") from error
    _check(latency, spec)
    return latency


def _seconds(part: str) -> float:
    seconds = float(part)
    if not 0 <= seconds < math.inf:
        raise ValueError(part)
    return seconds


def _check(latency: Fixed | Uniform | LogNormal, spec: str) -> None:
    match latency:
        case Uniform(low, high) if low > high:
            raise UserError(f"not a latency: '{spec}' has its bounds the wrong way round")
        case LogNormal(median, p99) if not 0 < median <= p99:
            raise UserError(f"not a latency: '{spec}' needs 0 < median <= p99")


KINDS: dict[str, Callable[..., Fixed | Uniform | LogNormal]] = {
    "fixed": Fixed,
    "uniform": Uniform,
    "lognormal": LogNormal,
}
"""The distributions a specification may name."""
