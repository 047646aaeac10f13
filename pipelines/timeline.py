"""How a run went over time: finished traces in slices of time that grow with it, so that memory is bounded."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

SLICES = 120
"""At most so many slices; when they are full, two and two become one."""

Spent = Callable[[], tuple[int, float]]
"""Tokens and USD so far."""


@dataclass(slots=True)
class Timeline:
    """Counts per slice of time since the start."""

    slice_s: float = 1.0
    """Seconds of a slice."""
    finished: list[int] = field(default_factory=list)
    """Traces finished in each slice."""
    tokens: list[int] = field(default_factory=list)
    """Tokens spent by the beginning of each slice."""
    cost_usd: list[float] = field(default_factory=list)
    """USD spent by the beginning of each slice."""

    def add(self, elapsed_s: float, spent: Spent) -> None:
        """One trace has finished `elapsed_s` after the start."""
        while elapsed_s >= SLICES * self.slice_s:
            self._halve()
        place = int(elapsed_s / self.slice_s)
        if len(self.finished) <= place:
            tokens, cost_usd = spent()
            missing = place + 1 - len(self.finished)
            self.finished += [0] * missing
            self.tokens += [tokens] * missing
            self.cost_usd += [round(cost_usd, 6)] * missing
        self.finished[place] += 1

    def told(self) -> dict[str, Any]:
        """JSON values for the version's metadata."""
        return {
            "slice_s": self.slice_s,
            "finished": self.finished,
            "tokens": self.tokens,
            "cost_usd": self.cost_usd,
        }

    def _halve(self) -> None:
        self.slice_s *= 2
        self.finished = [sum(self.finished[i : i + 2]) for i in range(0, len(self.finished), 2)]
        self.tokens, self.cost_usd = self.tokens[::2], self.cost_usd[::2]
