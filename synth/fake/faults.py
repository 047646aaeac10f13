"""What can go wrong on purpose: kinds of faults, and which requests they befall."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Literal, get_args

from schemas.errors import UserError
from schemas.validation import unknown_value
from synth.fake.chat import ChatRequest
from synth.fake.errors import SCRIPTED

FaultKind = Literal[
    "bad_gateway",
    "bad_request",
    "context_length",
    "empty_choices",
    "empty_text",
    "error_body",
    "forbidden",
    "gateway_timeout",
    "hang",
    "length",
    "malformed",
    "not_found",
    "overloaded",
    "quota",
    "rate_limit",
    "reset",
    "reset_midway",
    "server_error",
    "slow_drip",
    "truncated",
    "unauthorized",
    "unavailable",
]
"""What a client sees of each stands in docs/rehearsal.md."""

WORKED_FIRST = frozenset({"gateway_timeout", "server_error"})
"""Errors that come after the latency, in a place of their own."""

STATUS_FAULTS = frozenset(SCRIPTED)
"""Kinds that are an error status with OpenAI's error body."""

AT_ONCE = STATUS_FAULTS - WORKED_FIRST
"""Kinds that a server notices before it does any work: no latency, no place taken."""

ALIASES = {
    "400": "bad_request",
    "401": "unauthorized",
    "403": "forbidden",
    "404": "not_found",
    "429": "rate_limit",
    "500": "server_error",
    "502": "bad_gateway",
    "503": "unavailable",
    "504": "gateway_timeout",
    "529": "overloaded",
}
"""Statuses, for those who think in numbers."""

SPEC = re.compile(
    r"(?P<kind>\w+)(?::(?P<rate>[\d.]+))?(?:@(?P<at>\d+(?:,\d+)*))?(?:\*(?P<attempts>\d+))?"
    r"(?:/(?P<seconds>[\d.]+)s)?(?:~(?P<when>.+))?",
    re.DOTALL,
)
"""`KIND[:RATE][@INDEX,INDEX,...][*ATTEMPTS][/SECONDSs][~TEXT]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A rule: this kind befalls the requests that meet every condition given."""

    kind: FaultKind
    """What goes wrong."""
    rate: float = 1.0
    """Share of the requests that meet the other conditions; drawn anew for every attempt."""
    at: frozenset[int] | None = None
    """Only requests with these numbers (from 0, in order of arrival)."""
    attempts: int | None = None
    """Only the first so many attempts of a same request, so that retries get through."""
    when: str | Callable[[ChatRequest], bool] | None = None
    """Only requests whose messages hold this text, or for which this says so."""
    seconds: float = 1.0
    """How long a `slow_drip` takes from its first byte to its last."""

    def __post_init__(self) -> None:
        if self.kind not in get_args(FaultKind):
            raise unknown_value("fault", self.kind, get_args(FaultKind))
        if not 0 <= self.rate <= 1:
            raise UserError(f"fault '{self.kind}': a rate lies between 0 and 1, not {self.rate:g}")

    def befalls(self, request: ChatRequest, random: Random) -> bool:
        """Whether the request meets all conditions; draws exactly once, so that rules do not disturb each other."""
        drawn = random.random() < self.rate
        if self.at is not None and request.index not in self.at:
            return False
        if self.attempts is not None and request.attempt >= self.attempts:
            return False
        return drawn and self._matches(request)

    def _matches(self, request: ChatRequest) -> bool:
        if isinstance(self.when, str):
            return self.when in request.prompt
        return self.when is None or self.when(request)


def choose_fault(faults: Iterable[Fault], request: ChatRequest, random: Random) -> Fault | None:
    """The first rule that befalls the request. All rules draw, whichever is taken."""
    befalling = [fault for fault in faults if fault.befalls(request, random)]
    return befalling[0] if befalling else None


def parse_fault(spec: str) -> Fault:
    """A rule from `server_error:0.05`, `rate_limit@0,3`, `500:0.5*1`, `slow_drip/30s` or `length~some text`.

    Raises:
        UserError: when it cannot be read.
    """
    found = SPEC.fullmatch(spec)
    if found is None:
        raise UserError(f"not a fault: '{spec}'", fix="Write KIND[:RATE][@INDEX,...][*ATTEMPTS][/SECONDSs][~TEXT].")
    name = ALIASES.get(found["kind"], found["kind"])
    kind = next((known for known in get_args(FaultKind) if known == name), None)
    if kind is None:
        raise unknown_value("fault", name, get_args(FaultKind))
    return Fault(
        kind=kind,
        rate=_number(found["rate"], spec),
        at=frozenset(map(int, found["at"].split(","))) if found["at"] else None,
        attempts=int(found["attempts"]) if found["attempts"] else None,
        when=found["when"],
        seconds=_number(found["seconds"], spec),
    )


def _number(text: str | None, spec: str) -> float:
    try:
        return 1.0 if text is None else float(text)
    except ValueError as error:
        raise UserError(f"not a fault: '{spec}' holds '{text}', which is no number") from error
