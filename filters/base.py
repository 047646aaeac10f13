"""The contract of a filter: one file each, named as the filter, with `FILTER` set to its class.

A filter is a pure judgement `(Trace, stage) -> Verdict`. One that must wait, for a worker process or for a model,
returns an awaitable of a Verdict instead; the engine awaits it without holding up other traces.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from schemas.trace import Trace
from schemas.verdict import Verdict


class FilterSettings(BaseModel):
    """What a recipe may set under `filters.<name>`. Unknown keys are an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = True
    """False leaves the filter out: no verdict is made."""

    @property
    def named_stages(self) -> tuple[str, ...]:
        """Stages that the recipe names in these settings; a name that no stage has is an error."""
        return ()


class Filter(ABC):
    """Judges one stage's text within its trace. Holds settings and no state that changes verdicts."""

    name: ClassVar[str]
    """As recipes and verdicts name it; the same as the module's name."""
    Settings: ClassVar[type[FilterSettings]] = FilterSettings
    """The model of its settings."""
    uses_gold: ClassVar[bool] = False
    """True if a verdict may reveal the gold answer: its evidence is then never fed back to a generator."""
    ends_trace: ClassVar[bool] = False
    """True if a text that does not pass is no ground for further stages (half a text, no text)."""
    max_retries: ClassVar[int | None] = None
    """Upper bound on the retries this filter's complaint may cause; None leaves it to the stage."""

    def __init__(self, settings: FilterSettings) -> None:
        self.settings = settings

    @abstractmethod
    def judge(self, trace: Trace, stage: str) -> Verdict | Awaitable[Verdict]:
        """Judge the text of `stage` in `trace` (which is there). Never raises for what a model wrote."""
