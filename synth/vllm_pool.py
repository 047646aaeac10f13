"""One engine per model and engine arguments, whatever number of roles ask it: a second one would want the GPU again."""

import asyncio
import json
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from synth.vllm_engine import LocalEngine
from synth.vllm_settings import Settings


@dataclass(eq=False)
class Lease:
    """A role's claim on a shared engine; the engine stops when the last claim is given back."""

    key: str
    """What the engine is shared by."""
    engine: LocalEngine
    """The engine, running."""


@dataclass
class _Shared:
    starting: asyncio.Task[LocalEngine]
    claims: int = 0


@dataclass
class _Pool:
    """The engines of one event loop."""

    shared: dict[str, _Shared] = field(default_factory=dict)

    async def claim(self, settings: Settings) -> Lease:
        key = engine_key(settings)
        shared = self.shared.get(key)
        if shared is None:
            shared = self.shared[key] = _Shared(asyncio.create_task(LocalEngine.start(settings)))
        shared.claims += 1
        try:
            return Lease(key, await asyncio.shield(shared.starting))
        except BaseException:  # cancelled, or it does not start
            await self.give_back(key)
            raise

    async def give_back(self, key: str) -> None:
        shared = self.shared[key]
        shared.claims -= 1
        if shared.claims:
            return
        del self.shared[key]
        shared.starting.cancel()  # if it still starts: nobody waits for it any more
        await asyncio.wait([shared.starting])
        if not shared.starting.cancelled() and shared.starting.exception() is None:
            await shared.starting.result().stop()


_POOLS: WeakKeyDictionary[asyncio.AbstractEventLoop, _Pool] = WeakKeyDictionary()


async def claim(settings: Settings) -> Lease:
    """A claim on the running loop's engine for these settings; the first claim starts it.

    Raises:
        UserError: it does not start.
    """
    return await _POOLS.setdefault(asyncio.get_running_loop(), _Pool()).claim(settings)


async def give_back(lease: Lease) -> None:
    """Give a claim back; the last one stops the engine."""
    await _POOLS[asyncio.get_running_loop()].give_back(lease.key)


def engine_key(settings: Settings) -> str:
    """What an engine is shared by: all that it is started with."""
    return json.dumps([settings.model, settings.engine, settings.chat_template], sort_keys=True, default=str)
