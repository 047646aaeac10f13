"""What a running fake knows: its settings, who is inside, what was asked. Lives in one event loop."""

import asyncio
import time
from dataclasses import replace
from typing import Any

from synth.fake.gate import Gate
from synth.fake.log import RequestLog
from synth.fake.prefixes import PrefixCache
from synth.fake.settings import FakeSettings

FIXED = ("log_limit", "log_path")
"""Settings that cannot change once the log is open."""


class FakeState:
    """The one mutable thing of a server, shared by its handlers."""

    def __init__(self, settings: FakeSettings) -> None:
        self.settings = settings
        self.log = RequestLog(settings.log_limit, settings.log_path)
        self.gate = Gate(settings.capacity, settings.when_full)
        self.prefixes = PrefixCache()
        self.tasks: set[asyncio.Task[Any]] = set()
        self.stop = asyncio.Event()
        self.stopping = False
        self.started = time.time()

    def configure(self, settings: FakeSettings) -> None:
        """Go on with other settings; requests already admitted keep the old ones.

        Raises:
            ValueError: they differ in what cannot change at run time.
        """
        for name in FIXED:
            if getattr(settings, name) != getattr(self.settings, name):
                raise ValueError(f"{name} cannot change while the server runs")
        self.settings = settings
        self.gate.resize(settings.capacity, settings.when_full)

    def change(self, **changes: Any) -> None:
        """Go on with some settings changed."""
        self.configure(replace(self.settings, **changes))

    def stats(self) -> dict[str, Any]:
        """Counts of all requests since the start, as `GET /_fake/stats` gives them."""
        log = self.log
        statuses: dict[str, int] = {}
        faults: dict[str, int] = {}
        for (status, fault), n in log.fates().items():
            statuses[str(status)] = statuses.get(str(status), 0) + n
            if fault is not None:
                faults[fault] = faults.get(fault, 0) + n
        return {
            "requests": log.requests,
            "in_flight": log.in_flight,
            "running": self.gate.running,
            "waiting": self.gate.waiting,
            "max_in_flight": log.max_in_flight,
            "by_status": statuses,
            "by_fault": faults,
            "repeated": log.repeated,
            "disconnected": log.disconnected,
            "prompt_tokens": log.prompt_tokens,
            "completion_tokens": log.completion_tokens,
            "latency_sum": log.latency_sum,
            "dropped_records": log.dropped,
            "uptime": time.time() - self.started,
            "cpu_seconds": time.process_time(),
        }
