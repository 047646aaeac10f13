"""Keeps a stage's text within a window of tokens; PPC's preplans have about 150 to 1,500 (methods.md 1.1)."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict

from filters.base import Filter, FilterSettings
from filters.tokens import REGEX_V1, load_tokenizer
from schemas.trace import Trace
from schemas.verdict import Verdict


def _ordered(window: tuple[int, int]) -> tuple[int, int]:
    low, high = window
    if not 0 <= low <= high:
        raise ValueError("a window is [min, max] with 0 <= min <= max")
    return window


Window = Annotated[tuple[int, int], AfterValidator(_ordered)]
"""The least and the greatest number of tokens, both allowed."""


class LengthSettings(FilterSettings):
    """Stage to window, e.g. `length: {preplan: [150, 1500], plan: [20, 800]}`; a stage without one passes."""

    model_config = ConfigDict(extra="allow")

    __pydantic_extra__: dict[str, Window | None]

    tokenizer: str = REGEX_V1
    """`regex-v1`, or the path of a Hugging Face tokenizer.json (see filters/tokens.py)."""
    preplan: Window | None = (150, 1500)
    """PPC's window; null lifts it. The paper's tokenizer is not known, ours is (methods.md 1.4)."""

    def window(self, stage: str) -> Window | None:
        """The window of a stage, None if it has none."""
        return self.preplan if stage == "preplan" else self.__pydantic_extra__.get(stage)

    @property
    def named_stages(self) -> tuple[str, ...]:
        """The stages that the recipe gives a window; whoever knows the pipeline can tell a misspelt one."""
        return tuple(sorted(self.model_fields_set - {"enabled", "tokenizer"}))


class LengthFilter(Filter):
    """Counts tokens and compares. The verdict names the tokenizer, since a count means nothing without it."""

    name: ClassVar[str] = "length"
    Settings: ClassVar[type[FilterSettings]] = LengthSettings

    def __init__(self, settings: LengthSettings) -> None:
        """Load the tokenizer now, before any model call is paid for.

        Raises:
            UserError: the tokenizer's file or the package that reads it is missing.
        """
        super().__init__(settings)
        self.windows = settings
        self.tokenizer = load_tokenizer(settings.tokenizer)

    def judge(self, trace: Trace, stage: str) -> Verdict:
        count = self.tokenizer.count(trace.text(stage) or "")
        window = self.windows.window(stage)
        low, high = window or (0, count)
        reason = "too_short" if count < low else "too_long" if count > high else None
        shown = f"{low} to {high}" if window else "no window"
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=reason is None,
            reason=reason,
            score=count,
            threshold=low if reason == "too_short" else high if window else None,
            detail=f"{count} tokens ({self.tokenizer.name}), {shown}",
        )


FILTER = LengthFilter
