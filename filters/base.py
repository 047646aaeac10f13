"""The contract of a filter: one file each, named as the filter, with `FILTER` set to its class.

A filter is a pure judgement `(Trace, stage) -> Verdict`. One that must wait, for a worker process or for a model,
returns an awaitable of a Verdict instead; the engine awaits it without holding up other traces. A filter that asks a
model is handed a callable for it and knows nothing of endpoints. A group filter judges all traces of one problem.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from schemas.request import Completion
from schemas.trace import Trace
from schemas.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Question:
    """What a filter asks a model."""

    role: str
    """Which of the recipe's generators is asked."""
    prompt: str
    """Id of the prompt."""
    values: Mapping[str, str]
    """What it is rendered from."""
    sample: int = 0
    """Asks the same again for another answer: one number per vote."""
    response_format: Mapping[str, Any] | None = None
    """OpenAI `response_format`, e.g. a JSON schema."""


Ask = Callable[[Trace, Question], Awaitable[Completion]]
"""Asks about a trace, which keeps a record of it. Raises GenerationError; the trace is `failed` then."""


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

    ask: Ask
    """Set by the engine, for filters that name `roles`."""

    def __init__(self, settings: FilterSettings) -> None:
        self.settings = settings

    @property
    def roles(self) -> tuple[str, ...]:
        """The generators it asks; the recipe must have them. None for a pure filter."""
        return ()

    @property
    def prompts(self) -> Mapping[str, Collection[str]]:
        """The prompts it asks with, and the names each may use; checked before a run, and part of its digest."""
        return {}

    @property
    def most_questions(self) -> int:
        """How many questions it may ask about one trace, for estimates."""
        return 0

    @abstractmethod
    def judge(self, trace: Trace, stage: str) -> Verdict | Awaitable[Verdict]:
        """Judge the text of `stage` in `trace` (which is there). Never raises for what a model wrote."""


class GroupFilter(Filter):
    """Judges what a problem's traces say together, e.g. how many of them are right. The engine never asks `judge`."""

    def judge(self, trace: Trace, stage: str) -> Verdict | Awaitable[Verdict]:
        """A group of one."""
        verdicts = self.judge_group([trace], stage)
        return verdicts[0] if isinstance(verdicts, Sequence) else _only(verdicts)

    @abstractmethod
    def judge_group(self, traces: Sequence[Trace], stage: str) -> Sequence[Verdict] | Awaitable[Sequence[Verdict]]:
        """One verdict for each of a problem's answered traces, in their order; all have a text of `stage`."""


async def _only(verdicts: Awaitable[Sequence[Verdict]]) -> Verdict:
    return (await verdicts)[0]
