"""Whether a run, as estimated, fits its budget: said by `forethought check`, before anything is spent."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.estimate import StageEstimate
from schemas.budget import BudgetOptions


@dataclass(frozen=True, slots=True)
class CapFit:
    """One cap of a budget beside what the run is estimated to need of it."""

    name: str
    """`usd`, `tokens` or `requests`."""
    cap: float
    """What may be spent."""
    needed: float
    """Of the typical case, without retries; what the journal holds already is not taken off."""

    @property
    def fits(self) -> bool:
        """Whether it is enough."""
        return self.needed <= self.cap


def budget_fit(budget: BudgetOptions, estimates: Sequence[StageEstimate]) -> list[CapFit]:
    """Each cap beside its estimate; caps whose need is not known (no price) are left out."""
    asked = [item for item in estimates if item.asks_model]
    prices = [item.usd for item in asked]
    needs: dict[str, float | None] = {
        "usd": None if None in prices else sum(usd for usd in prices if usd is not None),
        "tokens": sum(item.prompt_tokens + item.completion_tokens for item in asked),
        "requests": sum(item.requests for item in asked),
    }
    caps = {name: cap for name, cap in budget.model_dump().items() if cap is not None}
    return [CapFit(name, cap, need) for name, cap in caps.items() if (need := needs[name]) is not None]
