"""How many tokens a text saves against the full chain of thought of the same problem: the reference solution.

FSLR claims over 80% fewer training tokens, CoMT about half (methods.md 2.1 and 3.1); ours are counted here, with one
tokenizer for both texts, and stored with every row.
"""

from typing import ClassVar

from pydantic import Field

from filters.base import Filter, FilterSettings
from filters.marked_computations import without_marks
from filters.tokens import REGEX_V1, load_tokenizer
from schemas.trace import Trace
from schemas.verdict import Verdict


class SavingSettings(FilterSettings):
    """All of it is our choice."""

    tokenizer: str = REGEX_V1
    """`regex-v1`, or the path of a Hugging Face tokenizer.json (see filters/tokens.py)."""
    min_saving: float | None = Field(default=None, lt=1)
    """A text that saves less is rejected; null counts only. A negative saving is a longer text."""


class SavingFilter(Filter):
    """Score: 1 - tokens / tokens of the solution. Value: the solution's tokens. No solution: passes without a score."""

    name: ClassVar[str] = "saving"
    Settings: ClassVar[type[FilterSettings]] = SavingSettings
    uses_gold: ClassVar[bool] = True

    def __init__(self, settings: SavingSettings) -> None:
        """Load the tokenizer now, before any model call is paid for.

        Raises:
            UserError: the tokenizer's file or the package that reads it is missing.
        """
        super().__init__(settings)
        self.limits = settings
        self.tokenizer = load_tokenizer(settings.tokenizer)

    def judge(self, trace: Trace, stage: str) -> Verdict:
        whole = self.tokenizer.count(without_marks(trace.problem.solution or ""))
        if not whole:
            return Verdict(self.name, stage, passed=True, detail="no reference solution to compare with")
        own = self.tokenizer.count(trace.text(stage) or "")
        saving = 1 - own / whole
        passed = self.limits.min_saving is None or saving >= self.limits.min_saving
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=passed,
            reason=None if passed else "saves_too_little",
            score=round(saving, 6),
            threshold=self.limits.min_saving,
            value=str(whole),
            detail=f"{own} tokens against {whole} of the reference solution ({self.tokenizer.name})",
        )


FILTER = SavingFilter
