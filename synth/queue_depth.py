"""The length of a vLLM server's own queue, read from its `/metrics` while calls are made.

vLLM takes every call; what it cannot work on waits inside it, and latency tells that only after those calls are
through. `vllm:num_requests_waiting` tells it at once. Whatever answers something else is not asked again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from prometheus_client.parser import text_string_to_metric_families

from synth.limiter import Limiter
from synth.retry_table import CallFailedError

logger = logging.getLogger(__name__)

PERIOD_S = 2.0
"""Between two looks."""
WAITING, RUNNING = "vllm:num_requests_waiting", "vllm:num_requests_running"
"""Gauges, one per engine and model."""


class QueueDepth(NamedTuple):
    """What a server says of itself."""

    running: int
    """Requests in its batch."""
    waiting: int
    """Requests that wait to get in."""


def read_queue_depth(text: str) -> QueueDepth | None:
    """The sums over all engines of a server; None when it is no vLLM's Prometheus text."""
    # most of a server's text are histograms that nobody asks for here
    lines = [line for line in text.splitlines() if line.startswith((WAITING, RUNNING))]
    sums: dict[str, float] = {}
    try:
        for family in text_string_to_metric_families("\n".join([*lines, ""])):
            for sample in family.samples:
                sums[sample.name] = sums.get(sample.name, 0.0) + sample.value
        return QueueDepth(int(sums[RUNNING]), int(sums[WAITING]))
    except (KeyError, ValueError, OverflowError):
        return None


class QueueWatch:
    """Tells a limiter the length of its endpoint's queue now and then; shared roles look only once."""

    def __init__(self, fetch: Callable[[], Awaitable[str | None]], limiter: Limiter) -> None:
        """`fetch`: the text of `/metrics`, None where there is none."""
        self._fetch = fetch
        self._limiter = limiter
        self._looking: asyncio.Task[None] | None = None

    def look(self, now: float) -> None:
        """Look again if it is time; whoever is about to call calls this."""
        if now >= self._limiter.look_at:
            self._limiter.look_at = now + PERIOD_S
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())

    async def close(self) -> None:
        """Stop looking."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _look(self) -> None:
        try:
            text = await self._fetch()
        except CallFailedError:
            return  # the calls themselves will tell that it is down
        depth = read_queue_depth(text) if text is not None else None
        if depth is None:
            self._limiter.look_at = float("inf")
            return
        self._limiter.queue_depth = depth.waiting
        now = asyncio.get_running_loop().time()
        self._limiter.policy.queued(now, depth.waiting, self._limiter.in_flight)
