"""What can be known of an endpoint before a run: whether it answers, takes the key and has the model.

`GET /models` tells all three where it asks for the key. Some providers list their models to everybody, and some servers
list none; then a wrong key or name would show at the first request only, after the run has started up. So there an
empty conversation is sent, which nobody can answer: endpoints look at key and model before they refuse it, and no token
is generated (one at most, should a server answer it all the same).
"""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.errors import UserError
from schemas.validation import unknown_value
from synth.chat_settings import EndpointSettings, Settings
from synth.chat_wire import error_detail
from synth.endpoint_door import UnreachableError, explain, open_http
from synth.http_endpoint import Endpoint, Timeouts
from synth.retry_table import CallFailedError, Fault, fault_of_status

CHECK_S = 10.0
"""Patience of each question, in seconds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of asking one endpoint of a role."""

    endpoint: EndpointSettings
    """Which one."""
    seconds: float
    """How long it took."""
    error: UserError | None = None
    """What is wrong with it; None: it answers, takes the key and has the model."""

    @property
    def unreachable(self) -> bool:
        """It does not answer, which does no harm as long as another one does."""
        return isinstance(self.error, UnreachableError)


async def survey(role: Settings, endpoints: Sequence[EndpointSettings]) -> list[Finding]:
    """Check all endpoints of a role, at once."""
    return await asyncio.gather(*(_finding(role, endpoint) for endpoint in endpoints))


def what_stops(findings: Sequence[Finding]) -> UserError | None:
    """What a run would stop at: the first refusal, or that none answers."""
    refused = next((finding.error for finding in findings if finding.error and not finding.unreachable), None)
    if refused is not None or not findings or not all(finding.unreachable for finding in findings):
        return refused
    if len(findings) == 1:
        return findings[0].error
    names = ", ".join(finding.endpoint.base_url for finding in findings)
    return UnreachableError(f"none of the {len(findings)} endpoints answers: {names}", fix="Are the servers running?")


async def _finding(role: Settings, endpoint: EndpointSettings) -> Finding:
    begun = time.monotonic()
    try:
        await check_endpoint(role, endpoint)
    except UserError as error:
        return Finding(endpoint, time.monotonic() - begun, error)
    return Finding(endpoint, time.monotonic() - begun)


async def check_endpoint(role: Settings, endpoint: EndpointSettings) -> None:
    """Ask an endpoint for its models, and, where that leaves the key or the model open, for nothing.

    Raises:
        UnreachableError: it does not answer.
        UserError: it refuses the key or does not have the model.
    """
    http = open_http(role, endpoint)
    try:
        await _check(http, role, endpoint)
    except CallFailedError as error:
        fix = "Is the server running, and is base_url right?"
        what = f"endpoint {endpoint.base_url} does not answer ({error.fault.message})"
        raise UnreachableError(what, fix=fix) from error
    finally:
        await http.close()  # a check may run in an event loop of its own


async def _check(http: Endpoint, role: Settings, endpoint: EndpointSettings) -> None:
    status, raw = await http.models(CHECK_S)
    if status == 401:
        raise explain(fault_of_status(status, error_detail(raw), {}), endpoint, role.model)
    names = _model_names(raw) if status == 200 else []
    if names and role.model not in names:
        raise unknown_value("model", role.model, names, where=endpoint.base_url)
    if status != 200 or await _lists_to_anybody(endpoint):
        fault = await _refusal(http, role.model)
        if fault is not None and fault.fatal:
            raise explain(fault, endpoint, role.model)


async def _lists_to_anybody(endpoint: EndpointSettings) -> bool:
    """Whether a key is set and `/models` answers without it, so that its answer says nothing of the key."""
    if endpoint.api_key_env is None and not endpoint.secret_headers:
        return False
    anonymous = Endpoint(endpoint.base_url, endpoint.plain_headers, (), Timeouts(CHECK_S, CHECK_S, CHECK_S))
    try:
        status, _ = await anonymous.models(CHECK_S)
    finally:
        await anonymous.close()
    return status == 200


async def _refusal(http: Endpoint, model: str) -> Fault | None:
    """What the endpoint has against an empty conversation; None if nothing, or if it does not say in time."""
    body = json.dumps({"model": model, "messages": [], "max_tokens": 1}).encode()
    try:
        await http.chat(body, Timeouts(CHECK_S, CHECK_S, CHECK_S))
    except CallFailedError as error:
        return error.fault if error.fault.status is not None else None
    return None


def _model_names(raw: bytes) -> list[str]:
    """Ids in a reply of GET /models; empty when it cannot be read, which is no reason to stop."""
    try:
        listed = json.loads(raw)["data"]
        return [str(model["id"]) for model in listed]
    except (ValueError, TypeError, KeyError):
        return []
