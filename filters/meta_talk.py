"""Talk about the conversation instead of the problem: refusals, "As an AI", "Sure! Here is the preplan:" (our choice).

Measured in docs/quality.md.
"""

from typing import ClassVar

from pydantic import Field

from filters.base import Filter, FilterSettings
from filters.phrases import find_phrases
from filters.quality import at_sentence_start, unasked, verdict
from filters.spans import Span
from schemas.trace import Trace
from schemas.verdict import Verdict

OPENING = 80
"""Characters at the beginning of a text that count as its opening."""


class MetaTalkSettings(FilterSettings):
    """Phrases are matched on word boundaries, case aside."""

    max_count: int = Field(default=0, ge=0)
    """Spans that a text may hold."""
    phrases: tuple[str, ...] = (
        "as an ai", "as a language model", "as a large language model", "i cannot assist", "i can't assist",
        "i cannot help with", "i can't help with", "i'm unable to help", "i am unable to help", "i'm sorry, but",
        "i am sorry, but", "i apologize", "i hope this helps", "hope this helps", "let me know if you",
        "feel free to ask", "if you have any questions", "would you like me to", "as you requested", "as requested",
        "the user", "your instructions", "the prompt asks", "the instructions say", "the reference solution",
        "the gold answer", "the plan provided", "the provided plan", "the given plan", "the provided preplan",
    )  # fmt: skip
    """Meta talk anywhere, unless the question says it."""
    openings: tuple[str, ...] = (
        "sure", "certainly", "of course,", "absolutely", "great question", "here is the preplan", "here's the preplan",
        "here is a preplan", "here's a preplan", "here is the plan", "here's the plan", "here is a plan",
        "here's a plan", "here is the solution", "here's the solution", "here is the execution", "below is",
        "here is how to", "here's how to", "here's how you", "here is a step-by-step", "here's a step-by-step",
        "here are the steps", "i'd be happy to", "i would be happy to", "i'll help you", "i will help you",
        "here is my", "here's my", "i will now", "okay, so", "okay, let", "ok, so", "ok, let", "alright",
    )  # fmt: skip
    """Meta talk where a text begins with it."""


class MetaTalkFilter(Filter):
    """Rejects a text that speaks to somebody or of its own making; the score counts the spans."""

    name: ClassVar[str] = "meta_talk"
    Settings: ClassVar[type[FilterSettings]] = MetaTalkSettings

    def __init__(self, settings: MetaTalkSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        spoken = find_phrases(text, self.options.phrases)
        found = {
            "meta_talk": unasked(text, spoken, trace.problem.question),
            "opening": self._openings(text[:OPENING]),
        }
        return verdict(self.name, stage, text, found, self.options.max_count, "meta_talk")

    def _openings(self, text: str) -> list[Span]:
        spans = at_sentence_start(text, find_phrases(text, self.options.openings))
        return [span for span in spans if not text[: span.start].strip(" \n*_#>\"'")]


FILTER = MetaTalkFilter
