"""Asks any OpenAI-compatible endpoint: vLLM, SGLang, providers.

What is sent and how replies are read is in chat_wire, how calls fail in retry_table, how many run at once in limiter;
here these are put together: build the body once, take a place, send, classify, try again or give up.

The `openai` package supplies the types that replies are read with. Sending is done on aiohttp directly, because its
client costs more CPU than everything else here together (benchmarks/bench_client.py).
"""

import asyncio
import json
import os
import random
from collections.abc import Mapping
from typing import Any

from schemas.errors import GenerationError, UserError
from schemas.request import Completion, Request
from schemas.validation import unknown_value
from synth.accounting import CallListener
from synth.chat_settings import Settings
from synth.chat_wire import body_of, error_detail, read_reply
from synth.http_endpoint import Endpoint, Timeouts
from synth.limiter import Slot, limiter_for
from synth.protocol import Generator, Traits
from synth.retry_table import CallFailedError, Fault, RetryPolicy, Tally

CHECK_S = 10.0
"""Patience of the check before a run, in seconds."""


class OpenAIGenerator:
    """One role's model behind an OpenAI-compatible endpoint."""

    kind = "openai"
    traits = Traits()

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.model = settings.model
        self.sampling: Mapping[str, Any] = dict(settings.sampling)
        self.endpoint = settings.base_url if settings.fingerprint_base_url else None
        self.price = settings.price
        self.concurrency = settings.ceiling
        self.listener: CallListener | None = None
        self.retries = RetryPolicy(**settings.retries.model_dump())
        self._draw = random.Random()
        self._door: Endpoint | None = None
        self._gate = asyncio.Semaphore(self.concurrency)
        self._fatal: UserError | None = None

    async def complete(self, request: Request) -> Completion:
        """Answer one request, trying again as the retry table allows.

        Raises:
            GenerationError: it has no answer, after all tries.
            UserError: the key, the model's name or the account must be fixed first.
        """
        door, body, clock = self._open(), body_of(request), asyncio.get_running_loop().time
        tally = Tally()
        while True:
            try:
                return await self._call(door, request, body, tally)
            except CallFailedError as error:
                pause = self._after(request, error.fault, tally, clock())
            except GenerationError as error:  # the breaker's, which does not know what this request has cost
                error.calls = tally.calls
                raise
            await asyncio.sleep(pause)

    async def _call(self, door: Endpoint, request: Request, body: bytes, tally: Tally) -> Completion:
        """One call in one place of the endpoint's limiter."""
        limiter = limiter_for(self.settings.base_url, self.concurrency, seek=self.settings.concurrency == "auto")
        async with self._gate, limiter.slot(first=tally.calls > 0) as slot:
            if self._fatal is not None:
                raise self._fatal
            if self.listener is not None:
                await self.listener.call_begins(request)  # a budget may forbid it
            tally.started = slot.sent_at if tally.calls == 0 else tally.started
            tally.calls += 1
            try:
                raw = await door.chat(body)
                latency = asyncio.get_running_loop().time() - slot.sent_at
                completion = read_reply(raw, tally.calls, latency)
            except CallFailedError as error:
                _tell(slot, error.fault)
                raise
            except asyncio.CancelledError:
                self._report(request, Fault("abandoned", "cancelled", cost_unknown=True))
                raise
            slot.outcome = "answered"
            return completion

    def _after(self, request: Request, fault: Fault, tally: Tally, now: float) -> float:
        """Seconds to wait before the next try, or the error that ends it."""
        self._report(request, fault)
        if fault.fatal:
            self._fatal = self._explain(fault)
            raise self._fatal
        pause = self.retries.delay(tally, fault, now, self._draw)
        if pause is None:
            tries = f" (after {tally.calls} calls)" if tally.calls > 1 else ""
            raise GenerationError(fault.kind, f"{fault.message}{tries}", calls=tally.calls)
        return pause

    def _report(self, request: Request, fault: Fault) -> None:
        if self.listener is not None:
            self.listener.call_failed(request, fault.kind, fault.cost_unknown)

    async def check(self) -> None:
        """Ask the endpoint for its models.

        Raises:
            UserError: it does not answer, refuses the key or does not have the model.
        """
        try:
            door = self._open()
            try:
                status, raw = await door.models(CHECK_S)
            finally:
                await door.close()  # a check may run in an event loop of its own
        except CallFailedError as error:
            fix = "Is the server running, and is base_url right?"
            what = f"endpoint {self.settings.base_url} does not answer ({error.fault.message})"
            raise UserError(what, fix=fix) from error
        if status == 401:
            raise self._explain(Fault("bad_request", error_detail(raw), fatal=True, status=401))
        names = _model_names(raw) if status == 200 else []
        if names and self.model not in names:
            raise unknown_value("model", self.model, names, where=self.settings.base_url)

    async def close(self) -> None:
        """Release connections; afterwards it may be used again, in another event loop too."""
        door, self._door = self._door, None
        if door is not None:
            await door.close()
        self._gate = asyncio.Semaphore(self.concurrency)

    def _open(self) -> Endpoint:
        if self._fatal is not None:
            raise self._fatal
        if self._door is None:
            settings = self.settings
            secrets = {name: _secret(variable) for name, variable in settings.secret_headers.items()}
            headers = {**settings.plain_headers, **secrets}
            if settings.api_key_env is not None:
                secrets["Authorization"] = _secret(settings.api_key_env)
                headers["Authorization"] = f"Bearer {secrets['Authorization']}"
            timeouts = Timeouts(**settings.timeout.model_dump())
            self._door = Endpoint(settings.base_url, headers, tuple(secrets.values()), timeouts)
        return self._door

    def _explain(self, fault: Fault) -> UserError:
        """A fatal fault in words that say what to fix."""
        variable, where = self.settings.api_key_env, self.settings.base_url
        if fault.status == 401:
            fix = f"Check the key in {variable}." if variable else "Name the variable that holds the key: api_key_env."
            return UserError(f"the endpoint refuses the key ({fault.message})", where=where, fix=fix)
        if fault.status == 404:
            fix = "Check model, and that base_url ends as the server wants it (usually /v1)."
            return UserError(f"the endpoint does not know model '{self.model}' ({fault.message})", where=where, fix=fix)
        what = f"the endpoint serves none of our requests ({fault.message})"
        return UserError(what, where=where, fix="Check base_url, and the account that the key belongs to.")


def build(settings: Settings) -> Generator:
    """Build the generator; nothing is contacted and no key is read yet."""
    return OpenAIGenerator(settings)


def _tell(slot: Slot, fault: Fault) -> None:
    """What the limiter and the breaker shall make of a fault."""
    if fault.overload:
        slot.outcome, slot.retry_after = "rejected", fault.retry_after
    elif fault.retryable:
        slot.outcome, slot.why = "failed", fault.message
    else:
        slot.outcome = "answered"  # a refusal for the request's own fault shows a living endpoint


def _secret(variable: str) -> str:
    value = os.environ.get(variable, "").strip()
    if not value:
        raise UserError(f"the environment variable {variable} is not set", fix=f"Run: export {variable}=...")
    return value


def _model_names(raw: bytes) -> list[str]:
    """Ids in a reply of GET /models; empty when it cannot be read, which is no reason to stop."""
    try:
        listed = json.loads(raw)["data"]
        return [str(model["id"]) for model in listed]
    except (ValueError, TypeError, KeyError):
        return []
