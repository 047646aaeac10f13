"""Asks any OpenAI-compatible endpoint: vLLM, SGLang, providers; or several that serve the same model.

What is sent and how replies are read is in chat_wire, how calls fail in retry_table, who is asked and how many calls
run at once in endpoint_pool; here these are put together: build the body once, take a place, send, classify, try again
or give up.

The `openai` package supplies the types that replies are read with. Sending is done on aiohttp directly, because its
client costs more CPU than everything else here together (benchmarks/bench_client.py).
"""

import asyncio
import logging
import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from schemas.errors import GenerationError, UserError
from schemas.request import Completion, Request
from synth.accounting import CallListener
from synth.chat_settings import EndpointSettings, Settings
from synth.chat_wire import body_of, read_reply
from synth.endpoint_check import Finding, survey, what_stops
from synth.endpoint_door import Door, explain, open_door, open_http
from synth.endpoint_pool import Lane, Pool, Slot
from synth.limiter import Limiter, limiter_for
from synth.protocol import Generator, Traits
from synth.retry_table import CallFailedError, Fault, RetryPolicy, Tally

logger = logging.getLogger(__name__)


class OpenAIGenerator:
    """One role's model behind one or several OpenAI-compatible endpoints."""

    kind = "openai"
    traits = Traits()

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.model = settings.model
        self.sampling: Mapping[str, Any] = dict(settings.sampling)
        self.endpoint = settings.base_url if settings.fingerprint_base_url else None
        self.price = settings.highest_price
        self.listener: CallListener | None = None
        self.retries = RetryPolicy(**settings.retries.model_dump(exclude={"patience_s"}))
        self._endpoints = settings.resolved_endpoints
        self.concurrency = sum(endpoint.ceiling for endpoint in self._endpoints)
        self._draw = random.Random()
        self._pool: Pool | None = None
        self._doors: dict[Lane, Door] = {}
        self._fatal: UserError | None = None

    async def complete(self, request: Request) -> Completion:
        """Answer one request, trying again as the retry table allows.

        Raises:
            GenerationError: it has no answer, after all tries.
            UserError: the key, the model's name or the account must be fixed first.
        """
        pool, body = self._open(), body_of(request)
        tally = Tally()
        while True:
            slot = pool.slot(again=tally.calls > 0, avoid=tally.failed_at | tally.refused_at)
            try:
                return await self._call(slot, request, body, tally)
            except CallFailedError as error:
                if slot.probe and error.fault.unsent:
                    tally.failures -= 1  # the next probe may take this request again: it is not worn out by an outage
                pause = self._after(request, error.fault, tally, slot.lane)
            except GenerationError as error:  # the pool's, which does not know what this request has cost
                error.calls = tally.calls
                raise
            await asyncio.sleep(pause)

    async def _call(self, slot: Slot, request: Request, body: bytes, tally: Tally) -> Completion:
        """One call, in one place of an endpoint."""
        async with slot:
            if self._fatal is not None:
                raise self._fatal
            if self.listener is not None:
                await self.listener.call_begins(request)  # a budget may forbid it
            door = self._doors[slot.lane]
            door.queue.look(slot.sent_at)
            tally.started = slot.sent_at if tally.calls == 0 else tally.started
            tally.calls += 1
            try:
                raw = await door.http.chat(body)
                latency = asyncio.get_running_loop().time() - slot.sent_at
                completion = read_reply(raw, tally.calls, latency)
            except CallFailedError as error:
                _tell(slot, error.fault)
                raise
            except asyncio.CancelledError:
                self._report(request, Fault("abandoned", "cancelled", cost_unknown=True))
                raise
            slot.outcome = "answered"
            return self._of_several(completion, door.settings)

    def _of_several(self, completion: Completion, endpoint: EndpointSettings) -> Completion:
        """Which endpoint answered, and what that cost there, where the recipe leaves it open."""
        if len(self._endpoints) == 1:
            return completion
        cost = None if endpoint.price is None else endpoint.price.of(completion)
        return replace(completion, endpoint=endpoint.base_url, cost_usd=cost)

    def _after(self, request: Request, fault: Fault, tally: Tally, lane: Lane) -> float:
        """Seconds to wait before the next try, or the error that ends it."""
        self._report(request, fault)
        if fault.fatal:
            return self._shut(lane, fault)
        now = asyncio.get_running_loop().time()
        elsewhere = lane.pool.alternative(tally.failed_at | {lane}, now)
        patience = replace(fault, retry_after=None) if elsewhere else fault
        serves = tally.failing_since is not None and lane.limiter.breaker.serves_others(tally.failing_since)
        pause = self.retries.delay(tally, patience, now, self._draw, serves_others=serves)
        if pause is None:
            tries = f" (after {tally.calls} calls)" if tally.calls > 1 else ""
            where = f"{lane.limiter.name}: " if len(self._endpoints) > 1 else ""
            raise GenerationError(fault.kind, f"{where}{fault.message}{tries}", calls=tally.calls)
        tally.refused_at = {lane} if fault.overload else set()
        if not fault.overload:
            tally.failed_at = {lane, *tally.failed_at} if elsewhere else {lane}
        return 0.0 if elsewhere else pause

    def _shut(self, lane: Lane, fault: Fault) -> float:
        """Ask an endpoint no more that can answer nobody; without any left the run stops."""
        error = explain(fault, self._doors[lane].settings, self.model)
        if all(other.closed for other in self._doors if other is not lane):
            self._fatal = error
            raise error
        if not lane.closed:
            logger.warning("no longer asked in this run: %s", error.message)
            lane.pool.shut(lane)
        return 0.0

    def _report(self, request: Request, fault: Fault) -> None:
        if self.listener is not None:
            self.listener.call_failed(request, fault.kind, fault.cost_unknown)

    async def check(self) -> None:
        """Ask every endpoint for its models.

        Raises:
            UserError: one refuses the key or does not have the model, or none answers.
        """
        if self._fatal is not None:
            raise self._fatal
        findings = await self.survey()
        if error := what_stops(findings):
            raise error
        for finding in findings:
            if finding.error is not None:
                logger.warning("%s The others are asked meanwhile.", finding.error.message)

    async def survey(self) -> list[Finding]:
        """Ask every endpoint for its models, and say what became of each."""
        return await survey(self.settings, self._endpoints)

    async def close(self) -> None:
        """Release connections; afterwards it may be used again, in another event loop too."""
        pool, self._pool = self._pool, None
        doors, self._doors = self._doors, {}
        if pool is not None:
            pool.leave()
        for door in doors.values():
            await door.close()

    def _open(self) -> Pool:
        if self._fatal is not None:
            raise self._fatal
        if self._pool is None:
            opened = [open_http(self.settings, endpoint) for endpoint in self._endpoints]
            limiters = [(_limiter(endpoint), endpoint.ceiling) for endpoint in self._endpoints]
            self._pool = Pool(limiters, patience_s=self.settings.retries.patience_s)
            ways = zip(opened, self._endpoints, self._pool.lanes, strict=True)
            self._doors = {lane: open_door(http, endpoint, lane) for http, endpoint, lane in ways}
        return self._pool


def build(settings: Settings) -> Generator:
    """Build the generator; nothing is contacted and no key is read yet."""
    return OpenAIGenerator(settings)


def _limiter(endpoint: EndpointSettings) -> Limiter:
    name = (endpoint.base_url, endpoint.api_key_env)
    return limiter_for(name, endpoint.ceiling, seek=endpoint.concurrency == "auto")


def _tell(slot: Slot, fault: Fault) -> None:
    """What the limiter and the breaker shall make of a fault."""
    if fault.overload:
        slot.outcome, slot.retry_after = "rejected", fault.retry_after
    elif fault.retryable:
        slot.outcome, slot.why, slot.broken = "failed", fault.message, fault.kind == "connection"
    else:
        slot.outcome = "answered"  # a refusal for the request's own fault shows a living endpoint
