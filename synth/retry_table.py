"""One table that says what every way of failing means, so that no error is retried by accident or given up by accident.

Retryable: overload (429, 503, 529), passing server trouble (408, 409, 425, 500, 502, 504), broken connections, timeouts
(few times: the lost call may have been paid for) and answers that are not answers (torn body, broken JSON, no choice).
Not retryable: what the request itself got wrong (400, 413, 422; a prompt beyond the context length). Fatal, because no
request can succeed until somebody acts: 401, 402, 403, 404, redirects and an exhausted quota, whatever its status.
"""

import asyncio
import os
import random
import re
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from schemas.errors import FailureKind


@dataclass(frozen=True, slots=True)
class Fault:
    """One failed call, classified."""

    kind: FailureKind
    """Stable name, stored in the dataset when the request fails for good."""
    message: str
    """What the endpoint or the transport said, shortened; never holds a key."""
    retryable: bool = True
    """Asking again may help."""
    overload: bool = False
    """The endpoint asks for fewer calls: the limiter reacts and the request waits for its turn again."""
    fatal: bool = False
    """No request can succeed until the user fixes something: stops the run."""
    cost_unknown: bool = False
    """The model may have worked, and somebody may have paid, without an answer."""
    retry_after: float | None = None
    """Seconds the endpoint asks to wait."""
    status: int | None = None
    """HTTP status, if there was one."""
    unsent: bool = False
    """No connection stood: nobody has seen the request, so it is not to blame."""


class CallFailedError(Exception):
    """Carries a fault from the wire to the retry loop; never leaves the generator."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.message)


TABLE: Mapping[int, Mapping[str, Any]] = {
    400: {"kind": "bad_request", "retryable": False},
    401: {"kind": "bad_request", "retryable": False, "fatal": True},
    402: {"kind": "bad_request", "retryable": False, "fatal": True},
    403: {"kind": "bad_request", "retryable": False, "fatal": True},
    404: {"kind": "bad_request", "retryable": False, "fatal": True},
    408: {"kind": "timeout", "cost_unknown": True},
    409: {"kind": "server_error"},
    413: {"kind": "bad_request", "retryable": False},
    422: {"kind": "bad_request", "retryable": False},
    425: {"kind": "server_error"},
    429: {"kind": "overloaded", "overload": True},
    500: {"kind": "server_error"},
    502: {"kind": "server_error"},
    503: {"kind": "overloaded", "overload": True},
    504: {"kind": "server_error", "cost_unknown": True},
    529: {"kind": "overloaded", "overload": True},
}
"""Status to what it means."""

CONTEXT_LENGTH = re.compile(
    r"context[_ ]length|context window|maximum (input )?(context|length)|max_model_len|too many (input )?tokens"
    r"|(prompt|input) is too long|longer than the maximum|exceeds? the (model'?s )?(maximum|limit) .{0,20}tokens",
    re.IGNORECASE,
)
"""How endpoints say that a prompt does not fit; few use OpenAI's code for it."""

QUOTA = re.compile(r"insufficient_quota|billing_(hard_limit|not_active)|insufficient[_ ](credit|balance|funds)", re.I)
"""How endpoints say that the money is gone; waiting does not bring it back."""


def fault_of_status(status: int, detail: str, headers: Mapping[str, str], now: float | None = None) -> Fault:
    """Classify a response that is not 200. `detail` is its body (code, type and message); `now` is Unix time."""
    text = f"HTTP {status}: {' '.join(detail.split())[:500]}".removesuffix(": ")
    if status in (402, 403, 429) and QUOTA.search(detail):
        return Fault("bad_request", text, retryable=False, fatal=True, status=status)
    if status in (400, 413, 422) and CONTEXT_LENGTH.search(detail):
        return Fault("context_length", text, retryable=False, status=status)
    rule = TABLE.get(status) or _rule_for_unlisted(status)
    wait = retry_after(headers, time.time() if now is None else now) if rule.get("retryable", True) else None
    return Fault(**rule, message=text, retry_after=wait, status=status)


def _rule_for_unlisted(status: int) -> Mapping[str, Any]:
    if status >= 500:
        return {"kind": "server_error"}
    return {"kind": "bad_request", "retryable": False, "fatal": status < 400}  # no answer, or a redirect


def fault_of_exception(error: BaseException) -> Fault | None:
    """Classify what the transport raised; None when it is none of its errors (our mistake: let it fly)."""
    text = _reason(error)[:500]
    match error:
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError() | aiohttp.InvalidURL():
            return Fault("connection", text, retryable=False, fatal=True)
        case aiohttp.ConnectionTimeoutError() | aiohttp.ClientConnectorError():
            return Fault("connection", text, unsent=True)
        case asyncio.TimeoutError():
            return Fault("timeout", text.rstrip(": "), cost_unknown=True)
        case aiohttp.ClientPayloadError():
            return Fault("malformed_response", text, cost_unknown=True)
        case aiohttp.ClientResponseError():  # not HTTP, or a header that cannot be read
            return Fault("malformed_response", text)
        case aiohttp.ClientError() | OSError():
            return Fault("connection", text)
    return None


def _reason(error: BaseException) -> str:
    """What the transport says. Of a connection that was not made, only why: whoever reads it knows the address."""
    match error:
        case aiohttp.ClientConnectorCertificateError():
            return f"its certificate does not hold: {error.certificate_error}"
        case aiohttp.ClientConnectorError():
            why = error.os_error
            if isinstance(why, ssl.SSLError) and why.reason == "WRONG_VERSION_NUMBER":
                return "it speaks no TLS there: http instead of https?"
            known = why.errno is not None and why.errno > 0 and not isinstance(why, ssl.SSLError)
            return os.strerror(why.errno or 0) if known else why.strerror or str(why)
    return f"{type(error).__name__}: {error}"


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to wait by `retry-after-ms` or `Retry-After` (seconds or HTTP date); None when absent or unreadable."""
    milliseconds, value = headers.get("retry-after-ms"), headers.get("Retry-After")
    try:
        if milliseconds is not None:
            return _not_negative(float(milliseconds) / 1000)
        return _not_negative(float(value)) if value is not None else None
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value or "").timestamp() - now)
    except ValueError:
        return None


def _not_negative(seconds: float) -> float:
    if not 0 <= seconds < float("inf"):
        raise ValueError(seconds)
    return seconds


@dataclass(slots=True)
class Tally:
    """What one request has been through."""

    started: float = 0.0
    """When its first call went out, on the clock of the caller; the wait for a place before that is nobody's fault."""
    calls: int = 0
    """Calls made."""
    failures: int = 0
    """Calls that failed, overload not counted: being told to wait is not the request's fault."""
    timeouts: int = 0
    """Calls that timed out."""
    failing_since: float | None = None
    """When the first of them failed."""
    failed_at: set[Any] = field(default_factory=set)
    """Endpoints that failed it since all of them had their turn."""
    refused_at: set[Any] = field(default_factory=set)
    """The endpoint that asked it for patience with its last call, if one did."""

    def count(self, fault: Fault, now: float) -> None:
        """One more call failed."""
        self.timeouts += fault.kind == "timeout"
        if not fault.overload:
            self.failures += 1
            self.failing_since = now if self.failing_since is None else self.failing_since


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to keep trying. Exponential backoff with full jitter (our choice, as AWS recommends)."""

    attempts: int = 6
    """Calls per request that may fail before it is given up; overload does not count."""
    timeouts: int = 3
    """The same for calls that timed out, since each may have been paid for."""
    give_up_s: float = 900.0
    """Seconds after which a request is given up, whatever the reason."""
    base_s: float = 0.5
    """Upper bound of the first pause."""
    cap_s: float = 30.0
    """Upper bound of any pause."""
    served_cap_s: float = 1.0
    """The same while the endpoint answers other requests."""

    def delay(
        self, tally: Tally, fault: Fault, now: float, draw: random.Random, *, serves_others: bool = False
    ) -> float | None:
        """Count the fault and say how many seconds to wait before asking again; None: give up.

        `serves_others`: the endpoint answers other requests meanwhile, so there is no need to spare it.
        """
        elapsed = now - tally.started
        tally.count(fault, now)
        spent = tally.failures >= self.attempts or tally.timeouts >= self.timeouts
        if not fault.retryable or spent or elapsed + (fault.retry_after or 0.0) > self.give_up_s:
            return None
        if fault.overload:
            return (fault.retry_after or 0.0) * draw.uniform(1.0, 1.1)  # without one the limiter alone holds it back
        cap = self.served_cap_s if serves_others else self.cap_s
        pause = draw.uniform(0, min(cap, self.base_s * 2 ** (tally.failures - 1)))
        return max(pause, fault.retry_after or 0.0)
