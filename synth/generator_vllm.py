"""Runs a model in this process's own vLLM, without a server: continuous batching over all traces in flight.

What is asked is mapped in vllm_sampling, what comes back in vllm_answers; the engine is in vllm_engine and shared
between roles by vllm_pool. vLLM is imported by a run or its check, never by reading a recipe.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from schemas.errors import FailureKind, GenerationError
from schemas.request import Completion, Request
from synth.accounting import CallListener
from synth.protocol import Generator, Traits
from synth.vllm_engine import LocalEngine, check_settings
from synth.vllm_pool import Lease, claim, give_back
from synth.vllm_sampling import Asked, asked_of, can_differ
from synth.vllm_settings import Settings

TRIES = 3
"""An answer without any text is asked for again, where that may help, up to so many calls (our choice)."""


class VllmGenerator:
    """One role's model in an engine of our own."""

    kind = "vllm"
    endpoint: str | None = None
    traits = Traits()

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.model = settings.model
        self.sampling: Mapping[str, Any] = settings.recorded_sampling
        self.price = settings.price
        self.concurrency = settings.concurrency
        self.listener: CallListener | None = None
        self._claim: asyncio.Task[Lease] | None = None
        self._gate = asyncio.Semaphore(settings.concurrency)

    async def check(self) -> None:
        """Import vLLM and have it look at model, arguments and parameters; no engine is started.

        Raises:
            UserError: vLLM or a device for it is missing, or it would refuse what the recipe says.
        """
        asked = asked_of(Request(messages=(), model=self.model, sampling=self.sampling))
        await asyncio.to_thread(check_settings, self.settings, asked)

    async def complete(self, request: Request) -> Completion:
        """Answer one request; the first one starts the engine.

        Raises:
            GenerationError: it has no answer.
            UserError: the engine does not start, or has died.
        """
        asked = asked_of(request)
        tries = TRIES if can_differ(asked.params) else 1
        async with self._gate:
            lease = await self._lease()
            for calls in range(1, tries + 1):
                answer = await self._call(lease.engine, request, asked)
                if answer.text or answer.reasoning or answer.truncated:
                    return replace(answer, calls=calls)
                self._report(request, "empty_choice", cost_unknown=True)
        raise GenerationError(
            "empty_choice", f"the answer is empty (finish_reason {answer.finish_reason})", calls=tries
        )

    async def _call(self, engine: LocalEngine, request: Request, asked: Asked) -> Completion:
        """One call, in flight only from here on: a run that is stopped does not wait for an engine to start."""
        if self.listener is not None:
            await self.listener.call_begins(request)  # a budget may forbid it
        try:
            return await engine.answer(request.messages, asked)
        except GenerationError as error:
            self._report(request, error.kind)
            raise
        except asyncio.CancelledError:
            self._report(request, "abandoned", cost_unknown=True)
            raise

    def _report(self, request: Request, kind: FailureKind, cost_unknown: bool = False) -> None:
        if self.listener is not None:
            self.listener.call_failed(request, kind, cost_unknown)

    async def close(self) -> None:
        """Give the engine back, which stops it when no other role has it; afterwards it may be used again."""
        taken, self._claim = self._claim, None
        self._gate = asyncio.Semaphore(self.concurrency)
        if taken is None:
            return
        taken.cancel()  # if it is still waiting for the engine to start
        (lease,) = await asyncio.gather(taken, return_exceptions=True)
        if isinstance(lease, Lease):
            await give_back(lease)

    async def _lease(self) -> Lease:
        """The engine, claimed once for all requests of this role."""
        if self._claim is None:
            self._claim = asyncio.create_task(claim(self.settings))
        return await asyncio.shield(self._claim)


def build(settings: Settings) -> Generator:
    """Build the generator; vLLM is neither needed nor imported yet."""
    return VllmGenerator(settings)
