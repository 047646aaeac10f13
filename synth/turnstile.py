"""Every model call passes here, one at a time and counted: closed for good when a run is to stop, kept by a budget.

Between `enter` and `leave` a call is in flight: sent, and its answer not yet on disk.
"""

import asyncio
from typing import NamedTuple

from schemas.request import Completion, Request
from synth.budget import Amount, Budget


class Passage(NamedTuple):
    """A call in flight."""

    role: str
    """Who asks."""
    request: Request
    """What; held, so that its id stays its own."""
    held: Amount
    """What the budget holds back for it."""


class Turnstile:
    """Lets calls through until it is closed. One turnstile serves one event loop."""

    def __init__(self, budget: Budget | None = None) -> None:
        self.budget = budget
        self.closed = False
        self._in_flight: dict[int, Passage] = {}
        self._empty = asyncio.Event()
        self._empty.set()

    @property
    def in_flight(self) -> int:
        """Calls that were sent and whose answer is not on disk."""
        return len(self._in_flight)

    async def enter(self, role: str, request: Request) -> None:
        """Before a call is made; waits for ever once closed, for whoever closes it ends the run.

        Raises:
            GenerationError: `budget`, when the call could exceed a cap.
        """
        held = Amount() if self.budget is None else await self.budget.hold(role, request)
        if self.closed:
            self._settle(held, Amount())
            await asyncio.get_running_loop().create_future()
        self._in_flight[id(request)] = Passage(role, request, held)
        self._empty.clear()

    def leave(self, request: Request, completion: Completion | None = None, *, cost_unknown: bool = False) -> None:
        """After a call: it was answered, or it failed, perhaps at a cost that nobody knows."""
        passage = self._in_flight.pop(id(request), None)
        if passage is None:
            return
        if self.budget is not None:
            self._settle(passage.held, self._cost(self.budget, passage, completion, cost_unknown))
        if not self._in_flight:
            self._empty.set()

    def close(self) -> None:
        """Let no further call through."""
        self.closed = True

    async def emptied(self) -> None:
        """Returns when no call is in flight."""
        await self._empty.wait()

    def _settle(self, held: Amount, spent: Amount) -> None:
        if self.budget is not None:
            self.budget.settle(held, spent)

    @staticmethod
    def _cost(budget: Budget, passage: Passage, completion: Completion | None, cost_unknown: bool) -> Amount:
        if completion is not None:
            return budget.cost(passage.role, completion)
        return passage.held if cost_unknown else Amount(requests=1)
