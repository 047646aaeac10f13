"""How many requests are served at once, and what becomes of the others."""

import asyncio
from collections import deque
from typing import Literal

WhenFull = Literal["reject", "queue"]
"""Answer 429 at once, or let requests wait for their turn."""


class Gate:
    """Counts who is inside. Its capacity may change at any time; who is inside stays."""

    def __init__(self, capacity: int | None, when_full: WhenFull) -> None:
        self.capacity = capacity
        self.when_full: WhenFull = when_full
        self.running = 0
        self._waiters: deque[asyncio.Future[None]] = deque()

    @property
    def waiting(self) -> int:
        """Requests in the queue."""
        return len(self._waiters)

    async def enter(self) -> bool:
        """Take a place, first come first served; False when there is none and nobody may wait."""
        if self._free() and not self._waiters:
            self.running += 1
            return True
        if self.when_full == "reject":
            return False
        await self._turn()
        return True

    def leave(self) -> None:
        """Give the place back."""
        self.running -= 1
        self._admit()

    def resize(self, capacity: int | None, when_full: WhenFull) -> None:
        """Change the rules; those who now fit in come in."""
        self.capacity = capacity
        self.when_full = when_full
        self._admit()

    async def _turn(self) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.cancelled():
                self._waiters.remove(waiter)
            else:  # the place was given in the very moment in which its taker left
                self.leave()
            raise

    def _free(self) -> bool:
        return self.capacity is None or self.running < self.capacity

    def _admit(self) -> None:
        while self._waiters and self._free():
            waiter = self._waiters[0]
            if waiter.done():  # cancelled; its own task takes it out of the queue
                break
            self._waiters.popleft()
            self.running += 1
            waiter.set_result(None)
