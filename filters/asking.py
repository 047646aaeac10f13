"""The base of filters that ask a model: whom they ask, and how a question is put."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from filters.base import Filter, FilterSettings, Question
from schemas.request import Completion
from schemas.trace import Trace


class AskingSettings(FilterSettings):
    """What a recipe may set of any filter that asks."""

    enabled: bool = False
    """Each question is a model call, so the filter is off unless the recipe says otherwise."""
    role: str
    """Which of the recipe's generators is asked."""


S = TypeVar("S", bound=AskingSettings)


class AskingFilter(Filter, Generic[S]):
    """Judges by what a model of one role answers; its file says with which prompts."""

    def __init__(self, settings: S) -> None:
        super().__init__(settings)
        self.options = settings

    @property
    def roles(self) -> tuple[str, ...]:
        return (self.options.role,)

    async def put(
        self,
        trace: Trace,
        prompt: str,
        values: Mapping[str, str],
        sample: int = 0,
        response_format: Mapping[str, Any] | None = None,
    ) -> Completion:
        """Ask its role; arguments as the fields of `Question`.

        Raises:
            GenerationError: there is no answer; the trace is `failed` then.
        """
        return await self.ask(trace, Question(self.options.role, prompt, values, sample, response_format))
