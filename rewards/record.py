"""What every reward function takes and returns: turns in, a total with its parts by name out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One term of a reward."""

    value: float | None
    """What was measured, before its weight; None if it was not measured, and the term is then left out."""
    weight: float
    """What the value is multiplied with; negative for a penalty."""
    note: str = ""
    """Why it has this value, snake_case, e.g. `missing_tag:plan` or `no_judge`; empty if there is nothing to say."""

    @property
    def contribution(self) -> float:
        """What the term adds to the total."""
        return 0.0 if self.value is None else self.weight * self.value


@dataclass(frozen=True, slots=True)
class Reward:
    """One completion's reward and what it is made of."""

    parts: Mapping[str, Part]
    """Every term by name, also those that were left out. Each reward has an `outcome`."""

    @property
    def total(self) -> float:
        """The reward: the sum of all contributions."""
        return sum(part.contribution for part in self.parts.values())

    @property
    def known(self) -> bool:
        """False if the outcome could not be judged, because the gold answer is missing or cannot be read."""
        return self.parts["outcome"].value is not None

    def values(self) -> dict[str, float]:
        """The measured values by name, unweighted, for a trainer's log."""
        return {name: part.value for name, part in self.parts.items() if part.value is not None}


@dataclass(frozen=True, slots=True)
class Turn:
    """What a policy wrote, and what it is held against."""

    completion: str
    """The completion without the prompt and without end-of-turn tokens."""
    gold: str
    """The gold answer, alone or marked in a text (`#### 42`, a box). An empty one makes the outcome unknown."""
    question: str = ""
    """The problem's question, or the prompt that holds it: its numbers are no spoilers."""
    solution: str | None = None
    """A worked reference solution, for a judge of near misses."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judge is shown."""

    turn: Turn
    """The whole turn, with gold and question."""
    preplan: str
    """The first segment."""
    plan: str
    """The second segment."""
    execution: str
    """The third segment; empty if the turn has none."""


Judge = Callable[[Sequence[Judged]], Sequence[float | None]]
"""Gives each a number in [0, 1], or None where it could not tell. It is called once per batch, so that it may ask a
model about all of them at once."""
