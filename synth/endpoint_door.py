"""One endpoint of a role, open: its connections, its keys, its lane in the pool, and what its refusals mean."""

import os
from dataclasses import dataclass

from schemas.errors import UserError
from synth.chat_settings import EndpointSettings, Settings
from synth.endpoint_pool import Lane
from synth.http_endpoint import Endpoint, Timeouts
from synth.queue_depth import QueueWatch
from synth.retry_table import Fault

METRICS_S = 5.0
"""Patience with `/metrics`, in seconds."""


class UnreachableError(UserError):
    """An endpoint does not answer at all: no harm as long as another one does."""


@dataclass(frozen=True, slots=True)
class Door:
    """An endpoint as calls go through it."""

    settings: EndpointSettings
    """What the recipe says of it."""
    http: Endpoint
    """Its connections."""
    lane: Lane
    """Its place in the role's pool."""
    queue: QueueWatch
    """Looks at its own queue."""

    async def close(self) -> None:
        """Release the connections."""
        await self.queue.close()
        await self.http.close()


def open_http(role: Settings, endpoint: EndpointSettings) -> Endpoint:
    """Read the keys; nothing is contacted yet.

    Raises:
        UserError: an environment variable is not set.
    """
    secrets = {name: _secret(variable) for name, variable in endpoint.secret_headers.items()}
    headers = {**endpoint.plain_headers, **secrets}
    if endpoint.api_key_env is not None:
        secrets["Authorization"] = _secret(endpoint.api_key_env)
        headers["Authorization"] = f"Bearer {secrets['Authorization']}"
    return Endpoint(endpoint.base_url, headers, tuple(secrets.values()), Timeouts(**role.timeout.model_dump()))


def open_door(http: Endpoint, endpoint: EndpointSettings, lane: Lane) -> Door:
    """An endpoint ready for calls."""

    async def metrics() -> str | None:
        return await http.metrics(METRICS_S)

    return Door(endpoint, http, lane, QueueWatch(metrics, lane.limiter))


def explain(fault: Fault, endpoint: EndpointSettings, model: str) -> UserError:
    """A fatal fault in words that say what to fix."""
    variable, where = endpoint.api_key_env, endpoint.base_url
    if fault.status == 401:
        fix = f"Check the key in {variable}." if variable else "Name the variable that holds the key: api_key_env."
        return UserError(f"the endpoint refuses the key ({fault.message})", where=where, fix=fix)
    if fault.status == 404:
        fix = "Check model, and that base_url ends as the server wants it (usually /v1)."
        return UserError(f"the endpoint does not know model '{model}' ({fault.message})", where=where, fix=fix)
    what = f"the endpoint serves none of our requests ({fault.message})"
    return UserError(what, where=where, fix="Check base_url, and the account that the key belongs to.")


def _secret(variable: str) -> str:
    value = os.environ.get(variable, "").strip()
    if not value:
        raise UserError(f"the environment variable {variable} is not set", fix=f"Run: export {variable}=...")
    return value
